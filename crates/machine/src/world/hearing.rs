//! Who hears whom.

use super::{Channel, World};
use crate::{
    identity::ChannelId,
    state::{ChannelState, Flag},
};

impl World {
    /// Whether the party of one leg hears that of another (`ccc.rules.supervision-audibility`): two answered legs of
    /// one job, neither on hold nor that of somebody who has held the call, the speaker not muted. Nobody hears a supervisor who listens, and only the agent one
    /// who whispers.
    pub fn hears(&self, listener: ChannelId, speaker: ChannelId) -> bool {
        let (Some(ear), Some(mouth)) = (self.channel(listener), self.channel(speaker)) else { return false };
        let is_held_call = |leg: &Channel| {
            let held_call = leg.user.and_then(|user| self.user(user)?.held_call);
            held_call.is_some_and(|held_call| held_call.job == leg.job)
        };
        let is_up = |leg: &Channel| {
            leg.state == ChannelState::Answered && !leg.flags.has(Flag::Hold) && !is_held_call(leg)
        };
        let is_silent = mouth.flags.has(Flag::Muted) || mouth.flags.has(Flag::Monitoring);
        let is_for_another =
            mouth.flags.has(Flag::Coaching) && (ear.user.is_none() || ear.user != mouth.counterpart);
        listener != speaker
            && ear.job == mouth.job
            && is_up(ear)
            && is_up(mouth)
            && !is_silent
            && !is_for_another
    }
}
