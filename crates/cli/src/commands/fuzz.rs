//! `offhook fuzz`: random runs, with the invariants checked after every input, and cross-checks on the wire.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use offhook_explore::Configuration;
use offhook_explore::fuzz::{
    Finding, Fuzz as Drawing, Fuzzed, Mode, Shrunk, against, breaks, missed_canary, shrink,
};
use offhook_explore::moves::{Families, Family, moves};
use offhook_explore::script::{Watch, script};
use offhook_harness::{InProcess, Summarised, write_whole};
use offhook_machine::UserState;
use offhook_scenario::limits::MAX_STEPS;
use offhook_scenario::{Dialect, Millis, Scenario, to_yaml};
use serde_json::{Value, json};

use crate::exit::{CliError, Outcome, delivered};
use crate::options::{Format, dialect, dialects, family, state, threads, within};
use crate::reports::Written;
use crate::{outlets, output};

/// The most candidates that are tried to minimise one finding.
const TRIES: usize = 20_000;
/// The inputs of one vendor where neither number nor time is given.
const DEFAULT_STEPS: u64 = 2_000_000;
/// The directory of findings where none is given.
const DEFAULT_OUT: &str = "findings";
/// The most inputs in one cross-checked run.
const MAX_CROSS_CHECKED: usize = 40;
/// The most inputs, and the most cross-checks: some years of them.
const MAX_INPUTS: u64 = 1 << 50;

/// `offhook fuzz`.
#[derive(Debug, Args)]
pub(crate) struct Fuzz {
    /// The seed: the same seed gives the same findings, on any number of threads
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// Number of random inputs for each vendor [default: 2000000; with --time, as many as there is time for]
    #[arg(long, value_name = "N", value_parser = within::<u64>(0, MAX_INPUTS))]
    steps: Option<u64>,
    /// Stop after this time, such as 30s, of which each vendor has an equal part
    #[arg(long, value_name = "T", value_parser = duration)]
    time: Option<Duration>,
    /// Number of inputs in one random run
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = within::<u32>(1, MAX_STEPS))]
    length: u32,
    /// The choice of inputs
    #[arg(long, value_enum, default_value_t)]
    mode: ModeName,
    /// Number of random runs over the wire, which cross-check its answers with the rules
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = within::<u64>(0, MAX_INPUTS))]
    cross_checks: u64,
    /// Number of agents, 1 to 6
    #[arg(long, value_name = "N", default_value_t = 4)]
    agents: u8,
    /// Number of remote parties, at most 4
    #[arg(long, value_name = "M", default_value_t = 2)]
    customers: u8,
    /// The vendor whose policy holds [default: each vendor, one after the other]
    #[arg(long, value_parser = dialect())]
    dialect: Option<Dialect>,
    /// The families of inputs [default: all]
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = family)]
    families: Vec<Family>,
    /// The state in which every agent begins: OFFLINE, BREAK, READY or WORKING
    #[arg(long, value_name = "STATE", default_value = "READY", value_parser = state)]
    from: UserState,
    /// Number of threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Write each finding as a scenario into this directory [default: findings]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The format of the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The choice of inputs, on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ModeName {
    /// All inputs equally often
    Uniform,
    /// Inputs that are accepted are more frequent
    Likely,
    /// Inputs that were tried least are more frequent
    Steered,
    /// A different choice in each random run
    #[default]
    Mixed,
}

fn duration(text: &str) -> Result<Duration, String> {
    let time = Millis::parse(text).map_err(|error| error.to_string())?;
    Ok(Duration::from_millis(time.ms))
}

impl Fuzz {
    /// The most inputs of one vendor.
    fn most_steps(&self) -> u64 {
        self.steps.unwrap_or(if self.time.is_some() { MAX_INPUTS } else { DEFAULT_STEPS })
    }
}

/// The part of the time that one vendor has.
#[derive(Clone, Copy)]
struct Share {
    began: Instant,
    time: Option<Duration>,
}

