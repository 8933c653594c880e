//! What is known of CCC beyond its tables.

mod actions;
mod features;
mod rules;

use crate::clause::Clause;

/// The hand-written clauses.
pub(super) fn written() -> impl Iterator<Item = Clause> {
    let written = [actions::CLAUSES, rules::CLAUSES, features::CLAUSES];
    written.into_iter().flatten().cloned().chain(actions::repeated())
}
