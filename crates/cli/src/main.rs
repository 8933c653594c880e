//! offhook: a deterministic simulator of call-centre call control and a conformance test harness.
#![forbid(unsafe_code)]

mod cli;
mod commands;
mod exit;
mod files;
mod interrupt;
mod options;
mod outlets;
mod output;
mod progress;
mod replay;
mod report_options;
mod reports;
mod shipped;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use crate::cli::{Cli, Command};
use crate::exit::{CliError, Outcome};

fn main() -> ExitCode {
    let end = Cli::try_parse().map_err(CliError::Arguments).and_then(run);
    if let Err(error) = &end {
        output::failure(error);
    }
    ExitCode::from(exit::exit_code(&end))
}

fn run(cli: Cli) -> Result<Outcome, CliError> {
    match cli.command {
        Command::Run(run) => commands::run::run(&run),
        Command::Manifest(manifest) => commands::manifest::manifest(&manifest),
        Command::Merge(merge) => commands::merge::merge(&merge),
        Command::Report { command } => commands::report::report(&command),
        Command::Conform(conform) => commands::conform::conform(&conform),
        Command::Probe(probe) => commands::probe::probe(&probe),
        Command::List(list) => commands::list::list(&list),
        Command::Mutants(mutants) => commands::mutants::mutants(&mutants),
        Command::Variants(variants) => commands::variants::variants(&variants),
        Command::Explain(explain) => commands::explain::explain(&explain),
        Command::Check(check) => commands::check::check(&check),
        Command::Generate(generate) => commands::generate::generate(&generate),
        Command::Record(record) => commands::record::record(&record),
        Command::Fuzz(fuzz) => commands::fuzz::fuzz(&fuzz),
        Command::Graph(graph) => commands::graph::graph(&graph),
        Command::Bench(bench) => commands::bench::bench(&bench),
        Command::Openapi(openapi) => commands::openapi::openapi(&openapi),
        Command::Schema(schema) => commands::schema::schema(schema.of),
        Command::Serve(serve) => commands::serve::serve(*serve),
        Command::Docs(docs) => commands::docs::docs(&docs),
        Command::Completions { shell } => commands::completions::completions(shell, &mut Cli::command()),
    }
}
