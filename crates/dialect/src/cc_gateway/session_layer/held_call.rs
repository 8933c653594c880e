//! Two calls of one agent: the current one, and the one on hold.

use offhook_machine::{Channel, ChannelId, JobId, Op, Refused, UserId, World};

use super::answer::done;
use super::call::{Codes, set_hold};
use super::lookup::{call_id, calls_of, held_call, holds, own_job, this_call};
use super::state::Sessions;
use crate::cc_gateway::operation::{Invocation, Outcome};
use crate::cc_gateway::retcodes::{
    CONFERENCE_NO_CALL, CONFERENCE_NO_HELD, CONNECT_NO_CALL, CONNECT_NO_HELD, HOLD_NO_CALL, HOLD_STATE,
    INTERNAL, NO_HELD_CALL, Retcode, UNHOLD_STATE,
};
use crate::params::DecodedParams;

/// Retrieves a held call: the one named, or else the current one if it is on hold, and then the held one.
pub(in crate::cc_gateway) fn get_hold(_: &mut Sessions, world: &mut World, it: Invocation<'_>) -> Outcome {
    let named = this_call(world, it.by, it.params, &NO_HELD_CALL)?;
    let current_is_held = holds(world, it.by);
    let is_meant =
        |job: &JobId| if it.params.text("callid").is_some() { *job == named } else { !current_is_held };
    if held_call(world, it.by).filter(is_meant).is_none() {
        let codes = Codes { no_call: NO_HELD_CALL, state: UNHOLD_STATE };
        set_hold(world, it.now, it.by, &codes, false)?;
        return Ok(done(it.operation));
    }
    // The party with whom the agent talks is not put on hold by this (`cc-gateway.get-hold.beside`).
    if !current_is_held {
        return Err(UNHOLD_STATE);
    }
    change(world, it, Op::Alternate { job: None }, &UNHOLD_STATE)?;
    Ok(done(it.operation))
}

/// Alternates to the held call.
pub(in crate::cc_gateway) fn connect_hold(
    _: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let codes = [&CONNECT_NO_CALL, &HOLD_NO_CALL, &CONNECT_NO_HELD];
    let named = two_calls(world, it.by, it.params, codes)?;
    change(world, it, Op::Alternate { job: Some(named) }, &HOLD_STATE)?;
    Ok(done(it.operation))
}

/// Joins the held call and the current one.
pub(in crate::cc_gateway) fn conf_join(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let codes = [&CONFERENCE_NO_CALL, &CONFERENCE_NO_CALL, &CONFERENCE_NO_HELD];
    let named = two_calls(world, it.by, it.params, codes)?;
    let number = world.job(named).and_then(|job| {
        let is_other = |channel: &Channel| channel.is_live() && channel.user != Some(it.by);
        let others = |channel: &&ChannelId| world.channel(**channel).is_some_and(is_other);
        let other = job.channels.iter().find(others)?;
        Some(world.channel(*other)?.party().to_string())
    });
    change(world, it, Op::Conference { job: Some(named) }, &CONFERENCE_NO_CALL)?;
    sessions.call_mut(world, named).joined = number;
    if let Some((current, _)) = own_job(world, it.by) {
        sessions.attach(world, current, it.params);
    }
    Ok(done(it.operation))
}

/// The held call, if it is the one named; else the code for no call, for one that is held alone, and for a call that is not
/// held.
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
        (Some(named), Some(held)) if named == held => Ok(named),
        (Some(_), None) if holds(world, by) => Err(*held_alone),
        _ => Err(*not_held),
    }
}

fn change(world: &mut World, it: Invocation<'_>, op: Op<'_>, state: &Retcode) -> Result<(), Retcode> {
    it.request(world, op).map(|_| ()).map_err(|refused| match refused {
        Refused::Clock(_) | Refused::Limit(_) => INTERNAL,
        _ => *state,
    })
}
