//! `offhook list`: the scenarios, or their coverage.

use clap::Args;
use offhook_report::coverage::{json, rows, text};
use offhook_scenario::Scenario;

use crate::exit::{CliError, Outcome};
use crate::options::{Format, Selection};
use crate::replay::{outcome, replay};
use crate::{files, output};

/// `offhook list`.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Run them, and list for each rule and clause the scenarios that exercise it
    #[arg(long)]
    pub(crate) coverage: bool,
}

pub(crate) fn list(args: &List) -> Result<Outcome, CliError> {
    let selected = files::select(&args.selection)?;
    if args.coverage {
        return coverage(args.selection.format, &selected.scenarios, selected.skipped);
    }
    match args.selection.format {
        Format::Console => {
            output::result(&offhook_report::list::text(&selected.scenarios, selected.skipped))?;
        }
        Format::Json => output::json(&offhook_report::list::json(&selected.scenarios, selected.skipped))?,
    }
    Ok(Outcome::AsExpected)
}

fn coverage(format: Format, scenarios: &[Scenario], skipped: usize) -> Result<Outcome, CliError> {
    let mut report = replay(scenarios, None, false, 0);
    report.skipped = skipped;
    let rows = rows(&report);
    match format {
        Format::Console => output::result(&text(&rows))?,
        Format::Json => output::json(&json(&report, &rows))?,
    }
    Ok(outcome(&report))
}
