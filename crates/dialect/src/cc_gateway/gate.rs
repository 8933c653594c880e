//! The entrance of CC-Gateway: the tokens of its sessions are the session layer's, so every request is admitted.

use super::retcodes::BAD_PARAMETER;
use super::session_layer::refusal;
use crate::gate::{AdmitsAll, Gate};

/// The headers that the gateway looks at. No other is kept or written down.
pub(super) const HEADERS_THAT_COUNT: [&str; 3] = ["Content-Type", "Guid", "service_token"];

/// Opens the entrance.
pub(super) fn open(_: u64) -> Box<dyn Gate> {
    Box::new(AdmitsAll { headers: &HEADERS_THAT_COUNT, unreadable: |status| refusal(status, &BAD_PARAMETER) })
}
