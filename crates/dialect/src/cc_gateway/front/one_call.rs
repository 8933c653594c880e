//! One call: placing it, taking it, holding, muting and ending it.

use offhook_machine::{
    CallType, ChannelId, Job, JobId, Millis, Number, Op, Refused, Request, Side, UserId, UserState, World,
};

use super::ask::state_or_internal;
use super::asked::Asked;
use super::calls::{Purpose, idle_agent};
use super::{Answer, Front, call_id};
use crate::cc_gateway::retcodes::{
    BAD_PARAMETER, DISCONNECT_NO_CALL, DISCONNECT_NOT_IN_CALL, DROP_NO_CALL, INTERNAL, RELEASE_NO_CALL,
    Retcode, WRONG_NUMBER,
};
use crate::params::DecodedParams;

/// What is said when there is no call, and when the call is in the wrong state.
pub(super) struct Codes {
    pub(super) no_call: Retcode,
    pub(super) state: Retcode,
}

const HANG_UP: Op<'_> = Op::Release { job: None, channel: None };

impl Front {
    /// Places a call. An inside call goes to the agent whose number is given (`cc-gateway.call-inner`), by that agent's phone,
    /// or to whoever of a skill has been idle for longest.
    pub(super) fn place(&mut self, world: &mut World, asked: Asked<'_>) -> Result<Answer, Retcode> {
        let Asked { operation, by, now, params } = asked;
        let called = params.text("called").unwrap_or_default();
        let callee = match operation.id {
            "callInner" => {
                agent(world, by, called).and_then(|to| world.user(to)?.extension).ok_or(WRONG_NUMBER)
            }
            "callInnerSkill" => phone_of_skill(world, by, params),
            _ => Number::new(called).ok_or(WRONG_NUMBER),
        }?;
        let caller = params.text("caller").and_then(Number::new);
        let op = Op::MakeCall { callee, caller, timeout_ms: None };
        let accepted = world.request(now, &Request { by, op }).map_err(|refused| match refused {
            Refused::Busy(_) => WRONG_NUMBER,
            _ => INTERNAL,
        })?;
        if let Some(job) = accepted.job {
            self.attach(world, job, params);
        }
        Ok(Self::began(world, operation, accepted.job))
    }

    /// Takes a call that rings at a colleague (`cc-gateway.snatch-pickup.which-refusal`).
    pub(super) fn snatch(world: &mut World, asked: Asked<'_>) -> Result<(), Retcode> {
        let Asked { by, now, params, .. } = asked;
        let number = params.integer("destWorkNo").unwrap_or_default().to_string();
        let agent = agent(world, by, &number).ok_or(BAD_PARAMETER)?;
        world
            .request(now, &Request { by, op: Op::DirectedPickup { agent } })
            .map(|_| ())
            .map_err(|_| INTERNAL)
    }

    /// Puts the data that come with a request on the call.
    pub(super) fn attach(&mut self, world: &World, job: JobId, params: &DecodedParams) {
        if let Some(data) = params.text("callappdata") {
            data.clone_into(&mut self.call_mut(world, job).data);
        }
    }

    /// Hangs up. Who talks with a helper, or with the new party of a transfer, hands the call to them
    /// (`cc-gateway.inner-help.two-party.agent-leaves`).
    pub(super) fn hang_up(&self, world: &mut World, now: Millis, by: UserId) -> Result<(), Retcode> {
        let job = own_job(world, by).map(|(job, _)| job);
        let help = job.and_then(|job| self.calls.get(&job)?.help).filter(|help| help.by == by);
        let hands_over = help.is_some_and(|help| matches!(help.purpose, Purpose::Help | Purpose::Talk));
        let begun = own_consult(world, by).is_some_and(|started| started);
        let op = if hands_over && begun { Op::CompleteTransfer { job } } else { HANG_UP };
        let asked = world.request(now, &Request { by, op });
        asked.map(|_| ()).map_err(|refused| state_or_internal(&refused, &RELEASE_NO_CALL))
    }

