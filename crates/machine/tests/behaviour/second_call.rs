//! A call beside one on hold: who hangs up first at each point, changing over, and joining the two.

use offhook_machine::{
    CallType, Flag, JobId, JobState, Op, Party, Policy, Refused, Signal, Supervision, Target, UserState,
};

use crate::fixture::{ANSWER, BOBS, CUSTOMER, FRIEND, Scene, blind, consult, number, supervise};

const HANG_UP: Op<'static> = Op::Release { job: None, channel: None };
const SWAP: Op<'static> = Op::Alternate { job: None };
const JOIN: Op<'static> = Op::Conference { job: None };

fn call(callee: &str) -> Op<'static> {
    Op::MakeCall { callee: number(callee), caller: None, timeout_ms: None }
}

/// Amy talks with the customer, who is on hold.
fn held() -> (Scene, JobId) {
    let mut scene = Scene::gateway();
    let first = scene.outbound_talk();
    let channel = scene.leg(first, None);
    scene.does(scene.amy, Op::Hold { job: None, channel }).unwrap();
    scene.events();
    (scene, first)
}

/// Amy calls the friend beside the customer on hold.
fn dialling() -> (Scene, JobId, JobId) {
    let (mut scene, first) = held();
    let second = scene.calls(scene.amy, FRIEND);
    assert_eq!(scene.events(), ["user-dialing amy", "dialing amy", "picked-up amy"]);
    (scene, first, second)
}

/// Amy talks with the friend beside the customer on hold.
fn talking() -> (Scene, JobId, JobId) {
    let (mut scene, first, second) = dialling();
    let expected = ["user-talking amy", "established amy", "established friend"];
    assert_eq!(scene.hears_of(second, Party::Customer, Signal::Answered), expected);
    (scene, first, second)
}

/// Amy has this call, and that one beside it.
fn check(scene: &Scene, current: Option<JobId>, held_call: Option<JobId>) {
    let amy = scene.world.user(scene.amy).unwrap();
    assert_eq!((amy.job, amy.held_call.map(|held_call| held_call.job)), (current, held_call));
    assert_eq!(scene.world.broken_invariants(), []);
}

#[test]
fn the_handset_is_up_already_and_the_far_party_is_called_at_once() {
    let (mut scene, first, second) = dialling();
    check(&scene, Some(second), Some(first));
    assert_eq!(scene.state(scene.amy), UserState::Dialing);
    assert_eq!(scene.hears_of(second, Party::Customer, Signal::Ringing), ["ringing friend"]);
}

#[test]
fn the_answer_shows_the_new_call_and_the_agent_still_talking() {
    let (mut scene, first) = held();
    let second = scene.asks(scene.amy, call(FRIEND)).unwrap().job.unwrap();
    assert_eq!((scene.state(scene.amy), first != second), (UserState::Talking, true));
    assert_eq!(scene.world.job(second).unwrap().state, JobState::Accepted);
    check(&scene, Some(second), Some(first));
}

#[test]
fn nobody_on_the_parked_call_hears_the_agent_or_is_heard() {
    let (scene, first, second) = talking();
    let (own, customer) = (scene.leg(first, Some(scene.amy)), scene.leg(first, None));
    assert!(!scene.world.hears(own, customer) && !scene.world.hears(customer, own));
    let (own, friend) = (scene.leg(second, Some(scene.amy)), scene.leg(second, None));
    assert!(scene.world.hears(own, friend) && scene.world.hears(friend, own));
}

#[test]
fn a_call_of_two_that_is_not_on_hold_admits_none_beside_it() {
    let mut scene = Scene::gateway();
    scene.outbound_talk();
    assert_eq!(scene.refuses(scene.amy, call(FRIEND)), Refused::FlagDown(Flag::Hold));
}

#[test]
fn a_third_call_is_refused() {
    let (mut scene, _, second) = talking();
    let channel = scene.leg(second, None);
    assert_eq!(scene.refuses(scene.amy, call(BOBS)), Refused::HeldCall);
    scene.does(scene.amy, Op::Hold { job: None, channel }).unwrap();
    assert_eq!(scene.refuses(scene.amy, call(BOBS)), Refused::HeldCall);
}

