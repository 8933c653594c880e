//! Notes what is said in a case, where somebody asked for it: bounded, and without secrets.

use std::fmt::Write as _;

use offhook_centre::{RemoteParty, Stimulated};
use offhook_dialect::{HttpResponse, Shown};
use offhook_scenario::{At, Diagnostic};
use serde_json::Value;

use super::play::Play;
use super::wire::Composed;
use crate::ladder::{Asked, Check, Entry, Ladder, MAX_CHECKS, MAX_ENTRIES, MAX_LADDER_BYTES, What, cut};
use crate::secrets::{HIDDEN, Secrets};

/// The notes of one case.
#[derive(Default)]
pub(super) struct Notes {
    ladder: Ladder,
    bytes: usize,
    /// Which step of the plan is being done.
    step: usize,
    /// Whether a request is not worth an entry: a poll that only looks for events.
    hushed: bool,
}

impl Notes {
    fn push(&mut self, mut what: What) {
        let bytes = what.bytes();
        if self.ladder.entries.len() >= MAX_ENTRIES || self.bytes + bytes > MAX_LADDER_BYTES {
            self.ladder.left_off += 1;
            return;
        }
        self.bytes += bytes;
        self.ladder.entries.push(Entry { step: self.step, what });
    }

    /// The request whose answer is being looked at.
    fn asked(&mut self) -> Option<&mut Asked> {
        if self.ladder.left_off > 0 {
            return None;
        }
        self.ladder.entries.iter_mut().rev().find_map(|entry| match &mut entry.what {
            What::Request(asked) => Some(asked),
            _ => None,
        })
    }
}

impl Play<'_> {
    /// What has been noted; nothing where nobody asked.
    pub(super) fn take_ladder(&mut self) -> Option<Ladder> {
        self.notes.take().map(|notes| notes.ladder)
    }

    /// From here on, what is said belongs to this step.
    pub(super) fn note_begin(&mut self, step: usize) {
        if let Some(notes) = &mut self.notes {
            notes.step = step;
        }
    }

    /// Polls for events are not worth an entry each: what they bring is.
    pub(super) fn hush(&mut self, hushed: bool) {
        if let Some(notes) = &mut self.notes {
            notes.hushed = hushed;
        }
    }

    pub(super) fn note_request(
        &mut self,
        by: Option<&At<String>>,
        composed: &Composed,
        reply: Option<&HttpResponse>,
    ) {
        learn_secrets(&mut self.secrets, composed, reply);
        let Some(notes) = self.notes.as_mut().filter(|notes| !notes.hushed || reply.is_none()) else {
            return;
        };
        let shown = self.choice.dialect.client.shown(&composed.request);
        let asked = Asked {
            by: by.map(|by| by.value.clone()).unwrap_or_default(),
            action: cut(composed.of.map_or(shown.head.as_str(), |of| of.name()).to_owned()),
            sent: cut(sent(&mut self.secrets, &shown)),
            status: reply.map(|reply| reply.status),
            answer: reply.map(|reply| cut(self.secrets.hide_body(&reply.body))).unwrap_or_default(),
            checks: Vec::new(),
        };
        notes.push(What::Request(asked));
    }

    /// Notes what was expected of the latest answer; the texts are made only where somebody wants them.
    pub(super) fn note_check(&mut self, holds: bool, texts: impl FnOnce() -> (String, String, String)) {
        let Some(asked) = self.notes.as_mut().and_then(Notes::asked) else { return };
        if asked.checks.len() < MAX_CHECKS {
            let (path, expected, observed) = texts();
            let hide = |text: String| cut(self.secrets.hide(&text));
            asked.checks.push(Check { path, expected: hide(expected), observed: hide(observed), holds });
        }
    }

    pub(super) fn note_stimulus(&mut self, remote_party: &RemoteParty, outcome: &Stimulated) {
        let Some(notes) = &mut self.notes else { return };
        let (signal, party, detail) = words(remote_party);
        let impossible = match outcome {
            Stimulated::Done { .. } => None,
            Stimulated::Impossible { reason } => Some(cut(self.secrets.hide(reason))),
        };
        let detail = cut(self.secrets.hide(&detail));
        notes.push(What::Stimulus { signal: cut(signal), party: cut(party), detail, impossible });
    }

    pub(super) fn note_event(&mut self, name: &str, party: &str, body: &Value) {
        let Some(notes) = &mut self.notes else { return };
        let body = cut(self.secrets.hide_body(&body.to_string()));
        notes.push(What::Event { name: cut(name.to_owned()), party: cut(party.to_owned()), body });
    }

    pub(super) fn note_wait(&mut self, ms: u64) {
        if let Some(notes) = &mut self.notes {
            notes.push(What::Wait { ms });
        }
    }

    pub(super) fn note_fault(&mut self, fault: &Diagnostic) {
        let Some(notes) = &mut self.notes else { return };
        let hide = |text: &str| cut(self.secrets.hide(text));
        let label = fault.label.as_deref().map(hide).unwrap_or_default();
        notes.push(What::Fault { title: hide(&fault.title), label });
    }
}

/// The secrets that a request carries and that its answer hands out; needed for diagnostics too, so they are learned always.
fn learn_secrets(secrets: &mut Secrets, composed: &Composed, reply: Option<&HttpResponse>) {
    for (name, value) in &composed.said {
        secrets.learn_named(name, value);
    }
    for (name, value) in reply.iter().flat_map(|reply| &reply.headers) {
        if secrets.learn_named(name, value)
            && let Some((_, token)) = value.split_once('=')
        {
            secrets.learn(token.split(';').next().unwrap_or(token));
        }
    }
}

/// A request as a reader takes it in: a parameter, header or body a line.
fn sent(secrets: &mut Secrets, shown: &Shown) -> String {
    let mut text = secrets.hide_body(&shown.head);
    for (name, value) in &shown.pairs {
        let value = if secrets.learn_named(name, value) { HIDDEN } else { value };
        let _ = write!(text, "\n{name}{}{value}", shown.joint);
    }
    if !shown.body.is_empty() {
        let _ = write!(text, "\n\n{}", secrets.hide_body(&shown.body));
    }
    secrets.hide(&text)
}

/// What the remote party does: the signal, whom it is about, and the rest.
fn words(remote_party: &RemoteParty) -> (String, String, String) {
    match remote_party {
        RemoteParty::Channel { signal, party, cause, .. } => {
            (signal.clone(), party.clone(), cause.clone().unwrap_or_default())
        }
        RemoteParty::Dials { by, number } => ("dials".to_owned(), by.clone(), number.clone()),
        RemoteParty::Proposes { to, number, control, data } => {
            let data = if data.is_empty() { String::new() } else { format!(", with {data}") };
            ("proposes".to_owned(), to.clone(), format!("{number} as {control}{data}"))
        }
        RemoteParty::Handset { by, act } => (format!("handset {act}"), by.clone(), String::new()),
        RemoteParty::Inbound { from, to } => ("inbound".to_owned(), from.clone(), format!("to {to}")),
    }
}
