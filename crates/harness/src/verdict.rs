//! What came of a case.

use std::fmt;

use offhook_machine::{Basis, Fired, Trace};
use offhook_scenario::{Code, Diagnostic, Scenario, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ladder::Ladder;
use crate::profile::Profile;

/// The verdict on one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything was as expected.
    Pass,
    /// Something that a document states or shows was not as expected.
    Fail,
    /// Something was not as expected that no document states: worth a warning or a note.
    Inconclusive,
    /// The subject cannot be asked this.
    NotApplicable,
    /// The harness itself failed.
    Error,
    /// The run ended before it, or before its end.
    NotRun,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 6] =
        [Self::Pass, Self::Fail, Self::Inconclusive, Self::NotApplicable, Self::Error, Self::NotRun];

    /// The word used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Inconclusive => "inconclusive",
            Self::NotApplicable => "not-applicable",
            Self::Error => "error",
            Self::NotRun => "not-run",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One case, run.
#[derive(Clone, Debug)]
pub struct CaseReport {
    /// The scenario's id.
    pub id: String,
    /// The scenario's file.
    pub file: String,
    /// Its title.
    pub title: String,
    /// The vendor's interface that it speaks.
    pub dialect: &'static str,
    /// The verdict.
    pub verdict: Verdict,
    /// How much a failure of it counts: as the strongest of what it cites, and no more than what it rests on; of what a table
    /// says, no more than the row. A case that cites nothing is the user's own, and counts as much as a documented one.
    pub basis: Basis,
    /// Steps planned, repeats unrolled.
    pub planned: usize,
    /// Steps done.
    pub executed: usize,
    /// Requests sent, polls included.
    pub requests: usize,
    /// What was not as expected.
    pub failures: Vec<Diagnostic>,
    /// What is worth knowing and no failure, such as fields beyond the documented ones.
    pub remarks: Vec<Diagnostic>,
    /// The clauses that the case cites.
    pub cites: Vec<String>,
    /// What its expectations rest on where that is known less well.
    pub rests_on: Vec<String>,
    /// The clauses that the case cites, exercised and proved.
    pub covered: Vec<String>,
    /// The clauses that a passing case had to do with, cited or not.
    pub exercised: Vec<&'static str>,
    /// The rules that fired, where the subject lets one see.
    pub fired: Fired,
    /// What happened, row by row, where the subject keeps a trace.
    pub trace: Trace,
    /// The options of freedoms that everything seen agrees with, where the oracle looked.
    pub freedoms: Option<Profile>,
    /// What was said, in order, where the options ask for it.
    pub ladder: Option<Ladder>,
    /// The fingerprint of the final state, where the subject lets one see.
    pub digest: Option<String>,
}

/// What a departure from a statement of this strength means: only what a document states or shows can fail.
pub const fn severity(basis: Basis, strict: bool) -> Severity {
    match basis {
        _ if strict => Severity::Error,
        Basis::Documented | Basis::Sampled => Severity::Error,
        Basis::Inferred => Severity::Warning,
        Basis::Chosen => Severity::Note,
    }
}

/// What a case says that is not run.
const NOT_RUN: Code = Code::Other("not-run");

impl CaseReport {
    /// The report of a case that the end of the run kept from being run, with the reason.
    pub(crate) fn not_run(scenario: &Scenario, why: &str) -> Self {
        let reason = Diagnostic::error(NOT_RUN, why);
        let reason = Diagnostic { severity: Severity::Note, ..reason.at(scenario.id.place) };
        let failures = vec![scenario.locate(scenario.id.place, reason)];
        Self { verdict: Verdict::NotRun, failures, ..Self::lost(scenario) }
    }

    /// The report of a case that has not been run (yet): an error.
    pub(crate) fn lost(scenario: &Scenario) -> Self {
        Self {
            id: scenario.id.value.clone(),
            file: scenario.sources.of(scenario.id.place).name.to_string(),
            title: scenario.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
            dialect: scenario.dialect.value.as_str(),
            verdict: Verdict::Error,
            basis: crate::runner::weight(scenario),
            planned: 0,
            executed: 0,
            requests: 0,
            failures: Vec::new(),
            remarks: Vec::new(),
            cites: Vec::new(),
            rests_on: scenario.rests_on.iter().map(|id| id.value.clone()).collect(),
            covered: Vec::new(),
            exercised: Vec::new(),
            fired: Default::default(),
            trace: Trace::default(),
            freedoms: None,
            ladder: None,
            digest: None,
        }
    }
}
