//! A request of the RPC style: the action and its parameters stand in headers, in the query or in a form.

use crate::form::Format;
use crate::http::HttpRequest;
use crate::query::{Pairs, parse_query};
use crate::wire::WireError;

/// The version of the API.
pub const VERSION: &str = "2020-07-01";
/// The media type of a form.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// The parameter with the id of the access key.
pub(super) const ACCESS_KEY_ID: &str = "AccessKeyId";

/// The parameters that every request may carry and no action knows: they name the version, the notation and who asks.
pub(super) const COMMON: &[&str] = &[
    ACCESS_KEY_ID,
    "Format",
    "RegionId",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcRequest {
    /// The action; empty where none is named.
    pub action: String,
    /// The version of the API, where one is named.
    pub version: Option<String>,
    /// The parameters of the action, in order: the query's, then the form's.
    pub params: Pairs,
    /// The id of the access key, where the query or the form names one: once the request is admitted, the id of the user whom
    /// the caller's account stands for.
    pub account: Option<String>,
    /// The notation that the answer is wanted in. JSON unless XML is asked for, by `Format` or else by `Accept`.
    pub format: Format,
}

impl RpcRequest {
    /// Reads a request. The headers `x-acs-action` and `x-acs-version` count before the query, the query before the form.
    ///
    /// # Errors
    /// The query or the form is too long, has too many parameters or is not UTF-8.
    pub fn decode(request: &HttpRequest) -> Result<Self, WireError> {
        let (action, mut params) = all_params(request)?;
        let said = |name: &str| params.iter().find(|(it, _)| it == name).map(|(_, value)| value.clone());
        let action = request.header("x-acs-action").map(str::to_owned).or(action).unwrap_or_default();
        let version = request.header("x-acs-version").map(str::to_owned).or_else(|| said("Version"));
        let named = said("Format").and_then(|text| Format::from_text(&text));
        let format = named.unwrap_or_else(|| accepted(request.header("Accept").unwrap_or_default()));
        let account = said(ACCESS_KEY_ID);
        params.retain(|(name, _)| !COMMON.contains(&name.as_str()));
        Ok(Self { action, version, params, account, format })
    }
}

/// The action, where query or form names it, and every parameter of both.
pub(super) fn all_params(request: &HttpRequest) -> Result<(Option<String>, Pairs), WireError> {
    let (mut action, mut params) = parse_query(request.query())?;
    if is_form(request) {
        let text = std::str::from_utf8(&request.body)
            .map_err(|error| WireError::NotUtf8 { valid_up_to: error.valid_up_to() })?;
        let (named, said) = parse_query(text)?;
        action = action.or(named);
        params.extend(said);
    }
    Ok((action, params))
}

/// True if the body is a form.
pub(super) fn is_form(request: &HttpRequest) -> bool {
    let media = request.header("Content-Type").unwrap_or_default();
    media.get(..FORM.len()).is_some_and(|start| start.eq_ignore_ascii_case(FORM))
}

fn accepted(accept: &str) -> Format {
    let accept = accept.to_ascii_lowercase();
    if accept.contains("xml") && !accept.contains("json") && !accept.contains("html") {
        Format::Xml
    } else {
        Format::Json
    }
}
