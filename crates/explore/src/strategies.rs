//! Strategies of proptest, and a reference state machine for proptest-state-machine: to test an implementation in Rust
//! against the rules. Behind the feature `proptest`; `examples/your_own.rs` shows it at work.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use offhook_machine::{UserState, World};
use proptest::prelude::*;
use proptest::sample::select;
use proptest_state_machine::ReferenceStateMachine;

use crate::machine::settle;
use crate::moves::{Families, Move, Outcome, moves};
use crate::scene::Scene;

/// Any move of these families, legal or not, each as likely as the other.
pub fn any_move(scene: &Scene, families: Families) -> impl Strategy<Value = Move> + use<> {
    select(moves(scene, families))
}

/// A move that is accepted, or happens, in this world; any move where none does.
pub fn likely_move(scene: &Scene, world: &World, families: Families) -> impl Strategy<Value = Move> + use<> {
    let all = moves(scene, families);
    let taken = |it: &Move| scene.play(&mut world.clone(), *it).is_effective();
    let likely: Vec<Move> = all.iter().copied().filter(taken).collect();
    select(if likely.is_empty() { all } else { likely })
}

/// A life of so many moves: of each three about two are taken.
pub fn way(scene: &Scene, families: Families, length: usize) -> impl Strategy<Value = Vec<Move>> + use<> {
    let scene = scene.clone();
    let all = moves(&scene, families);
    let draws = prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8), 1..=length);
    draws.prop_map(move |draws| {
        let mut world = scene.start().clone();
        let one = |(index, luck): (prop::sample::Index, u8)| {
            let from = index.index(all.len());
            let taken = |it: &&Move| scene.play(&mut world.clone(), **it).is_effective();
            let likely = all[from..].iter().chain(&all[..from]).find(taken).filter(|_| luck > 0);
            let it = *likely.unwrap_or(&all[from]);
            scene.play(&mut world, it);
            settle(&mut world);
            it
        };
        draws.into_iter().map(one).collect()
    })
}

/// What a reference is set in.
pub trait Setting: 'static {
    /// Who there is.
    fn scene() -> Scene;

    /// What is tried.
    fn families() -> Families {
        Families::ALL
    }
}

/// The call centre as the rules have it, at one moment.
#[derive(Clone)]
pub struct Expected {
    scene: Arc<Scene>,
    world: World,
    outcome: Option<Outcome>,
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let states = (0..self.scene.agents()).map(|agent| self.state(agent).as_str());
        f.debug_list().entries(states).finish()
    }
}

impl Expected {
    /// The state of an agent.
    pub fn state(&self, agent: u8) -> UserState {
        self.world.user(self.scene.agent(agent)).map_or(UserState::Offline, |user| user.state)
    }

    /// What came of the last move; none before the first.
    pub const fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// Everything else.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// The scene.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }
}

/// The reference state machine of a setting.
#[derive(Clone, Copy, Debug)]
pub struct Reference<S>(PhantomData<S>);

impl<S: Setting> ReferenceStateMachine for Reference<S> {
    type State = Expected;
    type Transition = Move;

    fn init_state() -> BoxedStrategy<Expected> {
        let scene = Arc::new(S::scene());
        Just(Expected { world: scene.start().clone(), scene, outcome: None }).boxed()
    }

    fn transitions(state: &Expected) -> BoxedStrategy<Move> {
        prop_oneof![
            2 => likely_move(&state.scene, &state.world, S::families()),
            1 => any_move(&state.scene, S::families()),
        ]
        .boxed()
    }

    fn apply(mut state: Expected, it: &Move) -> Expected {
        state.outcome = Some(state.scene.play(&mut state.world, *it));
        settle(&mut state.world);
        state
    }

    fn preconditions(state: &Expected, it: &Move) -> bool {
        state.scene.play(&mut state.world.clone(), *it) != Outcome::Idle
    }
}
