//! Several parties: asking for help, and handing the call on.

use offhook_machine::{
    CallType, Flag, JobId, Millis, Number, Op, Queueing, Refused, Request, Side, Target, UserId, UserState,
    World,
};

use super::ask::state_or_internal;
use super::asked::Asked;
use super::calls::{Help, Purpose, idle_agent};
use super::one_call::{agent, is_asked, live_legs, other_leg, own_job};
use super::{Answer, Front};
use crate::cc_gateway::retcodes::{BAD_PARAMETER, CONSULT_NO_CALL, INTERNAL, Retcode, TRANSFER_NO_CALL};
use crate::cc_gateway::{TransferKind, transfer_kind};

/// The numbers of the kinds of target (`devicetype`).
const SKILL: i64 = 1;
const AGENT: i64 = 2;
const OUTSIDE: i64 = 5;
/// The number of the help of three (`mode`).
const OF_THREE: i64 = 2;

impl Front {
    /// Asks a colleague for help.
    pub(super) fn ask_for_help(&mut self, world: &mut World, asked: Asked<'_>) -> Result<Answer, Retcode> {
        let Asked { operation, by, now, params } = asked;
        let job = customer_call(world, by).ok_or(CONSULT_NO_CALL)?;
        let address = params.text("dstaddress").unwrap_or_default();
        let to = asked_agent(world, by, params.integer("devicetype").unwrap_or(AGENT), address)?;
        let three = params.integer("mode") == Some(OF_THREE);
        let purpose = if three { Purpose::HelpOfThree } else { Purpose::Help };
        self.consult(world, now, by, purpose, Target::User(to), None, &CONSULT_NO_CALL)?;
        self.attach(world, job, params);
        Ok(Self::began(world, operation, Some(job)))
    }

