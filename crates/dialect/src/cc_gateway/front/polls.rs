//! The events that wait, and the polls that fetch them.

use offhook_machine::{Event, Millis, UserId, World};
use serde_json::{Value, json};

use super::ask::is_json;
use super::{Answer, Front, MAX_EVENTS_PER_AGENT, Session, events};
use crate::cc_gateway::operation::Operation;
use crate::cc_gateway::operations::GET_AGENT_EVENT;
use crate::cc_gateway::retcodes::{HTTP_STATUS, NO_RIGHT, NOT_SIGNED_IN, Retcode, SUCCESS};
use crate::cc_gateway::route::{Route, route};
use crate::cc_gateway::{EMPTY_POLL_FIELDS, event_shape};
use crate::form::build;
use crate::http::HttpRequest;
use crate::source::{EventField, Source};

const SIGNED_OUT: &str = "AgentOther_ShutdownService";
const REST_TIMEOUT: &str = "AgentState_Rest_Timeout";

impl Front {
    /// Takes an event of the machine to the agents whom it concerns. To be called before the next input, while the event's
    /// handles can be read.
    pub fn observe(&mut self, world: &World, event: &Event) {
        self.note(world, event);
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
        facts: &events::Facts,
    ) {
        let Some(tree) = self.event(world, agent, name, at, facts) else { return };
        if let Some(session) = self.sessions.get_mut(&agent) {
            if session.events.len() >= MAX_EVENTS_PER_AGENT {
                session.events.pop_front();
            }
            self.told += 1;
            session.events.push_back((self.told, tree));
        }
    }

    /// The events that wait for an agent's polls: the place of each among all that were ever told, oldest first.
    pub fn waiting(&self, agent: UserId) -> impl Iterator<Item = u64> + '_ {
        self.sessions.get(&agent).into_iter().flat_map(|it| it.events.iter().map(|(place, _)| *place))
    }

    /// The reply to a poll that brings an event.
    fn event(
        &self,
        world: &World,
        agent: UserId,
        name: &'static str,
        at: Millis,
        facts: &events::Facts,
    ) -> Option<Value> {
        let (shape, user) = (event_shape(name).filter(|shape| shape.is_told)?, world.user(agent)?);
        Some(build(shape.fields, 0, &mut |source, _| match source {
            Source::Message => Some("".into()),
            Source::Code => Some(SUCCESS.into()),
            Source::Event(field) => events::value(field, name, &user.name, at, self.edition, facts),
            _ => None,
        }))
    }

    /// The reply to the first poll after a sign-out (`cc-gateway.logout.event-once`).
    pub(super) fn told_out(
        &mut self,
        world: &World,
        now: Millis,
        agent: &str,
        ask: &HttpRequest<'_>,
    ) -> Option<Answer> {
        let agent = world.find_user(self.instance, agent).filter(|_| !self.outage)?;
        self.farewells.get(&agent).filter(|it| it.admits(ask.header("Guid"), now))?;
        self.farewells.remove(&agent);
        let tree = self.event(world, agent, SIGNED_OUT, now, &events::Facts::default())?;
        Some(Answer::new(HTTP_STATUS, event_shape(SIGNED_OUT)?.fields, &tree))
    }

    /// Whether the request is a poll with nothing to tell: a transport may let it wait, and put it again once something has
    /// happened. Nothing is changed by asking.
    pub fn would_wait(&self, world: &World, now: Millis, ask: &HttpRequest<'_>) -> bool {
        let Ok(Route::To(target)) = route(ask.method, ask.target) else { return false };
        let agent = world.find_user(self.instance, target.agent());
        let session = agent.and_then(|agent| self.sessions.get(&agent));
        let rests = |session: &Session| session.rest_until.is_none_or(|until| until > now);
        target.operation.id == GET_AGENT_EVENT.id
            && !self.outage
            && target.decode(ask.body, self.edition).is_ok()
            && is_json(ask.header("Content-Type").unwrap_or_default())
            && session.is_some_and(|session| {
                let admitted = session.admits(ask.header("Guid"), now, self.tokens);
                admitted && session.events.is_empty() && rests(session)
            })
    }

    /// The reply to an agent's poll. A rest that is over is told once (`cc-gateway.rest.timeout`).
    pub(super) fn next_event(&mut self, world: &World, now: Millis, agent: UserId) -> Answer {
        let over = self.sessions.get_mut(&agent).and_then(|session| {
            let until = session.rest_until.filter(|until| *until <= now)?;
            session.rest_until = None;
            Some(until)
        });
        if let Some(at) = over {
            self.push(world, agent, REST_TIMEOUT, at, &events::Facts::default());
        }
        let waiting = self.sessions.get_mut(&agent).and_then(|session| session.events.pop_front());
        let waiting = waiting.map(|(_, tree)| tree);
        let name = waiting.as_ref().and_then(|tree| tree["event"]["eventType"].as_str());
        match (&waiting, name.and_then(event_shape)) {
            (Some(tree), Some(shape)) => Answer::new(HTTP_STATUS, shape.fields, tree),
            _ => {
                let empty = build(EMPTY_POLL_FIELDS, 0, &mut |source, _| match source {
                    Source::Message => Some("".into()),
                    Source::Code => Some(SUCCESS.into()),
                    _ => None,
                });
                Answer::new(HTTP_STATUS, EMPTY_POLL_FIELDS, &empty)
            }
        }
    }

    /// The reply to a poll for the events of all agents: those that wait, oldest first. Any agent's token will do.
    pub(super) fn all_events(
        &mut self,
        now: Millis,
        operation: &'static Operation,
        ask: &HttpRequest<'_>,
    ) -> Result<Answer, Retcode> {
        if self.sessions.is_empty() {
            return Err(NOT_SIGNED_IN);
        }
        let admits = |session: &super::Session| session.admits(ask.header("Guid"), now, self.tokens);
        let owner = self.sessions.iter().find(|(_, session)| admits(session)).map(|(agent, _)| *agent);
        let owner = owner.ok_or(NO_RIGHT)?;
        if let Some(session) = self.sessions.get_mut(&owner) {
            session.heard = now;
        }
        let mut waiting: Vec<(u64, Value)> =
            self.sessions.values_mut().flat_map(|session| session.events.drain(..)).collect();
        waiting.sort_unstable_by_key(|(place, _)| *place);
        let tree = build(operation.fields, waiting.len(), &mut |source, index| match source {
            Source::Message => Some(operation.success_message.into()),
            Source::Code => Some(SUCCESS.into()),
            Source::Event(field) => of_all(field, &waiting.get(index)?.1["event"]),
            Source::Group => Some(json!({})),
            _ => None,
        });
        let mut reply = Answer::new(HTTP_STATUS, operation.fields, &tree);
        self.renew(owner, now, &mut reply);
        Ok(reply)
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
