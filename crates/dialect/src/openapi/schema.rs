//! From a table of fields to the JSON Schema of an answer in the typed form.

use serde_json::{Map, Value, json};

use super::cite;
use crate::enumeration::{Enumeration, values};
use crate::form::{Kind, Node, children};
use crate::shape::{FieldRow, NoneAs, Type};

/// The schema of an answer; `clause` is the id of the clause that states the field of a path, `value` what a field always is.
pub(crate) fn answer(
    enumerations: &'static [Enumeration],
    fields: &[FieldRow],
    clause: &dyn Fn(&str) -> String,
    value: &dyn Fn(&FieldRow) -> Option<Value>,
) -> Value {
    Value::Object(Answer { enumerations, clause, value }.object(fields, 0))
}

struct Answer<'a> {
    enumerations: &'static [Enumeration],
    clause: &'a dyn Fn(&str) -> String,
    value: &'a dyn Fn(&FieldRow) -> Option<Value>,
}

impl Answer<'_> {
    fn object(&self, rows: &[FieldRow], prefix: usize) -> Map<String, Value> {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for node in children(rows, prefix) {
            if matches!(node.none(), NoneAs::Never | NoneAs::Null) {
                required.push(node.name);
            }
            properties.insert(node.name.to_owned(), Value::Object(self.property(&node)));
        }
        let mut out = Map::new();
        out.insert("type".to_owned(), "object".into());
        out.insert("properties".to_owned(), properties.into());
        if !required.is_empty() {
            out.insert("required".to_owned(), required.into());
        }
        // A field that the table does not know is a departure for the checker of answers, too.
        out.insert("additionalProperties".to_owned(), false.into());
        out
    }

    fn property(&self, node: &Node<'_>) -> Map<String, Value> {
        let mut out = match node.kind {
            Kind::Leaf => of_type(node.row.map_or(Type::String, |row| row.ty)),
            Kind::Object => self.object(node.inner, node.prefix),
            Kind::List => {
                let items = self.object(node.inner, node.prefix);
                map(json!({ "type": "array", "items": items }))
            }
        };
        if node.none() != NoneAs::Never {
            admit_null(&mut out);
        }
        if let Some(row) = node.row {
            self.describe(&mut out, row);
        }
        out
    }

    fn describe(&self, out: &mut Map<String, Value>, row: &FieldRow) {
        out.insert("description".to_owned(), row.about.into());
        if let Some(value) = (self.value)(row) {
            out.insert("const".to_owned(), value);
        }
        let clause = (self.clause)(row.path);
        let values = values(self.enumerations, row.name());
        if !values.is_empty() {
            out.insert("x-values".to_owned(), values.into());
        }
        cite(out, row.basis, Some(&clause));
    }
}

/// The schema of a declared type.
pub(crate) fn of_type(ty: Type) -> Map<String, Value> {
    map(match ty {
        Type::String => json!({ "type": "string" }),
        Type::Integer => json!({ "type": "integer" }),
        Type::Long => json!({ "type": "integer", "format": "int64" }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::StringList => json!({ "type": "array", "items": { "type": "string" } }),
        Type::Map | Type::Object => json!({ "type": "object" }),
        Type::ObjectList => json!({ "type": "array", "items": { "type": "object" } }),
        Type::Any => json!({}),
    })
}

/// The object of a JSON value that is one.
pub(crate) fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn admit_null(schema: &mut Map<String, Value>) {
    if let Some(ty) = schema.get_mut("type") {
        *ty = json!([ty.clone(), "null"]);
    }
}
