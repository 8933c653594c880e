//! The coverage of rules and clauses by scenarios.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use offhook_dialect::{out_of_reach, registry};
use offhook_harness::{SuiteReport, Summarised, Verdict};
use offhook_machine::{Basis, Table};
use serde_json::{Map, Value, json};

/// One row of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The rule's or the clause's id.
    pub id: String,
    /// `rule` or `clause`.
    pub kind: &'static str,
    /// The basis.
    pub basis: Basis,
    /// The scenarios that prove it: they make the rule fire, or cite the clause.
    pub proved_by: Vec<String>,
    /// The scenarios that exercise it without citing it.
    pub met_by: Vec<String>,
    /// The reason why no scenario can prove it, if there is one.
    pub out_of_reach: Option<&'static str>,
}

/// The counts of one basis: proved, met, out of reach, and left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Proved by a scenario.
    pub proved: usize,
    /// Not proved, but exercised by a scenario that does not cite it.
    pub met: usize,
    /// Out of reach, with a reason.
    pub out_of_reach: usize,
    /// None of these.
    pub uncovered: usize,
}

impl Row {
    /// Returns true if no scenario exercises it, although one could.
    pub fn is_uncovered(&self) -> bool {
        self.proved_by.is_empty() && self.met_by.is_empty() && self.out_of_reach.is_none()
    }
}

/// The tally of the clauses of one basis.
pub fn tally(rows: &[Row], basis: Basis) -> Tally {
    let mut tally = Tally::default();
    for row in rows.iter().filter(|row| row.kind == "clause" && row.basis == basis) {
        let count = match (row.proved_by.is_empty(), row.out_of_reach, row.met_by.is_empty()) {
            (false, ..) => &mut tally.proved,
            (true, Some(_), _) => &mut tally.out_of_reach,
            (true, None, false) => &mut tally.met,
            (true, None, true) => &mut tally.uncovered,
        };
        *count += 1;
    }
    tally
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
    let rules = Table::ALL.into_iter().flat_map(Table::rows).map(|rule| ("rule", rule.id, rule.basis));
    let clauses = registry().iter().map(|clause| ("clause", clause.id.to_string(), clause.basis));
    rules
        .chain(clauses)
        .map(|(kind, id, basis)| Row {
            kind,
            proved_by: proved.remove(&id).unwrap_or_default(),
            met_by: met.remove(&id).unwrap_or_default(),
            out_of_reach: out_of_reach(&id).map(|row| row.reason),
            id,
            basis,
        })
        .collect()
}

/// One line for each row: the scenarios that prove it, the reason why none can, the scenarios that meet it, or none.
pub fn text(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for row in rows {
        let (how, what) = match (row.proved_by.as_slice(), row.out_of_reach, row.met_by.as_slice()) {
            ([], Some(reason), _) => ("out of reach", reason.to_owned()),
            ([], None, []) => ("uncovered", String::new()),
            ([], None, met) => ("met by", few(met)),
            (proved, ..) => ("proved by", few(proved)),
        };
        let _ = writeln!(text, "{:<width$}  {:<10}  {how:<12}  {what}", row.id, row.basis.as_str());
    }
    text + &figures(rows)
}

/// The tallies of clauses as a Markdown table.
pub fn figures(rows: &[Row]) -> String {
    let mut text = String::from(
        "| basis | proved | out of reach | met only | uncovered |\n| --- | --- | --- | --- | --- |\n",
    );
    for basis in Basis::ALL {
        let Tally { proved, met, out_of_reach, uncovered } = tally(rows, basis);
        let basis = basis.as_str();
        let _ = writeln!(text, "| {basis} | {proved} | {out_of_reach} | {met} | {uncovered} |");
    }
    text
}

/// The first of a list, and the number of the others.
fn few(ids: &[String]) -> String {
    match ids {
        [] => String::new(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}

/// The coverage as one JSON object.
pub fn json(report: &SuiteReport, rows: &[Row]) -> Summarised {
    let counts = report.counts();
    let uncovered = rows.iter().filter(|row| row.is_uncovered()).count();
    let by_basis: Map<String, Value> = Basis::ALL
        .into_iter()
        .map(|basis| {
            let Tally { proved, met, out_of_reach, uncovered } = tally(rows, basis);
            let tally =
                json!({ "proved": proved, "out_of_reach": out_of_reach, "met": met, "uncovered": uncovered });
            (basis.as_str().to_owned(), tally)
        })
        .collect();
    let summary = [
        ("planned", counts.planned),
        ("executed", counts.executed),
        ("passed", counts.passed),
        ("failed", counts.failed),
        ("skipped", counts.skipped),
        ("rows", rows.len()),
        ("uncovered", uncovered),
    ];
    let one = |row: &Row| {
        json!({
            "id": row.id,
            "kind": row.kind,
            "basis": row.basis.as_str(),
            "proved_by": row.proved_by,
            "met_by": row.met_by,
            "out_of_reach": row.out_of_reach,
        })
    };
    Summarised::new(
        summary.map(|(name, count)| (name, count.into())),
        [("rows", rows.iter().map(one).collect())],
    )
    .with("by_basis", by_basis)
}
