//! Subjects that answer the agent's own leg of a call by themselves.

use offhook_dialect::cc_gateway;
use offhook_scenario::{Matcher, Request, Step, Stimulus};
use serde_json::Value;

use super::Reason;
use crate::runner::{BEGINNERS, signal};

/// A subject that answers the agent's own leg by itself shows nothing of the time before.
pub(super) fn waits_for_own_leg(steps: &[&Step]) -> Result<(), Reason> {
    let late = || Err("it answers the agent's own leg by itself, and the case looks before that".to_owned());
    let mut caller: Option<&str> = None;
    for step in steps {
        match (step, caller) {
            (Step::Request(request), None) if begins_own_leg(request) => {
                caller = request.by.as_ref().map(|by| by.value.as_str());
            }
            // The agent's answer tells nothing: events before and after it are the same.
            (Step::Events(_), Some(_)) | (_, None) => {}
            (Step::Network(network), Some(by)) => match &network.stimulus {
                Stimulus::Channel { verb, party } if party.value == by => match signal(*verb) {
                    "answered" if !network.impossible => caller = None,
                    "created" | "ringing" if !network.impossible => {}
                    _ => return late(),
                },
                _ => return late(),
            },
            _ => return late(),
        }
    }
    if caller.is_some() { late() } else { Ok(()) }
}

/// Whether a request is to begin a call on the own leg of who asks.
fn begins_own_leg(request: &Request) -> bool {
    let begins = BEGINNERS.iter().any(|(action, _)| *action == request.action.value);
    let others = ["StartBack2BackCall", "StartPredictiveCall"].contains(&request.action.value.as_str());
    let refused = request.expect.iter().any(|(path, matcher)| {
        let wanted = match path.value.as_str() {
            "Code" => "OK",
            "retcode" => cc_gateway::retcodes::SUCCESS,
            _ => return false,
        };
        matcher.value != Matcher::Is(Value::from(wanted))
    });
    begins && !others && !refused && request.status.as_ref().is_none_or(|status| status.value == 200)
}
