//! What happens when nobody answers: to the millisecond.

use offhook_machine::{Op, Party, Policy, Signal, UserState};

use crate::fixture::{BOBS, CUSTOMER, START_MS, Scene, number};

#[test]
fn an_agents_phone_rings_for_thirty_seconds_and_not_a_millisecond_longer() {
    let mut scene = Scene::ccc();
    scene.inbound(scene.amy).unwrap();
    scene.events();
    scene.waits(29_999);
    assert_eq!((scene.state(scene.amy), scene.events()), (UserState::Ringing, vec![]));
    scene.waits(1);
    let expected = ["ring-timeout amy", "user-left amy", "released amy", "released customer", "break amy"];
    assert_eq!(scene.events(), expected);
    assert_eq!((scene.state(scene.amy), scene.break_code(scene.amy)), (UserState::Break, "RingingTimeout"));
}

#[test]
fn an_answer_in_the_last_millisecond_counts() {
    let mut scene = Scene::ccc();
    scene.inbound(scene.amy).unwrap();
    scene.waits(29_999);
    scene.does(scene.amy, Op::Answer { job: None }).unwrap();
    scene.waits(60_000);
    assert_eq!(scene.state(scene.amy), UserState::Talking);
}

#[test]
fn early_media_does_not_stop_the_ringing_from_timing_out() {
    let mut scene = Scene::ccc();
    let job = scene.inbound(scene.amy).unwrap();
    scene.signal(job, Party::User(scene.amy), Signal::EarlyMedia).unwrap();
    scene.waits(30_000);
    assert_eq!(scene.break_code(scene.amy), "RingingTimeout");
}

#[test]
fn an_unconnected_call_lasts_a_minute_and_not_a_millisecond_longer() {
    let mut scene = Scene::ccc();
    let job = scene.calls(scene.amy, CUSTOMER);
    scene.signal(job, Party::User(scene.amy), Signal::Answered).unwrap();
    scene.events();
    scene.waits(59_999);
    assert_eq!((scene.state(scene.amy), scene.events()), (UserState::Dialing, vec![]));
    scene.waits(1);
    assert_eq!(scene.events(), ["user-left amy", "released amy", "released customer", "ready amy"]);
    let leg = scene.world.channel(scene.leg(job, None)).unwrap();
    assert_eq!(scene.world.text(leg.release_reason.unwrap()), "408 - Request Timeout");
}

#[test]
fn the_request_may_say_how_long_a_call_may_stay_unconnected() {
    for timeout_ms in [0, 1, 5_000] {
        let mut scene = Scene::ccc();
        let call = Op::MakeCall { callee: number(CUSTOMER), caller: None, timeout_ms: Some(timeout_ms) };
        scene.asks(scene.amy, call).unwrap();
        if let Some(almost) = timeout_ms.checked_sub(1) {
            scene.waits(almost);
            assert_eq!(scene.state(scene.amy), UserState::Dialing);
            scene.waits(1);
        }
        scene.waits(0);
        assert_eq!(scene.state(scene.amy), UserState::Ready);
    }
}

#[test]
fn a_connected_call_times_out_no_more() {
    let mut scene = Scene::ccc();
    scene.outbound_talk();
    assert_eq!(scene.world.next_deadline(), None);
    scene.waits(1_000_000);
    assert_eq!(scene.state(scene.amy), UserState::Talking);
}

#[test]
fn at_the_same_instant_the_ring_timeout_comes_before_the_call_timeout() {
    let mut scene = Scene::ccc();
    let call = Op::MakeCall { callee: number(BOBS), caller: None, timeout_ms: Some(30_000) };
    scene.does(scene.amy, call).unwrap();
    scene.events();
    scene.waits(30_000);
    let events = scene.events();
    assert_eq!(events[0], "ring-timeout bob");
    assert_eq!(events.len(), 7, "{events:?}");
    assert_eq!((scene.state(scene.bob), scene.break_code(scene.bob)), (UserState::Break, "RingingTimeout"));
    assert_eq!(scene.state(scene.amy), UserState::Ready);
}

#[test]
fn a_call_timeout_a_millisecond_earlier_leaves_the_ringing_agent_ready() {
    let mut scene = Scene::ccc();
    let call = Op::MakeCall { callee: number(BOBS), caller: None, timeout_ms: Some(29_999) };
    scene.does(scene.amy, call).unwrap();
    scene.waits(30_000);
    assert_eq!((scene.state(scene.amy), scene.state(scene.bob)), (UserState::Ready, UserState::Ready));
}

#[test]
fn events_of_timers_bear_the_time_at_which_they_were_due() {
    let mut scene = Scene::ccc();
    scene.inbound(scene.amy).unwrap();
    scene.events();
    scene.waits(100_000);
    assert_eq!(scene.world.poll_event().unwrap().at, START_MS + 30_000);
    assert_eq!(scene.world.now(), START_MS + 100_000);
}

#[test]
fn a_timeout_beyond_the_end_of_time_never_comes() {
    let endless = Policy { ring_timeout_ms: u64::MAX, ..Policy::CCC };
    let mut scene = Scene::with(endless);
    let call = Op::MakeCall { callee: number(BOBS), caller: None, timeout_ms: Some(u64::MAX) };
    scene.does(scene.amy, call).unwrap();
    scene.world.advance(offhook_machine::limits::MAX_TIME_MS).unwrap();
    assert_eq!((scene.state(scene.amy), scene.state(scene.bob)), (UserState::Dialing, UserState::Ringing));
}
