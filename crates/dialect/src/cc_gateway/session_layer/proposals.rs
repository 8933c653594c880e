//! Calls that the call centre proposes to an agent, who looks at what is known before placing them.

use offhook_machine::{Millis, UserId, World};

use super::answer::began;
use super::call::place_call;
use super::facts::Facts;
use super::state::{MAX_PROPOSALS_PER_AGENT, Sessions};
use crate::cc_gateway::operation::{Invocation, Outcome};
use crate::cc_gateway::retcodes::{BAD_PARAMETER, NOT_SIGNED_IN, WRONG_NUMBER};
use crate::session_layer::Proposal;

/// Places a call that was proposed, by which the proposal is used up.
pub(in crate::cc_gateway) fn preview_callout(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let session = sessions.sessions.get(&it.by).ok_or(NOT_SIGNED_IN)?;
    let control = it.params.integer("callcontrolid");
    let at = session.proposals.iter().position(|known| Some(known.control) == control);
    let at = at.ok_or(BAD_PARAMETER)?;
    let callee = session.proposals[at].number;
    if it.params.text("called") != Some(callee.as_str()) {
        return Err(WRONG_NUMBER);
    }
    let accepted = place_call(world, it, callee, None)?;
    let proposal = sessions.sessions.get_mut(&it.by).map(|session| session.proposals.remove(at));
    if let (Some(job), Some(proposal)) = (accepted.job, proposal) {
        let call = sessions.call_mut(world, job);
        call.data = proposal.data;
        call.preview = true;
    }
    Ok(began(world, it.operation, accepted.job))
}

impl Sessions {
    /// Proposes a call to an agent. False, and nothing has changed, if the agent is not signed in, has a proposal of this
    /// control number already, or has [`MAX_PROPOSALS_PER_AGENT`].
    pub(super) fn take_proposal(
        &mut self,
        world: &World,
        now: Millis,
        agent: UserId,
        proposal: Proposal,
    ) -> bool {
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
}
