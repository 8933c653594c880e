//! One call: placing it, taking it, holding, muting and ending it.

use offhook_machine::{
    Accepted, CallType, ChannelId, JobId, Millis, Number, Op, Refused, Request, Signal, UserId, UserState,
    World,
};

use super::answer::{began, done};
use super::lookup::{agent, is_asked, live_channels, names, other_channel, own_consult, own_job, this_call};
use super::refusals::state_or_internal;
use super::state::{Purpose, Sessions};
use crate::cc_gateway::operation::{Invocation, Outcome};
use crate::cc_gateway::retcodes::{
    ANSWER_NO_CALL, BAD_PARAMETER, DISCONNECT_NO_CALL, DISCONNECT_NOT_IN_CALL, DROP_NO_CALL, HOLD_NO_CALL,
    HOLD_STATE, INTERNAL, MUTE_NO_CALL, MUTE_STATE, RELEASE_NO_CALL, Retcode, UNMUTE_NO_CALL, UNMUTE_STATE,
    WRONG_NUMBER,
};
use crate::params::DecodedParams;

/// The codes that say that there is no call, and that the call is in the wrong state.
pub(super) struct Codes {
    pub(super) no_call: Retcode,
    pub(super) state: Retcode,
}

const HANG_UP: Op<'_> = Op::Release { job: None, channel: None };

/// Calls an outside number.
pub(in crate::cc_gateway) fn callout(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let callee = Number::new(it.params.text("called").unwrap_or_default()).ok_or(WRONG_NUMBER)?;
    sessions.place(world, it, callee)
}

/// Calls the phone of the agent whose number is given (`cc-gateway.call-inner`).
pub(in crate::cc_gateway) fn call_inner(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let called = it.params.text("called").unwrap_or_default();
    let callee = agent(world, it.by, called).and_then(|to| world.user(to)?.extension).ok_or(WRONG_NUMBER)?;
    sessions.place(world, it, callee)
}

/// Calls the phone of the agent of a skill who has been idle for longest.
pub(in crate::cc_gateway) fn call_inner_skill(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let skill = it.params.integer("skillId").unwrap_or_default().to_string();
    let home = world.user(it.by).map(|it| it.instance).ok_or(INTERNAL)?;
    let group = world.find_skill_group(home, &skill).ok_or(BAD_PARAMETER)?;
    let callee =
        world.next_agent(group, Some(it.by)).and_then(|to| world.user(to)?.extension).ok_or(INTERNAL)?;
    sessions.place(world, it, callee)
}

/// Answers the agent's call.
pub(in crate::cc_gateway) fn answer(_: &mut Sessions, world: &mut World, it: Invocation<'_>) -> Outcome {
    this_call(world, it.by, it.params, &ANSWER_NO_CALL)?;
    let accepted = it.request(world, Op::Answer { job: None });
    accepted.map_err(|refused| state_or_internal(&refused, &ANSWER_NO_CALL))?;
    Ok(done(it.operation))
}

/// Answers a call that rings at a colleague (`cc-gateway.snatch-pickup.which-refusal`).
pub(in crate::cc_gateway) fn snatch_pickup(
    _: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let number = it.params.integer("destWorkNo").unwrap_or_default().to_string();
    let agent = agent(world, it.by, &number).ok_or(BAD_PARAMETER)?;
    it.request(world, Op::DirectedPickup { agent }).map_err(|_| INTERNAL)?;
    Ok(done(it.operation))
}

/// Lifts the handset that acts as one with the client.
pub(in crate::cc_gateway) fn phone_pickup(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    sessions.handset(world, it.now, it.by, Signal::Answered)?;
    Ok(done(it.operation))
}

/// Declines the call for which the handset rings that acts as one with the client.
pub(in crate::cc_gateway) fn phone_hangup(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    sessions.handset(world, it.now, it.by, Signal::Rejected)?;
    Ok(done(it.operation))
}

/// Puts the handset back: between calls it is on its hook.
pub(in crate::cc_gateway) fn release_phone(
    _: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    if own_job(world, it.by).is_some() { Err(INTERNAL) } else { Ok(done(it.operation)) }
}

/// Hangs up.
pub(in crate::cc_gateway) fn release(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    sessions.hang_up(world, it)?;
    Ok(done(it.operation))
}

