//! `offhook generate`: suites generated from the rules.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use offhook_explore::Configuration;
use offhook_explore::automaton::{Automaton, Sight, learn};
use offhook_explore::generate::{Cost, Method, Plan, Suite, planted, scenarios, write};
use offhook_explore::moves::{Families, Family, timed_moves};
use offhook_explore::script::{Watch, can_say};
use offhook_explore::suites::{Named, cases};
use offhook_harness::Summarised;
use offhook_machine::UserState;
use offhook_scenario::Dialect;
use offhook_scenario::limits::MAX_STEPS;
use serde_json::{Value, json};

use crate::exit::{CliError, Outcome};
use crate::options::{Format, dialect, dialects, family, state, within};
use crate::{outlets, output};

/// The most states of a configuration for which a suite is generated.
const MAX_STATES: u32 = 20_000;
/// The most extra states: each multiplies the tests by the number of inputs.
const MAX_EXTRA_STATES: u64 = 8;
/// The most tests of a suite.
const MAX_TESTS: u64 = 1_000_000;

/// `offhook generate`.
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// The method
    #[arg(long, value_enum, default_value_t)]
    method: MethodName,
    /// Detect every fault in implementations with up to this many extra states: for w and hsi
    #[arg(long, value_name = "K", default_value_t = 0, value_parser = within::<u32>(0, MAX_EXTRA_STATES))]
    extra_states: u32,
    /// Number of agents, 1 to 6
    #[arg(long, value_name = "N", default_value_t = 1)]
    agents: u8,
    /// Number of remote parties, at most 4
    #[arg(long, value_name = "M", default_value_t = 1)]
    customers: u8,
    /// The vendor [default: each vendor, one after the other]
    #[arg(long, value_parser = dialect())]
    dialect: Option<Dialect>,
    /// The families of inputs: session, call, hold, settings, inbound, queue, transfer, conference, supervision, centre,
    /// second-call, progress
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = family, default_value = "session,call,hold")]
    families: Vec<Family>,
    /// The state in which every agent begins: OFFLINE, BREAK, READY or WORKING
    #[arg(long, value_name = "STATE", default_value = "OFFLINE", value_parser = state)]
    from: UserState,
    /// The output by which the states of a subject are distinguished
    #[arg(long, value_enum, default_value_t)]
    observe: Observe,
    /// Number of random walks
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = within::<usize>(1, MAX_TESTS))]
    tests: usize,
    /// Number of steps after which a random walk or a tour ends
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = within::<usize>(1, MAX_STEPS))]
    length: usize,
    /// The seed of random walks
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// Reject a suite of more tests
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = within::<usize>(1, MAX_TESTS))]
    most: usize,
    /// Write the files here, in a directory for each vendor; without it, only the cost is printed
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The format of the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Print a case of a generated suite of `conform`, such as complete-1 or random, as it runs there
    #[arg(long, value_name = "NAME", requires = "case", conflicts_with_all = ["method", "out", "format"])]
    suite: Option<Named>,
    /// The id of the case, with --suite
    #[arg(long, value_name = "ID", requires = "suite")]
    case: Option<String>,
}

/// A method on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum MethodName {
    /// Every request in every state
    #[default]
    Transitions,
    /// Every request in every state, and every two changes in a row
    Pairs,
    /// Complete up to K extra states, with one set of sequences that distinguishes all states
    W,
    /// Complete up to K extra states, with the sequences that each state needs
    Hsi,
    /// Random walks from a seed
    Random,
}

impl From<MethodName> for Method {
    fn from(name: MethodName) -> Self {
        match name {
            MethodName::Transitions => Self::Transitions,
            MethodName::Pairs => Self::Pairs,
            MethodName::W => Self::W,
            MethodName::Hsi => Self::Hsi,
            MethodName::Random => Self::Random,
        }
    }
}

/// The observed output, on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Observe {
    /// The answers
    Answers,
    /// The answers and the events
    #[default]
    Events,
}

pub(crate) fn generate(args: &Generate) -> Result<Outcome, CliError> {
    if let (Some(suite), Some(case)) = (args.suite, &args.case) {
        return print_case(args, suite, case);
    }
    args.out.as_deref().map_or(Ok(()), outlets::directory)?;
    let made: Vec<Made> =
        dialects(args.dialect).into_iter().map(|dialect| one(args, dialect)).collect::<Result<_, _>>()?;
    let sum = |of: fn(&Made) -> usize| made.iter().map(of).sum::<usize>();
    let tests = sum(|it| it.cost.tests);
    if args.format == Format::Json {
        let summary = [
            ("suites", json!(made.len())),
            ("tests", json!(tests)),
            ("steps", json!(sum(|it| it.cost.steps))),
            ("files", json!(args.out.is_some().then(|| sum(|it| it.files)))),
        ];
        output::json(&Summarised::new(
            summary,
            [("suites", made.into_iter().map(|it| it.object).collect())],
        ))?;
    }
    Ok(if tests == 0 { Outcome::NothingRan } else { Outcome::AsExpected })
}

