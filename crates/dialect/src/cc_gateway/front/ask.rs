//! From an operation to requests of the machine, and from the machine's refusals to result codes.

use offhook_machine::{Millis, Op, Refused, Request, Signal, UserId, World};

use super::asked::Asked;
use super::one_call::{Codes, dial_digits, hold, mute, own_job, this_call};
use super::{Answer, Front};
use crate::cc_gateway::operation::Operation;
use crate::cc_gateway::retcodes::{
    AGENT_TYPE, ANSWER_NO_CALL, BAD_MESSAGE, BAD_PARAMETER, HOLD_NO_CALL, HOLD_STATE, INTERNAL, IP_INVALID,
    MUTE_NO_CALL, MUTE_STATE, NO_RIGHT, NOT_SIGNED_IN, PHONE_INVALID, Retcode, SIGN_IN_EMPTY,
    SIGN_IN_ILLEGAL, SIGN_OUT_ILLEGAL, SIGN_OUT_STATE, SIGNED_OUT_ALREADY, UNMUTE_NO_CALL, UNMUTE_STATE,
    WRONG_NUMBER,
};
use crate::cc_gateway::route::{RequestError, Target};
use crate::http::HttpRequest;
use crate::params::ParamError;

impl Front {
    pub(super) fn operate(
        &mut self,
        world: &mut World,
        now: Millis,
        target: &Target,
        ask: &HttpRequest<'_>,
    ) -> Result<Answer, Retcode> {
        let operation = target.operation;
        if ask.header("Content-Type").is_none_or(|value| !is_json(value)) {
            return Err(BAD_PARAMETER);
        }
        let params = target.decode(ask.body, self.edition).map_err(|error| fault(operation, &error))?;
        if is_sign_in(operation) {
            return self.sign_in(world, now, operation, target.agent(), &params);
        }
        if operation.id == "allAgentEvent" {
            return if self.outage { Err(INTERNAL) } else { self.all_events(now, operation, ask) };
        }
        if operation.id == "getAgentEvent"
            && let Some(reply) = self.told_out(world, now, target.agent(), ask)
        {
            return Ok(reply);
        }
        let agent = self.signed_in(world, now, target, ask)?;
        if self.outage {
            return Err(INTERNAL);
        }
        self.perform(world, ask, Asked { operation, by: agent, now, params: &params })
    }

    /// The agent, if signed in and holding the session's Guid. With a wrong or missing Guid it is 000-003 (chosen: the page
    /// names it beside 100-006 and not which is when).
    fn signed_in(
        &mut self,
        world: &World,
        now: Millis,
        target: &Target,
        ask: &HttpRequest<'_>,
    ) -> Result<UserId, Retcode> {
        let agent = world.find_user(self.instance, target.agent()).ok_or(NOT_SIGNED_IN)?;
        let none = self.without_session(target.operation, agent);
        let session = self.sessions.get_mut(&agent).ok_or(none)?;
        if !session.admits(ask.header("Guid"), now, self.tokens) {
            return Err(NO_RIGHT);
        }
        session.heard = now;
        Ok(agent)
    }

    /// The refusal where there is no session: a sign-out tells who has signed out from who never signed in
    /// (`cc-gateway.logout.which-refusal`).
    fn without_session(&self, operation: &Operation, agent: UserId) -> Retcode {
        let was_there = self.configured.contains_key(&agent);
        let tells = operation.retcode(SIGNED_OUT_ALREADY.code).is_some();
        if was_there && tells { SIGNED_OUT_ALREADY } else { NOT_SIGNED_IN }
    }

