//! `offhook report`: reports of earlier runs, held against each other or written anew.

use crate::args::{Format, Report};
use crate::{exit, output, reports};

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
