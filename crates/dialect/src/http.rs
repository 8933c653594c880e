//! A request of HTTP and its answer, whole: what a server receives, a call centre decodes, a journal keeps and a client sends.

use serde::{Deserialize, Serialize};

/// The media type of a body in JSON, as clients send it.
pub const JSON: &str = "application/json; charset=UTF-8";

/// The request line, the headers and the body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct HttpRequest {
    /// The method.
    pub method: String,
    /// The path and, behind a `?`, the query.
    pub target: String,
    /// The headers; the case of letters in their names does not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "body")]
    pub body: Vec<u8>,
}

impl HttpRequest {
    /// A request without headers and body.
    pub fn new(method: &str, target: impl Into<String>) -> Self {
        Self { method: method.to_owned(), target: target.into(), ..Self::default() }
    }

    /// The value of a header: of several with this name, the first.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Replaces every header of this name by one.
    pub fn set_header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.retain(|(header, _)| !header.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.into()));
    }

    /// The method by which a request is routed.
    pub fn route_method(&self) -> &str {
        route_method(&self.method)
    }

    /// The path.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    /// The query, without its `?`.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }
}

/// The status, the headers and the body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The headers, the media type among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl HttpResponse {
    /// An answer with a body of this media type.
    pub fn new(status: u16, media_type: &str, body: String) -> Self {
        Self { status, headers: vec![("Content-Type".to_owned(), media_type.to_owned())], body }
    }

    /// The value of a header; the case of letters in its name does not count.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

/// HEAD asks for what GET asks for, without the body (RFC 9110, 9.3.2).
pub(crate) fn route_method(method: &str) -> &str {
    if method == "HEAD" { "GET" } else { method }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// A body in a journal: the text where it is one, else its bytes in Base64.
mod body {
    use data_encoding::BASE64;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

    #[derive(Deserialize, Serialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Bytes { base64: String },
    }

    pub(super) fn serialize<S: Serializer>(body: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(body) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => Written::Bytes { base64: BASE64.encode(body) }.serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        match Written::deserialize(deserializer)? {
            Written::Text(text) => Ok(text.into_bytes()),
            Written::Bytes { base64 } => BASE64.decode(base64.as_bytes()).map_err(D::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_kept_and_read_back_byte_for_byte() {
        for body in [&b""[..], b"{\"a\":1}", &[0xff, 0x00, 0x80]] {
            let mut request = HttpRequest::new("POST", "/?Action=MakeCall");
            request.headers.push(("Guid".to_owned(), "g".to_owned()));
            request.body = body.to_vec();
            let kept = serde_json::to_string(&request).unwrap();
            assert_eq!(serde_json::from_str::<HttpRequest>(&kept).unwrap(), request, "{kept}");
        }
    }
}
