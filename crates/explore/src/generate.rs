//! Generated suites: sequences of moves that cover an automaton, or that tell it from every other that is not much larger.

mod canary;
mod cover;
mod files;
mod identify;

use std::collections::BTreeSet;

pub use canary::planted;
pub use files::{Written, scenarios, write};

use crate::automaton::Automaton;
use crate::draw::Draw;

/// How a suite is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Every input in every state.
    Transitions,
    /// Every input in every state, and every two changes one after the other.
    Pairs,
    /// The W method: the transition cover, every sequence of up to K further inputs, and what tells every two states apart.
    /// Complete for implementations with up to K extra states.
    W,
    /// The HSI method: as W, but each state is distinguished only from those that it could be taken for.
    Hsi,
    /// Walks drawn by a seed.
    Random,
}

impl Method {
    /// Every method.
    pub const ALL: &'static [Self] = &[Self::Transitions, Self::Pairs, Self::W, Self::Hsi, Self::Random];

    /// The word used on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transitions => "transitions",
            Self::Pairs => "pairs",
            Self::W => "w",
            Self::Hsi => "hsi",
            Self::Random => "random",
        }
    }
}

/// What decides about a suite beside the automaton.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How it is made.
    pub method: Method,
    /// Extra states that an implementation may have and still be seen through: for W and HSI.
    pub extra_states: u32,
    /// Tests, for random walks.
    pub tests: usize,
    /// Inputs in a random walk, and the length at which a tour is ended.
    pub length: usize,
    /// The seed of random walks.
    pub seed: u64,
}

impl Plan {
    /// The usual plan of a method.
    pub const fn new(method: Method) -> Self {
        Self { method, extra_states: 0, tests: 100, length: 40, seed: 0 }
    }
}

/// Tests: each begins at the beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suite {
    /// The inputs of each test, by their numbers. None is the beginning of another; in order.
    pub tests: Vec<Vec<usize>>,
}

/// What a suite costs and covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Tests.
    pub tests: usize,
    /// Inputs in all.
    pub steps: usize,
    /// Pairs of a state and an input that are tried.
    pub cells: usize,
    /// Pairs of a state and an input that there are.
    pub all_cells: usize,
}

/// More tests than the caller allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    /// How many are allowed.
    pub most: usize,
}

impl std::fmt::Display for TooMany {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "more than {} sequences: take fewer extra states, families of moves or people, or allow more",
            self.most
        )
    }
}

impl std::error::Error for TooMany {}

/// Makes a suite.
///
/// # Errors
/// More sequences than `most` would have to be looked at.
pub fn generate(automaton: &Automaton, plan: &Plan, most: usize) -> Result<Suite, TooMany> {
    let tests = match plan.method {
        Method::Transitions => cover::transitions(automaton, plan.length),
        Method::Pairs => cover::pairs(automaton, plan.length),
        Method::W => identify::w(automaton, plan.extra_states, most)?,
        Method::Hsi => identify::hsi(automaton, plan.extra_states, most)?,
        Method::Random => random(automaton, plan),
    };
    Ok(Suite { tests: without_prefixes(tests) })
}

impl Suite {
    /// What it costs, and which cells it tries.
    pub fn cost(&self, automaton: &Automaton) -> Cost {
        let mut cells = BTreeSet::new();
        for test in &self.tests {
            let mut state = 0;
            for input in test {
                cells.insert((state, *input));
                state = automaton.next(state, *input);
            }
        }
        Cost {
            tests: self.tests.len(),
            steps: self.tests.iter().map(Vec::len).sum(),
            cells: cells.len(),
            all_cells: automaton.states() as usize * automaton.inputs(),
        }
    }
}

/// In order, each once, and none that another begins with.
fn without_prefixes(mut tests: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    tests.sort_unstable();
    tests.dedup();
    let mut kept: Vec<Vec<usize>> = Vec::new();
    for test in tests {
        if kept.last().is_some_and(|last| test.starts_with(last)) {
            kept.pop();
        }
        kept.push(test);
    }
    kept
}

/// Walks that take a change more often than an input that is rejected.
fn random(automaton: &Automaton, plan: &Plan) -> Vec<Vec<usize>> {
    const DOWN_ONE_IN: u32 = 4;
    let mut draw = Draw::new(plan.seed);
    let inputs: Vec<usize> = (0..automaton.inputs()).collect();
    let walk = |_| {
        let mut state = 0;
        let mut test = Vec::new();
        while test.len() < plan.length {
            let Some(input) = draw.pick(&inputs) else { break };
            if automaton.is_effective(state, input) || draw.below(DOWN_ONE_IN) == 0 {
                test.push(input);
                state = automaton.next(state, input);
            }
        }
        test
    };
    (0..plan.tests).map(walk).collect()
}
