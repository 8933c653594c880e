//! The command line as a whole. Only `main` imports it, because it imports every command.

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::commands::{
    bench, check, conform, docs, explain, fuzz, generate, graph, list, manifest, merge, mutants, openapi,
    probe, record, report, run, schema, serve, variants,
};
use crate::exit;

/// A deterministic simulator of call-centre call control and a conformance test harness
#[derive(Debug, Parser)]
#[command(name = "offhook", version, after_help = exit::TABLE)]
pub(crate) struct Cli {
    /// The command
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands of the program.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run scenarios in process and report which clauses they prove
    #[command(after_help = exit::TABLE)]
    Run(run::Run),
    /// Print the cases that must run: their ids and hashes
    Manifest(manifest::Manifest),
    /// Join the JSON reports of all shards of a run
    #[command(after_help = exit::TABLE)]
    Merge(merge::Merge),
    /// Compare two JSON reports, or write one in other formats
    Report {
        /// The command
        #[command(subcommand)]
        command: report::Report,
    },
    /// Run scenarios on an implementation that a statement describes, and report which clauses it keeps
    #[command(after_help = exit::TABLE)]
    Conform(conform::Conform),
    /// Draft the statement of an implementation from its answers
    #[command(after_help = exit::TABLE)]
    Probe(probe::Probe),
    /// List scenarios, or with --coverage the rules and clauses that they exercise
    List(list::List),
    /// Run scenarios on mutants of the machine, and report the mutants that survive
    #[command(after_help = exit::TABLE)]
    Mutants(mutants::Mutants),
    /// Run scenarios on correct implementations that take other options, and report those that are condemned
    #[command(after_help = exit::TABLE)]
    Variants(variants::Variants),
    /// Print the text, basis and users of a rule, clause, scenario or invariant
    Explain(explain::Explain),
    /// Visit every state of a small call centre, and check the invariants in each
    #[command(after_help = exit::TABLE)]
    Check(check::Check),
    /// Generate a suite of scenarios from the rules
    #[command(after_help = exit::TABLE)]
    Generate(generate::Generate),
    /// Record the generated scenarios again: their steps stay, and expect what our machine does now
    #[command(after_help = exit::TABLE)]
    Record(record::Record),
    /// Run random inputs on a small call centre, and search for broken invariants
    #[command(after_help = exit::TABLE)]
    Fuzz(fuzz::Fuzz),
    /// Draw the rules as graphs, and search for faults in them
    #[command(after_help = exit::TABLE)]
    Graph(graph::Graph),
    /// Print the requests and answers of a dialect as an OpenAPI 3.1 document
    Openapi(openapi::Openapi),
    /// Measure what a command costs by the number of live calls, in the machine and through the server
    Bench(bench::Bench),
    /// Serve a simulated call centre over HTTP to the vendors' clients
    #[command(after_help = serve::HELP)]
    Serve(Box<serve::Serve>),
    /// Print the JSON Schema of scenarios or of another kind of file, for editors
    Schema(schema::Schema),
    /// Write the pages of docs/ that are generated from the tables
    Docs(docs::Docs),
    /// Print a completion script
    Completions {
        /// The shell
        shell: Shell,
    },
}
