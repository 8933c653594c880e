//! Suites by name, for implementations of others.

use std::fmt;
use std::str::FromStr;

use offhook_dialect::Clause;
use offhook_harness::cited_clauses;
use offhook_machine::{Basis, UserState};
use offhook_scenario::{At, Dialect, Expectations, Matcher, Path, Scenario, Step};

use crate::automaton::{Sight, learn};
use crate::configuration::Configuration;
use crate::generate::{Cost, Method, Plan, generate, scenarios};
use crate::moves::{Families, Move, moves};
use crate::script::{Watch, example_step};

/// The most states of a configuration that a generated suite is made of.
const MAX_STATES: u32 = 20_000;
/// The most sequences of a generated suite.
const MAX_TESTS: usize = 100_000;
/// A field that no table knows.
const NOWHERE: &str = "offhook";
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
}

impl Cases {
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
        Named::Documented => {
            Ok(Cases { scenarios: of_dialect().filter(is_documented).collect(), cost: None })
        }
        Named::Full => Ok(Cases { scenarios: of_dialect().collect(), cost: None }),
        Named::Complete(extra) => {
            made(dialect, &Plan { extra_states: extra, ..Plan::new(Method::Hsi) }, is_claimed)
        }
        Named::Random(seed) => {
            made(dialect, &Plan { seed, tests: RANDOM_TESTS, ..Plan::new(Method::Random) }, is_claimed)
        }
    }
}

/// Whether a scenario rests on documents alone, and on one of the five.
fn is_documented(scenario: &Scenario) -> bool {
    let clauses: Vec<&Clause> = cited_clauses(scenario);
    clauses.iter().all(|clause| clause.basis <= Basis::Sampled)
        && clauses.iter().any(|clause| clause.is_seed())
}

fn made(dialect: Dialect, plan: &Plan, is_claimed: &dyn Fn(&Step) -> bool) -> Result<Cases, String> {
    let configuration =
        Configuration::new(dialect, 1, 1, UserState::Offline).map_err(|error| error.to_string())?;
    let claimed: Vec<Move> = moves(&configuration, Families::CHANNELS)
        .into_iter()
        .filter(|it| example_step(dialect, *it).is_some_and(|step| is_claimed(&step)))
        .collect();
    if !claimed.iter().any(|it| matches!(it, Move::Ask { .. })) {
        return Err("the statement claims no request that the suite could be made of".to_owned());
    }
    let automaton =
        learn(&configuration, claimed, Sight::Events, MAX_STATES).map_err(|error| error.to_string())?;
    let suite = generate(&automaton, plan, MAX_TESTS).map_err(|error| error.to_string())?;
    let made: Result<Vec<Scenario>, _> =
        scenarios(&configuration, &automaton, plan.method, &suite, Watch::End)
            .map(|made| made.map(|scenario| without_expectations(scenario, is_claimed)))
            .collect();
    Ok(Cases { scenarios: made.map_err(|error| error.to_string())?, cost: Some(suite.cost(&automaton)) })
}

/// A scenario that expects nothing by itself: our machine beside the subject is the judge, and weighs what it finds by how well
/// it is known. A refusal is not expected either, so every answer is taken.
///
/// The polls at the end are left out where the state of a user cannot be polled.
fn without_expectations(mut scenario: Scenario, is_claimed: &dyn Fn(&Step) -> bool) -> Scenario {
    let dialect = scenario.dialect.value;
    scenario.steps.retain(|step| match &step.value {
        Step::Events(_) => false,
        Step::Poll(_) => is_claimed(&step.value),
        _ => true,
    });
    for step in &mut scenario.steps {
        match &mut step.value {
            Step::Request(request) => {
                request.expect = any_code(dialect);
                request.status = None;
            }
            Step::Poll(poll) => poll.expect = any_code(dialect),
            _ => {}
        }
    }
    scenario
}

/// An expectation that any answer meets: a request that expects nothing at all expects to be accepted. Where an accepted answer
/// has no code, none has a field that no table knows.
fn any_code(dialect: Dialect) -> Expectations {
    let mut expected = Expectations::new();
    let (path, matcher) = match dialect.tables.code {
        (_, "") => (NOWHERE, Matcher::Absent),
        (path, _) => (path, Matcher::Any),
    };
    if let Ok(path) = Path::parse(path) {
        expected.insert(path, At::from(matcher));
    }
    expected
}