/// Hangs up the call of this id. While the agent asks for help the id is that of the call with the helper, who alone is
/// hung up (`cc-gateway.inner-help.two-party.back`).
pub(in crate::cc_gateway) fn drop_call(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let named = this_call(world, it.by, it.params, &DROP_NO_CALL)?;
    let is_current = own_job(world, it.by).is_some_and(|(job, _)| job == named);
    if is_current && own_consult(world, it.by).is_some() {
        sessions.cancel_consult(world, it, &DROP_NO_CALL)?;
    } else {
        let op = Op::Release { job: Some(named), channel: None };
        it.request(world, op).map_err(|refused| state_or_internal(&refused, &DROP_NO_CALL))?;
    }
    Ok(done(it.operation))
}

/// Takes one number off the agent's call: a customer's, the agent's own, or a helper's agent number.
pub(in crate::cc_gateway) fn disconnect(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    sessions.take_off(world, it)?;
    Ok(done(it.operation))
}

pub(in crate::cc_gateway) fn hold(_: &mut Sessions, world: &mut World, it: Invocation<'_>) -> Outcome {
    let codes = Codes { no_call: HOLD_NO_CALL, state: HOLD_STATE };
    set_hold(world, it.now, it.by, &codes, true)?;
    Ok(done(it.operation))
}

pub(in crate::cc_gateway) fn begin_mute(_: &mut Sessions, world: &mut World, it: Invocation<'_>) -> Outcome {
    let codes = Codes { no_call: MUTE_NO_CALL, state: MUTE_STATE };
    set_mute(world, it.now, it.by, &codes, true)?;
    Ok(done(it.operation))
}

pub(in crate::cc_gateway) fn end_mute(_: &mut Sessions, world: &mut World, it: Invocation<'_>) -> Outcome {
    let codes = Codes { no_call: UNMUTE_NO_CALL, state: UNMUTE_STATE };
    set_mute(world, it.now, it.by, &codes, false)?;
    Ok(done(it.operation))
}

/// Sends digits into the call.
pub(in crate::cc_gateway) fn second_dial(_: &mut Sessions, world: &mut World, it: Invocation<'_>) -> Outcome {
    let channel = other_channel(world, it.by).ok_or(INTERNAL)?;
    it.request(world, Op::Dtmf { job: None, channel }).map_err(|_| INTERNAL)?;
    Ok(done(it.operation))
}

impl Sessions {
    /// Places a call.
    fn place(&mut self, world: &mut World, it: Invocation<'_>, callee: Number) -> Outcome {
        let caller = it.params.text("caller").and_then(Number::new);
        let accepted = place_call(world, it, callee, caller)?;
        if let Some(job) = accepted.job {
            self.attach(world, job, it.params);
        }
        Ok(began(world, it.operation, accepted.job))
    }

    /// Puts the data that come with a request on the call.
    pub(super) fn attach(&mut self, world: &World, job: JobId, params: &DecodedParams) {
        if let Some(data) = params.text("callappdata") {
            data.clone_into(&mut self.call_mut(world, job).data);
        }
    }

    /// Hangs up. An agent who talks with a helper, or with the new party of a transfer, hands the call to them
    /// (`cc-gateway.inner-help.two-party.agent-leaves`).
    fn hang_up(&self, world: &mut World, it: Invocation<'_>) -> Result<(), Retcode> {
        let job = own_job(world, it.by).map(|(job, _)| job);
        let help = job.and_then(|job| self.calls.get(&job)?.help).filter(|help| help.by == it.by);
        let hands_over = help.is_some_and(|help| matches!(help.purpose, Purpose::Help | Purpose::Talk));
        let begun = own_consult(world, it.by).is_some_and(|started| started);
        let op = if hands_over && begun { Op::CompleteTransfer { job } } else { HANG_UP };
        let accepted = it.request(world, op);
        accepted.map(|_| ()).map_err(|refused| state_or_internal(&refused, &RELEASE_NO_CALL))
    }

