//! The rules of users.

use super::table;
use crate::state::{UserState, words};

words! {
    /// The triggers of a user. Down to `Supervise` they are requests of the user.
    UserTrigger {
        /// Request: sign in.
        SignIn = "sign-in",
        /// Request: sign out.
        SignOut = "sign-out",
        /// Request: ready for service.
        Ready = "ready",
        /// Request: take a break.
        Break = "break",
        /// Request: after-call work without a call.
        Work = "work",
        /// Request: make a call (the effect; the answer still shows the state before).
        MakeCall = "make-call",
        /// The user picks up: by request or on the phone.
        Answer = "answer",
        /// Request: hang up, give up dialling, or decline.
        Release = "release",
        /// Request: hold or retrieve a party.
        Hold = "hold",
        /// Request: mute or unmute the own channel.
        Mute = "mute",
        /// Request: read the own state.
        Poll = "poll",
        /// Request: send a tone.
        Dtmf = "dtmf",
        /// Request: lead the other party to the IVR.
        Flow = "flow",
        /// Request: leave a conference.
        EndConference = "end-conference",
        /// Request: change the work mode or the visibility.
        Configure = "configure",
        /// Request: set the state after a call, or the skill groups. A call goes on.
        Adjust = "adjust",
        /// Request: forget the session.
        Reset = "reset",
        /// Request: transfer the call at once.
        Transfer = "transfer",
        /// Request: begin or end a consultation.
        Consult = "consult",
        /// Request: make a call while another is held.
        ConsultationCall = "consultation-call",
        /// Request: alternate between the current call and the held call.
        Alternate = "alternate",
        /// Request: make a conference of the current call and the held call.
        Conference = "conference",
        /// Request: answer a call that rings at a colleague.
        DirectedPickup = "directed-pickup",
        /// Request: supervise an agent's call.
        Supervise = "supervise",
        /// An incoming call begins to ring.
        Ring = "ring",
        /// The remote party answered the user's call.
        Connect = "connect",
        /// The own phone declined.
        Reject = "reject",
        /// The phone rang too long.
        RingTimeout = "ring-timeout",
        /// The call ended without the user's doing.
        Cleared = "cleared",
        /// The current call ended, and the held call is the current one.
        Reconnect = "reconnect",
        /// The user, or the call, ended a supervision.
        LeaveSupervision = "leave-supervision",
    }
}

/// What a row of a user does to the user's own channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OwnChannel {
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

impl UserTrigger {
    /// What it does to the user's own channel. Each table alone says what one thing may do; which of them move at the same moment
    /// is the doing of the reactions, and here it is said once more for graphs.
    pub const fn own_channel(self) -> OwnChannel {
        match self {
            Self::SignIn
            | Self::SignOut
            | Self::Ready
            | Self::Break
            | Self::Work
            | Self::Poll
            | Self::Dtmf
            | Self::Flow
            | Self::EndConference
            | Self::Configure
            | Self::Adjust
            | Self::Reset
            | Self::Transfer
            | Self::Consult => OwnChannel::Stays,
            Self::MakeCall | Self::Supervise => OwnChannel::Begins,
            Self::Ring | Self::DirectedPickup => OwnChannel::BeginsRinging,
            Self::ConsultationCall => OwnChannel::BeginsWhileOtherHeld,
            Self::Alternate => OwnChannel::Alternates,
            Self::Conference => OwnChannel::HeldEnds,
            Self::Reconnect => OwnChannel::EndsForHeld,
            Self::Answer => OwnChannel::Answers,
            Self::Connect => OwnChannel::IsAnswered,
            Self::Hold => OwnChannel::MayBeHeld,
            Self::Mute => OwnChannel::IsMuted,
            Self::Release | Self::Reject | Self::RingTimeout | Self::Cleared | Self::LeaveSupervision => {
                OwnChannel::Ends
            }
        }
    }
}

