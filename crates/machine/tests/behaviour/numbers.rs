//! The numbers of jobs and the ids of channels.

use offhook_machine::{ChannelName, JobNumber, Op};

use crate::fixture::{CUSTOMER, START_MS, Scene};

/// Places a call, ends it, and says which number it had.
fn number_of_a_call(scene: &mut Scene) -> JobNumber {
    let job = scene.calls(scene.amy, CUSTOMER);
    scene.releases(scene.amy);
    scene.world.job(job).unwrap().number
}

#[test]
fn a_job_number_tells_when_and_where_the_job_began() {
    let number = number_of_a_call(&mut Scene::ccc());
    assert_eq!((number.born_ms(), number.node(), number.sequence()), (START_MS, 259, 0));
}

#[test]
fn forced_numbers_come_first_and_in_order() {
    let mut scene = Scene::ccc();
    scene.world.force_job_numbers([JobNumber(65_700_074_013_925_376), JobNumber(5)]);
    assert_eq!(number_of_a_call(&mut scene).to_string(), "job-65700074013925376");
    assert_eq!(number_of_a_call(&mut scene), JobNumber(5));
    assert_eq!(number_of_a_call(&mut scene).born_ms(), START_MS);
}

#[test]
fn a_generated_number_steps_aside_for_a_forced_one() {
    let own = number_of_a_call(&mut Scene::ccc());
    let mut scene = Scene::ccc();
    scene.world.force_job_numbers([own]);
    assert_eq!(number_of_a_call(&mut scene), own);
    assert_eq!(number_of_a_call(&mut scene), JobNumber(own.0 + 1));
}

#[test]
fn a_forced_number_that_a_live_job_bears_is_skipped() {
    let mut scene = Scene::ccc();
    scene.world.force_job_numbers([JobNumber(7), JobNumber(7), JobNumber(8)]);
    let first = scene.calls(scene.amy, CUSTOMER);
    let second = scene.inbound(scene.bob).unwrap();
    let numbers = [first, second].map(|job| scene.world.job(job).unwrap().number);
    assert_eq!(numbers, [JobNumber(7), JobNumber(8)]);
    assert_eq!((scene.world.find_job(JobNumber(7)), scene.world.broken_invariants()), (Some(first), vec![]));
}

#[test]
fn a_job_is_found_by_its_number_while_it_lives_and_can_be_read_for_a_while_after() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let number = scene.world.job(job).unwrap().number;
    assert_eq!(scene.world.find_job(number), Some(job));
    scene.releases(scene.amy);
    assert_eq!(scene.world.find_job(number), None);
    for _ in 0..offhook_machine::limits::ENDED_JOBS_KEPT {
        assert!(scene.world.job(job).is_some());
        let next = scene.inbound(scene.bob).unwrap();
        scene.does(scene.bob, Op::Release { job: Some(next), channel: None }).unwrap();
        scene.does(scene.bob, Op::Ready { outbound_only: false }).unwrap();
    }
    scene.inbound(scene.bob).unwrap();
    assert!(scene.world.job(job).is_none());
}

#[test]
fn a_channel_is_found_by_the_id_that_it_spells() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    for user in [Some(scene.amy), None] {
        let leg = scene.leg(job, user);
        let name = scene.world.channel_name(leg).unwrap();
        assert_eq!(ChannelName::from_text(&name.to_string()), Some(name));
        assert_eq!(scene.world.find_channel(job, &name.to_string()), Some(leg));
    }
    assert_eq!(scene.world.find_channel(job, "ch:user:1->2:3:job-4"), None);
}

#[test]
fn a_forced_channel_id_replaces_the_one_that_it_would_spell() {
    let mut scene = Scene::ccc();
    scene.world.force_channel_ids(["ch-test"]).unwrap();
    let job = scene.outbound_talk();
    let own = scene.leg(job, Some(scene.amy));
    assert_eq!(scene.world.find_channel(job, "ch-test"), Some(own));
    let spelled = scene.world.channel_name(own).unwrap().to_string();
    assert_eq!(scene.world.find_channel(job, &spelled), None);
}
