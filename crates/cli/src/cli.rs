//! The command line as a whole. Only `main` imports it, because it imports every command.

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::commands::{
    check, conform, docs, explain, fuzz, generate, graph, list, manifest, merge, mutants, openapi, probe,
    record, report, run, schema, serve,
};
use crate::exit;

/// A deterministic simulator of call-centre call control and a conformance test harness
#[derive(Debug, Parser)]
#[command(name = "offhook", version, after_help = exit::TABLE)]
pub(crate) struct Cli {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Replay scenarios in process and say what they prove
    #[command(after_help = exit::TABLE)]
    Run(run::Run),
    /// Say which cases are meant to run: their ids and the hash of what they hold
    Manifest(manifest::Manifest),
    /// Join the JSON reports of all shards of a run
    #[command(after_help = exit::TABLE)]
    Merge(merge::Merge),
    /// Hold two JSON reports against each other, or write one in other formats
    Report {
        /// What to do
        #[command(subcommand)]
        command: report::Report,
    },
    /// Play scenarios on an implementation, as its statement describes it, and say what it keeps
    #[command(after_help = exit::TABLE)]
    Conform(conform::Conform),
    /// Draft the statement of an implementation by asking it
    #[command(after_help = exit::TABLE)]
    Probe(probe::Probe),
    /// List scenarios, or with --coverage what they exercise
    List(list::List),
    /// Run scenarios against known-bad variants of the machine, and say which of them nobody notices
    #[command(after_help = exit::TABLE)]
    Mutants(mutants::Mutants),
    /// Say what a rule, clause, scenario or invariant says, how we know it and who uses it
    Explain(explain::Explain),
    /// Visit every state of a small call centre and say whether the rules hold in each
    #[command(after_help = exit::TABLE)]
    Check(check::Check),
    /// Write a suite of scenarios made from the rules
    #[command(after_help = exit::TABLE)]
    Generate(generate::Generate),
    /// Write the generated scenarios anew: their steps stay, and expect what our machine does now
    #[command(after_help = exit::TABLE)]
    Record(record::Record),
    /// Draw lives of a small call centre, and look for what must not be
    #[command(after_help = exit::TABLE)]
    Fuzz(fuzz::Fuzz),
    /// Draw the rules as graphs, and look for what is wrong with them
    #[command(after_help = exit::TABLE)]
    Graph(graph::Graph),
    /// Print a dialect's requests and answers as an OpenAPI 3.1 document
    Openapi(openapi::Openapi),
    /// Answer the vendors' own clients over HTTP, as a call centre
    #[command(after_help = serve::HELP)]
    Serve(Box<serve::Serve>),
    /// Print the JSON Schema of scenarios, for editors, or of another kind of file
    Schema(schema::Schema),
    /// Write the pages of docs/ that are printed from the tables
    Docs(docs::Docs),
    /// Print a completion script
    Completions {
        /// For which shell
        shell: Shell,
    },
}
