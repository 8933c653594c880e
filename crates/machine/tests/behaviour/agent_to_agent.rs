//! An agent calls another agent's extension.

use offhook_machine::{CallType, Op, Party, Refused, Signal, UserState};

use crate::fixture::{AMYS, BOBS, CUSTOMER, Scene, number};

#[test]
fn the_called_agent_rings_at_once() {
    let mut scene = Scene::ccc();
    let job = scene.calls(scene.amy, BOBS);
    assert_eq!(scene.events(), ["user-dialing amy", "dialing amy", "user-ringing bob", "ringing bob"]);
    assert_eq!(scene.world.job(job).unwrap().call_type, CallType::Internal);
    assert_eq!(scene.state(scene.bob), UserState::Ringing);
}

#[test]
fn when_the_called_agent_answers_both_talk() {
    let mut scene = Scene::ccc();
    scene.calls(scene.amy, BOBS);
    scene.events();
    scene.does(scene.bob, Op::Answer { job: None }).unwrap();
    let expected = ["user-talking amy", "established amy", "user-talking bob", "established bob"];
    assert_eq!(scene.events(), expected);
    assert_eq!((scene.state(scene.amy), scene.state(scene.bob)), (UserState::Talking, UserState::Talking));
}

#[test]
fn the_order_in_which_the_two_pick_up_does_not_matter() {
    for calling_first in [false, true] {
        let mut scene = Scene::ccc();
        let job = scene.calls(scene.amy, BOBS);
        if calling_first {
            scene.signal(job, Party::User(scene.amy), Signal::Answered).unwrap();
        }
        scene.signal(job, Party::User(scene.bob), Signal::Answered).unwrap();
        assert_eq!(
            (scene.state(scene.amy), scene.state(scene.bob)),
            (UserState::Talking, UserState::Talking)
        );
    }
}

#[test]
fn whoever_hangs_up_leaves_first_and_both_work_after() {
    let mut scene = Scene::ccc();
    scene.calls(scene.amy, BOBS);
    scene.does(scene.bob, Op::Answer { job: None }).unwrap();
    scene.events();
    scene.releases(scene.bob);
    let expected = ["user-left bob", "released bob", "user-left amy", "released amy", "work bob", "work amy"];
    assert_eq!(scene.events(), expected);
}

#[test]
fn a_called_agent_who_declines_goes_on_a_break_that_says_so() {
    let mut scene = Scene::ccc();
    scene.calls(scene.amy, BOBS);
    scene.releases(scene.bob);
    assert_eq!((scene.state(scene.bob), scene.break_code(scene.bob)), (UserState::Break, "RejectCall"));
    assert_eq!(scene.state(scene.amy), UserState::Ready);
}

#[test]
fn when_the_caller_gives_up_the_called_agent_is_ready_again() {
    let mut scene = Scene::ccc();
    scene.calls(scene.amy, BOBS);
    scene.releases(scene.amy);
    assert_eq!((scene.state(scene.amy), scene.state(scene.bob)), (UserState::Ready, UserState::Ready));
    assert_eq!(scene.world.next_deadline(), None);
}

#[test]
fn an_agent_who_is_not_ready_is_busy() {
    let mut scene = Scene::ccc();
    scene.does(scene.bob, Op::Break { code: "Lunch" }).unwrap();
    let call = Op::MakeCall { callee: number(BOBS), caller: None, timeout_ms: None };
    assert_eq!(scene.does(scene.amy, call), Err(Refused::Busy(scene.bob)));
}

#[test]
fn an_agent_who_only_places_calls_is_busy() {
    let mut scene = Scene::ccc();
    scene.does(scene.bob, Op::Ready { outbound_only: true }).unwrap();
    let call = |callee| Op::MakeCall { callee: number(callee), caller: None, timeout_ms: None };
    assert_eq!(scene.does(scene.amy, call(BOBS)), Err(Refused::Busy(scene.bob)));
    scene.does(scene.bob, call(CUSTOMER)).unwrap();
}

#[test]
fn nobody_calls_their_own_extension() {
    let mut scene = Scene::ccc();
    let call = Op::MakeCall { callee: number(AMYS), caller: None, timeout_ms: None };
    assert_eq!(scene.does(scene.amy, call), Err(Refused::Busy(scene.amy)));
}

#[test]
fn another_instances_extension_is_an_outside_number() {
    let mut scene = Scene::ccc();
    let other = offhook_machine::NewInstance { name: "other", ..Default::default() };
    let other = scene.world.add_instance(&other).unwrap();
    let eve = offhook_machine::NewUser {
        extension: Some(number("9000")),
        state: UserState::Ready,
        ..offhook_machine::NewUser::new("eve")
    };
    let eve = scene.world.add_user(other, &eve).unwrap();
    let job = scene.calls(scene.amy, "9000");
    assert_eq!(scene.world.job(job).unwrap().call_type, CallType::Outbound);
    assert_eq!(scene.state(eve), UserState::Ready);
}
