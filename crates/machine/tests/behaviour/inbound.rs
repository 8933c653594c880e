//! An outside party calls an agent.

use offhook_machine::{CallType, ChannelState, Impossible, JobState, Op, Party, Side, Signal, UserState};

use crate::fixture::{CENTRE, CUSTOMER, Scene, number};

#[test]
fn the_callers_leg_is_up_before_the_agents_phone_rings() {
    let mut scene = Scene::ccc();
    let job = scene.inbound(scene.amy).unwrap();
    assert_eq!(scene.events(), ["ringing amy", "user-ringing amy"]);
    assert_eq!(scene.leg_states(job), [ChannelState::Answered, ChannelState::Ringing]);
    let far = scene.world.channel(scene.leg(job, None)).unwrap();
    assert_eq!(
        (far.side, far.originator, far.destination),
        (Side::Customer, number(CUSTOMER), number(CENTRE))
    );
    assert_eq!(scene.world.job(job).unwrap().call_type, CallType::Inbound);
}

#[test]
fn by_request_or_on_the_phone_the_agent_answers_in_the_same_way() {
    let answer = |by_request: bool| {
        let mut scene = Scene::ccc();
        let job = scene.inbound(scene.amy).unwrap();
        scene.events();
        if by_request {
            scene.does(scene.amy, Op::Answer { job: Some(job) }).unwrap();
        } else {
            scene.signal(job, Party::User(scene.amy), Signal::Answered).unwrap();
        }
        assert_eq!(scene.world.job(job).unwrap().state, JobState::Connected);
        (scene.state(scene.amy), scene.events())
    };
    assert_eq!(answer(true), answer(false));
    assert_eq!(answer(true).0, UserState::Talking);
}

#[test]
fn a_caller_who_gives_up_leaves_the_agent_ready() {
    let mut scene = Scene::ccc();
    let job = scene.inbound(scene.amy).unwrap();
    scene.events();
    scene.signal(job, Party::Customer, Signal::HungUp).unwrap();
    assert_eq!(
        scene.events(),
        ["abandoned-in-ring customer", "released customer", "user-left amy", "released amy", "ready amy"]
    );
    assert_eq!(scene.state(scene.amy), UserState::Ready);
}

#[test]
fn an_agent_who_declines_goes_on_a_break_that_says_so() {
    for on_the_phone in [false, true] {
        let mut scene = Scene::ccc();
        let job = scene.inbound(scene.amy).unwrap();
        if on_the_phone {
            scene.signal(job, Party::User(scene.amy), Signal::Rejected).unwrap();
        } else {
            scene.releases(scene.amy);
        }
        assert_eq!((scene.state(scene.amy), scene.break_code(scene.amy)), (UserState::Break, "RejectCall"));
    }
}

#[test]
fn the_networks_word_that_the_phone_rings_comes_second_and_changes_nothing_to_be_seen() {
    let mut scene = Scene::ccc();
    let job = scene.inbound(scene.amy).unwrap();
    scene.events();
    scene.signal(job, Party::User(scene.amy), Signal::Ringing).unwrap();
    assert_eq!(scene.events(), [""; 0]);
    scene.signal(job, Party::User(scene.amy), Signal::EarlyMedia).unwrap();
    assert_eq!((scene.state(scene.amy), scene.world.broken_invariants()), (UserState::Ringing, vec![]));
    scene.does(scene.amy, Op::Answer { job: None }).unwrap();
    assert_eq!(scene.state(scene.amy), UserState::Talking);
}

#[test]
fn no_call_reaches_an_agent_who_is_not_ready_or_only_places_calls() {
    let mut scene = Scene::ccc();
    scene.does(scene.bob, Op::Ready { outbound_only: true }).unwrap();
    assert_eq!(scene.inbound(scene.bob), Err(Impossible::NotReady(UserState::Ready)));
    scene.does(scene.bob, Op::Work).unwrap();
    assert_eq!(scene.inbound(scene.bob), Err(Impossible::NotReady(UserState::Working)));
}

#[test]
fn an_agents_phone_is_neither_busy_nor_without_a_route() {
    let mut scene = Scene::ccc();
    let job = scene.inbound(scene.amy).unwrap();
    for signal in [Signal::Busy, Signal::NoRoute] {
        assert_eq!(scene.signal(job, Party::User(scene.amy), signal), Err(Impossible::OutsideOnly));
    }
}
