//! Two call centres whose agents poll for events, compared on the wire: what the session layer rejects before the machine is asked
//! counts, and so does what the session layer alone remembers.
//!
//! After every move each agent polls until nothing waits, as in a script that watches each step.

mod judge;
mod side;
mod steps;

use std::sync::Arc;

use offhook_dialect::{GivenSession, Operation};
use offhook_machine::{AfterCall, Rules, UserState};
use offhook_scenario::{Dialect, Given, Scenario};

pub(crate) use judge::{Verdict, WireJudge};
use side::Side;

use crate::configuration::{Configuration, ConfigurationError};
use crate::moves::{Families, Move};
use crate::outline::Outliner;
use crate::product::{Place, tried};
use crate::search::{Model, Visit};

/// The call centre by the documented rules, and, if there is one, a mutant.
struct Wire<'a> {
    configuration: Configuration,
    /// The configuration as a scenario gives it, with everybody in the state in which they begin.
    given: Given,
    starts: Vec<Side>,
    moves: Vec<Move>,
    /// The operation that polls for events.
    poll: &'static dyn Operation,
    /// What stands before the code in a body.
    code_words: String,
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
        dialect: Dialect,
        original: &Arc<Rules>,
        changed: Option<Changed<'a>>,
        place: Place,
        families: Families,
    ) -> Result<Self, ConfigurationError> {
        let Place { agents, customers, from } = place;
        let poll = dialect.delivery.poll();
        let poll =
            poll.ok_or_else(|| ConfigurationError::Wire(format!("events of {dialect} are not polled for")))?;
        let configuration =
            Configuration::with_rules(Arc::clone(original), dialect, agents, customers, UserState::Offline)?;
        let mut scenario = Scenario::new("wire.configuration", dialect, Vec::new());
        scenario.given = configuration.given();
        let moves = tried(&configuration, families);
        let later = changed.and_then(|it| Some((it.rules, it.after?)));
        let begun = Configuration::with_rules(Arc::clone(original), dialect, agents, customers, from)?;
        let code_words = format!("\"{}\":\"", dialect.tables.code_name());
        let mut wire =
            Self { configuration, given: begun.given(), starts: Vec::new(), moves, poll, code_words, later };
        let session = GivenSession {
            state: from,
            auto_answer: false,
            auto_idle: dialect.policy.after_call == AfterCall::Idle,
            password: "",
        };
        let sign_in = dialect.client.sign_in(&session);
        let rules = changed.map(|it| if it.after.is_none() { it.rules } else { original });
        for rules in std::iter::once(original).chain(rules) {
            let mut side = Side::new(Arc::clone(rules), &scenario, agents)?;
            for by in 0..agents {
                if let Some(said) = &sign_in {
                    wire.sign_in(&mut side, by, said.clone());
                }
            }
            wire.settle_in(&mut side);
            wire.starts.push(side);
        }
        Ok(wire)
    }

    fn switch(&self, side: &mut Side) {
        if let Some((rules, row)) = self.later
            && side.has_fired(row)
        {
            side.centre.world_mut().set_rules(Arc::clone(rules));
        }
    }
}

impl Model for Wire<'_> {
    /// The original, and the mutant.
    type State = Vec<Side>;
    type Act = Move;
    type Flaw = Apart;
    type Tally = ();
    type Workspace = Outliner;

    fn workspace(&self) -> Outliner {
        Outliner::new(false)
    }

    fn starts(&self) -> Vec<Self::State> {
        vec![self.starts.clone()]
    }

    fn key(&self, state: &Self::State, outliner: &mut Outliner) -> u128 {
        let keys = state.iter().map(|side| side.key(&self.configuration, outliner));
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
        let Some(world) = state.first().map(Side::world) else { return Ok(()) };
        for it in self.moves.iter().filter(|it| !self.configuration.is_idle(world, **it)) {
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
