//! The events that are expected, in a partial order.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::at::At;
use crate::diagnostic::{Code, Diagnostic};
use crate::map::Map;
use crate::matcher::Expectations;
use crate::reading;

/// One place in the order of events: an event, or several in any order.
#[derive(Clone, Debug, PartialEq)]
pub enum EventItem {
    /// This event.
    One(EventMatch),
    /// These events, in any order.
    AnyOrder(Vec<At<EventMatch>>),
}

/// An event that is expected. Written `AgentTalk amy`, or as a mapping for more than these two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventMatch {
    /// Name of the event, such as AgentTalk.
    pub name: At<String>,
    /// The party: a user's alias, `customer` or an outside number; any party if it is left out.
    pub party: Option<String>,
    /// The expected values, by path.
    pub with: Expectations,
}

/// An event with its expected values.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct EventFields {
    /// Name and party: `Released customer`.
    event: At<EventWords>,
    /// The expected values, by path.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    with: Expectations,
}

/// Name and party of an event, as one text.
struct EventWords(String, Option<String>);

impl EventMatch {
    /// An event of this name, with any values.
    #[must_use]
    pub fn new(name: &str, party: Option<&str>) -> Self {
        Self { name: name.into(), party: party.map(str::to_owned), with: Map::new() }
    }

    fn words(&self) -> EventWords {
        EventWords(self.name.value.clone(), self.party.clone())
    }
}

impl EventItem {
    /// The events of this item: one, or those of the group.
    pub fn events(&self) -> impl Iterator<Item = &EventMatch> {
        let (one, group) = match self {
            Self::One(event) => (Some(event), &[][..]),
            Self::AnyOrder(events) => (None, events.as_slice()),
        };
        one.into_iter().chain(group.iter().map(|event| &event.value))
    }
}

impl fmt::Display for EventWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)?;
        self.1.as_ref().map_or(Ok(()), |party| write!(f, " {party}"))
    }
}

/// `AgentTalk amy`.
impl fmt::Display for EventMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words().fmt(f)
    }
}

impl EventWords {
    fn read<E: de::Error>(text: &str) -> Result<Self, E> {
        let mut words = text.split_whitespace().map(str::to_owned);
        match (words.next(), words.next(), words.next()) {
            (Some(name), party, None) => Ok(Self(name, party)),
            _ => {
                let help = "write the name and the party: `AgentTalk amy`";
                reading::report(
                    Diagnostic::error(Code::BadEvent, format!("`{text}` is not an event")).help(help),
                )?;
                Ok(Self(String::new(), None))
            }
        }
    }
}

impl<'de> Deserialize<'de> for EventWords {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(&String::deserialize(deserializer)?)
    }
}

impl Serialize for EventWords {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

struct EventVisitor;

impl<'de> Visitor<'de> for EventVisitor {
    type Value = EventMatch;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event such as `AgentTalk amy`, or a mapping")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<EventMatch, E> {
        let EventWords(name, party) = EventWords::read(text)?;
        // The place of a single event is the place of its item.
        Ok(EventMatch { name: name.into(), party, with: Map::new() })
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<EventMatch, A::Error> {
        let EventFields { event, with } = Deserialize::deserialize(MapAccessDeserializer::new(access))?;
        let EventWords(name, party) = event.value;
        Ok(EventMatch { name: At::new(name, event.place), party, with })
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = EventItem;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event such as `AgentTalk amy`, a mapping, or a list of events in any order")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<EventItem, E> {
        EventVisitor.visit_str(text).map(EventItem::One)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<EventItem, A::Error> {
        EventVisitor.visit_map(access).map(EventItem::One)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<EventItem, A::Error> {
        let mut group = Vec::new();
        while let Some(event) = access.next_element()? {
            group.push(event);
        }
        Ok(EventItem::AnyOrder(group))
    }
}

impl<'de> Deserialize<'de> for EventMatch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EventVisitor)
    }
}

impl<'de> Deserialize<'de> for EventItem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemVisitor)
    }
}

impl Serialize for EventMatch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.with.is_empty() {
            return self.words().serialize(serializer);
        }
        EventFields { event: self.words().into(), with: self.with.clone() }.serialize(serializer)
    }
}

impl Serialize for EventItem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(event) => event.serialize(serializer),
            Self::AnyOrder(group) => group.serialize(serializer),
        }
    }
}

impl JsonSchema for EventWords {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "EventWords".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^ *[^ ]+( +[^ ]+)? *$" })
    }
}

impl JsonSchema for EventMatch {
    fn schema_name() -> Cow<'static, str> {
        "Event".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let words = generator.subschema_for::<EventWords>();
        let fields = generator.subschema_for::<EventFields>();
        json_schema!({
            "description": "An event: its name and its party, such as `AgentTalk amy`.",
            "oneOf": [words, fields],
        })
    }
}

impl JsonSchema for EventItem {
    fn schema_name() -> Cow<'static, str> {
        "EventItem".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let event = generator.subschema_for::<EventMatch>();
        json_schema!({
            "description": "An event, or a list of events in any order.",
            "oneOf": [event, { "type": "array", "items": event }],
        })
    }
}
