//! Fuzzing: random runs of a configuration, against what must hold and against a cross-check.
//!
//! A run begins at the beginning and goes on until it is long enough. Each is drawn from the seed and its own number, so
//! that any number of threads finds the same.

mod against;
mod budget;
mod canary;
mod random_run;
mod shrink;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub use against::{CrossChecked, Disagreement, against};
pub use budget::{Budget, BudgetError};
pub use canary::missed_canary;
pub use random_run::{Cells, Mode};
pub use shrink::{Shrunk, shrink};

use offhook_harness::in_parallel;
use offhook_machine::Fired;

use crate::configuration::Configuration;
use crate::machine::{Flaw, broken, settle};
use crate::moves::{Families, Move, moves};

use self::random_run::RandomRuns;

/// Runs that one thread makes before it looks whether time is up.
const BATCH: u64 = 64;
/// Batches whose results are kept apart: then they are joined, so that a long time takes no more memory than a short one.
const WINDOW: u64 = 1_024;

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Fuzz {
    /// The configuration.
    pub configuration: Configuration,
    /// What may be drawn.
    pub families: Families,
    /// The seed.
    pub seed: u64,
    /// Inputs in all; runs are whole, so there may be a few more.
    pub steps: u64,
    /// Inputs in one run.
    pub length: u32,
    /// How inputs are chosen.
    pub mode: Mode,
    /// Threads.
    pub jobs: usize,
}

/// Something that must not be, with the run that leads to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The number of the run.
    pub run: u64,
    /// The moves, up to the one that breaks something.
    pub way: Vec<Move>,
    /// What is broken.
    pub flaw: Flaw,
}

/// What came of the drawing.
#[derive(Clone, Debug, Default)]
pub struct Fuzzed {
    /// Inputs given.
    pub steps: u64,
    /// Inputs that were rejected.
    pub turned_down: u64,
    /// Random runs made.
    pub runs: u64,
    /// The rules that fired.
    pub fired: Fired,
    /// States of a user and requests that were tried together.
    pub cells: Cells,
    /// One for each thing that is broken: that of the earliest run.
    pub findings: Vec<Finding>,
    /// Whether it was stopped before all steps were done.
    pub stopped: bool,
}

impl Fuzz {
    /// Makes all random runs; `stop` may end it early, between batches.
    pub fn run(&self, stop: &(dyn Fn(u64) -> bool + Sync)) -> Fuzzed {
        let all = moves(&self.configuration, self.families);
        let runs = self.steps.div_ceil(u64::from(self.length.max(1)));
        let batches = runs.div_ceil(BATCH);
        let (done, stopped) = (AtomicU64::new(0), AtomicBool::new(false));
        let work = |workspace: &mut RandomRuns<'_>, batch: u64| {
            if stopped.load(Ordering::Relaxed) || stop(done.load(Ordering::Relaxed)) {
                stopped.store(true, Ordering::Relaxed);
                return None;
            }
            let part = workspace.run(batch * BATCH..runs.min((batch + 1) * BATCH));
            done.fetch_add(part.steps, Ordering::Relaxed);
            Some(part)
        };
        let mut whole = Fuzzed::default();
        let mut first = 0;
        while first < batches && !stopped.load(Ordering::Relaxed) {
            let window = WINDOW.min(batches - first);
            let one = |workspace: &mut RandomRuns<'_>, number: u64| work(workspace, first + number);
            let parts = in_parallel(0..self.jobs.max(1), |_| RandomRuns::new(self, &all), window, one);
            parts.into_values().for_each(|part| whole.add(part));
            first += window;
        }
        Fuzzed { stopped: stopped.into_inner(), ..whole }
    }
}

/// What is broken when a way is gone from the beginning, at whatever step; the steps after it are left out of account.
pub fn breaks(configuration: &Configuration, way: &[Move]) -> Option<Flaw> {
    let mut world = configuration.start().clone();
    for it in way {
        let before = world.digest();
        let outcome = configuration.play(&mut world, *it);
        if outcome.is_effective() {
            if let Some(flaw) = broken(&world) {
                return Some(flaw);
            }
            settle(&mut world);
        } else if world.digest() != before {
            return Some(Flaw::RefusalChanged);
        }
    }
    None
}

impl Fuzzed {
    fn add(&mut self, part: Self) {
        self.steps += part.steps;
        self.turned_down += part.turned_down;
        self.runs += part.runs;
        self.fired = self.fired.union(part.fired);
        self.cells.add(&part.cells);
        for finding in part.findings {
            self.find(finding);
        }
    }

    /// Keeps the first finding of each kind.
    fn find(&mut self, finding: Finding) {
        if self.findings.iter().all(|known| known.flaw.word() != finding.flaw.word()) {
            self.findings.push(finding);
        }
    }
}
