//! From a method and a path to an operation, and back.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::operation::{Method, Operation};
use super::operations::OPERATIONS;
use crate::form::wire_text;
use crate::http::route_method;
use crate::params::{DecodedParams, ParamError, decode};
use crate::query::{encode_query, parse_query, percent_encode};
use crate::rest::{look_up, parse_body};
use crate::shape::{Edition, Place};
use crate::wire::WireError;

/// What every path of the gateway begins with.
pub const PATH_PREFIX: &str = "/agentgateway/";

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// To an operation.
    To(Target),
    /// There is such a path, but it takes another method.
    WrongMethod {
        /// The methods it takes.
        allowed: Vec<Method>,
    },
    /// There is no such path.
    Unknown,
}

/// An operation and what the address says to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The operation.
    pub operation: &'static Operation,
    /// The values in the path, as they stand.
    pub path: Vec<(&'static str, String)>,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
}

/// Why a request's parameters cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// The body is no JSON object.
    Wire(WireError),
    /// A parameter is missing or wrong.
    Param(ParamError),
}

impl std::fmt::Display for RequestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Wire(error) => error.fmt(f),
            Self::Param(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RequestError {}

/// A request ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedRequest {
    /// The method.
    pub method: Method,
    /// The path, and the query if there is one.
    pub target: String,
    /// The JSON body, if the operation has parameters there.
    pub body: Option<String>,
}

/// Finds the operation of a request. `target` is the path and, behind a `?`, the query; before it may stand the gateway's
/// address, `https://{ip}:{port}`, as a request to a proxy has it (RFC 9112, 3.2.2). Empty segments and a slash at the end do
/// not count: the vendor's own client sends `/agentgateway/resource//onlineagent/1001`.
///
/// # Errors
/// When the query cannot be decoded.
///
/// ```
/// use offhook_dialect::cc_gateway::{Route, route};
/// let route = route("DELETE", "/agentgateway/resource/voicecall/1001/release")?;
/// assert!(matches!(route, Route::To(target) if target.operation.id == "release"));
/// # Ok::<(), offhook_dialect::WireError>(())
/// ```
pub fn route(method: &str, target: &str) -> Result<Route, WireError> {
    let Some(target) = without_address(target) else { return Ok(Route::Unknown) };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let segments: Vec<&str> = segments(path).collect();
    let mut fitting: Vec<&Pattern> = PATTERNS.iter().filter(|pattern| pattern.fits(&segments)).collect();
    // A path word for word goes before one with a place where the word stands.
    let Some(fewest) = fitting.iter().map(|pattern| pattern.places).min() else {
        return Ok(Route::Unknown);
    };
    fitting.retain(|pattern| pattern.places == fewest);
    match fitting.iter().find(|pattern| pattern.operation.method.as_str() == route_method(method)) {
        Some(pattern) => {
            let (_, query) = parse_query(query)?;
            let path = pattern.values(&segments);
            Ok(Route::To(Target { operation: pattern.operation, path, query }))
        }
        None => Ok(Route::WrongMethod {
            allowed: fitting.iter().map(|pattern| pattern.operation.method).collect(),
        }),
    }
}

/// The path of an operation, taken apart.
struct Pattern {
    operation: &'static Operation,
    segments: Vec<Segment>,
    /// How many places for values it has.
    places: usize,
}

#[derive(Clone, Copy)]
enum Segment {
    Word(&'static str),
    /// Where a value of this name stands.
    Place(&'static str),
}

static PATTERNS: LazyLock<Vec<Pattern>> =
    LazyLock::new(|| OPERATIONS.iter().copied().map(Pattern::new).collect());

impl Pattern {
    fn new(operation: &'static Operation) -> Self {
        let segment = |text: &'static str| {
            let place = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
            place.map_or(Segment::Word(text), Segment::Place)
        };
        let segments: Vec<Segment> = segments(operation.path).map(segment).collect();
        let places = segments.iter().filter(|segment| matches!(segment, Segment::Place(_))).count();
        Self { operation, segments, places }
    }

    fn fits(&self, path: &[&str]) -> bool {
        let each_fits = |(expected, segment): (&Segment, &&str)| match expected {
            Segment::Word(word) => word == segment,
            Segment::Place(_) => true,
        };
        // Paths begin alike: what tells them apart stands at the end.
        self.segments.len() == path.len() && self.segments.iter().zip(path).rev().all(each_fits)
    }

    /// The values at the places of a path that fits.
    fn values(&self, path: &[&str]) -> Vec<(&'static str, String)> {
        let value = |(expected, segment): (&Segment, &&str)| match expected {
            Segment::Word(_) => None,
            Segment::Place(name) => Some((*name, (*segment).to_owned())),
        };
        self.segments.iter().zip(path).filter_map(value).collect()
    }
}

/// The segments of a path in which something stands.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// Whether a path is one of the gateway's.
pub(super) fn is_served(path: &str) -> bool {
    segments(path).next() == segments(PATH_PREFIX).next()
}

/// The path and query of a target, if it has no address before them or that of a gateway.
fn without_address(target: &str) -> Option<&str> {
    if target.starts_with('/') {
        return Some(target);
    }
    let address = target.strip_prefix("https://").or_else(|| target.strip_prefix("http://"))?;
    address.find('/').filter(|host_ends| *host_ends > 0).map(|host_ends| &address[host_ends..])
}

impl Target {
    /// The agent's number, as it stands in the path.
    pub fn agent(&self) -> &str {
        self.path.first().map_or("", |(_, value)| value)
    }

    /// Decodes the parameters of path, query and body; headers are left to whoever checks the session. Scalars of the body may
    /// come as texts, as in the documented sign-in.
    ///
    /// # Errors
    /// When the body is not what it should be, or the first parameter that is missing or wrong.
    pub fn decode(&self, body: &[u8], edition: Edition) -> Result<DecodedParams, RequestError> {
        let rows = self.operation.params.iter().filter(|row| row.place != Place::Header);
        let wants_body = self.operation.params.iter().any(|row| row.place == Place::Body);
        let body = if wants_body { parse_body(body).map_err(RequestError::Wire)? } else { Map::new() };
        decode(rows, edition, &|row| look_up(row, &self.path, &self.query, &body))
            .map_err(RequestError::Param)
    }
}

/// Writes a request that [`route`] and [`Target::decode`] take apart into the same parameters.
pub fn encode_request(operation: &Operation, params: &DecodedParams) -> EncodedRequest {
    let in_place = |place| {
        let rows = operation.params.iter().filter(move |row| row.place == place);
        rows.filter_map(|row| params.get(row.name).map(|value| (row.name, value)))
    };
    let mut target = operation.path.to_owned();
    for (name, value) in in_place(Place::Path) {
        target = target.replace(&format!("{{{name}}}"), &percent_encode(&wire_text(value)));
    }
    let query: Vec<_> = in_place(Place::Query)
        .map(|(name, value)| (name.to_owned(), wire_text(value).into_owned()))
        .collect();
    if !query.is_empty() {
        target.push('?');
        target.push_str(&encode_query(None, &query));
    }
    let has_body = operation.params.iter().any(|row| row.place == Place::Body);
    let body = has_body.then(|| {
        let fields: Map<_, _> =
            in_place(Place::Body).map(|(name, value)| (name.to_owned(), value.clone())).collect();
        Value::Object(fields).to_string()
    });
    EncodedRequest { method: operation.method, target, body }
}
