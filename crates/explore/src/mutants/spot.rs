//! The place of a field on the wire: the message that carries it, and the path inside that message.

use offhook_scenario::Dialect;
use serde_json::{Map, Value};

/// The message that carries a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// In the answer of success.
    Answer(&'static str),
    /// In the answer of refusal.
    Refusal(&'static str),
    /// In an event.
    Event(&'static str),
}

impl Spot {
    /// Whether it is the event of this name.
    pub(super) fn is_event(self, name: &str) -> bool {
        matches!(self, Self::Event(own) if own == name)
    }

    pub(super) fn text(self) -> String {
        match self {
            Self::Answer(of) => of.to_owned(),
            Self::Refusal(of) => format!("{of}.refusal"),
            Self::Event(name) => format!("events.{name}"),
        }
    }
}

/// The path of the channels in an answer, where answers show the call.
pub(super) fn channels(dialect: Dialect) -> Option<String> {
    dialect.tables.call.map(|call| call.channels_path())
}

/// Every object that a path of a table leads to.
pub(super) fn containers<'a>(tree: &'a mut Value, path: &str) -> Vec<&'a mut Map<String, Value>> {
    let mut at = vec![tree];
    for name in path.split('.').filter(|name| !name.is_empty()) {
        let (name, list) = name.strip_suffix("[]").map_or((name, false), |name| (name, true));
        let inner = at.into_iter().filter_map(|value| value.get_mut(name));
        at = if list { inner.filter_map(Value::as_array_mut).flatten().collect() } else { inner.collect() };
    }
    at.into_iter().filter_map(Value::as_object_mut).collect()
}
