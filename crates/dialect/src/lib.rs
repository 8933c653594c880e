//! The vendors' wire.

pub mod ccc;

mod clause;
mod form;
mod params;
mod query;
mod shape;
mod source;
mod wire;

pub use clause::Document;
pub use form::{Form, Format, Found, Raw, ShapeFault, build, parse, read, render, tokens};
pub use params::{DecodedParams, ParamError};
pub use query::{ACTION, encode_query, parse_query, percent_encode};
pub use shape::*;
pub use source::{CallField, ChannelField, EventField, SessionField, Source, UserField};
pub use wire::{Limits, MAX_BODY_BYTES, MAX_NESTING, MAX_QUERY_BYTES, MAX_QUERY_PARAMS, WireError};
