//! What comes out: the events, in the order in which they happened.

use crate::{
    identity::{ChannelId, InstanceId, JobId, Millis, UserId},
    state::words,
};

words! {
    /// What happened. A dialect turns these into its vendor's events, or leaves them out where the vendor has none.
    EventKind {
        /// The user signed in.
        SignedIn = "signed-in",
        /// The user signed out.
        SignedOut = "signed-out",
        /// The user is ready.
        Ready = "ready",
        /// The user takes a break.
        Break = "break",
        /// The user does after-call work.
        Work = "work",
        /// The user began to place a call.
        UserDialing = "user-dialing",
        /// A call began to ring at the user.
        UserRinging = "user-ringing",
        /// The user is connected.
        UserTalking = "user-talking",
        /// The user left the call, and has no other.
        UserLeft = "user-left",
        /// The leg was created.
        Dialing = "dialing",
        /// The leg began to ring.
        Ringing = "ringing",
        /// The placing agent's own phone was picked up; the far party is called next.
        PickedUp = "picked-up",
        /// The leg was connected with another.
        Established = "established",
        /// The leg ended.
        Released = "released",
        /// A party was put on hold.
        Held = "held",
        /// A party was taken back.
        Retrieved = "retrieved",
        /// A leg was muted.
        Muted = "muted",
        /// A leg was unmuted.
        Unmuted = "unmuted",
        /// The leg rang too long.
        RingTimeout = "ring-timeout",
        /// The call was handed on at once.
        BlindTransfer = "blind-transfer",
        /// The call was handed to the party consulted.
        AttendedTransfer = "attended-transfer",
        /// An agent begins to consult.
        InitiateConsult = "initiate-consult",
        /// The party consulted answered.
        StartConsult = "start-consult",
        /// The consultation is over.
        StopConsult = "stop-consult",
        /// An agent is listened to.
        StartSilentMonitor = "start-silent-monitor",
        /// An agent is listened to no more.
        StopSilentMonitor = "stop-silent-monitor",
        /// A supervisor whispers to an agent.
        StartCoach = "start-coach",
        /// A supervisor whispers no more.
        StopCoach = "stop-coach",
        /// A supervisor joined.
        BargeIn = "barge-in",
        /// A supervisor took the call over.
        Intercept = "intercept",
        /// The party of a held call joined the current one.
        Conferenced = "conferenced",
        /// A party was led to the centre's voice.
        RouteToIvr = "route-to-ivr",
        /// A party began to wait for an agent.
        Enqueue = "enqueue",
        /// An agent was found for the party who waits.
        AssignAgent = "assign-agent",
        /// A party waited too long.
        QueueTimeout = "queue-timeout",
        /// The caller gave up in the dialogue with the centre's voice.
        AbandonedInIvr = "abandoned-in-ivr",
        /// The caller gave up waiting.
        AbandonedInQueue = "abandoned-in-queue",
        /// The caller gave up while an agent's phone rang.
        AbandonedInRing = "abandoned-in-ring",
    }
}

/// One event. Its handles stay readable until the next input, and ended jobs for
/// [`ENDED_JOBS_KEPT`](crate::limits::ENDED_JOBS_KEPT) jobs more: poll events before the next input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Millis,
    /// What.
    pub kind: EventKind,
    /// In which instance, if the job has one.
    pub instance: Option<InstanceId>,
    /// Whose event; none for an outside party's leg.
    pub user: Option<UserId>,
    /// The job.
    pub job: Option<JobId>,
    /// The leg; for hold and mute the leg of the user who did it.
    pub channel: Option<ChannelId>,
    /// The other leg it is about: held, retrieved, muted or unmuted; transferred to; consulted; supervised.
    pub target: Option<ChannelId>,
}
