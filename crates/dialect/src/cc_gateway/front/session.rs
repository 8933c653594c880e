//! An agent's session: its token, and the events that wait.

use std::collections::VecDeque;

use offhook_machine::{JobId, Millis, UserId, Uuids};
use serde_json::Value;

use super::preview::Proposal;
use super::{Answer, Front};
use crate::shape::Edition;

/// After how long a poll renews a token, where tokens are renewed (GUIDINTERVAL; `cc-gateway.auth.interval`).
pub const GUID_INTERVAL_MS: Millis = 60_000;
/// After how long a token is void that no poll renewed, where tokens are renewed (GUIDTIMEOUT; `cc-gateway.auth.expiry`).
pub const GUID_TIMEOUT_MS: Millis = 120_000;

/// After how long an agent who asks for nothing is signed out (`cc-gateway.poll.silence`).
pub const SILENCE_MS: Millis = 120_000;

/// For how long a sign-out can still be polled with the token of the session that ended (chosen).
const FAREWELL_MS: Millis = SILENCE_MS;

/// How long a Guid is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tokens {
    /// As long as the session (AUTHMODE 1).
    #[default]
    Lasting,
    /// Until a poll hands out the next one (AUTHMODE 2).
    Renewed,
}

/// An agent who is signed in.
#[derive(Clone, Debug)]
pub(super) struct Session {
    guid: String,
    issued: Millis,
    /// When the agent asked for something last.
    pub(super) heard: Millis,
    /// With their places in the order of all agents' events.
    pub(super) events: VecDeque<(u64, Value)>,
    /// The agent left a call and the handset is not yet back on its hook.
    pub(super) off_hook: bool,
    /// The event that grants the agent's wish for another state, until it is told.
    pub(super) wish: Option<&'static str>,
    /// What the agent asked for during a call: granted once it is over.
    pub(super) deferred: Option<Deferred>,
    /// Whether the agent was told last to be idle.
    pub(super) idle: bool,
    /// Whether handset and client act as one.
    pub(super) linkage: bool,
    /// Whether what is about to take effect was done at the handset.
    pub(super) at_handset: bool,
    /// Whether the agent has just declined a call at the handset.
    pub(super) declined: bool,
    /// When the agent's rest is over, until the agent is told.
    pub(super) rest_until: Option<Millis>,
    /// The call that the agent left last, without another one beside it.
    pub(super) left_last: Option<JobId>,
    /// The calls that the call centre proposed.
    pub(super) proposals: Vec<Proposal>,
    /// The call that the agent had last, or has.
    pub(super) last_call: Option<JobId>,
    pub(super) counts: Counts,
}

/// What is left of a session that ended: that its agent is yet to be told so.
#[derive(Clone, Debug)]
pub(super) struct Farewell {
    guid: String,
    until: Millis,
}

impl Farewell {
    /// Whether this is the token of the session that ended, and not too late.
    pub(super) fn admits(&self, guid: Option<&str>, now: Millis) -> bool {
        now < self.until && guid == Some(self.guid.as_str())
    }
}

/// A wish for another state that waits for the end of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deferred {
    /// The code of the break.
    pub(super) code: String,
    /// The event that grants it.
    pub(super) told: &'static str,
    /// How long a rest is.
    pub(super) rest_ms: Option<Millis>,
}

/// What an agent did since the sign-in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) talk_ms: Millis,
    /// Since when the agent talks.
    pub(super) since: Option<Millis>,
    pub(super) answered: i64,
    pub(super) unanswered: i64,
    pub(super) out: i64,
    pub(super) inside: i64,
}

impl Session {
    /// Whether this is the session's token, and still good.
    pub(super) fn admits(&self, guid: Option<&str>, now: Millis, tokens: Tokens) -> bool {
        let good = tokens == Tokens::Lasting || now.saturating_sub(self.issued) < GUID_TIMEOUT_MS;
        good && guid == Some(self.guid.as_str())
    }
}

impl Front {
    /// Opens a session; the answer hands out its token.
    pub(super) fn open_session(&mut self, agent: UserId, now: Millis, linkage: bool, answer: &mut Answer) {
        let session = Session {
            guid: hand_out(&mut self.guids, answer),
            issued: now,
            heard: now,
            events: VecDeque::new(),
            off_hook: false,
            wish: None,
            deferred: None,
            idle: false,
            linkage,
            at_handset: false,
            declined: false,
            rest_until: None,
            left_last: None,
            proposals: Vec::new(),
            last_call: None,
            counts: Counts::default(),
        };
        self.farewells.remove(&agent);
        self.sessions.insert(agent, session);
    }

    /// What is to be told to an agent who signs out: later editions tell nothing (`cc-gateway.logout.event-once`).
    pub(super) fn farewell(&self, agent: UserId, now: Millis) -> Option<Farewell> {
        let session = self.sessions.get(&agent).filter(|_| self.edition == Edition::First)?;
        Some(Farewell { guid: session.guid.clone(), until: now.saturating_add(FAREWELL_MS) })
    }

    /// Renews the token with the reply to a poll, when it is time.
    pub(super) fn renew(&mut self, agent: UserId, now: Millis, reply: &mut Answer) {
        let Some(session) = self.sessions.get(&agent) else { return };
        if self.tokens == Tokens::Renewed && now.saturating_sub(session.issued) >= GUID_INTERVAL_MS {
            self.new_guid(agent, now, reply);
        }
    }

    /// Gives the session a new token, in the header of an answer.
    pub(super) fn new_guid(&mut self, agent: UserId, now: Millis, answer: &mut Answer) -> String {
        let guid = hand_out(&mut self.guids, answer);
        if let Some(session) = self.sessions.get_mut(&agent) {
            session.guid.clone_from(&guid);
            session.issued = now;
        }
        guid
    }
}

/// Puts a new token into the header of an answer.
fn hand_out(guids: &mut Uuids, answer: &mut Answer) -> String {
    let guid = format!("{:x}.AgentGateway0", guids.next_uuid());
    answer.headers.push(("Set-GUID", format!("JSESSIONID={guid}")));
    guid
}
