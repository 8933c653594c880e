//! The front: requests of the wire to the machine, and the machine's events to the agents' polls.
//!
//! A front holds what a session of the API needs and the machine does not know: the Guid of each agent who is signed in and
//! the events that wait for the agent's next poll. It opens no socket and reads no clock.

mod ask;
mod events;
mod session;
mod sign_in;
mod state;

use std::collections::BTreeMap;

use offhook_machine::{Event, InstanceId, Job, JobId, Millis, UserId, Uuids, World};
use serde_json::{Value, json};

use self::session::Session;
pub use self::session::{GUID_INTERVAL_MS, GUID_TIMEOUT_MS, Tokens};
use super::operation::{Operation, REFUSAL_FIELDS};
use super::retcodes::{BAD_PARAMETER, HTTP_STATUS, Retcode, SUCCESS};
use super::route::{Route, route};
use super::{EMPTY_POLL_FIELDS, encode_answer, event_shape};
use crate::form::build;
use crate::shape::{Edition, FieldRow};
use crate::source::{CallField, Source};

/// Events that wait for one agent's polls; beyond it the oldest is dropped (chosen: no page names a limit).
pub const MAX_EVENTS_PER_AGENT: usize = 1_000;

/// The API of one call centre.
#[derive(Clone, Debug)]
pub struct Front {
    /// Which generation of the documents counts.
    pub edition: Edition,
    /// Whether the resources behind the gateway are unreachable: every operation then fails with 100-007.
    pub outage: bool,
    /// How long a Guid is good.
    pub tokens: Tokens,
    instance: InstanceId,
    passwords: BTreeMap<UserId, String>,
    sessions: BTreeMap<UserId, Session>,
    guids: Uuids,
}

/// A request as the transport hands it over.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The method.
    pub method: &'a str,
    /// The path and, behind a `?`, the query.
    pub target: &'a str,
    /// The headers; the case of letters in their names does not count.
    pub headers: &'a [(String, String)],
    /// The body.
    pub body: &'a [u8],
}

impl<'a> Ask<'a> {
    fn header(&self, name: &str) -> Option<&'a str> {
        let found = self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// An answer as the transport sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers besides the media type.
    pub headers: Vec<(&'static str, String)>,
    /// The body, JSON.
    pub body: String,
}

impl Answer {
    /// The media type of every body.
    pub const CONTENT_TYPE: &'static str = "application/json;charset=UTF-8";

    fn new(status: u16, fields: &[FieldRow], tree: &Value) -> Self {
        Self { status, headers: Vec::new(), body: encode_answer(tree, fields) }
    }

    fn success(operation: &Operation, value: &mut dyn FnMut(Source) -> Option<Value>) -> Self {
        let tree = build(operation.fields, 0, &mut |source, _| match source {
            Source::Message => Some(operation.success_message.into()),
            Source::Code => Some(SUCCESS.into()),
            // A reserved result is there, and holds nothing.
            Source::Group => Some(json!({})),
            other => value(other),
        });
        Self::new(HTTP_STATUS, operation.fields, &tree)
    }

    fn refusal(status: u16, retcode: &Retcode) -> Self {
        let tree = build(REFUSAL_FIELDS, 0, &mut |source, _| match source {
            Source::Message => Some(retcode.message.into()),
            Source::Code => Some(retcode.code.into()),
            Source::RefusedResult => retcode.empty_result.then(|| "".into()),
            _ => None,
        });
        Self::new(status, REFUSAL_FIELDS, &tree)
    }
}

/// The id of a call on this wire: `{unix seconds}-{counter}`.
pub fn call_id(job: &Job) -> String {
    format!("{}-{}", job.begun / 1_000, job.serial)
}

/// The live call of this id.
pub fn find_call(world: &World, id: &str) -> Option<JobId> {
    world.jobs().find(|(_, job)| world.find_job(job.number).is_some() && call_id(job) == id).map(|(id, _)| id)
}

impl Front {
    /// A front of one call centre, whose Guids come from this seed. Agents are the instance's users whose ids are numbers.
    pub fn new(instance: InstanceId, edition: Edition, seed: u64) -> Self {
        Self {
            edition,
            outage: false,
            tokens: Tokens::Lasting,
            instance,
            passwords: BTreeMap::new(),
            sessions: BTreeMap::new(),
            guids: Uuids::new(seed),
        }
    }

