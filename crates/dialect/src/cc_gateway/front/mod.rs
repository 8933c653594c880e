//! The front: requests of the wire to the machine, and the machine's events to the agents' polls.
//!
//! A front holds what a session of the API needs and the machine does not know: the Guid of each agent who is signed in and
//! the events that wait for the agent's next poll. It opens no socket and reads no clock.

mod ask;
mod asked;
mod beside;
mod calls;
mod data;
mod events;
mod handset;
mod help;
mod help_events;
mod leave;
mod one_call;
mod outline;
mod polls;
mod preview;
mod promised;
mod session;
mod sign_in;
mod state;

use std::collections::BTreeMap;
use std::sync::Arc;

use offhook_machine::{InstanceId, Job, JobId, Millis, SkillGroupId, UserId, Uuids, World};
use serde_json::{Value, json};

use self::calls::Call;
pub use self::handset::HandsetAct;
pub use self::preview::{MAX_PROPOSALS_PER_AGENT, Proposal};
use self::session::{Farewell, Session};
pub use self::session::{GUID_INTERVAL_MS, GUID_TIMEOUT_MS, SILENCE_MS, Tokens};
use super::encode_answer;
use super::operation::{Operation, REFUSAL_FIELDS};
use super::retcodes::{BAD_PARAMETER, HTTP_STATUS, Retcode, SUCCESS};
use super::route::{Route, route};
use crate::form::build;
use crate::http::HttpRequest;
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
    /// The agents who signed out and are yet to be told so.
    farewells: BTreeMap<UserId, Farewell>,
    /// The skills of each agent who ever signed in: those of before the agent chose among them.
    configured: BTreeMap<UserId, Arc<[SkillGroupId]>>,
    calls: BTreeMap<JobId, Call>,
    guids: Uuids,
    /// How many events have been told.
    told: u64,
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
            farewells: BTreeMap::new(),
            configured: BTreeMap::new(),
            calls: BTreeMap::new(),
            guids: Uuids::new(seed),
            told: 0,
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
    pub fn answer(&mut self, world: &mut World, now: Millis, ask: &HttpRequest<'_>) -> Answer {
        self.follow_up(world, now);
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

    /// The answer of an operation that begins a call.
    fn began(world: &World, operation: &Operation, job: Option<JobId>) -> Answer {
        Answer::success(operation, &mut |source| match source {
            Source::Call(CallField::Job) => Some(call_id(world.job(job?)?).into()),
            _ => None,
        })
    }
}
