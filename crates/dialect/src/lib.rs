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
#[cfg(feature = "example-vendor")]
pub mod example;
pub mod pairs;

mod call_parties;
mod clause;
mod client;
mod derived;
mod document;
mod enumeration;
mod form;
mod freedom;
mod gate;
mod http;
mod openapi;
mod operation;
mod out_of_reach;
mod params;
mod query;
mod registry;
mod rest;
mod secrets;
mod session_layer;
mod shape;
mod source;
mod vendor;
mod vendors;
mod wire;

pub use clause::{Clause, Kind, SamplePart};
pub use client::{
    AccessKey, Caller, Client, Draft, GivenSession, Names, ReadRequest, Recorded, Said, Sender, Shown,
    Summary, Written,
};
pub use document::Document;
pub use form::{
    Form, Format, Found, Raw, ShapeFault, Spelling, build, parse, read, render, respell_no_values, revalue,
    settle_no_values, tokens, wire_text,
};
pub use freedom::{
    BY_ROW, Behaviour, BehaviourRow, Choice, Departure, Freedom, NoValue, OpenBehaviour, View, Views,
    WordKind, Wording, behaviours, freedoms, is_of_one_edition, is_open_refusal, no_value_id, no_values,
    possible, wordings,
};
pub use gate::{Account, Accounts, Admitted, Gate, Nonce, NonceMark, Unserved};
pub use http::{HttpRequest, HttpResponse, JSON};
/// The macro that defines limits, and their rows: for crates that do not know the machine.
pub use offhook_machine::limits;
pub use openapi::OPENAPI;
pub use operation::{Begins, Operation, Refusal, Samples, Trigger};
pub use out_of_reach::{OutOfReach, names_clause};
pub use params::{DecodedParams, ParamError};
pub use query::{ACTION, Pairs, encode_query, parse_query, percent_encode};
pub use registry::{Registry, documents, out_of_reach, out_of_reach_rows, registry};
pub use secrets::is_secret;
pub use session_layer::{HandsetAct, Opening, Proposal, SessionLayer};
pub use shape::{
    Bounds, Edition, ErrorRow, FieldRow, NoneAs, PLACEHOLDER, ParamRow, Place, Required, Type, kebab,
};
pub use source::{CallField, ChannelField, EventField, SessionField, Source, UserField};
pub use vendor::{
    CallFields, Delivery, Envelope, EventFacts, EventFields, EventPath, EventValue, Examples,
    GivenCallOperations, GivenUsers, Groups, Ids, RefusalOf, Routes, Tables, Unobservable, UserNames, Vendor,
    Web, WireForms,
};
pub use vendors::{VENDORS, vendor};
pub use wire::{LIMITS, Limits, MAX_BODY_BYTES, MAX_NESTING, MAX_QUERY_BYTES, MAX_QUERY_PARAMS, WireError};
