//! From the rows of a request to parameters and a body.

use serde_json::{Map, Value, json};

use super::schema::{map, of_type};
use super::{JSON, cite};
use crate::form::from_text;
use crate::shape::{Bounds, Edition, ParamRow, Place, Type};

/// The parameters of path, query and headers; `clause` is the id of a parameter's clause, `example` its documented example.
pub(crate) fn parameters(
    rows: &[ParamRow],
    edition: Edition,
    clause: &dyn Fn(&str) -> String,
    example: &dyn Fn(&str) -> Option<Value>,
) -> Vec<Value> {
    let outside = rows.iter().filter(|row| row.place != Place::Body);
    outside.map(|row| parameter(row, edition, &clause(row.name), example(row.name))).collect()
}

fn parameter(row: &ParamRow, edition: Edition, clause: &str, example: Option<Value>) -> Value {
    let mut out = map(json!({
        "name": row.name,
        "in": place(row.place),
        "required": is_demanded(row, edition),
        "description": row.about,
    }));
    let schema = Value::Object(schema(row, edition));
    // What is made of parts travels as JSON text.
    if matches!(row.ty, Type::StringList | Type::Map) {
        let mut content = json!({ JSON: { "schema": schema } });
        if let Some(example) = example {
            content[JSON]["example"] = example;
        }
        out.insert("content".to_owned(), content);
    } else {
        out.insert("schema".to_owned(), schema);
        out.extend(example.map(|example| ("example".to_owned(), example)));
    }
    cite(&mut out, row.basis, Some(clause));
    out.into()
}

/// Whether a request without it is refused. What has a default is taken for given; only a header has to be sent all the same.
fn is_demanded(row: &ParamRow, edition: Edition) -> bool {
    row.required.in_edition(edition) && (row.default.is_none() || row.place == Place::Header)
}

const fn place(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Header => "header",
        Place::Query | Place::Body => "query",
    }
}

/// The JSON body, if any row stands there.
pub(crate) fn body(rows: &[ParamRow], edition: Edition, clause: &dyn Fn(&str) -> String) -> Option<Value> {
    let inside = || rows.iter().filter(|row| row.place == Place::Body);
    inside().next()?;
    let required: Vec<_> = inside().filter(|row| is_demanded(row, edition)).map(|row| row.name).collect();
    let properties: Map<_, _> = inside()
        .map(|row| {
            let mut schema = schema(row, edition);
            schema.insert("description".to_owned(), row.about.into());
            cite(&mut schema, row.basis, Some(&clause(row.name)));
            (row.name.to_owned(), Value::Object(schema))
        })
        .collect();
    let must = !required.is_empty();
    let mut schema = map(json!({ "type": "object", "properties": properties }));
    if must {
        schema.insert("required".to_owned(), required.into());
    }
    Some(json!({ "content": { JSON: { "schema": schema } }, "required": must }))
}

fn schema(row: &ParamRow, edition: Edition) -> Map<String, Value> {
    let bounds = row.bounds_in(edition);
    // Outside a body all is text, and a text that must be a number is one.
    let is_number =
        matches!(bounds, Bounds::Integer { .. } | Bounds::IntegerOr { .. }) && row.place != Place::Body;
    let ty = if is_number { Type::Integer } else { row.ty };
    let mut out = of_type(ty);
    bound(&mut out, bounds, ty);
    let admits_empty = matches!(bounds, Bounds::Length { min: 0, .. } | Bounds::Symbols { min: 0, .. });
    let says_more = out.keys().any(|key| key == "pattern" || key == "enum" || key == "const");
    if ty == Type::String && row.required.in_edition(edition) && !admits_empty && !says_more {
        // A blank text counts as none.
        out.insert("pattern".to_owned(), r"\S".into());
    }
    if let Some(default) = row.default.and_then(|default| from_text(default, ty)) {
        out.insert("default".to_owned(), default);
    }
    out
}

fn bound(out: &mut Map<String, Value>, bounds: Bounds, ty: Type) {
    let more = match bounds {
        Bounds::None => json!({}),
        Bounds::Integer { min, max } if ty == Type::String => number(min, max),
        Bounds::Integer { min, max } => json!({ "minimum": min, "maximum": max }),
        Bounds::IntegerOr { other, min, max } => {
            json!({ "anyOf": [{ "const": other }, { "minimum": min, "maximum": max }] })
        }
        Bounds::Length { min, max } => json!({ "minLength": min, "maxLength": max }),
        Bounds::Symbols { alphabet, min, max } => {
            json!({ "pattern": format!("^[{}]{{{min},{max}}}$", escaped(alphabet)) })
        }
        // No text has more characters than bytes; JSON Schema counts characters only.
        Bounds::Bytes { max } => json!({ "maxLength": max, "x-max-bytes": max }),
        Bounds::OneOf([only]) => json!({ "const": only }),
        Bounds::OneOf(values) => {
            let values: Vec<_> = values.iter().filter_map(|value| from_text(value, ty)).collect();
            json!({ "enum": values })
        }
    };
    out.extend(map(more));
}

/// A number written as text, which JSON Schema can bound by its digits only.
fn number(min: i64, max: i64) -> Value {
    let digits = |number: i64| number.to_string().len();
    let pattern = format!("^[0-9]{{{},{}}}$", digits(min), digits(max));
    json!({ "pattern": pattern, "x-minimum": min, "x-maximum": max })
}

/// An alphabet as the inside of a class of a regular expression.
fn escaped(alphabet: &str) -> String {
    let special = |symbol| matches!(symbol, '\\' | ']' | '[' | '^' | '-');
    alphabet.chars().flat_map(|symbol| special(symbol).then_some('\\').into_iter().chain([symbol])).collect()
}
