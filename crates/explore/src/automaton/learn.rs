//! From a configuration to its automaton: every state is visited, every move tried.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use offhook_machine::World;

use super::seen::{Sight, look};
use super::{Automaton, minimal};
use crate::configuration::Configuration;
use crate::machine::settle;
use crate::moves::Move;
use crate::outline::Outliner;
use crate::search::Fingerprint;

/// More states than the caller allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// How many are allowed.
    pub most: u32,
}

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the configuration has more than {} states: take fewer agents, customers or families of moves",
            self.most
        )
    }
}

impl std::error::Error for TooLarge {}

struct Learner<'a> {
    configuration: &'a Configuration,
    sight: Sight,
    outliner: Outliner,
    numbers: HashMap<u128, u32, BuildHasherDefault<Fingerprint>>,
    worlds: Vec<World>,
    sights: HashMap<u64, u32, BuildHasherDefault<rustc_hash::FxHasher>>,
}

/// Works out the automaton of a configuration, without states that nobody can tell apart. People are not interchanged: what is
/// seen says who did what.
///
/// # Errors
/// It has more than `most` states.
pub fn learn(
    configuration: &Configuration,
    moves: Vec<Move>,
    sight: Sight,
    most: u32,
) -> Result<Automaton, TooLarge> {
    let mut learner = Learner {
        configuration,
        sight,
        outliner: Outliner::new(false),
        numbers: HashMap::default(),
        worlds: Vec::new(),
        sights: HashMap::default(),
    };
    learner.number(configuration.start());
    let mut raw = Automaton { moves, states: 0, next: Vec::new(), seen: Vec::new(), effective: Vec::new() };
    let mut state = 0;
    let mut world = configuration.start().clone();
    while state < learner.worlds.len() {
        for input in 0..raw.moves.len() {
            world.clone_from(&learner.worlds[state]);
            let (seen, effective) = learner.step(&mut world, raw.moves[input]);
            let next = if effective { learner.number(&world) } else { learner.number_of(state) };
            raw.next.push(next);
            raw.seen.push(seen);
            raw.effective.push(effective);
        }
        if learner.worlds.len() > most as usize {
            return Err(TooLarge { most });
        }
        state += 1;
    }
    raw.states = learner.number_of(state);
    Ok(minimal::minimize(&raw))
}

impl Learner<'_> {
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the caller, who counts in 32 bits")]
    const fn number_of(&self, state: usize) -> u32 {
        state as u32
    }

    fn number(&mut self, world: &World) -> u32 {
        let key = self.outliner.key(self.configuration, world);
        let fresh = self.number_of(self.worlds.len());
        let number = *self.numbers.entry(key).or_insert(fresh);
        if number == fresh {
            self.worlds.push(world.clone());
        }
        number
    }

    fn step(&mut self, world: &mut World, it: Move) -> (u32, bool) {
        let (seen, effective) = look(self.configuration, world, it, self.sight);
        settle(world);
        let fresh = u32::try_from(self.sights.len()).unwrap_or(u32::MAX);
        (*self.sights.entry(seen).or_insert(fresh), effective)
    }
}
