//! Which scenario exercises which rule and which clause.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use offhook_dialect::registry;
use offhook_harness::{SuiteReport, Verdict};
use offhook_machine::{Basis, Table};
use serde_json::{Value, json};

use crate::json::VERSION;

/// One row of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The rule's or the clause's id.
    pub id: String,
    /// How we know it.
    pub basis: Basis,
    /// The scenarios that prove it: that make the rule fire, or cite the clause.
    pub proved_by: Vec<String>,
    /// The scenarios that have to do with it without citing it.
    pub met_by: Vec<String>,
}

impl Row {
    /// Whether no scenario has to do with it.
    pub fn is_uncovered(&self) -> bool {
        self.proved_by.is_empty() && self.met_by.is_empty()
    }
}

/// A row for every rule and every clause.
pub fn rows(report: &SuiteReport) -> Vec<Row> {
    let mut proved: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut met: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for case in report.cases.iter().filter(|case| case.verdict == Verdict::Pass) {
        let fired = case.fired.rules().map(|rule| rule.id);
        for id in fired.chain(case.covered.iter().cloned()) {
            proved.entry(id).or_default().push(case.id.clone());
        }
        for id in case.exercised.iter().filter(|id| case.covered.iter().all(|covered| covered != *id)) {
            met.entry((*id).to_owned()).or_default().push(case.id.clone());
        }
    }
    let rules = Table::ALL.into_iter().flat_map(Table::rows).map(|rule| (rule.id, rule.basis));
    let clauses = registry().iter().map(|clause| (clause.id.to_string(), clause.basis));
    rules
        .chain(clauses)
        .map(|(id, basis)| Row {
            proved_by: proved.remove(&id).unwrap_or_default(),
            met_by: met.remove(&id).unwrap_or_default(),
            id,
            basis,
        })
        .collect()
}

/// A line a row: what proves it, or what meets it, or that nothing does.
pub fn text(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for row in rows {
        let (how, ids) = match (row.proved_by.as_slice(), row.met_by.as_slice()) {
            ([], []) => ("uncovered", [].as_slice()),
            ([], met) => ("met by", met),
            (proved, _) => ("proved by", proved),
        };
        let _ = writeln!(text, "{:<width$}  {:<10}  {how:<9}  {}", row.id, row.basis.as_str(), few(ids));
    }
    for basis in Basis::ALL {
        let own = || rows.iter().filter(move |row| row.basis == basis);
        let uncovered = own().filter(|row| row.is_uncovered()).count();
        let _ = writeln!(text, "{:<10} {} of {} uncovered", basis.as_str(), uncovered, own().count());
    }
    text
}

/// The first of a list, and how many more there are.
fn few(ids: &[String]) -> String {
    match ids {
        [] => String::new(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}

/// The same as one object.
pub fn json(report: &SuiteReport, rows: &[Row]) -> Value {
    let counts = report.counts();
    let uncovered = rows.iter().filter(|row| row.is_uncovered()).count();
    json!({
        "offhook": VERSION,
        "summary": {
            "planned": counts.planned, "executed": counts.executed, "passed": counts.passed,
            "failed": counts.failed, "skipped": counts.skipped, "rows": rows.len(), "uncovered": uncovered,
        },
        "rows": rows.iter().map(|row| json!({
            "id": row.id,
            "basis": row.basis.as_str(),
            "proved_by": row.proved_by,
            "met_by": row.met_by,
        })).collect::<Vec<_>>(),
    })
}
