//! Audibility between the parties of a job.

use offhook_machine::{ChannelId, JobId, Op, Party, Signal, Supervision, Target, UserId};

use crate::fixture::{ANSWER, Fixture, consult, supervise};

/// The pairs of listener and speaker among these channels, by place.
fn pairs(fixture: &Fixture, channels: &[ChannelId]) -> Vec<(usize, usize)> {
    let all = (0..channels.len()).flat_map(|ear| (0..channels.len()).map(move |mouth| (ear, mouth)));
    all.filter(|(ear, mouth)| fixture.world.hears(channels[*ear], channels[*mouth])).collect()
}

const EVERYBODY: [(usize, usize); 6] = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)];

/// The channels of Amy, the customer and one more.
fn channels(fixture: &Fixture, job: JobId, third: UserId) -> [ChannelId; 3] {
    [fixture.channel(job, Some(fixture.amy)), fixture.channel(job, None), fixture.channel(job, Some(third))]
}

fn supervised(kind: Supervision) -> (Fixture, JobId, UserId) {
    let mut fixture = Fixture::ccc();
    let sue = fixture.adds("sue", "80011476", &[]);
    let job = fixture.outbound_talk();
    fixture.does(sue, supervise(kind, fixture.amy)).unwrap();
    fixture.signal(job, Party::User(sue), Signal::Answered).unwrap();
    (fixture, job, sue)
}

#[test]
fn nobody_is_heard_before_answering_or_after_hanging_up() {
    let mut fixture = Fixture::ccc();
    let job = fixture.calls(fixture.amy, crate::fixture::CUSTOMER);
    fixture.signal(job, Party::User(fixture.amy), Signal::Answered).unwrap();
    let channels = [fixture.channel(job, Some(fixture.amy)), fixture.channel(job, None)];
    assert_eq!(pairs(&fixture, &channels), []);
    fixture.signal(job, Party::Customer, Signal::Answered).unwrap();
    assert_eq!(pairs(&fixture, &channels), [(0, 1), (1, 0)]);
    fixture.releases(fixture.amy);
    assert_eq!(pairs(&fixture, &channels), []);
    assert!(!fixture.world.hears(ChannelId::default(), channels[0]));
}

#[test]
fn a_party_on_hold_hears_nobody_and_is_heard_by_nobody() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let channels = [fixture.channel(job, Some(fixture.amy)), fixture.channel(job, None)];
    fixture.does(fixture.amy, Op::Hold { job: None, channel: channels[1] }).unwrap();
    assert_eq!(pairs(&fixture, &channels), []);
    fixture.does(fixture.amy, Op::Retrieve { job: None, channel: channels[1] }).unwrap();
    assert_eq!(pairs(&fixture, &channels), [(0, 1), (1, 0)]);
}

#[test]
fn a_muted_user_hears_and_is_not_heard() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let channels = [fixture.channel(job, Some(fixture.amy)), fixture.channel(job, None)];
    fixture.does(fixture.amy, Op::Mute { job: None, channel: None }).unwrap();
    assert_eq!(pairs(&fixture, &channels), [(0, 1)]);
}

#[test]
fn a_silent_monitor_is_heard_by_nobody() {
    let (fixture, job, sue) = supervised(Supervision::SilentMonitor);
    assert_eq!(pairs(&fixture, &channels(&fixture, job, sue)), [(0, 1), (1, 0), (2, 0), (2, 1)]);
}

#[test]
fn a_coach_is_heard_by_the_agent_alone() {
    let (fixture, job, sue) = supervised(Supervision::Coach);
    assert_eq!(pairs(&fixture, &channels(&fixture, job, sue)), [(0, 1), (0, 2), (1, 0), (2, 0), (2, 1)]);
}

#[test]
fn a_supervisor_who_barged_in_is_heard_by_everybody() {
    let (fixture, job, sue) = supervised(Supervision::Barge);
    assert_eq!(pairs(&fixture, &channels(&fixture, job, sue)), EVERYBODY);
}

#[test]
fn an_intercepting_supervisor_talks_with_the_remaining_party() {
    let (fixture, job, sue) = supervised(Supervision::Intercept);
    assert_eq!(pairs(&fixture, &channels(&fixture, job, sue)), [(1, 2), (2, 1)]);
}

#[test]
fn the_party_on_hold_hears_neither_the_agent_nor_the_party_consulted() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.does(fixture.amy, consult(Target::User(fixture.bob))).unwrap();
    fixture.does(fixture.bob, ANSWER).unwrap();
    let channels = channels(&fixture, job, fixture.bob);
    assert_eq!(pairs(&fixture, &channels), [(0, 2), (2, 0)]);
    let asked = fixture.world.clone();
    fixture.does(fixture.amy, Op::SwitchToConference { job: None }).unwrap();
    assert_eq!(pairs(&fixture, &channels), EVERYBODY);
    fixture.world = asked;
    fixture.does(fixture.amy, Op::CompleteTransfer { job: None }).unwrap();
    assert_eq!(pairs(&fixture, &channels), [(1, 2), (2, 1)]);
}

#[test]
fn two_calls_do_not_hear_each_other() {
    let mut fixture = Fixture::ccc();
    let one = fixture.outbound_talk();
    let other = fixture.inbound(fixture.bob).unwrap();
    fixture.does(fixture.bob, ANSWER).unwrap();
    let channels = [fixture.channel(one, Some(fixture.amy)), fixture.channel(other, Some(fixture.bob))];
    assert_eq!(pairs(&fixture, &channels), []);
}
