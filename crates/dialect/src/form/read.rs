//! Holds a foreign answer against a table.

use std::fmt;

use serde_json::{Map, Value};

use super::layout::{Kind, Node, children};
use super::parse::Raw;
use super::{Form, Format};
use crate::shape::{FieldRow, NoneAs, PLACEHOLDER, Type};

/// One way in which an answer departs from its table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShapeFault {
    /// A field that must be there is not.
    Missing {
        /// Where it should stand.
        path: String,
    },
    /// A field that the table does not know. It stays in the tree.
    Unknown {
        /// Where it stands.
        path: String,
    },
    /// A value that is not of the declared type as this form writes it. It stays in the tree as it came.
    WrongType {
        /// Where it stands.
        path: String,
        /// The declared type.
        expected: Type,
        /// What stands there.
        found: Found,
    },
    /// A field that stands behind one it should precede. Only the documented form has an order.
    OutOfOrder {
        /// Where it should stand.
        path: String,
        /// The field it should precede.
        behind: &'static str,
    },
    /// An XML answer with a root element where the form has none, or without one where it has.
    Root {
        /// The root element that came.
        found: Option<String>,
    },
}

impl ShapeFault {
    /// Where the fault is, with the index of a list's item: `Data.CallContext.ChannelContexts[0].Timestamp`. Empty for the
    /// answer as a whole.
    pub fn path(&self) -> &str {
        match self {
            Self::Missing { path }
            | Self::Unknown { path }
            | Self::WrongType { path, .. }
            | Self::OutOfOrder { path, .. } => path,
            Self::Root { .. } => "",
        }
    }

    /// The path of the table row that the fault is about: without the indices.
    pub fn row_path(&self) -> String {
        let mut out = String::new();
        for (position, part) in self.path().split('[').enumerate() {
            if position == 0 {
                out.push_str(part);
            } else {
                out.push_str("[]");
                out.push_str(part.split_once(']').map_or("", |(_, rest)| rest));
            }
        }
        out
    }
}

impl fmt::Display for ShapeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { path } => write!(f, "{path} is missing"),
            Self::Unknown { path } => write!(f, "{path} is not a documented field"),
            Self::WrongType { path, expected, found } => {
                write!(f, "{path} is {} where {} is declared", found.as_str(), expected.as_str())
            }
            Self::OutOfOrder { path, behind } => write!(f, "{path} stands behind {behind}"),
            Self::Root { found: Some(name) } => write!(f, "the root element {name} is not documented"),
            Self::Root { found: None } => f.write_str("the root element is missing"),
        }
    }
}

impl std::error::Error for ShapeFault {}

/// What kind of value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Found {
    /// JSON's `null`.
    Null,
    /// A boolean.
    Boolean,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
}

impl Found {
    /// What kind of value this is.
    pub const fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
        }
    }

    /// The word for it in diagnostics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::List => "a list",
            Self::Object => "an object",
        }
    }
}

/// Reads an answer as the table and the form say: the typed tree, and every departure from them.
///
/// The tree keeps what it could not understand, so that an expectation may still name it. `read(parse(render(t)))` gives `t`
/// back without faults, in both forms and both notations.
pub fn read(raw: &Raw, fields: &[FieldRow], form: Form) -> (Value, Vec<ShapeFault>) {
    let mut reading = Reading { form, format: raw.format, faults: Vec::new() };
    let wants_root = form == Form::Typed;
    if raw.format == Format::Xml && raw.root.is_some() != wants_root {
        reading.faults.push(ShapeFault::Root { found: raw.root.clone() });
    }
    let tree = match &raw.value {
        Value::Object(map) => Value::Object(reading.object(map, fields, 0, "")),
        other => other.clone(),
    };
    (tree, reading.faults)
}

struct Reading {
    form: Form,
    format: Format,
    faults: Vec<ShapeFault>,
}

impl Reading {
    fn object(
        &mut self,
        map: &Map<String, Value>,
        rows: &[FieldRow],
        prefix: usize,
        at: &str,
    ) -> Map<String, Value> {
        let mut out = Map::new();
        for node in children(rows, prefix) {
            let path = join(at, node.name);
            let value = match (map.get(node.name), node.kind) {
                (None, kind) => self.absent(&node, kind, path),
                (Some(value), Kind::Leaf) => self.leaf(value, &node, path),
                (Some(value), Kind::Object) => Some(self.container(value, &node, &path, Type::Object)),
                (Some(value), Kind::List) => Some(self.list(value, &node, path)),
            };
            if let Some(value) = value {
                out.insert(node.name.to_owned(), value);
            }
        }
        self.unknown(map, rows, prefix, at, &mut out);
        if self.form == Form::Documented {
            self.order(map, rows, prefix, at);
        }
        out
    }

    /// A field that is not there: no value, no item, or a fault.
    fn absent(&mut self, node: &Node<'_>, kind: Kind, path: String) -> Option<Value> {
        if kind == Kind::List && self.format == Format::Xml {
            return Some(Value::Array(Vec::new()));
        }
        let may_be = match node.none() {
            NoneAs::Never | NoneAs::Null => false,
            NoneAs::Placeholder | NoneAs::Empty => self.form == Form::Typed,
            NoneAs::Omitted => true,
        };
        if !may_be {
            self.faults.push(ShapeFault::Missing { path });
        }
        None
    }

