//! Tours: long ways from the beginning that take in what has not been covered yet.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::hash::BuildHasherDefault;

use rustc_hash::FxHasher;

use crate::automaton::Automaton;

type Set<T> = HashSet<T, BuildHasherDefault<FxHasher>>;

/// Every input in every state: where one is, first all that changes nothing, then a change that is new, and where there
/// is none the shortest way to one.
pub(super) fn transitions(automaton: &Automaton, length: usize) -> Vec<Vec<usize>> {
    let mut tour = Tour::new(automaton, length);
    tour.cells();
    tour.tests
}

/// Every input in every state, then every two changes in a row.
pub(super) fn pairs(automaton: &Automaton, length: usize) -> Vec<Vec<usize>> {
    let mut tour = Tour::new(automaton, length);
    tour.cells();
    tour.changes_in_a_row();
    tour.tests
}

struct Tour<'a> {
    automaton: &'a Automaton,
    length: usize,
    tests: Vec<Vec<usize>>,
    test: Vec<usize>,
    state: u32,
    /// The change that led here.
    last: Option<(u32, usize)>,
    cells: Set<(u32, usize)>,
    rows: Set<(u32, usize, usize)>,
}

impl<'a> Tour<'a> {
    fn new(automaton: &'a Automaton, length: usize) -> Self {
        Self {
            automaton,
            length,
            tests: Vec::new(),
            test: Vec::new(),
            state: 0,
            last: None,
            cells: Set::default(),
            rows: Set::default(),
        }
    }

    fn take(&mut self, input: usize) {
        self.test.push(input);
        self.cells.insert((self.state, input));
        if self.automaton.is_effective(self.state, input) {
            if let Some((from, before)) = self.last {
                self.rows.insert((from, before, input));
            }
            self.last = Some((self.state, input));
        }
        self.state = self.automaton.next(self.state, input);
    }

    fn restart(&mut self) {
        if !self.test.is_empty() {
            self.tests.push(std::mem::take(&mut self.test));
        }
        self.state = 0;
        self.last = None;
    }

    fn new_input(&self, effective: bool) -> Option<usize> {
        let is_new = |input: &usize| {
            self.automaton.is_effective(self.state, *input) == effective
                && !self.cells.contains(&(self.state, *input))
        };
        (0..self.automaton.inputs()).find(is_new)
    }

    fn cells(&mut self) {
        loop {
            while let Some(input) = self.new_input(false) {
                self.take(input);
            }
            if let Some(input) = self.new_input(true) {
                self.take(input);
                continue;
            }
            let Some(way) = self.way_to_new() else {
                if self.test.is_empty() {
                    return;
                }
                self.restart();
                continue;
            };
            if !self.test.is_empty() && self.test.len() + way.len() > self.length {
                self.restart();
            } else {
                way.into_iter().for_each(|input| self.take(input));
            }
        }
    }

    /// The shortest way to a state with an input that is new.
    fn way_to_new(&self) -> Option<Vec<usize>> {
        let is_new =
            |state: u32| (0..self.automaton.inputs()).any(|input| !self.cells.contains(&(state, input)));
        let mut seen = BTreeSet::from([self.state]);
        let mut queue = VecDeque::from([(self.state, Vec::new())]);
        while let Some((state, way)) = queue.pop_front() {
            if is_new(state) {
                return Some(way);
            }
            for input in 0..self.automaton.inputs() {
                let next = self.automaton.next(state, input);
                if seen.insert(next) {
                    let mut longer = way.clone();
                    longer.push(input);
                    queue.push_back((next, longer));
                }
            }
        }
        None
    }

    /// The changes that a state has.
    fn changes(&self, state: u32) -> impl Iterator<Item = usize> + use<'_, 'a> {
        (0..self.automaton.inputs()).filter(move |input| self.automaton.is_effective(state, *input))
    }

    fn changes_in_a_row(&mut self) {
        self.restart();
        let ways = self.automaton.ways();
        for (state, way) in (0..).zip(&ways) {
            let Some(way) = way else { continue };
            let before: Vec<usize> = self.changes(state).collect();
            for change in before {
                let after = self.automaton.next(state, change);
                let new: Vec<usize> =
                    self.changes(after).filter(|next| !self.rows.contains(&(state, change, *next))).collect();
                for next in new {
                    if self.rows.contains(&(state, change, next)) {
                        continue;
                    }
                    self.restart();
                    way.iter().for_each(|input| self.take(*input));
                    self.take(change);
                    self.take(next);
                    self.go_on();
                }
            }
        }
        self.restart();
    }

    /// Goes on as long as the next change in a row is new.
    fn go_on(&mut self) {
        while self.test.len() < self.length {
            let Some((from, before)) = self.last else { return };
            let new = self.changes(self.state).find(|next| !self.rows.contains(&(from, before, *next)));
            match new {
                Some(input) => self.take(input),
                None => return,
            }
        }
    }
}
