//! A request as it was received, whole, and the answers that are of no dialect.

use offhook_dialect::HttpRequest;
use offhook_harness::Reply;
use serde_json::{Value, json};

/// The request line, the headers and the body, owned.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether it comes from this machine.
    pub(crate) local: bool,
}

impl Received {
    pub(crate) fn as_http(&self) -> HttpRequest<'_> {
        HttpRequest { method: &self.method, target: &self.target, headers: &self.headers, body: &self.body }
    }
}

/// An answer in JSON.
pub(crate) fn json(status: u16, value: &Value) -> Reply {
    with_media(status, "application/json;charset=UTF-8", format!("{value}\n"))
}

/// An answer of another media type.
pub(crate) fn with_media(status: u16, media: &str, body: String) -> Reply {
    Reply { status, headers: vec![("Content-Type".to_owned(), media.to_owned())], body }
}

/// A refusal that says why.
pub(crate) fn refusal(status: u16, reason: impl Into<String>) -> Reply {
    json(status, &json!({ "ok": false, "reason": reason.into() }))
}