    /// Takes the party asked off the call, and reconnects the party who waits.
    pub(super) fn cancel_consult(
        &mut self,
        world: &mut World,
        it: Invocation<'_>,
        otherwise: &Retcode,
    ) -> Result<(), Retcode> {
        let accepted = it.request(world, Op::CancelTransfer { job: None }).map_err(|refused| {
            if refused == Refused::NoConsult { *otherwise } else { state_or_internal(&refused, otherwise) }
        })?;
        if let Some(help) = accepted.job.and_then(|job| self.calls.get_mut(&job)?.help.as_mut()) {
            help.cancelled = true;
        }
        Ok(())
    }

    fn take_off(&mut self, world: &mut World, it: Invocation<'_>) -> Result<(), Retcode> {
        let number = it.params.text("number").unwrap_or_default();
        let user = world.user(it.by).ok_or(DISCONNECT_NO_CALL)?;
        let (_, job) = own_job(world, it.by).ok_or(DISCONNECT_NO_CALL)?;
        if user.extension.is_some_and(|own| own.as_str() == number) {
            return self.hang_up(world, it).map_err(|_| DISCONNECT_NO_CALL);
        }
        // A helper can take off nobody else (`cc-gateway.disconnect.helped`).
        let helps = user.channel.and_then(|own| world.channel(own)).is_some_and(is_asked);
        let is_meant = |other: &ChannelId| Some(*other) != user.channel && names(world, *other, number);
        let other = live_channels(world, job).find(is_meant);
        let other = other.filter(|_| !helps).ok_or(DISCONNECT_NOT_IN_CALL)?;
        match job.consult {
            Some(consult) if consult.with == other => self.cancel_consult(world, it, &DISCONNECT_NOT_IN_CALL),
            // A customer who waits is not on the latest call (`cc-gateway.disconnect.latest-call`).
            Some(_) => Err(DISCONNECT_NOT_IN_CALL),
            None => {
                let accepted = it.request(world, Op::Release { job: None, channel: Some(other) });
                accepted.map(|_| ()).map_err(|refused| state_or_internal(&refused, &DISCONNECT_NO_CALL))
            }
        }
    }
}

/// Puts the request for a call to the machine.
pub(super) fn place_call(
    world: &mut World,
    it: Invocation<'_>,
    callee: Number,
    caller: Option<Number>,
) -> Result<Accepted, Retcode> {
    let op = Op::MakeCall { callee, caller, timeout_ms: None };
    it.request(world, op).map_err(|refused| match refused {
        Refused::Busy(_) => WRONG_NUMBER,
        _ => INTERNAL,
    })
}

fn in_call(world: &World, by: UserId, codes: &Codes) -> Result<(), Retcode> {
    let state = world.user(by).map(|it| it.state);
    match state {
        Some(UserState::Talking) => Ok(()),
        Some(UserState::Dialing | UserState::Ringing) => Err(codes.state),
        Some(UserState::Offline | UserState::Break | UserState::Ready | UserState::Working) | None => {
            Err(codes.no_call)
        }
    }
}

/// Holds the other party, or retrieves it.
pub(super) fn set_hold(
    world: &mut World,
    now: Millis,
    by: UserId,
    codes: &Codes,
    raise: bool,
) -> Result<(), Retcode> {
    in_call(world, by, codes)?;
    let channel = other_channel(world, by).ok_or(codes.state)?;
    let op = if raise { Op::Hold { job: None, channel } } else { Op::Retrieve { job: None, channel } };
    let accepted = world.request(now, &Request { by, op });
    accepted.map(|_| ()).map_err(|refused| match refused {
        // Nothing is held: that has a code of its own.
        Refused::FlagDown(_) => codes.no_call,
        Refused::InConsult => codes.state,
        refused => state_or_internal(&refused, &codes.state),
    })
}

/// Mutes the agent, or unmutes.
pub(super) fn set_mute(
    world: &mut World,
    now: Millis,
    by: UserId,
    codes: &Codes,
    raise: bool,
) -> Result<(), Retcode> {
    in_call(world, by, codes)?;
    // An inside call cannot be muted (`cc-gateway.rules.inside-calls`).
    if own_job(world, by).is_some_and(|(_, job)| job.call_type == CallType::Internal) {
        return Err(codes.state);
    }
    let op =
        if raise { Op::Mute { job: None, channel: None } } else { Op::Unmute { job: None, channel: None } };
    let accepted = world.request(now, &Request { by, op });
    accepted.map(|_| ()).map_err(|refused| state_or_internal(&refused, &codes.state))
}
