//! What has gone on in a call centre, a line each, for the page's time line: requests, what the far party did, the clock, events.
//! No secret is in it.

use offhook_dialect::cc_gateway::{self, GET_AGENT_EVENT, HAND_SHAKE, Route};
use offhook_dialect::ccc::POLL_USER_STATUS;
use offhook_harness::{Ask, RemoteParty, Reply, Stimulated, is_secret};
use serde_json::{Value, json};

use crate::limits::MAX_TIMELINE_TEXT_CHARS;

/// The parameters that are the same in every request of a client.
const EVERYWHERE: [&str; 2] = ["InstanceId", "DeviceId"];

fn line(at_ms: u64, kind: &str, what: &str, about: &str, answer: Option<&str>, refused: bool) -> Value {
    json!({
        "at_ms": at_ms,
        "kind": kind,
        "what": short(what),
        "about": short(about),
        "answer": answer.map(short),
        "refused": refused,
    })
}

fn short(text: &str) -> String {
    match text.char_indices().nth(MAX_TIMELINE_TEXT_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A request and its answer.
pub(crate) fn request(at_ms: u64, ask: &Ask, reply: &Reply) -> Value {
    let body: Value = serde_json::from_str(&reply.body).unwrap_or_default();
    match ask {
        Ask::Rpc { action, params, .. } => {
            let told =
                |(name, _): &&(String, String)| !is_secret(name) && !EVERYWHERE.contains(&name.as_str());
            let about: Vec<_> =
                params.iter().filter(told).map(|(name, value)| format!("{name}={value}")).collect();
            let kind = if action == POLL_USER_STATUS.name { "poll" } else { "request" };
            let status = reply.status.to_string();
            let code = body["Code"].as_str().unwrap_or(&status);
            line(at_ms, kind, action, &about.join(" "), Some(code), reply.status >= 400)
        }
        Ask::Rest { method, target, .. } => {
            let code = body["retcode"].as_str();
            let refused = code != Some(cc_gateway::retcodes::SUCCESS);
            let Ok(Route::To(to)) = cc_gateway::route(method, target) else {
                let path = target.split('?').next().unwrap_or_default();
                return line(at_ms, "request", method, path, code, refused);
            };
            let agent = to.agent();
            if let Some(event) = body["event"]["eventType"].as_str() {
                return line(at_ms, "event", event, agent, None, false);
            }
            let polls = [GET_AGENT_EVENT.id, HAND_SHAKE.id].contains(&to.operation.id);
            let kind = if polls { "poll" } else { "request" };
            line(at_ms, kind, to.operation.id, agent, code, refused)
        }
    }
}

/// What the far party did, or could not do; `by_itself` if nobody asked for it.
pub(crate) fn stimulus(
    at_ms: u64,
    remote_party: &RemoteParty,
    outcome: &Stimulated,
    by_itself: bool,
) -> Value {
    let (what, about) = match remote_party {
        RemoteParty::Channel { signal, job, party, .. } => {
            (signal.as_str(), format!("{party} {job}{}", if by_itself { ", by itself" } else { "" }))
        }
        RemoteParty::Dials { by, number } => ("dials", format!("{by} → {number}")),
        RemoteParty::Proposes { to, number, .. } => ("proposes", format!("{number} → {to}")),
        RemoteParty::Handset { by, act } => (act.as_str(), format!("{by}, at the handset")),
        RemoteParty::Inbound { from, to } => ("inbound", format!("{from} → {to}")),
    };
    match outcome {
        Stimulated::Done { .. } => line(at_ms, "stimulus", what, &about, None, false),
        Stimulated::Impossible { reason } => line(at_ms, "stimulus", what, &about, Some(reason), true),
    }
}

/// The clock was moved by hand.
pub(crate) fn clock(at_ms: u64, by_ms: u64) -> Value {
    line(at_ms, "clock", "clock", &format!("+{by_ms} ms"), None, false)
}

/// All began anew.
pub(crate) fn reset(at_ms: u64) -> Value {
    line(at_ms, "reset", "a new beginning", "", None, false)
}

/// An event that was pushed: to whom, or of whose leg, as the leg's name has it.
pub(crate) fn event(at_ms: u64, event: &Value) -> Value {
    let text = |name: &str| event[name].as_str().unwrap_or_default();
    let leg = text("channelId").split(':').nth(1).unwrap_or_default();
    let whom = [text("agentId"), leg].into_iter().find(|it| !it.is_empty());
    line(at_ms, "event", text("eventType"), whom.unwrap_or_default(), None, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        Reply { status, headers: Vec::new(), body: body.to_owned() }
    }

    fn rpc(params: &[(&str, &str)]) -> Ask {
        let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Ask::Rpc { action: "MakeCall".to_owned(), params, account: None }
    }

    fn rest(target: &str, body: &str) -> Ask {
        Ask::Rest {
            method: "PUT".to_owned(),
            target: target.to_owned(),
            headers: vec![("Guid".to_owned(), "a-secret".to_owned())],
            body: body.to_owned(),
        }
    }

    #[test]
    fn a_request_is_told_with_its_parameters_and_its_code() {
        let ask =
            rpc(&[("InstanceId", "ccc-test"), ("Callee", "13188888888"), ("SecurityToken", "a-secret")]);
        let told = request(7, &ask, &reply(400, r#"{"Code":"UserBusy"}"#));
        assert_eq!(
            told,
            json!({
                "at_ms": 7, "kind": "request", "what": "MakeCall", "about": "Callee=13188888888",
                "answer": "UserBusy", "refused": true,
            })
        );
    }

    #[test]
    fn no_password_and_no_token_is_told() {
        let ask = rest("/agentgateway/resource/onlineagent/1001?x=a-secret", r#"{"password":"a-secret"}"#);
        for body in [r#"{"retcode":"0"}"#, "a-secret"] {
            assert!(!request(0, &ask, &reply(200, body)).to_string().contains("a-secret"));
        }
        let astray = rest("/agentgateway/resource/nowhere?token=a-secret", "");
        assert!(!request(0, &astray, &reply(404, "{}")).to_string().contains("a-secret"));
    }

    #[test]
    fn an_event_is_told_with_whom_it_is_about() {
        let of_amy = json!({ "eventType": "AgentTalk", "agentId": "amy@ccc-test", "channelId": "ch:user:1->2:3:job-4" });
        assert_eq!(event(0, &of_amy)["about"], "amy@ccc-test");
        let of_customer =
            json!({ "eventType": "Established", "agentId": "", "channelId": "ch:customer:1->2:3:job-4" });
        assert_eq!(event(0, &of_customer)["about"], "customer");
    }

    #[test]
    fn a_long_text_is_cut() {
        let told = request(0, &rpc(&[("Tags", &"x".repeat(100_000))]), &reply(200, "{}"));
        assert!(told.to_string().len() < 1_000);
    }
}
