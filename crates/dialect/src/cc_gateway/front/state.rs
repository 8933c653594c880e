//! The agent's state: wishes for another one, and what it is.

use offhook_machine::{AfterCall, Millis, Op, Request, SkillGroupId, UserId, UserState, World};
use serde_json::Value;

use super::ask::state_or_internal;
use super::asked::Asked;
use super::session::Deferred;
use super::{Answer, Front};
use crate::cc_gateway::operation::Operation;
use crate::cc_gateway::retcodes::{BAD_PARAMETER, INTERNAL, NOT_SIGNED_IN, Retcode, STATE_NOT_SET};
use crate::params::DecodedParams;
use crate::source::{SessionField, Source};

/// The reasons for being busy that an agent can give, besides none.
const REASONS: std::ops::RangeInclusive<i64> = 200..=250;
/// What the code of a break begins with that is a rest.
const REST: &str = "rest ";

impl Front {
    /// Grants a wish for another state. It is told by the event of the wish (`cc-gateway.sequences.wishes`).
    pub(super) fn set_state(&mut self, world: &mut World, asked: Asked<'_>) -> Result<Answer, Retcode> {
        let Asked { operation, by, now, params } = asked;
        const IDLE: Op<'_> = Op::Ready { outbound_only: false };
        let was = world.user(by).map_or(UserState::Offline, |it| it.state);
        let rests = rests(world, by);
        let reason = params.integer("reason");
        let code = match params.integer("restcause") {
            Some(cause) => format!("{REST}{cause}"),
            None => reason.unwrap_or(0).to_string(),
        };
        let in_call = was.is_in_call();
        let mut rest_ms = None;
        let (op, told) = match operation.id {
            "rest" => {
                // Who rests already must say more (`cc-gateway.rest.again`).
                if rests && params.flag("prolong").is_none() {
                    return Err(BAD_PARAMETER);
                }
                let seconds = params.integer("time").and_then(|time| Millis::try_from(time).ok());
                rest_ms = seconds.map(|seconds| seconds.saturating_mul(1_000));
                (Op::Break { code: &code }, "AgentState_SetRest_Success")
            }
            "sayFree" | "cancelBusy" | "cancelRest" if in_call => return self.take_back(operation, by),
            "cancelRest" if rests => (IDLE, "AgentState_CancelRest_Success"),
            // A rest must be ended first (`cc-gateway.rest.only-cancelled`).
            _ if rests => return Err(STATE_NOT_SET),
            "sayFree" if was == UserState::Break => (IDLE, "AgentState_CancelNotReady_Success"),
            "cancelBusy" if was == UserState::Break => (IDLE, "AgentState_CancelNotReady_Success"),
            "sayFree" => (IDLE, "AgentState_Ready"),
            "sayBusy" => {
                let known = reason.is_none_or(|reason| reason == 0 || REASONS.contains(&reason));
                // Who is busy already must say more (`cc-gateway.say-busy.again`).
                let enough = was != UserState::Break || reason.is_some() && params.flag("prolong").is_some();
                if !known || !enough {
                    return Err(BAD_PARAMETER);
                }
                (Op::Break { code: &code }, "AgentState_SetNotReady_Success")
            }
            "work" => (Op::Work, "AgentState_SetWork_Success"),
            "cancelWork" if was == UserState::Working => (IDLE, "AgentState_CancelWork_Success"),
            _ => return Err(STATE_NOT_SET),
        };
        let session = self.sessions.get_mut(&by).ok_or(NOT_SIGNED_IN)?;
        if in_call && matches!(op, Op::Break { .. }) {
            session.deferred = Some(Deferred { code, told, rest_ms });
        } else {
            world
                .request(now, &Request { by, op })
                .map_err(|refused| state_or_internal(&refused, &STATE_NOT_SET))?;
            session.wish = Some(told);
            session.rest_until = rest_ms.map(|length| now.saturating_add(length));
        }
        Ok(Answer::success(operation, &mut |_| None))
    }

    /// Takes back what was asked for during the call (`cc-gateway.say-busy.deferred-last`).
    fn take_back(&mut self, operation: &'static Operation, by: UserId) -> Result<Answer, Retcode> {
        let deferred = self.sessions.get_mut(&by).and_then(|session| session.deferred.take());
        deferred.ok_or(STATE_NOT_SET)?;
        Ok(Answer::success(operation, &mut |_| None))
    }

    /// Changes what the agent prefers: it takes effect at once and brings no event.
    pub(super) fn prefer(&self, world: &mut World, asked: Asked<'_>) -> Result<Answer, Retcode> {
        let Asked { operation, by, now, params } = asked;
        let groups = self.wanted_skills(world, by, params);
        let op = match operation.id {
            "autoEnterIdle" if params.text("flag") == Some("true") => {
                Op::AfterCall { after_call: AfterCall::Idle }
            }
            "autoEnterIdle" => Op::AfterCall { after_call: AfterCall::Work },
            "resetSkill" => Op::SkillGroups { groups: &groups },
            _ => Op::Visibility { invisible: params.integer("flag") == Some(0) },
        };
        world.request(now, &Request { by, op }).map_err(|_| INTERNAL)?;
        Ok(Answer::success(operation, &mut |_| None))
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

/// Whether the agent rests: a break whose code says so.
fn rests(world: &World, agent: UserId) -> bool {
    let Some(it) = world.user(agent).filter(|it| it.state == UserState::Break) else { return false };
    it.break_code.is_some_and(|code| world.text(code).starts_with(REST))
}

/// The agent's state by its number. The numbers are what clients use; no page lists them.
pub(super) fn status(world: &World, operation: &'static Operation, agent: UserId) -> Answer {
    let state = world.user(agent).map_or(UserState::Offline, |it| it.state);
    let number = match state {
        UserState::Offline => 2,
        UserState::Break if rests(world, agent) => 8,
        UserState::Break => 3,
        UserState::Ready => 4,
        UserState::Working => 5,
        UserState::Dialing | UserState::Ringing | UserState::Talking => 7,
    };
    Answer::success(operation, &mut |source| match source {
        Source::Session(SessionField::StateNumber) => Some(Value::from(number)),
        Source::Session(SessionField::Talking) => Some(Value::from(state == UserState::Talking)),
        _ => None,
    })
}
