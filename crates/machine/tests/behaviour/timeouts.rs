//! Unanswered calls, to the millisecond.

use offhook_machine::{Op, Party, Policy, Signal, UserState};

use crate::fixture::{BOBS, CUSTOMER, Fixture, START_MS, number};

#[test]
fn an_agents_phone_rings_for_thirty_seconds_and_not_a_millisecond_longer() {
    let mut fixture = Fixture::ccc();
    fixture.inbound(fixture.amy).unwrap();
    fixture.events();
    fixture.waits(29_999);
    assert_eq!((fixture.state(fixture.amy), fixture.events()), (UserState::Ringing, vec![]));
    fixture.waits(1);
    let expected = ["ring-timeout amy", "user-left amy", "released amy", "released customer", "break amy"];
    assert_eq!(fixture.events(), expected);
    assert_eq!(
        (fixture.state(fixture.amy), fixture.break_code(fixture.amy)),
        (UserState::Break, "RingingTimeout")
    );
}

#[test]
fn an_answer_in_the_last_millisecond_counts() {
    let mut fixture = Fixture::ccc();
    fixture.inbound(fixture.amy).unwrap();
    fixture.waits(29_999);
    fixture.does(fixture.amy, Op::Answer { job: None }).unwrap();
    fixture.waits(60_000);
    assert_eq!(fixture.state(fixture.amy), UserState::Talking);
}

#[test]
fn early_media_does_not_stop_the_ringing_from_timing_out() {
    let mut fixture = Fixture::ccc();
    let job = fixture.inbound(fixture.amy).unwrap();
    fixture.signal(job, Party::User(fixture.amy), Signal::EarlyMedia).unwrap();
    fixture.waits(30_000);
    assert_eq!(fixture.break_code(fixture.amy), "RingingTimeout");
}

#[test]
fn an_unconnected_call_lasts_a_minute_and_not_a_millisecond_longer() {
    let mut fixture = Fixture::ccc();
    let job = fixture.calls(fixture.amy, CUSTOMER);
    fixture.signal(job, Party::User(fixture.amy), Signal::Answered).unwrap();
    fixture.events();
    fixture.waits(59_999);
    assert_eq!((fixture.state(fixture.amy), fixture.events()), (UserState::Dialing, vec![]));
    fixture.waits(1);
    assert_eq!(fixture.events(), ["user-left amy", "released amy", "released customer", "ready amy"]);
    let channel = fixture.world.channel(fixture.channel(job, None)).unwrap();
    assert_eq!(fixture.world.text(channel.release_reason.unwrap()), "408 - Request Timeout");
}

#[test]
fn the_request_may_say_how_long_a_call_may_stay_unconnected() {
    for timeout_ms in [0, 1, 5_000] {
        let mut fixture = Fixture::ccc();
        let call = Op::MakeCall { callee: number(CUSTOMER), caller: None, timeout_ms: Some(timeout_ms) };
        fixture.asks(fixture.amy, call).unwrap();
        if let Some(almost) = timeout_ms.checked_sub(1) {
            fixture.waits(almost);
            assert_eq!(fixture.state(fixture.amy), UserState::Dialing);
            fixture.waits(1);
        }
        fixture.waits(0);
        assert_eq!(fixture.state(fixture.amy), UserState::Ready);
    }
}

#[test]
fn a_connected_call_times_out_no_more() {
    let mut fixture = Fixture::ccc();
    fixture.outbound_talk();
    assert_eq!(fixture.world.next_deadline(), None);
    fixture.waits(1_000_000);
    assert_eq!(fixture.state(fixture.amy), UserState::Talking);
}

#[test]
fn at_the_same_instant_the_ring_timeout_comes_before_the_call_timeout() {
    let mut fixture = Fixture::ccc();
    let call = Op::MakeCall { callee: number(BOBS), caller: None, timeout_ms: Some(30_000) };
    fixture.does(fixture.amy, call).unwrap();
    fixture.events();
    fixture.waits(30_000);
    let events = fixture.events();
    assert_eq!(events[0], "ring-timeout bob");
    assert_eq!(events.len(), 7, "{events:?}");
    assert_eq!(
        (fixture.state(fixture.bob), fixture.break_code(fixture.bob)),
        (UserState::Break, "RingingTimeout")
    );
    assert_eq!(fixture.state(fixture.amy), UserState::Ready);
}

#[test]
fn a_call_timeout_a_millisecond_earlier_leaves_the_ringing_agent_ready() {
    let mut fixture = Fixture::ccc();
    let call = Op::MakeCall { callee: number(BOBS), caller: None, timeout_ms: Some(29_999) };
    fixture.does(fixture.amy, call).unwrap();
    fixture.waits(30_000);
    assert_eq!(
        (fixture.state(fixture.amy), fixture.state(fixture.bob)),
        (UserState::Ready, UserState::Ready)
    );
}

#[test]
fn events_of_timers_bear_the_time_at_which_they_were_due() {
    let mut fixture = Fixture::ccc();
    fixture.inbound(fixture.amy).unwrap();
    fixture.events();
    fixture.waits(100_000);
    assert_eq!(fixture.world.poll_event().unwrap().at, START_MS + 30_000);
    assert_eq!(fixture.world.now(), START_MS + 100_000);
}

#[test]
fn a_timeout_beyond_the_end_of_time_never_comes() {
    let endless = Policy { ring_timeout_ms: u64::MAX, ..Policy::CCC };
    let mut fixture = Fixture::with(endless);
    let call = Op::MakeCall { callee: number(BOBS), caller: None, timeout_ms: Some(u64::MAX) };
    fixture.does(fixture.amy, call).unwrap();
    fixture.world.advance(offhook_machine::limits::MAX_TIME_MS).unwrap();
    assert_eq!(
        (fixture.state(fixture.amy), fixture.state(fixture.bob)),
        (UserState::Dialing, UserState::Ringing)
    );
}
