//! What is known of CC-Gateway beyond its tables.

mod calls;
mod features;
mod sessions;

use crate::clause::Clause;

/// The hand-written clauses.
pub(super) fn written() -> impl Iterator<Item = Clause> {
    [sessions::CLAUSES, calls::CLAUSES, features::CLAUSES].into_iter().flatten().cloned()
}
