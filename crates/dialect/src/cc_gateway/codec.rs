//! Answers as text, by their tables.

use serde_json::Value;

use crate::form::{Form, Format, ShapeFault, parse, read, render};
use crate::shape::FieldRow;
use crate::wire::{Limits, WireError};

/// Writes an answer, a refusal or the reply to a poll.
pub fn encode_answer(tree: &Value, fields: &[FieldRow]) -> String {
    render(tree, fields, Form::Typed, Format::Json, "")
}

/// Reads an answer: the typed tree, and how it departs from the table.
///
/// # Errors
/// When it is no JSON object, too large or nested too deep.
pub fn decode_answer(text: &str, fields: &[FieldRow]) -> Result<(Value, Vec<ShapeFault>), WireError> {
    parse(text, Format::Json, &Limits::DEFAULT).map(|raw| read(&raw, fields, Form::Typed))
}
