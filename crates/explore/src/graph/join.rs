//! How the rows of a user and of the user's own channel go together.
//!
//! Each table alone says what one thing may do; which of them move at the same moment is the machine's doing. This table says it
//! once more, as briefly as it can be said, and a test holds it against the machine: no run of the machine leads an
//! agent out of the graph of agents.

use offhook_machine::{ChannelTrigger, UserTrigger};

/// What a row of a user does to the user's own channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OwnChannel {
    /// Nothing.
    Stays,
    /// It comes into being, and the network knows it.
    Begins,
    /// It comes into being, and its phone rings.
    BeginsRinging,
    /// It answers.
    Answers,
    /// It answers now, unless it has before.
    IsAnswered,
    /// It is held or retrieved, or another channel of the call is.
    MayBeHeld,
    /// It is muted or unmuted.
    IsMuted,
    /// It is released, its flags fall, and it is the user's no more.
    Ends,
    /// It becomes the held call, and another comes into being.
    BeginsWhileOtherHeld,
    /// It becomes the held call, and the held one takes its place.
    Alternates,
    /// The one held ends, and it goes on.
    HeldEnds,
    /// It ends, and the held one takes its place.
    EndsForHeld,
}

impl OwnChannel {
    /// Whether this can be while another call is held, and while none is.
    pub(super) const fn fits(self, held_call: bool) -> bool {
        match self {
            Self::BeginsWhileOtherHeld | Self::Ends => !held_call,
            Self::Alternates | Self::HeldEnds | Self::EndsForHeld => held_call,
            _ => true,
        }
    }
}

/// The triggers of users that the own channel has a part in.
const JOINED: &[(UserTrigger, OwnChannel)] = &[
    (UserTrigger::MakeCall, OwnChannel::Begins),
    (UserTrigger::Supervise, OwnChannel::Begins),
    (UserTrigger::Ring, OwnChannel::BeginsRinging),
    (UserTrigger::DirectedPickup, OwnChannel::BeginsRinging),
    (UserTrigger::ConsultationCall, OwnChannel::BeginsWhileOtherHeld),
    (UserTrigger::Alternate, OwnChannel::Alternates),
    (UserTrigger::Conference, OwnChannel::HeldEnds),
    (UserTrigger::Reconnect, OwnChannel::EndsForHeld),
    (UserTrigger::Answer, OwnChannel::Answers),
    (UserTrigger::Connect, OwnChannel::IsAnswered),
    (UserTrigger::Hold, OwnChannel::MayBeHeld),
    (UserTrigger::Mute, OwnChannel::IsMuted),
    (UserTrigger::Release, OwnChannel::Ends),
    (UserTrigger::Reject, OwnChannel::Ends),
    (UserTrigger::RingTimeout, OwnChannel::Ends),
    (UserTrigger::Cleared, OwnChannel::Ends),
    (UserTrigger::LeaveSupervision, OwnChannel::Ends),
];

/// What a trigger of a user does to the own channel.
pub(super) fn own_channel(trigger: UserTrigger) -> OwnChannel {
    let joined = JOINED.iter().find(|(joined, _)| *joined == trigger);
    joined.map_or(OwnChannel::Stays, |(_, own_channel)| *own_channel)
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