    /// Hangs up the call of this id. While the agent asks for help the id is that of the call with the helper, who alone is
    /// hung up (`cc-gateway.inner-help.two-party.back`).
    pub(super) fn drop_call(&mut self, world: &mut World, asked: Asked<'_>) -> Result<(), Retcode> {
        let Asked { by, now, params, .. } = asked;
        let named = this_call(world, by, params, &DROP_NO_CALL)?;
        let is_current = own_job(world, by).is_some_and(|(job, _)| job == named);
        if is_current && own_consult(world, by).is_some() {
            return self.cancel_consult(world, now, by, &DROP_NO_CALL);
        }
        let op = Op::Release { job: Some(named), channel: None };
        let asked = world.request(now, &Request { by, op });
        asked.map(|_| ()).map_err(|refused| state_or_internal(&refused, &DROP_NO_CALL))
    }

    /// Takes the party asked off the call, and the party who waits back.
    pub(super) fn cancel_consult(
        &mut self,
        world: &mut World,
        now: Millis,
        by: UserId,
        otherwise: &Retcode,
    ) -> Result<(), Retcode> {
        let accepted =
            world.request(now, &Request { by, op: Op::CancelTransfer { job: None } }).map_err(|refused| {
                if refused == Refused::NoConsult {
                    *otherwise
                } else {
                    state_or_internal(&refused, otherwise)
                }
            })?;
        if let Some(help) = accepted.job.and_then(|job| self.calls.get_mut(&job)?.help.as_mut()) {
            help.cancelled = true;
        }
        Ok(())
    }

    /// Takes one number off the agent's call: a customer's, the agent's own, or a helper's agent number.
    pub(super) fn disconnect(&mut self, world: &mut World, asked: Asked<'_>) -> Result<(), Retcode> {
        let Asked { by, now, params, .. } = asked;
        let number = params.text("number").unwrap_or_default();
        let user = world.user(by).ok_or(DISCONNECT_NO_CALL)?;
        let (_, job) = own_job(world, by).ok_or(DISCONNECT_NO_CALL)?;
        if user.extension.is_some_and(|own| own.as_str() == number) {
            return self.hang_up(world, now, by).map_err(|_| DISCONNECT_NO_CALL);
        }
        // A helper can take off nobody else (`cc-gateway.disconnect.helped`).
        let helps = user.channel.and_then(|leg| world.channel(leg)).is_some_and(is_asked);
        let leg = live_legs(world, job).find(|leg| names(world, *leg, number) && Some(*leg) != user.channel);
        let leg = leg.filter(|_| !helps).ok_or(DISCONNECT_NOT_IN_CALL)?;
        if let Some(consult) = job.consult {
            // A customer who waits is not on the latest call (`cc-gateway.disconnect.latest-call`).
            return if consult.with == leg {
                self.cancel_consult(world, now, by, &DISCONNECT_NOT_IN_CALL)
            } else {
                Err(DISCONNECT_NOT_IN_CALL)
            };
        }
        let op = Op::Release { job: None, channel: Some(leg) };
        let asked = world.request(now, &Request { by, op });
        asked.map(|_| ()).map_err(|refused| state_or_internal(&refused, &DISCONNECT_NO_CALL))
    }
}

/// The phone of whoever of the skill has been idle for longest.
fn phone_of_skill(world: &World, by: UserId, params: &DecodedParams) -> Result<Number, Retcode> {
    let skill = params.integer("skillId").unwrap_or_default().to_string();
    let home = world.user(by).map(|it| it.instance).ok_or(INTERNAL)?;
    world.find_skill_group(home, &skill).ok_or(BAD_PARAMETER)?;
    idle_agent(world, by, &skill).and_then(|to| world.user(to)?.extension).ok_or(INTERNAL)
}

/// The agent of this number in the agent's own centre.
pub(super) fn agent(world: &World, by: UserId, number: &str) -> Option<UserId> {
    world.find_user(world.user(by)?.instance, number)
}

/// The call that the agent is in.
pub(super) fn own_job(world: &World, by: UserId) -> Option<(JobId, &Job)> {
    let job = world.user(by)?.job?;
    Some((job, world.job(job)?))
}

/// The call that is held beside the agent's current one.
pub(super) fn held_call(world: &World, by: UserId) -> Option<JobId> {
    world.user(by)?.held_call.map(|held_call| held_call.job)
}

