//! An answer is an early snapshot: acceptance and effect are two steps, and both are visible.

use offhook_machine::{
    ChannelId, ChannelState, ClockError, Flag, JobState, Op, Party, Refused, Signal, UserState,
};

use crate::fixture::{CUSTOMER, START_MS, Scene, number};

#[test]
fn an_accepted_call_shows_a_ready_user_and_a_leg_in_its_first_state() {
    let mut scene = Scene::ccc();
    let call = Op::MakeCall { callee: number(CUSTOMER), caller: None, timeout_ms: None };
    let job = scene.asks(scene.amy, call).unwrap().job.unwrap();
    assert_eq!(scene.state(scene.amy), UserState::Ready);
    assert_eq!(scene.world.job(job).unwrap().state, JobState::Accepted);
    assert_eq!(scene.leg_states(job), [ChannelState::None]);
    assert_eq!(scene.events(), [""; 0]);
    assert_eq!(scene.world.broken_invariants(), []);
}

#[test]
fn accepted_hold_and_mute_show_no_flag_yet() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let (own, far) = (scene.leg(job, Some(scene.amy)), scene.leg(job, None));
    for (op, leg, flag) in [
        (Op::Hold { job: None, channel: far }, far, Flag::Hold),
        (Op::Mute { job: None, channel: None }, own, Flag::Muted),
    ] {
        scene.asks(scene.amy, op).unwrap();
        assert!(!scene.world.channel(leg).unwrap().flags.has(flag));
        scene.waits(0);
        assert!(scene.world.channel(leg).unwrap().flags.has(flag));
    }
}

#[test]
fn an_accepted_release_shows_the_user_still_talking() {
    let mut scene = Scene::ccc();
    scene.outbound_talk();
    let accepted = scene.asks(scene.amy, Op::Release { job: None, channel: None }).unwrap();
    assert_eq!((scene.state(scene.amy), accepted.job.is_some()), (UserState::Talking, true));
    scene.waits(0);
    assert_eq!(scene.state(scene.amy), UserState::Working);
}

#[test]
fn the_effect_is_due_at_once_and_every_input_waits_for_it() {
    let mut scene = Scene::ccc();
    let call = Op::MakeCall { callee: number(CUSTOMER), caller: None, timeout_ms: None };
    let job = scene.asks(scene.amy, call).unwrap().job.unwrap();
    assert_eq!(scene.world.next_deadline(), Some(START_MS));
    let overdue = ClockError::Overdue { deadline: START_MS };
    assert_eq!(scene.asks(scene.bob, Op::Poll), Err(Refused::Clock(overdue)));
    let early = scene.signal(job, Party::User(scene.amy), Signal::Answered);
    assert_eq!(early, Err(offhook_machine::Impossible::Clock(overdue)));
    scene.waits(0);
    assert!(scene.asks(scene.bob, Op::Poll).is_ok());
}

#[test]
fn the_effect_bears_the_time_of_its_acceptance_however_far_the_clock_then_goes() {
    let mut scene = Scene::ccc();
    let call = Op::MakeCall { callee: number(CUSTOMER), caller: None, timeout_ms: None };
    scene.asks(scene.amy, call).unwrap();
    scene.waits(5_000);
    assert_eq!(scene.world.poll_event().unwrap().at, START_MS);
}

#[test]
fn a_pending_effect_is_part_of_the_digest() {
    let digest_after = |op: fn(ChannelId) -> Op<'static>| {
        let mut scene = Scene::ccc();
        let job = scene.outbound_talk();
        let own = scene.leg(job, Some(scene.amy));
        scene.asks(scene.amy, op(own)).unwrap();
        scene.world.digest()
    };
    let hold = digest_after(|channel| Op::Hold { job: None, channel });
    let mute = digest_after(|channel| Op::Mute { job: None, channel: Some(channel) });
    let release = digest_after(|channel| Op::Release { job: None, channel: Some(channel) });
    assert!(hold != mute && mute != release && release != hold);
}

#[test]
fn reading_the_own_state_is_possible_in_every_state_and_moves_nothing() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let before = scene.world.digest();
    assert_eq!(scene.does(scene.amy, Op::Poll).unwrap().job, Some(job));
    assert_eq!(scene.world.digest(), before);
}
