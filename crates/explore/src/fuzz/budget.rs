//! A fuzz budget as a suite: random runs, written as scenarios that expect what our machine does.

use offhook_harness::SubjectError;
use offhook_machine::UserState;
use offhook_scenario::{Dialect, Scenario};

use super::against::{draw, run_seed};
use crate::configuration::{Configuration, ConfigurationError};
use crate::moves::{Families, Move, moves};
use crate::script::{Watch, can_say, fill, script};

/// Inputs in one run: long enough for a call with everything, short enough to be read.
const LENGTH: u64 = 40;
/// Who there is in each run.
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
    /// The most inputs: every run is kept in memory with all that it expects.
    pub const MOST: u64 = 100_000;

    /// The runs, each a scenario of its own, named after its number.
    ///
    /// # Errors
    /// A run cannot be set or played.
    pub fn runs(self, dialect: Dialect) -> Result<Vec<Scenario>, BudgetError> {
        let configuration = Configuration::new(dialect, AGENTS, CUSTOMERS, UserState::Ready)?;
        let all: Vec<Move> =
            moves(&configuration, Families::ALL).into_iter().filter(|it| can_say(dialect, it)).collect();
        let steps = self.steps.min(Self::MOST);
        let runs = (0..steps.div_ceil(LENGTH)).map(|run| {
            let length = usize::try_from(LENGTH.min(steps - run * LENGTH)).unwrap_or_default();
            let way = draw(&configuration, &all, run_seed(self.seed, run), length);
            let id = format!("{}.random.run-{run}", dialect.as_str());
            fill(&script(&configuration, &id, &way, Watch::Each))
        });
        Ok(runs.collect::<Result<_, _>>()?)
    }
}

/// Why a budget cannot be spent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BudgetError {
    /// The configuration cannot be.
    Configuration(ConfigurationError),
    /// Our own machine does not play the run.
    Subject(SubjectError),
}

impl std::fmt::Display for BudgetError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Configuration(error) => error.fmt(f),
            Self::Subject(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BudgetError {}

impl From<ConfigurationError> for BudgetError {
    fn from(error: ConfigurationError) -> Self {
        Self::Configuration(error)
    }
}

impl From<SubjectError> for BudgetError {
    fn from(error: SubjectError) -> Self {
        Self::Subject(error)
    }
}
