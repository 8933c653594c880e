//! `offhook report`: compares reports of earlier runs, or writes them in other formats.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::exit::{self, CliError, Outcome, delivered};
use crate::options::Format;
use crate::report_options::Reports;
use crate::{output, reports};

/// `offhook report`.
#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// Compare two runs: of two implementations, or of two versions of one
    #[command(after_help = exit::TABLE)]
    Compare {
        /// The JSON report of the first run
        first: PathBuf,
        /// The JSON report of the second run
        second: PathBuf,
        /// The format of the result
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Write a JSON report in other formats, and print its summary
    #[command(after_help = exit::TABLE)]
    Render {
        /// The JSON report
        path: PathBuf,
        #[command(flatten)]
        reports: Reports,
    },
}

pub(crate) fn report(command: &Report) -> Result<Outcome, CliError> {
    match command {
        Report::Compare { first, second, format } => compare(first, second, *format),
        Report::Render { path, reports: to } => {
            let opened = reports::open(to, Format::Console)?;
            let document = reports::read(path)?;
            delivered(document.ending().into(), opened.hand_over(&document))
        }
    }
}

fn compare(first: &Path, second: &Path, format: Format) -> Result<Outcome, CliError> {
    let found = offhook_report::compare::compare(&reports::read(first)?, &reports::read(second)?);
    let shown = match format {
        Format::Console => output::result(&found.text()),
        Format::Json => output::json(&found.json()),
    };
    delivered(if found.is_worse() { Outcome::Failed } else { Outcome::AsExpected }, shown)
}
