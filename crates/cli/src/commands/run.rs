//! `offhook run`: runs scenarios in process.

use std::sync::atomic::Ordering;

use clap::Args;
use offhook_explore::coverage::Coverage;
use offhook_harness::document::{Document, Subject};
use offhook_harness::{InProcess, Ladders, Manifest, Options, Waivers};
use offhook_scenario::files::read_named;

use crate::exit::{CliError, Outcome, delivered};
use crate::files::Selected;
use crate::options::Selection;
use crate::replay::replay_on;
use crate::report_options::RunOptions;
use crate::{files, interrupt, reports};

/// `offhook run`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Fail also over inferred and chosen clauses
    #[arg(long)]
    pub(crate) strict: bool,
    /// The seed of ids, for scenarios without one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Number of scenarios that run at the same time [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    #[command(flatten)]
    pub(crate) run_options: RunOptions,
}

pub(crate) fn run(args: &Run) -> Result<Outcome, CliError> {
    let run_options = &args.run_options;
    let (selected, waivers) = select(args)?;
    let opened = reports::open(&run_options.reports, args.selection.format)?;
    let manifest = Manifest::of(&selected.scenarios, &read_named);
    let mut scenarios = selected.scenarios;
    if let Some(shard) = run_options.shard {
        scenarios.retain(|scenario| shard.holds(&scenario.id.value));
    }
    // Only JSON output and report files show the coverage.
    let is_read = opened.is_whole_read();
    let subject = if is_read { InProcess::tracing } else { InProcess::new };
    let ladders = if is_read { run_options.ladders.into() } else { Ladders::None };
    let interrupted = interrupt::flag();
    let options = Options {
        strict: args.strict,
        seed: args.seed,
        ladders,
        oracle: None,
        profile: None,
        fail_fast: args.run_options.fail_fast,
        interrupt: Some(&interrupted),
        read_file: &read_named,
    };
    let mut report = replay_on(subject, &scenarios, args.jobs, &options);
    report.skipped = selected.skipped;
    let mut document = Document::of(&report, Subject::in_process(), args.seed, args.strict)
        .planned(&manifest, run_options.shard)
        .passing_over(selected.passed_over);
    if let Some(waivers) = &waivers {
        let known: Vec<&str> = selected.known.iter().map(String::as_str).collect();
        document = document.waive(waivers, reports::today(run_options), &known);
    }
    document.interrupted = interrupted.load(Ordering::Relaxed);
    document.coverage = is_read.then(|| Coverage::of(&report).to_json());
    delivered(document.ending().into(), opened.hand_over(&document))
}

/// Reads the scenarios and the waivers.
fn select(args: &Run) -> Result<(Selected, Option<Waivers>), CliError> {
    let format = args.selection.format;
    let waivers = args.run_options.waivers.as_deref().map(Waivers::read).transpose();
    let waivers = waivers.map_err(|error| CliError::Input { error, format })?;
    Ok((files::select(&args.selection)?, waivers))
}
