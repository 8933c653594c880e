//! The entrance of CC-Gateway: the tokens of its sessions are the session layer's, so every request is admitted.

use super::retcodes::BAD_PARAMETER;
use super::session_layer::refusal;
use crate::gate::{Accounts, Gate};
use crate::http::{HttpRequest, HttpResponse};

/// The headers that the gateway looks at. No other is kept or written down.
pub(super) const HEADERS_THAT_COUNT: [&str; 3] = ["Content-Type", "Guid", "service_token"];

/// Admits every request.
#[derive(Debug)]
pub(super) struct Door;

impl Door {
    pub(super) fn open(_: u64) -> Box<dyn Gate> {
        Box::new(Self)
    }
}

impl Gate for Door {
    fn admit(
        &mut self,
        request: &HttpRequest,
        _: Option<&dyn Accounts>,
        _: u64,
    ) -> Result<HttpRequest, HttpResponse> {
        let counts = |name: &str| HEADERS_THAT_COUNT.iter().any(|it| name.eq_ignore_ascii_case(it));
        let mut admitted = request.clone();
        admitted.headers.retain(|(name, _)| counts(name));
        Ok(admitted)
    }

    fn unreadable(&mut self, status: u16, _: &str, _: &str) -> HttpResponse {
        refusal(status, &BAD_PARAMETER)
    }
}
