//! What is likely to come next for an agent: so that whole lives of calls are drawn, not only refusals.

use offhook_machine::{Number, Op, Party, Request, SignIn, Signal, Stimulus, User, UserId, UserState};

use crate::stage::{Act, FIRST_EXTENSION, Stage, number};

/// One thing of the menu that fits the agent's state.
pub(crate) fn act(stage: &Stage, by: UserId, choice: u8) -> Act {
    let Some(user) = stage.world.user(by) else { return Act::Wait(stage.world.now()) };
    let ready = request(by, Op::Ready { outbound_only: choice > 250 });
    let menu = match user.state {
        UserState::Offline => vec![request(by, Op::SignIn(SignIn::default()))],
        UserState::Break => vec![ready, ready, call(by, number(0)), request(by, Op::SignOut)],
        UserState::Working => {
            vec![ready, ready, call(by, number(1)), request(by, Op::SignOut), request(by, Op::Work)]
        }
        UserState::Ready => when_ready(by),
        UserState::Dialing => when_dialing(user, by),
        UserState::Ringing => when_ringing(user, by),
        UserState::Talking => when_talking(stage, user, by, choice),
    };
    menu[usize::from(choice) % menu.len()]
}

fn request(by: UserId, op: Op<'static>) -> Act {
    Act::Ask(Request { by, op })
}

fn call(by: UserId, callee: Number) -> Act {
    request(by, Op::MakeCall { callee, caller: None, timeout_ms: None })
}

fn signal(user: &User, party: Party, signal: Signal) -> Act {
    match user.job {
        Some(job) => Act::Happens(Stimulus::Leg { job, party, signal, cause: None }),
        None => Act::Wait(0),
    }
}

fn release(by: UserId) -> Act {
    request(by, Op::Release { job: None, channel: None })
}

fn when_ready(by: UserId) -> Vec<Act> {
    let inbound = Act::Happens(Stimulus::Inbound { from: number(1), to: by });
    vec![
        call(by, number(0)),
        call(by, number(0)),
        call(by, number(FIRST_EXTENSION)),
        call(by, number(FIRST_EXTENSION + 1)),
        call(by, number(FIRST_EXTENSION + 2)),
        inbound,
        inbound,
        request(by, Op::Break { code: "Lunch" }),
        request(by, Op::Work),
    ]
}

fn when_dialing(user: &User, by: UserId) -> Vec<Act> {
    let own = |what| signal(user, Party::User(by), what);
    let far = |what| signal(user, Party::Customer, what);
    vec![
        own(Signal::Answered),
        own(Signal::Answered),
        own(Signal::Ringing),
        own(Signal::Rejected),
        far(Signal::Created),
        far(Signal::Ringing),
        far(Signal::EarlyMedia),
        far(Signal::Answered),
        far(Signal::Answered),
        far(Signal::Answered),
        far(Signal::Busy),
        release(by),
    ]
}

fn when_ringing(user: &User, by: UserId) -> Vec<Act> {
    let own = |what| signal(user, Party::User(by), what);
    vec![
        request(by, Op::Answer { job: None }),
        request(by, Op::Answer { job: user.job }),
        own(Signal::Answered),
        own(Signal::Ringing),
        own(Signal::EarlyMedia),
        own(Signal::Rejected),
        signal(user, Party::Customer, Signal::HungUp),
        release(by),
    ]
}

fn when_talking(stage: &Stage, user: &User, by: UserId, choice: u8) -> Vec<Act> {
    let (job, channel) = (user.job, stage.channel(by, choice / 16 % 2));
    vec![
        request(by, Op::Hold { job: None, channel }),
        request(by, Op::Hold { job, channel }),
        request(by, Op::Retrieve { job, channel }),
        request(by, Op::Mute { job: None, channel: None }),
        request(by, Op::Unmute { job: None, channel: user.channel }),
        release(by),
        request(by, Op::Release { job, channel: Some(channel) }),
        signal(user, Party::User(by), Signal::HungUp),
        signal(user, Party::Customer, Signal::HungUp),
    ]
}
