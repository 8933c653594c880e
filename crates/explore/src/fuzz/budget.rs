//! A fuzz budget as a suite: drawn lives, written as scenarios that expect what our machine does.

use offhook_harness::SubjectError;
use offhook_machine::UserState;
use offhook_scenario::{Dialect, Scenario};

use super::against::{draw, life_seed};
use crate::moves::{Families, Move, moves};
use crate::scene::{Scene, SceneError};
use crate::script::{Watch, can_say, fill, script};

/// Inputs in one life: long enough for a call with everything, short enough to be read.
const LENGTH: u64 = 40;
/// Who there is in each life.
const AGENTS: u8 = 3;
const CUSTOMERS: u8 = 2;

/// How much is drawn for each vendor, and from what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Inputs in all; at most [`Budget::MOST`].
    pub steps: u64,
    /// The seed.
    pub seed: u64,
}

impl Budget {
    /// The most inputs: every life is kept in memory with all that it expects.
    pub const MOST: u64 = 100_000;

    /// The lives, each a scenario of its own, named after its number.
    ///
    /// # Errors
    /// A life cannot be set or played.
    pub fn lives(self, dialect: Dialect) -> Result<Vec<Scenario>, BudgetError> {
        let scene = Scene::new(dialect, AGENTS, CUSTOMERS, UserState::Ready)?;
        let all: Vec<Move> =
            moves(&scene, Families::ALL).into_iter().filter(|it| can_say(dialect, it)).collect();
        let steps = self.steps.min(Self::MOST);
        let lives = (0..steps.div_ceil(LENGTH)).map(|life| {
            let length = usize::try_from(LENGTH.min(steps - life * LENGTH)).unwrap_or_default();
            let way = draw(&scene, &all, life_seed(self.seed, life), length);
            let id = format!("{}.drawn.life-{life}", dialect.as_str());
            fill(&script(&scene, &id, &way, Watch::Each))
        });
        Ok(lives.collect::<Result<_, _>>()?)
    }
}

/// Why a budget cannot be spent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BudgetError {
    /// The scene cannot be.
    Scene(SceneError),
    /// Our own machine does not play the life.
    Subject(SubjectError),
}

impl std::fmt::Display for BudgetError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Scene(error) => error.fmt(f),
            Self::Subject(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BudgetError {}

impl From<SceneError> for BudgetError {
    fn from(error: SceneError) -> Self {
        Self::Scene(error)
    }
}

impl From<SubjectError> for BudgetError {
    fn from(error: SubjectError) -> Self {
        Self::Subject(error)
    }
}
