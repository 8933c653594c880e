//! What an agent does at the handset that acts as one with the client.

use offhook_machine::{Event, EventKind, Job, Millis, Party, Signal, Stimulus, UserId, World};

use super::Front;
use super::one_call::{Codes, hold, mute, own_job};
use super::session::Session;
use crate::cc_gateway::retcodes::{INTERNAL, Retcode};

/// What can be done at the handset during a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandsetAct {
    /// Hold the call.
    Hold,
    /// Take the call back.
    Retrieve,
    /// Not be heard.
    Mute,
    /// Be heard again.
    Unmute,
}

impl HandsetAct {
    /// The act of this name.
    pub fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "hold" => Self::Hold,
            "retrieve" => Self::Retrieve,
            "mute" => Self::Mute,
            "unmute" => Self::Unmute,
            _ => return None,
        })
    }
}

const CODES: Codes = Codes { no_call: INTERNAL, state: INTERNAL };

impl Front {
    /// What the agent does at a handset that acts as one with the client: lifts it, or declines the call that it rings for.
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

    /// What the agent does at the handset during a call. False, and nothing has changed, if handset and client do not act
    /// as one, or the call does not admit it.
    pub fn at_handset(&mut self, world: &mut World, now: Millis, by: UserId, act: HandsetAct) -> bool {
        if !self.sessions.get(&by).is_some_and(|session| session.linkage) {
            return false;
        }
        let done = match act {
            HandsetAct::Hold => hold(world, now, by, &CODES, true),
            HandsetAct::Retrieve => hold(world, now, by, &CODES, false),
            HandsetAct::Mute => mute(world, now, by, &CODES, true),
            HandsetAct::Unmute => mute(world, now, by, &CODES, false),
        };
        if let Some(session) = self.sessions.get_mut(&by).filter(|_| done.is_ok()) {
            session.at_handset = true;
        }
        done.is_ok()
    }
}

/// The event of something that was done at the handset, in place of the one that the client's own wish would bring.
pub(super) fn linked(
    event: &Event,
    job: Option<&Job>,
    session: Option<&mut Session>,
) -> Option<&'static str> {
    let session = session?;
    let is_act =
        matches!(event.kind, EventKind::Held | EventKind::Retrieved | EventKind::Muted | EventKind::Unmuted);
    let at_handset = is_act && std::mem::take(&mut session.at_handset);
    match event.kind {
        EventKind::UserDialing if session.linkage && job.is_some_and(|job| job.from_phone) => {
            Some("AgentEvent_linkagePhoneCallOut")
        }
        EventKind::Held if at_handset => Some("AgentEvent_linkagePhoneHold"),
        EventKind::Retrieved if at_handset => Some("AgentEvent_linkagePhoneUnHold"),
        EventKind::Muted if at_handset => Some("AgentEvent_linkagePhoneMute"),
        _ => None,
    }
}
