//! From a table and a source of values to the typed tree.

use serde_json::{Map, Value};

use super::layout::{Kind, children};
use crate::shape::{FieldRow, NoneAs};
use crate::source::Source;

/// Makes the typed tree of an answer: asks `value` for every row, in wire order, and leaves out what has none.
///
/// `channels` is how many containers a list of containers gets; the second argument of `value` is the index of the one being
/// filled, 0 outside lists. A container that may be absent is left out when nothing stands in it.
///
/// ```
/// use offhook_dialect::{Source, build, ccc};
/// use serde_json::json;
/// let fields = ccc::ERROR_FIELDS;
/// let tree = build(fields, 0, &mut |source, _| (source == Source::Code).then(|| json!("UserBusy")));
/// assert_eq!(tree, json!({"Code": "UserBusy"}));
/// ```
pub fn build(
    fields: &[FieldRow],
    channels: usize,
    value: &mut dyn FnMut(Source, usize) -> Option<Value>,
) -> Value {
    Value::Object(object(fields, 0, channels, 0, value))
}

fn object(
    rows: &[FieldRow],
    prefix: usize,
    channels: usize,
    index: usize,
    value: &mut dyn FnMut(Source, usize) -> Option<Value>,
) -> Map<String, Value> {
    let mut out = Map::new();
    for node in children(rows, prefix) {
        let made = match node.kind {
            Kind::Leaf => node.row.and_then(|row| value(row.source, index)),
            Kind::Object => {
                let inner = Value::Object(object(node.inner, node.prefix, channels, index, value));
                (node.none() == NoneAs::Never || !is_hollow(&inner)).then_some(inner)
            }
            Kind::List => {
                let item = |index| Value::Object(object(node.inner, node.prefix, channels, index, value));
                Some(Value::Array((0..channels).map(item).collect()))
            }
        };
        if let Some(made) = made {
            out.insert(node.name.to_owned(), made);
        }
    }
    out
}

/// Whether nothing stands in a container.
pub(super) fn is_hollow(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.values().all(is_hollow),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}
