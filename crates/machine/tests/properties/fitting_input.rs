//! Input that fits the agent's state, so that random runs have whole calls and not only rejections.

use offhook_machine::{
    Flag, JobId, JobState, Number, Op, Party, Queueing, Request, Side, SignIn, Signal, Stimulus, Supervision,
    Target, User, UserId, UserState, WorkMode,
};

use crate::fixture::{Action, FIRST_EXTENSION, Fixture, number};

/// One thing of the menu that fits the agent's state.
pub(crate) fn action(fixture: &Fixture, by: UserId, choice: u8) -> Action {
    let Some(user) = fixture.world.user(by) else { return Action::Wait(fixture.world.now()) };
    let ready = request(by, Op::Ready { outbound_only: choice > 250 });
    let menu = match user.state {
        UserState::Offline => vec![request(by, Op::SignIn(SignIn::default()))],
        UserState::Break => {
            let modes = [
                Op::WorkMode { mode: WorkMode::OffSite, mobile: Some(number(1)) },
                Op::WorkMode { mode: WorkMode::OfficePhone, mobile: None },
            ];
            let [off_site, office_phone] = modes.map(|mode| request(by, mode));
            let calls = [call(by, number(0)), dialled(by, choice)];
            [&[ready, ready, ready, request(by, Op::SignOut), off_site, office_phone], &calls[..]].concat()
        }
        UserState::Working => {
            let others = [Op::SignOut, Op::Work, Op::Reset, Op::Visibility { invisible: false }];
            let others = others.map(|op| request(by, op));
            [&[ready, ready, ready, call(by, number(1))], &others[..]].concat()
        }
        UserState::Ready => when_ready(fixture, by, choice),
        UserState::Dialing => when_dialing(user, by),
        UserState::Ringing => when_ringing(user, by),
        UserState::Talking => when_talking(fixture, user, by, choice),
    };
    menu[usize::from(choice) % menu.len()]
}

fn request(by: UserId, op: Op<'static>) -> Action {
    Action::Ask(Request { by, op })
}

fn call(by: UserId, callee: Number) -> Action {
    request(by, Op::MakeCall { callee, caller: None, timeout_ms: None })
}

/// A call placed on the own SIP phone: to the outside, or to a colleague.
fn dialled(by: UserId, choice: u8) -> Action {
    let colleague = number(FIRST_EXTENSION + choice / 32 % 4);
    let to = if choice & 16 == 0 { number(0) } else { colleague };
    Action::Happens(Stimulus::Dialled { by, to })
}

fn signal(user: &User, party: Party, signal: Signal) -> Action {
    match user.job {
        Some(job) => Action::Happens(Stimulus::Channel { job, party, signal, cause: None }),
        None => Action::Wait(0),
    }
}

fn release(by: UserId) -> Action {
    request(by, Op::Release { job: None, channel: None })
}

/// Something that may happen to an outside party of the job.
pub(crate) fn remote(fixture: &Fixture, job: JobId, choice: u8) -> Action {
    let channels = fixture.world.job(job).map(|it| it.channels.iter()).into_iter().flatten();
    let channels =
        channels.filter_map(|channel| fixture.world.channel(*channel)).filter(|channel| channel.is_live());
    let numbers: Vec<Number> = channels
        .filter(|channel| channel.side == Side::Customer)
        .map(offhook_machine::Channel::party)
        .collect();
    let signals = [
        Signal::Answered,
        Signal::Answered,
        Signal::Answered,
        Signal::Ringing,
        Signal::Rejected,
        Signal::HungUp,
    ];
    let signal = signals[usize::from(choice) % signals.len()];
    let party = numbers.get(usize::from(choice) / signals.len() % numbers.len().max(1));
    let party = party.map_or(Party::Customer, |number| Party::Number(*number));
    Action::Happens(Stimulus::Channel { job, party, signal, cause: None })
}

fn supervise(fixture: &Fixture, by: UserId, choice: u8) -> Action {
    let kinds = [Supervision::SilentMonitor, Supervision::Coach, Supervision::Barge, Supervision::Intercept];
    let talks = |user: &&UserId| {
        **user != by && fixture.world.user(**user).is_some_and(|it| it.state == UserState::Talking)
    };
    let agent = fixture.users.iter().find(talks).copied().unwrap_or(by);
    let kind = kinds[usize::from(choice / 16 % 4)];
    request(by, Op::Supervise { kind, job: None, agent, timeout_ms: None })
}

/// The input of an agent with two calls, or with one on hold.
fn with_two_calls(fixture: &Fixture, user: &User, by: UserId, choice: u8) -> Vec<Action> {
    let Some(held_call) = user.held_call else {
        return vec![call(by, number(choice / 16 % 2)), call(by, number(FIRST_EXTENSION + choice / 16 % 4))];
    };
    let job = Some(held_call.job);
    let gone =
        Stimulus::Channel { job: held_call.job, party: Party::Customer, signal: Signal::HungUp, cause: None };
    vec![
        request(by, Op::Alternate { job }),
        request(by, Op::Alternate { job: None }),
        request(by, Op::Conference { job }),
        request(by, Op::Conference { job: None }),
        request(by, Op::Release { job, channel: None }),
        Action::Happens(gone),
        call(by, number(0)),
        supervise(fixture, by, choice),
    ]
}

fn holds(fixture: &Fixture, user: &User) -> bool {
    let job = user.job.and_then(|job| fixture.world.job(job));
    let mut channels =
        job.into_iter().flat_map(|job| &job.channels).filter_map(|channel| fixture.world.channel(*channel));
    channels.any(|channel| channel.flags.has(Flag::Hold))
}

