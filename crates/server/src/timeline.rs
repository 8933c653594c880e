//! What has gone on in a call centre, a line each, for the page's time line: requests, what the remote party did, the clock, events.
//! No secret is in it.

use offhook_centre::{RemoteParty, Stimulated};
use offhook_dialect::{Summary, Vendor};
use serde_json::{Value, json};

use crate::limits::MAX_TIMELINE_TEXT_CHARS;

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
pub(crate) fn request(at_ms: u64, it: &Summary) -> Value {
    line(at_ms, it.kind, &it.what, &it.about, it.answer.as_deref(), it.refused)
}

/// What the remote party did, or could not do; `by_itself` if nobody asked for it.
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

/// An event that was pushed: to whom, or of whose channel, as the channel's name has it.
pub(crate) fn event(at_ms: u64, vendor: &Vendor, event: &Value) -> Value {
    let fields = &vendor.tables.event;
    let side = (vendor.ids.side)(fields.channel_in(event));
    let whom = [fields.user_in(event), side].into_iter().find(|it| !it.is_empty());
    line(at_ms, "event", fields.name_in(event), whom.unwrap_or_default(), None, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_told_with_whom_it_is_about() {
        let of_amy = json!({ "eventType": "AgentTalk", "agentId": "amy@ccc-test", "channelId": "ch:user:1->2:3:job-4" });
        let ccc = offhook_dialect::vendor("ccc").unwrap();
        assert_eq!(event(0, ccc, &of_amy)["about"], "amy@ccc-test");
        let of_customer =
            json!({ "eventType": "Established", "agentId": "", "channelId": "ch:customer:1->2:3:job-4" });
        assert_eq!(event(0, ccc, &of_customer)["about"], "customer");
    }

    #[test]
    fn a_long_text_is_cut() {
        let summary = Summary { about: "x".repeat(100_000), ..Summary::default() };
        assert!(request(0, &summary).to_string().len() < 1_000);
    }
}
