//! What is handed over after a run: reports to files, the summary to the standard output, and the exit code.

use std::io::Read as _;
use std::path::Path;

use offhook_explore::coverage::Coverage;
use offhook_explore::graph::{Conditions, Drawing, Of, survey, svg};
use offhook_harness::Date;
use offhook_harness::document::{self, Document, DocumentError, Ending};
use offhook_machine::Table;
use offhook_report::{Extras, Format, MAX_POWER_BYTES, Power};

use crate::report_options::{Reports, RunOptions, Target};
use crate::{exit, output};

/// Writes every report that is asked for, and prints the one for people; the exit code says how the run ended.
pub(crate) fn hand_over(document: &Document, to: &Reports) -> u8 {
    let written = write_all(document, to);
    output::result(&offhook_report::console::run(document, output::stdout_color()));
    written.err().unwrap_or_else(|| code(document.ending()))
}

/// The exit code of an ending.
pub(crate) const fn code(ending: Ending) -> u8 {
    match ending {
        Ending::AsExpected => exit::OK,
        Ending::Broke => exit::BROKE,
        Ending::Failed => exit::FAILED,
        Ending::Nothing => exit::NOTHING,
    }
}

/// Writes every report that is asked for; on failure the error has been printed, and this is the exit code.
pub(crate) fn write_all(document: &Document, to: &Reports) -> Result<(), u8> {
    let power = to.power.as_deref().map(power).transpose()?;
    let is_page = to.report.iter().any(|target| target.format == Format::Html);
    let states = if is_page { coverage(document).and_then(drawn) } else { None };
    let extras = Extras { states: states.as_deref().unwrap_or_default(), power: power.as_ref() };
    for Target { format, file } in &to.report {
        let text = offhook_report::write(*format, document, extras);
        std::fs::write(file, text).map_err(|error| wrong(file, error, exit::USAGE))?;
    }
    Ok(())
}

/// What the cases of a document went through, where it says so.
pub(crate) fn coverage(document: &Document) -> Option<Coverage> {
    let coverage = document.coverage.as_ref()?;
    Coverage::of_report(&serde_json::json!({ "coverage": coverage })).ok()
}

/// The rules as pictures, a table each, with how often they were met.
fn drawn(coverage: Coverage) -> Option<Vec<(String, String)>> {
    let survey = survey(&Of::Tables(Table::ALL.to_vec()), &Conditions::of_each(), Some(coverage)).ok()?;
    let one = |drawing: &Drawing| Some((drawing.title.clone(), svg(std::slice::from_ref(drawing)).ok()?));
    survey.drawings.iter().map(one).collect()
}

/// Reads a report of an earlier run; on failure the error has been printed, and this is the exit code.
pub(crate) fn read(path: &Path) -> Result<Document, u8> {
    document::read_document(path).map_err(|error| {
        let code = if matches!(error, DocumentError::File(_)) { exit::USAGE } else { exit::PARSE };
        wrong(path, error, code)
    })
}

fn power(path: &Path) -> Result<Power, u8> {
    let mut text = String::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_POWER_BYTES + 1).read_to_string(&mut text))
        .map_err(|error| wrong(path, error, exit::USAGE))?;
    if text.len() as u64 > MAX_POWER_BYTES {
        let reason = format!("more than the {MAX_POWER_BYTES} bytes that are allowed");
        return Err(wrong(path, reason, exit::USAGE));
    }
    text.parse().map_err(|error| wrong(path, error, exit::PARSE))
}

fn wrong(path: &Path, error: impl std::fmt::Display, code: u8) -> u8 {
    output::error(format!("{}: {error}", path.display()));
    code
}

/// The day that waivers are held against. Nothing else in a run depends on the day on which it runs.
pub(crate) fn today(options: &RunOptions) -> Date {
    options.today.clone().unwrap_or_else(|| Date::of(std::time::SystemTime::now()))
}
