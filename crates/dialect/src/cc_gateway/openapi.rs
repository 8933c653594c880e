//! CC-Gateway as a document: its operations by path and method.

use offhook_machine::Basis;
use serde_json::{Map, Value, json};

use super::enumerations::ENUMERATIONS;
use super::events::{EMPTY_POLL_FIELDS, EVENTS, EventShape};
use super::operation::Operation;
use super::operations::{GET_AGENT_EVENT, OPERATIONS};
use super::results::REFUSAL_FIELDS;
use super::retcodes::{BAD_PARAMETER, HTTP_STATUS, SUCCESS};
use crate::openapi::{JSON, cite, json_content, operation, params, schema, schema_ref, whole};
use crate::operation::Operation as _;
use crate::shape::{Edition, FieldRow};
use crate::source::Source;

const REFUSAL: &str = "Refusal";
/// The clause that states what a refusal is made of.
const REFUSED: &str = "cc-gateway.refusal-result";
const NO_EVENT: &str = "NoEvent";
const WRONG_ADDRESS: &str = "WrongAddress";
const VERSION: &str = "agentgateway";
const ABOUT: &str = "The agent's operations of Huawei CC-Gateway, printed from the tables of offhook. A refusal is shown by \
    `retcode`, not by the HTTP status. A sign-in begins a session; the header `Set-GUID` of its answer brings the Guid, which the \
    header `Guid` of every other request carries. Every request says in `Content-Type`, with or without a body, that it speaks JSON.";

/// The document of CC-Gateway.
///
/// ```
/// use offhook_dialect::{Edition, cc_gateway};
/// let document = (cc_gateway::VENDOR.openapi)(Edition::First);
/// let release = &document["paths"]["/agentgateway/resource/voicecall/{agentid}/release"]["delete"];
/// assert_eq!(release["x-clause"], "cc-gateway.release");
/// ```
pub(super) fn document(edition: Edition) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in OPERATIONS {
        let methods = paths.entry(operation.path).or_insert_with(|| json!({}));
        methods[operation.method.as_str().to_ascii_lowercase()] = of_operation(operation, edition);
    }
    let mut schemas = Map::new();
    for operation in OPERATIONS.iter().filter(|operation| !polls(operation)) {
        let clause = |path: &str| operation.field_clause(path);
        schemas.insert(
            answer_name(operation),
            schema::answer(ENUMERATIONS, operation.fields, &clause, &succeeded),
        );
    }
    let of_poll = |path: &str| GET_AGENT_EVENT.field_clause(path);
    schemas
        .insert(NO_EVENT.to_owned(), schema::answer(ENUMERATIONS, EMPTY_POLL_FIELDS, &of_poll, &succeeded));
    for event in EVENTS {
        let value = |row: &FieldRow| {
            if row.path == "event.eventType" { Some(event.name.into()) } else { succeeded(row) }
        };
        schemas.insert(
            event.name.to_owned(),
            schema::answer(ENUMERATIONS, event.fields, &|_| event_clause(event), &value),
        );
    }
    let refusal = schema::answer(ENUMERATIONS, REFUSAL_FIELDS, &|_| REFUSED.to_owned(), &|_| None);
    schemas.insert(REFUSAL.to_owned(), refusal);
    let components = json!({ "schemas": schemas, "responses": { WRONG_ADDRESS: wrong_address() } });
    whole("Huawei CC-Gateway", VERSION, ABOUT, edition, &paths, &components)
}

/// Whether the operation's answer brings an event, or none.
fn polls(operation: &Operation) -> bool {
    operation.id == GET_AGENT_EVENT.id
}

fn event_clause(event: &EventShape) -> String {
    format!("cc-gateway.events.{}", event.tail())
}

fn succeeded(row: &FieldRow) -> Option<Value> {
    (row.source == Source::Code).then(|| SUCCESS.into())
}

fn answer_name(operation: &Operation) -> String {
    format!("{}Answer", operation.id)
}

fn of_operation(of: &'static Operation, edition: Edition) -> Value {
    let clause = |name: &str| of.param_clause(name);
    let mut out = operation(of.id, of.about, of.document, of.basis, of.clause);
    if of.deprecated {
        out.insert("deprecated".to_owned(), true.into());
    }
    let parameters = params::parameters(of.params, edition, &clause, &|_| None);
    out.insert("parameters".to_owned(), parameters.into());
    if let Some(body) = params::body(of.params, edition, &clause) {
        out.insert("requestBody".to_owned(), body);
    }
    let mut responses = Map::from_iter([(HTTP_STATUS.to_string(), answers(of))]);
    for status in ["404", "405"] {
        let wrong = json!({ "$ref": format!("#/components/responses/{WRONG_ADDRESS}") });
        responses.insert(status.to_owned(), wrong);
    }
    out.insert("responses".to_owned(), responses.into());
    let events: Vec<_> = of
        .events
        .iter()
        .map(|row| {
            let mut out = schema::map(json!({ "event": row.name }));
            cite(&mut out, row.basis, Some(&of.trigger_clause(row.name)));
            out
        })
        .collect();
    if !events.is_empty() {
        out.insert("x-events".to_owned(), events.into());
    }
    out.into()
}

/// Success and refusal have one status: the code tells them apart.
fn answers(of: &Operation) -> Value {
    let mut any_of = if polls(of) {
        [NO_EVENT].into_iter().chain(EVENTS.iter().map(|event| event.name)).map(schema_ref).collect()
    } else {
        vec![schema_ref(&answer_name(of))]
    };
    let codes: Vec<_> = of.retcodes.iter().map(|row| row.retcode.code).collect();
    any_of.push(refusal(&codes));
    let refusals: Vec<_> = of
        .retcodes
        .iter()
        .map(|row| {
            let mut out = schema::map(json!({
                "code": row.retcode.code, "message": row.retcode.message, "when": row.retcode.about,
            }));
            cite(&mut out, row.basis, Some(&of.refusal_clause(row.retcode.code)));
            out
        })
        .collect();
    json!({
        "description": "accepted, or refused with a `retcode` other than 0",
        "content": { JSON: { "schema": { "anyOf": any_of } } },
        "x-refusals": refusals,
    })
}

fn refusal(codes: &[&str]) -> Value {
    json!({ "allOf": [schema_ref(REFUSAL), { "properties": { "retcode": { "enum": codes } } }] })
}

/// No page says how a wrong path or method is answered.
fn wrong_address() -> Value {
    json!({
        "description": "there is no such path, or it takes another method",
        "content": json_content(&refusal(&[BAD_PARAMETER.code])),
        "x-basis": Basis::Chosen.as_str(),
        "x-clause": "cc-gateway.wrong-address",
    })
}
