//! Time comes from the caller.

use offhook_machine::{ClockError, Impossible, Op, Policy, Refused, Stimulus, World, limits::MAX_TIME_MS};

use crate::fixture::{CUSTOMER, START_MS, Scene, number};

#[test]
fn time_that_goes_back_is_an_error_and_changes_nothing() {
    let mut scene = Scene::ccc();
    let before = scene.world.digest();
    let back = ClockError::WentBack { now: START_MS };
    assert_eq!(scene.world.advance(START_MS - 1), Err(back));
    let poll = offhook_machine::Request { by: scene.amy, op: Op::Poll };
    assert_eq!(scene.world.request(0, &poll), Err(Refused::Clock(back)));
    let inbound = Stimulus::Inbound { from: number(CUSTOMER), to: scene.amy };
    assert_eq!(scene.world.stimulus(0, &inbound), Err(Impossible::Clock(back)));
    assert_eq!(scene.world.digest(), before);
}

#[test]
fn an_input_moves_the_clock_to_its_own_time() {
    let mut scene = Scene::ccc();
    let inbound = Stimulus::Inbound { from: number(CUSTOMER), to: scene.amy };
    scene.world.stimulus(START_MS + 7, &inbound).unwrap();
    assert_eq!((scene.world.now(), scene.world.poll_event().unwrap().at), (START_MS + 7, START_MS + 7));
}

#[test]
fn an_input_after_a_deadline_must_wait_for_what_is_due() {
    let mut scene = Scene::ccc();
    scene.inbound(scene.amy).unwrap();
    let deadline = START_MS + 30_000;
    assert_eq!(scene.world.next_deadline(), Some(deadline));
    let before = scene.world.digest();
    let poll = offhook_machine::Request { by: scene.bob, op: Op::Poll };
    for late in [0, 1, 1_000] {
        let refused = scene.world.request(deadline + late, &poll);
        assert_eq!(refused, Err(Refused::Clock(ClockError::Overdue { deadline })));
    }
    assert_eq!(scene.world.digest(), before);
    assert!(scene.world.request(deadline - 1, &poll).is_ok());
}

#[test]
fn the_last_millisecond_can_be_lived_in_and_none_after_it() {
    let mut scene = Scene::ccc();
    assert_eq!(scene.world.advance(MAX_TIME_MS + 1), Err(ClockError::TooLate));
    assert_eq!(scene.world.advance(u64::MAX), Err(ClockError::TooLate));
    scene.world.advance(MAX_TIME_MS).unwrap();
    let job = scene.outbound_talk();
    assert_eq!(scene.world.job(job).unwrap().number.born_ms(), MAX_TIME_MS);
    scene.releases(scene.amy);
    scene.inbound(scene.bob).unwrap();
    assert_eq!(scene.world.broken_invariants(), []);
    assert_eq!(scene.world.next_deadline(), Some(MAX_TIME_MS + 30_000));
    scene.world.advance(MAX_TIME_MS).unwrap();
}

#[test]
fn a_world_that_begins_too_late_begins_in_the_last_millisecond() {
    assert_eq!(World::new(Policy::CCC, u64::MAX, 0).now(), MAX_TIME_MS);
}

#[test]
fn calls_can_be_placed_before_the_first_job_number_was_made() {
    let mut scene = Scene::ccc();
    scene.world = World::new(Policy::CCC, 0, u16::MAX);
    let new = offhook_machine::NewInstance { name: "ccc-test", ..Default::default() };
    let instance = scene.world.add_instance(&new).unwrap();
    let user = offhook_machine::NewUser {
        state: offhook_machine::UserState::Ready,
        extension: offhook_machine::Number::new("80010001"),
        ..offhook_machine::NewUser::new("amy")
    };
    let amy = scene.world.add_user(instance, &user).unwrap();
    assert!(scene.inbound(amy).is_ok());
    assert_eq!(scene.world.broken_invariants(), []);
}
