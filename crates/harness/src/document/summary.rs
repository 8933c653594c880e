//! What the cases of a document came to together.

use std::collections::{BTreeMap, BTreeSet};

use offhook_dialect::{Clause, registry};
use offhook_machine::{Basis, Table};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Case, Document, Outcome, Scope};
use crate::verdict::Verdict;

/// How many cases came to what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Summary {
    /// Cases selected.
    pub planned: usize,
    /// Cases run.
    pub executed: usize,
    /// Cases with the verdict pass.
    pub passed: usize,
    /// Cases with the verdict fail or error, those that are waived not among them.
    pub failed: usize,
    /// Of those, cases with the verdict error.
    #[serde(default)]
    pub errors: usize,
    /// Cases that failed as a waiver says that they would.
    #[serde(default)]
    pub waived: usize,
    /// Cases not as expected in what no document states.
    pub inconclusive: usize,
    /// Cases not selected, or not applicable.
    pub skipped: usize,
    /// Of those, cases that the subject cannot be asked.
    #[serde(default)]
    pub not_applicable: usize,
    /// Of those, cases that were not selected.
    #[serde(default)]
    pub not_selected: usize,
    /// Cases that the run ended before: it was interrupted, the subject was down, or a case failed and that was to end it.
    #[serde(default)]
    pub not_run: usize,
    /// Steps done.
    #[serde(default)]
    pub steps: usize,
    /// Requests sent.
    #[serde(default)]
    pub requests: usize,
    /// How much passing cases prove: of `all` clauses, of those of each basis, of the `seeds`, and how many `rules` fired. Where the
    /// subject's statement is known, the clauses are those of its dialect and edition, and two shares are added: of those that a
    /// document states or shows (`stated`), and of these, of those that its claims make `reachable`.
    #[serde(default)]
    pub proved: BTreeMap<String, Proved>,
    /// The seed clauses that no passing case proves.
    #[serde(default)]
    pub seed_clauses_uncovered: Vec<String>,
    /// What is wrong with the run as a whole: the number of `problems`.
    #[serde(default)]
    pub problems: usize,
    /// Names of files and directories that were found and not read, such as those that begin with a dot.
    #[serde(default)]
    pub passed_over: usize,
}

/// How much of something there is, and how much of it is proved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Proved {
    /// Proved.
    pub covered: usize,
    /// In all.
    pub total: usize,
}

impl Proved {
    /// The share of the clauses that a document states or shows.
    pub const STATED: &'static str = "stated";
    /// Of these, the share of those that the claims of the subject make reachable.
    pub const REACHABLE: &'static str = "reachable";

    /// The share in per cent, with one digit behind the point.
    pub fn percent(self) -> String {
        let per_mille = (self.covered * 1_000).checked_div(self.total).unwrap_or_default();
        format!("{}.{} %", per_mille / 10, per_mille % 10)
    }
}

/// How a run ended; the command line has an exit code for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All as expected.
    AsExpected,
    /// The harness or the subject broke, or not all that was planned was run.
    Broke,
    /// A verdict failed, or a waiver is out of order.
    Failed,
    /// Nothing ran.
    Nothing,
}

impl Summary {
    /// The counts of a document; what its cases cannot say is that of its present summary.
    pub(super) fn of(document: &Document) -> Self {
        let Document { cases, problems, scope, summary: Self { not_selected, passed_over, .. }, .. } =
            document;
        let scope = scope.as_ref();
        let (not_selected, passed_over) = (*not_selected, *passed_over);
        let proven = proven(cases);
        let of = |outcome| cases.iter().filter(|case| case.outcome() == outcome).count();
        let not_applicable = of(Outcome::Of(Verdict::NotApplicable));
        let not_run = of(Outcome::Of(Verdict::NotRun));
        let errors = of(Outcome::Of(Verdict::Error));
        Self {
            planned: cases.len(),
            executed: cases.len() - not_applicable - not_run,
            passed: of(Outcome::Of(Verdict::Pass)),
            failed: of(Outcome::Of(Verdict::Fail)) + errors,
            errors,
            waived: of(Outcome::Waived),
            inconclusive: of(Outcome::Of(Verdict::Inconclusive)),
            skipped: not_selected + not_applicable,
            not_applicable,
            not_selected,
            not_run,
            steps: cases.iter().map(|case| case.executed).sum(),
            requests: cases.iter().map(|case| case.requests).sum(),
            proved: proved(cases, &proven, scope),
            seed_clauses_uncovered: registry()
                .iter()
                .filter(|clause| {
                    clause.is_seed() && counts(clause, scope) && !proven.contains(clause.id.as_ref())
                })
                .map(|clause| clause.id.to_string())
                .collect(),
            problems: problems.len(),
            passed_over,
        }
    }
}

/// The clauses that passing cases prove.
fn proven(cases: &[Case]) -> BTreeSet<&str> {
    let passing = cases.iter().filter(|case| case.verdict == Verdict::Pass);
    passing.flat_map(|case| &case.clauses).map(String::as_str).collect()
}

/// Whether a clause is one that the subject's statement is about.
fn counts(clause: &Clause, scope: Option<&Scope>) -> bool {
    scope.is_none_or(|scope| scope.has(clause))
}

fn proved(cases: &[Case], proven: &BTreeSet<&str>, scope: Option<&Scope>) -> BTreeMap<String, Proved> {
    let share = |select: &dyn Fn(&Clause) -> bool| {
        let mut share = Proved::default();
        for clause in registry().iter().filter(|clause| counts(clause, scope) && select(clause)) {
            share.total += 1;
            share.covered += usize::from(proven.contains(clause.id.as_ref()));
        }
        share
    };
    let mut proved: BTreeMap<String, Proved> = Basis::ALL
        .into_iter()
        .map(|basis| (basis.as_str().to_owned(), share(&|clause| clause.basis == basis)))
        .collect();
    proved.insert("all".to_owned(), share(&|_| true));
    proved.insert("seeds".to_owned(), share(&|clause| clause.is_seed()));
    if let Some(scope) = scope {
        let stated = |clause: &Clause| clause.basis <= Basis::Sampled;
        proved.insert(Proved::STATED.to_owned(), share(&stated));
        let reachable = |clause: &Clause| stated(clause) && scope.reachable.contains(clause.id.as_ref());
        proved.insert(Proved::REACHABLE.to_owned(), share(&reachable));
    }
    let fired: BTreeSet<&String> = cases.iter().flat_map(|case| &case.rules).collect();
    let rows = Table::ALL.into_iter().flat_map(Table::rows).count();
    proved.insert("rules".to_owned(), Proved { covered: fired.len(), total: rows });
    proved
}

impl Document {
    /// How the run ended: the worst of what happened.
    pub fn ending(&self) -> Ending {
        let lost = self.problems.iter().any(|it| it.code.starts_with("not-"));
        let Summary { errors, failed, executed, not_run, .. } = self.summary;
        // A failure may be what ended the run.
        let broke = self.interrupted || lost || errors > 0 || (not_run > 0 && failed == 0);
        match (broke, failed > 0 || !self.problems.is_empty(), executed) {
            (true, ..) => Ending::Broke,
            (_, true, _) => Ending::Failed,
            (_, _, 0) => Ending::Nothing,
            _ => Ending::AsExpected,
        }
    }
}
