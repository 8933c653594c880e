//! `$name` and `${name}`: values that an earlier step has bound.

use std::fmt;

use serde_json::{Map as Object, Value};

/// One piece of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Literal text.
    Text(String),
    /// The value of a bound name.
    Bind(String),
}

/// A text with bound names in it.
///
/// A whole `$name` is replaced by the bound value, even a number or a list; `${name}` within a longer text by the
/// value as text; `$$` by a dollar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
    whole: bool,
}

/// The reason why a text is not a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadTemplate {
    /// A dollar that is followed by neither a name nor a second dollar.
    LoneDollar,
    /// `${` without its `}`.
    Unclosed,
    /// Braces that hold no name.
    BadName,
}

/// A name that nothing has bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unbound(pub String);

impl fmt::Display for BadTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LoneDollar => "a dollar without a name",
            Self::Unclosed => "a brace that is not closed",
            Self::BadName => "the braces hold no name",
        })
    }
}

impl std::error::Error for BadTemplate {}

impl fmt::Display for Unbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing has bound `${}`", self.0)
    }
}

impl std::error::Error for Unbound {}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// A dollar is neither doubled nor followed by a name.
    pub fn parse(text: &str) -> Result<Self, BadTemplate> {
        if let Some(name) = text.strip_prefix('$').filter(|name| is_bind(name)) {
            return Ok(Self { pieces: vec![Piece::Bind(name.to_owned())], whole: true });
        }
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            plain.push_str(before);
            if let Some(after) = after.strip_prefix('$') {
                plain.push('$');
                rest = after;
                continue;
            }
            let inner = after.strip_prefix('{').ok_or(BadTemplate::LoneDollar)?;
            let (name, after) = inner.split_once('}').ok_or(BadTemplate::Unclosed)?;
            if !is_bind(name) {
                return Err(BadTemplate::BadName);
            }
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Bind(name.to_owned()));
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self { pieces, whole: false })
    }

    /// The bound names, in order.
    pub fn binds(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Bind(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// Puts the values in.
    ///
    /// # Errors
    /// `lookup` does not know a name.
    pub fn expand(&self, lookup: &dyn Fn(&str) -> Option<Value>) -> Result<Value, Unbound> {
        let bound = |name: &str| lookup(name).ok_or_else(|| Unbound(name.to_owned()));
        if let (true, [Piece::Bind(name)]) = (self.whole, self.pieces.as_slice()) {
            return bound(name);
        }
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Bind(name) => match bound(name)? {
                    Value::String(value) => text.push_str(&value),
                    value => text.push_str(&value.to_string()),
                },
            }
        }
        Ok(Value::String(text))
    }
}

/// The reason why a value cannot be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FillError {
    /// A text of it is not a template.
    Bad(BadTemplate),
    /// A name of it is not bound.
    Unbound(Unbound),
}

impl fmt::Display for FillError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bad(why) => why.fmt(f),
            Self::Unbound(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for FillError {}

/// Puts bound values into every text of a value.
///
/// # Errors
/// A text is not a template, or `lookup` does not know a name.
pub fn fill(value: &Value, lookup: &dyn Fn(&str) -> Option<Value>) -> Result<Value, FillError> {
    Ok(match value {
        Value::String(text) => {
            let template = Template::parse(text).map_err(FillError::Bad)?;
            template.expand(lookup).map_err(FillError::Unbound)?
        }
        Value::Array(items) => items.iter().map(|item| fill(item, lookup)).collect::<Result<_, _>>()?,
        Value::Object(members) => {
            let filled = members.iter().map(|(name, member)| Ok((name.clone(), fill(member, lookup)?)));
            Value::Object(filled.collect::<Result<Object<_, _>, _>>()?)
        }
        plain => plain.clone(),
    })
}

/// Returns true if a text may follow a dollar: `job`, `amy.channel`.
fn is_bind(text: &str) -> bool {
    let (name, part) = text.split_once('.').unwrap_or((text, "part"));
    is_name(name) && is_name(part)
}

/// Returns true if a text may name a bind, a user or a job.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{BadTemplate, Template, fill};

    fn lookup(name: &str) -> Option<Value> {
        match name {
            "job" => Some(json!("job-1")),
            "count" => Some(json!(2)),
            "amy.channel" => Some(json!("ch:user:1")),
            _ => None,
        }
    }

    #[test]
    fn a_whole_name_keeps_its_type_and_a_part_becomes_text() {
        let given = json!({ "a": "$count", "b": ["${count} of ${job}", "$$5", 7], "c": "$amy.channel" });
        let filled = json!({ "a": 2, "b": ["2 of job-1", "$5", 7], "c": "ch:user:1" });
        assert_eq!(fill(&given, &lookup), Ok(filled));
        assert!(fill(&json!("$nobody"), &lookup).is_err());
    }

    #[test]
    fn a_dollar_without_a_name_is_rejected() {
        for text in ["$", "a $job", "5$", "$1", "$a.b.c"] {
            assert_eq!(Template::parse(text), Err(BadTemplate::LoneDollar), "{text}");
        }
        assert_eq!(Template::parse("${job"), Err(BadTemplate::Unclosed));
        assert_eq!(Template::parse("${}"), Err(BadTemplate::BadName));
    }
}
