//! The text, basis and users of a rule, a clause, a scenario or an invariant.

use std::fmt::Write as _;

use offhook_dialect::{Clause, out_of_reach, registry};
use offhook_harness::{SuiteReport, Summarised};
use offhook_machine::{Invariant, RuleText, Table};
use offhook_scenario::{Scenario, nearest};
use serde_json::json;

/// Something that has an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The id.
    pub id: String,
    /// `rule`, `clause`, `scenario` or `invariant`.
    pub kind: &'static str,
    /// Its text.
    pub text: String,
    /// Its basis.
    pub basis: Option<&'static str>,
    /// The document that states it.
    pub document: Option<String>,
    /// The reason why no scenario can prove it, if there is one.
    pub out_of_reach: Option<&'static str>,
    /// The clauses that it cites.
    pub clauses: Vec<String>,
    /// The rules that cite it, or that fire in it.
    pub rules: Vec<String>,
    /// The scenarios that cite it, or in which it fires.
    pub scenarios: Vec<String>,
}

/// The sources of an explanation.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The scenarios that were read.
    pub scenarios: &'a [Scenario],
    /// The report of their run: the rules that fired and the clauses that they cover.
    pub report: &'a SuiteReport,
}

/// Everything with this id, or with the ids under it if nothing has exactly this id.
pub fn explain(id: &str, sources: Sources<'_>) -> Vec<Explanation> {
    let exact: Vec<Explanation> = all(sources).filter(|it| it.id == id).collect();
    if !exact.is_empty() {
        return exact;
    }
    let prefix = format!("{}.", id.trim_end_matches(".*").trim_end_matches('.'));
    all(sources).filter(|it| it.id.starts_with(&prefix)).collect()
}

/// The id that was probably meant.
pub fn suggestion(id: &str, sources: Sources<'_>) -> Option<String> {
    let ids: Vec<String> = all(sources).map(|it| it.id).collect();
    nearest(id, ids.iter().map(String::as_str)).map(str::to_owned)
}

fn all(sources: Sources<'_>) -> impl Iterator<Item = Explanation> {
    let rules = Table::ALL.into_iter().flat_map(Table::rows).map(move |rule| of_rule(&rule, sources));
    let clauses = registry().iter().map(move |clause| of_clause(clause, sources));
    let scenarios = sources.scenarios.iter().map(move |scenario| of_scenario(scenario, sources));
    let invariants = Invariant::ALL.iter().map(|invariant| of_invariant(*invariant));
    rules.chain(clauses).chain(scenarios).chain(invariants)
}

fn of_rule(rule: &RuleText, sources: Sources<'_>) -> Explanation {
    let when =
        if rule.when.as_str().is_empty() { String::new() } else { format!(", when {}", rule.when.as_str()) };
    let fires = |report: &&offhook_harness::CaseReport| report.fired.rules().any(|fired| fired.id == rule.id);
    Explanation {
        id: rule.id.clone(),
        kind: "rule",
        text: format!("in {}, {} leads to {}{when}", rule.from, rule.trigger, rule.to),
        basis: Some(rule.basis.as_str()),
        document: None,
        out_of_reach: None,
        clauses: vec![rule.clause.to_owned()],
        rules: Vec::new(),
        scenarios: sources.report.cases.iter().filter(fires).map(|case| case.id.clone()).collect(),
    }
}

fn of_clause(clause: &Clause, sources: Sources<'_>) -> Explanation {
    let cites = Table::ALL.into_iter().flat_map(Table::rows).filter(|rule| rule.clause == clause.id);
    let covers = |case: &&offhook_harness::CaseReport| case.covered.iter().any(|id| *id == clause.id);
    Explanation {
        id: clause.id.to_string(),
        kind: "clause",
        text: clause.text.to_string(),
        basis: Some(clause.basis.as_str()),
        document: Some(format!("{}, {}", clause.document.title, clause.section)),
        out_of_reach: out_of_reach(&clause.id).map(|row| row.reason),
        clauses: Vec::new(),
        rules: cites.map(|rule| rule.id).collect(),
        scenarios: sources.report.cases.iter().filter(covers).map(|case| case.id.clone()).collect(),
    }
}

fn of_scenario(scenario: &Scenario, sources: Sources<'_>) -> Explanation {
    let report = sources.report.cases.iter().find(|case| case.id == scenario.id.value);
    Explanation {
        id: scenario.id.value.clone(),
        kind: "scenario",
        text: scenario.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
        basis: report.map(|report| report.basis.as_str()),
        document: Some(scenario.sources.of(scenario.id.place).name.to_string()),
        out_of_reach: None,
        clauses: report.map(|report| report.covered.clone()).unwrap_or_default(),
        rules: report.map(|report| report.fired.rules().map(|rule| rule.id).collect()).unwrap_or_default(),
        scenarios: Vec::new(),
    }
}

fn of_invariant(invariant: Invariant) -> Explanation {
    Explanation {
        id: invariant.as_str().to_owned(),
        kind: "invariant",
        text: invariant.about().to_owned(),
        basis: None,
        document: None,
        out_of_reach: None,
        clauses: Vec::new(),
        rules: Vec::new(),
        scenarios: Vec::new(),
    }
}

/// Text for people: a single result in full, several results with one line each.
pub fn text(found: &[Explanation]) -> String {
    let mut text = String::new();
    if let [one] = found {
        let _ = writeln!(text, "{} {}", one.kind, one.id);
        let _ = writeln!(text, "  {}", one.text);
        let facts =
            [("basis", one.basis), ("where", one.document.as_deref()), ("out of reach", one.out_of_reach)];
        for (word, value) in facts {
            if let Some(value) = value {
                let _ = writeln!(text, "{word:<9} {value}");
            }
        }
        for (word, ids) in [("clauses", &one.clauses), ("rules", &one.rules), ("scenarios", &one.scenarios)] {
            for (index, id) in ids.iter().enumerate() {
                let _ = writeln!(text, "{:<10}{id}", if index == 0 { word } else { "" });
            }
        }
        return text;
    }
    let width = found.iter().map(|it| it.id.len()).max().unwrap_or_default();
    for it in found {
        let _ = writeln!(text, "{:<width$}  {:<10}  {}", it.id, it.basis.unwrap_or_default(), it.text);
    }
    text
}

/// JSON for scripts.
pub fn json(found: &[Explanation]) -> Summarised {
    let one = |it: &Explanation| {
        json!({
            "id": it.id,
            "kind": it.kind,
            "text": it.text,
            "basis": it.basis,
            "where": it.document,
            "out_of_reach": it.out_of_reach,
            "clauses": it.clauses,
            "rules": it.rules,
            "scenarios": it.scenarios,
        })
    };
    let none = ["planned", "executed", "passed", "failed", "skipped"].map(|name| (name, 0.into()));
    Summarised::new(none, [("found", found.iter().map(one).collect())]).with("found", found.len())
}