    /// Makes the agent's sign-in need this password; without one, any is taken.
    pub fn set_password(&mut self, agent: UserId, password: &str) {
        self.passwords.insert(agent, password.to_owned());
    }

    /// Answers a request; effects follow with [`World::advance`]. A poll without an event is answered at once: to wait is the
    /// transport's part.
    ///
    /// A path that is not known is answered with HTTP 404 and a method that is not allowed with 405, both with 000-002
    /// (chosen: no page says).
    pub fn answer(&mut self, world: &mut World, now: Millis, ask: &Ask<'_>) -> Answer {
        match route(ask.method, ask.target) {
            Ok(Route::To(target)) => self
                .operate(world, now, &target, ask)
                .unwrap_or_else(|code| Answer::refusal(HTTP_STATUS, &code)),
            Ok(Route::WrongMethod { allowed }) => {
                let allowed: Vec<&str> = allowed.iter().map(|method| method.as_str()).collect();
                let mut answer = Answer::refusal(405, &BAD_PARAMETER);
                answer.headers.push(("Allow", allowed.join(", ")));
                answer
            }
            Ok(Route::Unknown) => Answer::refusal(404, &BAD_PARAMETER),
            Err(_) => Answer::refusal(HTTP_STATUS, &BAD_PARAMETER),
        }
    }

    /// Takes an event of the machine to the agents whom it concerns. To be called before the next input, while the event's
    /// handles can be read.
    pub fn observe(&mut self, world: &World, event: &Event) {
        for (agent, name, facts) in events::of(world, event, &mut self.sessions) {
            self.push(world, agent, name, event.at, &facts);
        }
    }

    fn push(&mut self, world: &World, agent: UserId, name: &'static str, at: Millis, facts: &events::Facts) {
        let (Some(shape), Some(user)) = (event_shape(name), world.user(agent)) else { return };
        let edition = self.edition;
        let tree = build(shape.fields, 0, &mut |source, _| match source {
            Source::Message => Some("".into()),
            Source::Code => Some(SUCCESS.into()),
            Source::Event(field) => events::value(field, name, &user.name, at, edition, facts),
            _ => None,
        });
        if let Some(session) = self.sessions.get_mut(&agent) {
            if session.events.len() >= MAX_EVENTS_PER_AGENT {
                session.events.pop_front();
            }
            session.events.push_back(tree);
        }
    }

    /// The reply to a poll.
    fn next_event(&mut self, agent: UserId) -> Answer {
        let waiting = self.sessions.get_mut(&agent).and_then(|session| session.events.pop_front());
        let name = waiting.as_ref().and_then(|tree| tree["event"]["eventType"].as_str());
        let shape = name.and_then(event_shape);
        match (&waiting, shape) {
            (Some(tree), Some(shape)) => Answer::new(HTTP_STATUS, shape.fields, tree),
            _ => Answer::new(
                HTTP_STATUS,
                EMPTY_POLL_FIELDS,
                &build(EMPTY_POLL_FIELDS, 0, &mut |source, _| match source {
                    Source::Message => Some("".into()),
                    Source::Code => Some(SUCCESS.into()),
                    _ => None,
                }),
            ),
        }
    }

    /// The answer of an operation that begins a call.
    fn began(world: &World, operation: &Operation, job: Option<JobId>) -> Answer {
        Answer::success(operation, &mut |source| match source {
            Source::Call(CallField::Job) => Some(call_id(world.job(job?)?).into()),
            _ => None,
        })
    }
}