#[test]
fn where_the_policy_does_not_have_it_a_call_on_hold_admits_none_beside_it() {
    let mut scene = Scene::with(Policy { second_call: false, ..Policy::CC_GATEWAY });
    let job = scene.outbound_talk();
    let channel = scene.leg(job, None);
    scene.does(scene.amy, Op::Hold { job: None, channel }).unwrap();
    for op in [call(FRIEND), SWAP, JOIN] {
        assert!(matches!(scene.refuses(scene.amy, op), Refused::UserState { state: UserState::Talking, .. }));
    }
}

#[test]
fn an_attempt_that_fails_leaves_the_call_on_hold() {
    for signal in [Signal::Busy, Signal::Rejected, Signal::NoRoute] {
        let (mut scene, first, second) = dialling();
        let told = scene.hears_of(second, Party::Customer, signal);
        assert_eq!(told, ["released friend", "released amy"]);
        check(&scene, Some(first), None);
        assert_eq!(
            (scene.state(scene.amy), scene.flags(first, None)),
            (UserState::Talking, vec![Flag::Hold])
        );
    }
}

#[test]
fn an_attempt_given_up_or_too_long_leaves_the_call_on_hold() {
    let (mut scene, first, _) = dialling();
    assert_eq!(scene.tells(scene.amy, HANG_UP), ["released amy", "released friend"]);
    check(&scene, Some(first), None);
    let (mut scene, first, second) = dialling();
    scene.waits(60_000);
    check(&scene, Some(first), None);
    assert_eq!(scene.world.job(second).unwrap().state, JobState::Ended);
    assert_eq!(scene.state(scene.amy), UserState::Talking);
}

#[test]
fn when_the_current_call_ends_the_parked_one_is_there_again_still_on_hold() {
    for by_agent in [true, false] {
        let (mut scene, first, second) = talking();
        if by_agent {
            scene.releases(scene.amy);
        } else {
            scene.signal(second, Party::Customer, Signal::HungUp).unwrap();
        }
        check(&scene, Some(first), None);
        assert_eq!(
            (scene.state(scene.amy), scene.flags(first, None)),
            (UserState::Talking, vec![Flag::Hold])
        );
        scene.releases(scene.amy);
        check(&scene, None, None);
        assert_eq!(scene.state(scene.amy), UserState::Ready);
    }
}

#[test]
fn when_the_parked_party_hangs_up_the_current_call_goes_on() {
    let (mut scene, first, second) = talking();
    let told = scene.hears_of(first, Party::Customer, Signal::HungUp);
    assert_eq!(told, ["released customer", "released amy"]);
    check(&scene, Some(second), None);
    assert_eq!(scene.state(scene.amy), UserState::Talking);
}

#[test]
fn when_the_parked_party_hangs_up_the_dialling_goes_on_and_its_end_ends_all() {
    let (mut scene, first, second) = dialling();
    scene.signal(first, Party::Customer, Signal::HungUp).unwrap();
    check(&scene, Some(second), None);
    assert_eq!(scene.state(scene.amy), UserState::Dialing);
    scene.signal(second, Party::Customer, Signal::Busy).unwrap();
    check(&scene, None, None);
    assert_eq!(scene.state(scene.amy), UserState::Ready);
}

#[test]
fn the_parked_call_is_hung_up_by_its_name() {
    let (mut scene, first, second) = talking();
    scene.does(scene.amy, Op::Release { job: Some(first), channel: None }).unwrap();
    check(&scene, Some(second), None);
    assert_eq!(scene.world.job(first).unwrap().state, JobState::Ended);
}

#[test]
fn changing_over_holds_the_one_and_takes_the_other_back() {
    let (mut scene, first, second) = talking();
    for (current, held_call, told) in [
        (first, second, ["held amy -> friend", "retrieved amy -> customer"]),
        (second, first, ["held amy -> customer", "retrieved amy -> friend"]),
    ] {
        assert_eq!(scene.tells(scene.amy, Op::Alternate { job: Some(current) }), told);
        check(&scene, Some(current), Some(held_call));
        assert_eq!((scene.flags(current, None), scene.flags(held_call, None)), (vec![], vec![Flag::Hold]));
    }
}

