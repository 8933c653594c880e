//! Calls that the call centre proposes to an agent, who looks at what is known before placing them.

use offhook_machine::{Millis, Number, Op, Refused, Request, UserId, World};

use super::asked::Asked;
use super::events::Facts;
use super::{Answer, Front};
use crate::cc_gateway::retcodes::{BAD_PARAMETER, INTERNAL, NOT_SIGNED_IN, Retcode, WRONG_NUMBER};

/// Proposals that wait for one agent; beyond it none is made.
pub const MAX_PROPOSALS_PER_AGENT: usize = 100;

/// A call that the call centre proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The number by which the agent names it.
    pub control: i64,
    /// Whom to call.
    pub number: Number,
    /// The data that are to travel with the call.
    pub data: String,
}

impl Front {
    /// Proposes a call to an agent. False, and nothing has changed, if the agent is not signed in, has a proposal of this
    /// control number already, or has [`MAX_PROPOSALS_PER_AGENT`].
    pub fn propose(&mut self, world: &World, now: Millis, agent: UserId, proposal: Proposal) -> bool {
        let Some(session) = self.sessions.get_mut(&agent) else { return false };
        let is_known = session.proposals.iter().any(|known| known.control == proposal.control);
        if is_known || session.proposals.len() >= MAX_PROPOSALS_PER_AGENT {
            return false;
        }
        let facts = Facts {
            control: proposal.control.to_string(),
            called: proposal.number.to_string(),
            data: proposal.data.clone(),
            ..Facts::default()
        };
        session.proposals.push(proposal);
        self.push(world, agent, "AgentEvent_Preview_CallOut", now, &facts);
        true
    }

    /// Places a call that was proposed, by which the proposal is used up.
    pub(super) fn place_proposed(&mut self, world: &mut World, asked: Asked<'_>) -> Result<Answer, Retcode> {
        let Asked { operation, by, now, params } = asked;
        let session = self.sessions.get(&by).ok_or(NOT_SIGNED_IN)?;
        let control = params.integer("callcontrolid");
        let at = session.proposals.iter().position(|known| Some(known.control) == control);
        let at = at.ok_or(BAD_PARAMETER)?;
        let callee = session.proposals[at].number;
        if params.text("called") != Some(callee.as_str()) {
            return Err(WRONG_NUMBER);
        }
        let op = Op::MakeCall { callee, caller: None, timeout_ms: None };
        let accepted = world.request(now, &Request { by, op }).map_err(|refused| match refused {
            Refused::Busy(_) => WRONG_NUMBER,
            _ => INTERNAL,
        })?;
        let proposal = self.sessions.get_mut(&by).map(|session| session.proposals.remove(at));
        if let (Some(job), Some(proposal)) = (accepted.job, proposal) {
            let call = self.call_mut(world, job);
            call.data = proposal.data;
            call.preview = true;
        }
        Ok(Self::began(world, operation, accepted.job))
    }
}
