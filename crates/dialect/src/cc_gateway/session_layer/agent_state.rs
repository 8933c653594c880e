//! The agent's state: requests for another one, preferences, and what it is.

use offhook_machine::{AfterCall, Millis, Op, SkillGroupId, UserId, UserState, World};
use serde_json::Value;

use super::answer::{done, success};
use super::refusals::state_or_internal;
use super::state::{Deferred, Sessions};
use crate::cc_gateway::agent_states::{BUSY, IDLE, IN_CALL, RESTING, SIGNED_OUT, WORKING};
use crate::cc_gateway::operation::{Invocation, Operation, Outcome};
use crate::cc_gateway::retcodes::{BAD_PARAMETER, INTERNAL, NOT_SIGNED_IN, STATE_NOT_SET};
use crate::params::DecodedParams;
use crate::source::{SessionField, Source};

/// The reasons for being busy that an agent can give, besides none.
const REASONS: std::ops::RangeInclusive<i64> = 200..=250;
/// The prefix of the code of a break that is a rest.
const REST: &str = "rest ";
const BECOME_IDLE: Op<'_> = Op::Ready { outbound_only: false };

pub(in crate::cc_gateway) fn say_free(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    match state(world, it.by) {
        was if was.is_in_call() => sessions.cancel_wish(it.operation, it.by),
        _ if rests(world, it.by) => Err(STATE_NOT_SET),
        UserState::Break => sessions.ask(world, it, BECOME_IDLE, "AgentState_CancelNotReady_Success", None),
        _ => sessions.ask(world, it, BECOME_IDLE, "AgentState_Ready", None),
    }
}

pub(in crate::cc_gateway) fn cancel_busy(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    match state(world, it.by) {
        was if was.is_in_call() => sessions.cancel_wish(it.operation, it.by),
        // A rest must be ended first (`cc-gateway.rest.only-cancelled`).
        UserState::Break if !rests(world, it.by) => {
            sessions.ask(world, it, BECOME_IDLE, "AgentState_CancelNotReady_Success", None)
        }
        _ => Err(STATE_NOT_SET),
    }
}

pub(in crate::cc_gateway) fn cancel_rest(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    match state(world, it.by) {
        was if was.is_in_call() => sessions.cancel_wish(it.operation, it.by),
        _ if rests(world, it.by) => {
            sessions.ask(world, it, BECOME_IDLE, "AgentState_CancelRest_Success", None)
        }
        _ => Err(STATE_NOT_SET),
    }
}

pub(in crate::cc_gateway) fn rest(sessions: &mut Sessions, world: &mut World, it: Invocation<'_>) -> Outcome {
    // An agent who rests already must say more (`cc-gateway.rest.again`).
    if rests(world, it.by) && it.params.flag("prolong").is_none() {
        return Err(BAD_PARAMETER);
    }
    let code = format!("{REST}{}", it.params.integer("restcause").unwrap_or_default());
    let seconds = it.params.integer("time").and_then(|time| Millis::try_from(time).ok());
    let rest_ms = seconds.map(|seconds| seconds.saturating_mul(1_000));
    sessions.ask(world, it, Op::Break { code: &code }, "AgentState_SetRest_Success", rest_ms)
}

pub(in crate::cc_gateway) fn say_busy(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    if rests(world, it.by) {
        return Err(STATE_NOT_SET);
    }
    let reason = it.params.integer("reason");
    let known = reason.is_none_or(|reason| reason == 0 || REASONS.contains(&reason));
    // An agent who is busy already must say more (`cc-gateway.say-busy.again`).
    let says_more = reason.is_some() && it.params.flag("prolong").is_some();
    if !known || state(world, it.by) == UserState::Break && !says_more {
        return Err(BAD_PARAMETER);
    }
    let code = reason.unwrap_or(0).to_string();
    sessions.ask(world, it, Op::Break { code: &code }, "AgentState_SetNotReady_Success", None)
}

pub(in crate::cc_gateway) fn work(sessions: &mut Sessions, world: &mut World, it: Invocation<'_>) -> Outcome {
    if rests(world, it.by) {
        return Err(STATE_NOT_SET);
    }
    sessions.ask(world, it, Op::Work, "AgentState_SetWork_Success", None)
}

pub(in crate::cc_gateway) fn cancel_work(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    match state(world, it.by) {
        UserState::Working => sessions.ask(world, it, BECOME_IDLE, "AgentState_CancelWork_Success", None),
        _ => Err(STATE_NOT_SET),
    }
}

