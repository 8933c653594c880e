//! The agent's state: wishes for another one, and what it is.

use offhook_machine::{Millis, Op, Request, UserId, UserState, World};
use serde_json::Value;

use super::ask::state_or_internal;
use super::{Answer, Front};
use crate::cc_gateway::operation::Operation;
use crate::cc_gateway::retcodes::{BAD_PARAMETER, Retcode, STATE_NOT_SET};
use crate::params::DecodedParams;
use crate::source::{SessionField, Source};

/// The reasons for being busy that an agent can give, besides none.
const REASONS: std::ops::RangeInclusive<i64> = 200..=250;

impl Front {
    /// Grants a wish for another state. It is told by the event of the wish (`cc-gateway.sequences.wishes`).
    pub(super) fn set_state(
        &mut self,
        world: &mut World,
        now: Millis,
        operation: &'static Operation,
        by: UserId,
        params: &DecodedParams,
    ) -> Result<Answer, Retcode> {
        const IDLE: Op<'_> = Op::Ready { outbound_only: false };
        let was = world.user(by).map_or(UserState::Offline, |it| it.state);
        let reason = params.integer("reason");
        let code = reason.unwrap_or(0).to_string();
        let (op, told) = match operation.id {
            "sayFree" if was == UserState::Break => (IDLE, "AgentState_CancelNotReady_Success"),
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
        world
            .request(now, &Request { by, op })
            .map_err(|refused| state_or_internal(&refused, &STATE_NOT_SET))?;
        if let Some(session) = self.sessions.get_mut(&by) {
            session.wish = Some(told);
        }
        Ok(Answer::success(operation, &mut |_| None))
    }
}

/// The agent's state by its number. The numbers are what clients use; no page lists them.
pub(super) fn status(world: &World, operation: &'static Operation, agent: UserId) -> Answer {
    let state = world.user(agent).map_or(UserState::Offline, |it| it.state);
    let number = match state {
        UserState::Offline => 2,
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
