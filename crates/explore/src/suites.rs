//! Suites by name, for implementations of others.

mod made;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use offhook_dialect::Clause;
use offhook_harness::{SuiteReport, cited_clauses};
use offhook_machine::Basis;
use offhook_scenario::{At, Dialect, Scenario, Step};

use self::made::made;
use crate::generate::{Cost, Method, Plan};

/// The most extra states that may be asked for.
pub const MAX_EXTRA_STATES: u32 = 3;
/// The walks of a random suite.
pub const RANDOM_TESTS: usize = 100;

/// A suite by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// What the five documents state and show that the project set out from, and nothing else.
    Documented,
    /// Every scenario of the dialect.
    Full,
    /// Made from the rules for one agent's channels: complete for implementations with up to so many extra states.
    Complete(u32),
    /// Walks drawn by a seed.
    Random(u64),
}

impl Named {
    /// The same, drawn by a seed where it is drawn at all.
    #[must_use]
    pub const fn drawn_by(self, seed: u64) -> Self {
        match self {
            Self::Random(_) => Self::Random(seed),
            Self::Documented | Self::Full | Self::Complete(_) => self,
        }
    }
}

/// A name that no suite has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuite(String);

impl fmt::Display for NoSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a suite: there are documented, full, complete-0 to complete-{MAX_EXTRA_STATES}, and random",
            self.0
        )
    }
}

impl std::error::Error for NoSuite {}

impl FromStr for Named {
    type Err = NoSuite;

    fn from_str(name: &str) -> Result<Self, NoSuite> {
        let complete = || {
            let extra: u32 = name.strip_prefix("complete-")?.parse().ok()?;
            (extra <= MAX_EXTRA_STATES).then_some(Self::Complete(extra))
        };
        match name {
            "documented" => Ok(Self::Documented),
            "full" => Ok(Self::Full),
            "random" => Ok(Self::Random(0)),
            _ => complete().ok_or_else(|| NoSuite(name.to_owned())),
        }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Documented => f.write_str("documented"),
            Self::Full => f.write_str("full"),
            Self::Complete(extra) => write!(f, "complete-{extra}"),
            Self::Random(_) => f.write_str("random"),
        }
    }
}

/// The cases of a suite, and what they cost.
#[derive(Clone, Debug)]
pub struct Cases {
    /// The cases.
    pub scenarios: Vec<Scenario>,
    /// What a generated suite tries.
    pub cost: Option<Cost>,
    /// Where generated cases come from.
    pub origins: Origins,
}

/// Where each generated case comes from and how it is made again, by its id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(BTreeMap<String, String>);

impl Origins {
    /// Where a case comes from; none of a case that a file shows.
    pub fn of(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    /// Says of each case that is not as expected where it comes from.
    pub fn name_in(&self, report: &mut SuiteReport) {
        for case in &mut report.cases {
            if let (Some(origin), Some(first)) = (self.of(&case.id), case.failures.first_mut()) {
                *first = first.clone().note(origin);
            }
        }
    }
}

impl Cases {
    fn shipped(scenarios: Vec<Scenario>) -> Self {
        Self { scenarios, cost: None, origins: Origins::default() }
    }

    /// The requests that the cases make, as far as one can tell before: one for each request and poll.
    pub fn requests(&self) -> usize {
        fn count(steps: &[At<Step>]) -> usize {
            let one = |step: &At<Step>| match &step.value {
                Step::Request(_) | Step::Poll(_) => 1,
                Step::Repeat(repeat) => repeat.times.value as usize * count(&repeat.steps),
                Step::Network(_) | Step::Wait(_) | Step::Events(_) => 0,
            };
            steps.iter().map(one).sum()
        }
        self.scenarios.iter().map(|scenario| count(&scenario.steps)).sum()
    }
}

/// The cases of a suite in a dialect, from the shipped scenarios or made from the rules. What is made holds only steps for which
/// `is_claimed` is true, so that what an implementation does not claim does not take the place of what it does.
///
/// # Errors
/// The suite cannot be made; says why.
pub fn cases(
    named: Named,
    dialect: Dialect,
    shipped: &[Scenario],
    is_claimed: &dyn Fn(&Step) -> bool,
) -> Result<Cases, String> {
    let of_dialect = || shipped.iter().filter(|scenario| scenario.dialect.value == dialect).cloned();
    match named {
        Named::Documented => Ok(Cases::shipped(of_dialect().filter(is_documented).collect())),
        Named::Full => Ok(Cases::shipped(of_dialect().collect())),
        Named::Complete(extra) => {
            made(named, dialect, &Plan { extra_states: extra, ..Plan::new(Method::Hsi) }, is_claimed)
        }
        // Half of the walks wait, half do not.
        Named::Random(seed) => {
            let plan = Plan { seed, tests: RANDOM_TESTS / 2, ..Plan::new(Method::Random) };
            made(named, dialect, &plan, is_claimed)
        }
    }
}

/// Whether a scenario rests on documents alone, and on one of the five.
fn is_documented(scenario: &Scenario) -> bool {
    let clauses: Vec<&Clause> = cited_clauses(scenario);
    clauses.iter().all(|clause| clause.basis <= Basis::Sampled)
        && clauses.iter().any(|clause| clause.is_seed())
}
