//! `offhook conform`: plays scenarios on somebody's implementation.

use std::path::PathBuf;

use clap::Args;
use offhook_harness::document::{Document, Subject};
use offhook_harness::{Conformance, FilesError, Options, Statement, read_named};

use crate::args::{Format, Selection};
use crate::commands::run;
use crate::{exit, files, interrupt, output, progress};

/// `offhook conform`.
#[derive(Debug, Args)]
pub(crate) struct Conform {
    /// The statement of the implementation
    #[arg(long, value_name = "FILE")]
    pub(crate) statement: PathBuf,
    /// Where the implementation is, instead of where the statement says
    #[arg(long, value_name = "URL")]
    pub(crate) target: Option<String>,
    /// Where its control endpoint is, instead of where the statement says
    #[arg(long, value_name = "URL")]
    pub(crate) control: Option<String>,
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Fail over what is only inferred or chosen, too
    #[arg(long)]
    pub(crate) strict: bool,
    /// The seed of ids, where a scenario gives none
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
}

pub(crate) fn conform(args: &Conform) -> u8 {
    play(args).unwrap_or_else(|code| code)
}

fn play(args: &Conform) -> Result<u8, u8> {
    let format = args.selection.format;
    let statement = files::statement(&args.statement, format)?;
    let statement = statement
        .reached_at(args.target.clone(), args.control.clone())
        .map_err(|faults| files::report(FilesError::Faults(faults), format))?;
    let selected = files::select(&args.selection)?;
    let options =
        Options { strict: args.strict, seed: args.seed, ladder: false, beside: None, read_file: &read_named };
    let bar = progress::bar(selected.scenarios.len());
    let played =
        offhook_harness::conform(&statement, &selected.scenarios, &options, interrupt::flag(), |_| {
            bar.inc(1)
        });
    bar.finish_and_clear();
    let mut conformance = played.map_err(|error| {
        output::error(error);
        exit::BROKE
    })?;
    conformance.report.skipped = selected.skipped;
    match format {
        Format::Console => {
            output::result(&offhook_report::conform(&statement, &conformance, output::stdout_color()));
        }
        Format::Json => output::json(&document(&statement, &conformance, args)),
    }
    Ok(code(&conformance))
}

fn document(statement: &Statement, conformance: &Conformance, args: &Conform) -> serde_json::Value {
    let subject = Subject {
        name: statement.name.value.clone(),
        version: statement.version.as_ref().map(|version| version.value.clone()).unwrap_or_default(),
        reached: statement.reached(),
    };
    let mut document = Document::of(&conformance.report, subject, args.seed, args.strict);
    document.interrupted = conformance.interrupted;
    serde_json::to_value(document).unwrap_or_default()
}

fn code(conformance: &Conformance) -> u8 {
    match run::code(&conformance.report) {
        _ if conformance.interrupted => exit::BROKE,
        exit::OK if !conformance.ran_anything() => exit::NOTHING,
        code => code,
    }
}
