//! What the documents state and no scenario can show, each with the reason.
//!
//! A row is no excuse for what is merely missing: a test holds that every documented or sampled clause is either proved by a
//! shipped scenario or named here, and never both.

/// Clauses that no scenario can prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfReach {
    /// Their ids; one that ends in `.*` stands for all under it.
    pub clauses: &'static [&'static str],
    /// Why not.
    pub reason: &'static str,
}

impl OutOfReach {
    /// Whether the row is about this clause.
    pub fn names(&self, id: &str) -> bool {
        self.clauses.iter().any(|pattern| names_clause(pattern, id))
    }
}

/// Whether an id is the one given, or stands under it where it ends in `.*`.
pub fn names_clause(pattern: &str, id: &str) -> bool {
    match pattern.strip_suffix(".*") {
        Some(prefix) => id.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('.')),
        None => pattern == id,
    }
}

/// A row.
pub(crate) const fn row(clauses: &'static [&'static str], reason: &'static str) -> OutOfReach {
    OutOfReach { clauses, reason }
}
