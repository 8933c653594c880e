//! Values as a file has them written. YAML takes plain scalars for numbers and truth values, and would print some of them otherwise:
//! `013188888888`, `1_000`, `0x1F`, `1.50`, `12345678901234567890`. Such a scalar is its own text, so that nothing changes in silence.

use std::fmt;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_saphyr::{Location, Spanned};

use crate::at::At;
use crate::map::Map;
use crate::place::Place;
use crate::reading;

/// A value as it is written.
pub(crate) struct Written(pub(crate) Value);

/// A value as YAML takes it, but for the values in it.
struct Taken(Value);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Taken>::deserialize(deserializer)?;
        Ok(Self(as_written(spanned.value.0, &spanned.defined)))
    }
}

/// The value that was read at a place: its own text where it would be printed otherwise.
pub(crate) fn as_written(value: Value, at: &Location) -> Value {
    if !(value.is_number() || value.is_boolean()) {
        return value;
    }
    let printed = value.to_string();
    let text = reading::text_at(at).filter(|text| *text != printed);
    text.map_or(value, Value::String)
}

impl<'de> Deserialize<'de> for Taken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TakenVisitor)
    }
}

/// Whether a text stands without quotes at the place where it was read.
pub(crate) fn is_plain(text: &str, place: Place) -> bool {
    usize::try_from(place.len).is_ok_and(|len| len == text.chars().count())
}

/// Whether YAML takes a text, without quotes, for something that is printed otherwise.
pub(crate) fn is_ambiguous(text: &str) -> bool {
    let Ok(taken) = serde_saphyr::from_str::<Value>(text) else { return false };
    let printed = taken.to_string();
    (taken.is_number() || taken.is_boolean()) && printed != text
}

struct TakenVisitor;

impl<'de> Visitor<'de> for TakenVisitor {
    type Value = Taken;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Taken, E> {
        Ok(Taken(value.into()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Taken, E> {
        Ok(Taken(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Taken, E> {
        Ok(Taken(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Taken, E> {
        Ok(Taken(value.into()))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Taken, E> {
        Ok(Taken(value.into()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Taken, E> {
        Ok(Taken(Value::Null))
    }

    fn visit_none<E: de::Error>(self) -> Result<Taken, E> {
        Ok(Taken(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Taken, D::Error> {
        Taken::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Taken, A::Error> {
        let mut items = Vec::new();
        while let Some(Written(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(Taken(Value::Array(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Taken, A::Error> {
        let mut members = serde_json::Map::new();
        while let Some((name, Written(member))) = access.next_entry::<String, Written>()? {
            members.insert(name, member);
        }
        Ok(Taken(Value::Object(members)))
    }
}

/// Values by name.
pub(crate) fn values<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, At<Value>>, D::Error> {
    let written = Map::<String, At<Written>>::deserialize(deserializer)?;
    Ok(written.map(|it| At::new(it.value.0, it.place)))
}
