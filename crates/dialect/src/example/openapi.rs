//! The API as an OpenAPI document.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::derived::REFUSED;
use super::operation::Row;
use super::operations::ROWS;
use super::reasons::{REFUSAL_FIELDS, Reason};
use crate::openapi::{cite, json_content, operation, params, schema, schema_ref, whole};
use crate::operation::Operation;
use crate::shape::Edition;
use crate::source::Source;

const REFUSAL: &str = "Refusal";
const ABOUT: &str = "An invented vendor, printed from the tables of offhook. A log-in begins a session; the header \
    `X-Example-Session` of every other request carries its token.";

/// The document.
pub(super) fn document(edition: Edition) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for row in ROWS {
        let method = row.method.as_str().to_ascii_lowercase();
        paths.insert(row.path.to_owned(), json!({ method: of_operation(row, edition) }));
        let value = |field: &crate::FieldRow| (field.source == Source::Code).then(|| true.into());
        let answer = schema::answer(&[], row.fields, &|path| row.field_clause(path), &value);
        schemas.insert(answer_name(row), answer);
    }
    let refusal = schema::answer(&[], REFUSAL_FIELDS, &|_| REFUSED.to_owned(), &|_| None);
    schemas.insert(REFUSAL.to_owned(), refusal);
    whole("Example vendor", "1", ABOUT, edition, &paths, &json!({ "schemas": schemas }))
}

fn answer_name(row: &Row) -> String {
    format!("{}Answer", row.name)
}

fn of_operation(row: &'static Row, edition: Edition) -> Value {
    let clause = |name: &str| row.param_clause(name);
    let mut out = operation(row.name, row.about, row.document(), row.basis(), row.clause);
    out.insert("parameters".to_owned(), params::parameters(row.params, edition, &clause, &|_| None).into());
    out.extend(params::body(row.params, edition, &clause).map(|body| ("requestBody".to_owned(), body)));
    let accepted =
        json!({ "description": "accepted", "content": json_content(&schema_ref(&answer_name(row))) });
    let mut responses = Map::from_iter([("200".to_owned(), accepted)]);
    let mut by_status: BTreeMap<u16, Vec<&Reason>> = BTreeMap::new();
    for reason in row.reasons {
        by_status.entry(reason.status).or_default().push(reason);
    }
    responses.extend(by_status.iter().map(|(status, reasons)| (status.to_string(), refused(row, reasons))));
    out.insert("responses".to_owned(), responses.into());
    let events = row.triggers.iter().map(|trigger| {
        let mut out = schema::map(json!({ "event": trigger.name }));
        cite(&mut out, trigger.basis, Some(&row.trigger_clause(trigger.name)));
        out
    });
    out.insert("x-events".to_owned(), events.collect::<Vec<_>>().into());
    out.into()
}

fn refused(row: &Row, reasons: &[&Reason]) -> Value {
    let codes: Vec<_> = reasons.iter().map(|reason| reason.code).collect();
    let own = json!({ "properties": { "error": { "properties": { "reason": { "enum": codes } } } } });
    let refusals: Vec<_> = reasons
        .iter()
        .map(|reason| {
            let mut out =
                schema::map(json!({ "code": reason.code, "message": reason.text, "when": reason.about }));
            cite(&mut out, row.basis(), Some(&row.refusal_clause(reason.code)));
            out
        })
        .collect();
    json!({
        "description": format!("refused: {}", codes.join(", ")),
        "content": json_content(&json!({ "allOf": [schema_ref(REFUSAL), own] })),
        "x-refusals": refusals,
    })
}
