//! `offhook explain`: what something says, how we know it, who uses it.

use std::path::PathBuf;

use clap::Args;
use offhook_report::explain::{Sources, explain as find, json, suggestion, text};

use crate::exit::{CliError, Outcome};
use crate::options::{Format, Selection};
use crate::replay::replay;
use crate::{files, output};

/// `offhook explain`.
#[derive(Debug, Args)]
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

pub(crate) fn explain(args: &Explain) -> Result<Outcome, CliError> {
    // Without scenarios at hand there is still what the tables say.
    let selection = Selection { paths: vec![args.scenarios.clone()], filter: None, format: args.format };
    let scenarios = if args.scenarios.exists() {
        files::select(&selection)?.scenarios
    } else {
        output::note(format!("{}: no scenarios there, so none are named", args.scenarios.display()));
        Vec::new()
    };
    let report = replay(&scenarios, None, false, 0);
    let sources = Sources { scenarios: &scenarios, report: &report };
    let found = find(&args.id, sources);
    if found.is_empty() {
        let meant = suggestion(&args.id, sources);
        let meant = meant.map_or_else(String::new, |meant| format!(": did you mean `{meant}`?"));
        let message = format!("no rule, clause, scenario or invariant has the id `{}`{meant}", args.id);
        return Err(CliError::usage(message));
    }
    match args.format {
        Format::Console => output::result(&text(&found))?,
        Format::Json => output::json(&json(&found))?,
    }
    Ok(Outcome::AsExpected)
}
