//! An outside party calls an agent.

use offhook_machine::{CallType, ChannelState, Impossible, JobState, Op, Party, Side, Signal, UserState};

use crate::fixture::{CUSTOMER, Fixture, INSTANCE_NUMBER, number};

#[test]
fn the_callers_channel_is_up_before_the_agents_phone_rings() {
    let mut fixture = Fixture::ccc();
    let job = fixture.inbound(fixture.amy).unwrap();
    assert_eq!(fixture.events(), ["ringing amy", "user-ringing amy"]);
    assert_eq!(fixture.channel_states(job), [ChannelState::Answered, ChannelState::Ringing]);
    let remote = fixture.world.channel(fixture.channel(job, None)).unwrap();
    assert_eq!(
        (remote.side, remote.originator, remote.destination),
        (Side::Customer, number(CUSTOMER), number(INSTANCE_NUMBER))
    );
    assert_eq!(fixture.world.job(job).unwrap().call_type, CallType::Inbound);
}

#[test]
fn by_request_or_on_the_phone_the_agent_answers_in_the_same_way() {
    let answer = |by_request: bool| {
        let mut fixture = Fixture::ccc();
        let job = fixture.inbound(fixture.amy).unwrap();
        fixture.events();
        if by_request {
            fixture.does(fixture.amy, Op::Answer { job: Some(job) }).unwrap();
        } else {
            fixture.signal(job, Party::User(fixture.amy), Signal::Answered).unwrap();
        }
        assert_eq!(fixture.world.job(job).unwrap().state, JobState::Connected);
        (fixture.state(fixture.amy), fixture.events())
    };
    assert_eq!(answer(true), answer(false));
    assert_eq!(answer(true).0, UserState::Talking);
}

#[test]
fn a_caller_who_gives_up_leaves_the_agent_ready() {
    let mut fixture = Fixture::ccc();
    let job = fixture.inbound(fixture.amy).unwrap();
    fixture.events();
    fixture.signal(job, Party::Customer, Signal::HungUp).unwrap();
    assert_eq!(
        fixture.events(),
        ["abandoned-in-ring customer", "released customer", "user-left amy", "released amy", "ready amy"]
    );
    assert_eq!(fixture.state(fixture.amy), UserState::Ready);
}

#[test]
fn an_agent_who_declines_goes_on_a_break_that_says_so() {
    for on_the_phone in [false, true] {
        let mut fixture = Fixture::ccc();
        let job = fixture.inbound(fixture.amy).unwrap();
        if on_the_phone {
            fixture.signal(job, Party::User(fixture.amy), Signal::Rejected).unwrap();
        } else {
            fixture.releases(fixture.amy);
        }
        assert_eq!(
            (fixture.state(fixture.amy), fixture.break_code(fixture.amy)),
            (UserState::Break, "RejectCall")
        );
    }
}

#[test]
fn a_ringing_report_of_the_network_comes_second_and_changes_nothing_visible() {
    let mut fixture = Fixture::ccc();
    let job = fixture.inbound(fixture.amy).unwrap();
    fixture.events();
    fixture.signal(job, Party::User(fixture.amy), Signal::Ringing).unwrap();
    assert_eq!(fixture.events(), [""; 0]);
    fixture.signal(job, Party::User(fixture.amy), Signal::EarlyMedia).unwrap();
    assert_eq!((fixture.state(fixture.amy), fixture.world.broken_invariants()), (UserState::Ringing, vec![]));
    fixture.does(fixture.amy, Op::Answer { job: None }).unwrap();
    assert_eq!(fixture.state(fixture.amy), UserState::Talking);
}

#[test]
fn an_agent_who_is_not_ready_or_outbound_only_receives_no_call() {
    let mut fixture = Fixture::ccc();
    fixture.does(fixture.bob, Op::Ready { outbound_only: true }).unwrap();
    assert_eq!(fixture.inbound(fixture.bob), Err(Impossible::NotReady(UserState::Ready)));
    fixture.does(fixture.bob, Op::Work).unwrap();
    assert_eq!(fixture.inbound(fixture.bob), Err(Impossible::NotReady(UserState::Working)));
}

#[test]
fn an_agents_phone_is_neither_busy_nor_without_a_route() {
    let mut fixture = Fixture::ccc();
    let job = fixture.inbound(fixture.amy).unwrap();
    for signal in [Signal::Busy, Signal::NoRoute] {
        assert_eq!(fixture.signal(job, Party::User(fixture.amy), signal), Err(Impossible::OutsideOnly));
    }
}