/// The agent's calls: the current one, then the held call.
pub(super) fn calls_of(world: &World, by: UserId) -> impl Iterator<Item = JobId> {
    let current = own_job(world, by).map(|(job, _)| job);
    current.into_iter().chain(held_call(world, by))
}

/// Whether the party asked has answered, where the agent asks somebody.
fn own_consult(world: &World, by: UserId) -> Option<bool> {
    let consult = own_job(world, by)?.1.consult?;
    (world.user(by)?.channel == Some(consult.by)).then_some(consult.started)
}

pub(super) fn live_legs<'a>(world: &'a World, job: &'a Job) -> impl Iterator<Item = ChannelId> + 'a {
    job.channels
        .iter()
        .copied()
        .filter(|leg| world.channel(*leg).is_some_and(offhook_machine::Channel::is_live))
}

/// Whether this leg is that of a party who was asked into the call.
pub(super) fn is_asked(leg: &offhook_machine::Channel) -> bool {
    leg.call_type == CallType::Consultant
}

/// Whether a leg is meant by this number: a customer's own, an agent's phone or agent number.
fn names(world: &World, leg: ChannelId, number: &str) -> bool {
    let Some(it) = world.channel(leg) else { return false };
    let agent = it.user.and_then(|user| world.user(user));
    agent.is_some_and(|agent| *agent.name == *number) || it.party().as_str() == number
}

/// The call of the agent's that is named; the current one where none is.
pub(super) fn this_call(
    world: &World,
    by: UserId,
    params: &DecodedParams,
    otherwise: &Retcode,
) -> Result<JobId, Retcode> {
    let named = params.text("callid").or_else(|| params.text("callId"));
    let is_named =
        |job: &JobId| named.is_none_or(|named| world.job(*job).is_some_and(|job| call_id(job) == named));
    calls_of(world, by).find(is_named).ok_or(*otherwise)
}

/// The other party's leg in the agent's call.
pub(super) fn other_leg(world: &World, by: UserId) -> Option<ChannelId> {
    let own = world.user(by)?.channel;
    live_legs(world, own_job(world, by)?.1).find(|leg| Some(*leg) != own)
}

fn in_call(world: &World, by: UserId, codes: &Codes) -> Result<(), Retcode> {
    let state = world.user(by).map(|it| it.state);
    match state {
        Some(UserState::Talking) => Ok(()),
        Some(UserState::Dialing | UserState::Ringing) => Err(codes.state),
        _ => Err(codes.no_call),
    }
}

pub(super) fn hold(
    world: &mut World,
    now: Millis,
    by: UserId,
    codes: &Codes,
    raise: bool,
) -> Result<(), Retcode> {
    in_call(world, by, codes)?;
    let channel = other_leg(world, by).ok_or(codes.state)?;
    let op = if raise { Op::Hold { job: None, channel } } else { Op::Retrieve { job: None, channel } };
    let asked = world.request(now, &Request { by, op });
    asked.map(|_| ()).map_err(|refused| match refused {
        // Nothing is held: that has a code of its own.
        Refused::FlagDown(_) => codes.no_call,
        Refused::InConsult => codes.state,
        refused => state_or_internal(&refused, &codes.state),
    })
}

pub(super) fn mute(
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
    let asked = world.request(now, &Request { by, op });
    asked.map(|_| ()).map_err(|refused| state_or_internal(&refused, &codes.state))
}

/// Sends digits into the call.
pub(super) fn dial_digits(world: &mut World, now: Millis, by: UserId) -> Result<(), Retcode> {
    let channel = other_leg(world, by).ok_or(INTERNAL)?;
    let op = Op::Dtmf { job: None, channel };
    world.request(now, &Request { by, op }).map(|_| ()).map_err(|_| INTERNAL)
}

/// The number of a party as other parties know it: an agent's number, or a telephone number.
pub(super) fn party_number(world: &World, leg: ChannelId) -> Option<String> {
    let it = world.channel(leg)?;
    Some(match (it.side, it.user.and_then(|user| world.user(user))) {
        (Side::User, Some(agent)) => agent.name.to_string(),
        _ => it.party().to_string(),
    })
}