impl Share {
    /// Whether a part of this share is over; without a time, it never is.
    fn is_over(self, part: f64) -> bool {
        self.time.is_some_and(|time| self.began.elapsed() >= time.mul_f64(part))
    }
}

/// The part of a vendor's time that the cross-checks may take.
const CROSS_CHECKED: f64 = 0.5;

/// The results of one vendor's random runs.
struct Found {
    dialect: Dialect,
    fuzzed: Fuzzed,
    /// The cross-checks that were made.
    cross_checks: u64,
    cells: (usize, usize),
    findings: Vec<(String, Shrunk, Scenario)>,
}

pub(crate) fn fuzz(args: &Fuzz) -> Result<Outcome, CliError> {
    if let Some(about) = missed_canary() {
        return Err(CliError::MissedCanary(format!("fuzzing does not find a planted fault: {about}")));
    }
    // Nobody may need the default: it is made with the first finding.
    args.out.as_deref().map_or(Ok(()), outlets::directory)?;
    let out = args.out.as_deref().unwrap_or(Path::new(DEFAULT_OUT));
    let vendors = dialects(args.dialect);
    let count = u32::try_from(vendors.len()).unwrap_or(u32::MAX);
    let share = args.time.and_then(|time| time.checked_div(count));
    let one = |dialect| one(args, dialect, Share { began: Instant::now(), time: share });
    let all_found = vendors.into_iter().map(one).collect::<Result<Vec<_>, _>>()?;
    let drew = all_found.iter().any(|it| it.fuzzed.steps > 0);
    let mut outcome = if drew { Outcome::AsExpected } else { Outcome::NothingRan };
    let mut shown = Written::default();
    for found in &all_found {
        if args.format == Format::Console {
            shown.add(output::result(&text(args, found)));
        }
        for (about, _, scenario) in &found.findings {
            outcome = Outcome::Failed;
            write(out, about, scenario);
        }
    }
    if args.format == Format::Json {
        shown.add(output::json(&summarised(args, &all_found)));
    }
    delivered(outcome, shown.end())
}

fn drawing(args: &Fuzz, configuration: Configuration) -> Drawing {
    let families: Families =
        if args.families.is_empty() { Families::ALL } else { args.families.iter().copied().collect() };
    Drawing {
        configuration,
        families,
        seed: args.seed,
        steps: args.most_steps(),
        length: args.length,
        mode: match args.mode {
            ModeName::Uniform => Mode::Uniform,
            ModeName::Likely => Mode::Likely,
            ModeName::Steered => Mode::Steered,
            ModeName::Mixed => Mode::Mixed,
        },
        jobs: threads(args.jobs),
    }
}

fn one(args: &Fuzz, dialect: Dialect, share: Share) -> Result<Found, CliError> {
    let configuration =
        Configuration::new(dialect, args.agents, args.customers, args.from).map_err(CliError::usage)?;
    let drawing = drawing(args, configuration);
    let length = usize::try_from(args.length).unwrap_or(usize::MAX).min(MAX_CROSS_CHECKED);
    // The cross-checks come first: the random inputs take all the time that is left.
    let checked = against(
        &drawing.configuration,
        drawing.families,
        args.seed,
        args.cross_checks,
        length,
        &mut InProcess::new(),
        &|| share.is_over(CROSS_CHECKED),
    );
    let checked = checked.map_err(CliError::broke)?;
    let fuzzed = drawing.run(&|_| share.is_over(1.0));
    let all = moves(&drawing.configuration, drawing.families);
    let mut findings: Vec<_> =
        fuzzed.findings.iter().map(|finding| small(&drawing.configuration, finding)).collect();
    findings.extend(checked.disagreements.into_iter().map(|it| (it.about(), it.shrunk, it.scenario)));
    Ok(Found { dialect, cells: fuzzed.cells.share(&all), fuzzed, cross_checks: checked.runs, findings })
}

