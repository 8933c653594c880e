//! What the session layer remembers: the sessions of agents, and what it knows of calls beyond the machine.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use offhook_machine::{ChannelId, InstanceId, JobId, Millis, SkillGroupId, UserId, Uuids};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use super::schedule::Schedule;
use crate::cc_gateway::events::event_shape;
use crate::cc_gateway::operation::GUID;
use crate::http::HttpRequest;
use crate::pairs;
use crate::session_layer::{Opening, Proposal};
use crate::shape::Edition;

/// The time after which a poll renews a token, where tokens are renewed (GUIDINTERVAL; `cc-gateway.auth.interval`).
pub const GUID_INTERVAL_MS: Millis = 60_000;
/// The time after which a token that no poll renewed is void, where tokens are renewed (GUIDTIMEOUT; `cc-gateway.auth.expiry`).
pub const GUID_TIMEOUT_MS: Millis = 120_000;
/// The time after which an agent who sends no request is signed out (`cc-gateway.poll.silence`).
pub const SILENCE_MS: Millis = 120_000;
/// The time for which a sign-out can still be polled with the token of the session that ended (chosen).
const FAREWELL_MS: Millis = SILENCE_MS;
offhook_machine::limits! {
    /// Events that wait for one agent's polls; beyond it the oldest is dropped (chosen: no page names a limit).
    pub const MAX_EVENTS_PER_AGENT: usize = 1_000;
    /// Proposals that wait for one agent; beyond it none is made.
    pub const MAX_PROPOSALS_PER_AGENT: usize = 100;
}

/// The name of an event, as the table of events has it.
pub(super) type EventName = &'static str;

fn event_name<'de, D: Deserializer<'de>>(from: D) -> Result<EventName, D::Error> {
    let name = String::deserialize(from)?;
    let shape = event_shape(&name).ok_or_else(|| D::Error::custom(format!("there is no event `{name}`")));
    shape.map(|shape| shape.name)
}

fn maybe_event_name<'de, D: Deserializer<'de>>(from: D) -> Result<Option<EventName>, D::Error> {
    #[derive(Deserialize)]
    struct Named(#[serde(deserialize_with = "event_name")] EventName);
    Ok(Option::<Named>::deserialize(from)?.map(|Named(name)| name))
}

/// The session layer of one call centre: the Guid of each agent who is signed in, and the events that wait for the agent's
/// next poll. It opens no socket and reads no clock.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    /// Which generation of the documents counts.
    pub(super) edition: Edition,
    /// Whether the resources behind the gateway are out of reach: every operation then fails with 100-007.
    pub(super) outage: bool,
    /// Whether a Guid is good until a poll hands out the next one (AUTHMODE 2), or as long as the session (AUTHMODE 1).
    pub(super) renews_tokens: bool,
    pub(super) instance: InstanceId,
    pub(super) passwords: BTreeMap<UserId, String>,
    pub(super) sessions: BTreeMap<UserId, Session>,
    /// The agents who signed out and have not been notified yet.
    pub(super) farewells: BTreeMap<UserId, Farewell>,
    /// The skills of each agent who ever signed in: those of before the agent chose among them.
    pub(super) configured: BTreeMap<UserId, Arc<[SkillGroupId]>>,
    #[serde(with = "pairs")]
    pub(super) calls: BTreeMap<JobId, Call>,
    /// Found once more where the rest is read.
    #[serde(skip)]
    pub(super) schedule: Schedule,
    pub(super) guids: Uuids,
    /// The number of events that have been emitted.
    pub(super) emitted: u64,
}

/// An agent who is signed in.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Session {
    pub(super) guid: String,
    pub(super) issued: Millis,
    /// The time of the agent's latest request.
    pub(super) heard: Millis,
    /// With their places in the order of all agents' events.
    pub(super) events: VecDeque<(u64, Value)>,
    /// The agent left a call and the handset is not yet back on its hook.
    pub(super) off_hook: bool,
    /// The event that grants the agent's request for another state, until it is emitted.
    #[serde(deserialize_with = "maybe_event_name")]
    pub(super) grant: Option<EventName>,
    /// What the agent asked for during a call: granted once it is over.
    pub(super) deferred: Option<Deferred>,
    /// Whether the latest state reported to the agent is idle.
    pub(super) idle: bool,
    /// Whether handset and client act as one.
    pub(super) linkage: bool,
    /// Whether what is about to take effect was done at the handset.
    pub(super) at_handset: bool,
    /// Whether the agent has just declined a call at the handset.
    pub(super) declined: bool,
    /// The end of the agent's rest, until it is reported.
    pub(super) rest_until: Option<Millis>,
    /// The call that the agent left last, while no other one was held.
    pub(super) left_last: Option<JobId>,
    /// The calls that the call centre proposed.
    pub(super) proposals: Vec<Proposal>,
    /// The call that the agent had last, or has.
    pub(super) last_call: Option<JobId>,
    pub(super) counts: Counts,
}

