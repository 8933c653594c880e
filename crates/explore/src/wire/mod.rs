//! Two call centres of CC-Gateway side by side on the wire: what its front turns down before the machine is asked counts, and so
//! does what the front alone remembers.
//!
//! After every move each agent polls until nothing waits, as in a script that watches each step.

mod judge;
mod side;
mod steps;

use std::sync::Arc;

use offhook_dialect::cc_gateway::GET_AGENT_EVENT;
use offhook_harness::{Ask as Asked, Phrasebook};
use offhook_machine::{Rules, UserState};
use offhook_scenario::{Dialect, Given, Request, Scenario};

pub(crate) use judge::{Verdict, WireJudge};
use side::Side;

use crate::moves::{Families, Move};
use crate::outline::Outliner;
use crate::product::{Place, tried};
use crate::scene::{Scene, SceneError};
use crate::search::{Model, Visit};

/// The machine by its rules, and beside it, if there is one, a mutant.
struct Wire<'a> {
    scene: Scene,
    /// The scene as a scenario gives it, with everybody in the state in which they begin.
    given: Given,
    book: Phrasebook,
    starts: Vec<Side>,
    moves: Vec<Move>,
    /// The poll of each agent, but for the token.
    polls: Vec<Asked>,
    /// The rules that the mutant follows once a row has fired.
    later: Option<(&'a Arc<Rules>, usize)>,
}

/// What differs from the documented rules.
#[derive(Clone, Copy)]
struct Changed<'a> {
    rules: &'a Arc<Rules>,
    /// From when on: once this row has fired, or from the beginning.
    after: Option<usize>,
}

/// What is seen differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Apart;

impl<'a> Wire<'a> {
    fn new(
        original: &Arc<Rules>,
        changed: Option<Changed<'a>>,
        place: Place,
        families: Families,
    ) -> Result<Self, SceneError> {
        let Place { agents, customers, from } = place;
        let scene = Scene::with_rules(
            Arc::clone(original),
            Dialect::CcGateway,
            agents,
            customers,
            UserState::Offline,
        )?;
        let mut scenario = Scenario::new("wire.scene", Dialect::CcGateway, Vec::new());
        scenario.given = scene.given();
        let moves = tried(&scene, families);
        let later = changed.and_then(|it| Some((it.rules, it.after?)));
        let book = Phrasebook::new(&scenario);
        let poll =
            |by| book.ask(&Request { by: Some(Scene::alias(by).into()), ..side::of(GET_AGENT_EVENT.id) });
        let polls = (0..agents).map(poll).collect::<Result<_, _>>();
        let polls = polls.map_err(|fault| SceneError::Wire(fault.title))?;
        let begun = Scene::with_rules(Arc::clone(original), Dialect::CcGateway, agents, customers, from)?;
        let mut wire = Self { scene, given: begun.given(), book, starts: Vec::new(), moves, polls, later };
        let rules = changed.map(|it| if it.after.is_none() { it.rules } else { original });
        for rules in std::iter::once(original).chain(rules) {
            let mut side = Side::new(Arc::clone(rules), &scenario, agents)?;
            if from != UserState::Offline {
                (0..agents).for_each(|by| wire.sign_in(&mut side, by, from));
            }
            wire.settle_in(&mut side);
            wire.starts.push(side);
        }
        Ok(wire)
    }

    fn switch(&self, side: &mut Side) {
        if let (Some((rules, row)), Some(world)) = (self.later, side.subject.world_mut())
            && world.fired().has(row)
        {
            world.set_rules(Arc::clone(rules));
        }
    }
}

impl Model for Wire<'_> {
    /// The original, and the mutant.
    type State = Vec<Side>;
    type Act = Move;
    type Flaw = Apart;
    type Tally = ();
    type Desk = Outliner;

    fn desk(&self) -> Outliner {
        Outliner::new(false)
    }

    fn starts(&self) -> Vec<Self::State> {
        vec![self.starts.clone()]
    }

    fn key(&self, state: &Self::State, outliner: &mut Outliner) -> u128 {
        let keys = state.iter().map(|side| side.key(&self.scene, outliner));
        let switched = self.later.is_some_and(|(_, row)| state.last().is_some_and(|it| it.has_fired(row)));
        keys.fold(u128::from(switched), |sum, key| {
            sum.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835) ^ key.rotate_left(1)
        })
    }

    fn expand(
        &self,
        state: &Self::State,
        outliner: &mut Outliner,
        (): &mut (),
        visit: &mut Visit<'_, Self>,
    ) -> Result<(), (Move, Apart)> {
        let Some(world) = state.first().and_then(|side| side.subject.world()) else { return Ok(()) };
        for it in self.moves.iter().filter(|it| !self.scene.is_idle(world, **it)) {
            let mut next = state.clone();
            let wait_ms = self.wait_ms(world);
            let mut seen = next.iter_mut().enumerate().map(|(which, side)| {
                let mutates = which == 1;
                self.look(side, *it, wait_ms, mutates)
            });
            let original = seen.next();
            if seen.any(|other| Some(other) != original) {
                return Err((*it, Apart));
            }
            visit(*it, &next, outliner);
        }
        Ok(())
    }

    fn flaw(&self, _: &Self::State, _: &mut Outliner) -> Option<Apart> {
        None
    }

    fn bytes(&self, state: &Self::State) -> usize {
        state.iter().map(Side::bytes).sum()
    }
}
