//! Huawei CC-Gateway: the operations of the agent's REST interface as tables.
//!
//! Its samples are natively typed JSON, so answers are rendered and read in [`Form::Typed`].

mod events;
mod front;
mod operation;
mod operations;
mod results;
pub mod retcodes;
mod route;

pub use events::{EMPTY_POLL_FIELDS, EVENTS, EventShape, event_shape, poll_fields};
pub use front::{
    Answer, Front, GUID_INTERVAL_MS, GUID_TIMEOUT_MS, HandsetAct, MAX_EVENTS_PER_AGENT,
    MAX_PROPOSALS_PER_AGENT, Proposal, SILENCE_MS, Tokens, call_id, find_call,
};
pub use operation::{EventRow, Method, Operation, REFUSAL_FIELDS, RetcodeRow};
pub use operations::*;
pub use retcodes::{RETCODES, Retcode, retcode};
pub use route::{EncodedRequest, PATH_PREFIX, RequestError, Route, Target, encode_request, route};

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
