//! Whether the server can do its work, for `/healthz`.

use std::sync::Arc;

use offhook_dialect::HttpResponse;
use serde_json::json;
use tokio::sync::watch;

use crate::message;

/// Why the server accepts nothing for now; clones show the same.
#[derive(Clone, Debug)]
pub(crate) struct Health(Arc<watch::Sender<Option<String>>>);

impl Health {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::channel(None).0))
    }

    /// Takes note of a trouble or its end, and logs what is new.
    pub(crate) fn note(&self, trouble: Option<&str>) {
        if self.0.borrow().as_deref() == trouble {
            return;
        }
        match trouble {
            Some(reason) => tracing::error!(reason, "nothing more is accepted for now"),
            None => tracing::info!("everything is accepted again"),
        }
        self.0.send_replace(trouble.map(str::to_owned));
    }

    /// The answer at `/healthz`.
    pub(crate) fn answer(&self) -> HttpResponse {
        match &*self.0.borrow() {
            None => message::json(200, &json!({ "status": "ok" })),
            Some(reason) => message::json(503, &json!({ "status": "degraded", "reason": reason })),
        }
    }
}
