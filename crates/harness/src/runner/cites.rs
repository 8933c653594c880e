//! The clauses that a scenario cites.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use offhook_dialect::{Clause, Kind, names_clause, registry};
use offhook_machine::{Basis, Table};
use offhook_scenario::{At, Diagnostic, Dialect, Scenario};

use super::exercise::Exercised;
use super::fault;

/// The clauses that one citation names: itself, or all under it where it ends in `.*`.
fn cited(cite: &At<String>) -> Vec<&'static Clause> {
    registry().iter().filter(|clause| names_clause(&cite.value, &clause.id)).collect()
}

/// The ids of the clauses that a scenario cites, as it cites them.
pub(super) fn ids(scenario: &Scenario) -> Vec<String> {
    scenario.cites.iter().map(|cite| cite.value.clone()).collect()
}

/// The clauses that a scenario cites.
pub fn cited_clauses(scenario: &Scenario) -> Vec<&'static Clause> {
    scenario.cites.iter().flat_map(cited).collect()
}

/// How well each rule is known, by its id.
pub(crate) static BASES: LazyLock<BTreeMap<String, Basis>> = LazyLock::new(|| {
    Table::ALL.into_iter().flat_map(Table::rows).map(|rule| (rule.id, rule.basis)).collect()
});

/// How much a failure of the scenario counts: as the strongest of what it cites, and no more than what its expectations rest on. A
/// scenario that cites nothing is the user's own, and counts as much as a documented one.
pub(crate) fn weight(scenario: &Scenario) -> Basis {
    let strongest = cited_clauses(scenario).iter().map(|clause| clause.basis).min();
    let basis = |id: &At<String>| {
        registry().get(&id.value).map(|clause| clause.basis).or_else(|| BASES.get(&id.value).copied())
    };
    let weakest = scenario.rests_on.iter().filter_map(basis).max();
    strongest.into_iter().chain(weakest).max().unwrap_or(Basis::Documented)
}

/// The clauses that the scenario cites, if it has had to do with every one of them; else what it only claims.
pub(super) fn covered(
    scenario: &Scenario,
    exercised: &Exercised,
) -> Result<Vec<String>, Vec<(Basis, Diagnostic)>> {
    let mut covered = Vec::new();
    let mut unmet = Vec::new();
    for cite in &scenario.cites {
        for clause in cited(cite) {
            if exercised.has(clause) {
                covered.push(clause.id.to_string());
            } else {
                let unexercised = fault(
                    "unexercised-clause",
                    format!("the clause `{}` is not exercised", clause.id),
                    cite.place,
                )
                .clause(clause.id.as_ref())
                .label("cited here, but no step has to do with it")
                .note(format!("it says: {}", clause.text))
                .help("take the citation away, or add the step that exercises it");
                unmet.push((clause.basis, unexercised));
            }
        }
    }
    covered.sort_unstable();
    covered.dedup();
    if unmet.is_empty() { Ok(covered) } else { Err(unmet) }
}

/// The clause of each event, by dialect and name.
static CLAUSES: LazyLock<BTreeMap<(&str, &str), &Clause>> = LazyLock::new(|| {
    let mut clauses = BTreeMap::new();
    for clause in registry().iter() {
        if let Kind::Event { name } = clause.kind {
            clauses.entry((clause.dialect(), name)).or_insert(clause);
        }
    }
    clauses
});

/// The clause that states an event.
pub(super) fn clause_of_event(dialect: Dialect, name: &str) -> Option<&'static Clause> {
    CLAUSES.get(&(dialect.as_str(), name)).copied()
}
