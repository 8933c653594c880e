//! A rejected input changes nothing.

use proptest::prelude::*;

use crate::{
    fixture::{Fixture, Outcome},
    random_run::{config, run},
};

proptest! {
    #![proptest_config(config(2, 250))]

    /// Also with an effect or a timer overdue, with events undrained and with a time that went back.
    #[test]
    fn a_rejected_input_changes_nothing(run in run(60)) {
        let mut fixture = Fixture::new(&run);
        for step in &run.steps {
            let (digest, now, fired) = (fixture.world.digest(), fixture.world.now(), fixture.world.fired());
            let outcome = fixture.give(step);
            if outcome.is_rejected() {
                prop_assert_eq!(fixture.world.digest(), digest, "{:?} by {:?}", outcome, step);
                prop_assert_eq!((fixture.world.now(), fixture.world.fired()), (now, fired));
            }
            fixture.follow_up(step);
        }
    }

    #[test]
    fn a_rejected_input_is_rejected_again_in_the_same_words(run in run(60)) {
        let mut fixture = Fixture::new(&run);
        for step in &run.steps {
            let first = fixture.give(step);
            if first.is_rejected() {
                prop_assert_eq!(&fixture.give(step), &first);
            }
            fixture.follow_up(step);
        }
    }

    #[test]
    fn only_an_accepted_call_request_leaves_something_to_be_done_now(run in run(60)) {
        let mut fixture = Fixture::new(&run);
        for step in &run.steps {
            let was_due = fixture.world.next_deadline() == Some(fixture.world.now());
            let outcome = fixture.give(step);
            let is_due = fixture.world.next_deadline() == Some(fixture.world.now());
            let is_accepted = matches!(outcome, Outcome::Request(Ok(_)));
            let is_wait = matches!(outcome, Outcome::Wait(_));
            prop_assert!(!is_due || was_due || is_accepted || is_wait, "{:?} by {:?}", outcome, step);
            fixture.follow_up(step);
        }
    }
}
