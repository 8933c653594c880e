//! How the rows of a user and of the user's own leg go together.
//!
//! Each table alone says what one thing may do; which of them move at the same moment is the machine's doing. This table says it
//! once more, as briefly as it can be said, and a test holds it against the machine: no life that the machine lets an agent lead
//! may leave the graph of agents.

use offhook_machine::{ChannelTrigger, UserTrigger};

/// What a row of a user does to the user's own leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OwnLeg {
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
    /// It is held or retrieved, or another leg of the call is.
    MayBeHeld,
    /// It is muted or unmuted.
    IsMuted,
    /// It is released, its flags fall, and it is the user's no more.
    Ends,
    /// It is held call, and another comes into being.
    BeginsWhileOtherHeld,
    /// It is held call, and the held one takes its place.
    Alternates,
    /// The one held ends, and it goes on.
    HeldEnds,
    /// It ends, and the held one takes its place.
    EndsForHeld,
}

impl OwnLeg {
    /// Whether this can be while a leg is held call, and while none is.
    pub(super) const fn fits(self, held_call: bool) -> bool {
        match self {
            Self::BeginsWhileOtherHeld | Self::Ends => !held_call,
            Self::Alternates | Self::HeldEnds | Self::EndsForHeld => held_call,
            _ => true,
        }
    }
}

/// The triggers of users that the own leg has a part in.
const JOINED: &[(UserTrigger, OwnLeg)] = &[
    (UserTrigger::MakeCall, OwnLeg::Begins),
    (UserTrigger::Supervise, OwnLeg::Begins),
    (UserTrigger::Ring, OwnLeg::BeginsRinging),
    (UserTrigger::DirectedPickup, OwnLeg::BeginsRinging),
    (UserTrigger::ConsultationCall, OwnLeg::BeginsWhileOtherHeld),
    (UserTrigger::Alternate, OwnLeg::Alternates),
    (UserTrigger::Conference, OwnLeg::HeldEnds),
    (UserTrigger::Reconnect, OwnLeg::EndsForHeld),
    (UserTrigger::Answer, OwnLeg::Answers),
    (UserTrigger::Connect, OwnLeg::IsAnswered),
    (UserTrigger::Hold, OwnLeg::MayBeHeld),
    (UserTrigger::Mute, OwnLeg::IsMuted),
    (UserTrigger::Release, OwnLeg::Ends),
    (UserTrigger::Reject, OwnLeg::Ends),
    (UserTrigger::RingTimeout, OwnLeg::Ends),
    (UserTrigger::Cleared, OwnLeg::Ends),
    (UserTrigger::LeaveSupervision, OwnLeg::Ends),
];

/// What a trigger of a user does to the own leg.
pub(super) fn own_leg(trigger: UserTrigger) -> OwnLeg {
    let joined = JOINED.iter().find(|(joined, _)| *joined == trigger);
    joined.map_or(OwnLeg::Stays, |(_, own_leg)| *own_leg)
}

/// Whether a leg takes this trigger without a row of its user, who is in a state whose rows do `there` to the leg.
pub(super) fn alone(trigger: ChannelTrigger, there: &[OwnLeg]) -> bool {
    match trigger {
        // What the network tells.
        ChannelTrigger::Create
        | ChannelTrigger::Ring
        | ChannelTrigger::RingAgain
        | ChannelTrigger::EarlyMedia => true,
        // The own phone of who places a call; who takes one answers with it.
        ChannelTrigger::Answer => !there.contains(&OwnLeg::Answers),
        // A colleague on the same call.
        ChannelTrigger::Hold => there.contains(&OwnLeg::MayBeHeld),
        ChannelTrigger::Mute | ChannelTrigger::Release | ChannelTrigger::Retire => false,
    }
}

/// Whether a leg that is held takes this trigger without a row of its user: whoever else is on that call may do with the
/// leg what a colleague may, and either may end the call.
pub(super) const fn alone_parked(trigger: ChannelTrigger) -> bool {
    matches!(trigger, ChannelTrigger::Hold | ChannelTrigger::Release)
}
