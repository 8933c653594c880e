//! What can be wrong with one field.

use offhook_dialect::PLACEHOLDER;
use offhook_machine::{CallType, ChannelState, UserState, WorkMode};
use serde_json::{Map, Value};

use super::class::Class;
use super::marks;
use super::spot::Spot;

pub(super) use super::spot::containers;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twist {
    Dropped,
    Renamed,
    Retyped,
    Null,
    Other,
}

impl Twist {
    pub(super) const ALL: [Self; 5] = [Self::Dropped, Self::Renamed, Self::Retyped, Self::Null, Self::Other];

    pub(super) const fn class(self) -> Class {
        match self {
            Self::Dropped => Class::FieldDropped,
            Self::Renamed => Class::FieldRenamed,
            Self::Retyped => Class::FieldRetyped,
            Self::Null => Class::FieldNull,
            Self::Other => Class::WrongAnswer,
        }
    }

    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::Dropped => "is left out",
            Self::Renamed => "has another name",
            Self::Retyped => "has another type",
            Self::Null => "is null",
            Self::Other => "says something else",
        }
    }

    /// What must occur for the twisted field to be told from the original at all.
    pub(super) fn needs(self, spot: Spot, path: &str) -> String {
        match self {
            Self::Dropped | Self::Renamed | Self::Retyped => marks::field(spot, path),
            Self::Null => marks::value(spot, path),
            Self::Other => marks::word(spot, path),
        }
    }

    /// Twists what stands at a path, in every item of a list; a path that leads nowhere changes nothing.
    pub(super) fn apply(self, tree: &mut Value, path: &str) {
        let (container, name) = path.rsplit_once('.').unwrap_or(("", path));
        for map in containers(tree, container) {
            self.apply_to(map, name);
        }
    }

    fn apply_to(self, map: &mut Map<String, Value>, name: &str) {
        let Some(value) = map.get_mut(name) else { return };
        match self {
            Self::Dropped => {
                map.shift_remove(name);
            }
            Self::Renamed => {
                let value = map.shift_remove(name).unwrap_or_default();
                map.insert(format!("{name}2"), value);
            }
            Self::Retyped => *value = retyped(value),
            Self::Null => *value = Value::Null,
            Self::Other => *value = other(value),
        }
    }
}

/// A text becomes a list, nothing an object, everything else a text.
fn retyped(value: &Value) -> Value {
    match value {
        Value::String(_) => Value::Array(vec![value.clone()]),
        Value::Null => Value::Object(Map::new()),
        other => other.to_string().into(),
    }
}

/// Another value of the same type: of a closed set of words the next one, so that only an expectation can tell.
fn other(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(it) => (!it).into(),
        Value::Number(number) => number.as_i64().map_or(1, |number| number.wrapping_add(1)).into(),
        // The word for no value is no value.
        Value::String(text) if text == PLACEHOLDER => value.clone(),
        Value::String(text) => other_text(text).into(),
        Value::Array(items) => items.iter().cloned().chain([Value::from("other")]).collect(),
        Value::Object(_) => value.clone(),
    }
}

fn other_text(text: &str) -> String {
    fn after(words: &[&'static str], text: &str) -> Option<&'static str> {
        let at = words.iter().position(|word| *word == text)?;
        words.get((at + 1) % words.len()).copied()
    }
    let users: Vec<_> = UserState::ALL.iter().map(|it| it.as_str()).collect();
    let channels: Vec<_> = ChannelState::ALL.iter().map(|it| it.as_str()).collect();
    let types: Vec<_> = CallType::ALL.iter().map(|it| it.as_str()).collect();
    let modes: Vec<_> = WorkMode::ALL.iter().map(|it| it.as_str()).collect();
    let word = [users, channels, types, modes].iter().find_map(|words| after(words, text));
    match (word, text) {
        (Some(word), _) => word.to_owned(),
        (None, "[]") => "HOLD".to_owned(),
        (None, "") => "other".to_owned(),
        (None, "true") => "false".to_owned(),
        (None, "false") => "true".to_owned(),
        (None, text) => match text.as_bytes().last() {
            // Numbers stay numbers, also in texts.
            Some(last) if last.is_ascii_digit() => {
                let digit = if *last == b'9' { '0' } else { char::from(last + 1) };
                format!("{}{digit}", &text[..text.len() - 1])
            }
            _ => format!("{text}2"),
        },
    }
}