/// What is left of a session that ended: that its agent is yet to be notified.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Farewell {
    guid: String,
    until: Millis,
}

/// A request for another state that waits for the end of a call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deferred {
    /// The code of the break.
    pub(super) code: String,
    /// The event that grants it.
    #[serde(deserialize_with = "event_name")]
    pub(super) grant: EventName,
    /// The length of a rest.
    pub(super) rest_ms: Option<Millis>,
}

/// What an agent did since the sign-in.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Counts {
    pub(super) talk_ms: Millis,
    /// The beginning of the talk under way.
    pub(super) since: Option<Millis>,
    pub(super) answered: i64,
    pub(super) unanswered: i64,
    pub(super) out: i64,
    pub(super) inside: i64,
}

/// A call as the session layer knows it; dropped with the machine's job.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Call {
    /// The data that travel with it.
    pub(super) data: String,
    /// The consultation under way.
    pub(super) help: Option<Help>,
    /// The agents who left while it went on, in order.
    pub(super) left: Vec<UserId>,
    /// The number of the party that left it for another call of the same agent.
    pub(super) joined: Option<String>,
    /// Whether the call centre proposed it.
    pub(super) preview: bool,
}

/// A consultation: the agent who asked for it, and its purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Help {
    pub(super) by: UserId,
    pub(super) purpose: Purpose,
    /// The channel of the party asked, once it is called.
    pub(super) with: Option<ChannelId>,
    /// Whether the agent cancelled it.
    pub(super) cancelled: bool,
    /// Whether the party asked has left.
    pub(super) gone: bool,
}

/// What a consultation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(super) enum Purpose {
    /// Help of two: the agent talks with the helper alone.
    Help,
    /// Help of three.
    HelpOfThree,
    /// A transfer that is done once the new party answers.
    HandOver,
    /// A transfer with a talk before it.
    Talk,
    /// A transfer to a conversation of three.
    ThreeParty,
}

impl Purpose {
    /// True if a colleague is asked for help, rather than the call handed on.
    pub(super) const fn is_help(self) -> bool {
        matches!(self, Self::Help | Self::HelpOfThree)
    }
}

impl Session {
    pub(super) fn new(guid: String, now: Millis, linkage: bool) -> Self {
        Self {
            guid,
            issued: now,
            heard: now,
            events: VecDeque::new(),
            off_hook: false,
            grant: None,
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
        }
    }

    /// True if this is the session's token, and still good.
    pub(super) fn admits(&self, guid: Option<&str>, now: Millis, renews_tokens: bool) -> bool {
        let good = !renews_tokens || now.saturating_sub(self.issued) < GUID_TIMEOUT_MS;
        good && guid == Some(self.guid.as_str())
    }
}

impl Farewell {
    /// True if this is the token of the session that ended, and not too late.
    pub(super) fn admits(&self, guid: Option<&str>, now: Millis) -> bool {
        now < self.until && guid == Some(self.guid.as_str())
    }
}

impl Sessions {
    /// The session layer of one instance. Agents are the instance's users whose ids are numbers.
    pub(super) fn new(opening: &Opening<'_>) -> Self {
        let passwords = opening.passwords.iter().cloned().collect();
        Self {
            edition: opening.edition,
            outage: false,
            renews_tokens: opening.renews_tokens,
            instance: opening.instance,
            passwords,
            sessions: BTreeMap::new(),
            farewells: BTreeMap::new(),
            configured: BTreeMap::new(),
            calls: BTreeMap::new(),
            schedule: Schedule::default(),
            guids: Uuids::new(opening.token_seed),
            emitted: 0,
        }
    }

    /// The token of an agent's session.
    pub(super) fn guid_of(&self, agent: UserId) -> Option<&str> {
        self.sessions.get(&agent).map(|session| session.guid.as_str())
    }

    /// The token of a session that ended and whose agent is yet to be notified.
    pub(super) fn last_guid_of(&self, agent: UserId) -> Option<&str> {
        self.farewells.get(&agent).map(|farewell| farewell.guid.as_str())
    }

    /// A token that is some session's: that of the request if it is one.
    pub(super) fn any_guid(&self, request: &HttpRequest) -> Option<&str> {
        let guids = || self.sessions.values().map(|session| session.guid.as_str());
        guids().find(|guid| request.header(GUID.name) == Some(guid)).or_else(|| guids().next())
    }

    /// What an agent who signs out is to be notified of: later editions emit nothing (`cc-gateway.logout.event-once`).
    pub(super) fn farewell(&self, agent: UserId, now: Millis) -> Option<Farewell> {
        let session = self.sessions.get(&agent).filter(|_| self.edition == Edition::First)?;
        Some(Farewell { guid: session.guid.clone(), until: now.saturating_add(FAREWELL_MS) })
    }
}