#[test]
fn a_current_call_on_hold_is_not_held_again() {
    let (mut scene, first, second) = talking();
    let channel = scene.leg(second, None);
    scene.does(scene.amy, Op::Hold { job: None, channel }).unwrap();
    scene.events();
    assert_eq!(scene.tells(scene.amy, SWAP), ["retrieved amy -> customer"]);
    check(&scene, Some(first), Some(second));
}

#[test]
fn without_two_calls_or_before_the_answer_there_is_nothing_to_change_over_or_join() {
    let (mut scene, first) = held();
    for op in [SWAP, JOIN] {
        assert_eq!(scene.refuses(scene.amy, op), Refused::NoHeldCall);
    }
    let (mut dialling, _, second) = dialling();
    for op in [SWAP, JOIN] {
        assert!(matches!(dialling.refuses(dialling.amy, op), Refused::UserState { .. }));
    }
    dialling.signal(second, Party::Customer, Signal::Answered).unwrap();
    for op in [Op::Alternate { job: Some(second) }, Op::Conference { job: Some(second) }] {
        assert_eq!(dialling.refuses(dialling.amy, op), Refused::NoSuchJob);
    }
    check(&scene, Some(first), None);
}

#[test]
fn joining_brings_all_three_together_and_ends_the_held_call() {
    let (mut scene, first, second) = talking();
    assert_eq!(
        scene.tells(scene.amy, Op::Conference { job: Some(first) }),
        ["conferenced amy -> customer", "released amy"]
    );
    check(&scene, Some(second), None);
    assert_eq!(scene.world.job(first).unwrap().state, JobState::Ended);
    let job = scene.world.job(second).unwrap();
    assert_eq!((job.call_type, job.channels.len()), (CallType::Conference, 3));
    for ear in &job.channels {
        for mouth in job.channels.iter().filter(|mouth| *mouth != ear) {
            assert!(scene.world.hears(*ear, *mouth));
        }
    }
}

#[test]
fn of_three_who_are_joined_two_stay_whoever_leaves_first() {
    for leaves in [None, Some(CUSTOMER), Some(FRIEND)] {
        let (mut scene, _, second) = talking();
        scene.does(scene.amy, JOIN).unwrap();
        match leaves {
            None => scene.releases(scene.amy),
            Some(party) => {
                scene.signal(second, Party::Number(number(party)), Signal::HungUp).unwrap();
            }
        }
        assert_eq!(scene.world.job(second).unwrap().state, JobState::Connected, "{leaves:?}");
        check(&scene, leaves.map(|_| second), None);
        let expected = if leaves.is_some() { UserState::Talking } else { UserState::Ready };
        assert_eq!(scene.state(scene.amy), expected);
    }
}

#[test]
fn a_colleague_is_joined_too() {
    let (mut scene, _) = held();
    let second = scene.calls(scene.amy, BOBS);
    scene.does(scene.bob, ANSWER).unwrap();
    scene.does(scene.amy, JOIN).unwrap();
    check(&scene, Some(second), None);
    scene.releases(scene.amy);
    assert_eq!((scene.state(scene.amy), scene.state(scene.bob)), (UserState::Ready, UserState::Talking));
    check(&scene, None, None);
}

#[test]
fn a_colleague_on_hold_is_joined_too_and_goes_on_talking() {
    let mut scene = Scene::gateway();
    let first = scene.calls(scene.amy, BOBS);
    scene.does(scene.bob, ANSWER).unwrap();
    let channel = scene.leg(first, Some(scene.bob));
    scene.does(scene.amy, Op::Hold { job: None, channel }).unwrap();
    let second = scene.calls(scene.amy, CUSTOMER);
    scene.signal(second, Party::Customer, Signal::Answered).unwrap();
    scene.does(scene.amy, JOIN).unwrap();
    assert_eq!(scene.world.user(scene.bob).unwrap().job, Some(second));
    assert_eq!(scene.state(scene.bob), UserState::Talking);
    check(&scene, Some(second), None);
}

