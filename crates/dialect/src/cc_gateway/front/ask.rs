//! From an operation to requests of the machine, and from the machine's refusals to result codes.

use offhook_machine::{CallType, ChannelId, Millis, Number, Op, Refused, Request, UserId, UserState, World};

use super::{Answer, Ask, Front};
use crate::cc_gateway::operation::Operation;
use crate::cc_gateway::retcodes::{
    AGENT_TYPE, ANSWER_NO_CALL, BAD_MESSAGE, BAD_PARAMETER, DROP_NO_CALL, HOLD_NO_CALL, HOLD_STATE, INTERNAL,
    IP_INVALID, MUTE_NO_CALL, MUTE_STATE, NO_HELD_CALL, NO_RIGHT, NOT_SIGNED_IN, PHONE_INVALID,
    RELEASE_NO_CALL, Retcode, SIGN_IN_EMPTY, SIGN_IN_ILLEGAL, SIGN_OUT_STATE, UNHOLD_STATE, UNMUTE_NO_CALL,
    UNMUTE_STATE, WRONG_NUMBER,
};
use crate::cc_gateway::route::{RequestError, Target};
use crate::params::{DecodedParams, ParamError};

/// What is said when there is no call, and when the call is in the wrong state.
struct Codes {
    no_call: Retcode,
    state: Retcode,
}

impl Front {
    pub(super) fn operate(
        &mut self,
        world: &mut World,
        now: Millis,
        target: &Target,
        ask: &Ask<'_>,
    ) -> Result<Answer, Retcode> {
        let operation = target.operation;
        if ask.header("Content-Type").is_none_or(|value| !is_json(value)) {
            return Err(BAD_PARAMETER);
        }
        let params = target.decode(ask.body, self.edition).map_err(|error| fault(operation, &error))?;
        if operation.id == "login" {
            return self.sign_in(world, now, operation, target.agent(), &params);
        }
        let agent = self.signed_in(world, now, target.agent(), ask)?;
        if self.outage {
            return Err(INTERNAL);
        }
        self.perform(world, now, operation, agent, &params)
    }

    /// The agent, if signed in and holding the session's Guid. Without a session it is 100-006, with a wrong or
    /// missing Guid 000-003 (chosen: the page names both and not which is when).
    fn signed_in(&self, world: &World, now: Millis, agent: &str, ask: &Ask<'_>) -> Result<UserId, Retcode> {
        let agent = world.find_user(self.instance, agent).ok_or(NOT_SIGNED_IN)?;
        let session = self.sessions.get(&agent).ok_or(NOT_SIGNED_IN)?;
        if session.admits(ask.header("Guid"), now, self.tokens) { Ok(agent) } else { Err(NO_RIGHT) }
    }

    fn perform(
        &mut self,
        world: &mut World,
        now: Millis,
        operation: &'static Operation,
        by: UserId,
        params: &DecodedParams,
    ) -> Result<Answer, Retcode> {
        let mut ask = |op| world.request(now, &Request { by, op });
        let done = Answer::success(operation, &mut |_| None);
        match operation.id {
            "logout" => {
                ask(Op::SignOut).map_err(|refused| state_or_internal(&refused, &SIGN_OUT_STATE))?;
                self.sessions.remove(&by);
                Ok(done)
            }
            "agentStatus" => Ok(super::state::status(world, operation, by)),
            "sayFree" | "sayBusy" | "work" | "cancelWork" => {
                self.set_state(world, now, operation, by, params)
            }
            "getAgentEvent" => {
                let mut reply = self.next_event(by);
                self.renew(by, now, &mut reply);
                Ok(reply)
            }
            "callout" | "callInner" => call(world, now, operation, by, params),
            "answer" => {
                this_call(world, by, params, &ANSWER_NO_CALL)?;
                world
                    .request(now, &Request { by, op: Op::Answer { job: None } })
                    .map_err(|refused| state_or_internal(&refused, &ANSWER_NO_CALL))?;
                Ok(done)
            }
            "release" | "releaseEx" => {
                ask(Op::Release { job: None, channel: None })
                    .map_err(|refused| state_or_internal(&refused, &RELEASE_NO_CALL))?;
                Ok(done)
            }
            "dropCall" => {
                this_call(world, by, params, &DROP_NO_CALL)?;
                world
                    .request(now, &Request { by, op: Op::Release { job: None, channel: None } })
                    .map_err(|refused| state_or_internal(&refused, &DROP_NO_CALL))?;
                Ok(done)
            }
            "hold" => {
                hold(world, now, by, &Codes { no_call: HOLD_NO_CALL, state: HOLD_STATE }, true).map(|()| done)
            }
            "getHold" => {
                this_call(world, by, params, &NO_HELD_CALL)?;
                hold(world, now, by, &Codes { no_call: NO_HELD_CALL, state: UNHOLD_STATE }, false)
                    .map(|()| done)
            }
            "beginMute" => {
                mute(world, now, by, &Codes { no_call: MUTE_NO_CALL, state: MUTE_STATE }, true).map(|()| done)
            }
            "endMute" => mute(world, now, by, &Codes { no_call: UNMUTE_NO_CALL, state: UNMUTE_STATE }, false)
                .map(|()| done),
            _ => Err(INTERNAL),
        }
    }
}

