//! CCC as a document: an operation for each action.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::action::Action;
use super::actions::{ACTIONS, ERROR_FIELDS};
use super::enumerations::ENUMERATIONS;
use super::errors;
use super::rpc::VERSION;
use crate::form::{Form, Format, from_text, parse, read};
use crate::openapi::{JSON, cite, json_content, operation, params, schema, schema_ref, whole};
use crate::operation::Operation as _;
use crate::query::{ACTION, parse_query};
use crate::shape::{Edition, ErrorRow, kebab};
use crate::wire::Limits;

const REFUSAL: &str = "Refusal";
/// The clause that states what a refusal is made of.
const ENVELOPE: &str = "ccc.rules.refusal-envelope";
const ABOUT: &str = "The agent's, call and supervisor actions of Alibaba Cloud CCC, printed from the tables of offhook. An RPC API: \
    every action is asked for at the path `/`, by POST or GET, and the parameter `Action` selects it; the fragment of each path \
    here only tells the actions apart and is never sent. `Action` may stand in the header `x-acs-action` instead, and parameters \
    in a form body. A request is signed by ACS3-HMAC-SHA256 in the header `Authorization`, or by RPC signature 1.0 in the parameter \
    `Signature`; `offhook serve --insecure-accept-any` takes requests that are not.";

/// The document of CCC.
///
/// ```
/// use offhook_dialect::{Edition, ccc};
/// let document = (ccc::VENDOR.openapi)(Edition::First);
/// let make_call = &document["paths"]["/#MakeCall"]["post"];
/// assert_eq!(make_call["x-clause"], "ccc.make-call");
/// assert_eq!(make_call["responses"]["400"]["x-refusals"][0]["code"], "UserBusy");
/// ```
pub(super) fn document(edition: Edition) -> Value {
    let paths: Map<_, _> = ACTIONS
        .iter()
        .map(|action| (format!("/#{}", action.name), json!({ "post": of_action(action, edition) })))
        .collect();
    let mut schemas = Map::new();
    for action in ACTIONS {
        let answer =
            schema::answer(ENUMERATIONS, action.fields, &|path| action.field_clause(path), &|_| None);
        schemas.insert(answer_name(action), answer);
    }
    let refusal = schema::answer(ENUMERATIONS, ERROR_FIELDS, &|_| ENVELOPE.to_owned(), &|_| None);
    schemas.insert(REFUSAL.to_owned(), refusal);
    whole("Alibaba Cloud CCC", VERSION, ABOUT, edition, &paths, &json!({ "schemas": schemas }))
}

fn answer_name(action: &Action) -> String {
    format!("{}Answer", action.name)
}

fn of_action(action: &'static Action, edition: Edition) -> Value {
    let clause = |name: &str| action.param_clause(name);
    let asked = asked(action);
    let example = |name: &str| asked.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let basis = offhook_machine::Basis::Documented;
    let mut out = operation(action.name, action.about, action.document, basis, action.clause);
    let parameters = params::parameters(action.params, edition, &clause, &example);
    out.insert("parameters".to_owned(), parameters.into());
    let mut responses = Map::from_iter([("200".to_owned(), answer(action))]);
    responses.extend(refusals(action));
    out.insert("responses".to_owned(), responses.into());
    out.into()
}

/// The parameters of the documented example, with the declared types.
fn asked(action: &Action) -> Vec<(String, Value)> {
    let Some(samples) = action.samples else { return Vec::new() };
    let query = samples.request.split_once('?').map_or("", |(_, query)| query);
    let query: String = query.split_whitespace().collect();
    let Ok((name, params)) = parse_query(&query) else { return Vec::new() };
    let named = name.map(|name| (ACTION.to_owned(), name)).into_iter().chain(params);
    // What stands for the common parameters is no parameter itself.
    let known = named.filter_map(|(name, value)| action.param(&name).map(|row| (name, row.ty, value)));
    known.filter_map(|(name, ty, value)| from_text(&value, ty).map(|value| (name, value))).collect()
}

fn answer(action: &Action) -> Value {
    let mut content = json_content(&schema_ref(&answer_name(action)));
    if let Some(sample) =
        action.samples.and_then(|samples| parse(samples.json, Format::Json, &Limits::DEFAULT).ok())
    {
        let (tree, _) = read(&sample, action.fields, Form::Documented);
        content[JSON]["examples"] = json!({ "documented": { "summary": "the documented example, with the declared types", "value": tree } });
    }
    json!({ "description": "accepted", "content": content })
}

/// The refusals, by HTTP status, each with its clause if one states it.
fn refusals(action: &Action) -> Map<String, Value> {
    let own = action.errors.iter().map(|row| (row, Some(action.refusal_clause(row.code))));
    let common = errors::COMMON.iter().map(|row| (row, Some(format!("ccc.errors.{}", kebab(row.code)))));
    let unsigned = errors::SIGNATURE.iter().chain(errors::GATEWAY).map(|row| (row, None));
    let mut by_status: BTreeMap<u16, Vec<Refusal<'_>>> = BTreeMap::new();
    for refusal in own.chain(common).chain(unsigned) {
        by_status.entry(refusal.0.http_status).or_default().push(refusal);
    }
    by_status.into_iter().map(|(status, rows)| (status.to_string(), refused(status, &rows))).collect()
}

type Refusal<'a> = (&'a ErrorRow, Option<String>);

fn refused(status: u16, rows: &[Refusal<'_>]) -> Value {
    let codes: Vec<_> = rows.iter().map(|(row, _)| row.code).collect();
    let own = json!({ "properties": { "Code": { "enum": codes }, "HttpStatusCode": { "const": status } } });
    let refusals: Vec<_> = rows
        .iter()
        .map(|(row, clause)| {
            let mut out = schema::map(json!({
                "code": row.code, "message": row.template, "params": row.args, "when": row.about,
            }));
            cite(&mut out, row.basis, clause.as_deref());
            out
        })
        .collect();
    json!({
        "description": format!("refused: {}", codes.join(", ")),
        "content": json_content(&json!({ "allOf": [schema_ref(REFUSAL), own] })),
        "x-refusals": refusals,
    })
}
