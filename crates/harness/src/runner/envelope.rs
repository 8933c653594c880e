//! What the tables say of every answer beside its fields: the HTTP status, the message, and ids that are new.

use offhook_dialect::{Envelope, EventValue, HttpResponse, Source, Spelling};
use offhook_machine::Basis;
use offhook_scenario::{Dialect, Place};
use serde_json::Value;

use super::fault;
use super::play::Play;
use super::text::short;
use super::wire::{Composed, ReadAnswer};
use crate::verdict::severity;

impl Play<'_> {
    pub(super) fn check_envelope(
        &mut self,
        composed: &Composed,
        reply: &HttpResponse,
        answer: &ReadAnswer,
        place: Place,
    ) {
        let before = self.failures.len();
        if let Some(due) = self.due(composed, answer) {
            let tables = &self.choice.dialect.vendor().tables;
            let of_source = |source| answer.raw.get(tables.refusal_field(source)?.path);
            let observed = of_source(Source::HttpStatus).map(|status| number(status).unwrap_or(0));
            if reply.status != due.status || observed.is_some_and(|status| status != u64::from(due.status)) {
                let title = format!("the HTTP status of such an answer is {}", due.status);
                self.departs(title, due.status_basis, reply, place);
            }
            let message = tables.message_in(&answer.tree);
            if message != due.message.as_deref() {
                let title = match &due.message {
                    Some(message) => format!("the message of such an answer is {message:?}"),
                    None => "such an answer has no message".to_owned(),
                };
                self.departs(title, due.message_basis, reply, place);
            }
            let found = of_source(Source::RefusedResult);
            let result = found.map(|result| result.as_str().unwrap_or("of another type"));
            // That there is none is known; how that is written is free.
            let is_open = self.is_free() && Spelling::of(found).is_some();
            if !is_open && due.result.is_some_and(|due| due != result) {
                let title =
                    "the result of such a refusal is an empty text for some codes, and not there for others";
                self.departs(title.to_owned(), Basis::Sampled, reply, place);
            }
        }
        self.blame_since(before, composed.of.map(|of| of.clause()));
        self.check_ids(composed, reply, answer, place);
    }

    /// A request id names one request, and the id of a call one call.
    fn check_ids(&mut self, composed: &Composed, reply: &HttpResponse, answer: &ReadAnswer, place: Place) {
        let is_forced = self.scenario.given.ids.requests.iter().flatten().next().is_some();
        let tables = &self.choice.dialect.vendor().tables;
        if let Some(id) = tables.request_id_in(&answer.tree)
            && !is_forced
            && !self.ids.insert(id.to_owned())
        {
            self.departs(format!("the request id {id} was another request's"), Basis::Inferred, reply, place);
        }
        let begins = composed.of.is_some_and(|of| of.begins().is_some()) && answer.refusal.is_none();
        let call = begins.then(|| answer.tree.pointer(tables.begun_call)).flatten();
        if let Some(call) = call.and_then(Value::as_str)
            && !self.ids.insert(call.to_owned())
        {
            self.departs(format!("the id {call} was another call's"), Basis::Inferred, reply, place);
        }
    }

    /// What the answer should have beyond its fields; none where the request did not go to its operation: a step may spell
    /// another address or method.
    fn due(&self, composed: &Composed, answer: &ReadAnswer) -> Option<Envelope> {
        let vendor = self.choice.dialect.vendor();
        let of = composed.of?;
        let routed = (vendor.routes.operation)(&composed.request);
        routed.filter(|routed| *routed == of)?;
        (vendor.tables.envelope)(of, answer.refusal.as_deref(), &answer.tree)
    }

    fn departs(&mut self, title: String, basis: Basis, reply: &HttpResponse, place: Place) {
        let mut departure = fault("envelope", title, place).note(format!(
            "HTTP status {}, body: {}",
            reply.status,
            short(&reply.body)
        ));
        departure.severity = severity(basis, self.options.strict);
        self.fail(departure);
    }
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// How a pushed event departs from the rows of its name: what is wrong, and which fields are beyond them.
pub(super) fn event_faults(dialect: Dialect, event: &Value) -> (Vec<String>, Vec<String>) {
    let name = dialect.tables.event.name_in(event);
    let Some(row) = dialect.event(name) else {
        return (vec![format!("`{name}` is not a documented event")], Vec::new());
    };
    let mut faults = Vec::new();
    for field in &row.fields {
        match event.get(field.path) {
            None => faults.push(format!("{} is missing", field.path)),
            Some(value) if !is_of_type(field.kind, value) => {
                faults.push(format!("{} is of another type", field.path));
            }
            Some(_) => {}
        }
    }
    let known = |name: &str| row.fields.iter().any(|field| field.path == name);
    let unknown = event.as_object().into_iter().flat_map(|map| map.keys()).filter(|field| !known(field));
    (faults, unknown.map(|field| format!("{field} is not a documented field")).collect())
}

fn is_of_type(kind: EventValue, value: &Value) -> bool {
    match kind {
        EventValue::List => value.is_array(),
        EventValue::Number => value.is_number(),
        EventValue::Text | EventValue::Word | EventValue::Id | EventValue::Time => value.is_string(),
    }
}
