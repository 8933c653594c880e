//! An accepted answer, in place of a refusal that is our own choice.

use offhook_dialect::{FieldRow, NoneAs, Operation, Source, Tables, Type, build};
use serde_json::{Map, Value};

/// An answer that accepts, with every field that always has a value: its status and its tree. What the values are matters to nobody,
/// because a case is not judged behind such an answer.
pub(super) fn accepted(of: &'static dyn Operation, tables: &Tables, refused: &Value) -> Option<(u16, Value)> {
    let envelope = (tables.envelope)(of, None, refused)?;
    let fields = of.fields();
    let tree = build(fields, 0, &mut |source, _| {
        let row = fields.iter().find(|row| row.source == source)?;
        match source {
            Source::RequestId => refused.get(row.path).cloned(),
            Source::HttpStatus => Some(envelope.status.into()),
            Source::Code => Some(tables.code.1.into()),
            Source::Message => envelope.message.clone().map(Value::from),
            _ => (row.none == NoneAs::Never).then(|| value(row)),
        }
    });
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
