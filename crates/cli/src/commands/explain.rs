//! `offhook explain`: the text, basis and users of a rule, clause, scenario or invariant.

use std::path::{Path, PathBuf};

use clap::Args;
use offhook_harness::STDIN;
use offhook_report::explain::{Sources, explain as find, json, suggestion, text};

use crate::exit::{CliError, Outcome};
use crate::files::PASSED_OVER;
use crate::options::{Format, Selection};
use crate::replay::replay;
use crate::{files, output};

/// `offhook explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// An id, or the beginning of ids: ccc.hold-call, user.ready.make-call
    pub(crate) id: String,
    /// The scenarios that are searched for its users
    #[arg(long, value_name = "PATH", default_value = "scenarios")]
    pub(crate) scenarios: PathBuf,
    /// The format of the result
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

pub(crate) fn explain(args: &Explain) -> Result<Outcome, CliError> {
    // Without scenarios, the tables still explain rules, clauses and invariants.
    let selection = Selection { paths: vec![args.scenarios.clone()], filter: None, format: args.format };
    let (scenarios, passed_over) = if args.scenarios.exists() || args.scenarios == Path::new(STDIN) {
        let selected = files::select(&selection)?;
        (selected.scenarios, selected.passed_over)
    } else {
        output::note(format!("{}: not found, so no scenarios are named", args.scenarios.display()));
        (Vec::new(), 0)
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
        Format::Json => output::json(&json(&found).with(PASSED_OVER, passed_over))?,
    }
    Ok(Outcome::AsExpected)
}
