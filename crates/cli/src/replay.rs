//! Runs scenarios on the machine in process.

use offhook_harness::{InProcess, Options, SuiteReport, Verdict, run_suite};
use offhook_scenario::Scenario;
use offhook_scenario::files::read_named;

use crate::exit::Outcome;
use crate::options::threads;
use crate::progress;

/// Runs scenarios on the machine.
pub(crate) fn replay(scenarios: &[Scenario], jobs: Option<u16>, strict: bool, seed: u64) -> SuiteReport {
    let options = Options { strict, seed, ..Options::new(&read_named) };
    replay_on(InProcess::new, scenarios, jobs, &options)
}

/// Runs scenarios on subjects made by `subject`.
pub(crate) fn replay_on(
    subject: fn() -> InProcess,
    scenarios: &[Scenario],
    jobs: Option<u16>,
    options: &Options<'_>,
) -> SuiteReport {
    let bar = progress::bar(scenarios.len());
    let report = run_suite(scenarios, threads(jobs), options, subject, |_| bar.inc(1));
    bar.finish_and_clear();
    report
}

/// The outcome of a run.
pub(crate) fn outcome(report: &SuiteReport) -> Outcome {
    let any = |verdict| report.cases.iter().any(|case| case.verdict == verdict);
    match (any(Verdict::Error), any(Verdict::Fail), report.counts().executed) {
        (true, ..) => Outcome::Broke,
        (_, true, _) => Outcome::Failed,
        _ if any(Verdict::NotRun) => Outcome::Broke,
        (_, _, 0) => Outcome::NothingRan,
        _ => Outcome::AsExpected,
    }
}
