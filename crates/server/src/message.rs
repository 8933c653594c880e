//! A request as it was received, whole, and the answers that are of no dialect.

use offhook_dialect::{HttpRequest, HttpResponse, Unserved};
use serde_json::{Value, json};

/// A request, and where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) request: HttpRequest,
    /// Whether it comes from this machine.
    pub(crate) local: bool,
}

/// Why a request is refused whatever it asks for.
#[derive(Clone, Debug)]
pub(crate) enum AtDoor {
    /// It cannot be read: `what` must be `allowed`.
    Unreadable { status: u16, what: &'static str, allowed: String },
    /// There is no room for its connection.
    TurnedAway(&'static str),
}

impl AtDoor {
    /// The same in the words that gates know.
    pub(crate) fn unserved(&self) -> Unserved<'_> {
        match self {
            Self::Unreadable { status, what, allowed } => {
                Unserved::Unreadable { status: *status, what, allowed }
            }
            Self::TurnedAway(reason) => Unserved::Unavailable(reason),
        }
    }

    /// The headers that say what would be taken instead.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let is_coded = matches!(self, Self::Unreadable { status: UNSUPPORTED_MEDIA_TYPE, .. });
        is_coded.then(|| ("Accept-Encoding".to_owned(), IDENTITY.to_owned())).into_iter().collect()
    }
}

/// The status of a body whose content coding is not known (RFC 9110, 15.5.16).
pub(crate) const UNSUPPORTED_MEDIA_TYPE: u16 = 415;
/// The only content coding of bodies that is known, which is none.
pub(crate) const IDENTITY: &str = "identity";

/// An answer in JSON.
pub(crate) fn json(status: u16, value: &Value) -> HttpResponse {
    HttpResponse::new(status, "application/json;charset=UTF-8", format!("{value}\n"))
}

/// A refusal with its reason.
pub(crate) fn refusal(status: u16, reason: impl Into<String>) -> HttpResponse {
    json(status, &json!({ "ok": false, "reason": reason.into() }))
}