/// Prints one case of a suite that `conform` makes.
fn print_case(args: &Generate, suite: Named, id: &str) -> Result<Outcome, CliError> {
    let suite = suite.drawn_by(args.seed);
    for dialect in dialects(args.dialect) {
        let made = cases(suite, dialect, &[], &|_| true).map_err(CliError::usage)?;
        if let Some(scenario) = made.scenarios.iter().find(|it| it.id.value == id) {
            output::result(&scenario.sources.of(scenario.id.place).text)?;
            return Ok(Outcome::AsExpected);
        }
    }
    Err(CliError::NothingSelected(format!("no case of the suite {suite} has the id {id}")))
}

/// The suite of one vendor.
struct Made {
    object: Value,
    cost: Cost,
    /// How many files were written.
    files: usize,
}

fn one(args: &Generate, dialect: Dialect) -> Result<Made, CliError> {
    let configuration =
        Configuration::new(dialect, args.agents, args.customers, args.from).map_err(CliError::usage)?;
    let families: Families = args.families.iter().copied().collect();
    let sayable =
        timed_moves(&configuration, families).into_iter().filter(|it| can_say(dialect, it)).collect();
    let sight = match args.observe {
        Observe::Answers => Sight::Answers,
        Observe::Events => Sight::Events,
    };
    let automaton = learn(&configuration, sayable, sight, MAX_STATES).map_err(CliError::usage)?;
    let plan = Plan {
        method: args.method.into(),
        extra_states: args.extra_states,
        tests: args.tests,
        length: args.length,
        seed: args.seed,
    };
    let suite = offhook_explore::generate::generate(&automaton, &plan, args.most).map_err(CliError::usage)?;
    let (count, missed) = planted(&automaton, &plan, &suite);
    if missed > 0 {
        let message = format!("the suite does not find {missed} of {count} planted faults");
        return Err(CliError::MissedCanary(message));
    }
    let cost = suite.cost(&automaton);
    if args.format == Format::Console {
        output::result(&text(dialect, &plan, &automaton, cost))?;
    }
    let out = args.out.as_deref();
    let written = out.map(|out| files(args, out, &configuration, &automaton, &suite)).transpose()?;
    let object = json!({
        "dialect": dialect.as_str(),
        "method": plan.method.as_str(),
        "extra_states": plan.extra_states,
        "states": automaton.states(),
        "inputs": automaton.inputs(),
        "tests": cost.tests,
        "steps": cost.steps,
        "cells": cost.cells,
        "cells_of": cost.all_cells,
        "files": written,
    });
    Ok(Made { object, cost, files: written.unwrap_or_default() })
}

fn text(dialect: Dialect, plan: &Plan, automaton: &Automaton, cost: Cost) -> String {
    let method = match plan.method {
        Method::W | Method::Hsi => {
            format!("{}, complete for up to {} extra states", plan.method.as_str(), plan.extra_states)
        }
        other => other.as_str().to_owned(),
    };
    format!(
        "{}: {method}\n  {} distinguishable states, {} inputs\n  {} tests, {} steps; {} of {} cells of state and input\n",
        dialect.as_str(),
        automaton.states(),
        automaton.inputs(),
        cost.tests,
        cost.steps,
        cost.cells,
        cost.all_cells,
    )
}

fn files(
    args: &Generate,
    out: &Path,
    configuration: &Configuration,
    automaton: &Automaton,
    suite: &Suite,
) -> Result<usize, CliError> {
    let watch = match args.observe {
        Observe::Answers => Watch::End,
        Observe::Events => Watch::Each,
    };
    let method: Method = args.method.into();
    let folder = out.join(configuration.dialect().as_str()).join(method.as_str());
    let written = write(&folder, scenarios(configuration, automaton, method, suite, watch))
        .map_err(|error| CliError::unwritable(&folder, error))?;
    if args.format == Format::Console {
        output::result(&format!("  {} files in {}\n", written.files, folder.display()))?;
    }
    Ok(written.files)
}
