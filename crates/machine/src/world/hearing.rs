//! Audibility between the parties of a job.

use super::{Channel, World};
use crate::{
    identity::ChannelId,
    state::{ChannelState, Flag},
};

impl World {
    /// True if the party of one channel hears the party of another (`ccc.rules.supervision-audibility`): both channels are
    /// answered and of one job, neither is on hold or of a user for whom the call is held, and the speaker is not muted. A
    /// supervisor who monitors silently is heard by nobody, one who coaches only by the agent.
    pub fn hears(&self, listener: ChannelId, speaker: ChannelId) -> bool {
        let (Some(ear), Some(mouth)) = (self.channel(listener), self.channel(speaker)) else { return false };
        let is_held_call = |channel: &Channel| {
            let held_call = channel.user.and_then(|user| self.user(user)?.held_call);
            held_call.is_some_and(|held_call| held_call.job == channel.job)
        };
        let is_up = |channel: &Channel| {
            channel.state == ChannelState::Answered
                && !channel.flags.has(Flag::Hold)
                && !is_held_call(channel)
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
