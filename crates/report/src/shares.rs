//! How much of what a run is about passing cases prove.

use offhook_harness::document::{Document, Proved, Scope};

/// The dialect and edition that clauses are counted of.
pub(crate) fn scope_name(scope: &Scope) -> String {
    format!("{}, edition {}", scope.dialect, scope.edition)
}

/// A line for each of the two shares of a subject with a statement: of what the documents say, and of what its claims make
/// reachable of it.
pub(crate) fn shares(document: &Document) -> Vec<String> {
    let Some(scope) = &document.scope else { return Vec::new() };
    let share = |key: &str| document.summary.proved.get(key).copied().unwrap_or_default();
    let (stated, reachable) = (share(Proved::STATED), share(Proved::REACHABLE));
    vec![
        format!(
            "{} of the {} documented or sampled clauses of {}",
            stated.percent(),
            stated.total,
            scope_name(scope)
        ),
        format!(
            "{} of the {} of them that these claims make reachable",
            reachable.percent(),
            reachable.total
        ),
    ]
}
