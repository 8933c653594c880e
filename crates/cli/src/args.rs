//! The command line.

use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use globset::GlobMatcher;
use offhook_explore::fuzz::Budget;
use offhook_explore::mutants::Class;
use offhook_harness::{Date, Ladders, Shard};
use offhook_scenario::Dialect;

use crate::exit;
use crate::reports::Target;

/// A deterministic simulator of call-centre call control and a conformance test harness
#[derive(Debug, Parser)]
#[command(name = "offhook", version, after_help = exit::TABLE)]
pub(crate) struct Args {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Replay scenarios in process and say what they prove
    #[command(after_help = exit::TABLE)]
    Run(Run),
    /// Say which cases are meant to run: their ids and the hash of what they hold
    Manifest(Manifest),
    /// Join the JSON reports of all shards of a run
    #[command(after_help = exit::TABLE)]
    Merge(Merge),
    /// Hold two JSON reports against each other, or write one in other formats
    Report {
        /// What to do
        #[command(subcommand)]
        command: Report,
    },
    /// Play scenarios on an implementation, as its statement describes it, and say what it keeps
    #[command(after_help = exit::TABLE)]
    Conform(crate::commands::conform::Conform),
    /// Draft the statement of an implementation by asking it
    #[command(after_help = exit::TABLE)]
    Probe(crate::commands::probe::Probe),
    /// List scenarios, or with --coverage what they exercise
    List(List),
    /// Run scenarios against known-bad variants of the machine, and say which of them nobody notices
    #[command(after_help = exit::TABLE)]
    Mutants(Mutants),
    /// Say what a rule, clause, scenario or invariant says, how we know it and who uses it
    Explain(Explain),
    /// Visit every state of a small call centre and say whether the rules hold in each
    #[command(after_help = exit::TABLE)]
    Check(crate::commands::check::Check),
    /// Write a suite of scenarios made from the rules
    #[command(after_help = exit::TABLE)]
    Generate(crate::commands::generate::Generate),
    /// Write the generated scenarios anew: their steps stay, and expect what our machine does now
    #[command(after_help = exit::TABLE)]
    Record(crate::commands::record::Record),
    /// Draw lives of a small call centre, and look for what must not be
    #[command(after_help = exit::TABLE)]
    Fuzz(crate::commands::fuzz::Fuzz),
    /// Draw the rules as graphs, and look for what is wrong with them
    #[command(after_help = exit::TABLE)]
    Graph(Graph),
    /// Print a dialect's requests and answers as an OpenAPI 3.1 document
    Openapi(crate::commands::openapi::Openapi),
    /// Answer the vendors' own clients over HTTP, as a call centre
    #[command(after_help = crate::commands::serve::HELP)]
    Serve(Box<crate::commands::serve::Serve>),
    /// Print the JSON Schema of scenarios, for editors, or of another kind of file
    Schema(Schema),
    /// Write the pages of docs/ that are printed from the tables
    Docs(Docs),
    /// Print a completion script
    Completions {
        /// For which shell
        shell: Shell,
    },
}

/// Which scenarios.
#[derive(Debug, ClapArgs)]
pub(crate) struct Selection {
    /// Scenario files, or directories of them
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Only scenarios whose id matches, such as 'ccc.hold-call.*'
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    pub(crate) filter: Option<GlobMatcher>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// `offhook run`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Fail over what is only inferred or chosen, too
    #[arg(long)]
    pub(crate) strict: bool,
    /// The seed of ids, where a scenario gives none
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// How many scenarios run at the same time [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    #[command(flatten)]
    pub(crate) handing: Handing,
}

/// What is handed over after a run, and which part of the suite it is about.
#[derive(Debug, ClapArgs)]
pub(crate) struct Handing {
    #[command(flatten)]
    pub(crate) reports: Reports,
    /// What was said in which cases is kept for the reports
    #[arg(long, value_enum, value_name = "WHICH", default_value_t)]
    pub(crate) ladders: Keep,
    /// Known failures, each with its reason, its issue and the day on which it expires
    #[arg(long, value_name = "FILE")]
    pub(crate) waivers: Option<PathBuf>,
    /// The day that waivers are held against [default: the system's, in UTC]
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<Date>,
    /// Only the I-th of N parts of the suite, such as 2/5
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
}

/// Where reports are written to.
#[derive(Debug, ClapArgs)]
pub(crate) struct Reports {
    /// Write a report: junit, json, tap, html or console; can be given several times
    #[arg(long, value_name = "FORMAT=FILE")]
    pub(crate) report: Vec<Target>,
    /// Show in HTML which known-bad variants the suite notices, from `offhook mutants --format json`
    #[arg(long, value_name = "FILE")]
    pub(crate) power: Option<PathBuf>,
}

/// Of which cases the ladder is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Keep {
    /// Of those that did not pass
    #[default]
    Failed,
    /// Of every case
    All,
}

impl From<Keep> for Ladders {
    fn from(keep: Keep) -> Self {
        match keep {
            Keep::Failed => Self::Failed,
            Keep::All => Self::All,
        }
    }
}

/// `offhook manifest`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Manifest {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// List only the I-th of N parts of the suite
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
}

/// `offhook merge`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Merge {
    /// The JSON reports of all shards
    #[arg(required = true, value_name = "REPORT")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reports: Reports,
}

