//! `offhook mutants`: the mutants of the machine that a suite kills.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use globset::GlobMatcher;
use offhook_explore::fuzz::Budget;
use offhook_explore::mutants::{
    Class, Fate, Hunt, Judges, Matrix, Mutant, RandomSuite, TableMutant, hunt, mutants as enumerate,
    undecided,
};
use offhook_harness::write_whole;
use offhook_scenario::files::read_named;
use offhook_scenario::{Dialect, Scenario, to_yaml};

use crate::exit::{CliError, Outcome, delivered};
use crate::files::PASSED_OVER;
use crate::options::{Format, Selection, dialect, glob, threads, within};
use crate::reports::Written;
use crate::{files, outlets, output, progress};

/// The most joint states that are visited for one change: they are kept in memory, a few hundred bytes each.
const MAX_EXPLORED: u64 = 10_000_000;
/// The most mutants that can be asked for: far more than there are.
const MAX_MUTANTS: u64 = 1_000_000;

/// `offhook mutants`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("suite").args(["paths", "fuzz_steps"]).required(true).multiple(true)))]
pub(crate) struct Mutants {
    /// Scenario files, or directories of them, such as a generated suite
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Add random runs of this many inputs in total for each vendor [at most 100,000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=Budget::MOST))]
    pub(crate) fuzz_steps: Option<u64>,
    /// The seed of the random runs
    #[arg(long, value_name = "S", default_value_t = 0, requires = "fuzz_steps")]
    pub(crate) seed: u64,
    /// Only mutants of this dialect
    #[arg(long, value_name = "DIALECT", value_parser = dialect())]
    pub(crate) dialect: Option<Dialect>,
    /// Only mutants of this class, such as wrong-next-state
    #[arg(long, value_name = "CLASS", value_parser = class)]
    pub(crate) class: Option<Class>,
    /// Only mutants whose id matches, such as 'ccc/*/user.ready.*'
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    pub(crate) filter: Option<GlobMatcher>,
    /// Number of mutants that run at the same time [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    /// For each surviving change of the rules, visit this many joint states of original and mutant in each configuration;
    /// with 0 it stays undecided
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = within::<u64>(0, MAX_EXPLORED))]
    pub(crate) explore: u64,
    /// Write a scenario that distinguishes a survivor from the original into this directory
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Only the first N mutants
    #[arg(long, value_name = "N", value_parser = within::<usize>(0, MAX_MUTANTS))]
    pub(crate) limit: Option<usize>,
    /// The format of the result
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

pub(crate) fn mutants(args: &Mutants) -> Result<Outcome, CliError> {
    args.out.as_deref().map_or(Ok(()), outlets::directory)?;
    let (scenarios, random, passed_over) = suite(args)?;
    let wanted = wanted(args, &scenarios);
    if wanted.is_empty() {
        let message = "no mutant is selected: the dialects of these scenarios have none of this class and id";
        return Err(CliError::NothingSelected(message.to_owned()));
    }
    let jobs = threads(args.jobs);
    let judges = judges(args, &wanted, &scenarios, jobs)?;
    let judge = |mutant: &TableMutant| match &judges {
        Some(judges) => judges.judge(mutant),
        None => undecided(mutant),
    };
    let bar = progress::bar_of(wanted.len(), "mutants");
    let suite = Hunt { scenarios: &scenarios, random, jobs, read_file: &read_named, judge: &judge };
    let matrix = hunt(&suite, wanted, || bar.inc(1));
    bar.finish_and_clear();
    let mut written = Written::default();
    if let Some(out) = &args.out {
        written.add(write(out, &matrix));
    }
    written.add(match args.format {
        Format::Console => output::result(&matrix.text()),
        Format::Json => output::json(&matrix.json().with(PASSED_OVER, passed_over)),
    });
    delivered(outcome(&matrix), written.end())
}