/// The code of a fault in the request itself: the sign-in has codes of its own, a wrong number called has one too.
fn fault(operation: &Operation, error: &RequestError) -> Retcode {
    let error = match error {
        RequestError::Param(error) => error,
        RequestError::Wire(_) => return BAD_MESSAGE,
    };
    match (operation.id, error.name(), error) {
        (_, "agentid", _) => BAD_PARAMETER,
        ("login", "phonenum", ParamError::WrongLength { .. }) => PHONE_INVALID,
        ("login", _, ParamError::Blank { .. }) => SIGN_IN_EMPTY,
        ("login", "agenttype", _) => AGENT_TYPE,
        ("login", "ip", _) => IP_INVALID,
        ("login", ..) => SIGN_IN_ILLEGAL,
        (_, "called", _) => WRONG_NUMBER,
        _ => BAD_PARAMETER,
    }
}

fn is_json(content_type: &str) -> bool {
    let media = content_type.split(';').next().unwrap_or_default();
    media.trim().eq_ignore_ascii_case("application/json")
}

/// A refusal over the state, or the internal error that stands for everything else.
pub(super) fn state_or_internal(refused: &Refused, state: &Retcode) -> Retcode {
    match refused {
        Refused::UserState { .. }
        | Refused::ChannelState { .. }
        | Refused::FlagUp(_)
        | Refused::FlagDown(_)
        | Refused::NoSuchJob
        | Refused::NoSuchChannel => *state,
        _ => INTERNAL,
    }
}

/// Refuses a call id that is not the agent's current call.
fn this_call(world: &World, by: UserId, params: &DecodedParams, otherwise: &Retcode) -> Result<(), Retcode> {
    let Some(named) = params.text("callid") else { return Ok(()) };
    let own = world.user(by).and_then(|it| it.job).and_then(|job| world.job(job)).map(super::call_id);
    if own.as_deref() == Some(named) { Ok(()) } else { Err(*otherwise) }
}

/// Places a call. An inside call goes to the agent whose number is given (`cc-gateway.call-inner`), by that agent's phone.
fn call(
    world: &mut World,
    now: Millis,
    operation: &'static Operation,
    by: UserId,
    params: &DecodedParams,
) -> Result<Answer, Retcode> {
    let called = params.text("called").unwrap_or_default();
    let inside = operation.id == "callInner";
    let callee = if inside { phone_of(world, by, called) } else { Number::new(called) };
    let callee = callee.ok_or(WRONG_NUMBER)?;
    let caller = params.text("caller").and_then(Number::new);
    let op = Op::MakeCall { callee, caller, timeout_ms: None };
    let accepted = world.request(now, &Request { by, op }).map_err(|refused| match refused {
        Refused::Busy(_) => WRONG_NUMBER,
        _ => INTERNAL,
    })?;
    Ok(Front::began(world, operation, accepted.job))
}

fn phone_of(world: &World, by: UserId, agent: &str) -> Option<Number> {
    let instance = world.user(by)?.instance;
    world.user(world.find_user(instance, agent)?)?.extension
}

/// The other party's leg in the agent's call.
fn other_leg(world: &World, by: UserId) -> Option<ChannelId> {
    let user = world.user(by)?;
    let legs = &world.job(user.job?)?.channels;
    legs.iter().copied().find(|leg| Some(*leg) != user.channel)
}

fn in_call(world: &World, by: UserId, codes: &Codes) -> Result<(), Retcode> {
    let state = world.user(by).map(|it| it.state);
    match state {
        Some(UserState::Talking) => Ok(()),
        Some(UserState::Dialing | UserState::Ringing) => Err(codes.state),
        _ => Err(codes.no_call),
    }
}

fn hold(world: &mut World, now: Millis, by: UserId, codes: &Codes, raise: bool) -> Result<(), Retcode> {
    in_call(world, by, codes)?;
    let channel = other_leg(world, by).ok_or(codes.state)?;
    let op = if raise { Op::Hold { job: None, channel } } else { Op::Retrieve { job: None, channel } };
    let asked = world.request(now, &Request { by, op });
    asked.map(|_| ()).map_err(|refused| match refused {
        // Nothing is held: that has a code of its own.
        Refused::FlagDown(_) => codes.no_call,
        refused => state_or_internal(&refused, &codes.state),
    })
}

fn mute(world: &mut World, now: Millis, by: UserId, codes: &Codes, raise: bool) -> Result<(), Retcode> {
    in_call(world, by, codes)?;
    let job = world.user(by).and_then(|it| it.job).and_then(|job| world.job(job));
    // An inside call cannot be muted (`cc-gateway.rules.inside-calls`).
    if job.is_some_and(|job| job.call_type == CallType::Internal) {
        return Err(codes.state);
    }
    let op =
        if raise { Op::Mute { job: None, channel: None } } else { Op::Unmute { job: None, channel: None } };
    let asked = world.request(now, &Request { by, op });
    asked.map(|_| ()).map_err(|refused| state_or_internal(&refused, &codes.state))
}
