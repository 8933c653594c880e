//! A request as it was received, whole.

use offhook_dialect::HttpRequest;

/// The request line, the headers and the body, owned.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn as_http(&self) -> HttpRequest<'_> {
        HttpRequest { method: &self.method, target: &self.target, headers: &self.headers, body: &self.body }
    }
}
