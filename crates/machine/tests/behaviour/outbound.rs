//! An agent calls an outside number.

use offhook_machine::{ChannelState, Flag, JobState, Op, Party, Side, Signal, UserState};

use crate::fixture::{AMYS, CUSTOMER, Fixture, INSTANCE_NUMBER, number};

#[test]
fn the_events_of_a_call_come_in_the_documented_order() {
    let mut fixture = Fixture::ccc();
    let job = fixture.calls(fixture.amy, CUSTOMER);
    assert_eq!(fixture.events(), ["user-dialing amy", "dialing amy"]);
    fixture.signal(job, Party::User(fixture.amy), Signal::Answered).unwrap();
    assert_eq!(fixture.events(), ["picked-up amy"]);
    fixture.signal(job, Party::Customer, Signal::Ringing).unwrap();
    assert_eq!(fixture.events(), ["ringing customer"]);
    fixture.signal(job, Party::Customer, Signal::Answered).unwrap();
    assert_eq!(fixture.events(), ["user-talking amy", "established amy", "established customer"]);
}

#[test]
fn when_the_agent_hangs_up_the_agents_channel_ends_first() {
    let mut fixture = Fixture::ccc();
    fixture.outbound_talk();
    fixture.events();
    fixture.releases(fixture.amy);
    assert_eq!(fixture.events(), ["user-left amy", "released amy", "released customer", "work amy"]);
}

#[test]
fn when_the_agents_phone_hangs_up_it_is_as_if_the_agent_had() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.events();
    fixture.signal(job, Party::User(fixture.amy), Signal::HungUp).unwrap();
    assert_eq!(fixture.events(), ["user-left amy", "released amy", "released customer", "work amy"]);
}

#[test]
fn when_the_customer_hangs_up_the_customers_channel_ends_first() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.events();
    fixture.signal(job, Party::Customer, Signal::HungUp).unwrap();
    assert_eq!(fixture.events(), ["released customer", "user-left amy", "released amy", "work amy"]);
}

#[test]
fn when_the_agent_drops_the_customer_the_customers_channel_ends_first() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let channel = Some(fixture.channel(job, None));
    fixture.events();
    fixture.does(fixture.amy, Op::Release { job: Some(job), channel }).unwrap();
    assert_eq!(fixture.events(), ["released customer", "user-left amy", "released amy", "work amy"]);
}

#[test]
fn the_user_the_job_and_the_channels_move_together() {
    let mut fixture = Fixture::ccc();
    let job = fixture.calls(fixture.amy, CUSTOMER);
    let seen = |fixture: &Fixture| {
        (fixture.state(fixture.amy), fixture.world.job(job).unwrap().state, fixture.channel_states(job))
    };
    assert_eq!(seen(&fixture), (UserState::Dialing, JobState::Alerting, vec![ChannelState::Created]));
    fixture.signal(job, Party::User(fixture.amy), Signal::Answered).unwrap();
    let channels = vec![ChannelState::Answered, ChannelState::None];
    assert_eq!(seen(&fixture), (UserState::Dialing, JobState::Alerting, channels));
    fixture.signal(job, Party::Customer, Signal::Answered).unwrap();
    assert_eq!(seen(&fixture), (UserState::Talking, JobState::Connected, vec![ChannelState::Answered; 2]));
    fixture.releases(fixture.amy);
    assert_eq!(seen(&fixture), (UserState::Working, JobState::Ended, vec![ChannelState::Retired; 2]));
}

#[test]
fn the_channels_name_their_parties() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let [own, remote] =
        [Some(fixture.amy), None].map(|user| fixture.world.channel(fixture.channel(job, user)).unwrap());
    assert_eq!((own.side, own.originator, own.destination), (Side::User, number(CUSTOMER), number(AMYS)));
    assert_eq!(
        (remote.side, remote.originator, remote.destination),
        (Side::Customer, number(INSTANCE_NUMBER), number(CUSTOMER))
    );
    assert_eq!((own.index, remote.index), (Some(1), Some(2)));
}

#[test]
fn every_channel_has_the_releasing_party_and_the_reason() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.releases(fixture.amy);
    for user in [Some(fixture.amy), None] {
        let channel = fixture.world.channel(fixture.channel(job, user)).unwrap();
        assert_eq!(channel.release_initiator, Some(number(AMYS)));
        assert_eq!(channel.release_reason.map(|reason| fixture.world.text(reason)), Some("200 - Okay"));
    }
}

#[test]
fn flags_end_with_the_channel() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let (own, remote) = (fixture.channel(job, Some(fixture.amy)), fixture.channel(job, None));
    fixture.does(fixture.amy, Op::Hold { job: None, channel: remote }).unwrap();
    fixture.does(fixture.amy, Op::Mute { job: None, channel: None }).unwrap();
    assert!(fixture.world.channel(remote).unwrap().flags.has(Flag::Hold));
    assert!(fixture.world.channel(own).unwrap().flags.has(Flag::Muted));
    fixture.releases(fixture.amy);
    assert!([own, remote].iter().all(|channel| fixture.world.channel(*channel).unwrap().flags.is_empty()));
}

#[test]
fn the_gateway_makes_the_agent_ready_at_once_after_the_call() {
    let mut fixture = Fixture::gateway();
    fixture.outbound_talk();
    fixture.events();
    fixture.releases(fixture.amy);
    assert_eq!(fixture.events().last().unwrap(), "ready amy");
    assert_eq!(fixture.state(fixture.amy), UserState::Ready);
}

#[test]
fn the_channels_name_the_party_that_ended_the_call() {
    let mut fixture = Fixture::ccc();
    let own =
        |fixture: &Fixture, job| fixture.world.job(job).unwrap().channels.iter().copied().collect::<Vec<_>>();
    let said = |fixture: &Fixture, channels: &[_]| -> Vec<_> {
        channels.iter().map(|channel| fixture.world.channel(*channel).unwrap().release_initiator).collect()
    };
    let job = fixture.outbound_talk();
    let channels = own(&fixture, job);
    assert_eq!(said(&fixture, &channels), [None, None], "while they live");
    fixture.releases(fixture.amy);
    assert_eq!(said(&fixture, &channels), [Some(number(AMYS)); 2]);

    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let channels = own(&fixture, job);
    fixture.signal(job, Party::Customer, Signal::HungUp).unwrap();
    assert_eq!(said(&fixture, &channels), [Some(number(CUSTOMER)); 2]);
}
