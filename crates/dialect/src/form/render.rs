//! From the typed tree to bytes.

use std::borrow::Cow;

use quick_xml::escape::partial_escape;
use serde_json::{Map, Value};

use super::layout::{Kind, children};
use super::parse::Raw;
use super::{Form, Format, is_no_xml};
use crate::shape::{FieldRow, NoneAs, PLACEHOLDER};

/// What the typed form of XML begins with, as the vendor's gateway has it: its .NET client reads the second node of an answer.
const DECLARATION: &str = "<?xml version='1.0' encoding='UTF-8'?>";

/// Writes a typed tree in the order of the table, without white space between tokens.
///
/// What the table does not know is not written. `name` is the action's; the typed XML form calls its root element after it. It lives as long
/// as the program: names of elements come from tables, never from a request, which might have markup in it.
pub fn render(tree: &Value, fields: &[FieldRow], form: Form, format: Format, name: &'static str) -> String {
    let mut out = String::with_capacity(1024);
    let Some(map) = tree.as_object() else { return out };
    match format {
        Format::Json => json_object(&mut out, map, fields, 0, form),
        Format::Xml if form == Form::Typed => {
            out.push_str(DECLARATION);
            let root = format!("{name}Response");
            xml_element(&mut out, &root, |out| xml_object(out, map, fields, 0, form));
        }
        Format::Xml => xml_object(&mut out, map, fields, 0, form),
    }
    out
}

impl Raw {
    /// Writes the fields as they are, in the notation in which they came. For variants of our own answers.
    pub fn to_text(&self) -> String {
        let mut out = String::with_capacity(1024);
        match (self.format, &self.value, &self.root) {
            (Format::Xml, Value::Object(map), Some(root)) => {
                xml_element(&mut out, root, |out| xml_raw(out, map));
            }
            (Format::Xml, Value::Object(map), None) => xml_raw(&mut out, map),
            (_, value, _) => out.push_str(&value.to_string()),
        }
        out
    }
}

fn xml_raw(out: &mut String, map: &Map<String, Value>) {
    for (name, value) in map {
        let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for item in items {
            match item {
                Value::Object(inner) => xml_element(out, name, |out| xml_raw(out, inner)),
                leaf => xml_leaf(out, name, &wire_text(leaf)),
            }
        }
    }
}

/// What is written for a leaf.
enum Written<'a> {
    Nothing,
    Null,
    Text(Cow<'a, str>),
    Typed(&'a Value),
}

fn written<'a>(value: Option<&'a Value>, none: NoneAs, form: Form) -> Written<'a> {
    match (value, form, none) {
        (Some(Value::Null) | None, _, NoneAs::Null) => Written::Null,
        (Some(Value::Null) | None, Form::Documented, NoneAs::Placeholder) => {
            Written::Text(PLACEHOLDER.into())
        }
        (Some(Value::Null) | None, Form::Documented, NoneAs::Empty) => Written::Text("".into()),
        (Some(Value::Null) | None, _, _) => Written::Nothing,
        (Some(value), Form::Documented, _) => Written::Text(wire_text(value)),
        (Some(value), Form::Typed, _) => Written::Typed(value),
    }
}

/// A value as the text that stands for it inside a string, an element or a query: numbers and booleans as they are, lists and
/// maps as JSON.
pub fn wire_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

fn json_object(out: &mut String, map: &Map<String, Value>, rows: &[FieldRow], prefix: usize, form: Form) {
    out.push('{');
    let mut first = true;
    for node in children(rows, prefix) {
        let value = map.get(node.name);
        let before = out.len();
        if !first {
            out.push(',');
        }
        json_text(out, node.name);
        out.push(':');
        let wrote = match node.kind {
            Kind::Leaf => json_leaf(out, written(value, node.none(), form)),
            Kind::Object => value.and_then(Value::as_object).map(|inner| {
                json_object(out, inner, node.inner, node.prefix, form);
            }),
            Kind::List => value.and_then(Value::as_array).map(|list| {
                json_list(out, list, node.inner, node.prefix, form);
            }),
        };
        match wrote {
            Some(()) => first = false,
            None => out.truncate(before),
        }
    }
    out.push('}');
}

fn json_leaf(out: &mut String, leaf: Written<'_>) -> Option<()> {
    match leaf {
        Written::Nothing => return None,
        Written::Null => out.push_str("null"),
        Written::Text(text) => json_text(out, &text),
        Written::Typed(value) => out.push_str(&value.to_string()),
    }
    Some(())
}

fn json_list(out: &mut String, list: &[Value], rows: &[FieldRow], prefix: usize, form: Form) {
    out.push('[');
    for (index, item) in list.iter().filter_map(Value::as_object).enumerate() {
        if index > 0 {
            out.push(',');
        }
        json_object(out, item, rows, prefix, form);
    }
    out.push(']');
}

fn json_text(out: &mut String, text: &str) {
    out.push_str(&Value::from(text).to_string());
}

fn xml_object(out: &mut String, map: &Map<String, Value>, rows: &[FieldRow], prefix: usize, form: Form) {
    for node in children(rows, prefix) {
        let value = map.get(node.name);
        match (node.kind, value) {
            (Kind::Leaf, _) => match written(value, node.none(), form) {
                Written::Nothing => {}
                Written::Null => xml_leaf(out, node.name, ""),
                Written::Text(text) => xml_leaf(out, node.name, &text),
                Written::Typed(value) => xml_leaf(out, node.name, &wire_text(value)),
            },
            (Kind::Object, Some(Value::Object(inner))) => {
                xml_element(out, node.name, |out| xml_object(out, inner, node.inner, node.prefix, form));
            }
            (Kind::List, Some(Value::Array(list))) => {
                for item in list.iter().filter_map(Value::as_object) {
                    xml_element(out, node.name, |out| xml_object(out, item, node.inner, node.prefix, form));
                }
            }
            _ => {}
        }
    }
}

fn xml_element(out: &mut String, name: &str, inside: impl FnOnce(&mut String)) {
    out.extend(["<", name, ">"]);
    inside(out);
    out.extend(["</", name, ">"]);
}

fn xml_leaf(out: &mut String, name: &str, text: &str) {
    if text.is_empty() {
        out.extend(["<", name, "/>"]);
    } else {
        // Escapes `<`, `>`, `&` and the carriage return, but no quotes: as the samples do.
        xml_element(out, name, |out| out.push_str(&partial_escape(xml_chars(text))));
    }
}

/// The text with the replacement character for everything XML 1.0 cannot carry.
fn xml_chars(text: &str) -> Cow<'_, str> {
    if text.contains(is_no_xml) {
        Cow::Owned(text.replace(is_no_xml, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}
