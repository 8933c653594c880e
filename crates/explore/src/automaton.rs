//! A configuration as a Mealy machine: states, moves, and what can be seen of each move. States that nobody can tell apart are one.

mod learn;
mod minimal;
mod seen;
mod tell;

pub use learn::{TooLarge, learn};
pub use seen::Sight;
pub(crate) use seen::{look, look_with};
pub use tell::Tell;

use crate::moves::Move;

/// A deterministic machine with an output for each state and input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Automaton {
    /// The inputs.
    pub moves: Vec<Move>,
    states: u32,
    /// For each state and input, the state after.
    next: Vec<u32>,
    /// For each state and input, what is seen.
    seen: Vec<u32>,
    /// For each state and input, whether anything may change.
    effective: Vec<bool>,
}

impl Automaton {
    /// How many states there are; the first is that of the beginning.
    pub const fn states(&self) -> u32 {
        self.states
    }

    /// How many inputs there are.
    pub fn inputs(&self) -> usize {
        self.moves.len()
    }

    fn at(&self, state: u32, input: usize) -> usize {
        state as usize * self.moves.len() + input
    }

    /// The state after an input.
    pub fn next(&self, state: u32, input: usize) -> u32 {
        self.next[self.at(state, input)]
    }

    /// What is seen of an input: equal numbers, equal sights.
    pub fn seen(&self, state: u32, input: usize) -> u32 {
        self.seen[self.at(state, input)]
    }

    /// Whether the input is accepted, or happens.
    pub fn is_effective(&self, state: u32, input: usize) -> bool {
        self.effective[self.at(state, input)]
    }

    /// The state after several inputs.
    pub fn after(&self, state: u32, inputs: &[usize]) -> u32 {
        inputs.iter().fold(state, |state, input| self.next(state, *input))
    }

    /// For each state a shortest way to it; none for a state that cannot be reached.
    pub fn ways(&self) -> Vec<Option<Vec<usize>>> {
        let mut ways: Vec<Option<Vec<usize>>> = vec![None; self.states as usize];
        let mut queue = std::collections::VecDeque::new();
        if let Some(first) = ways.first_mut() {
            *first = Some(Vec::new());
            queue.push_back(0);
        }
        while let Some(state) = queue.pop_front() {
            let way = ways[state as usize].clone().unwrap_or_default();
            for input in 0..self.inputs() {
                let next = self.next(state, input);
                if ways[next as usize].is_none() {
                    let mut longer = way.clone();
                    longer.push(input);
                    ways[next as usize] = Some(longer);
                    queue.push_back(next);
                }
            }
        }
        ways
    }
}
