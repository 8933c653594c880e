//! Two calls of one agent: the current one, and one that is held on hold beside it.

use offhook_machine::{Event, EventKind, JobId, Millis, Op, Refused, Request, UserId, World};

use super::asked::Asked;
use super::events::{Facts, Told, facts};
use super::help::holds;
use super::one_call::{Codes, calls_of, held_call, hold, own_job, this_call};
use super::{Front, call_id, calls::Call};
use crate::cc_gateway::retcodes::{
    CONFERENCE_NO_CALL, CONFERENCE_NO_HELD, CONNECT_NO_CALL, CONNECT_NO_HELD, HOLD_NO_CALL, HOLD_STATE,
    INTERNAL, NO_HELD_CALL, Retcode, UNHOLD_STATE,
};
use crate::params::DecodedParams;

impl Front {
    /// Takes a held call back: the one named, or else the current one if it is held, and then the held call.
    pub(super) fn unhold(world: &mut World, asked: Asked<'_>) -> Result<(), Retcode> {
        let Asked { by, now, params, .. } = asked;
        let named = this_call(world, by, params, &NO_HELD_CALL)?;
        let current_is_held = holds(world, by);
        let is_held_call = |job: &JobId| {
            if params.text("callid").is_some() { *job == named } else { !current_is_held }
        };
        if held_call(world, by).filter(is_held_call).is_none() {
            return hold(world, now, by, &Codes { no_call: NO_HELD_CALL, state: UNHOLD_STATE }, false);
        }
        // Whom the agent talks with is not put aside by this (`cc-gateway.get-hold.beside`).
        if !current_is_held {
            return Err(UNHOLD_STATE);
        }
        change(world, now, by, Op::Alternate { job: None }, &UNHOLD_STATE)
    }

    /// Changes over to the held call.
    pub(super) fn change_over(world: &mut World, asked: Asked<'_>) -> Result<(), Retcode> {
        let Asked { by, now, params, .. } = asked;
        let named = two_calls(world, by, params, [&CONNECT_NO_CALL, &HOLD_NO_CALL, &CONNECT_NO_HELD])?;
        change(world, now, by, Op::Alternate { job: Some(named) }, &HOLD_STATE)
    }

    /// Joins the held call and the current one.
    pub(super) fn join(&mut self, world: &mut World, asked: Asked<'_>) -> Result<(), Retcode> {
        let Asked { by, now, params, .. } = asked;
        let codes = [&CONFERENCE_NO_CALL, &CONFERENCE_NO_CALL, &CONFERENCE_NO_HELD];
        let named = two_calls(world, by, params, codes)?;
        let number = world.job(named).and_then(|job| {
            let others = |leg: &&offhook_machine::ChannelId| {
                world.channel(**leg).is_some_and(|leg| leg.is_live() && leg.user != Some(by))
            };
            job.channels.iter().find(others).and_then(|leg| Some(world.channel(*leg)?.party().to_string()))
        });
        change(world, now, by, Op::Conference { job: Some(named) }, &CONFERENCE_NO_CALL)?;
        self.call_mut(world, named).joined = number;
        if let Some((current, _)) = own_job(world, by) {
            self.attach(world, current, params);
        }
        Ok(())
    }
}

/// The call held call, if it is the one named; else the code for no call, for one that is held with none beside it, and for a
/// call that is not held.
fn two_calls(
    world: &World,
    by: UserId,
    params: &DecodedParams,
    [no_call, held_alone, not_held]: [&Retcode; 3],
) -> Result<JobId, Retcode> {
    own_job(world, by).ok_or(*no_call)?;
    let named = params.text("callid").unwrap_or_default();
    let named = calls_of(world, by).find(|job| world.job(*job).is_some_and(|job| call_id(job) == named));
    match (named, held_call(world, by)) {
        (Some(named), Some(held_call)) if named == held_call => Ok(named),
        (Some(_), None) if holds(world, by) => Err(*held_alone),
        _ => Err(*not_held),
    }
}

fn change(world: &mut World, now: Millis, by: UserId, op: Op<'_>, state: &Retcode) -> Result<(), Retcode> {
    world.request(now, &Request { by, op }).map(|_| ()).map_err(|refused| match refused {
        Refused::Clock(_) | Refused::Limit(_) => INTERNAL,
        _ => *state,
    })
}

/// The calls that the agent holds, the older first.
pub(super) fn held_calls(world: &World, by: UserId) -> Vec<JobId> {
    let current = own_job(world, by).map(|(job, _)| job).filter(|_| holds(world, by));
    held_call(world, by).into_iter().chain(current).collect()
}

/// What is told when the held call is joined to the current one: that the talk with its party is over
/// (`cc-gateway.conf-join.events`), in place of the agent's own end of it.
pub(super) fn joined(world: &World, event: &Event, user: UserId, call: &Call) -> Option<Told> {
    let number = call.joined.clone().filter(|_| event.kind == EventKind::Released)?;
    let job = event.job.and_then(|job| world.job(job));
    Some((user, "AgentEvent_Customer_Release", Facts { number, ..facts(world, user, job, call) }))
}
