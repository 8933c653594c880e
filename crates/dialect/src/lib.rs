//! The vendors' wire: Alibaba Cloud CCC 2020-07-01 and Huawei CC-Gateway, bytes to and from requests and answers. No sockets, no
//! clock.
//!
//! Shapes are data. Each request and answer is a table with a row for each parameter, field and refusal
//! ([`ParamRow`], [`FieldRow`], [`ErrorRow`]); the codec ([`build`], [`render`], [`parse`], [`read`]) executes the tables, and the
//! [`registry`] of clauses is derived from them.
//!
//! ```
//! use offhook_dialect::{Form, Format, Limits, ccc, parse, read, render};
//!
//! let action = ccc::action("MakeCall").expect("a documented action");
//! let sample = action.samples.expect("which has an example").json;
//! let (tree, faults) = read(&parse(sample, Format::Json, &Limits::DEFAULT)?, action.fields, Form::Documented);
//! assert!(faults.is_empty());
//! assert_eq!(tree["Data"]["UserContext"]["OutboundScenario"], false);
//! let typed = render(&tree, action.fields, Form::Typed, Format::Json, action.name);
//! assert!(typed.contains(r#""HttpStatusCode":200,"Data":{"#));
//! # Ok::<(), offhook_dialect::WireError>(())
//! ```
#![forbid(unsafe_code)]

pub mod cc_gateway;
pub mod ccc;
pub mod openapi;

mod clause;
mod form;
mod http;
mod mapping;
mod params;
mod query;
mod shape;
mod source;
mod wire;

pub use clause::{
    Clause, DOCUMENTS, Document, Kind, OUT_OF_REACH, OutOfReach, Registry, SamplePart, documents,
    names_clause, out_of_reach, registry,
};
pub use form::{Form, Format, Found, Raw, ShapeFault, build, parse, read, render, tokens};
pub use http::HttpRequest;
pub use mapping::{MAPPING, Mapping};
pub use params::{DecodedParams, ParamError};
pub use query::{ACTION, Pairs, encode_query, parse_query, percent_encode};
pub use shape::{
    Bounds, Edition, ErrorRow, FieldRow, NoneAs, PLACEHOLDER, ParamRow, Place, Required, Type, kebab,
};
pub use source::{CallField, ChannelField, EventField, SessionField, Source, UserField};
pub use wire::{Limits, MAX_BODY_BYTES, MAX_NESTING, MAX_QUERY_BYTES, MAX_QUERY_PARAMS, WireError};
