//! `offhook run`: replays scenarios in process.

use offhook_explore::coverage::Coverage;
use offhook_harness::{InProcess, Options, SuiteReport, Verdict, read_named, run_suite};
use offhook_report::{console, json};
use offhook_scenario::Scenario;

use crate::args::{Format, Run};
use crate::{exit, files, output, progress};

pub(crate) fn run(args: &Run) -> u8 {
    let selected = match files::select(&args.selection) {
        Ok(selected) => selected,
        Err(code) => return code,
    };
    // Only who reads the report as a value reads the coverage.
    let subject = match args.selection.format {
        Format::Console => InProcess::new,
        Format::Json => InProcess::tracing,
    };
    let mut report = replay_on(subject, &selected.scenarios, args.jobs, args.strict, args.seed);
    report.skipped = selected.skipped;
    match args.selection.format {
        Format::Console => output::result(&console::run(&report, output::stdout_color())),
        Format::Json => output::json(&json::run(&report, &Coverage::of(&report).to_json())),
    }
    code(&report)
}

/// Runs scenarios on the machine.
pub(crate) fn replay(scenarios: &[Scenario], jobs: Option<u16>, strict: bool, seed: u64) -> SuiteReport {
    replay_on(InProcess::new, scenarios, jobs, strict, seed)
}

fn replay_on(
    subject: fn() -> InProcess,
    scenarios: &[Scenario],
    jobs: Option<u16>,
    strict: bool,
    seed: u64,
) -> SuiteReport {
    let jobs = jobs.map(usize::from).or_else(|| std::thread::available_parallelism().map(Into::into).ok());
    let options = Options { strict, seed, ladder: false, beside: None, read_file: &read_named };
    let bar = progress::bar(scenarios.len());
    let report = run_suite(scenarios, jobs.unwrap_or(1), &options, subject, |_| bar.inc(1));
    bar.finish_and_clear();
    report
}

/// The exit code of a run.
pub(crate) fn code(report: &SuiteReport) -> u8 {
    let any = |verdict| report.cases.iter().any(|case| case.verdict == verdict);
    match (any(Verdict::Error), any(Verdict::Fail), report.counts().executed) {
        (true, ..) => exit::BROKE,
        (_, true, _) => exit::FAILED,
        (_, _, 0) => exit::NOTHING,
        _ => exit::OK,
    }
}
