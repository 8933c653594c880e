//! Writes the reports of a run to files, and the summary to the standard output.

use std::io::Read as _;
use std::path::Path;

use offhook_explore::coverage::Coverage;
use offhook_explore::graph::{Conditions, Drawing, Of, survey, svg};
use offhook_harness::Date;
use offhook_harness::document::{self, Document};
use offhook_machine::Table;
use offhook_report::{Extras, FalseAlarms, Format, MAX_POWER_BYTES, Power, PowerError};

use crate::exit::{CliError, Outcome};
use crate::output;
use crate::report_options::{Reports, RunOptions, Target};

/// Writes every requested report, and prints the text for people.
pub(crate) fn hand_over(document: &Document, to: &Reports) -> Result<Outcome, CliError> {
    let written = write_all(document, to);
    output::result(&offhook_report::console::run(document, output::stdout_color()))?;
    written?;
    Ok(document.ending().into())
}

/// Writes every requested report.
pub(crate) fn write_all(document: &Document, to: &Reports) -> Result<(), CliError> {
    let power: Option<Power> = to.power.as_deref().map(figures).transpose()?;
    let false_alarms: Option<FalseAlarms> = to.variants.as_deref().map(figures).transpose()?;
    let is_page = to.report.iter().any(|target| target.format == Format::Html);
    let states = if is_page { coverage(document).and_then(pictures) } else { None };
    let extras = Extras {
        states: states.as_deref().unwrap_or_default(),
        power: power.as_ref(),
        false_alarms: false_alarms.as_ref(),
    };
    for Target { format, file } in &to.report {
        let text = offhook_report::write(*format, document, extras);
        std::fs::write(file, text).map_err(|error| CliError::file(file, error))?;
    }
    Ok(())
}

/// The coverage of a document, if it has one.
pub(crate) fn coverage(document: &Document) -> Option<Coverage> {
    let coverage = document.coverage.as_ref()?;
    Coverage::of_report(&serde_json::json!({ "coverage": coverage })).ok()
}

/// The rules as one picture for each table, with the number of hits.
fn pictures(coverage: Coverage) -> Option<Vec<(String, String)>> {
    let survey = survey(&Of::Tables(Table::ALL.to_vec()), &Conditions::of_each(), Some(coverage)).ok()?;
    let one = |drawing: &Drawing| Some((drawing.title.clone(), svg(std::slice::from_ref(drawing)).ok()?));
    survey.drawings.iter().map(one).collect()
}

/// Reads the JSON report of an earlier run.
pub(crate) fn read(path: &Path) -> Result<Document, CliError> {
    document::read_document(path).map_err(|error| CliError::Report { path: path.to_owned(), error })
}

/// How good the suite is, by one of its two error rates.
fn figures<T: std::str::FromStr<Err = PowerError>>(path: &Path) -> Result<T, CliError> {
    let text = read_at_most(path, MAX_POWER_BYTES)?;
    text.parse().map_err(|error: PowerError| CliError::content(path, error))
}

/// Reads a file of at most so many bytes.
pub(crate) fn read_at_most(path: &Path, most: u64) -> Result<String, CliError> {
    let mut text = String::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(most + 1).read_to_string(&mut text))
        .map_err(|error| CliError::file(path, error))?;
    if text.len() as u64 > most {
        return Err(CliError::file(path, format!("larger than the limit of {most} bytes")));
    }
    Ok(text)
}

/// The date for the expiry of waivers. Nothing else in a run depends on the date.
pub(crate) fn today(options: &RunOptions) -> Date {
    options.today.clone().unwrap_or_else(|| Date::of(std::time::SystemTime::now()))
}
