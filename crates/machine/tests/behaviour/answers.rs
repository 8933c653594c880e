//! An answer is an early snapshot: acceptance and effect are two steps, and both are visible.

use offhook_machine::{
    ChannelId, ChannelState, ClockError, Flag, JobState, Op, Party, Refused, Signal, UserState,
};

use crate::fixture::{CUSTOMER, Fixture, START_MS, number};

#[test]
fn an_accepted_call_shows_a_ready_user_and_a_channel_in_its_first_state() {
    let mut fixture = Fixture::ccc();
    let call = Op::MakeCall { callee: number(CUSTOMER), caller: None, timeout_ms: None };
    let job = fixture.asks(fixture.amy, call).unwrap().job.unwrap();
    assert_eq!(fixture.state(fixture.amy), UserState::Ready);
    assert_eq!(fixture.world.job(job).unwrap().state, JobState::Accepted);
    assert_eq!(fixture.channel_states(job), [ChannelState::None]);
    assert_eq!(fixture.events(), [""; 0]);
    assert_eq!(fixture.world.broken_invariants(), []);
}

#[test]
fn accepted_hold_and_mute_show_no_flag_yet() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let (own, remote) = (fixture.channel(job, Some(fixture.amy)), fixture.channel(job, None));
    for (op, channel, flag) in [
        (Op::Hold { job: None, channel: remote }, remote, Flag::Hold),
        (Op::Mute { job: None, channel: None }, own, Flag::Muted),
    ] {
        fixture.asks(fixture.amy, op).unwrap();
        assert!(!fixture.world.channel(channel).unwrap().flags.has(flag));
        fixture.waits(0);
        assert!(fixture.world.channel(channel).unwrap().flags.has(flag));
    }
}

#[test]
fn an_accepted_release_shows_the_user_still_talking() {
    let mut fixture = Fixture::ccc();
    fixture.outbound_talk();
    let accepted = fixture.asks(fixture.amy, Op::Release { job: None, channel: None }).unwrap();
    assert_eq!((fixture.state(fixture.amy), accepted.job.is_some()), (UserState::Talking, true));
    fixture.waits(0);
    assert_eq!(fixture.state(fixture.amy), UserState::Working);
}

#[test]
fn the_effect_is_due_at_once_and_every_input_waits_for_it() {
    let mut fixture = Fixture::ccc();
    let call = Op::MakeCall { callee: number(CUSTOMER), caller: None, timeout_ms: None };
    let job = fixture.asks(fixture.amy, call).unwrap().job.unwrap();
    assert_eq!(fixture.world.next_deadline(), Some(START_MS));
    let overdue = ClockError::Overdue { deadline: START_MS };
    assert_eq!(fixture.asks(fixture.bob, Op::Poll), Err(Refused::Clock(overdue)));
    let early = fixture.signal(job, Party::User(fixture.amy), Signal::Answered);
    assert_eq!(early, Err(offhook_machine::Impossible::Clock(overdue)));
    fixture.waits(0);
    assert!(fixture.asks(fixture.bob, Op::Poll).is_ok());
}

#[test]
fn the_effect_bears_the_time_of_its_acceptance_however_far_the_clock_then_goes() {
    let mut fixture = Fixture::ccc();
    let call = Op::MakeCall { callee: number(CUSTOMER), caller: None, timeout_ms: None };
    fixture.asks(fixture.amy, call).unwrap();
    fixture.waits(5_000);
    assert_eq!(fixture.world.poll_event().unwrap().at, START_MS);
}

#[test]
fn a_pending_effect_is_part_of_the_digest() {
    let digest_after = |op: fn(ChannelId) -> Op<'static>| {
        let mut fixture = Fixture::ccc();
        let job = fixture.outbound_talk();
        let own = fixture.channel(job, Some(fixture.amy));
        fixture.asks(fixture.amy, op(own)).unwrap();
        fixture.world.digest()
    };
    let hold = digest_after(|channel| Op::Hold { job: None, channel });
    let mute = digest_after(|channel| Op::Mute { job: None, channel: Some(channel) });
    let release = digest_after(|channel| Op::Release { job: None, channel: Some(channel) });
    assert!(hold != mute && mute != release && release != hold);
}

#[test]
fn reading_the_own_state_is_possible_in_every_state_and_moves_nothing() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let before = fixture.world.digest();
    assert_eq!(fixture.does(fixture.amy, Op::Poll).unwrap().job, Some(job));
    assert_eq!(fixture.world.digest(), before);
}
