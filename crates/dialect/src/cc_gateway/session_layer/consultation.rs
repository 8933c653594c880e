//! Several parties: asking for help, and handing the call on.

use offhook_machine::{Channel, Number, Op, Queueing, Refused, Side, Target, UserId, World};

use super::answer::{began, done};
use super::lookup::{agent, customer_call, holds, is_asked, live_channels, own_job};
use super::refusals::state_or_internal;
use super::state::{Help, Purpose, Sessions};
use crate::cc_gateway::operation::{Invocation, Outcome};
use crate::cc_gateway::retcodes::{BAD_PARAMETER, CONSULT_NO_CALL, INTERNAL, Retcode, TRANSFER_NO_CALL};
use crate::cc_gateway::transfer_modes::{AGENT, OUTSIDE, SKILL, TransferKind, transfer_kind};

/// The number of the help of three (`mode`).
const OF_THREE: i64 = 2;

/// Asks a colleague for help.
pub(in crate::cc_gateway) fn inner_help(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let job = customer_call(world, it.by).ok_or(CONSULT_NO_CALL)?;
    let address = it.params.text("dstaddress").unwrap_or_default();
    let to = asked_agent(world, it.by, it.params.integer("devicetype").unwrap_or(AGENT), address)?;
    let three = it.params.integer("mode") == Some(OF_THREE);
    let purpose = if three { Purpose::HelpOfThree } else { Purpose::Help };
    sessions.consult(world, it, purpose, (Target::User(to), None), &CONSULT_NO_CALL)?;
    sessions.attach(world, job, it.params);
    Ok(began(world, it.operation, Some(job)))
}

/// Hands the call on, by the kind of target and the mode.
pub(in crate::cc_gateway) fn transfer(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let device = it.params.integer("devicetype").unwrap_or_default();
    let mode = it.params.integer("mode").unwrap_or_default();
    let address = it.params.text("address").unwrap_or_default();
    let kind = transfer_kind(device, mode).ok_or(BAD_PARAMETER)?;
    if device != OUTSIDE && !address.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BAD_PARAMETER);
    }
    let job = customer_call(world, it.by).filter(|_| !holds(world, it.by)).ok_or(TRANSFER_NO_CALL)?;
    let outward = world.job(job).is_some_and(|job| job.call_type == offhook_machine::CallType::Outbound);
    if device == OUTSIDE && kind == TransferKind::Release && outward {
        return Err(TRANSFER_NO_CALL);
    }
    // The number shown counts for outside numbers alone, and not when the agent is off at once.
    let shows = device == OUTSIDE && kind != TransferKind::Release;
    let caller = it.params.text("caller").and_then(Number::new).filter(|_| shows);
    let to = match device {
        SKILL if kind == TransferKind::Release => {
            let home = world.user(it.by).map(|it| it.instance).ok_or(INTERNAL)?;
            Target::Group(world.find_skill_group(home, address).ok_or(BAD_PARAMETER)?)
        }
        SKILL | AGENT => Target::User(asked_agent(world, it.by, device, address)?),
        OUTSIDE => Target::Number(Number::new(address).ok_or(BAD_PARAMETER)?),
        _ => Target::Ivr,
    };
    match (kind, to) {
        (TransferKind::Suspend, _) => request(world, it, Op::Flow { job: None, leave: false })?,
        // An access code is taken as soon as it is called.
        (TransferKind::Release, _) | (_, Target::Ivr) => {
            let queueing = Queueing::default();
            request(world, it, Op::BlindTransfer { job: None, to, caller, timeout_ms: None, queueing })?;
        }
        (TransferKind::Talk, _) => {
            sessions.consult(world, it, Purpose::Talk, (to, caller), &TRANSFER_NO_CALL)?;
        }
        (TransferKind::ThreeParty, _) => {
            sessions.consult(world, it, Purpose::ThreeParty, (to, caller), &TRANSFER_NO_CALL)?;
        }
        (TransferKind::Success, _) => {
            sessions.consult(world, it, Purpose::HandOver, (to, caller), &TRANSFER_NO_CALL)?;
        }
    }
    sessions.attach(world, job, it.params);
    Ok(done(it.operation))
}

/// Takes the new party of a transfer off the call: of one that is being asked, or of three who talk.
pub(in crate::cc_gateway) fn cancel_transfer(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let (job, own) = own_job(world, it.by).ok_or(TRANSFER_NO_CALL)?;
    if own.consult.is_some() {
        let help = sessions.calls.get(&job).and_then(|call| call.help);
        if !help.is_some_and(|help| help.by == it.by && !help.purpose.is_help()) {
            return Err(TRANSFER_NO_CALL);
        }
        sessions.cancel_consult(world, it, &TRANSFER_NO_CALL)?;
        return Ok(done(it.operation));
    }
    let is_new = |channel: &Channel| is_asked(channel) && channel.side == Side::Customer;
    let new = live_channels(world, own).find(|channel| world.channel(*channel).is_some_and(is_new));
    let is_third = live_channels(world, own).count() > 2;
    let channel = Some(new.filter(|_| is_third).ok_or(TRANSFER_NO_CALL)?);
    request(world, it, Op::Release { job: None, channel })?;
    Ok(done(it.operation))
}

impl Sessions {
    fn consult(
        &mut self,
        world: &mut World,
        it: Invocation<'_>,
        purpose: Purpose,
        (to, caller): (Target, Option<Number>),
        no_call: &Retcode,
    ) -> Result<(), Retcode> {
        let op = Op::Consult { job: None, to, caller, timeout_ms: None };
        let accepted = it.request(world, op).map_err(|refused| code(&refused, no_call))?;
        if let Some(job) = accepted.job {
            self.call_mut(world, job).help =
                Some(Help { by: it.by, purpose, with: None, cancelled: false, gone: false });
            self.schedule.consulting.insert(job);
        }
        Ok(())
    }
}

fn request(world: &mut World, it: Invocation<'_>, op: Op<'_>) -> Result<(), Retcode> {
    it.request(world, op).map(|_| ()).map_err(|refused| code(&refused, &TRANSFER_NO_CALL))
}

fn code(refused: &Refused, no_call: &Retcode) -> Retcode {
    match refused {
        Refused::InConsult | Refused::NoConsult => *no_call,
        refused => state_or_internal(refused, no_call),
    }
}

/// The agent of this number, or the one of the skill of this number who has been idle for longest.
fn asked_agent(world: &World, by: UserId, device: i64, address: &str) -> Result<UserId, Retcode> {
    if device != SKILL {
        return agent(world, by, address).ok_or(BAD_PARAMETER);
    }
    let home = world.user(by).map(|it| it.instance).ok_or(INTERNAL)?;
    let group = world.find_skill_group(home, address).ok_or(BAD_PARAMETER)?;
    world.next_agent(group, Some(by)).ok_or(INTERNAL)
}
