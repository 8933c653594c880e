//! Time never goes back, and how it is cut into waits does not matter.

use offhook_machine::{Event, Millis, World};
use proptest::prelude::*;

use crate::{
    fixture::Fixture,
    random_run::{config, run},
};

fn drain(world: &mut World) -> Vec<Event> {
    std::iter::from_fn(|| world.poll_event()).collect()
}

/// Stops at every deadline on the way.
fn advance_in_steps(world: &mut World, until: Millis) {
    while let Some(deadline) = world.next_deadline().filter(|deadline| *deadline <= until) {
        world.advance(deadline).expect("a deadline is not in the past");
    }
    world.advance(until).expect("the end is not in the past");
}

proptest! {
    #![proptest_config(config(5, 200))]

    #[test]
    fn time_never_goes_back(run in run(60)) {
        let mut fixture = Fixture::new(&run);
        for step in &run.steps {
            let before = fixture.world.now();
            fixture.give(step);
            fixture.follow_up(step);
            prop_assert!(before <= fixture.world.now());
        }
    }

    #[test]
    fn advancing_twice_to_the_same_time_is_the_same_as_once(run in run(60)) {
        let mut fixture = Fixture::new(&run);
        for step in &run.steps {
            fixture.give(step);
            let now = fixture.world.now();
            fixture.world.advance(now).expect("now is not in the past");
            let once = fixture.world.digest();
            fixture.world.advance(now).expect("now is not in the past");
            prop_assert_eq!(fixture.world.digest(), once, "after {:?}", step);
            fixture.follow_up(step);
        }
    }

    #[test]
    fn one_leap_is_the_same_as_going_from_deadline_to_deadline(run in run(40), leap_ms in 0..130_000_u64) {
        let mut fixture = Fixture::new(&run);
        for step in &run.steps {
            fixture.give(step);
            let (mut leaping, mut stepping) = (fixture.world.clone(), fixture.world.clone());
            let until = leaping.now() + leap_ms;
            leaping.advance(until).expect("until is not in the past");
            advance_in_steps(&mut stepping, until);
            prop_assert_eq!(leaping.digest(), stepping.digest(), "after {:?}", step);
            prop_assert_eq!(drain(&mut leaping), drain(&mut stepping));
            fixture.follow_up(step);
        }
    }
}