#[test]
fn a_colleague_who_answers_a_parked_call_on_its_way_leaves_the_current_one_alone() {
    let mut scene = Scene::gateway();
    let dave = scene.adds("dave", "80011477", &[]);
    let first = scene.calls(scene.amy, BOBS);
    scene.does(scene.bob, ANSWER).unwrap();
    let channel = scene.leg(first, Some(scene.bob));
    scene.does(scene.amy, Op::Hold { job: None, channel }).unwrap();
    let second = scene.calls(scene.amy, CUSTOMER);
    scene.does(scene.bob, blind(Target::User(dave))).unwrap();
    scene.does(dave, ANSWER).unwrap();
    assert_eq!(scene.state(scene.amy), UserState::Dialing);
    check(&scene, Some(second), Some(first));
}

#[test]
fn handing_the_current_call_on_gives_the_parked_one_back() {
    let (mut scene, first, second) = talking();
    scene.does(scene.amy, blind(Target::User(scene.bob))).unwrap();
    check(&scene, Some(first), None);
    assert_eq!(scene.world.job(second).unwrap().state, JobState::Alerting);
    let (mut scene, first, _) = talking();
    scene.does(scene.amy, consult(Target::User(scene.bob))).unwrap();
    for op in [SWAP, JOIN] {
        assert_eq!(scene.refuses(scene.amy, op), Refused::InConsult);
    }
    scene.does(scene.bob, ANSWER).unwrap();
    scene.does(scene.amy, Op::CompleteTransfer { job: None }).unwrap();
    check(&scene, Some(first), None);
}

#[test]
fn an_agent_of_two_calls_does_not_sign_out() {
    let (mut scene, ..) = talking();
    assert!(matches!(scene.refuses(scene.amy, Op::SignOut), Refused::UserState { .. }));
    let (mut scene, ..) = dialling();
    assert!(matches!(scene.refuses(scene.amy, Op::SignOut), Refused::UserState { .. }));
}

#[test]
fn a_supervisor_listens_to_the_current_call_and_takes_it_over() {
    let (mut scene, first, second) = talking();
    let bob = scene.bob;
    let named = Op::Supervise {
        kind: Supervision::SilentMonitor,
        job: Some(first),
        agent: scene.amy,
        timeout_ms: None,
    };
    assert_eq!(scene.refuses(bob, named), Refused::NoSuchJob);
    scene.does(bob, supervise(Supervision::SilentMonitor, scene.amy)).unwrap();
    scene.signal(second, Party::User(bob), Signal::Answered).unwrap();
    check(&scene, Some(second), Some(first));
    scene.does(bob, supervise(Supervision::Intercept, scene.amy)).unwrap();
    scene.signal(second, Party::User(bob), Signal::Answered).unwrap();
    check(&scene, Some(first), None);
    assert_eq!((scene.state(scene.amy), scene.state(bob)), (UserState::Talking, UserState::Talking));
}

#[test]
fn a_supervisor_who_picks_up_late_listens_to_the_call_that_was_parked_meanwhile() {
    let (mut scene, first) = held();
    let bob = scene.bob;
    scene.does(bob, supervise(Supervision::SilentMonitor, scene.amy)).unwrap();
    let second = scene.calls(scene.amy, FRIEND);
    scene.signal(first, Party::User(bob), Signal::Answered).unwrap();
    check(&scene, Some(second), Some(first));
    assert_eq!(scene.flags(first, Some(scene.amy)), [Flag::Monitored]);
    scene.signal(second, Party::Customer, Signal::Answered).unwrap();
    // Who listens would be left behind.
    assert_eq!(scene.refuses(scene.amy, JOIN), Refused::NoSuchJob);
    scene.signal(first, Party::Customer, Signal::HungUp).unwrap();
    check(&scene, Some(second), None);
    assert_eq!(scene.state(bob), UserState::Ready);
}
