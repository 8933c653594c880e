//! The events that wait, and the polls that fetch them.

use offhook_machine::{Event, Millis, UserId, World};
use serde_json::{Value, json};

use super::answer::answer;
use super::events;
use super::facts::{self, Facts};
use super::state::{MAX_EVENTS_PER_AGENT, Session, Sessions};
use crate::cc_gateway::events::{EMPTY_POLL_FIELDS, event_shape};
use crate::cc_gateway::operation::{Arrival, Invocation, Outcome};
use crate::cc_gateway::retcodes::{HTTP_STATUS, INTERNAL, NO_RIGHT, NOT_SIGNED_IN, SUCCESS};
use crate::form::build;
use crate::http::{HttpRequest, HttpResponse};
use crate::source::{EventField, Source};

const SIGNED_OUT: &str = "AgentOther_ShutdownService";
const REST_TIMEOUT: &str = "AgentState_Rest_Timeout";

/// Brings the next event of the agent. A rest that is over is reported once (`cc-gateway.rest.timeout`).
pub(in crate::cc_gateway) fn get_agent_event(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let mut reply = sessions.next_event(world, it.now, it.by);
    sessions.renew(it.by, it.now, &mut reply);
    Ok(reply)
}

/// Brings the events of all agents: those that wait, oldest first. Any agent's token will do.
pub(in crate::cc_gateway) fn all_agent_event(sessions: &mut Sessions, it: Arrival<'_>) -> Outcome {
    if sessions.outage {
        return Err(INTERNAL);
    }
    if sessions.sessions.is_empty() {
        return Err(NOT_SIGNED_IN);
    }
    let admits =
        |session: &Session| session.admits(it.request.header("Guid"), it.now, sessions.renews_tokens);
    let owner = sessions.sessions.iter().find(|(_, session)| admits(session)).map(|(agent, _)| *agent);
    let owner = owner.ok_or(NO_RIGHT)?;
    sessions.hear(owner, it.now);
    let mut waiting: Vec<(u64, Value)> =
        sessions.sessions.values_mut().flat_map(|session| session.events.drain(..)).collect();
    waiting.sort_unstable_by_key(|(place, _)| *place);
    let tree = build(it.operation.fields, waiting.len(), &mut |source, index| match source {
        Source::Message => Some(it.operation.success_message.into()),
        Source::Code => Some(SUCCESS.into()),
        Source::Event(field) => of_all(field, &waiting.get(index)?.1["event"]),
        Source::Group => Some(json!({})),
        _ => None,
    });
    let mut reply = answer(HTTP_STATUS, it.operation.fields, &tree);
    sessions.renew(owner, it.now, &mut reply);
    Ok(reply)
}

impl Sessions {
    /// Brings an event of the machine to the agents whom it concerns.
    pub(super) fn take_event(&mut self, world: &World, event: &Event) {
        self.count(world, event);
        for (agent, name, facts) in events::of(world, event, &mut self.sessions, &mut self.calls) {
            self.push(world, agent, name, event.at, &facts);
        }
    }

    pub(super) fn push(
        &mut self,
        world: &World,
        agent: UserId,
        name: &'static str,
        at: Millis,
        facts: &Facts,
    ) {
        let Some(tree) = self.event(world, agent, name, at, facts) else { return };
        if let Some(session) = self.sessions.get_mut(&agent) {
            if session.events.len() >= MAX_EVENTS_PER_AGENT {
                session.events.pop_front();
            }
            self.emitted += 1;
            session.events.push_back((self.emitted, tree));
        }
    }

    /// The reply to a poll that brings an event.
    fn event(
        &self,
        world: &World,
        agent: UserId,
        name: &'static str,
        at: Millis,
        facts: &Facts,
    ) -> Option<Value> {
        let (shape, user) = (event_shape(name).filter(|shape| shape.is_emitted)?, world.user(agent)?);
        Some(build(shape.fields, 0, &mut |source, _| match source {
            Source::Message => Some("".into()),
            Source::Code => Some(SUCCESS.into()),
            Source::Event(field) => facts::value(field, name, &user.name, at, self.edition, facts),
            _ => None,
        }))
    }

    /// The reply to the first poll after a sign-out (`cc-gateway.logout.event-once`).
    pub(super) fn notify_signed_out(
        &mut self,
        world: &World,
        now: Millis,
        agent: &str,
        request: &HttpRequest,
    ) -> Option<HttpResponse> {
        let agent = world.find_user(self.instance, agent).filter(|_| !self.outage)?;
        self.farewells.get(&agent).filter(|it| it.admits(request.header("Guid"), now))?;
        self.farewells.remove(&agent);
        let tree = self.event(world, agent, SIGNED_OUT, now, &Facts::default())?;
        Some(answer(HTTP_STATUS, event_shape(SIGNED_OUT)?.fields, &tree))
    }

    /// True if nothing waits for a poll of this session that bears its token.
    pub(super) fn has_nothing_for(&self, agent: UserId, now: Millis, request: &HttpRequest) -> bool {
        let rests = |session: &Session| session.rest_until.is_none_or(|until| until > now);
        self.sessions.get(&agent).is_some_and(|session| {
            let admitted = session.admits(request.header("Guid"), now, self.renews_tokens);
            admitted && session.events.is_empty() && rests(session)
        })
    }

    fn next_event(&mut self, world: &World, now: Millis, agent: UserId) -> HttpResponse {
        let over = self.sessions.get_mut(&agent).and_then(|session| {
            let until = session.rest_until.filter(|until| *until <= now)?;
            session.rest_until = None;
            Some(until)
        });
        if let Some(at) = over {
            self.push(world, agent, REST_TIMEOUT, at, &Facts::default());
        }
        let waiting = self.sessions.get_mut(&agent).and_then(|session| session.events.pop_front());
        let waiting = waiting.map(|(_, tree)| tree);
        let name = waiting.as_ref().and_then(|tree| tree["event"]["eventType"].as_str());
        match (&waiting, name.and_then(event_shape)) {
            (Some(tree), Some(shape)) => answer(HTTP_STATUS, shape.fields, tree),
            _ => {
                let empty = build(EMPTY_POLL_FIELDS, 0, &mut |source, _| match source {
                    Source::Message => Some("".into()),
                    Source::Code => Some(SUCCESS.into()),
                    _ => None,
                });
                answer(HTTP_STATUS, EMPTY_POLL_FIELDS, &empty)
            }
        }
    }
}

fn of_all(field: EventField, event: &Value) -> Option<Value> {
    let name = match field {
        EventField::Name => "eventType",
        EventField::Time => "eventGenTime",
        EventField::Agent => "workNo",
        EventField::Content => "content",
        _ => return None,
    };
    event.get(name).filter(|value| !value.is_null()).cloned()
}
