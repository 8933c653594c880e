//! Signing out, also by force.

use offhook_machine::{Millis, Op, Request, UserId, UserState, World};

use super::answer::done;
use super::refusals::state_or_internal;
use super::state::Sessions;
use crate::cc_gateway::operation::{Invocation, Outcome};
use crate::cc_gateway::retcodes::{INTERNAL, Retcode, SIGN_OUT_STATE};

/// An agent who leaves a call may be given another one from a queue, and declines it.
const MAX_CALLS_TO_LEAVE: usize = 4;

/// Signs the agent out.
pub(in crate::cc_gateway) fn logout(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    it.request(world, Op::SignOut).map_err(|refused| state_or_internal(&refused, &SIGN_OUT_STATE))?;
    let farewell = sessions.farewell(it.by, it.now);
    sessions.end_session(it.by);
    sessions.farewells.extend(farewell.map(|farewell| (it.by, farewell)));
    Ok(done(it.operation))
}

/// Signs the agent out, whose calls are ended first.
pub(in crate::cc_gateway) fn force_logout(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let farewell = sessions.farewell(it.by, it.now);
    sessions.force_out(world, it.now, it.by)?;
    sessions.farewells.extend(farewell.map(|farewell| (it.by, farewell)));
    Ok(done(it.operation))
}

impl Sessions {
    /// Ends the agent's calls and session.
    pub(super) fn force_out(&mut self, world: &mut World, now: Millis, by: UserId) -> Result<(), Retcode> {
        for _ in 0..MAX_CALLS_TO_LEAVE {
            if !world.user(by).is_some_and(|it| it.state.is_in_call()) {
                break;
            }
            let op = Op::Release { job: None, channel: None };
            world.request(now, &Request { by, op }).map_err(|_| INTERNAL)?;
            self.take_effect(world, now);
        }
        if world.user(by).is_some_and(|it| it.state != UserState::Offline) {
            world.request(now, &Request { by, op: Op::SignOut }).map_err(|_| INTERNAL)?;
            self.take_effect(world, now);
        }
        self.end_session(by);
        Ok(())
    }
}
