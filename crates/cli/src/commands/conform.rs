//! `offhook conform`: runs a suite on an implementation.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use globset::GlobMatcher;
use offhook_explore::canaries::{Canaries, plant};
use offhook_explore::coverage::Coverage;
use offhook_explore::groups::Group;
use offhook_explore::minimise::{DEFAULT_TRIES, minimise};
use offhook_explore::suites::{Named, Origins, cases};
use offhook_harness::document::{self, Document, Finding, Subject};
use offhook_harness::remote_limits::{DEFAULT_CASE_TIMEOUT_MS, MAX_CASE_TIMEOUT_MS};
use offhook_harness::{
    CLAIMS_CASE, CaseReport, DEFAULT_CASE_WAIT_MS, DEFAULT_RUN_WAIT_MS, Ladders, Manifest, Options,
    Statement, SuiteReport, Testbed, Time, Times, Verdict, WaitBudget, Waivers, write_whole,
};
use offhook_scenario::files::FilesError;
use offhook_scenario::limits::MAX_DURATION_MS;
use offhook_scenario::{Scenario, to_yaml};

use crate::exit::{CliError, Outcome, delivered};
use crate::options::{Format, glob, within};
use crate::report_options::RunOptions;
use crate::reports::Written;
use crate::{files, interrupt, outlets, output, progress, reports, shipped};

/// The most failures that are minimised in one run.
const MAX_MINIMISED: usize = 50;
/// The longest that a run may wait, in seconds: as long as a scenario may.
const MAX_WAIT_S: u64 = MAX_DURATION_MS / 1_000;
/// The most runs of a case to minimise its failure.
const MAX_TRIES: u64 = 1_000_000;

/// `offhook conform`.
#[derive(Debug, Args)]
pub(crate) struct Conform {
    /// The statement of the implementation
    #[arg(long, value_name = "FILE")]
    statement: PathBuf,
    /// Address of the implementation, instead of the one in the statement
    #[arg(long, value_name = "URL")]
    target: Option<String>,
    /// Address of its control endpoint, instead of the one in the statement
    #[arg(long, value_name = "URL")]
    control: Option<String>,
    /// Scenario files, or directories of them, instead of a suite
    #[arg(value_name = "PATH", conflicts_with = "suite")]
    paths: Vec<PathBuf>,
    /// The suite: documented, full, complete-0 to complete-3 (generated from the rules, complete for that many extra states), random
    #[arg(long, value_name = "NAME", default_value = "documented", value_parser = suite)]
    suite: Named,
    /// Only cases of a group: basic-call, hold-and-mute, transfer or supervision
    #[arg(long, value_name = "NAME", value_parser = group)]
    group: Option<Group>,
    /// Only cases whose id matches, such as 'ccc.hold-call.*'
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    filter: Option<GlobMatcher>,
    /// The format of the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Fail also over inferred and chosen clauses
    #[arg(long)]
    strict: bool,
    /// The seed of ids and of the random suite
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Compare answers with the expectations of the scenarios only, without the oracle
    #[arg(long)]
    alone: bool,
    /// Seconds that one case may wait where time is real; cases that wait for longer do not apply
    #[arg(long, value_name = "SECONDS", default_value_t = DEFAULT_CASE_WAIT_MS / 1000, value_parser = within::<u64>(0, MAX_WAIT_S))]
    wait_budget: u64,
    /// Seconds that all cases together may wait where time is real
    #[arg(long, value_name = "SECONDS", default_value_t = DEFAULT_RUN_WAIT_MS / 1000, value_parser = within::<u64>(0, MAX_WAIT_S))]
    wait_total: u64,
    /// Seconds that the answers of one case may take together; beyond it the case is an error of the subject
    #[arg(long, value_name = "SECONDS", default_value_t = DEFAULT_CASE_TIMEOUT_MS / 1_000, value_parser = within::<u64>(1, MAX_CASE_TIMEOUT_MS / 1_000))]
    case_timeout: u64,
    /// Write which option of each freedom the implementation takes to this file; a statement can claim it with `profile:`
    #[arg(long, value_name = "FILE", conflicts_with = "alone")]
    profile: Option<PathBuf>,
    /// Write the smallest scenario that still fails, for each finding, into this directory
    #[arg(long, value_name = "DIR")]
    minimal: Option<PathBuf>,
    /// The most runs of a case to minimise its failure
    #[arg(long, value_name = "N", default_value_t = DEFAULT_TRIES, requires = "minimal", value_parser = within::<usize>(0, MAX_TRIES))]
    tries: usize,
    #[command(flatten)]
    run_options: RunOptions,
}

fn suite(name: &str) -> Result<Named, String> {
    name.parse().map_err(|error: offhook_explore::suites::NoSuite| error.to_string())
}

fn group(name: &str) -> Result<Group, String> {
    name.parse().map_err(|error: offhook_explore::groups::NoGroup| error.to_string())
}

