//! How two states are told apart: a shortest sequence of inputs after which something else is seen.

use super::Automaton;

/// For each pair of states, how it is told apart.
#[derive(Clone, Debug)]
pub struct Tell<'a> {
    automaton: &'a Automaton,
    /// For each pair, the first input of a shortest sequence.
    first: Vec<u32>,
}

const UNTOLD: u32 = u32::MAX;

impl<'a> Tell<'a> {
    /// Works out every pair of a minimal automaton.
    pub fn new(automaton: &'a Automaton) -> Self {
        let count = automaton.states() as usize;
        let mut tell = Self { automaton, first: vec![UNTOLD; count * count] };
        tell.at_once();
        while tell.later() {}
        tell
    }

    fn at(&self, one: u32, other: u32) -> usize {
        one as usize * self.automaton.states() as usize + other as usize
    }

    fn set(&mut self, one: u32, other: u32, input: usize) {
        #[expect(clippy::cast_possible_truncation, reason = "inputs are far fewer")]
        let input = input as u32;
        let (here, there) = (self.at(one, other), self.at(other, one));
        self.first[here] = input;
        self.first[there] = input;
    }

    fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + use<> {
        let count = self.automaton.states();
        (0..count).flat_map(move |one| (one + 1..count).map(move |other| (one, other)))
    }

    fn at_once(&mut self) {
        for (one, other) in self.pairs() {
            let differs =
                |input: &usize| self.automaton.seen(one, *input) != self.automaton.seen(other, *input);
            if let Some(input) = (0..self.automaton.inputs()).find(differs) {
                self.set(one, other, input);
            }
        }
    }

    /// Shows apart the pairs that one input leads to a pair told apart before this round; whether there were any.
    fn later(&mut self) -> bool {
        let known = self.first.clone();
        let mut any = false;
        for (one, other) in self.pairs() {
            if known[self.at(one, other)] != UNTOLD {
                continue;
            }
            let leads = |input: &usize| {
                let (one, other) = (self.automaton.next(one, *input), self.automaton.next(other, *input));
                one != other && known[self.at(one, other)] != UNTOLD
            };
            if let Some(input) = (0..self.automaton.inputs()).find(leads) {
                self.set(one, other, input);
                any = true;
            }
        }
        any
    }

    /// A shortest sequence that tells two states apart; empty for one state with itself.
    pub fn sequence(&self, one: u32, other: u32) -> Vec<usize> {
        let (mut one, mut other) = (one, other);
        let mut sequence = Vec::new();
        while one != other && self.first[self.at(one, other)] != UNTOLD {
            let input = self.first[self.at(one, other)] as usize;
            sequence.push(input);
            if self.automaton.seen(one, input) != self.automaton.seen(other, input) {
                break;
            }
            (one, other) = (self.automaton.next(one, input), self.automaton.next(other, input));
        }
        sequence
    }

    /// A set of sequences that tells every two states apart.
    pub fn characterizing(&self) -> Vec<Vec<usize>> {
        let all = self.pairs().map(|(one, other)| self.sequence(one, other));
        longest(all.collect())
    }

    /// For each state the sequences that tell it from every other: two states share the sequence that tells them apart.
    pub fn identifiers(&self) -> Vec<Vec<Vec<usize>>> {
        let count = self.automaton.states();
        let of = |state: u32| {
            let others = (0..count).filter(move |other| *other != state);
            // The sequence is that of the ordered pair, so that both states have the same.
            longest(others.map(|other| self.sequence(state.min(other), state.max(other))).collect())
        };
        (0..count).map(of).collect()
    }
}

/// The sequences in order, without those that another begins with.
fn longest(mut sequences: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    sequences.sort();
    sequences.dedup();
    let is_prefix =
        |index: usize| sequences.get(index + 1).is_some_and(|next| next.starts_with(&sequences[index]));
    let kept: Vec<bool> = (0..sequences.len()).map(|index| !is_prefix(index)).collect();
    let mut kept = kept.into_iter();
    sequences.retain(|_| kept.next().unwrap_or(true));
    if sequences.is_empty() { vec![Vec::new()] } else { sequences }
}
