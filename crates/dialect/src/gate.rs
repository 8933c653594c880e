//! The entrance of a server: what decides about a request before a call centre sees it.

use crate::http::{HttpRequest, HttpResponse};

/// An access key that requests are signed with.
#[derive(Clone, Debug)]
pub struct Account<'a> {
    /// The secret.
    pub secret: &'a str,
    /// The token of a temporary key.
    pub token: Option<&'a str>,
    /// The id of the user whom the account stands for.
    pub user: Option<&'a str>,
}

/// The access keys of a server.
pub trait Accounts {
    /// The account of this key id.
    fn account(&self, key_id: &str) -> Option<Account<'_>>;
}

/// Decides about requests before the call centre sees them. Has answers of its own, so that the call centre's ids stay what
/// they are.
pub trait Gate: Send {
    /// Admits a request: what is left is what the call centre looks at, and the user whom the caller's account stands for in
    /// place of the credentials. Without accounts, no signature is verified and a key id that is the id of a user stands for it.
    ///
    /// # Errors
    /// The answer that refuses the request.
    fn admit(
        &mut self,
        request: &HttpRequest,
        accounts: Option<&dyn Accounts>,
        unix_ms: u64,
    ) -> Result<HttpRequest, HttpResponse>;

    /// The answer to a request that could not be read to its end: `what` must be `allowed`.
    fn unreadable(&mut self, status: u16, what: &str, allowed: &str) -> HttpResponse;
}

/// The entrance of a vendor whose session layer checks who asks: admits every request, with no header but these.
#[derive(Debug)]
pub(crate) struct AdmitsAll {
    /// The headers that the call centre looks at. No other is kept or written down.
    pub(crate) headers: &'static [&'static str],
    /// The answer to what could not be read, with this HTTP status.
    pub(crate) unreadable: fn(u16) -> HttpResponse,
}

impl Gate for AdmitsAll {
    fn admit(
        &mut self,
        request: &HttpRequest,
        _: Option<&dyn Accounts>,
        _: u64,
    ) -> Result<HttpRequest, HttpResponse> {
        let counts = |name: &str| self.headers.iter().any(|it| name.eq_ignore_ascii_case(it));
        let mut admitted = request.clone();
        admitted.headers.retain(|(name, _)| counts(name));
        Ok(admitted)
    }

    fn unreadable(&mut self, status: u16, _: &str, _: &str) -> HttpResponse {
        (self.unreadable)(status)
    }
}
