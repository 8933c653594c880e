//! Taking a call that rings at a colleague.

use offhook_machine::{JobId, JobState, Op, Party, Refused, Signal, SkillGroupId, UserId, UserState};

use crate::fixture::{BOBS, Fixture};

const fn take(agent: UserId) -> Op<'static> {
    Op::DirectedPickup { agent }
}

/// Ann and Ben are of one skill group; a call rings at Ben.
fn rings() -> (Fixture, UserId, UserId, JobId, SkillGroupId) {
    let mut fixture = Fixture::gateway();
    let group = fixture.adds_group("sales");
    let ann = fixture.adds("ann", "80011480", &[group]);
    let ben = fixture.adds("ben", "80011481", &[group]);
    let job = fixture.inbound(ben).unwrap();
    fixture.events();
    (fixture, ann, ben, job, group)
}

#[test]
fn the_call_is_connected_with_the_user_who_picks_it_up_and_the_colleague_returns_to_idle() {
    let (mut fixture, ann, ben, job, _) = rings();
    let expected = [
        "user-left ben",
        "released ben",
        "user-ringing ann",
        "ringing ann",
        "user-talking ann",
        "established ann",
        "ready ben",
    ];
    assert_eq!(fixture.emits(ann, take(ben)), expected);
    assert_eq!((fixture.state(ann), fixture.state(ben)), (UserState::Talking, UserState::Ready));
    assert_eq!(fixture.world.job(job).unwrap().state, JobState::Connected);
    assert_eq!((fixture.world.next_deadline(), fixture.world.broken_invariants()), (None, vec![]));
}

#[test]
fn a_call_from_a_queue_can_be_picked_up() {
    let (mut fixture, ann, ben, job, group) = rings();
    fixture.signal(job, Party::Customer, Signal::HungUp).unwrap();
    let job = fixture.inbound_to_group(group);
    let (rung, other) = if fixture.state(ann) == UserState::Ringing { (ann, ben) } else { (ben, ann) };
    fixture.does(other, take(rung)).unwrap();
    assert_eq!(fixture.world.user(other).unwrap().job, Some(job));
    assert_eq!((fixture.state(rung), fixture.world.broken_invariants()), (UserState::Ready, vec![]));
    fixture.releases(other);
    assert_eq!(fixture.world.job(job).unwrap().state, JobState::Ended);
}

#[test]
fn a_call_that_does_not_ring_or_is_of_another_group_cannot_be_picked_up() {
    let (mut fixture, ann, ben, ..) = rings();
    assert_eq!(fixture.refuses(fixture.bob, take(ben)), Refused::NoSuchSkillGroup);
    assert_eq!(fixture.refuses(ann, take(fixture.bob)), Refused::NoSuchJob);
    assert_eq!(fixture.refuses(ben, take(ben)), Refused::NoSuchJob);
    fixture.does(ann, Op::Break { code: "Lunch" }).unwrap();
    assert!(matches!(fixture.refuses(ann, take(ben)), Refused::UserState { state: UserState::Break, .. }));
}

#[test]
fn a_call_between_agents_cannot_be_picked_up() {
    let mut fixture = Fixture::gateway();
    fixture.calls(fixture.amy, BOBS);
    let ann = fixture.adds("ann", "80011480", &[]);
    assert_eq!(fixture.refuses(ann, take(fixture.bob)), Refused::NoSuchJob);
}
