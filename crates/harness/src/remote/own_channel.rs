//! Subjects that answer the user's own channel of a call by themselves.

use std::collections::BTreeMap;

use offhook_centre::RemoteParty;
use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_scenario::Dialect;
use serde_json::Value;

/// The calls that began, each with the user on whose channel it did.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnChannels {
    callers: BTreeMap<String, String>,
}

impl OwnChannels {
    /// Learns the call that a request has begun, and the user who asked for it.
    pub(super) fn learn(&mut self, dialect: Dialect, request: &HttpRequest, reply: &HttpResponse) {
        let Ok(answer) = serde_json::from_str::<Value>(&reply.body) else { return };
        let read = dialect.client.read(request);
        let begins = read.operation.is_some_and(|operation| operation.begins().is_some());
        let job = answer.pointer(dialect.tables.begun_call).and_then(Value::as_str);
        if let (true, Some(user), Some(job)) = (begins, read.user, job.filter(|job| !job.is_empty())) {
            self.callers.insert(job.to_owned(), user);
        }
    }

    /// The call in which a stimulus has happened by itself.
    pub(super) fn is_done(&self, stimulus: &RemoteParty) -> Option<String> {
        let RemoteParty::Channel { signal, job, party, .. } = stimulus else { return None };
        let by_itself = ["created", "ringing", "answered"].contains(&signal.as_str());
        (by_itself && self.callers.get(job) == Some(party)).then(|| job.clone())
    }
}
