//! The rules of channels.

use super::table;
use crate::state::{ChannelState, words};

words! {
    /// The triggers of a channel.
    ChannelTrigger {
        /// The network knows the channel.
        Create = "create",
        /// The party's phone rings.
        Ring = "ring",
        /// The network reports again that an agent's phone rings, which the machine rang itself.
        RingAgain = "ring-again",
        /// Sound before the answer.
        EarlyMedia = "early-media",
        /// The party picks up.
        Answer = "answer",
        /// The channel ends.
        Release = "release",
        /// The job is over.
        Retire = "retire",
        /// Request: hold or retrieve.
        Hold = "hold",
        /// Request: mute or unmute.
        Mute = "mute",
    }
}

table! {
    /// The transitions of a channel. The words of the states are documented, most steps between them are not.
    CHANNEL_RULES: ChannelState, ChannelTrigger {
        None + Create => Created: Documented "ccc.channel-state.created";
        None + Ring => Ringing: Inferred "ccc.rules.unreported-step";
        None + EarlyMedia => EarlyMedia: Inferred "ccc.rules.unreported-step";
        None + Answer => Answered: Inferred "ccc.rules.unreported-step";
        Created + Ring => Ringing: Documented "ccc.channel-state.ringing";
        Created + EarlyMedia => EarlyMedia: Documented "ccc.channel-state.early-media";
        Created + Answer => Answered: Inferred "ccc.rules.unreported-step";
        Ringing + RingAgain => Ringing: Chosen "ccc.rules.ring-again";
        Ringing + EarlyMedia => EarlyMedia: Documented "ccc.channel-state.early-media";
        Ringing + Answer => Answered: Documented "ccc.channel-state.answered";
        EarlyMedia + Answer => Answered: Documented "ccc.channel-state.answered";
        None + Release => Released: Inferred "ccc.rules.unanswered-leg-ends";
        Created + Release => Released: Inferred "ccc.rules.unanswered-leg-ends";
        Ringing + Release => Released: Inferred "ccc.rules.unanswered-leg-ends";
        EarlyMedia + Release => Released: Inferred "ccc.rules.unanswered-leg-ends";
        Answered + Release => Released: Documented "ccc.channel-state.released";
        Released + Retire => Retired: Documented "ccc.channel-state.retired";
        Answered + Hold => Answered: Sampled "ccc.hold-call.stays-answered";
        Answered + Mute => Answered: Sampled "ccc.mute-call.stays-answered";
    }
}
