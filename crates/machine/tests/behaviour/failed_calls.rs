//! Calls that are not answered.

use offhook_machine::{Impossible, Op, Party, Signal, Stimulus, UserState};

use crate::fixture::{CUSTOMER, Fixture};

/// Amy has picked up; the customer's phone is called.
fn dialing() -> (Fixture, offhook_machine::JobId) {
    let mut fixture = Fixture::ccc();
    let job = fixture.calls(fixture.amy, CUSTOMER);
    fixture.signal(job, Party::User(fixture.amy), Signal::Answered).unwrap();
    fixture.events();
    (fixture, job)
}

fn reason(fixture: &Fixture, job: offhook_machine::JobId) -> &str {
    let channel = fixture.world.channel(fixture.channel(job, None)).unwrap();
    fixture.world.text(channel.release_reason.unwrap())
}

#[test]
fn busy_no_route_and_declined_end_the_call_with_their_own_cause() {
    for (signal, cause) in [
        (Signal::Busy, "486:USER_BUSY"),
        (Signal::NoRoute, "404 - No destination"),
        (Signal::Rejected, "603 - Decline"),
    ] {
        let (mut fixture, job) = dialing();
        fixture.signal(job, Party::Customer, signal).unwrap();
        assert_eq!(fixture.events(), ["released customer", "user-left amy", "released amy", "ready amy"]);
        assert_eq!((fixture.state(fixture.amy), reason(&fixture, job)), (UserState::Ready, cause));
        assert_eq!(fixture.world.next_deadline(), None);
    }
}

#[test]
fn the_network_can_give_another_cause() {
    let (mut fixture, job) = dialing();
    let cause = Some("480 - Temporarily Unavailable");
    let gone = Stimulus::Channel { job, party: Party::Customer, signal: Signal::Rejected, cause };
    fixture.world.stimulus(fixture.world.now(), &gone).unwrap();
    assert_eq!(Some(reason(&fixture, job)), cause);
}

#[test]
fn an_agent_who_gives_up_dialling_is_ready_again() {
    let (mut fixture, _) = dialing();
    fixture.releases(fixture.amy);
    assert_eq!(fixture.state(fixture.amy), UserState::Ready);
}

#[test]
fn an_agent_whose_own_phone_declines_is_ready_again() {
    let mut fixture = Fixture::ccc();
    let job = fixture.calls(fixture.amy, CUSTOMER);
    fixture.signal(job, Party::User(fixture.amy), Signal::Rejected).unwrap();
    assert_eq!(fixture.state(fixture.amy), UserState::Ready);
    assert_eq!(fixture.world.broken_invariants(), []);
}

#[test]
fn what_does_not_fit_the_channel_is_impossible() {
    let mut fixture = Fixture::ccc();
    let job = fixture.calls(fixture.amy, CUSTOMER);
    let too_early = fixture.signal(job, Party::Customer, Signal::Answered);
    assert_eq!(too_early, Err(Impossible::NoSuchParty));
    let own = Party::User(fixture.amy);
    assert!(matches!(fixture.signal(job, own, Signal::HungUp), Err(Impossible::ChannelState(_))));
    fixture.signal(job, own, Signal::Answered).unwrap();
    assert!(matches!(fixture.signal(job, own, Signal::Answered), Err(Impossible::ChannelState(_))));
    assert!(matches!(fixture.signal(job, own, Signal::Rejected), Err(Impossible::ChannelState(_))));
    fixture.releases(fixture.amy);
    assert_eq!(fixture.signal(job, own, Signal::HungUp), Err(Impossible::NoSuchJob));
}

#[test]
fn a_call_that_is_over_cannot_be_released_again() {
    let (mut fixture, job) = dialing();
    fixture.releases(fixture.amy);
    let again = fixture.does(fixture.amy, Op::Release { job: Some(job), channel: None });
    assert_eq!(again, Err(offhook_machine::Refused::NoSuchJob));
}
