//! Taking a call that rings at a colleague.

use offhook_machine::{JobId, JobState, Op, Party, Refused, Signal, SkillGroupId, UserId, UserState};

use crate::fixture::{BOBS, Scene};

const fn take(agent: UserId) -> Op<'static> {
    Op::DirectedPickup { agent }
}

/// Ann and Ben are of one skill group; a call rings at Ben.
fn rings() -> (Scene, UserId, UserId, JobId, SkillGroupId) {
    let mut scene = Scene::gateway();
    let group = scene.adds_group("sales");
    let ann = scene.adds("ann", "80011480", &[group]);
    let ben = scene.adds("ben", "80011481", &[group]);
    let job = scene.inbound(ben).unwrap();
    scene.events();
    (scene, ann, ben, job, group)
}

#[test]
fn the_call_is_connected_with_whoever_takes_it_and_the_colleague_is_idle_again() {
    let (mut scene, ann, ben, job, _) = rings();
    let expected = [
        "user-left ben",
        "released ben",
        "user-ringing ann",
        "ringing ann",
        "user-talking ann",
        "established ann",
        "ready ben",
    ];
    assert_eq!(scene.tells(ann, take(ben)), expected);
    assert_eq!((scene.state(ann), scene.state(ben)), (UserState::Talking, UserState::Ready));
    assert_eq!(scene.world.job(job).unwrap().state, JobState::Connected);
    assert_eq!((scene.world.next_deadline(), scene.world.broken_invariants()), (None, vec![]));
}

#[test]
fn a_call_of_a_queue_is_taken_too() {
    let (mut scene, ann, ben, job, group) = rings();
    scene.signal(job, Party::Customer, Signal::HungUp).unwrap();
    let job = scene.inbound_to_group(group);
    let (rung, other) = if scene.state(ann) == UserState::Ringing { (ann, ben) } else { (ben, ann) };
    scene.does(other, take(rung)).unwrap();
    assert_eq!(scene.world.user(other).unwrap().job, Some(job));
    assert_eq!((scene.state(rung), scene.world.broken_invariants()), (UserState::Ready, vec![]));
    scene.releases(other);
    assert_eq!(scene.world.job(job).unwrap().state, JobState::Ended);
}

#[test]
fn what_does_not_ring_or_is_of_another_group_is_not_taken() {
    let (mut scene, ann, ben, ..) = rings();
    assert_eq!(scene.refuses(scene.bob, take(ben)), Refused::NoSuchSkillGroup);
    assert_eq!(scene.refuses(ann, take(scene.bob)), Refused::NoSuchJob);
    assert_eq!(scene.refuses(ben, take(ben)), Refused::NoSuchJob);
    scene.does(ann, Op::Break { code: "Lunch" }).unwrap();
    assert!(matches!(scene.refuses(ann, take(ben)), Refused::UserState { state: UserState::Break, .. }));
}

#[test]
fn a_call_between_agents_is_not_taken() {
    let mut scene = Scene::gateway();
    scene.calls(scene.amy, BOBS);
    let ann = scene.adds("ann", "80011480", &[]);
    assert_eq!(scene.refuses(ann, take(scene.bob)), Refused::NoSuchJob);
}
