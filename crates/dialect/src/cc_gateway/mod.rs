//! Huawei CC-Gateway: the operations of the agent's REST interface as tables.
//!
//! Its samples are natively typed JSON, so answers are rendered and read in [`Form::Typed`](crate::Form::Typed).

pub mod agent_states;
pub mod retcodes;

mod clauses;
mod client;
mod codec;
mod derived;
mod documents;
mod enumerations;
mod events;
mod freedoms;
mod gate;
mod openapi;
mod operation;
mod operations;
mod out_of_reach;
mod results;
mod route;
mod session_layer;
mod transfer_modes;
mod vendor;

pub use codec::{decode_answer, encode_answer};
pub use events::{EMPTY_POLL_FIELDS, EVENTS, EventShape, event_shape, poll_fields};
pub use operation::{Arrival, Does, Invocation, Method, Operation, Outcome, RetcodeRow};
pub use operations::*;
pub use results::REFUSAL_FIELDS;
pub use retcodes::{RETCODES, Retcode, retcode};
pub use route::{EncodedRequest, PATH_PREFIX, RequestError, Route, Target, encode_request, route};
pub use session_layer::{
    GUID_INTERVAL_MS, GUID_TIMEOUT_MS, MAX_EVENTS_PER_AGENT, MAX_PROPOSALS_PER_AGENT, SILENCE_MS, Sessions,
    call_id, find_call,
};
pub use transfer_modes::{TRANSFER_MODES, TransferKind, TransferMode, transfer_kind};
pub use vendor::VENDOR;
