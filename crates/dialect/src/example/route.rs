//! From a request to its operation and its parameters.

use serde_json::Map;

use super::operation::Row;
use super::operations::ROWS;
use super::reasons::{BAD_REQUEST, NOT_FOUND, Reason, WRONG_METHOD};
use crate::http::HttpRequest;
use crate::params::{DecodedParams, decode};
use crate::query::{Pairs, parse_query};
use crate::rest::{look_up, parse_body};
use crate::shape::{Edition, Place};

/// What every path begins with.
pub(super) const PATH_PREFIX: &str = "/example/v1/";

/// The operation of a request.
pub(super) fn route(request: &HttpRequest) -> Result<&'static Row, &'static Reason> {
    let path = request.path();
    let row = ROWS.iter().copied().find(|row| row.path == path).ok_or(&NOT_FOUND)?;
    if row.method.as_str() == request.method { Ok(row) } else { Err(&WRONG_METHOD) }
}

/// The parameters of a request to an operation, but for its headers.
pub(super) fn params(row: &Row, request: &HttpRequest) -> Result<DecodedParams, &'static Reason> {
    let (_, query) = parse_query(request.query()).map_err(|_| &BAD_REQUEST)?;
    let takes_body = row.params.iter().any(|row| row.place == Place::Body);
    let body = if takes_body { parse_body(&request.body).map_err(|_| &BAD_REQUEST)? } else { Map::new() };
    let rows = row.params.iter().filter(|row| row.place != Place::Header);
    let path: [(&str, String); 0] = [];
    decode(rows, Edition::First, &|row| look_up(row, &path, &query, &body)).map_err(|_| &BAD_REQUEST)
}

/// The parameters as they stand in the request, of whatever shape they are.
pub(super) fn said(request: &HttpRequest) -> Pairs {
    let (_, mut said) = parse_query(request.query()).unwrap_or_default();
    let body = parse_body(&request.body).unwrap_or_default();
    said.extend(body.into_iter().map(|(name, value)| (name, crate::form::wire_text(&value).into_owned())));
    said
}