/// The call that rings at a colleague.
fn directed_pickup(fixture: &Fixture, by: UserId) -> Action {
    let rings = |user: &&UserId| fixture.world.user(**user).is_some_and(|it| it.state == UserState::Ringing);
    let agent = fixture.users.iter().find(rings).copied().unwrap_or(by);
    request(by, Op::DirectedPickup { agent })
}

/// The first job that waits in a queue.
fn claim(fixture: &Fixture, by: UserId) -> Action {
    let waits = fixture.jobs().find(|(_, job)| job.state == JobState::Queued);
    waits.map_or_else(|| request(by, Op::Poll), |(job, _)| request(by, Op::Claim { job, among: &[] }))
}

fn when_ready(fixture: &Fixture, by: UserId, choice: u8) -> Vec<Action> {
    let inbound = Action::Happens(Stimulus::Inbound { from: number(1), to: by });
    let to = fixture.group(choice / 16 % 2);
    let to_group = Action::Happens(Stimulus::InboundToGroup { from: number(1), to });
    let broker = number(1);
    let both = Op::BackToBack {
        broker,
        second_broker: None,
        caller: number(0),
        callee: number(1),
        timeout_ms: None,
    };
    let predictive = Op::Predictive { callee: number(0), caller: broker, group: Some(to), timeout_ms: None };
    vec![
        call(by, number(0)),
        call(by, number(0)),
        call(by, number(FIRST_EXTENSION + choice / 16 % 4)),
        call(by, number(FIRST_EXTENSION + choice / 16 % 4)),
        inbound,
        inbound,
        request(by, Op::Break { code: "Lunch" }),
        request(by, Op::Work),
        to_group,
        to_group,
        dialled(by, choice),
        request(by, both),
        request(by, predictive),
        request(by, Op::StartConference { invited: fixture.invited(choice / 4), timeout_ms: None }),
        claim(fixture, by),
        directed_pickup(fixture, by),
        directed_pickup(fixture, by),
        supervise(fixture, by, choice),
        supervise(fixture, by, choice),
        supervise(fixture, by, choice),
    ]
}

fn when_dialing(user: &User, by: UserId) -> Vec<Action> {
    let own = |what| signal(user, Party::User(by), what);
    let remote = |what| signal(user, Party::Customer, what);
    vec![
        own(Signal::Answered),
        own(Signal::Answered),
        own(Signal::Ringing),
        own(Signal::Rejected),
        remote(Signal::Created),
        remote(Signal::Ringing),
        remote(Signal::EarlyMedia),
        remote(Signal::Answered),
        remote(Signal::Answered),
        remote(Signal::Answered),
        remote(Signal::Busy),
        release(by),
    ]
}

fn when_ringing(user: &User, by: UserId) -> Vec<Action> {
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

fn when_talking(fixture: &Fixture, user: &User, by: UserId, choice: u8) -> Vec<Action> {
    let (job, channel) = (user.job, fixture.channel(by, choice / 16 % 4));
    let consults = user.job.and_then(|job| fixture.world.job(job)).is_some_and(|job| job.consult.is_some());
    let mut menu = vec![
        request(by, Op::Hold { job: None, channel }),
        request(by, Op::Hold { job, channel }),
        request(by, Op::Retrieve { job, channel }),
        request(by, Op::Mute { job: None, channel: None }),
        request(by, Op::Unmute { job: None, channel: user.channel }),
        release(by),
        request(by, Op::Release { job, channel: Some(channel) }),
        signal(user, Party::User(by), Signal::HungUp),
        signal(user, Party::Customer, Signal::HungUp),
        supervise(fixture, by, choice),
    ];
    let two_calls = with_two_calls(fixture, user, by, choice);
    // Two calls are too rare among all other input.
    let has_two_calls = fixture.world.policy().second_call && holds(fixture, user);
    if user.held_call.is_some() && choice & 64 == 0 || has_two_calls && choice & 128 == 0 {
        return two_calls;
    }
    menu.extend(two_calls);
    let confers = job.and_then(|job| fixture.world.job(job)).is_some_and(|job| job.channels.len() > 2);
    if confers && !consults {
        menu.extend([request(by, Op::EndConference { job }); 3]);
    }
    if consults {
        let ends = [
            Op::CompleteTransfer { job },
            Op::CompleteTransfer { job },
            Op::CancelTransfer { job },
            Op::SwitchToConference { job },
            Op::SwitchToConference { job },
        ];
        menu.extend(ends.map(|op| request(by, op)));
    } else {
        menu.extend(handing_over(fixture, by, choice));
    }
    menu
}

fn handing_over(fixture: &Fixture, by: UserId, choice: u8) -> Vec<Action> {
    let (job, caller, timeout_ms) = (None, None, None);
    let agent = fixture.user(choice / 16 % 4);
    let group = Target::Group(fixture.group(choice / 16 % 2));
    let outside = Target::Number(number(1));
    let blind = |to| Op::BlindTransfer { job, to, caller, timeout_ms, queueing: Queueing::default() };
    let consult = |to| Op::Consult { job, to, caller, timeout_ms };
    let asks = [
        blind(Target::User(agent)),
        blind(group),
        blind([outside, Target::Ivr][usize::from(choice / 16 % 2)]),
        consult(Target::User(agent)),
        consult(Target::User(agent)),
        consult([outside, group][usize::from(choice / 16 % 2)]),
        Op::Flow { job, leave: choice & 16 != 0 },
        Op::Survey { job },
        Op::Dtmf { job, channel: fixture.channel(by, choice / 16 % 2) },
    ];
    asks.into_iter().map(|op| request(by, op)).collect()
}
