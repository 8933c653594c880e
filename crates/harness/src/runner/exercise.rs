//! What a case has exercised: a clause that it cites counts as covered only if the case has had to do with it.

use std::collections::BTreeSet;

use offhook_dialect::{FieldRow, Kind, cc_gateway, ccc};
use serde_json::Value;

/// The parts of the tables that a case has met.
#[derive(Clone, Debug, Default)]
pub(super) struct Exercised {
    met: BTreeSet<Kind>,
    /// Every text that an answer, an event or a request has held, for enumerations.
    words: BTreeSet<String>,
    /// The requests made, for the events that follow.
    requests: BTreeSet<&'static str>,
}

impl Exercised {
    pub(super) fn add(&mut self, kind: Kind) {
        self.met.insert(kind);
    }

    pub(super) fn request(&mut self, of: &'static str) {
        self.requests.insert(of);
        self.add(Kind::Request { of });
    }

    /// The fields that an answer holds, placeholders included, and their values.
    pub(super) fn answer(&mut self, of: &'static str, fields: &'static [FieldRow], raw: &Value) {
        for row in fields {
            if holds(raw, row.path) {
                self.add(Kind::Field { of, path: row.path });
            }
        }
        self.words(raw);
    }

    pub(super) fn event(&mut self, name: &str, event: &Value) {
        let known =
            ccc::EVENTS.iter().map(|row| row.name).chain(cc_gateway::EVENTS.iter().map(|shape| shape.name));
        if let Some(name) = known.into_iter().find(|known| *known == name) {
            self.add(Kind::Event { name });
            for of in self.requests.clone() {
                self.add(Kind::Trigger { of, event: name });
            }
        }
        self.words(event);
    }

    /// Remembers every text in a value, and the members of comma-joined ones.
    pub(super) fn words(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.words.extend(text.split(',').map(str::to_owned)),
            Value::Array(list) => list.iter().for_each(|item| self.words(item)),
            Value::Object(map) => map.values().for_each(|item| self.words(item)),
            Value::Number(number) => {
                self.words.insert(number.to_string());
            }
            Value::Bool(_) | Value::Null => {}
        }
    }

    /// Whether the case had to do with this. A plain statement is taken at its word: no table can tell.
    pub(super) fn has(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Statement => true,
            Kind::Value { value, .. } => self.words.contains(*value),
            other => self.met.contains(other),
        }
    }
}

/// Whether there is something at a path of a table, in the first item of each list.
fn holds(value: &Value, path: &str) -> bool {
    let mut at = value;
    for name in path.split('.') {
        let (name, list) = name.strip_suffix("[]").map_or((name, false), |name| (name, true));
        let Some(inner) = at.get(name) else { return false };
        at = match (list, inner.get(0)) {
            (true, Some(first)) => first,
            (true, None) if inner.is_array() => return false,
            _ => inner,
        };
    }
    true
}
