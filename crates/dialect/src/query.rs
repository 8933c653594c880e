//! Query strings and form bodies.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::wire::{MAX_QUERY_BYTES, MAX_QUERY_PARAMS, WireError};

/// The name of the parameter that selects a CCC action.
pub const ACTION: &str = "Action";

/// Everything but the unreserved characters of RFC 3986, as both signature algorithms of the vendor want it.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The parameters of a request as they stand on the wire, in order: name and text.
pub type Pairs = Vec<(String, String)>;

/// Takes a query or form body apart: the action, if it is named there, and the other parameters in order.
///
/// `+` is a space, a `%` without two hexadecimal digits is itself, a parameter without `=` has an empty value. When a name
/// comes twice, both are kept; whoever looks one up takes the first.
///
/// # Errors
/// When it is too long, has too many parameters, or is not UTF-8 once decoded.
///
/// ```
/// use offhook_dialect::parse_query;
/// let (action, params) = parse_query("Action=MuteCall&UserId=amy%40ccc-test")?;
/// assert_eq!(action.as_deref(), Some("MuteCall"));
/// assert_eq!(params, [("UserId".to_owned(), "amy@ccc-test".to_owned())]);
/// # Ok::<(), offhook_dialect::WireError>(())
/// ```
pub fn parse_query(query: &str) -> Result<(Option<String>, Pairs), WireError> {
    if query.len() > MAX_QUERY_BYTES {
        return Err(WireError::TooLarge { bytes: query.len(), limit: MAX_QUERY_BYTES });
    }
    let mut action = None;
    let mut params = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        if params.len() >= MAX_QUERY_PARAMS {
            return Err(WireError::TooManyParams { limit: MAX_QUERY_PARAMS });
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (percent_decode(name)?, percent_decode(value)?);
        if name == ACTION && action.is_none() {
            action = Some(value);
        } else {
            params.push((name, value));
        }
    }
    Ok((action, params))
}

/// Writes a query that [`parse_query`] takes apart into the same parameters.
pub fn encode_query(action: Option<&str>, params: &[(String, String)]) -> String {
    let action = action.map(|action| (ACTION, action));
    let params = params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let pairs = action.into_iter().chain(params);
    pairs
        .map(|(name, value)| [percent_encode(name), percent_encode(value)].join("="))
        .collect::<Vec<_>>()
        .join("&")
}

/// Percent-encodes everything but letters, digits and `-_.~`.
pub fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

pub(crate) fn percent_decode(text: &str) -> Result<String, WireError> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    decoded.map(Into::into).map_err(|error| WireError::NotUtf8 { valid_up_to: error.valid_up_to() })
}
