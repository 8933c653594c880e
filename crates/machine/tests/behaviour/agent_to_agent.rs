//! An agent calls another agent's extension.

use offhook_machine::{CallType, Op, Party, Refused, Signal, UserState};

use crate::fixture::{AMYS, BOBS, CUSTOMER, Fixture, number};

#[test]
fn the_called_agent_rings_at_once() {
    let mut fixture = Fixture::ccc();
    let job = fixture.calls(fixture.amy, BOBS);
    assert_eq!(fixture.events(), ["user-dialing amy", "dialing amy", "user-ringing bob", "ringing bob"]);
    assert_eq!(fixture.world.job(job).unwrap().call_type, CallType::Internal);
    assert_eq!(fixture.state(fixture.bob), UserState::Ringing);
}

#[test]
fn when_the_called_agent_answers_both_talk() {
    let mut fixture = Fixture::ccc();
    fixture.calls(fixture.amy, BOBS);
    fixture.events();
    fixture.does(fixture.bob, Op::Answer { job: None }).unwrap();
    let expected = ["user-talking amy", "established amy", "user-talking bob", "established bob"];
    assert_eq!(fixture.events(), expected);
    assert_eq!(
        (fixture.state(fixture.amy), fixture.state(fixture.bob)),
        (UserState::Talking, UserState::Talking)
    );
}

#[test]
fn the_order_in_which_the_two_answer_does_not_matter() {
    for calling_first in [false, true] {
        let mut fixture = Fixture::ccc();
        let job = fixture.calls(fixture.amy, BOBS);
        if calling_first {
            fixture.signal(job, Party::User(fixture.amy), Signal::Answered).unwrap();
        }
        fixture.signal(job, Party::User(fixture.bob), Signal::Answered).unwrap();
        assert_eq!(
            (fixture.state(fixture.amy), fixture.state(fixture.bob)),
            (UserState::Talking, UserState::Talking)
        );
    }
}

#[test]
fn the_agent_who_hangs_up_leaves_first_and_both_work_after() {
    let mut fixture = Fixture::ccc();
    fixture.calls(fixture.amy, BOBS);
    fixture.does(fixture.bob, Op::Answer { job: None }).unwrap();
    fixture.events();
    fixture.releases(fixture.bob);
    let expected = ["user-left bob", "released bob", "user-left amy", "released amy", "work bob", "work amy"];
    assert_eq!(fixture.events(), expected);
}

#[test]
fn a_called_agent_who_declines_goes_on_a_break_that_says_so() {
    let mut fixture = Fixture::ccc();
    fixture.calls(fixture.amy, BOBS);
    fixture.releases(fixture.bob);
    assert_eq!(
        (fixture.state(fixture.bob), fixture.break_code(fixture.bob)),
        (UserState::Break, "RejectCall")
    );
    assert_eq!(fixture.state(fixture.amy), UserState::Ready);
}

#[test]
fn when_the_caller_gives_up_the_called_agent_is_ready_again() {
    let mut fixture = Fixture::ccc();
    fixture.calls(fixture.amy, BOBS);
    fixture.releases(fixture.amy);
    assert_eq!(
        (fixture.state(fixture.amy), fixture.state(fixture.bob)),
        (UserState::Ready, UserState::Ready)
    );
    assert_eq!(fixture.world.next_deadline(), None);
}

#[test]
fn an_agent_who_is_not_ready_is_busy() {
    let mut fixture = Fixture::ccc();
    fixture.does(fixture.bob, Op::Break { code: "Lunch" }).unwrap();
    let call = Op::MakeCall { callee: number(BOBS), caller: None, timeout_ms: None };
    assert_eq!(fixture.does(fixture.amy, call), Err(Refused::Busy(fixture.bob)));
}

#[test]
fn an_agent_who_only_places_calls_is_busy() {
    let mut fixture = Fixture::ccc();
    fixture.does(fixture.bob, Op::Ready { outbound_only: true }).unwrap();
    let call = |callee| Op::MakeCall { callee: number(callee), caller: None, timeout_ms: None };
    assert_eq!(fixture.does(fixture.amy, call(BOBS)), Err(Refused::Busy(fixture.bob)));
    fixture.does(fixture.bob, call(CUSTOMER)).unwrap();
}

#[test]
fn nobody_calls_their_own_extension() {
    let mut fixture = Fixture::ccc();
    let call = Op::MakeCall { callee: number(AMYS), caller: None, timeout_ms: None };
    assert_eq!(fixture.does(fixture.amy, call), Err(Refused::Busy(fixture.amy)));
}

#[test]
fn another_instances_extension_is_an_outside_number() {
    let mut fixture = Fixture::ccc();
    let other = offhook_machine::NewInstance { name: "other", ..Default::default() };
    let other = fixture.world.add_instance(&other).unwrap();
    let eve = offhook_machine::NewUser {
        extension: Some(number("9000")),
        state: UserState::Ready,
        ..offhook_machine::NewUser::new("eve")
    };
    let eve = fixture.world.add_user(other, &eve).unwrap();
    let job = fixture.calls(fixture.amy, "9000");
    assert_eq!(fixture.world.job(job).unwrap().call_type, CallType::Outbound);
    assert_eq!(fixture.state(eve), UserState::Ready);
}