/// The cases of a run.
struct Planned {
    manifest: Manifest,
    /// Those of this shard.
    scenarios: Vec<Scenario>,
    /// Those of all shards.
    selected: Vec<Scenario>,
    skipped: usize,
    passed_over: usize,
    known: Vec<String>,
    /// Where generated cases come from.
    origins: Origins,
}

pub(crate) fn conform(args: &Conform) -> Result<Outcome, CliError> {
    let run_options = &args.run_options;
    let statement = files::statement(&args.statement, args.format)?;
    let statement = statement
        .reached_at(args.target.clone(), args.control.clone())
        .map_err(|faults| CliError::Input { error: FilesError::Faults(faults), format: args.format })?;
    let waivers = run_options.waivers.as_deref().map(Waivers::read).transpose();
    let waivers = waivers.map_err(|error| CliError::Input { error, format: args.format })?;
    let mut opened = reports::open(&run_options.reports, args.format)?;
    let profile_file = args.profile.as_deref().map(|file| opened.open(file)).transpose()?;
    args.minimal.as_deref().map_or(Ok(()), outlets::directory)?;
    let testbed = Testbed::open(&statement, interrupt::flag()).map_err(CliError::broke)?;
    let planned = plan(args, &statement, &testbed)?;
    let claimed = statement.claimed_profile.clone();
    let options = Options {
        strict: args.strict,
        seed: args.seed,
        ladders: if opened.is_whole_read() { run_options.ladders.into() } else { Ladders::None },
        oracle: (!args.alone).then_some(match statement.time.value {
            Time::Virtual => Times::Virtual,
            Time::Real | Time::Scaled(_) => Times::Real,
        }),
        profile: claimed.as_ref(),
        fail_fast: run_options.fail_fast,
        interrupt: None,
        read_file: &shipped::read_named,
    };
    let applicability = testbed.applicability(&planned.selected);
    output::note(&applicability);
    let budget = WaitBudget {
        case_ms: args.wait_budget.saturating_mul(1000),
        run_ms: args.wait_total.saturating_mul(1000),
    };
    let waits = testbed.waits(&planned.scenarios, budget);
    if !waits.is_empty() {
        output::note(&waits);
    }
    let testbed = testbed.leaving_out(&waits).with_case_timeout(Duration::from_secs(args.case_timeout));
    let claims = testbed.claims(args.strict).map_err(CliError::broke)?;
    let bar = progress::bar(planned.scenarios.len());
    let mut report = testbed.run(&planned.scenarios, &options, |_| bar.inc(1));
    bar.finish_and_clear();
    report.skipped = planned.skipped;
    planned.origins.name_in(&mut report);
    let profile = (!args.alone).then(|| report.settle_profile(claimed.as_ref()));
    // What cannot be written is said at the end: the result of the run is not lost over it.
    let mut written = Written::default();
    if let (Some(file), Some(profile)) = (profile_file, &profile) {
        written.add(file.write(&profile.to_text()));
    }
    // The canaries are planted in our own machine, which takes its own options.
    let canaries = canaries(&planned.scenarios, &report, &Options { profile: None, ..options });
    let ran_anything = report.counts().executed > 0;
    let wrong =
        document::findings(&Document::of(&report, subject(&statement, &testbed), 0, args.strict).cases);
    if let Some(out) = args.minimal.as_deref().filter(|_| !testbed.is_interrupted()) {
        written.add(smallest(out, args.tries, &testbed, &planned.scenarios, (&report, &wrong), &options));
    }
    if run_options.shard.is_none_or(|shard| shard.holds(CLAIMS_CASE)) {
        report.cases.push(claims);
    }
    // All cases that there are say what the claims make reachable, whatever was selected.
    let mut all = shipped(args)?;
    all.extend(planned.selected);
    let scope = testbed.scope(&all, &applicability);
    let mut document = Document::of(&report, subject(&statement, &testbed), args.seed, args.strict)
        .scoped(scope)
        .planned(&planned.manifest, run_options.shard)
        .passing_over(planned.passed_over);
    document.interrupted = testbed.is_interrupted();
    if let Some(waivers) = &waivers {
        let known: Vec<&str> = planned.known.iter().map(String::as_str).collect();
        document = document.waive(waivers, reports::today(run_options), &known);
    }
    let plan = if args.paths.is_empty() { args.suite.to_string() } else { "scenarios".to_owned() };
    document.environment.insert("suite".to_owned(), plan);
    document.environment.insert("canaries".to_owned(), format!("{} planted, all caught", canaries.planted));
    document.coverage = (opened.is_whole_read() && !args.alone).then(|| Coverage::of(&report).to_json());
    written.add(opened.hand_over(&document));
    if !canaries.alive.is_empty() {
        if let Err(lost) = written.end() {
            output::error(lost);
        }
        let alive = canaries.alive.join(", ");
        return Err(CliError::MissedCanary(format!(
            "canaries survived, so the suite cannot be trusted: {alive}"
        )));
    }
    let outcome = match document.ending().into() {
        _ if document.interrupted => Outcome::Broke,
        Outcome::AsExpected if !ran_anything => Outcome::NothingRan,
        outcome => outcome,
    };
    delivered(outcome, written.end())
}