    fn perform(
        &mut self,
        world: &mut World,
        ask: &HttpRequest<'_>,
        asked: Asked<'_>,
    ) -> Result<Answer, Retcode> {
        let Asked { operation, by, now, .. } = asked;
        let done = Answer::success(operation, &mut |_| None);
        match operation.id {
            "logout" => {
                world
                    .request(now, &Request { by, op: Op::SignOut })
                    .map_err(|refused| state_or_internal(&refused, &SIGN_OUT_STATE))?;
                let farewell = self.farewell(by, now);
                self.sessions.remove(&by);
                self.farewells.extend(farewell.map(|farewell| (by, farewell)));
                Ok(done)
            }
            "forceLogout" | "forceLogoutWithReason" => {
                let farewell = self.farewell(by, now);
                self.force_out(world, now, by)?;
                self.farewells.extend(farewell.map(|farewell| (by, farewell)));
                Ok(done)
            }
            "handShake" => self.heartbeat(now, operation, by, ask),
            "updateGuid" => Ok(self.update_guid(now, operation, by)),
            "agentStatus" => Ok(super::state::status(world, operation, by)),
            "sayFree" | "sayBusy" | "cancelBusy" | "rest" | "cancelRest" | "work" | "cancelWork" => {
                self.set_state(world, asked)
            }
            "autoEnterIdle" | "resetSkill" | "setTalkRight" => self.prefer(world, asked),
            "getAgentEvent" => {
                let mut reply = self.next_event(world, now, by);
                self.renew(by, now, &mut reply);
                Ok(reply)
            }
            "callout" | "callInner" | "callInnerSkill" => self.place(world, asked),
            "previewCallout" => self.place_proposed(world, asked),
            "innerHelp" => self.ask_for_help(world, asked),
            "queryHoldListInfo"
            | "queryCallInfo"
            | "queryCallInfoBeforeAnswer"
            | "queryCallInfoByCallId"
            | "allCallId"
            | "queryAllCallInfo"
            | "queryAllCallInfoEx"
            | "remoteNumbers"
            | "queryAppData"
            | "queryStatistics" => self.query(world, asked),
            _ => self.on_call(world, asked).map(|()| done),
        }
    }

    /// An operation on the agent's call that only says whether it was accepted.
    fn on_call(&mut self, world: &mut World, asked: Asked<'_>) -> Result<(), Retcode> {
        let Asked { operation, by, now, params } = asked;
        match operation.id {
            "answer" => {
                this_call(world, by, params, &ANSWER_NO_CALL)?;
                let asked = world.request(now, &Request { by, op: Op::Answer { job: None } });
                asked.map(|_| ()).map_err(|refused| state_or_internal(&refused, &ANSWER_NO_CALL))
            }
            "release" | "releaseEx" => self.hang_up(world, now, by),
            "dropCall" => self.drop_call(world, asked),
            "disconnect" => self.disconnect(world, asked),
            "transfer" => self.transfer(world, asked),
            "cancelTransfer" => self.cancel_transfer(world, now, by),
            "phonePickup" => self.handset(world, now, by, Signal::Answered),
            "phoneHangup" => self.handset(world, now, by, Signal::Rejected),
            // Between calls the handset is on its hook.
            "snatchPickup" => Self::snatch(world, asked),
            "releasePhone" if own_job(world, by).is_none() => Ok(()),
            "secondDial" | "secondDialEx" => dial_digits(world, now, by),
            "setCallDataEx" => self.set_data(world, asked),
            "connectHold" => Self::change_over(world, asked),
            "confJoin" => self.join(world, asked),
            "hold" => hold(world, now, by, &Codes { no_call: HOLD_NO_CALL, state: HOLD_STATE }, true),
            "getHold" => Self::unhold(world, asked),
            "beginMute" => mute(world, now, by, &Codes { no_call: MUTE_NO_CALL, state: MUTE_STATE }, true),
            "endMute" => mute(world, now, by, &Codes { no_call: UNMUTE_NO_CALL, state: UNMUTE_STATE }, false),
            _ => Err(INTERNAL),
        }
    }
}

/// The code of a fault in the request itself: signing in and out have codes of their own, a wrong number called has one too.
fn fault(operation: &Operation, error: &RequestError) -> Retcode {
    let error = match error {
        RequestError::Param(error) => error,
        RequestError::Wire(_) if operation.retcode(BAD_MESSAGE.code).is_some() => return BAD_MESSAGE,
        RequestError::Wire(_) => return BAD_PARAMETER,
    };
    match (is_sign_in(operation), error.name(), error) {
        _ if operation.retcode(SIGN_OUT_ILLEGAL.code).is_some() => SIGN_OUT_ILLEGAL,
        (_, "agentid", _) => BAD_PARAMETER,
        (true, "phonenum", ParamError::WrongLength { .. }) => PHONE_INVALID,
        (true, _, ParamError::Blank { .. }) => SIGN_IN_EMPTY,
        (true, "agenttype", _) => AGENT_TYPE,
        (true, "ip", _) => IP_INVALID,
        (true, ..) => SIGN_IN_ILLEGAL,
        (_, "called", _) => WRONG_NUMBER,
        _ => BAD_PARAMETER,
    }
}

fn is_sign_in(operation: &Operation) -> bool {
    matches!(operation.id, "login" | "forceLogin" | "loginEx")
}

pub(super) fn is_json(content_type: &str) -> bool {
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