    /// Hands the call on, by the kind of target and the mode.
    pub(super) fn transfer(&mut self, world: &mut World, asked: Asked<'_>) -> Result<(), Retcode> {
        let Asked { by, now, params, .. } = asked;
        let device = params.integer("devicetype").unwrap_or_default();
        let mode = params.integer("mode").unwrap_or_default();
        let address = params.text("address").unwrap_or_default();
        let kind = transfer_kind(device, mode).ok_or(BAD_PARAMETER)?;
        if device != OUTSIDE && !address.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(BAD_PARAMETER);
        }
        let job = customer_call(world, by).filter(|_| !holds(world, by)).ok_or(TRANSFER_NO_CALL)?;
        let outward = world.job(job).is_some_and(|job| job.call_type == CallType::Outbound);
        if device == OUTSIDE && kind == TransferKind::Release && outward {
            return Err(TRANSFER_NO_CALL);
        }
        // The number shown counts for outside numbers alone, and not when the agent is off at once.
        let shows = device == OUTSIDE && kind != TransferKind::Release;
        let caller = params.text("caller").and_then(Number::new).filter(|_| shows);
        let at_once = kind == TransferKind::Release;
        let to = match device {
            SKILL if at_once => {
                let home = world.user(by).map(|it| it.instance).ok_or(INTERNAL)?;
                Target::Group(world.find_skill_group(home, address).ok_or(BAD_PARAMETER)?)
            }
            SKILL | AGENT => Target::User(asked_agent(world, by, device, address)?),
            OUTSIDE => Target::Number(Number::new(address).ok_or(BAD_PARAMETER)?),
            _ => Target::Ivr,
        };
        match (kind, to) {
            (TransferKind::Suspend, _) => request(world, now, by, Op::Flow { job: None, leave: false })?,
            // An access code is taken as soon as it is called.
            (TransferKind::Release, _) | (_, Target::Ivr) => {
                let queueing = Queueing::default();
                request(
                    world,
                    now,
                    by,
                    Op::BlindTransfer { job: None, to, caller, timeout_ms: None, queueing },
                )?;
            }
            _ => {
                let purpose = match kind {
                    TransferKind::Talk => Purpose::Talk,
                    TransferKind::ThreeParty => Purpose::ThreeParty,
                    _ => Purpose::HandOver,
                };
                self.consult(world, now, by, purpose, to, caller, &TRANSFER_NO_CALL)?;
            }
        }
        self.attach(world, job, params);
        Ok(())
    }

    /// Takes the new party of a transfer off the call: of one that is being asked, or of three who talk.
    pub(super) fn cancel_transfer(
        &mut self,
        world: &mut World,
        now: Millis,
        by: UserId,
    ) -> Result<(), Retcode> {
        let (job, it) = own_job(world, by).ok_or(TRANSFER_NO_CALL)?;
        if it.consult.is_some() {
            let help = self.calls.get(&job).and_then(|call| call.help);
            let own = help.is_some_and(|help| help.by == by && !help.purpose.is_help());
            return if own {
                self.cancel_consult(world, now, by, &TRANSFER_NO_CALL)
            } else {
                Err(TRANSFER_NO_CALL)
            };
        }
        let is_new = |leg: &offhook_machine::Channel| is_asked(leg) && leg.side == Side::Customer;
        let new = live_legs(world, it).find(|leg| world.channel(*leg).is_some_and(is_new));
        let is_third = live_legs(world, it).count() > 2;
        let channel = Some(new.filter(|_| is_third).ok_or(TRANSFER_NO_CALL)?);
        request(world, now, by, Op::Release { job: None, channel })
    }

    #[expect(clippy::too_many_arguments, reason = "a consultation is for either of two operations")]
    fn consult(
        &mut self,
        world: &mut World,
        now: Millis,
        by: UserId,
        purpose: Purpose,
        to: Target,
        caller: Option<Number>,
        no_call: &Retcode,
    ) -> Result<(), Retcode> {
        let op = Op::Consult { job: None, to, caller, timeout_ms: None };
        let accepted = world.request(now, &Request { by, op }).map_err(|refused| code(&refused, no_call))?;
        if let Some(job) = accepted.job {
            self.call_mut(world, job).help =
                Some(Help { by, purpose, with: None, cancelled: false, gone: false });
        }
        Ok(())
    }
}

fn request(world: &mut World, now: Millis, by: UserId, op: Op<'_>) -> Result<(), Retcode> {
    world.request(now, &Request { by, op }).map(|_| ()).map_err(|refused| code(&refused, &TRANSFER_NO_CALL))
}

fn code(refused: &Refused, no_call: &Retcode) -> Retcode {
    match refused {
        Refused::InConsult | Refused::NoConsult => *no_call,
        refused => state_or_internal(refused, no_call),
    }
}

/// The call of the agent who talks with a customer, and with nobody else.
fn customer_call(world: &World, by: UserId) -> Option<JobId> {
    let talks = world.user(by)?.state == UserState::Talking;
    let (id, job) = own_job(world, by)?;
    let alone = job.consult.is_none() && live_legs(world, job).count() == 2;
    let outside = world.channel(other_leg(world, by)?)?.side == Side::Customer;
    (talks && alone && outside && job.call_type != CallType::Internal).then_some(id)
}

/// Whether the other party is held.
pub(super) fn holds(world: &World, by: UserId) -> bool {
    other_leg(world, by).and_then(|leg| world.channel(leg)).is_some_and(|leg| leg.flags.has(Flag::Hold))
}

/// The agent of this number, or whoever of the skill of this number has been idle for longest.
fn asked_agent(world: &World, by: UserId, device: i64, address: &str) -> Result<UserId, Retcode> {
    if device != SKILL {
        return agent(world, by, address).ok_or(BAD_PARAMETER);
    }
    let home = world.user(by).map(|it| it.instance).ok_or(INTERNAL)?;
    world.find_skill_group(home, address).ok_or(BAD_PARAMETER)?;
    idle_agent(world, by, address).ok_or(INTERNAL)
}
