//! The document of a run: everything that a report is made from, as values that can be written, read, merged and compared.
//!
//! It holds no time of the day and nothing that depends on the order of threads: the same run gives the same bytes.

use offhook_dialect::registry;
use offhook_machine::Basis;
use offhook_scenario::{Diagnostic, Remark, Severity};
use serde::{Deserialize, Serialize};

use crate::suite::{Counts, SuiteReport};
use crate::verdict::{CaseReport, Verdict};

/// The version of the shape of documents.
pub const VERSION: u32 = 1;

/// A run.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Document {
    /// The version of this shape.
    pub offhook_report: u32,
    /// The version of offhook.
    pub version: String,
    /// Who was tested.
    pub subject: Subject,
    /// The seed of ids.
    pub seed: u64,
    /// Whether everything counted that is not as expected, chosen or not.
    pub strict: bool,
    /// Whether the run was stopped before its end.
    pub interrupted: bool,
    /// The counts.
    pub summary: Summary,
    /// The cases, in the order planned.
    pub cases: Vec<Case>,
}

/// Who was tested.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Subject {
    /// What it is called.
    pub name: String,
    /// Its version.
    pub version: String,
    /// How it was reached: `in process`, a URL without credentials, or a command.
    pub reached: String,
}

/// How many cases came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Summary {
    /// Cases selected.
    pub planned: usize,
    /// Cases run.
    pub executed: usize,
    /// Cases with the verdict pass.
    pub passed: usize,
    /// Cases with the verdict fail or error.
    pub failed: usize,
    /// Cases not as expected in what no document states.
    pub inconclusive: usize,
    /// Cases not selected, or not applicable.
    pub skipped: usize,
}

impl From<Counts> for Summary {
    fn from(it: Counts) -> Self {
        Self {
            planned: it.planned,
            executed: it.executed,
            passed: it.passed,
            failed: it.failed,
            inconclusive: it.inconclusive,
            skipped: it.skipped,
        }
    }
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Case {
    /// The scenario's id.
    pub id: String,
    /// Its file.
    pub file: String,
    /// Its title.
    pub title: String,
    /// The verdict, in a word.
    pub verdict: String,
    /// The strength of what it cites, in a word.
    pub basis: String,
    /// Steps planned.
    pub planned: usize,
    /// Steps done.
    pub executed: usize,
    /// Requests sent.
    pub requests: usize,
    /// The clauses that it cites.
    pub cites: Vec<Cited>,
    /// The clauses that it proves.
    pub clauses: Vec<String>,
    /// The rules that fired, where the subject lets one see.
    pub rules: Vec<String>,
    /// The fingerprint of the final state, where the subject lets one see.
    pub digest: Option<String>,
    /// What was not as expected.
    pub failures: Vec<Failure>,
}

/// A clause that a case cites.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Cited {
    /// Its id.
    pub id: String,
    /// How we know it.
    pub basis: String,
    /// What it says, in our words.
    pub text: String,
    /// Where it stands.
    pub source: String,
}

/// Something that was not as expected.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Failure {
    /// What kind of departure.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What is wrong.
    pub title: String,
    /// What was expected and observed.
    pub label: Option<String>,
    /// More about it.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Vec<String>,
}

impl Document {
    /// The document of a run.
    pub fn of(report: &SuiteReport, subject: Subject, seed: u64, strict: bool) -> Self {
        Self {
            offhook_report: VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            subject,
            seed,
            strict,
            interrupted: false,
            summary: report.counts().into(),
            cases: report.cases.iter().map(Case::of).collect(),
        }
    }
}

impl Case {
    fn of(it: &CaseReport) -> Self {
        Self {
            id: it.id.clone(),
            file: it.file.clone(),
            title: it.title.clone(),
            verdict: it.verdict.as_str().to_owned(),
            basis: it.basis.as_str().to_owned(),
            planned: it.planned,
            executed: it.executed,
            requests: it.requests,
            cites: it.cites.iter().map(|id| Cited::of(id)).collect(),
            clauses: it.covered.clone(),
            rules: it.fired.rules().map(|rule| rule.id.to_string()).collect(),
            digest: it.digest.clone(),
            failures: it.failures.iter().map(Failure::of).collect(),
        }
    }

    /// The verdict, where the word is one.
    pub fn verdict(&self) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|it| it.as_str() == self.verdict)
    }
}

impl Cited {
    fn of(id: &str) -> Self {
        let clause = registry().get(id);
        Self {
            id: id.to_owned(),
            basis: clause.map_or(Basis::Chosen, |clause| clause.basis).as_str().to_owned(),
            text: clause.map(|clause| clause.text.to_string()).unwrap_or_default(),
            source: clause.map(|clause| clause.document.title.to_string()).unwrap_or_default(),
        }
    }
}

impl Failure {
    /// What a diagnostic says.
    pub fn of(it: &Diagnostic) -> Self {
        let remarks =
            |wanted: fn(&Remark) -> Option<&String>| it.remarks.iter().filter_map(wanted).cloned().collect();
        Self {
            code: it.code.as_str().to_owned(),
            severity: match it.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            }
            .to_owned(),
            file: it.source.name.to_string(),
            line: it.place.line,
            column: it.place.column,
            title: it.title.clone(),
            label: it.label.clone(),
            notes: remarks(|remark| match remark {
                Remark::Note(text) => Some(text),
                Remark::Help(_) => None,
            }),
            help: remarks(|remark| match remark {
                Remark::Help(text) => Some(text),
                Remark::Note(_) => None,
            }),
        }
    }
}
