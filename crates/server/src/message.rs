//! A request as it was received, whole, and the answers that are of no dialect.

use offhook_dialect::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// A request, and where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) request: HttpRequest,
    /// Whether it comes from this machine.
    pub(crate) local: bool,
}

/// An answer in JSON.
pub(crate) fn json(status: u16, value: &Value) -> HttpResponse {
    HttpResponse::new(status, "application/json;charset=UTF-8", format!("{value}\n"))
}

/// A refusal with its reason.
pub(crate) fn refusal(status: u16, reason: impl Into<String>) -> HttpResponse {
    json(status, &json!({ "ok": false, "reason": reason.into() }))
}
