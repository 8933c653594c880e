//! Paths into an answer, such as `Data.CallContext.ChannelContexts[0].ChannelState`.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::MAX_PATH_BYTES;
use crate::reading;

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A member of an object.
    Field(String),
    /// An element of a list, from 0.
    Index(usize),
}

/// A path into an answer: names joined by dots, list positions in brackets.
///
/// ```
/// use offhook_scenario::Path;
///
/// let answer = serde_json::json!({ "Data": { "Users": [ { "State": "READY" } ] } });
/// let path = Path::parse("Data.Users[0].State").unwrap();
/// assert_eq!(path.find(&answer), Some(&"READY".into()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    text: String,
    segments: Vec<Segment>,
}

/// The reason why a text is not a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadPath {
    /// An empty text, or nothing between two dots.
    EmptyName,
    /// A bracket that is not closed, or holds something else than a number.
    BadIndex,
    /// More than [`MAX_PATH_BYTES`].
    TooLong,
}

impl fmt::Display for BadPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyName => f.write_str("a name is missing"),
            Self::BadIndex => f.write_str("brackets must hold a number"),
            Self::TooLong => write!(f, "it is longer than {MAX_PATH_BYTES} bytes"),
        }
    }
}

impl std::error::Error for BadPath {}

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// The text is not a path.
    pub fn parse(text: &str) -> Result<Self, BadPath> {
        if text.len() > MAX_PATH_BYTES {
            return Err(BadPath::TooLong);
        }
        let mut segments = Vec::new();
        for (nth, part) in text.split('.').enumerate() {
            let (name, indices) = part.split_at(part.find('[').unwrap_or(part.len()));
            // Only the root of an answer may be a list without a name.
            if name.contains(']') || (name.is_empty() && (nth > 0 || indices.is_empty())) {
                return Err(if name.is_empty() { BadPath::EmptyName } else { BadPath::BadIndex });
            }
            if !name.is_empty() {
                segments.push(Segment::Field(name.to_owned()));
            }
            read_indices(indices, &mut segments)?;
        }
        Ok(Self { text: text.to_owned(), segments })
    }

    /// The steps, from the root.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The path as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part of a JSON value at this path.
    #[must_use]
    pub fn find<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        self.segments.iter().try_fold(value, |value, segment| match segment {
            Segment::Field(name) => value.get(name),
            Segment::Index(index) => value.get(index),
        })
    }
}

/// The path of a table's row that a path is of: `[]` where an index stands.
///
/// ```
/// assert_eq!(offhook_scenario::without_indices("Data.Users[0].State"), "Data.Users[].State");
/// ```
#[must_use]
pub fn without_indices(path: &str) -> String {
    path.split_inclusive('[')
        .map(|part| part.trim_start_matches(|symbol: char| symbol.is_ascii_digit()))
        .collect()
}

fn read_indices(mut rest: &str, segments: &mut Vec<Segment>) -> Result<(), BadPath> {
    while !rest.is_empty() {
        let inner = rest.strip_prefix('[').ok_or(BadPath::BadIndex)?;
        let (digits, after) = inner.split_once(']').ok_or(BadPath::BadIndex)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(BadPath::BadIndex);
        }
        segments.push(Segment::Index(digits.parse().map_err(|_| BadPath::BadIndex)?));
        rest = after;
    }
    Ok(())
}

impl AsRef<str> for Path {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match Self::parse(&text) {
            Ok(path) => Ok(path),
            Err(why) => {
                let fault =
                    Diagnostic::error(Code::BadPath, format!("`{text}` is not a path into an answer"))
                        .label(why)
                        .help("a path looks like `Data.CallContext.ChannelContexts[0].ChannelState`");
                reading::report(fault)?;
                Ok(Self { text, segments: Vec::new() })
            }
        }
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl JsonSchema for Path {
    fn schema_name() -> Cow<'static, str> {
        "Path".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A path into the answer: names joined by dots, list positions in brackets.",
            "maxLength": MAX_PATH_BYTES,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{BadPath, Path, Segment};

    #[test]
    fn names_and_positions_are_distinguished() {
        let path = Path::parse("a.b[2][0].c").unwrap();
        let field = |name: &str| Segment::Field(name.to_owned());
        let expected = [field("a"), field("b"), Segment::Index(2), Segment::Index(0), field("c")];
        assert_eq!(path.segments(), expected);
        assert_eq!(Path::parse("[1]").unwrap().segments(), [Segment::Index(1)]);
    }

    #[test]
    fn invalid_paths_are_rejected() {
        for text in ["", ".", "a.", ".a", "a..b", "a.[0]"] {
            assert_eq!(Path::parse(text), Err(BadPath::EmptyName), "{text}");
        }
        for text in ["a[", "a[]x", "a[x]", "a[0]b", "a]", "a[-1]", "a[+1]", "a[99999999999999999999]"] {
            assert_eq!(Path::parse(text), Err(BadPath::BadIndex), "{text}");
        }
        assert_eq!(Path::parse(&"a".repeat(501)), Err(BadPath::TooLong));
    }
}
