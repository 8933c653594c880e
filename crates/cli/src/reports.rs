//! Writes the reports of a run to files, and the summary to the standard output.

use std::io::Read;
use std::path::Path;

use offhook_explore::coverage::Coverage;
use offhook_explore::graph::{Conditions, Drawing, Of, survey, svg};
use offhook_harness::document::{Document, MAX_DOCUMENT_BYTES};
use offhook_harness::{Date, STDIN};
use offhook_machine::Table;
use offhook_report::{Extras, FalseAlarms, Format as ReportFormat, MAX_POWER_BYTES, Power, PowerError};

use crate::exit::CliError;
use crate::options::Format;
use crate::outlets::{Outlet, Outlets};
use crate::output;
use crate::report_options::{Reports, RunOptions, Target};

/// The reports of a run, opened before it: a long run does not end with a report that has no place.
#[derive(Debug)]
pub(crate) struct Opened {
    reports: Vec<(ReportFormat, Outlet)>,
    outlets: Outlets,
    power: Option<Power>,
    false_alarms: Option<FalseAlarms>,
}

/// Opens every requested report; the result itself has this format.
pub(crate) fn open(to: &Reports, format: Format) -> Result<Opened, CliError> {
    let mut outlets = Outlets::new(format);
    let open = |Target { format, file }: &Target| Ok((*format, outlets.open(file)?));
    Ok(Opened {
        reports: to.report.iter().map(open).collect::<Result<_, CliError>>()?,
        outlets,
        power: to.power.as_deref().map(figures).transpose()?,
        false_alarms: to.variants.as_deref().map(figures).transpose()?,
    })
}

impl Opened {
    /// Opens a further result of the run.
    pub(crate) fn open(&mut self, path: &Path) -> Result<Outlet, CliError> {
        self.outlets.open(path)
    }

    /// Whether somebody will read more than what the console shows.
    pub(crate) fn is_whole_read(&self) -> bool {
        self.outlets.format == Format::Json || !self.reports.is_empty()
    }

    /// Writes every report, then shows the run. What cannot be written keeps nothing else from being written.
    pub(crate) fn hand_over(self, document: &Document) -> Result<(), CliError> {
        let is_page = self.reports.iter().any(|(format, _)| *format == ReportFormat::Html);
        let states = if is_page { coverage(document).and_then(pictures) } else { None };
        let extras = Extras {
            states: states.as_deref().unwrap_or_default(),
            power: self.power.as_ref(),
            false_alarms: self.false_alarms.as_ref(),
        };
        let mut written = Written::default();
        for (format, outlet) in self.reports {
            written.add(outlet.write(&offhook_report::write(format, document, extras)));
        }
        written.add(match self.outlets.format {
            Format::Console => self.outlets.show(|color| offhook_report::console::run(document, color)),
            Format::Json => output::result(&offhook_report::json::document(document)),
        });
        written.end()
    }
}

/// What became of several results: each that is lost is said, the last by the command's end.
#[derive(Debug, Default)]
pub(crate) struct Written(Option<CliError>);

impl Written {
    pub(crate) fn add(&mut self, one: Result<(), CliError>) {
        if let Err(lost) = one
            && let Some(before) = self.0.replace(lost)
        {
            output::error(before);
        }
    }

    pub(crate) fn end(self) -> Result<(), CliError> {
        self.0.map_or(Ok(()), Err)
    }
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
    let text = read_at_most(path, MAX_DOCUMENT_BYTES)?;
    text.parse().map_err(|error| CliError::Report { path: path.to_owned(), error })
}

/// How good the suite is, by one of its two error rates.
fn figures<T: std::str::FromStr<Err = PowerError>>(path: &Path) -> Result<T, CliError> {
    let text = read_at_most(path, MAX_POWER_BYTES)?;
    text.parse().map_err(|error: PowerError| CliError::content(path, error))
}

/// Reads a file of at most so many bytes; `-` is the standard input.
pub(crate) fn read_at_most(path: &Path, most: u64) -> Result<String, CliError> {
    let mut text = String::new();
    let mut read = |from: &mut dyn Read| from.take(most + 1).read_to_string(&mut text);
    let done = if path == Path::new(STDIN) {
        read(&mut std::io::stdin().lock())
    } else {
        std::fs::File::open(path).and_then(|mut file| read(&mut file))
    };
    done.map_err(|error| CliError::file(path, error))?;
    if text.len() as u64 > most {
        return Err(CliError::file(path, format!("larger than the limit of {most} bytes")));
    }
    Ok(text)
}

/// The date for the expiry of waivers. Nothing else in a run depends on the date.
pub(crate) fn today(options: &RunOptions) -> Date {
    options.today.clone().unwrap_or_else(|| Date::of(std::time::SystemTime::now()))
}
