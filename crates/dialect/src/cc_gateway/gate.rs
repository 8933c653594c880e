//! The entrance of CC-Gateway: the tokens of its sessions are the session layer's, so every request is admitted.

use super::retcodes::{BAD_PARAMETER, INTERNAL, NO_RIGHT};
use super::session_layer::{refusal, refusal_saying};
use crate::gate::{AdmitsAll, Gate, Unserved};
use crate::http::HttpResponse;

/// The headers that the gateway looks at. No other is kept or written down.
pub(super) const HEADERS_THAT_COUNT: [&str; 3] = ["Content-Type", "Guid", "service_token"];

/// Opens the entrance.
pub(super) fn open(_: u64) -> Box<dyn Gate> {
    Box::new(AdmitsAll { headers: &HEADERS_THAT_COUNT, refusal: unserved })
}

/// The refusal of a server: the retcode is that of the kind of reason, and the message ends with the reason.
fn unserved(why: &Unserved<'_>) -> HttpResponse {
    let retcode = match why {
        Unserved::Unreadable { .. } => return refusal(why.status(), &BAD_PARAMETER),
        Unserved::Forbidden(_) => &NO_RIGHT,
        Unserved::Unavailable(_) | Unserved::Failed { .. } => &INTERNAL,
    };
    refusal_saying(why.status(), retcode, &format!("{}: {why}", retcode.message))
}
