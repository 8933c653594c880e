//! `offhook report`: reports of earlier runs, held against each other or written anew.

use std::path::PathBuf;

use clap::Subcommand;

use crate::exit;
use crate::options::Format;
use crate::report_options::Reports;
use crate::{output, reports};

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

pub(crate) fn report(command: &Report) -> u8 {
    let done = match command {
        Report::Compare { first, second, format } => compare(first, second, *format),
        Report::Render { path, reports: to } => {
            reports::read(path).map(|document| reports::hand_over(&document, to))
        }
    };
    done.unwrap_or_else(|code| code)
}

fn compare(first: &std::path::Path, second: &std::path::Path, format: Format) -> Result<u8, u8> {
    let found = offhook_report::compare::compare(&reports::read(first)?, &reports::read(second)?);
    match format {
        Format::Console => output::result(&found.text()),
        Format::Json => output::json(&found.json()),
    }
    Ok(if found.is_worse() { exit::FAILED } else { exit::OK })
}
