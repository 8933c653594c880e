//! A suite played on an implementation as its statement describes it.

mod draft;
mod findings;
mod gains;
mod scope;
mod seen;
mod waits;
mod written;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use offhook_scenario::{Scenario, Step};

pub use self::draft::{Contact, DraftError, Drafted, draft};
pub use self::gains::{Applicability, Gain};
pub(crate) use self::waits::LIMITS;
pub use self::waits::{DEFAULT_CASE_WAIT_MS, DEFAULT_RUN_WAIT_MS, WaitBudget, Waits};
use crate::applicable::{Claims, USUAL_OPS};
use crate::probe::{self, Introduction};
use crate::remote::limits::DEFAULT_CASE_TIMEOUT_MS;
use crate::remote::{Link, Pool, Reach, Remote, Watch};
use crate::runner::{Options, run_case};
use crate::secrets::Secrets;
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
        suite.into_iter().any(|case| !matches!(case.verdict, Verdict::NotApplicable | Verdict::NotRun))
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
            Self::Unreached(SubjectError::Broken(reason) | SubjectError::Unreached(reason)) => {
                write!(f, "the implementation cannot be reached: {reason}")
            }
            Self::Unreached(error) => write!(f, "the implementation cannot be reached: {error}"),
        }
    }
}

impl std::error::Error for ConformError {}

/// The implementation that a statement describes, reached and introduced.
pub struct Testbed<'a> {
    statement: &'a Statement,
    reach: Reach,
    /// What stands in no report.
    secrets: Secrets,
    watch: Arc<Watch>,
    ops: Vec<String>,
    pools: Vec<Pool<'a>>,
    interrupt: Arc<AtomicBool>,
    case_timeout: Duration,
    /// Why cases are left out, by their ids.
    left_out: BTreeMap<String, String>,
    /// What the implementation said of itself.
    pub introduction: Introduction,
}

impl<'a> Testbed<'a> {
    /// Reaches the implementation. What is played on it ends early when `interrupt` is set.
    ///
    /// # Errors
    /// It cannot be reached at all.
    pub fn open(statement: &'a Statement, interrupt: Arc<AtomicBool>) -> Result<Self, ConformError> {
        let rate = statement.rate_limit.map(|rate| rate.value);
        let watch = Arc::new(Watch::new(Arc::clone(&interrupt), rate));
        let reach = Reach::of(statement, &watch).map_err(ConformError::Setup)?;
        let secrets = statement.secrets();
        let mut link = reach.link();
        let introduction = introduce(statement, &mut link, &secrets)
            .map_err(|error| ConformError::Unreached(secrets.keep_out_of_error(error)))?;
        let ops = ops(statement, &introduction);
        let workers = usize::from(statement.parallel.value.max(1));
        let pools = (0..workers).map(|worker| Pool::share(statement, worker));
        let pools = pools.collect::<Result<Vec<_>, _>>().map_err(ConformError::Setup)?;
        let left_out = BTreeMap::new();
        let case_timeout = Duration::from_millis(DEFAULT_CASE_TIMEOUT_MS);
        Ok(Self {
            statement,
            reach,
            secrets,
            watch,
            ops,
            pools,
            interrupt,
            case_timeout,
            left_out,
            introduction,
        })
    }

    /// Sets how long the answers of one case may take together; beyond it the case is an error of the subject.
    #[must_use]
    pub fn with_case_timeout(self, case_timeout: Duration) -> Self {
        Self { case_timeout, ..self }
    }

    /// Holds the claims of the statement against what is there, as a case of its own.
    ///
    /// # Errors
    /// The implementation broke.
    pub fn claims(&self, strict: bool) -> Result<CaseReport, ConformError> {
        let mut case = findings::case(self.statement, &mut self.reach.link(), strict)
            .map_err(|error| ConformError::Unreached(self.secrets.keep_out_of_error(error)))?;
        self.secrets.keep_out_of_case(&mut case);
        Ok(case)
    }

    /// Plays scenarios, as many at a time as the statement allows.
    pub fn run(
        &self,
        scenarios: &[Scenario],
        options: &Options<'_>,
        done: impl Fn(&CaseReport) + Sync,
    ) -> SuiteReport {
        let next = AtomicUsize::new(0);
        let subject = || self.subject(next.fetch_add(1, Ordering::Relaxed) % self.pools.len());
        run_suite(scenarios, self.pools.len(), options, subject, done)
    }

    /// Plays one scenario.
    pub fn one(&self, scenario: &Scenario, options: &Options<'_>) -> CaseReport {
        run_case(scenario, &mut self.subject(0), options)
    }

    /// Whether a step by itself is within what is claimed.
    pub fn claims_step(&self, step: &Step) -> bool {
        self.claims_of_statement().step(self.statement.dialect.value, step).is_ok()
    }

    /// Whether what is played was ended from outside.
    pub fn is_interrupted(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed)
    }

    fn claims_of_statement(&self) -> Claims<'_> {
        Claims { statement: self.statement, ops: &self.ops, left_out: &self.left_out }
    }

    fn subject(&self, worker: usize) -> Remote<'_> {
        Remote::new(
            self.claims_of_statement(),
            (self.reach.link(), self.secrets.clone()),
            Arc::clone(&self.watch),
            self.pools[worker].clone(),
            self.case_timeout,
        )
    }
}

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
    let testbed = Testbed::open(statement, interrupt)?;
    let claims = testbed.claims(options.strict)?;
    let mut report = testbed.run(scenarios, options, done);
    report.cases.insert(0, claims);
    let interrupted = testbed.is_interrupted();
    Ok(Conformance { report, introduction: testbed.introduction, interrupted })
}

/// The operations of the adapter protocol that the implementation has.
fn ops(statement: &Statement, introduction: &Introduction) -> Vec<String> {
    match &introduction.ops {
        _ if statement.control.is_none() && statement.command.is_empty() => Vec::new(),
        Some(ops) => ops.clone(),
        None => USUAL_OPS.map(str::to_owned).to_vec(),
    }
}

/// Asks who is there, where there is anybody to ask.
fn introduce(
    statement: &Statement,
    link: &mut Link,
    secrets: &Secrets,
) -> Result<Introduction, SubjectError> {
    if statement.control.is_none() && statement.command.is_empty() {
        return Ok(Introduction::default());
    }
    probe::introduce(link, secrets)
}
