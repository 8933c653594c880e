//! Strategies of proptest, and a reference state machine for proptest-state-machine: to test an implementation in Rust
//! against the rules. Behind the feature `proptest`; `examples/your_own.rs` shows it at work.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use offhook_machine::{UserState, World};
use proptest::prelude::*;
use proptest::sample::select;
use proptest_state_machine::ReferenceStateMachine;

use crate::configuration::Configuration;
use crate::machine::settle;
use crate::moves::{Families, Move, Outcome, moves};

/// Any move of these families, legal or not, each as likely as the other.
pub fn any_move(configuration: &Configuration, families: Families) -> impl Strategy<Value = Move> + use<> {
    select(moves(configuration, families))
}

/// A move that is accepted, or happens, in this world; any move where none does.
pub fn likely_move(
    configuration: &Configuration,
    world: &World,
    families: Families,
) -> impl Strategy<Value = Move> + use<> {
    let all = moves(configuration, families);
    let taken = |it: &Move| configuration.play(&mut world.clone(), *it).is_effective();
    let likely: Vec<Move> = all.iter().copied().filter(taken).collect();
    select(if likely.is_empty() { all } else { likely })
}

/// A run of so many moves: of each three about two are taken.
pub fn way(
    configuration: &Configuration,
    families: Families,
    length: usize,
) -> impl Strategy<Value = Vec<Move>> + use<> {
    let configuration = configuration.clone();
    let all = moves(&configuration, families);
    let draws = prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8), 1..=length);
    draws.prop_map(move |draws| {
        let mut world = configuration.start().clone();
        let one = |(index, luck): (prop::sample::Index, u8)| {
            let from = index.index(all.len());
            let taken = |it: &&Move| configuration.play(&mut world.clone(), **it).is_effective();
            let likely = all[from..].iter().chain(&all[..from]).find(taken).filter(|_| luck > 0);
            let it = *likely.unwrap_or(&all[from]);
            configuration.play(&mut world, it);
            settle(&mut world);
            it
        };
        draws.into_iter().map(one).collect()
    })
}

/// What a reference is set in.
pub trait Setting: 'static {
    /// Who there is.
    fn configuration() -> Configuration;

    /// What is tried.
    fn families() -> Families {
        Families::ALL
    }
}

/// The call centre as the rules have it, at one moment.
#[derive(Clone)]
pub struct Expected {
    configuration: Arc<Configuration>,
    world: World,
    outcome: Option<Outcome>,
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let states = (0..self.configuration.agents()).map(|agent| self.state(agent).as_str());
        f.debug_list().entries(states).finish()
    }
}

impl Expected {
    /// The state of an agent.
    pub fn state(&self, agent: u8) -> UserState {
        self.world.user(self.configuration.agent(agent)).map_or(UserState::Offline, |user| user.state)
    }

    /// What came of the last move; none before the first.
    pub const fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// Everything else.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// The configuration.
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }
}

/// The reference state machine of a setting.
#[derive(Clone, Copy, Debug)]
pub struct Reference<S>(PhantomData<S>);

impl<S: Setting> ReferenceStateMachine for Reference<S> {
    type State = Expected;
    type Transition = Move;

    fn init_state() -> BoxedStrategy<Expected> {
        let configuration = Arc::new(S::configuration());
        Just(Expected { world: configuration.start().clone(), configuration, outcome: None }).boxed()
    }

    fn transitions(state: &Expected) -> BoxedStrategy<Move> {
        prop_oneof![
            2 => likely_move(&state.configuration, &state.world, S::families()),
            1 => any_move(&state.configuration, S::families()),
        ]
        .boxed()
    }

    fn apply(mut state: Expected, it: &Move) -> Expected {
        state.outcome = Some(state.configuration.play(&mut state.world, *it));
        settle(&mut state.world);
        state
    }

    fn preconditions(state: &Expected, it: &Move) -> bool {
        state.configuration.play(&mut state.world.clone(), *it) != Outcome::Idle
    }
}
