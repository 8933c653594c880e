//! The codec: one table of rows in, bytes or a typed tree out.
//!
//! An answer in memory is a *typed tree*: a JSON object with the declared types, in which a field without a value is
//! absent. [`build`] makes one from a table and a source of values, [`render`] writes it, [`parse`] and [`read`] take a
//! foreign answer apart again and say what is wrong with its shape.

mod build;
mod layout;
mod parse;
mod read;
mod render;
mod spelling;
mod tokens;

pub use build::build;
pub(crate) use layout::{Kind, Node, children};
pub use parse::{Raw, parse};
pub(crate) use read::from_text;
pub use read::{Found, ShapeFault, read};
pub use render::render;
pub use render::wire_text;
pub(crate) use spelling::is_open;
pub use spelling::{Spelling, respell_no_values, revalue, settle_no_values};
pub use tokens::tokens;

/// What XML 1.0 cannot hold, escaped or not.
const fn is_no_xml(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Which of the two ways to write the same tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// As the documented samples stand: every scalar a string, lists and maps as JSON text inside a string, "no value"
    /// spelled as the row says, XML without a root element.
    Documented,
    /// The declared types, as the live service sends and its SDK expects them: fields without a value left out, XML with a
    /// root element.
    Typed,
}

impl Form {
    /// Both forms.
    pub const ALL: [Self; 2] = [Self::Documented, Self::Typed];

    /// The word used in statements and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Typed => "typed",
        }
    }

    /// The form named so.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == text)
    }
}

/// The notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

impl Format {
    /// Both notations.
    pub const ALL: [Self; 2] = [Self::Json, Self::Xml];

    /// The word used in the vendor's `Format` parameter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
        }
    }

    /// The notation named so, in any case of letters.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str().eq_ignore_ascii_case(text))
    }

    /// The media type of a body in this notation.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json;charset=utf-8",
            Self::Xml => "text/xml;charset=utf-8",
        }
    }
}
