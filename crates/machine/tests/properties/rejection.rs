//! What is turned down changes nothing.

use proptest::prelude::*;

use crate::{
    fixture::{Outcome, Stage},
    random_run::{campaign, life},
};

proptest! {
    #![proptest_config(campaign(2, 250))]

    /// Also with an effect or a timer overdue, with events undrained and with a time that went back.
    #[test]
    fn what_is_turned_down_changes_nothing(life in life(60)) {
        let mut stage = Stage::new(&life);
        for step in &life.steps {
            let (digest, now, fired) = (stage.world.digest(), stage.world.now(), stage.world.fired());
            let outcome = stage.give(step);
            if outcome.is_turned_down() {
                prop_assert_eq!(stage.world.digest(), digest, "{:?} by {:?}", outcome, step);
                prop_assert_eq!((stage.world.now(), stage.world.fired()), (now, fired));
            }
            stage.follow_up(step);
        }
    }

    #[test]
    fn what_was_turned_down_is_turned_down_again_in_the_same_words(life in life(60)) {
        let mut stage = Stage::new(&life);
        for step in &life.steps {
            let first = stage.give(step);
            if first.is_turned_down() {
                prop_assert_eq!(&stage.give(step), &first);
            }
            stage.follow_up(step);
        }
    }

    #[test]
    fn only_an_accepted_call_request_leaves_something_to_be_done_now(life in life(60)) {
        let mut stage = Stage::new(&life);
        for step in &life.steps {
            let was_due = stage.world.next_deadline() == Some(stage.world.now());
            let outcome = stage.give(step);
            let is_due = stage.world.next_deadline() == Some(stage.world.now());
            let is_accepted = matches!(outcome, Outcome::Request(Ok(_)));
            let is_wait = matches!(outcome, Outcome::Wait(_));
            prop_assert!(!is_due || was_due || is_accepted || is_wait, "{:?} by {:?}", outcome, step);
            stage.follow_up(step);
        }
    }
}
