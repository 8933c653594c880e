//! Subjects that answer the agent's own leg of a call by themselves.

use std::collections::BTreeMap;

use serde_json::Value;

use super::pool::operation;
use crate::runner::BEGINNERS;
use crate::subject::{Ask, RemoteParty, Reply};

/// Which calls began on whose own leg.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnLegs {
    callers: BTreeMap<String, String>,
}

impl OwnLegs {
    /// Learns the call that a request has begun, and who asked for it.
    pub(super) fn learn(&mut self, ask: &Ask, reply: &Reply) {
        let Ok(answer) = serde_json::from_str::<Value>(&reply.body) else { return };
        let begun = match ask {
            Ask::Rpc { action, params, account } => {
                let at = BEGINNERS.iter().find(|(beginner, _)| beginner == action).map(|(_, at)| *at);
                let user = params.iter().find(|(name, _)| name == "UserId").map(|(_, value)| value.clone());
                at.zip(user.or_else(|| account.clone()))
            }
            Ask::Rest { method, target, .. } => operation(method, target).and_then(|(operation, agent)| {
                BEGINNERS.iter().find(|(beginner, _)| *beginner == operation.id).map(|(_, at)| (*at, agent))
            }),
        };
        let Some((at, user)) = begun else { return };
        if let Some(job) = answer.pointer(at).and_then(Value::as_str).filter(|job| !job.is_empty()) {
            self.callers.insert(job.to_owned(), user);
        }
    }

    /// Whether a stimulus has happened by itself, and in which job.
    pub(super) fn is_done(&self, stimulus: &RemoteParty) -> Option<String> {
        let RemoteParty::Channel { signal, job, party, .. } = stimulus else { return None };
        let by_itself = ["created", "ringing", "answered"].contains(&signal.as_str());
        (by_itself && self.callers.get(job) == Some(party)).then(|| job.clone())
    }
}
