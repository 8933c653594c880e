//! The registry of clauses: every statement that a case can cite, with where it stands and how we know it.
//!
//! What a table says is derived from the table; only what no table says is written by hand.

mod ccc_actions;
mod ccc_more;
mod ccc_rules;
mod derived;
mod gateway;
mod gateway_calls;
mod gateway_more;
mod out_of_reach;
mod values;

pub mod documents;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use documents::{DOCUMENTS, Document};
use offhook_machine::Basis;
pub use out_of_reach::{OUT_OF_REACH, OutOfReach, names_clause, out_of_reach};

/// One addressable statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its address, such as `ccc.hold-call.errors.not-exists-channel-id`: lower-case words joined by hyphens, but for the names
    /// of parameters and fields at the end of an id, which stand as on the wire.
    pub id: Cow<'static, str>,
    /// Where it is stated.
    pub document: &'static Document,
    /// In which part of the document.
    pub section: &'static str,
    /// How we know it.
    pub basis: Basis,
    /// What it says, in our own words.
    pub text: Cow<'static, str>,
    /// What it is about, for a harness that checks whether a case which cites it has anything to do with it.
    pub kind: Kind,
}

/// What a clause is about. `of` is the name of an action or the id of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Behaviour, or anything else that no table holds.
    Statement,
    /// An action or operation as a whole.
    Request {
        /// Which.
        of: &'static str,
    },
    /// A parameter.
    Param {
        /// Of which request.
        of: &'static str,
        /// Its name on the wire.
        name: &'static str,
    },
    /// A field of an answer.
    Field {
        /// Of which request.
        of: &'static str,
        /// Its path, with `[]` for any item.
        path: &'static str,
    },
    /// A refusal.
    Refusal {
        /// Of which request.
        of: &'static str,
        /// Its code on the wire.
        code: &'static str,
    },
    /// An event that a request triggers.
    Trigger {
        /// Which request.
        of: &'static str,
        /// The event's name on the wire.
        event: &'static str,
    },
    /// A documented example.
    Sample {
        /// Of which request.
        of: &'static str,
        /// Which part of it.
        part: SamplePart,
    },
    /// One value of an enumeration.
    Value {
        /// The enumeration.
        of: &'static str,
        /// The value on the wire.
        value: &'static str,
    },
    /// An event.
    Event {
        /// Its name on the wire.
        name: &'static str,
    },
    /// A result code, whatever refuses with it.
    Code {
        /// The code on the wire.
        code: &'static str,
    },
}

/// A part of a documented example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SamplePart {
    /// The request.
    Request,
    /// The answer as JSON.
    Json,
    /// The answer as XML.
    Xml,
}

impl SamplePart {
    /// The word for it: the tail of the clause id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }
}

impl Clause {
    /// The dialect it belongs to: what stands before the first dot of the id.
    pub fn dialect(&self) -> &str {
        self.id.split('.').next().unwrap_or_default()
    }

    /// Whether it counts for the coverage of the five documents the project set out from: one of them states or shows it.
    pub fn is_seed(&self) -> bool {
        self.document.seed && self.basis <= Basis::Sampled
    }
}

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
    let written = [
        ccc_actions::CLAUSES,
        ccc_rules::CLAUSES,
        ccc_more::CLAUSES,
        gateway::CLAUSES,
        gateway_calls::CLAUSES,
        gateway_more::CLAUSES,
    ];
    let written = written.into_iter().flatten().cloned();
    written.chain(ccc_actions::repeated()).chain(values::clauses()).chain(derived::clauses())
}

/// A hand-written clause.
const fn statement(
    id: &'static str,
    document: &'static Document,
    section: &'static str,
    basis: Basis,
    text: &'static str,
) -> Clause {
    Clause {
        id: Cow::Borrowed(id),
        document,
        section,
        basis,
        text: Cow::Borrowed(text),
        kind: Kind::Statement,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

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
            assert!(DOCUMENTS.iter().any(|document| **document == *clause.document), "{}", clause.id);
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
            assert_eq!(clause.document.key, documents::DECISIONS.key, "{}", clause.id);
        }
    }

    #[test]
    fn each_of_the_five_documents_has_clauses_that_count() {
        for document in DOCUMENTS.iter().filter(|document| document.seed) {
            let count =
                registry().iter().filter(|clause| clause.is_seed() && clause.document == *document).count();
            assert!(count > 20, "{}: {count}", document.key);
        }
    }
}
