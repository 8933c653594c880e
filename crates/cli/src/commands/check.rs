//! `offhook check`: visits every state of a small call centre.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use offhook_explore::check::{Check as Question, Checked, canaries, never_in};
use offhook_explore::moves::{Families, Family};
use offhook_explore::{Bounds, End};
use offhook_harness::Summarised;
use offhook_machine::UserState;
use offhook_scenario::Dialect;
use serde_json::{Value, json};

use crate::exit::{CliError, Outcome, delivered};
use crate::options::{Format, dialect, dialects, family, state, threads, within};
use crate::outlets::{Outlet, Outlets};
use crate::output;
use crate::reports::Written;

/// The most memory that can be asked for, in MiB: a TiB.
const MAX_MEMORY_MIB: u64 = 1 << 20;
/// The most inputs in a row: far more than any state is away.
const MAX_DEPTH: u64 = 1_000_000;
/// The most states that can be asked for; the memory is full before.
const MAX_STATES: u64 = 1_000_000_000_000;

/// `offhook check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Number of agents, 1 to 6 [default: five shipped configurations, which together must exercise every rule]
    #[arg(long, value_name = "N")]
    agents: Option<u8>,
    /// Number of remote parties, at most 4 [default: 1]
    #[arg(long, value_name = "M", requires = "agents")]
    customers: Option<u8>,
    /// Stop after this number of inputs in a row
    #[arg(long, value_name = "D", requires = "agents", value_parser = within::<u32>(0, MAX_DEPTH))]
    depth: Option<u32>,
    /// Stop at this number of states
    #[arg(long, value_name = "N", requires = "agents", value_parser = within::<u64>(0, MAX_STATES))]
    states: Option<u64>,
    /// Stop when the states take this many MiB
    #[arg(long, value_name = "MIB", default_value_t = 4096, value_parser = within::<usize>(1, MAX_MEMORY_MIB))]
    memory: usize,
    /// The vendor whose policy holds [default: each vendor, one after the other]
    #[arg(long, value_parser = dialect())]
    dialect: Option<Dialect>,
    /// The families of inputs: session, call, hold, settings, inbound, queue, transfer, conference, supervision, centre,
    /// second-call, progress
    /// [default: all but settings and progress]
    #[arg(long, requires = "agents", value_name = "LIST", value_delimiter = ',', value_parser = family)]
    families: Vec<Family>,
    /// The state in which every agent begins: OFFLINE, BREAK, READY or WORKING
    #[arg(long, value_name = "STATE", default_value = "OFFLINE", value_parser = state)]
    from: UserState,
    /// Count states separately that differ only in the names of users or parties
    #[arg(long)]
    no_symmetry: bool,
    /// Count states separately that differ only in the number of ended channels of a call
    #[arg(long, requires = "agents")]
    count_channels: bool,
    /// Fail if a rule or a state is never exercised
    #[arg(long)]
    strict: bool,
    /// Number of threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Write the first violation as a scenario into this file; `-` is the standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The format of the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Check {
    /// The checks of a vendor: one configuration, or all shipped ones.
    fn questions(&self, dialect: Dialect) -> Vec<Question> {
        let bounds = Bounds {
            depth: self.depth,
            states: self.states,
            memory_bytes: self.memory << 20,
            jobs: threads(self.jobs),
        };
        let Some(agents) = self.agents else { return Question::shipped(dialect, bounds) };
        let families: Families = if self.families.is_empty() {
            Families::ALL.iter().filter(|it| !matches!(it, Family::Settings | Family::Progress)).collect()
        } else {
            self.families.iter().copied().collect()
        };
        vec![Question {
            agents,
            customers: self.customers.unwrap_or(1),
            from: self.from,
            families,
            symmetric: !self.no_symmetry,
            counts_channels: self.count_channels,
            bounds,
            ..Question::new(dialect)
        }]
    }
}

