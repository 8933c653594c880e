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
        // Where both name it, the parameter has the action's own letters: clients write the header in their own.
        let action = match (request.header("x-acs-action"), action) {
            (Some(header), Some(action)) if header.eq_ignore_ascii_case(&action) => action,
            (Some(header), _) => header.to_owned(),
            (None, action) => action.unwrap_or_default(),
        };
        let version = request.header("x-acs-version").map(str::to_owned).or_else(|| said("Version"));
        let named = said("Format").and_then(|text| Format::from_text(&text));
        let format = named.unwrap_or_else(|| accepted(&all_of(&request.headers, "Accept")));
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

/// The values of all headers of a name, which are one list (RFC 9110, 5.3).
fn all_of(headers: &Pairs, name: &str) -> String {
    let values = headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case(name));
    values.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
}

/// The notation that `Accept` prefers (RFC 9110, 12.5.1): JSON where both are as welcome.
fn accepted(accept: &str) -> Format {
    let weight = |format: Format| {
        let ranges = accept.split(',').filter_map(|range| {
            let (media, params) = range.split_once(';').unwrap_or((range, ""));
            let media = media.trim().to_ascii_lowercase();
            let (kind, subtype) = media.split_once('/')?;
            let is_text = matches!(kind, "application" | "text");
            let rank = match (format, subtype) {
                _ if kind == "*" => 0,
                (_, "*") if is_text => 1,
                (Format::Json, "json") | (Format::Xml, "xml") if is_text => 2,
                _ => return None,
            };
            let said = params.split(';').find_map(|it| {
                let (name, said) = it.split_once('=')?;
                name.trim().eq_ignore_ascii_case("q").then_some(said)
            });
            Some((rank, said.map_or(1.0, |said| said.trim().parse().unwrap_or(0.0))))
        });
        // The range that is most exact decides.
        ranges.fold((-1, 0.0), |best: (i32, f32), it| if it.0 > best.0 { it } else { best }).1
    };
    // A browser that wants a page takes XML, too, and did not ask for it.
    let is_page = accept.to_ascii_lowercase().contains("text/html");
    if weight(Format::Xml) > weight(Format::Json) && !is_page { Format::Xml } else { Format::Json }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_is_read_with_its_weights() {
        for (accept, format) in [
            ("", Format::Json),
            ("*/*", Format::Json),
            ("application/xml", Format::Xml),
            ("text/xml, */*;q=0.1", Format::Xml),
            ("application/xml;q=0.5, application/json", Format::Json),
            ("application/json;q=0.5, application/xml", Format::Xml),
            ("application/json ; q=0, application/xml", Format::Xml),
            ("application/xml;q=0, */*", Format::Json),
            ("application/json;Q=0.1, application/xml;q=0.5", Format::Xml),
            ("application/json; charset=utf-8; q = 0.1, application/xml;q=0.5", Format::Xml),
            ("application/*, text/xml;q=0.9", Format::Json),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Format::Json),
            ("nonsense", Format::Json),
        ] {
            assert_eq!(accepted(accept), format, "{accept}");
        }
    }
}
