//! Calls that are not answered.

use offhook_machine::{Impossible, Op, Party, Signal, Stimulus, UserState};

use crate::fixture::{CUSTOMER, Scene};

/// Amy has picked up; the customer's phone is called.
fn dialing() -> (Scene, offhook_machine::JobId) {
    let mut scene = Scene::ccc();
    let job = scene.calls(scene.amy, CUSTOMER);
    scene.signal(job, Party::User(scene.amy), Signal::Answered).unwrap();
    scene.events();
    (scene, job)
}

fn reason(scene: &Scene, job: offhook_machine::JobId) -> &str {
    let leg = scene.world.channel(scene.leg(job, None)).unwrap();
    scene.world.text(leg.release_reason.unwrap())
}

#[test]
fn busy_no_route_and_declined_end_the_call_with_their_own_cause() {
    for (signal, cause) in [
        (Signal::Busy, "486:USER_BUSY"),
        (Signal::NoRoute, "404 - No destination"),
        (Signal::Rejected, "603 - Decline"),
    ] {
        let (mut scene, job) = dialing();
        scene.signal(job, Party::Customer, signal).unwrap();
        assert_eq!(scene.events(), ["released customer", "user-left amy", "released amy", "ready amy"]);
        assert_eq!((scene.state(scene.amy), reason(&scene, job)), (UserState::Ready, cause));
        assert_eq!(scene.world.next_deadline(), None);
    }
}

#[test]
fn the_network_can_give_another_cause() {
    let (mut scene, job) = dialing();
    let cause = Some("480 - Temporarily Unavailable");
    let gone = Stimulus::Channel { job, party: Party::Customer, signal: Signal::Rejected, cause };
    scene.world.stimulus(scene.world.now(), &gone).unwrap();
    assert_eq!(Some(reason(&scene, job)), cause);
}

#[test]
fn an_agent_who_gives_up_dialling_is_ready_again() {
    let (mut scene, _) = dialing();
    scene.releases(scene.amy);
    assert_eq!(scene.state(scene.amy), UserState::Ready);
}

#[test]
fn an_agent_whose_own_phone_declines_is_ready_again() {
    let mut scene = Scene::ccc();
    let job = scene.calls(scene.amy, CUSTOMER);
    scene.signal(job, Party::User(scene.amy), Signal::Rejected).unwrap();
    assert_eq!(scene.state(scene.amy), UserState::Ready);
    assert_eq!(scene.world.broken_invariants(), []);
}

#[test]
fn what_does_not_fit_the_leg_is_impossible() {
    let mut scene = Scene::ccc();
    let job = scene.calls(scene.amy, CUSTOMER);
    let too_early = scene.signal(job, Party::Customer, Signal::Answered);
    assert_eq!(too_early, Err(Impossible::NoSuchParty));
    let own = Party::User(scene.amy);
    assert!(matches!(scene.signal(job, own, Signal::HungUp), Err(Impossible::ChannelState(_))));
    scene.signal(job, own, Signal::Answered).unwrap();
    assert!(matches!(scene.signal(job, own, Signal::Answered), Err(Impossible::ChannelState(_))));
    assert!(matches!(scene.signal(job, own, Signal::Rejected), Err(Impossible::ChannelState(_))));
    scene.releases(scene.amy);
    assert_eq!(scene.signal(job, own, Signal::HungUp), Err(Impossible::NoSuchJob));
}

#[test]
fn a_call_that_is_over_cannot_be_released_again() {
    let (mut scene, job) = dialing();
    scene.releases(scene.amy);
    let again = scene.does(scene.amy, Op::Release { job: Some(job), channel: None });
    assert_eq!(again, Err(offhook_machine::Refused::NoSuchJob));
}
