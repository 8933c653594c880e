//! Time comes from the caller.

use offhook_machine::{ClockError, Impossible, Op, Policy, Refused, Stimulus, World, limits::MAX_TIME_MS};

use crate::fixture::{CUSTOMER, Fixture, START_MS, number};

#[test]
fn time_that_goes_back_is_an_error_and_changes_nothing() {
    let mut fixture = Fixture::ccc();
    let before = fixture.world.digest();
    let back = ClockError::WentBack { now: START_MS };
    assert_eq!(fixture.world.advance(START_MS - 1), Err(back));
    let poll = offhook_machine::Request { by: fixture.amy, op: Op::Poll };
    assert_eq!(fixture.world.request(0, &poll), Err(Refused::Clock(back)));
    let inbound = Stimulus::Inbound { from: number(CUSTOMER), to: fixture.amy };
    assert_eq!(fixture.world.stimulus(0, &inbound), Err(Impossible::Clock(back)));
    assert_eq!(fixture.world.digest(), before);
}

#[test]
fn an_input_moves_the_clock_to_its_own_time() {
    let mut fixture = Fixture::ccc();
    let inbound = Stimulus::Inbound { from: number(CUSTOMER), to: fixture.amy };
    fixture.world.stimulus(START_MS + 7, &inbound).unwrap();
    assert_eq!((fixture.world.now(), fixture.world.poll_event().unwrap().at), (START_MS + 7, START_MS + 7));
}

#[test]
fn an_input_after_a_deadline_must_wait_for_what_is_due() {
    let mut fixture = Fixture::ccc();
    fixture.inbound(fixture.amy).unwrap();
    let deadline = START_MS + 30_000;
    assert_eq!(fixture.world.next_deadline(), Some(deadline));
    let before = fixture.world.digest();
    let poll = offhook_machine::Request { by: fixture.bob, op: Op::Poll };
    for late in [0, 1, 1_000] {
        let refused = fixture.world.request(deadline + late, &poll);
        assert_eq!(refused, Err(Refused::Clock(ClockError::Overdue { deadline })));
    }
    assert_eq!(fixture.world.digest(), before);
    assert!(fixture.world.request(deadline - 1, &poll).is_ok());
}

#[test]
fn the_last_millisecond_is_accepted_and_none_after_it() {
    let mut fixture = Fixture::ccc();
    assert_eq!(fixture.world.advance(MAX_TIME_MS + 1), Err(ClockError::TooLate));
    assert_eq!(fixture.world.advance(u64::MAX), Err(ClockError::TooLate));
    fixture.world.advance(MAX_TIME_MS).unwrap();
    let job = fixture.outbound_talk();
    assert_eq!(fixture.world.job(job).unwrap().number.born_ms(), MAX_TIME_MS);
    fixture.releases(fixture.amy);
    fixture.inbound(fixture.bob).unwrap();
    assert_eq!(fixture.world.broken_invariants(), []);
    assert_eq!(fixture.world.next_deadline(), Some(MAX_TIME_MS + 30_000));
    fixture.world.advance(MAX_TIME_MS).unwrap();
}

#[test]
fn a_world_that_begins_too_late_begins_in_the_last_millisecond() {
    assert_eq!(World::new(Policy::CCC, u64::MAX, 0).now(), MAX_TIME_MS);
}

#[test]
fn calls_can_be_placed_before_the_first_job_number_was_made() {
    let mut fixture = Fixture::ccc();
    fixture.world = World::new(Policy::CCC, 0, u16::MAX);
    let new = offhook_machine::NewInstance { name: "ccc-test", ..Default::default() };
    let instance = fixture.world.add_instance(&new).unwrap();
    let user = offhook_machine::NewUser {
        state: offhook_machine::UserState::Ready,
        extension: offhook_machine::Number::new("80010001"),
        ..offhook_machine::NewUser::new("amy")
    };
    let amy = fixture.world.add_user(instance, &user).unwrap();
    assert!(fixture.inbound(amy).is_ok());
    assert_eq!(fixture.world.broken_invariants(), []);
}
