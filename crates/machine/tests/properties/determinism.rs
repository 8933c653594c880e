//! The same inputs give the same outputs, in every world and on every number of threads.

use std::thread;

use offhook_machine::{Digest, Event};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

use crate::{
    fixture::{Outcome, Stage},
    input::Life,
    random_run::{campaign, life},
};

/// All that a life shows.
type Story = Vec<(Outcome, Digest, Vec<Event>)>;

fn story(life: &Life) -> Story {
    told(Stage::new(life), life)
}

fn told(mut stage: Stage, life: &Life) -> Story {
    let tell = |step| {
        let outcome = stage.give(step);
        let digest = stage.world.digest();
        (outcome, digest, stage.follow_up(step))
    };
    life.steps.iter().map(tell).collect()
}

/// The stories of all lives, told by so many threads that each take every so-manieth life.
fn stories(lives: &[Life], threads: usize) -> Vec<Story> {
    let share = |first: usize| lives.iter().skip(first).step_by(threads).map(story).collect::<Vec<_>>();
    let shares: Vec<Vec<Story>> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|first| scope.spawn(move || share(first))).collect();
        running.into_iter().map(|thread| thread.join().expect("no life panics")).collect()
    });
    (0..lives.len()).map(|index| shares[index % threads][index / threads].clone()).collect()
}

fn lives(count: usize) -> Vec<Life> {
    let mut runner = TestRunner::new(campaign(3, 1));
    let strategy = life(60);
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("nothing is filtered").current()).collect()
}

proptest! {
    #![proptest_config(campaign(4, 120))]

    #[test]
    fn two_worlds_tell_the_same_story(life in life(60)) {
        prop_assert_eq!(story(&life), story(&life));
    }

    #[test]
    fn a_world_that_is_traced_tells_the_same_story(life in life(60)) {
        let mut stage = Stage::new(&life);
        stage.world.start_trace();
        prop_assert_eq!(told(stage, &life), story(&life));
    }

    #[test]
    fn a_clone_goes_on_as_the_original_does(life in life(60)) {
        let (mut stage, half) = (Stage::new(&life), life.steps.len() / 2);
        for step in &life.steps[..half] {
            stage.give(step);
            stage.follow_up(step);
        }
        let mut clone = stage.clone();
        for step in &life.steps[half..] {
            prop_assert_eq!(stage.give(step), clone.give(step));
            prop_assert_eq!(stage.follow_up(step), clone.follow_up(step));
            prop_assert_eq!(stage.world.digest(), clone.world.digest());
        }
    }
}

#[test]
fn one_two_and_four_threads_tell_the_same_stories() {
    let lives = lives(80);
    let alone = stories(&lives, 1);
    assert_eq!(stories(&lives, 2), alone);
    assert_eq!(stories(&lives, 4), alone);
}
