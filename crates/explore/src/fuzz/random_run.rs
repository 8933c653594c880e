//! One random run after the other, each checked at every step.

use std::collections::BTreeMap;
use std::ops::Range;

use offhook_machine::{JobState, UserState, World};

use super::against::run_seed;
use super::{Finding, Fuzz, Fuzzed};
use crate::draw::Draw;
use crate::machine::{Flaw, broken};
use crate::moves::{Move, Outcome};

/// Of so many inputs, one is looked at whether it left the world as it was when it was rejected.
const LOOK_EVERY: u64 = 64;
/// Draws for an input that is likely to be taken.
const TRIES: u32 = 6;
/// Draws of which the least tried is taken.
const CHOICE: u32 = 4;
/// Ended jobs in a world before they are forgotten.
const ENDED: usize = 8;

/// How inputs are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Each as often as the other: most are rejected.
    Uniform,
    /// Those that are taken more often.
    Likely,
    /// Those that have been tried least in the state that the user is in.
    Steered,
    /// One run so, the next so.
    #[default]
    Mixed,
}

impl Mode {
    const fn of_run(self, run: u64) -> Self {
        match self {
            Self::Mixed => match run % 3 {
                0 => Self::Uniform,
                1 => Self::Likely,
                _ => Self::Steered,
            },
            own => own,
        }
    }
}

/// For each state of the user who asks and each move, how often it was tried; the state of nobody for what happens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    counts: Vec<u64>,
    moves: usize,
}

impl Cells {
    fn new(moves: usize) -> Self {
        Self { counts: vec![0; (UserState::COUNT + 1) * moves], moves }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.moves = self.moves.max(other.moves);
        self.counts.resize(self.counts.len().max(other.counts.len()), 0);
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// How many cells have been tried, and how many there are.
    pub fn share(&self, all: &[Move]) -> (usize, usize) {
        let mut tried = BTreeMap::new();
        for (index, count) in self.counts.iter().enumerate() {
            let (state, place) = (index / self.moves.max(1), index % self.moves.max(1));
            if let Some(Move::Ask { ask, .. }) = all.get(place)
                && state < UserState::COUNT
            {
                *tried.entry((state, ask.word())).or_insert(0) += count;
            }
        }
        (tried.values().filter(|count| **count > 0).count(), tried.len())
    }
}

/// A thread's workspace.
pub(super) struct RandomRuns<'a> {
    fuzz: &'a Fuzz,
    moves: &'a [Move],
    world: World,
    /// What a run has tried, so that no run depends on the one before.
    tried: Vec<u32>,
}

impl<'a> RandomRuns<'a> {
    pub(super) fn new(fuzz: &'a Fuzz, moves: &'a [Move]) -> Self {
        let tried = vec![0; (UserState::COUNT + 1) * moves.len()];
        Self { fuzz, moves, world: fuzz.configuration.start().clone(), tried }
    }

    pub(super) fn run(&mut self, runs: Range<u64>) -> Fuzzed {
        let mut out = Fuzzed { cells: Cells::new(self.moves.len()), ..Fuzzed::default() };
        for run in runs {
            self.one(run, &mut out);
        }
        out
    }

    fn one(&mut self, run: u64, out: &mut Fuzzed) {
        let mut draw = Draw::new(run_seed(self.fuzz.seed, run));
        let mode = self.fuzz.mode.of_run(run);
        self.world.clone_from(self.fuzz.configuration.start());
        self.tried.fill(0);
        out.runs += 1;
        let mut way: Vec<u32> = Vec::with_capacity(self.fuzz.length as usize);
        while way.len() < self.fuzz.length as usize {
            if let Some(flaw) = self.step(mode, &mut draw, &mut way, out) {
                let way = way.iter().map(|index| self.moves[*index as usize]).collect();
                out.find(Finding { run, way, flaw });
                break;
            }
        }
        out.fired = out.fired.union(self.world.fired());
    }

    /// Draws inputs and plays them: one, or so many until one is taken. Says what is broken then.
    fn step(&mut self, mode: Mode, draw: &mut Draw, way: &mut Vec<u32>, out: &mut Fuzzed) -> Option<Flaw> {
        let tries = if mode == Mode::Likely { TRIES } else { 1 };
        for _ in 0..tries {
            let index = self.choose(mode, draw);
            let cell = self.cell(index);
            self.tried[cell] += 1;
            out.cells.counts[cell] += 1;
            out.steps += 1;
            way.push(index);
            let before = out.steps.is_multiple_of(LOOK_EVERY).then(|| self.world.digest());
            let outcome = self.fuzz.configuration.play(&mut self.world, self.moves[index as usize]);
            if outcome.is_effective() {
                let flaw = broken(&self.world);
                self.tidy();
                return flaw;
            }
            out.turned_down += u64::from(outcome != Outcome::Idle);
            if before.is_some_and(|before| before != self.world.digest()) {
                return Some(Flaw::RefusalChanged);
            }
        }
        None
    }

    fn choose(&self, mode: Mode, draw: &mut Draw) -> u32 {
        let bound = u32::try_from(self.moves.len()).unwrap_or(u32::MAX);
        match mode {
            Mode::Steered => {
                let drawn = std::array::from_fn::<u32, { CHOICE as usize }, _>(|_| draw.below(bound));
                drawn.into_iter().min_by_key(|index| self.tried[self.cell(*index)]).unwrap_or_default()
            }
            _ => draw.below(bound),
        }
    }

    fn cell(&self, index: u32) -> usize {
        let state = match self.moves.get(index as usize) {
            Some(Move::Ask { by, .. }) => {
                self.world.user(self.fuzz.configuration.agent(*by)).map_or(0, |user| user.state.index())
            }
            _ => UserState::COUNT,
        };
        state * self.moves.len() + index as usize
    }

    /// Polls the events, and forgets what ended once there is much of it.
    fn tidy(&mut self) {
        while self.world.poll_event().is_some() {}
        if self.world.jobs().filter(|(_, job)| job.state == JobState::Ended).nth(ENDED).is_some() {
            self.world.forget_ended();
        }
    }
}
