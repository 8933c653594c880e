//! The registry of clauses: every statement that a case can cite, of every vendor.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::clause::Clause;
use crate::document::{DECISIONS, Document};
use crate::out_of_reach::OutOfReach;
use crate::vendors::VENDORS;

/// Every clause, by id.
#[derive(Debug)]
pub struct Registry {
    clauses: BTreeMap<Cow<'static, str>, Clause>,
}

impl Registry {
    /// The clause of this id.
    pub fn get(&self, id: &str) -> Option<&Clause> {
        self.clauses.get(id)
    }

    /// Every clause, in the order of ids.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Clause> {
        self.clauses.values()
    }

    /// The clauses whose ids begin with these words: `ccc.make-call` finds `ccc.make-call` and `ccc.make-call.timeout`, and not
    /// `ccc.make-caller`.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a Clause> {
        self.iter().filter(move |clause| {
            clause.id.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.clauses.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }
}

/// The registry.
///
/// ```
/// let clause = offhook_dialect::registry().get("ccc.make-call.errors.user-busy").expect("it is documented");
/// assert!(clause.is_seed());
/// ```
pub fn registry() -> &'static Registry {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
        let by_id = |clause: Clause| (clause.id.clone(), clause);
        Registry { clauses: all().map(by_id).collect() }
    });
    &REGISTRY
}

fn all() -> impl Iterator<Item = Clause> {
    VENDORS.iter().flat_map(|vendor| (vendor.clauses)())
}

/// Every document: those that the project set out from first, our own decisions last.
pub fn documents() -> Vec<&'static Document> {
    let all = || VENDORS.iter().flat_map(|vendor| vendor.documents).copied();
    let first = all().filter(|document| document.seed);
    let later = all().filter(|document| !document.seed);
    first.chain(later).chain([&DECISIONS]).collect()
}

/// Every row of clauses that no scenario can prove.
pub fn out_of_reach_rows() -> impl Iterator<Item = &'static OutOfReach> {
    VENDORS.iter().flat_map(|vendor| vendor.out_of_reach)
}

/// The row about a clause, if it is out of reach.
///
/// ```
/// let row = offhook_dialect::out_of_reach("ccc.wire.one-path").expect("a path needs a transport");
/// assert!(row.reason.contains("HTTP"));
/// ```
pub fn out_of_reach(id: &str) -> Option<&'static OutOfReach> {
    out_of_reach_rows().find(|row| row.names(id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use offhook_machine::Basis;

    use super::*;
    use crate::clause::Kind;

    #[test]
    fn no_two_clauses_have_the_same_id() {
        let mut seen = BTreeSet::new();
        let twice: Vec<_> = all().map(|clause| clause.id).filter(|id| !seen.insert(id.clone())).collect();
        assert!(twice.is_empty(), "{twice:?}");
        assert_eq!(seen.len(), registry().len());
    }

    #[test]
    fn every_clause_says_something_and_stands_somewhere() {
        for clause in registry().iter() {
            assert!(!clause.text.trim().is_empty() && !clause.section.is_empty(), "{}", clause.id);
            assert!(!clause.text.ends_with('.'), "{}: {}", clause.id, clause.text);
            assert!(documents().iter().any(|document| **document == *clause.document), "{}", clause.id);
        }
    }

    #[test]
    fn no_document_is_listed_in_vain() {
        for document in documents() {
            let is_cited = registry().iter().any(|clause| *clause.document == *document);
            assert!(is_cited, "no clause cites {}", document.key);
        }
    }

    #[test]
    fn no_row_of_what_cannot_be_observed_names_nothing() {
        for vendor in VENDORS {
            let operation = |name: &str| vendor.tables.operations.iter().find(|it| it.name() == name);
            let rows = vendor.unobservable;
            for (code, _) in rows.refusals {
                let is_listed = vendor.tables.operations.iter().any(|it| it.refusal(code).is_some());
                assert!(is_listed, "no operation of {} lists {code}", vendor.name);
            }
            for (name, _) in rows.effects {
                assert!(operation(name).is_some(), "{} has no operation {name}", vendor.name);
            }
            for (name, param, _) in rows.params {
                let has_it = operation(name).is_some_and(|it| it.param(param).is_some());
                assert!(has_it, "{} has no {name} with {param}", vendor.name);
            }
        }
    }

    #[test]
    fn ids_are_lower_case_words_but_for_wire_names_at_their_end() {
        for clause in registry().iter() {
            let own = match clause.kind {
                Kind::Param { name, .. } => clause.id.strip_suffix(name),
                Kind::Field { path, .. } => clause.id.strip_suffix(path),
                _ => Some(&*clause.id),
            };
            let own = own.expect("the id ends with the wire name");
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
            assert!(own.chars().all(fits), "{}", clause.id);
        }
    }

    #[test]
    fn what_nobody_states_is_cited_as_our_decision() {
        for clause in registry().iter().filter(|clause| clause.basis == Basis::Chosen) {
            assert_eq!(clause.document.key, DECISIONS.key, "{}", clause.id);
        }
    }

    #[test]
    fn each_of_the_five_documents_has_clauses_that_count() {
        for document in documents().iter().filter(|document| document.seed) {
            let count =
                registry().iter().filter(|clause| clause.is_seed() && clause.document == *document).count();
            assert!(count > 20, "{}: {count}", document.key);
        }
    }
}
