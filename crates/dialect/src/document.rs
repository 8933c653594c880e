//! The documents that clauses are cited from.

use offhook_machine::Basis;

/// A document, or a set of documents that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Document {
    /// The key that reports group by.
    pub key: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Which state of it was read.
    pub edition: &'static str,
    /// Whether it is one of the five documents that the project set out from, whose coverage is published.
    pub seed: bool,
}

impl Document {
    /// This document for what it states or shows, our own decisions for what only we say.
    pub(crate) fn or_ours(&'static self, basis: Basis) -> &'static Self {
        match basis {
            Basis::Documented | Basis::Sampled => self,
            Basis::Inferred | Basis::Chosen => &DECISIONS,
        }
    }
}

/// A document that the project read later.
pub(crate) const fn document(key: &'static str, title: &'static str, edition: &'static str) -> Document {
    Document { key, title, edition, seed: false }
}

/// One of the documents that the project set out from.
pub(crate) const fn seed(key: &'static str, title: &'static str, edition: &'static str) -> Document {
    Document { key, title, edition, seed: true }
}

/// What no document says.
pub(crate) static DECISIONS: Document = document("offhook.decisions", "Decisions of this project", "0.1");
