//! The same inputs give the same outputs, in every world and on every number of threads.

use std::thread;

use offhook_machine::{Digest, Event};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

use crate::{
    fixture::{Fixture, Outcome},
    input::RandomRun,
    random_run::{config, run},
};

/// Everything that a run shows.
type Transcript = Vec<(Outcome, Digest, Vec<Event>)>;

fn transcript(run: &RandomRun) -> Transcript {
    transcript_in(Fixture::new(run), run)
}

fn transcript_in(mut fixture: Fixture, run: &RandomRun) -> Transcript {
    let one = |step| {
        let outcome = fixture.give(step);
        let digest = fixture.world.digest();
        (outcome, digest, fixture.follow_up(step))
    };
    run.steps.iter().map(one).collect()
}

/// The transcripts of all runs. Each thread takes every n-th run.
fn transcripts(runs: &[RandomRun], threads: usize) -> Vec<Transcript> {
    let share = |first: usize| runs.iter().skip(first).step_by(threads).map(transcript).collect::<Vec<_>>();
    let shares: Vec<Vec<Transcript>> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|first| scope.spawn(move || share(first))).collect();
        running.into_iter().map(|thread| thread.join().expect("no run panics")).collect()
    });
    (0..runs.len()).map(|index| shares[index % threads][index / threads].clone()).collect()
}

fn runs(count: usize) -> Vec<RandomRun> {
    let mut runner = TestRunner::new(config(3, 1));
    let strategy = run(60);
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("nothing is filtered").current()).collect()
}

proptest! {
    #![proptest_config(config(4, 120))]

    #[test]
    fn two_worlds_give_the_same_transcript(run in run(60)) {
        prop_assert_eq!(transcript(&run), transcript(&run));
    }

    #[test]
    fn a_traced_world_gives_the_same_transcript(run in run(60)) {
        let mut fixture = Fixture::new(&run);
        fixture.world.start_trace();
        prop_assert_eq!(transcript_in(fixture, &run), transcript(&run));
    }

    #[test]
    fn a_clone_goes_on_as_the_original_does(run in run(60)) {
        let (mut fixture, half) = (Fixture::new(&run), run.steps.len() / 2);
        for step in &run.steps[..half] {
            fixture.give(step);
            fixture.follow_up(step);
        }
        let mut clone = fixture.clone();
        for step in &run.steps[half..] {
            prop_assert_eq!(fixture.give(step), clone.give(step));
            prop_assert_eq!(fixture.follow_up(step), clone.follow_up(step));
            prop_assert_eq!(fixture.world.digest(), clone.world.digest());
        }
    }
}

#[test]
fn one_two_and_four_threads_give_the_same_transcripts() {
    let runs = runs(80);
    let alone = transcripts(&runs, 1);
    assert_eq!(transcripts(&runs, 2), alone);
    assert_eq!(transcripts(&runs, 4), alone);
}
