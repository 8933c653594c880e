//! `offhook run`: replays scenarios in process.

use offhook_explore::coverage::Coverage;
use offhook_harness::document::{Document, Subject};
use offhook_harness::{
    InProcess, Ladders, Manifest, Options, SuiteReport, Verdict, Waivers, read_named, run_suite,
};
use offhook_report::{console, json};
use offhook_scenario::Scenario;

use crate::args::{Format, Run};
use crate::files::Selected;
use crate::{exit, files, output, progress, reports};

pub(crate) fn run(args: &Run) -> u8 {
    let handing = &args.handing;
    let (selected, waivers) = match select(args) {
        Ok(selected) => selected,
        Err(code) => return code,
    };
    let manifest = Manifest::of(&selected.scenarios, &read_named);
    let mut scenarios = selected.scenarios;
    if let Some(shard) = handing.shard {
        scenarios.retain(|scenario| shard.holds(&scenario.id.value));
    }
    // Only who reads the report as a value, or as a page, reads the coverage.
    let is_read = args.selection.format == Format::Json || !handing.reports.report.is_empty();
    let subject = if is_read { InProcess::tracing } else { InProcess::new };
    let ladders = if handing.reports.report.is_empty() { Ladders::None } else { handing.ladders.into() };
    let options =
        Options { strict: args.strict, seed: args.seed, ladders, beside: None, read_file: &read_named };
    let mut report = replay_on(subject, &scenarios, args.jobs, &options);
    report.skipped = selected.skipped;
    let mut document = Document::of(&report, Subject::in_process(), args.seed, args.strict)
        .planned(&manifest, handing.shard);
    if let Some(waivers) = &waivers {
        let known: Vec<&str> = selected.known.iter().map(String::as_str).collect();
        document = document.waive(waivers, reports::today(handing), &known);
    }
    document.coverage = is_read.then(|| Coverage::of(&report).to_json());
    let written = reports::write_all(&document, &handing.reports);
    match args.selection.format {
        Format::Console => output::result(&console::run(&document, output::stdout_color())),
        Format::Json => output::json(&json::run(&report, &document)),
    }
    written.err().unwrap_or_else(|| reports::code(document.ending()))
}

/// The scenarios and the waivers; on failure the error has been printed, and this is the exit code.
fn select(args: &Run) -> Result<(Selected, Option<Waivers>), u8> {
    let format = args.selection.format;
    let waivers = args.handing.waivers.as_deref().map(Waivers::read).transpose();
    let waivers = waivers.map_err(|error| files::report(error, format))?;
    Ok((files::select(&args.selection)?, waivers))
}

/// Runs scenarios on the machine.
pub(crate) fn replay(scenarios: &[Scenario], jobs: Option<u16>, strict: bool, seed: u64) -> SuiteReport {
    let options = Options { strict, seed, ladders: Ladders::None, beside: None, read_file: &read_named };
    replay_on(InProcess::new, scenarios, jobs, &options)
}

fn replay_on(
    subject: fn() -> InProcess,
    scenarios: &[Scenario],
    jobs: Option<u16>,
    options: &Options<'_>,
) -> SuiteReport {
    let jobs = jobs.map(usize::from).or_else(|| std::thread::available_parallelism().map(Into::into).ok());
    let bar = progress::bar(scenarios.len());
    let report = run_suite(scenarios, jobs.unwrap_or(1), options, subject, |_| bar.inc(1));
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
