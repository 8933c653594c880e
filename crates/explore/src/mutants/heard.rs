//! What a reply says, seen from outside: of which request, accepted or not, and with which event.

use offhook_dialect::{Format, Limits, cc_gateway, ccc, parse};
use offhook_harness::{Ask, Reply};
use serde_json::Value;

use super::spot::Spot;

/// A reply in JSON, taken apart. Replies in XML are nobody's mutant.
pub(super) struct Heard {
    pub(super) of: &'static str,
    pub(super) code: String,
    pub(super) accepted: bool,
    pub(super) event: Option<&'static str>,
    pub(super) tree: Value,
}

impl Heard {
    pub(super) fn new(ask: &Ask, reply: &Reply) -> Option<Self> {
        let of = of(ask)?;
        if !reply.body.starts_with('{') {
            return None;
        }
        let tree = parse(&reply.body, Format::Json, &Limits::DEFAULT).ok()?.value;
        let (name, success) = match ask {
            Ask::Rpc { .. } => ("Code", "OK"),
            Ask::Rest { .. } => ("retcode", cc_gateway::retcodes::SUCCESS),
        };
        let code = tree.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let event = if of == cc_gateway::GET_AGENT_EVENT.id { event_of(&tree) } else { None };
        Some(Self { of, accepted: code == success, code, event, tree })
    }

    /// Where the fields of this reply stand.
    pub(super) const fn spot(&self) -> Spot {
        match (self.accepted, self.event) {
            (true, Some(event)) => Spot::Event(event),
            (true, None) => Spot::Answer(self.of),
            (false, _) => Spot::Refusal(self.of),
        }
    }
}

fn event_of(tree: &Value) -> Option<&'static str> {
    let name = tree.get("event")?.get("eventType")?.as_str()?;
    cc_gateway::event_shape(name).map(|shape| shape.name)
}

/// The action or operation that a request asks for.
pub(super) fn of(ask: &Ask) -> Option<&'static str> {
    match ask {
        Ask::Rpc { action, .. } => ccc::action(action).map(|action| action.name),
        Ask::Rest { method, target, .. } => match cc_gateway::route(method, target) {
            Ok(cc_gateway::Route::To(target)) => Some(target.operation.id),
            _ => None,
        },
    }
}

/// Who asks, as far as the request says.
pub(super) fn who(ask: &Ask) -> String {
    match ask {
        Ask::Rpc { params, account, .. } => {
            let named = params.iter().find(|(name, _)| name == "UserId").map(|(_, value)| value.clone());
            named.or_else(|| account.clone()).unwrap_or_default()
        }
        Ask::Rest { target, .. } => {
            let path = target.split('?').next().unwrap_or_default();
            let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            path.split('/').find(is_number).unwrap_or_default().to_owned()
        }
    }
}

/// The name of a pushed event.
pub(super) fn name_of(event: &Value) -> &str {
    event.get("eventType").and_then(Value::as_str).unwrap_or_default()
}