pub(crate) fn check(args: &Check) -> Result<Outcome, CliError> {
    let escaped: Vec<&str> =
        canaries().into_iter().filter(|canary| !canary.is_caught()).map(|canary| canary.about).collect();
    if let Some(about) = escaped.first() {
        return Err(CliError::MissedCanary(format!("the check does not find a planted fault: {about}")));
    }
    let mut outlets = Outlets::new(args.format);
    let out = args.out.as_deref().map(|path| outlets.open(path)).transpose()?;
    let (objects, figures, shown) = (Vec::new(), Figures::default(), Written::default());
    let mut run = Run { args, outlets, out, objects, figures, shown };
    let mut outcome = Outcome::AsExpected;
    for dialect in dialects(args.dialect) {
        outcome = outcome.max(run.vendor(dialect)?);
    }
    match args.format {
        Format::Console => run.show(&format!("{} canaries, all caught\n", canaries().len())),
        Format::Json => {
            let printed = output::json(&run.summarised());
            run.shown.add(printed);
        }
    }
    delivered(outcome, run.shown.end())
}

/// What all checks came to together.
#[derive(Default)]
struct Figures {
    states: u64,
    steps: u64,
    violations: usize,
    /// The rules and states that were never exercised, by vendor.
    never: BTreeMap<String, Vec<String>>,
}

/// The checks of a command.
struct Run<'a> {
    args: &'a Check,
    outlets: Outlets,
    /// Where the first violation goes.
    out: Option<Outlet>,
    objects: Vec<Value>,
    figures: Figures,
    /// What became of what was shown.
    shown: Written,
}

impl Run<'_> {
    fn show(&mut self, text: &str) {
        self.shown.add(self.outlets.show(|_| text.to_owned()));
    }

    fn summarised(&mut self) -> Summarised {
        let Figures { states, steps, violations, never } = std::mem::take(&mut self.figures);
        let objects = std::mem::take(&mut self.objects);
        let summary = [
            ("checks", json!(objects.len())),
            ("states", json!(states)),
            ("steps", json!(steps)),
            ("violations", json!(violations)),
            ("never", json!(never)),
            ("canaries", json!(canaries().len())),
        ];
        Summarised::new(summary, [("checks", objects.into())])
    }

    /// Checks every configuration of a vendor.
    fn vendor(&mut self, dialect: Dialect) -> Result<Outcome, CliError> {
        let args = self.args;
        let mut outcome = Outcome::AsExpected;
        let mut all = Vec::new();
        for question in args.questions(dialect) {
            let bar = bar();
            let checked = question.run(|states, depth| {
                bar.set_position(states);
                bar.set_message(format!("depth {depth}"));
            });
            bar.finish_and_clear();
            let checked = checked.map_err(CliError::usage)?;
            match args.format {
                Format::Console => self.show(&question.text(&checked)),
                Format::Json => self.objects.push(question.json(&checked)),
            }
            self.figures.states += checked.states;
            self.figures.steps += checked.steps;
            if let Some(violation) = &checked.violation {
                self.figures.violations += 1;
                self.write(&question.scenario(violation).unwrap_or_default());
            }
            outcome = outcome.max(verdict(&checked));
            all.push(checked);
        }
        let never = never_in(&all);
        // The shipped configurations must exercise every rule, or the check would prove less than it claims.
        let fails = args.strict || args.agents.is_none();
        if args.format == Format::Console {
            self.show(&happened(&never, fails));
        }
        let missing = !never.is_empty();
        self.figures.never.insert(dialect.as_str().to_owned(), never);
        Ok(if fails && missing { outcome.max(Outcome::Failed) } else { outcome })
    }

    /// Writes the first violation. That it cannot be written does not change that there is one.
    fn write(&mut self, scenario: &str) {
        let (Some(out), Some(path)) = (self.out.take(), &self.args.out) else { return };
        match out.write(scenario) {
            Ok(()) => output::note(format!("wrote the violation to {}", path.display())),
            Err(lost) => output::error(lost),
        }
    }
}

fn happened(never: &[String], fails: bool) -> String {
    match (never.is_empty(), fails) {
        (true, _) => "  every rule that can fire has fired, every state was reached\n".to_owned(),
        (false, true) => format!("  NEVER HAPPENED: {}\n", never.join(", ")),
        (false, false) => format!("  never happened: {}\n", never.join(", ")),
    }
}

fn verdict(checked: &Checked) -> Outcome {
    if checked.is_nothing() {
        Outcome::NothingRan
    } else if checked.violation.is_some() || checked.end == End::Flawed {
        Outcome::Failed
    } else {
        Outcome::AsExpected
    }
}

fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} states, {msg}") {
        bar.set_style(style);
    }
    bar
}
