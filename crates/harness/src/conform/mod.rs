//! A suite played on an implementation as its statement describes it.

mod draft;
mod findings;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use offhook_scenario::Scenario;

pub use self::draft::{DraftError, Drafted, draft};
use crate::applicable::{Claims, USUAL_OPS};
use crate::probe::{self, Introduction};
use crate::remote::{Link, Pool, Reach, Remote, Watch};
use crate::runner::Options;
use crate::statement::Statement;
use crate::subject::SubjectError;
use crate::suite::{SuiteReport, run_suite};
use crate::verdict::{CaseReport, Verdict};

/// The id of the case that holds what the statement claims against what is there.
pub const CLAIMS_CASE: &str = "statement.claims";

/// What came of a suite.
#[derive(Clone, Debug)]
pub struct Conformance {
    /// The cases, in the order planned; first the one that holds the claims against what is there.
    pub report: SuiteReport,
    /// What the implementation said of itself.
    pub introduction: Introduction,
    /// Whether the run was ended from outside.
    pub interrupted: bool,
}

impl Conformance {
    /// Whether any case of the suite was played.
    pub fn ran_anything(&self) -> bool {
        let suite = self.report.cases.iter().filter(|case| case.id != CLAIMS_CASE);
        suite.into_iter().any(|case| case.verdict != Verdict::NotApplicable)
    }
}

/// Why a suite cannot begin.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ConformError {
    /// A secret or certificate cannot be had, or the link cannot be set up.
    Setup(String),
    /// The implementation cannot be reached.
    Unreached(SubjectError),
}

impl fmt::Display for ConformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setup(reason) => f.write_str(reason),
            Self::Unreached(SubjectError::Broken(reason)) => {
                write!(f, "the implementation cannot be reached: {reason}")
            }
            Self::Unreached(error) => write!(f, "the implementation cannot be reached: {error}"),
        }
    }
}

impl std::error::Error for ConformError {}

/// Plays scenarios on the implementation that a statement describes. The run ends early when `interrupt` is set.
///
/// # Errors
/// It cannot be reached at all.
pub fn conform(
    statement: &Statement,
    scenarios: &[Scenario],
    options: &Options<'_>,
    interrupt: Arc<AtomicBool>,
    done: impl Fn(&CaseReport) + Sync,
) -> Result<Conformance, ConformError> {
    let rate = statement.rate_limit.map(|rate| rate.value);
    let watch = Arc::new(Watch::new(Arc::clone(&interrupt), rate));
    let reach = Reach::of(statement, &watch).map_err(ConformError::Setup)?;
    let mut link = reach.link();
    let introduction = introduce(statement, &mut link).map_err(ConformError::Unreached)?;
    let claims = findings::case(statement, &mut link, options.strict).map_err(ConformError::Unreached)?;
    drop(link);
    let ops = match &introduction.ops {
        _ if statement.control.is_none() && statement.command.is_empty() => Vec::new(),
        Some(ops) => ops.clone(),
        None => USUAL_OPS.map(str::to_owned).to_vec(),
    };
    let workers = usize::from(statement.parallel.value.max(1));
    let pools = (0..workers).map(|worker| Pool::share(statement, worker));
    let pools = pools.collect::<Result<Vec<_>, _>>().map_err(ConformError::Setup)?;
    let next = AtomicUsize::new(0);
    let subject = || {
        let worker = next.fetch_add(1, Ordering::Relaxed) % workers;
        let claims = Claims { statement, ops: &ops };
        Remote::new(claims, reach.link(), Arc::clone(&watch), pools[worker].clone())
    };
    let mut report = run_suite(scenarios, workers, options, subject, done);
    report.cases.insert(0, claims);
    Ok(Conformance { report, introduction, interrupted: interrupt.load(Ordering::Relaxed) })
}

/// Asks who is there, where there is anybody to ask.
fn introduce(statement: &Statement, link: &mut Link) -> Result<Introduction, SubjectError> {
    if statement.control.is_none() && statement.command.is_empty() {
        return Ok(Introduction::default());
    }
    probe::introduce(link)
}
