//! Expectations held against an answer.

use std::fmt;

use offhook_dialect::{Spelling, wire_text};
use offhook_scenario::{At, FillError, Kind, Matcher, Path, fill};
use serde_json::Value;

use super::binds::Binds;

/// An expectation that does not hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mismatch {
    /// Something else stands there.
    Differs { expected: String, observed: String, remedy: Option<String> },
    /// Nothing stands there.
    Absent { expected: String },
    /// A name in the expectation has no value.
    Unbound(String),
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Differs { expected, observed, .. } => write!(f, "expected {expected}, observed {observed}"),
            Self::Absent { expected } => write!(f, "expected {expected}, observed nothing"),
            Self::Unbound(reason) => f.write_str(reason),
        }
    }
}

/// Whether a text is there and only its form is asked for: of an id the documents show a form, and fix none.
pub(super) fn asks_for_a_form(matcher: &Matcher, found: Option<&Value>) -> bool {
    matches!(matcher, Matcher::Pattern(_)) && Spelling::of(found).is_none()
}

impl Mismatch {
    /// How the expectation is probably meant.
    pub(super) fn remedy(&self) -> Option<String> {
        match self {
            Self::Differs { remedy, .. } => remedy.clone(),
            Self::Absent { .. } | Self::Unbound(_) => None,
        }
    }
}

/// The remedy where a number is expected of a text that spells it, or a text of the number that it spells.
fn remedy(matcher: &Matcher, found: &Value) -> Option<String> {
    let expected = match matcher {
        Matcher::Is(value) => std::slice::from_ref(value),
        Matcher::OneOf(values) => values,
        Matcher::Any | Matcher::Absent | Matcher::Type(_) | Matcher::Pattern(_) => return None,
    };
    let is_scalar = |value: &Value| value.is_number() || value.is_boolean();
    let is_meant = |value: &&Value| {
        (is_scalar(value) && found.is_string() || value.is_string() && is_scalar(found))
            && wire_text(value) == wire_text(found)
    };
    expected.iter().find(is_meant)?;
    Some(if found.is_string() {
        format!("quote it: `{found}` is a text")
    } else {
        format!("write it without quotes: `{found}` is no text")
    })
}

/// Holds one expectation against the value at its path.
pub(super) fn hold(matcher: &Matcher, found: Option<&Value>, binds: &Binds) -> Result<(), Mismatch> {
    let filled = |value: &Value| filled(value, binds);
    let (expected, holds) = match (matcher, found) {
        (Matcher::Absent, None) => return Ok(()),
        (Matcher::Absent, Some(_)) => ("nothing".to_owned(), false),
        (Matcher::Any, found) => ("any value".to_owned(), found.is_some()),
        (Matcher::Is(value), found) => {
            let expected = filled(value)?;
            (shown(&expected), found.is_some_and(|found| *found == expected))
        }
        (Matcher::Type(kind), found) => {
            (kind_name(*kind).to_owned(), found.is_some_and(|found| is_of(*kind, found)))
        }
        (Matcher::Pattern(pattern), found) => {
            let text = found.map(|value| wire_text(value).into_owned());
            (
                format!("a text that matches /{}/", pattern.as_str()),
                text.is_some_and(|text| pattern.is_match(&text)),
            )
        }
        (Matcher::OneOf(values), found) => {
            let values = values.iter().map(filled).collect::<Result<Vec<_>, _>>()?;
            let expected = values.iter().map(shown).collect::<Vec<_>>().join(" or ");
            (expected, found.is_some_and(|found| values.contains(found)))
        }
    };
    match (holds, found) {
        (true, _) => Ok(()),
        (false, Some(found)) => {
            Err(Mismatch::Differs { expected, observed: shown(found), remedy: remedy(matcher, found) })
        }
        (false, None) => Err(Mismatch::Absent { expected }),
    }
}

fn filled(value: &Value, binds: &Binds) -> Result<Value, Mismatch> {
    fill(value, &|name: &str| binds.get(name))
        .map_err(|error: FillError| Mismatch::Unbound(error.to_string()))
}

/// What a matcher asks for, in words.
pub(super) fn wanted(matcher: &Matcher, binds: &Binds) -> String {
    // Of nothing, only nothing holds: what does not hold says what it wants.
    match (matcher, hold(matcher, None, binds)) {
        (_, Err(Mismatch::Absent { expected } | Mismatch::Unbound(expected))) => expected,
        _ => "nothing".to_owned(),
    }
}

/// The value at a path of an answer.
pub(super) fn at<'a>(path: &At<Path>, answer: &'a Value) -> Option<&'a Value> {
    path.value.find(answer)
}

/// A value as a diagnostic shows it: short, on one line.
pub(super) fn shown(value: &Value) -> String {
    const MOST: usize = 120;
    let text = value.to_string();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn is_of(kind: Kind, value: &Value) -> bool {
    match kind {
        Kind::String => value.is_string(),
        Kind::Integer => value.is_i64() || value.is_u64(),
        Kind::Boolean => value.is_boolean(),
        Kind::List => value.is_array(),
        Kind::Object => value.is_object(),
    }
}

const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::String => "a string",
        Kind::Integer => "an integer",
        Kind::Boolean => "a boolean",
        Kind::List => "a list",
        Kind::Object => "an object",
    }
}
