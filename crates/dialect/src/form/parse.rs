//! From bytes to a raw tree that knows no table.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use serde_json::{Map, Value};

use super::{Format, is_no_xml};
use crate::wire::{Limits, WireError};

/// An answer taken apart, not yet held against a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Raw {
    /// The notation it came in. XML knows neither types nor lists, so whoever reads the tree must know.
    pub format: Format,
    /// The root element of an XML answer, if it has one: its only element, if that holds others.
    pub root: Option<String>,
    /// The fields. From XML: elements with children as objects, others as texts, repeated ones as lists.
    pub value: Value,
}

/// Takes an answer apart. Never panics, and never looks at more than `limits` allow.
///
/// # Errors
/// When the text is too large, nested too deep, or not an object in the notation.
pub fn parse(text: &str, format: Format, limits: &Limits) -> Result<Raw, WireError> {
    if text.len() > limits.bytes {
        return Err(WireError::TooLarge { bytes: text.len(), limit: limits.bytes });
    }
    match format {
        Format::Json => parse_json(text, limits),
        Format::Xml => parse_xml(text, limits),
    }
}

fn parse_json(text: &str, limits: &Limits) -> Result<Raw, WireError> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        // The parser has a depth limit of its own, which it reports as a syntax error.
        if error.to_string().starts_with("recursion limit") {
            WireError::TooDeep { limit: limits.nesting }
        } else {
            WireError::Json { line: error.line(), column: error.column() }
        }
    })?;
    if !value.is_object() {
        return Err(WireError::NotAnObject);
    }
    if is_deeper(&value, limits.nesting) {
        return Err(WireError::TooDeep { limit: limits.nesting });
    }
    Ok(Raw { format: Format::Json, root: None, value })
}

fn is_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Object(map) => levels == 0 || map.values().any(|inner| is_deeper(inner, levels - 1)),
        Value::Array(list) => levels == 0 || list.iter().any(|inner| is_deeper(inner, levels - 1)),
        _ => false,
    }
}

/// An element whose end has not come yet.
#[derive(Default)]
struct Open {
    name: String,
    children: Map<String, Value>,
    text: String,
}

impl Open {
    fn add(&mut self, name: String, value: Value) {
        match self.children.get_mut(&name) {
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None => {
                self.children.insert(name, value);
            }
        }
    }

    /// An element with children is an object, whatever white space stands between them.
    fn close(self) -> (String, Value) {
        let value =
            if self.children.is_empty() { Value::String(self.text) } else { Value::Object(self.children) };
        (self.name, value)
    }
}

fn parse_xml(text: &str, limits: &Limits) -> Result<Raw, WireError> {
    let mut reader = Reader::from_str(text);
    let mut top = Open::default();
    let mut open: Vec<Open> = Vec::new();
    loop {
        let event = reader.read_event().map_err(|_| WireError::Xml { at: reader.error_position() })?;
        match event {
            Event::Start(start) => {
                check_attributes(&start, reader.buffer_position())?;
                if open.len() >= limits.nesting {
                    return Err(WireError::TooDeep { limit: limits.nesting });
                }
                open.push(Open { name: start.name().as_ref().to_owned(), ..Open::default() });
            }
            Event::Empty(start) => {
                check_attributes(&start, reader.buffer_position())?;
                let name = start.name().as_ref().to_owned();
                open.last_mut().unwrap_or(&mut top).add(name, Value::String(String::new()));
            }
            Event::End(_) => {
                let (name, value) = open.pop().map(Open::close).unwrap_or_default();
                open.last_mut().unwrap_or(&mut top).add(name, value);
            }
            Event::Text(part) => {
                if part.contains(END_OF_CDATA) {
                    let what = "`]]>`, in which `>` must be escaped";
                    return Err(WireError::XmlText { at: reader.buffer_position(), what });
                }
                check_characters(&part, reader.buffer_position())?;
                open.last_mut().unwrap_or(&mut top).text.push_str(&part.xml10_content());
            }
            Event::CData(part) => {
                check_characters(&part, reader.buffer_position())?;
                open.last_mut().unwrap_or(&mut top).text.push_str(&part.xml10_content());
            }
            Event::GeneralRef(entity) => open.last_mut().unwrap_or(&mut top).text.push(resolve(&entity)?),
            Event::DocType(_) => return Err(WireError::Doctype),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    let has_loose_text = !top.text.trim().is_empty();
    if !open.is_empty() || has_loose_text || top.children.is_empty() {
        return Err(WireError::Xml { at: reader.buffer_position() });
    }
    Ok(without_root(top.children))
}

/// What may only end a section of character data: the parser lets it pass in a text.
const END_OF_CDATA: &str = "]]>";

/// The parser lets characters pass that no XML can hold.
fn check_characters(text: &str, at: u64) -> Result<(), WireError> {
    let what = "a control character that no XML can hold";
    if text.contains(is_no_xml) { Err(WireError::XmlText { at, what }) } else { Ok(()) }
}

/// No field is an attribute; but what stands in one must be quoted and escaped all the same.
fn check_attributes(start: &BytesStart<'_>, at: u64) -> Result<(), WireError> {
    for attribute in start.attributes() {
        let value = attribute.map_err(|_| WireError::Xml { at })?.value;
        if value.contains('<') {
            return Err(WireError::XmlText { at, what: "`<` in an attribute, where it must be escaped" });
        }
        check_characters(&value, at)?;
    }
    Ok(())
}

fn resolve(entity: &BytesRef<'_>) -> Result<char, WireError> {
    let unknown = || WireError::Entity { name: entity.to_string() };
    if let Some(c) = entity.resolve_char_ref().map_err(|_| unknown())? {
        return if is_no_xml(c) { Err(unknown()) } else { Ok(c) };
    }
    match &**entity {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => Err(unknown()),
    }
}

fn without_root(mut top: Map<String, Value>) -> Raw {
    // No answer is of one field that has others in it.
    let root = if top.len() == 1 { top.keys().next().cloned() } else { None };
    match root.as_ref().and_then(|name| top.get_mut(name)) {
        Some(inner @ Value::Object(_)) => Raw { format: Format::Xml, root, value: inner.take() },
        _ => Raw { format: Format::Xml, root: None, value: Value::Object(top) },
    }
}
