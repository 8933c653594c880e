//! What can be wrong with bytes before anyone asks what they mean, and how many of them are looked at.

use std::fmt;

offhook_machine::limits! {
    /// The largest body, in bytes.
    pub const MAX_BODY_BYTES: usize = 1 << 20;
    /// The deepest nesting of objects, lists and elements.
    pub const MAX_NESTING: usize = 64;
    /// The longest query, in bytes.
    pub const MAX_QUERY_BYTES: usize = 64 << 10;
    /// The most parameters in one query or form.
    pub const MAX_QUERY_PARAMS: usize = 256;
}

/// How much of a body is read before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest body, in bytes.
    pub bytes: usize,
    /// The deepest nesting. JSON deeper than 127 is refused whatever is asked for here.
    pub nesting: usize,
}

impl Limits {
    /// What is used unless a caller says otherwise.
    pub const DEFAULT: Self = Self { bytes: MAX_BODY_BYTES, nesting: MAX_NESTING };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Why bytes are not a message at all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WireError {
    /// More bytes than the limit.
    TooLarge {
        /// How many there were.
        bytes: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// Nested deeper than the limit.
    TooDeep {
        /// How deep is allowed.
        limit: usize,
    },
    /// More parameters than the limit.
    TooManyParams {
        /// How many are allowed.
        limit: usize,
    },
    /// Not UTF-8.
    NotUtf8 {
        /// How many bytes were.
        valid_up_to: usize,
    },
    /// Not JSON.
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1; 0 when the text ends too soon.
        column: usize,
    },
    /// JSON, but not an object.
    NotAnObject,
    /// Not XML.
    Xml {
        /// The byte at which reading stopped.
        at: u64,
    },
    /// XML in which something stands that must be escaped, or cannot stand in XML at all.
    XmlText {
        /// The byte behind the text.
        at: u64,
        /// What stands there.
        what: &'static str,
    },
    /// An XML entity that nobody defined.
    Entity {
        /// Its name.
        name: String,
    },
    /// XML with a document type, which can define entities.
    Doctype,
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes, limit } => write!(f, "{bytes} bytes where at most {limit} are allowed"),
            Self::TooDeep { limit } => write!(f, "nested deeper than {limit} levels"),
            Self::TooManyParams { limit } => write!(f, "more than {limit} parameters"),
            Self::NotUtf8 { valid_up_to } => write!(f, "not UTF-8 after {valid_up_to} bytes"),
            Self::Json { line, column } => write!(f, "not JSON at line {line}, column {column}"),
            Self::NotAnObject => f.write_str("not a JSON object"),
            Self::Xml { at } => write!(f, "not XML at byte {at}"),
            Self::XmlText { at, what } => write!(f, "not XML: the text before byte {at} holds {what}"),
            Self::Entity { name } => write!(f, "unknown XML entity {name:?}"),
            Self::Doctype => f.write_str("an XML document type is not allowed"),
        }
    }
}

impl std::error::Error for WireError {}