/// `offhook report`.
#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// Say what changed from one run to another: of two implementations, or of two versions of one
    #[command(after_help = exit::TABLE)]
    Compare {
        /// The JSON report of the first run
        first: PathBuf,
        /// The JSON report of the second run
        second: PathBuf,
        /// How to print the result
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Write a JSON report in other formats, or on the standard output
    #[command(after_help = exit::TABLE)]
    Render {
        /// The JSON report
        path: PathBuf,
        #[command(flatten)]
        reports: Reports,
    },
}

/// `offhook schema`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Schema {
    /// Of which kind of file
    #[arg(long, value_enum, default_value_t)]
    pub(crate) of: SchemaOf,
}

/// The kinds of files that have a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// Scenarios
    #[default]
    Scenario,
    /// JSON reports
    Report,
    /// Waivers
    Waivers,
    /// Statements of implementations
    Statement,
    /// Who answers the phone of a server
    Behaviour,
}

/// `offhook list`.
#[derive(Debug, ClapArgs)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Run them, and list for each rule and clause which scenario exercises it
    #[arg(long)]
    pub(crate) coverage: bool,
}

/// `offhook mutants`.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("suite").args(["paths", "fuzz_steps"]).required(true).multiple(true)))]
pub(crate) struct Mutants {
    /// Scenario files, or directories of them, such as a generated suite
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Draw lives of so many inputs for each vendor, and play them, too [at most 100,000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=Budget::MOST))]
    pub(crate) fuzz_steps: Option<u64>,
    /// The seed of the lives drawn
    #[arg(long, value_name = "S", default_value_t = 0, requires = "fuzz_steps")]
    pub(crate) seed: u64,
    /// Only mutants of this dialect
    #[arg(long, value_name = "DIALECT", value_parser = dialect)]
    pub(crate) dialect: Option<Dialect>,
    /// Only mutants of this class, such as wrong-next-state
    #[arg(long, value_name = "CLASS", value_parser = class)]
    pub(crate) class: Option<Class>,
    /// Only mutants whose id matches, such as 'ccc/*/user.ready.*'
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    pub(crate) filter: Option<GlobMatcher>,
    /// How many mutants run at the same time [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    /// Of each change of the rules that survives, visit so many states of original and mutant side by side in each scene;
    /// with 0 it stays undecided
    #[arg(long, value_name = "N", default_value_t = 2000)]
    pub(crate) explore: u64,
    /// Write what tells a survivor from the original as a scenario into this directory
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Only the first so many mutants
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// `offhook explain`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Explain {
    /// An id, or what ids begin with: ccc.hold-call, user.ready.make-call
    pub(crate) id: String,
    /// Where the scenarios are that use it
    #[arg(long, value_name = "PATH", default_value = "scenarios")]
    pub(crate) scenarios: PathBuf,
    /// How to print the result
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// `offhook graph`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Graph {
    /// Which rules
    #[arg(long, value_enum, default_value_t)]
    pub(crate) table: GraphTable,
    /// The states of so many agents together, each with the own leg, instead of tables
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=16), conflicts_with = "table")]
    pub(crate) agents: Option<u8>,
    /// Under whose policy rows may fire
    #[arg(long, value_enum, default_value_t)]
    pub(crate) dialect: GraphDialect,
    /// How to print the result
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: GraphFormat,
    /// Show what a run has been through, from its report (`offhook run --format json`); several are added up
    #[arg(long, value_name = "REPORT")]
    pub(crate) hits: Vec<PathBuf>,
    /// The file to write into [default: the standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// The tables of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphTable {
    /// What a user may do
    User,
    /// How a call goes
    Job,
    /// How a leg goes
    Channel,
    /// The flag HOLD
    Hold,
    /// The flag MUTED
    Mute,
    /// The flags of supervision
    Supervision,
    /// Every table
    #[default]
    All,
}

/// The dialects whose policies rows are looked at under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphDialect {
    /// Alibaba Cloud CCC
    Ccc,
    /// Huawei CC-Gateway
    CcGateway,
    /// Either
    #[default]
    Both,
}

/// How to print graphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A summary for people, with what is wrong
    #[default]
    Text,
    /// For Graphviz
    Dot,
    /// For Mermaid
    Mermaid,
    /// A picture
    Svg,
    /// One JSON object with a `summary`
    Json,
}

/// `offhook docs`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Docs {
    /// The directory to write into
    #[arg(long, value_name = "DIR", default_value = "docs")]
    pub(crate) out: PathBuf,
}

/// How to print a result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Console,
    /// One JSON object with a `summary`
    Json,
}

pub(crate) fn dialect(text: &str) -> Result<Dialect, String> {
    Dialect::ALL
        .into_iter()
        .find(|it| it.as_str() == text)
        .ok_or_else(|| "neither ccc nor cc-gateway".to_owned())
}

fn class(text: &str) -> Result<Class, String> {
    let all = || Class::ALL.map(Class::as_str).join(", ");
    Class::from_text(text).ok_or_else(|| format!("not one of {}", all()))
}

pub(crate) fn glob(text: &str) -> Result<GlobMatcher, String> {
    globset::Glob::new(text).map(|glob| glob.compile_matcher()).map_err(|error| error.kind().to_string())
}