    fn leaf(&mut self, value: &Value, node: &Node<'_>, path: String) -> Option<Value> {
        let (ty, none) = (node.row.map_or(Type::String, |row| row.ty), node.none());
        if self.says_none(value, none) {
            return None;
        }
        if value.is_null() {
            if self.form == Form::Documented || none == NoneAs::Never {
                self.faults.push(ShapeFault::WrongType { path, expected: ty, found: Found::Null });
            }
            return None;
        }
        let is_text = self.form == Form::Documented || self.format == Format::Xml;
        let (understood, as_written) = match value {
            Value::String(text) if is_text => (from_text(text, ty), true),
            other => (from_typed(other, ty), !is_text),
        };
        if understood.is_none() || !as_written {
            self.faults.push(ShapeFault::WrongType { path, expected: ty, found: Found::of(value) });
        }
        Some(understood.unwrap_or_else(|| value.clone()))
    }

    fn says_none(&self, value: &Value, none: NoneAs) -> bool {
        match (none, value) {
            (NoneAs::Null, Value::Null) => true,
            (NoneAs::Null, Value::String(text)) => self.format == Format::Xml && text.is_empty(),
            (NoneAs::Placeholder, Value::String(text)) => {
                self.form == Form::Documented && text == PLACEHOLDER
            }
            (NoneAs::Empty, Value::String(text)) => self.form == Form::Documented && text.is_empty(),
            _ => false,
        }
    }

    fn container(&mut self, value: &Value, node: &Node<'_>, path: &str, expected: Type) -> Value {
        match value {
            Value::Object(map) => Value::Object(self.object(map, node.inner, node.prefix, path)),
            // An element without content cannot be told from an empty text.
            Value::String(text) if self.format == Format::Xml && text.is_empty() => {
                Value::Object(self.object(&Map::new(), node.inner, node.prefix, path))
            }
            other => {
                let (path, found) = (path.to_owned(), Found::of(other));
                self.faults.push(ShapeFault::WrongType { path, expected, found });
                other.clone()
            }
        }
    }

    fn list(&mut self, value: &Value, node: &Node<'_>, path: String) -> Value {
        let items = match value {
            Value::Array(items) => items.as_slice(),
            // One element alone cannot be told from a list of one.
            other if self.format == Format::Xml => std::slice::from_ref(other),
            other => {
                let (expected, found) = (Type::ObjectList, Found::of(other));
                self.faults.push(ShapeFault::WrongType { path, expected, found });
                return other.clone();
            }
        };
        let item = |(index, item)| self.container(item, node, &format!("{path}[{index}]"), Type::Object);
        Value::Array(items.iter().enumerate().map(item).collect())
    }

    fn unknown(
        &mut self,
        map: &Map<String, Value>,
        rows: &[FieldRow],
        prefix: usize,
        at: &str,
        out: &mut Map<String, Value>,
    ) {
        for (name, value) in map {
            if !children(rows, prefix).any(|node| node.name == name) {
                self.faults.push(ShapeFault::Unknown { path: join(at, name) });
                out.insert(name.clone(), value.clone());
            }
        }
    }

    /// Reports each field that stands behind a field it should precede.
    fn order(&mut self, map: &Map<String, Value>, rows: &[FieldRow], prefix: usize, at: &str) {
        let mut furthest: Option<(usize, &'static str)> = None;
        for name in map.keys() {
            let known = children(rows, prefix).enumerate().find(|(_, node)| node.name == name);
            let Some((position, node)) = known else { continue };
            match furthest {
                Some((reached, behind)) if position < reached => {
                    self.faults.push(ShapeFault::OutOfOrder { path: join(at, name), behind });
                }
                _ => furthest = Some((position, node.name)),
            }
        }
    }
}

fn join(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

/// The value of the declared type that a text stands for.
pub(crate) fn from_text(text: &str, ty: Type) -> Option<Value> {
    match ty {
        Type::String => Some(text.into()),
        Type::Integer | Type::Long => text.parse::<i64>().ok().map(Value::from),
        Type::Boolean => text.parse::<bool>().ok().map(Value::from),
        Type::StringList | Type::Map => {
            serde_json::from_str(text).ok().and_then(|value| from_typed(&value, ty))
        }
        Type::Any => Some(serde_json::from_str(text).unwrap_or_else(|_| text.into())),
        Type::Object | Type::ObjectList => None,
    }
}

/// The value itself, if it is of the declared type.
fn from_typed(value: &Value, ty: Type) -> Option<Value> {
    let fits = match (ty, value) {
        (Type::String, Value::String(_))
        | (Type::Boolean, Value::Bool(_))
        | (Type::Map, Value::Object(_))
        | (Type::Any, _) => true,
        (Type::Integer | Type::Long, Value::Number(number)) => number.is_i64(),
        (Type::StringList, Value::Array(list)) => list.iter().all(Value::is_string),
        _ => false,
    };
    fits.then(|| value.clone())
}