fn subject(statement: &Statement, testbed: &Testbed<'_>) -> Subject {
    let version = statement.version.as_ref().map(|version| version.value.clone());
    Subject {
        name: statement.name.value.clone(),
        version: version.or_else(|| testbed.introduction.version.clone()).unwrap_or_default(),
        reached: statement.reached(),
    }
}

fn shipped(args: &Conform) -> Result<Vec<Scenario>, CliError> {
    shipped::scenarios()
        .map_err(|faults| CliError::Input { error: FilesError::Faults(faults), format: args.format })
}

/// Reads the cases of files, or makes those of a suite. Prints the cost of a generated suite before it runs.
fn plan(args: &Conform, statement: &Statement, testbed: &Testbed<'_>) -> Result<Planned, CliError> {
    let dialect = statement.dialect.value;
    let (mut origins, mut passed_over) = (Origins::default(), 0);
    let mut all = if args.paths.is_empty() {
        let named = args.suite.drawn_by(args.seed);
        let cases = cases(named, dialect, &shipped(args)?, &|step| testbed.claims_step(step))
            .map_err(CliError::usage)?;
        if cases.cost.is_some() {
            let (count, requests) = (cases.scenarios.len(), cases.requests());
            output::note(format!("{}: {count} cases, {requests} requests", args.suite));
        }
        origins = cases.origins;
        cases.scenarios
    } else {
        let mut read = files::read(&args.paths, args.format)?;
        passed_over = read.passed_over();
        read.scenarios.retain(|scenario| scenario.dialect.value == dialect);
        read.scenarios
    };
    let known = all.iter().map(|scenario| scenario.id.value.clone()).collect();
    let total = all.len();
    all.retain(|scenario| {
        args.group.is_none_or(|group| group.has(scenario))
            && args.filter.as_ref().is_none_or(|glob| glob.is_match(&scenario.id.value))
    });
    if all.is_empty() {
        let message = format!("none of {total} cases of `{}` is selected", dialect.as_str());
        return Err(CliError::NothingSelected(message));
    }
    let mut manifest = Manifest::of(&all, &shipped::read_named);
    manifest.add(CLAIMS_CASE, "");
    let skipped = total - all.len();
    let selected = all.clone();
    if let Some(shard) = args.run_options.shard {
        all.retain(|scenario| shard.holds(&scenario.id.value));
    }
    Ok(Planned { manifest, scenarios: all, selected, skipped, passed_over, known, origins })
}

/// Plants canaries in the cases that the implementation ran.
fn canaries(scenarios: &[Scenario], report: &SuiteReport, options: &Options<'_>) -> Canaries {
    let asked = scenarios.iter().zip(&report.cases);
    let asked = asked
        .filter(|(_, case)| matches!(case.verdict, Verdict::Pass | Verdict::Fail | Verdict::Inconclusive));
    plant(&asked.map(|(scenario, _)| scenario).collect::<Vec<_>>(), options)
}

/// Writes the smallest scenario that still fails, for each finding: cases that say one thing become one script.
fn smallest(
    out: &Path,
    tries: usize,
    testbed: &Testbed<'_>,
    scenarios: &[Scenario],
    (report, findings): (&SuiteReport, &[Finding]),
    options: &Options<'_>,
) -> Result<(), CliError> {
    let options = Options { ladders: Ladders::None, ..*options };
    let leads = |case: &CaseReport| findings.iter().any(|it| it.smallest.id == case.id);
    let is_wanted = |(_, case): &(&Scenario, &CaseReport)| case.verdict == Verdict::Fail && leads(case);
    let failed: Vec<(&Scenario, &CaseReport)> =
        scenarios.iter().zip(&report.cases).filter(is_wanted).collect();
    std::fs::create_dir_all(out).map_err(|error| CliError::unwritable(out, error))?;
    for (scenario, case) in failed.iter().take(MAX_MINIMISED) {
        let mut run = |candidate: &Scenario| testbed.one(candidate, &options);
        match minimise(scenario, case, tries, options.read_file, &mut run) {
            Some(small) => {
                let file = out.join(format!("{}.yaml", scenario.id.value));
                write_whole(&file, &to_yaml(&small.scenario))
                    .map_err(|error| CliError::unwritable(&file, error))?;
                let more = if small.gave_up { ", the limit" } else { "" };
                let steps = small.scenario.steps.len();
                output::note(format!(
                    "{}: {steps} steps left after {} runs{more}",
                    file.display(),
                    small.tries
                ));
            }
            None => output::note(format!("{} did not fail again, so it is not minimised", scenario.id.value)),
        }
    }
    if failed.len() > MAX_MINIMISED {
        output::note(format!("only the first {MAX_MINIMISED} of {} failures were minimised", failed.len()));
    }
    Ok(())
}
