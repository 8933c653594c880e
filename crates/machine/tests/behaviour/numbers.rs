//! The numbers of jobs and the ids of channels.

use offhook_machine::{ChannelName, JobNumber, Op};

use crate::fixture::{CUSTOMER, Fixture, START_MS};

/// Places a call, ends it, and says which number it had.
fn number_of_a_call(fixture: &mut Fixture) -> JobNumber {
    let job = fixture.calls(fixture.amy, CUSTOMER);
    fixture.releases(fixture.amy);
    fixture.world.job(job).unwrap().number
}

#[test]
fn a_job_number_holds_the_time_and_the_node() {
    let number = number_of_a_call(&mut Fixture::ccc());
    assert_eq!((number.born_ms(), number.node(), number.sequence()), (START_MS, 259, 0));
}

#[test]
fn forced_numbers_come_first_and_in_order() {
    let mut fixture = Fixture::ccc();
    fixture.world.force_job_numbers([JobNumber(65_700_074_013_925_376), JobNumber(5)]);
    assert_eq!(number_of_a_call(&mut fixture).to_string(), "job-65700074013925376");
    assert_eq!(number_of_a_call(&mut fixture), JobNumber(5));
    assert_eq!(number_of_a_call(&mut fixture).born_ms(), START_MS);
}

#[test]
fn a_generated_number_steps_aside_for_a_forced_one() {
    let own = number_of_a_call(&mut Fixture::ccc());
    let mut fixture = Fixture::ccc();
    fixture.world.force_job_numbers([own]);
    assert_eq!(number_of_a_call(&mut fixture), own);
    assert_eq!(number_of_a_call(&mut fixture), JobNumber(own.0 + 1));
}

#[test]
fn a_forced_number_that_a_live_job_bears_is_skipped() {
    let mut fixture = Fixture::ccc();
    fixture.world.force_job_numbers([JobNumber(7), JobNumber(7), JobNumber(8)]);
    let first = fixture.calls(fixture.amy, CUSTOMER);
    let second = fixture.inbound(fixture.bob).unwrap();
    let numbers = [first, second].map(|job| fixture.world.job(job).unwrap().number);
    assert_eq!(numbers, [JobNumber(7), JobNumber(8)]);
    assert_eq!(
        (fixture.world.find_job(JobNumber(7)), fixture.world.broken_invariants()),
        (Some(first), vec![])
    );
}

#[test]
fn a_job_is_found_by_its_number_while_it_lives_and_can_be_read_for_a_while_after() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let number = fixture.world.job(job).unwrap().number;
    assert_eq!(fixture.world.find_job(number), Some(job));
    fixture.releases(fixture.amy);
    assert_eq!(fixture.world.find_job(number), None);
    for _ in 0..offhook_machine::limits::ENDED_JOBS_KEPT {
        assert!(fixture.world.job(job).is_some());
        let next = fixture.inbound(fixture.bob).unwrap();
        fixture.does(fixture.bob, Op::Release { job: Some(next), channel: None }).unwrap();
        fixture.does(fixture.bob, Op::Ready { outbound_only: false }).unwrap();
    }
    fixture.inbound(fixture.bob).unwrap();
    assert!(fixture.world.job(job).is_none());
}

#[test]
fn a_channel_is_found_by_the_id_that_it_spells() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    for user in [Some(fixture.amy), None] {
        let channel = fixture.channel(job, user);
        let name = fixture.world.channel_name(channel).unwrap();
        assert_eq!(ChannelName::from_text(&name.to_string()), Some(name));
        assert_eq!(fixture.world.find_channel(job, &name.to_string()), Some(channel));
    }
    assert_eq!(fixture.world.find_channel(job, "ch:user:1->2:3:job-4"), None);
}

#[test]
fn a_forced_channel_id_replaces_the_one_that_it_would_spell() {
    let mut fixture = Fixture::ccc();
    fixture.world.force_channel_ids(["ch-test"]).unwrap();
    let job = fixture.outbound_talk();
    let own = fixture.channel(job, Some(fixture.amy));
    assert_eq!(fixture.world.find_channel(job, "ch-test"), Some(own));
    let spelled = fixture.world.channel_name(own).unwrap().to_string();
    assert_eq!(fixture.world.find_channel(job, &spelled), None);
}