table! {
    /// The transitions of a user.
    USER_RULES: UserState, UserTrigger {
        Offline + SignIn => Break, when WarmUp: Documented "ccc.rules.sign-in-warm-up";
        Offline + SignIn => Ready, when StraightReady: Documented "cc-gateway.login.status";

        Break + SignOut => Offline: Documented "ccc.rules.sign-out";
        Ready + SignOut => Offline: Documented "ccc.rules.sign-out";
        Working + SignOut => Offline: Chosen "ccc.rules.sign-out-from-work";

        Break + Ready => Ready: Documented "ccc.rules.ready-states";
        Ready + Ready => Ready: Documented "ccc.rules.ready-states";
        Working + Ready => Ready: Documented "ccc.rules.ready-states";

        Break + Break => Break: Chosen "ccc.rules.break-states";
        Ready + Break => Break: Documented "ccc.rules.take-break";
        Working + Break => Break: Chosen "ccc.rules.break-states";

        Break + Work => Working: Chosen "cc-gateway.work";
        Ready + Work => Working: Inferred "cc-gateway.work";
        Working + Work => Working: Chosen "cc-gateway.work";

        Ready + MakeCall => Dialing: Documented "ccc.rules.only-ready-calls";
        Break + MakeCall => Dialing, when CallFromBreak: Inferred "cc-gateway.callout.from-busy";
        Working + MakeCall => Dialing, when CallFromBreak: Inferred "cc-gateway.callout.from-busy";

        Talking + ConsultationCall => Dialing, when SecondCall: Documented "cc-gateway.callout.prerequisites.not-answering";
        Talking + Alternate => Talking, when SecondCall: Inferred "cc-gateway.connect-hold.changes-over";
        Talking + Conference => Talking, when SecondCall: Documented "cc-gateway.conf-join.events";
        Dialing + Reconnect => Talking, when SecondCall: Chosen "cc-gateway.second-call.ends";
        Talking + Reconnect => Talking, when SecondCall: Chosen "cc-gateway.second-call.ends";
        Ready + DirectedPickup => Ringing: Documented "cc-gateway.snatch-pickup.prerequisites.idle";

        Ringing + Answer => Talking: Documented "ccc.events.agent-to-agent";
        Dialing + Connect => Talking: Documented "ccc.events.outbound";

        Dialing + Release => Ready: Chosen "ccc.rules.unconnected-call";
        Ringing + Release => Break: Documented "ccc.rules.reject-call";
        Talking + Release => Working, when AfterCallWork: Documented "ccc.rules.after-call-work";
        Talking + Release => Ready, when AutoIdle: Documented "cc-gateway.login.auto-enter-idle";

        Talking + Hold => Talking: Sampled "ccc.hold-call.stays-talking";
        Talking + Mute => Talking: Sampled "ccc.mute-call.stays-talking";

        Talking + Dtmf => Talking: Inferred "ccc.rules.dtmf";
        Talking + Flow => Talking: Inferred "ccc.rules.authentication";
        Talking + EndConference => Talking: Inferred "ccc.rules.end-conference";
        Offline + Configure => Offline: Chosen "ccc.rules.configure";
        Break + Configure => Break: Chosen "ccc.rules.configure";
        Ready + Configure => Ready: Chosen "ccc.rules.configure";
        Working + Configure => Working: Chosen "ccc.rules.configure";
        Break + Adjust => Break: Documented "cc-gateway.auto-enter-idle.flag";
        Ready + Adjust => Ready: Documented "cc-gateway.auto-enter-idle.flag";
        Dialing + Adjust => Dialing: Inferred "cc-gateway.auto-enter-idle.flag";
        Ringing + Adjust => Ringing: Inferred "cc-gateway.auto-enter-idle.flag";
        Talking + Adjust => Talking: Inferred "cc-gateway.auto-enter-idle.flag";
        Working + Adjust => Working: Documented "cc-gateway.auto-enter-idle.flag";
        Offline + Reset => Offline: Sampled "ccc.rules.reset";
        Break + Reset => Offline: Sampled "ccc.rules.reset";
        Ready + Reset => Offline: Sampled "ccc.rules.reset";
        Working + Reset => Offline: Sampled "ccc.rules.reset";
        Talking + Transfer => Talking: Documented "ccc.rules.blind-transfer";
        Talking + Consult => Talking: Documented "ccc.events.attended-transfer";
        Ready + Supervise => Dialing: Documented "ccc.events.monitor";

        Offline + Poll => Offline: Inferred "ccc.rules.poll";
        Break + Poll => Break: Inferred "ccc.rules.poll";
        Ready + Poll => Ready: Inferred "ccc.rules.poll";
        Dialing + Poll => Dialing: Inferred "ccc.rules.poll";
        Ringing + Poll => Ringing: Inferred "ccc.rules.poll";
        Talking + Poll => Talking: Inferred "ccc.rules.poll";
        Working + Poll => Working: Inferred "ccc.rules.poll";

        Ready + Ring => Ringing: Documented "ccc.rules.only-ready-calls";
        Dialing + Reject => Ready: Chosen "ccc.rules.unconnected-call";
        Ringing + Reject => Break: Documented "ccc.rules.reject-call";
        Ringing + RingTimeout => Break: Documented "ccc.rules.ringing-timeout";
        Dialing + Cleared => Ready: Chosen "ccc.rules.unconnected-call";
        Ringing + Cleared => Ready: Chosen "ccc.rules.caller-gave-up";
        Talking + Cleared => Working, when AfterCallWork: Documented "ccc.rules.after-call-work";
        Talking + Cleared => Ready, when AutoIdle: Documented "cc-gateway.login.auto-enter-idle";
        Dialing + LeaveSupervision => Ready: Inferred "ccc.rules.supervisor-ready";
        Talking + LeaveSupervision => Ready: Documented "ccc.rules.supervisor-ready";
    }
}
