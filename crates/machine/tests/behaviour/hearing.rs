//! Who hears whom.

use offhook_machine::{ChannelId, JobId, Op, Party, Signal, Supervision, Target, UserId};

use crate::fixture::{ANSWER, Scene, consult, supervise};

/// Who hears whom of these legs, by their places.
fn pairs(scene: &Scene, legs: &[ChannelId]) -> Vec<(usize, usize)> {
    let all = (0..legs.len()).flat_map(|ear| (0..legs.len()).map(move |mouth| (ear, mouth)));
    all.filter(|(ear, mouth)| scene.world.hears(legs[*ear], legs[*mouth])).collect()
}

const EVERYBODY: [(usize, usize); 6] = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)];

/// The legs of Amy, the customer and one more.
fn legs(scene: &Scene, job: JobId, third: UserId) -> [ChannelId; 3] {
    [scene.leg(job, Some(scene.amy)), scene.leg(job, None), scene.leg(job, Some(third))]
}

fn supervised(kind: Supervision) -> (Scene, JobId, UserId) {
    let mut scene = Scene::ccc();
    let sue = scene.adds("sue", "80011476", &[]);
    let job = scene.outbound_talk();
    scene.does(sue, supervise(kind, scene.amy)).unwrap();
    scene.signal(job, Party::User(sue), Signal::Answered).unwrap();
    (scene, job, sue)
}

#[test]
fn nobody_is_heard_before_answering_or_after_hanging_up() {
    let mut scene = Scene::ccc();
    let job = scene.calls(scene.amy, crate::fixture::CUSTOMER);
    scene.signal(job, Party::User(scene.amy), Signal::Answered).unwrap();
    let legs = [scene.leg(job, Some(scene.amy)), scene.leg(job, None)];
    assert_eq!(pairs(&scene, &legs), []);
    scene.signal(job, Party::Customer, Signal::Answered).unwrap();
    assert_eq!(pairs(&scene, &legs), [(0, 1), (1, 0)]);
    scene.releases(scene.amy);
    assert_eq!(pairs(&scene, &legs), []);
    assert!(!scene.world.hears(ChannelId::default(), legs[0]));
}

#[test]
fn who_is_on_hold_hears_nobody_and_is_heard_by_nobody() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let legs = [scene.leg(job, Some(scene.amy)), scene.leg(job, None)];
    scene.does(scene.amy, Op::Hold { job: None, channel: legs[1] }).unwrap();
    assert_eq!(pairs(&scene, &legs), []);
    scene.does(scene.amy, Op::Retrieve { job: None, channel: legs[1] }).unwrap();
    assert_eq!(pairs(&scene, &legs), [(0, 1), (1, 0)]);
}

#[test]
fn who_is_muted_hears_and_is_not_heard() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let legs = [scene.leg(job, Some(scene.amy)), scene.leg(job, None)];
    scene.does(scene.amy, Op::Mute { job: None, channel: None }).unwrap();
    assert_eq!(pairs(&scene, &legs), [(0, 1)]);
}

#[test]
fn who_listens_is_heard_by_nobody() {
    let (scene, job, sue) = supervised(Supervision::SilentMonitor);
    assert_eq!(pairs(&scene, &legs(&scene, job, sue)), [(0, 1), (1, 0), (2, 0), (2, 1)]);
}

#[test]
fn who_whispers_is_heard_by_the_agent_alone() {
    let (scene, job, sue) = supervised(Supervision::Coach);
    assert_eq!(pairs(&scene, &legs(&scene, job, sue)), [(0, 1), (0, 2), (1, 0), (2, 0), (2, 1)]);
}

#[test]
fn who_joined_is_heard_by_everybody() {
    let (scene, job, sue) = supervised(Supervision::Barge);
    assert_eq!(pairs(&scene, &legs(&scene, job, sue)), EVERYBODY);
}

#[test]
fn who_took_the_call_over_talks_with_the_party_who_is_left() {
    let (scene, job, sue) = supervised(Supervision::Intercept);
    assert_eq!(pairs(&scene, &legs(&scene, job, sue)), [(1, 2), (2, 1)]);
}

#[test]
fn the_party_who_waits_hears_neither_the_agent_nor_the_party_asked() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.does(scene.amy, consult(Target::User(scene.bob))).unwrap();
    scene.does(scene.bob, ANSWER).unwrap();
    let legs = legs(&scene, job, scene.bob);
    assert_eq!(pairs(&scene, &legs), [(0, 2), (2, 0)]);
    let asked = scene.world.clone();
    scene.does(scene.amy, Op::SwitchToConference { job: None }).unwrap();
    assert_eq!(pairs(&scene, &legs), EVERYBODY);
    scene.world = asked;
    scene.does(scene.amy, Op::CompleteTransfer { job: None }).unwrap();
    assert_eq!(pairs(&scene, &legs), [(1, 2), (2, 1)]);
}

#[test]
fn two_calls_do_not_hear_each_other() {
    let mut scene = Scene::ccc();
    let one = scene.outbound_talk();
    let other = scene.inbound(scene.bob).unwrap();
    scene.does(scene.bob, ANSWER).unwrap();
    let legs = [scene.leg(one, Some(scene.amy)), scene.leg(other, Some(scene.bob))];
    assert_eq!(pairs(&scene, &legs), []);
}
