//! A clause: one addressable statement that a case can cite, with its place and its basis.

use std::borrow::Cow;

use offhook_machine::Basis;

use crate::document::Document;

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

/// A hand-written clause.
pub(crate) const fn statement(
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
