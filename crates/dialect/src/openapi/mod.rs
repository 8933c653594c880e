//! The tables as OpenAPI 3.1 documents: what a client generator, a mock or a fuzzer of APIs reads.
//!
//! Nothing is said here that no table says. Each parameter, field and refusal carries `x-basis` (how we know it) and `x-clause`
//! (the clause that states it); the documented examples stand as examples, with the declared types.
//!
//! CCC has one path for every action. OpenAPI has no operations that differ in a parameter alone, so the path of each carries the
//! action's name as a fragment (`/#MakeCall`), which is never sent, and the parameter `Action` is a constant.

pub(crate) mod params;
pub(crate) mod schema;

use offhook_machine::Basis;
use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::shape::Edition;

/// The version of OpenAPI.
pub const OPENAPI: &str = "3.1.0";
/// The media type of answers and of bodies in JSON.
pub(crate) const JSON: &str = "application/json";
/// Where `offhook serve` listens unless another address is given.
const SERVER: &str = "http://127.0.0.1:8080";

/// A document with these paths and components.
pub(crate) fn whole(
    title: &str,
    version: &str,
    about: &str,
    edition: Edition,
    paths: &Map<String, Value>,
    components: &Value,
) -> Value {
    let generation = match edition {
        Edition::First => "the first generation of the documents",
        Edition::Later => "the later generation of the documents",
    };
    json!({
        "openapi": OPENAPI,
        "info": {
            "title": title,
            "version": version,
            "description": format!("{about}\n\nWhat a request must carry is that of {generation}."),
        },
        "servers": [{ "url": SERVER, "description": "offhook serve" }],
        "paths": paths,
        "components": components,
    })
}

/// Adds how we know something, and which clause states it, if one does.
pub(crate) fn cite(schema: &mut Map<String, Value>, basis: Basis, clause: Option<&str>) {
    schema.insert("x-basis".to_owned(), basis.as_str().into());
    schema.extend(clause.map(|clause| ("x-clause".to_owned(), clause.into())));
}

/// What every operation begins with.
pub(crate) fn operation(
    id: &str,
    about: &str,
    document: &Document,
    basis: Basis,
    clause: &str,
) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("operationId".to_owned(), id.into());
    out.insert("summary".to_owned(), about.into());
    cite(&mut out, basis, Some(clause));
    out.insert("x-document".to_owned(), format!("{}, {}", document.title, document.edition).into());
    out
}

/// A body in JSON of this schema.
pub(crate) fn json_content(schema: &Value) -> Value {
    json!({ JSON: { "schema": schema } })
}

/// A reference to one of the document's own schemas.
pub(crate) fn schema_ref(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
