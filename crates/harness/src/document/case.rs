//! One case of a document.

use offhook_scenario::{Diagnostic, Remark, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::ladder::Ladder;
use crate::verdict::{CaseReport, Verdict};

/// One case.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Case {
    /// The scenario's id.
    pub id: String,
    /// Its file.
    pub file: String,
    /// Its title.
    pub title: String,
    /// The vendor's interface that it speaks.
    pub dialect: String,
    /// The hash of what it says; empty where nobody planned it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hash: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The strength of what it cites, in a word.
    pub basis: String,
    /// Steps planned.
    pub planned: usize,
    /// Steps done.
    pub executed: usize,
    /// Requests sent.
    pub requests: usize,
    /// The clauses that it cites; `ccc.hold-call.*` stands for all that begin so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<String>,
    /// The clauses and rules that its expectations rest on, where these are known less well than what it cites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<String>,
    /// The clauses that it proves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
    /// The rules that fired, where the subject lets one see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// The fingerprint of the final state, where the subject lets one see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// What was not as expected; of a case that is not applicable, why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<Failure>,
    /// What is worth knowing and no failure, such as fields beyond the documented ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Failure>,
    /// Why the failure is put up with, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<Waived>,
    /// What was said, where somebody asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ladder: Option<Ladder>,
}

/// Why a failure is put up with, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Waived {
    /// Why.
    pub reason: String,
    /// Where it is being worked on.
    pub issue: String,
    /// The last day on which it holds.
    pub expires: Date,
}

/// Something that was not as expected.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Failure {
    /// What kind of departure.
    pub code: String,
    /// `error`, `warning` or `note`: how much it counts, by how well the clause is known.
    pub severity: String,
    /// The id of the clause that does not hold, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
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
    /// The same for people, with the line of the scenario that it is about.
    #[serde(default)]
    pub shown: String,
}

/// What a case came to: the verdict, or that its failure is waived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The verdict alone says it.
    Of(Verdict),
    /// It failed, as a waiver says that it would.
    Waived,
}

impl Outcome {
    /// Every outcome, the worst first.
    pub const ALL: [Self; 7] = [
        Self::Of(Verdict::Error),
        Self::Of(Verdict::Fail),
        Self::Waived,
        Self::Of(Verdict::Inconclusive),
        Self::Of(Verdict::NotRun),
        Self::Of(Verdict::NotApplicable),
        Self::Of(Verdict::Pass),
    ];

    /// The word used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Of(verdict) => verdict.as_str(),
            Self::Waived => "waived",
        }
    }
}

impl Case {
    pub(super) fn of(it: &CaseReport) -> Self {
        Self {
            id: it.id.clone(),
            file: it.file.clone(),
            title: it.title.clone(),
            dialect: it.dialect.to_owned(),
            hash: String::new(),
            verdict: it.verdict,
            basis: it.basis.as_str().to_owned(),
            planned: it.planned,
            executed: it.executed,
            requests: it.requests,
            cites: it.cites.clone(),
            rests_on: it.rests_on.clone(),
            clauses: it.covered.clone(),
            rules: it.fired.rules().map(|rule| rule.id).collect(),
            digest: it.digest.clone(),
            failures: it.failures.iter().map(Failure::of).collect(),
            remarks: it.remarks.iter().map(Failure::of).collect(),
            waived: None,
            ladder: it.ladder.clone(),
        }
    }

    /// What it came to.
    pub const fn outcome(&self) -> Outcome {
        match self.waived {
            Some(_) => Outcome::Waived,
            None => Outcome::Of(self.verdict),
        }
    }

    /// Whether it has findings: it did not pass, and that is not waived.
    pub const fn is_failing(&self) -> bool {
        matches!(self.outcome(), Outcome::Of(Verdict::Fail | Verdict::Error | Verdict::Inconclusive))
    }

    /// The failure to name first: of those of the highest severity, the first.
    pub fn worst(&self) -> Option<&Failure> {
        self.failures.iter().min_by_key(|failure| failure.rank())
    }

    /// The action that it belongs to, as its id says: `hold-call` of `ccc.hold-call.twice`.
    pub fn action(&self) -> &str {
        let own = self.id.strip_prefix(self.dialect.as_str()).and_then(|rest| rest.strip_prefix('.'));
        own.and_then(|rest| rest.split_once('.')).map_or("other", |(action, _)| action)
    }
}

impl Failure {
    /// Its place among the severities: 0 is an error, 1 a warning, 2 anything less.
    pub fn rank(&self) -> usize {
        match self.severity.as_str() {
            "error" => 0,
            "warning" => 1,
            _ => 2,
        }
    }

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
            clause: it.clause.clone(),
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
            shown: it.render(false),
        }
    }
}