/// Minimises the inputs of a finding.
fn small(configuration: &Configuration, finding: &Finding) -> (String, Shrunk, Scenario) {
    let word = finding.flaw.word();
    let shrunk =
        shrink(&finding.way, TRIES, |way| breaks(configuration, way).is_some_and(|flaw| flaw.word() == word));
    let id = format!("{}.fuzz.finding", configuration.dialect().as_str());
    let mut scenario = script(configuration, &id, &shrunk.way, Watch::Nothing);
    scenario.title = Some(finding.flaw.to_string().as_str().into());
    (word, shrunk, scenario)
}

fn text(args: &Fuzz, found: &Found) -> String {
    let Found { dialect, fuzzed, cross_checks, cells, findings } = found;
    let mut out = format!(
        "{}: {} inputs in {} random runs, {} rejected; {} rules fired; {} of {} cells of state and request; ended by --{}\n",
        dialect.as_str(),
        fuzzed.steps,
        fuzzed.runs,
        fuzzed.turned_down,
        fuzzed.fired.count(),
        cells.0,
        cells.1,
        limit(fuzzed.stopped),
    );
    if args.cross_checks > 0 {
        out.push_str(&format!(
            "  {cross_checks} of {} random runs cross-checked over the wire\n",
            args.cross_checks
        ));
    }
    if findings.is_empty() {
        out.push_str("  nothing found\n");
    }
    for (about, shrunk, _) in findings {
        let more = if shrunk.gave_up { ", the limit" } else { "" };
        out.push_str(&format!(
            "  FOUND: {about}: {} inputs, minimised in {} tries{more}\n",
            shrunk.way.len(),
            shrunk.tries
        ));
        for (place, it) in shrunk.way.iter().enumerate() {
            out.push_str(&format!("    {:>3}. {it}\n", place + 1));
        }
    }
    out
}

/// The limit that ended the random inputs: the option of this name.
const fn limit(is_stopped: bool) -> &'static str {
    if is_stopped { "time" } else { "steps" }
}

fn summarised(args: &Fuzz, all: &[Found]) -> Summarised {
    let sum = |of: fn(&Found) -> u64| all.iter().map(of).sum::<u64>();
    let is_stopped = all.iter().any(|it| it.fuzzed.stopped);
    let summary = [
        ("steps", json!(sum(|it| it.fuzzed.steps))),
        ("random_runs", json!(sum(|it| it.fuzzed.runs))),
        ("rejected", json!(sum(|it| it.fuzzed.turned_down))),
        ("cross_checks", json!(sum(|it| it.cross_checks))),
        ("findings", json!(all.iter().map(|it| it.findings.len()).sum::<usize>())),
        ("ended_by", json!(limit(is_stopped))),
    ];
    Summarised::new(summary, [("seed", json!(args.seed)), ("fuzzed", all.iter().map(object).collect())])
}

fn object(found: &Found) -> Value {
    let Found { dialect, fuzzed, cross_checks, cells, findings } = found;
    let findings = findings.iter().map(|(about, shrunk, _)| {
        json!({
            "about": about,
            "inputs": shrunk.way.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "tries": shrunk.tries,
            "gave_up": shrunk.gave_up,
        })
    });
    json!({
        "dialect": dialect.as_str(),
        "steps": fuzzed.steps,
        "random_runs": fuzzed.runs,
        "rejected": fuzzed.turned_down,
        "rules": fuzzed.fired.count(),
        "cells": { "covered": cells.0, "total": cells.1 },
        "cross_checks": cross_checks,
        "ended_by": limit(fuzzed.stopped),
        "findings": findings.collect::<Vec<_>>(),
    })
}

fn write(out: &Path, about: &str, scenario: &Scenario) {
    let words = about.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-").to_lowercase();
    let path = out.join(format!("{}-{name}.yaml", scenario.dialect.value.as_str()));
    match write_whole(&path, &to_yaml(scenario)) {
        Ok(()) => output::note(format!("wrote the finding to {}", path.display())),
        Err(error) => output::error(CliError::unwritable(&path, error)),
    }
}
