//! How the rows of a user and of the user's own channel go together.
//!
//! A trigger of a user says what it does to the own channel ([`UserTrigger::own_channel`](offhook_machine::UserTrigger::own_channel));
//! here is what else is needed to join the graphs. A test holds both against the machine: no run of the machine leads an agent out
//! of the graph of agents.

use offhook_machine::{ChannelTrigger, OwnChannel};

/// Whether this can be while another call is held, and while none is.
pub(super) const fn fits(what: OwnChannel, held_call: bool) -> bool {
    match what {
        OwnChannel::BeginsWhileOtherHeld | OwnChannel::Ends => !held_call,
        OwnChannel::Alternates | OwnChannel::HeldEnds | OwnChannel::EndsForHeld => held_call,
        OwnChannel::Stays
        | OwnChannel::Begins
        | OwnChannel::BeginsRinging
        | OwnChannel::Answers
        | OwnChannel::IsAnswered
        | OwnChannel::MayBeHeld
        | OwnChannel::IsMuted => true,
    }
}

/// Whether a channel takes this trigger without a row of its user, who is in a state whose rows do `there` to the channel.
pub(super) fn alone(trigger: ChannelTrigger, there: &[OwnChannel]) -> bool {
    match trigger {
        // What the network reports.
        ChannelTrigger::Create
        | ChannelTrigger::Ring
        | ChannelTrigger::RingAgain
        | ChannelTrigger::EarlyMedia => true,
        // The own phone of who places a call; who takes one answers with it.
        ChannelTrigger::Answer => !there.contains(&OwnChannel::Answers),
        // A colleague on the same call.
        ChannelTrigger::Hold => there.contains(&OwnChannel::MayBeHeld),
        ChannelTrigger::Mute | ChannelTrigger::Release | ChannelTrigger::Retire => false,
    }
}

/// True if a held channel takes this trigger without a row of its user: the other parties of that call may hold the channel, and
/// may end the call.
pub(super) const fn alone_held(trigger: ChannelTrigger) -> bool {
    matches!(trigger, ChannelTrigger::Hold | ChannelTrigger::Release)
}
