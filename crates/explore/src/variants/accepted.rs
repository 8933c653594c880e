//! An accepted answer, in place of a refusal that is our own choice.

use offhook_dialect::{FieldRow, NoneAs, Operation, Source, Tables, Type};
use serde_json::{Map, Value};

/// An answer that accepts, with every field that always has a value: its status and its tree. What the values are matters to nobody,
/// because a case is not judged behind such an answer.
pub(super) fn accepted(of: &'static dyn Operation, tables: &Tables, refused: &Value) -> Option<(u16, Value)> {
    let envelope = (tables.envelope)(of, None, refused)?;
    let mut tree = Value::Object(Map::new());
    for row in of.fields().iter().filter(|row| row.none == NoneAs::Never && !row.path.contains("[]")) {
        let value = match row.source {
            Source::Group => continue,
            Source::RequestId => refused.get(row.path).cloned().unwrap_or_default(),
            Source::HttpStatus => envelope.status.into(),
            Source::Code => tables.code.1.into(),
            Source::Message => envelope.message.clone().unwrap_or_default().into(),
            _ => value(row),
        };
        put(&mut tree, row.path, value);
    }
    Some((envelope.status, tree))
}

fn value(row: &FieldRow) -> Value {
    match row.ty {
        Type::Boolean => false.into(),
        Type::Integer | Type::Long => 1.into(),
        Type::StringList | Type::ObjectList => Vec::<Value>::new().into(),
        Type::Map | Type::Object => Map::new().into(),
        Type::String | Type::Any => "own".into(),
    }
}

/// Puts a value where the path leads.
fn put(tree: &mut Value, path: &str, value: Value) {
    let Some(map) = tree.as_object_mut() else { return };
    match path.split_once('.') {
        None => drop(map.insert(path.to_owned(), value)),
        Some((first, rest)) => {
            put(map.entry(first).or_insert_with(|| Value::Object(Map::new())), rest, value);
        }
    }
}
