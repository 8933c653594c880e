//! The events: pushed, and all of one shape.

use std::sync::LazyLock;

use offhook_machine::{Event, EventKind, World};
use serde_json::{Value, json};

use super::ids::job_id;
use crate::vendor::{EventFacts, EventPath, EventValue};

/// One event.
pub(super) struct EventRow {
    pub(super) name: &'static str,
    kind: EventKind,
    pub(super) about: &'static str,
}

const fn row(name: &'static str, kind: EventKind, about: &'static str) -> EventRow {
    EventRow { name, kind, about }
}

/// Every event.
pub(super) static EVENTS: &[EventRow] = &[
    row("Dialing", EventKind::UserDialing, "the user began to place a call"),
    row("Ringing", EventKind::UserRinging, "a call rings at the user"),
    row("Talking", EventKind::UserTalking, "the user is connected"),
    row("Left", EventKind::UserLeft, "the user has no call any more"),
];

/// The event of this name.
pub(super) fn about(name: &str) -> &'static str {
    EVENTS.iter().find(|row| row.name == name).map_or("", |row| row.about)
}

/// The fields of every event.
const FIELDS: &[(&str, EventValue)] = &[
    ("what", EventValue::Text),
    ("whom", EventValue::Text),
    ("call", EventValue::Id),
    ("at", EventValue::Time),
];

/// The vendor's event; none where it has none.
pub(super) fn event(world: &World, event: &Event) -> Option<Value> {
    let row = EVENTS.iter().find(|row| row.kind == event.kind)?;
    let user = world.user(event.user?)?;
    let call = event.job.and_then(|job| world.job(job)).map(job_id).unwrap_or_default();
    Some(json!({ "what": row.name, "whom": *user.name, "call": call, "at": event.at.to_string() }))
}

/// The events for code that knows no vendor.
pub(super) static EVENT_FACTS: LazyLock<Vec<EventFacts>> = LazyLock::new(|| {
    let field = |(path, kind): &(&'static str, EventValue)| EventPath { path, kind: *kind, row: None };
    let facts = |row: &EventRow| EventFacts {
        name: row.name,
        emitted: true,
        fields: FIELDS.iter().map(field).collect(),
    };
    EVENTS.iter().map(facts).collect()
});
