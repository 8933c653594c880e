//! Expected values at a path of an answer.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_saphyr::Spanned;

use crate::at::At;
use crate::diagnostic::{Code, Diagnostic};
use crate::map::Map;
use crate::nearest::suggest;
use crate::path::Path;
use crate::pattern::Pattern;
use crate::reading;
use crate::written::{Written, as_written};

/// Expected values, by path into an answer or an event.
pub type Expectations = Map<Path, At<Matcher>>;

/// The expectation at one path of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Matcher {
    /// Equal to this scalar or list; texts may hold bound names, see [`Template`](crate::Template).
    Is(Value),
    /// `{ any: true }`: present, with any value.
    Any,
    /// `{ absent: true }`: not present.
    Absent,
    /// `{ type: string }`: present and of this type.
    Type(Kind),
    /// `{ pattern: "^job-" }`: a text that the expression matches somewhere.
    Pattern(Pattern),
    /// `{ one_of: [READY, BREAK] }`: equal to one of these.
    OneOf(Vec<Value>),
}

/// The type of a value in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Kind {
    /// A text.
    String,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// A list.
    List,
    /// An object.
    Object,
}

const KEYS: [&str; 5] = ["any", "absent", "type", "pattern", "one_of"];

impl<'de> Deserialize<'de> for Matcher {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Read>::deserialize(deserializer)?;
        Ok(match spanned.value.0 {
            Matcher::Is(value) => Matcher::Is(as_written(value, &spanned.defined)),
            matcher => matcher,
        })
    }
}

/// A matcher whose own scalar is as YAML takes it.
struct Read(Matcher);

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MatcherVisitor).map(Self)
    }
}

struct MatcherVisitor;

impl<'de> Visitor<'de> for MatcherVisitor {
    type Value = Matcher;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, a list or a matcher")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Matcher, E> {
        Ok(Matcher::Is(value.into()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Matcher, E> {
        Ok(Matcher::Is(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Matcher, E> {
        Ok(Matcher::Is(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Matcher, E> {
        Ok(Matcher::Is(value.into()))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Matcher, E> {
        Ok(Matcher::Is(value.into()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Matcher, E> {
        reading::report(Diagnostic::error(Code::BadMatcher, "an expectation has no value").help(
            "write `{ absent: true }` for a member that must be absent, `{ any: true }` for any value",
        ))?;
        Ok(Matcher::Any)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<Matcher, A::Error> {
        let items = Vec::<Written>::deserialize(SeqAccessDeserializer::new(access))?;
        Ok(Matcher::Is(items.into_iter().map(|Written(item)| item).collect()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Matcher, A::Error> {
        let mut matcher = None;
        while let Some(key) = access.next_key::<At<String>>()? {
            let read = read_key(&key, &mut access)?;
            if matcher.is_some() {
                reading::report(
                    Diagnostic::error(Code::BadMatcher, "a matcher has two keys")
                        .at(key.place)
                        .help("keep one of them"),
                )?;
            }
            matcher = Some(read);
        }
        if matcher.is_none() {
            reading::report(
                Diagnostic::error(Code::BadMatcher, "a matcher is empty")
                    .help("write `{ any: true }` for any value"),
            )?;
        }
        Ok(matcher.unwrap_or(Matcher::Any))
    }
}

fn read_key<'de, A: MapAccess<'de>>(key: &At<String>, access: &mut A) -> Result<Matcher, A::Error> {
    Ok(match key.as_str() {
        "any" => {
            read_true(key, access)?;
            Matcher::Any
        }
        "absent" => {
            read_true(key, access)?;
            Matcher::Absent
        }
        "type" => Matcher::Type(access.next_value()?),
        "pattern" => Matcher::Pattern(access.next_value::<At<Pattern>>()?.value),
        "one_of" => {
            let values: Vec<Written> = access.next_value()?;
            Matcher::OneOf(values.into_iter().map(|Written(value)| value).collect())
        }
        unknown => {
            access.next_value::<IgnoredAny>()?;
            reading::report(
                Diagnostic::error(Code::BadMatcher, format!("unknown matcher `{unknown}`"))
                    .at(key.place)
                    .help_maybe(suggest(unknown, KEYS)),
            )?;
            Matcher::Any
        }
    })
}

fn read_true<'de, A: MapAccess<'de>>(key: &At<String>, access: &mut A) -> Result<(), A::Error> {
    let value: At<bool> = access.next_value()?;
    if *value {
        return Ok(());
    }
    reading::report(
        Diagnostic::error(Code::BadMatcher, format!("`{}` can only be true", key.value))
            .at(value.place)
            .help("`any` and `absent` are each other's opposite"),
    )
}

impl Serialize for Matcher {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Self::Is(value) = self {
            return value.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::Any => map.serialize_entry("any", &true)?,
            Self::Absent => map.serialize_entry("absent", &true)?,
            Self::Type(kind) => map.serialize_entry("type", kind)?,
            Self::Pattern(pattern) => map.serialize_entry("pattern", pattern)?,
            Self::OneOf(values) => map.serialize_entry("one_of", values)?,
            Self::Is(_) => {}
        }
        map.end()
    }
}

impl JsonSchema for Matcher {
    fn schema_name() -> Cow<'static, str> {
        "Matcher".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let kind = generator.subschema_for::<Kind>();
        json_schema!({
            "description": "An expectation: a value, a list, or one of `any`, `absent`, `type`, `pattern`, `one_of`.",
            "oneOf": [
                { "type": ["string", "number", "boolean", "array"] },
                {
                    "type": "object",
                    "properties": {
                        "any": { "const": true, "description": "Present, with any value." },
                        "absent": { "const": true, "description": "Not present." },
                        "type": kind,
                        "pattern": { "type": "string", "description": "A text that this regular expression matches somewhere." },
                        "one_of": { "type": "array", "description": "Equal to one of these." },
                    },
                    "additionalProperties": false,
                    "minProperties": 1,
                    "maxProperties": 1,
                },
            ],
        })
    }
}