/// The given scenarios, followed by the random runs; and how many names were found and not read.
fn suite(args: &Mutants) -> Result<(Vec<Scenario>, Option<RandomSuite>, usize), CliError> {
    let (mut scenarios, passed_over) = if args.paths.is_empty() {
        (Vec::new(), 0)
    } else {
        let selection = Selection { paths: args.paths.clone(), filter: None, format: args.format };
        let selected = files::select(&selection)?;
        (selected.scenarios, selected.passed_over)
    };
    let Some(steps) = args.fuzz_steps else { return Ok((scenarios, None, passed_over)) };
    let budget = Budget { steps, seed: args.seed };
    let named = scenarios.len();
    let uses = |dialect: &Dialect| named == 0 || scenarios.iter().any(|it| it.dialect.value == *dialect);
    let mut dialects: Vec<Dialect> = Dialect::all().filter(uses).collect();
    dialects.retain(|dialect| args.dialect.is_none_or(|only| only == *dialect));
    for dialect in dialects {
        scenarios.extend(budget.runs(dialect).map_err(CliError::broke)?);
    }
    let random_runs = scenarios.len() - named;
    Ok((scenarios, Some(RandomSuite { runs: random_runs, budget }), passed_over))
}

/// The judges that decide if a change of the rules is equivalent; none if no such mutant is selected.
fn judges(
    args: &Mutants,
    wanted: &[Mutant],
    scenarios: &[Scenario],
    jobs: usize,
) -> Result<Option<Judges>, CliError> {
    let changes = |dialect: &Dialect| {
        wanted.iter().any(|mutant| mutant.dialect == *dialect && mutant.table().is_some())
    };
    let dialects: Vec<Dialect> = Dialect::all().filter(changes).collect();
    if args.explore == 0 || dialects.is_empty() {
        return Ok(None);
    }
    let judges = Judges::new(&dialects, scenarios, &read_named, args.explore, jobs);
    judges.map(Some).map_err(CliError::broke)
}

/// Writes each scenario that distinguishes a survivor, into a file named after the survivor.
fn write(out: &Path, matrix: &Matrix) -> Result<(), CliError> {
    let mut written = 0;
    for (mutant, fate) in &matrix.verdicts {
        let Fate::Survived { trace: Some(trace), .. } = fate else { continue };
        let name = mutant.id.replace(['/', '.'], "-");
        let path = out.join(format!("{name}.yaml"));
        write_whole(&path, &to_yaml(trace)).map_err(|error| CliError::unwritable(&path, error))?;
        written += 1;
    }
    output::note(format!("wrote {written} scenarios that distinguish survivors to {}", out.display()));
    Ok(())
}

/// The selected mutants, of the dialects of the scenarios.
fn wanted(args: &Mutants, scenarios: &[Scenario]) -> Vec<Mutant> {
    let uses = |dialect: Dialect| scenarios.iter().any(|it| it.dialect.value == dialect);
    let dialects = Dialect::all().filter(|it| uses(*it) && args.dialect.is_none_or(|only| only == *it));
    dialects
        .flat_map(enumerate)
        .filter(|mutant| args.class.is_none_or(|class| mutant.class == class))
        .filter(|mutant| args.filter.as_ref().is_none_or(|glob| glob.is_match(&mutant.id)))
        .take(args.limit.unwrap_or(usize::MAX))
        .collect()
}

/// The outcome. A missed canary means that the result cannot be trusted.
fn outcome(matrix: &Matrix) -> Outcome {
    match (matrix.canaries.is_empty(), matrix.total().survived, matrix.total().mutants) {
        (false, ..) => Outcome::Broke,
        (_, 1.., _) => Outcome::Failed,
        (.., 0) => Outcome::NothingRan,
        _ => Outcome::AsExpected,
    }
}

fn class(text: &str) -> Result<Class, String> {
    let all = || Class::ALL.map(Class::as_str).join(", ");
    Class::from_text(text).ok_or_else(|| format!("unknown class: expected one of {}", all()))
}
