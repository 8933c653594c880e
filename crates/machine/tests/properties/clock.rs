//! Time never goes back, and how it is cut into waits does not matter.

use offhook_machine::{Event, Millis, World};
use proptest::prelude::*;

use crate::{
    fixture::Stage,
    random_run::{campaign, life},
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
    #![proptest_config(campaign(5, 200))]

    #[test]
    fn time_never_goes_back(life in life(60)) {
        let mut stage = Stage::new(&life);
        for step in &life.steps {
            let before = stage.world.now();
            stage.give(step);
            stage.follow_up(step);
            prop_assert!(before <= stage.world.now());
        }
    }

    #[test]
    fn advancing_twice_to_the_same_time_is_the_same_as_once(life in life(60)) {
        let mut stage = Stage::new(&life);
        for step in &life.steps {
            stage.give(step);
            let now = stage.world.now();
            stage.world.advance(now).expect("now is not in the past");
            let once = stage.world.digest();
            stage.world.advance(now).expect("now is not in the past");
            prop_assert_eq!(stage.world.digest(), once, "after {:?}", step);
            stage.follow_up(step);
        }
    }

    #[test]
    fn one_leap_is_the_same_as_going_from_deadline_to_deadline(life in life(40), leap_ms in 0..130_000_u64) {
        let mut stage = Stage::new(&life);
        for step in &life.steps {
            stage.give(step);
            let (mut leaping, mut stepping) = (stage.world.clone(), stage.world.clone());
            let until = leaping.now() + leap_ms;
            leaping.advance(until).expect("until is not in the past");
            advance_in_steps(&mut stepping, until);
            prop_assert_eq!(leaping.digest(), stepping.digest(), "after {:?}", step);
            prop_assert_eq!(drain(&mut leaping), drain(&mut stepping));
            stage.follow_up(step);
        }
    }
}
