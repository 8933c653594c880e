//! `offhook list`: the scenarios, or their coverage.

use clap::Args;
use offhook_report::coverage::{json, rows, text};

use crate::exit::{CliError, Outcome, delivered};
use crate::files::{PASSED_OVER, Selected};
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
        return coverage(args.selection.format, &selected);
    }
    match args.selection.format {
        Format::Console => {
            output::result(&offhook_report::list::text(&selected.scenarios, selected.skipped))?;
        }
        Format::Json => {
            let list = offhook_report::list::json(&selected.scenarios, selected.skipped);
            output::json(&list.with(PASSED_OVER, selected.passed_over))?;
        }
    }
    Ok(Outcome::AsExpected)
}

fn coverage(format: Format, selected: &Selected) -> Result<Outcome, CliError> {
    let mut report = replay(&selected.scenarios, None, false, 0);
    report.skipped = selected.skipped;
    let rows = rows(&report);
    let shown = match format {
        Format::Console => output::result(&text(&rows)),
        Format::Json => output::json(&json(&report, &rows).with(PASSED_OVER, selected.passed_over)),
    };
    delivered(outcome(&report), shown)
}