/// The agent chooses what follows a call: it takes effect at once and brings no event.
pub(in crate::cc_gateway) fn auto_enter_idle(
    _: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let idle = it.params.text("flag") == Some("true");
    prefer(world, it, Op::AfterCall { after_call: if idle { AfterCall::Idle } else { AfterCall::Work } })
}

/// The agent chooses among the configured skills: it takes effect at once and brings no event.
pub(in crate::cc_gateway) fn reset_skill(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let groups = sessions.wanted_skills(world, it.by, it.params);
    prefer(world, it, Op::SkillGroups { groups: &groups })
}

/// The agent takes inbound calls, or does not: it takes effect at once and brings no event.
pub(in crate::cc_gateway) fn set_talk_right(
    _: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    prefer(world, it, Op::Visibility { invisible: it.params.integer("flag") == Some(0) })
}

fn prefer(world: &mut World, it: Invocation<'_>, op: Op<'_>) -> Outcome {
    it.request(world, op).map_err(|_| INTERNAL)?;
    Ok(done(it.operation))
}

/// The agent's state by its number. The numbers are what clients use; no page lists them.
pub(in crate::cc_gateway) fn status(_: &mut Sessions, world: &mut World, it: Invocation<'_>) -> Outcome {
    let state = state(world, it.by);
    let number = match state {
        UserState::Offline => SIGNED_OUT,
        UserState::Break if rests(world, it.by) => RESTING,
        UserState::Break => BUSY,
        UserState::Ready => IDLE,
        UserState::Working => WORKING,
        UserState::Dialing | UserState::Ringing | UserState::Talking => IN_CALL,
    };
    Ok(success(it.operation, &mut |source| match source {
        Source::Session(SessionField::StateNumber) => Some(Value::from(number)),
        Source::Session(SessionField::Talking) => Some(Value::from(state == UserState::Talking)),
        _ => None,
    }))
}

impl Sessions {
    /// Grants a request for another state, which is reported by an event of its own (`cc-gateway.sequences.wishes`), or
    /// defers a break until the call is over (`cc-gateway.say-busy.deferred`).
    fn ask(
        &mut self,
        world: &mut World,
        it: Invocation<'_>,
        op: Op<'_>,
        grant: &'static str,
        rest_ms: Option<Millis>,
    ) -> Outcome {
        let in_call = state(world, it.by).is_in_call();
        let session = self.sessions.get_mut(&it.by).ok_or(NOT_SIGNED_IN)?;
        match op {
            Op::Break { code } if in_call => {
                session.deferred = Some(Deferred { code: code.to_owned(), grant, rest_ms });
                self.schedule.deferring.insert(it.by);
            }
            op => {
                it.request(world, op).map_err(|refused| state_or_internal(&refused, &STATE_NOT_SET))?;
                session.grant = Some(grant);
                session.rest_until = rest_ms.map(|length| it.now.saturating_add(length));
                self.schedule.resting.insert(it.by);
            }
        }
        Ok(done(it.operation))
    }

    /// Cancels what was asked for during the call (`cc-gateway.say-busy.deferred-last`).
    fn cancel_wish(&mut self, operation: &'static Operation, by: UserId) -> Outcome {
        let deferred = self.sessions.get_mut(&by).and_then(|session| session.deferred.take());
        deferred.ok_or(STATE_NOT_SET).map(|_| done(operation))
    }

    /// The skills that the agent is to serve: all that are configured, or those of them that are named.
    fn wanted_skills(&self, world: &World, by: UserId, params: &DecodedParams) -> Vec<SkillGroupId> {
        let named: Vec<&str> = params.text("skillid").unwrap_or_default().split(';').map(str::trim).collect();
        let all = params.text("autoflag") == Some("true");
        let configured = self.configured.get(&by).map(|groups| &**groups).unwrap_or_default();
        let is_wanted = |group: &SkillGroupId| {
            all || world.skill_group(*group).is_some_and(|it| named.contains(&&*it.name))
        };
        configured.iter().copied().filter(is_wanted).collect()
    }
}

fn state(world: &World, agent: UserId) -> UserState {
    world.user(agent).map_or(UserState::Offline, |it| it.state)
}

/// True if the agent rests: a break whose code says so.
fn rests(world: &World, agent: UserId) -> bool {
    let Some(it) = world.user(agent).filter(|it| it.state == UserState::Break) else { return false };
    it.break_code.is_some_and(|code| world.text(code).starts_with(REST))
}
