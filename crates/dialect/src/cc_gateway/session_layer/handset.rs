//! What an agent does at the handset that acts as one with the client.

use offhook_machine::{Millis, Party, Signal, Stimulus, UserId, World};

use super::call::{Codes, set_hold, set_mute};
use super::lookup::own_job;
use super::state::Sessions;
use crate::cc_gateway::retcodes::{INTERNAL, Retcode};
use crate::session_layer::HandsetAct;

const CODES: Codes = Codes { no_call: INTERNAL, state: INTERNAL };

impl Sessions {
    /// The agent lifts the handset, or declines the call for which it rings.
    pub(super) fn handset(
        &mut self,
        world: &mut World,
        now: Millis,
        by: UserId,
        signal: Signal,
    ) -> Result<(), Retcode> {
        let linked = self.sessions.get(&by).is_some_and(|session| session.linkage);
        let job = own_job(world, by).map(|(job, _)| job).filter(|_| linked).ok_or(INTERNAL)?;
        let lifted = Stimulus::Channel { job, party: Party::User(by), signal, cause: None };
        world.stimulus(now, &lifted).map_err(|_| INTERNAL)?;
        if let Some(session) = self.sessions.get_mut(&by) {
            session.declined = signal == Signal::Rejected;
        }
        Ok(())
    }

    /// The agent acts at the handset during a call. False, and nothing has changed, if handset and client do not act as one, or
    /// the call does not admit it.
    pub(super) fn act_at_handset(
        &mut self,
        world: &mut World,
        now: Millis,
        by: UserId,
        act: HandsetAct,
    ) -> bool {
        if !self.sessions.get(&by).is_some_and(|session| session.linkage) {
            return false;
        }
        let done = match act {
            HandsetAct::Hold => set_hold(world, now, by, &CODES, true),
            HandsetAct::Retrieve => set_hold(world, now, by, &CODES, false),
            HandsetAct::Mute => set_mute(world, now, by, &CODES, true),
            HandsetAct::Unmute => set_mute(world, now, by, &CODES, false),
        };
        if let Some(session) = self.sessions.get_mut(&by).filter(|_| done.is_ok()) {
            session.at_handset = true;
        }
        done.is_ok()
    }
}
