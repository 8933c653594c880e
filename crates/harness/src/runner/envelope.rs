//! What the tables say of every answer beside its fields: the HTTP status, the message, and ids that are new.

use offhook_dialect::{cc_gateway, ccc};
use offhook_machine::Basis;
use offhook_scenario::Place;
use serde_json::Value;

use super::fault;
use super::play::Play;
use super::text::short;
use super::wire::{Answer, Composed, Of};
use crate::subject::{Ask, Reply};
use crate::verdict::severity;

/// Requests whose answer tells of a call that has just begun, and where the call's id stands.
pub(crate) const BEGINNERS: &[(&str, &str)] = &[
    ("MakeCall", "/Data/CallContext/JobId"),
    ("RedialCall", "/Data/CallContext/JobId"),
    ("StartBack2BackCall", "/Data/CallContext/JobId"),
    ("StartPredictiveCall", "/Data/CallContext/JobId"),
    ("callout", "/result"),
    ("callInner", "/result"),
    ("callInnerSkill", "/result"),
];

/// What an envelope should be by its row.
struct Due {
    status: u16,
    status_basis: Basis,
    /// None where there is none.
    message: Option<String>,
    message_basis: Basis,
    /// What a refusal of CC-Gateway has for a result; outside: nothing is said of it.
    result: Option<Option<&'static str>>,
}

impl Play<'_> {
    pub(super) fn check_envelope(
        &mut self,
        composed: &Composed,
        reply: &Reply,
        answer: &Answer,
        place: Place,
    ) {
        if let Some(due) = due(composed, answer) {
            let observed = answer.raw.get("HttpStatusCode").map(|status| number(status).unwrap_or(0));
            if reply.status != due.status || observed.is_some_and(|status| status != u64::from(due.status)) {
                let title = format!("the HTTP status of such an answer is {}", due.status);
                self.departs(title, due.status_basis, reply, place);
            }
            let name = if matches!(composed.of, Some(Of::Action(_))) { "Message" } else { "message" };
            let message = answer.tree.get(name).and_then(Value::as_str);
            if message != due.message.as_deref() {
                let title = match &due.message {
                    Some(message) => format!("the message of such an answer is {message:?}"),
                    None => "such an answer has no message".to_owned(),
                };
                self.departs(title, due.message_basis, reply, place);
            }
            let result = answer.raw.get("result").map(|result| result.as_str().unwrap_or("of another type"));
            if due.result.is_some_and(|due| due != result) {
                let title =
                    "the result of such a refusal is an empty text for some codes, and not there for others";
                self.departs(title.to_owned(), Basis::Sampled, reply, place);
            }
        }
        self.check_ids(composed, reply, answer, place);
    }

    /// A request id names one request, and the id of a call one call.
    fn check_ids(&mut self, composed: &Composed, reply: &Reply, answer: &Answer, place: Place) {
        let is_forced = self.scenario.given.ids.requests.iter().flatten().next().is_some();
        if let Some(id) = answer.tree.get("RequestId").and_then(Value::as_str)
            && !is_forced
            && !self.ids.insert(id.to_owned())
        {
            self.departs(format!("the request id {id} was another request's"), Basis::Inferred, reply, place);
        }
        let name = composed.of.map(Of::name);
        let begun = BEGINNERS.iter().find(|(beginner, _)| Some(*beginner) == name);
        let call = begun.filter(|_| answer.refusal.is_none()).and_then(|(_, at)| answer.tree.pointer(at));
        if let Some(call) = call.and_then(Value::as_str)
            && !self.ids.insert(call.to_owned())
        {
            self.departs(format!("the id {call} was another call's"), Basis::Inferred, reply, place);
        }
    }

    fn departs(&mut self, title: String, basis: Basis, reply: &Reply, place: Place) {
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

fn due(composed: &Composed, answer: &Answer) -> Option<Due> {
    match composed.of? {
        Of::Action(action) => {
            let Some(code) = &answer.refusal else {
                let (status_basis, message_basis) = (Basis::Documented, Basis::Documented);
                return Some(Due { status: 200, status_basis, message: None, message_basis, result: None });
            };
            let row = action.error(code)?;
            let params = answer.tree.get("Params").and_then(Value::as_array);
            let params: Vec<&str> = params.into_iter().flatten().filter_map(Value::as_str).collect();
            let message = Some(row.message(&params));
            let (status_basis, message_basis) = (row.basis, row.basis);
            Some(Due { status: row.http_status, status_basis, message, message_basis, result: None })
        }
        Of::Operation(operation) => {
            is_routed(composed, operation)?;
            let (message, message_basis, result) = match &answer.refusal {
                None if operation.id == cc_gateway::GET_AGENT_EVENT.id => ("", Basis::Documented, None),
                None => (operation.success_message, Basis::Chosen, None),
                Some(code) => {
                    let row = cc_gateway::retcode(code)?;
                    (row.message, row.message_basis, Some(row.empty_result.then_some("")))
                }
            };
            Some(Due {
                status: cc_gateway::retcodes::HTTP_STATUS,
                status_basis: Basis::Chosen,
                message: Some(message.to_owned()),
                message_basis,
                result,
            })
        }
    }
}

/// Whether the request went to the operation at all: a step may spell another address or method.
fn is_routed(composed: &Composed, operation: &cc_gateway::Operation) -> Option<()> {
    let Ask::Rest { method, target, .. } = &composed.ask else { return None };
    match cc_gateway::route(method, target) {
        Ok(cc_gateway::Route::To(to)) if to.operation.id == operation.id => Some(()),
        _ => None,
    }
}

/// How a pushed event departs from the rows of its name: what is wrong, and which fields are beyond them.
pub(super) fn event_faults(event: &Value) -> (Vec<String>, Vec<String>) {
    let name = event.get("eventType").and_then(Value::as_str).unwrap_or_default();
    let Some(row) = ccc::EVENTS.iter().find(|row| row.name == name) else {
        return (vec![format!("`{name}` is not a documented event")], Vec::new());
    };
    let mut faults = Vec::new();
    for (field, what) in row.all_fields() {
        match event.get(field) {
            None => faults.push(format!("{field} is missing")),
            Some(value) if !is_of_type(what, value) => faults.push(format!("{field} is of another type")),
            Some(_) => {}
        }
    }
    let known = |field: &str| row.all_fields().any(|(known, _)| known == field);
    let unknown = event.as_object().into_iter().flat_map(|map| map.keys()).filter(|field| !known(field));
    (faults, unknown.map(|field| format!("{field} is not a documented field")).collect())
}

fn is_of_type(field: ccc::Field, value: &Value) -> bool {
    match field {
        ccc::Field::SkillLevels => value.is_array(),
        ccc::Field::OutboundOnly => value.is_number(),
        _ => value.is_string(),
    }
}
