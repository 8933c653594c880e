//! The events, in the order in which they happened.

use crate::{
    identity::{ChannelId, InstanceId, JobId, Millis, UserId},
    state::words,
};

words! {
    /// The kinds of events. A dialect turns these into its vendor's events, or leaves them out where the vendor has none.
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
        /// The channel was created.
        Dialing = "dialing",
        /// The channel began to ring.
        Ringing = "ringing",
        /// The placing agent's own phone was picked up; the remote party is called next.
        PickedUp = "picked-up",
        /// The channel was connected with another.
        Established = "established",
        /// The channel ended.
        Released = "released",
        /// A party was put on hold.
        Held = "held",
        /// A party was retrieved from hold.
        Retrieved = "retrieved",
        /// A channel was muted.
        Muted = "muted",
        /// A channel was unmuted.
        Unmuted = "unmuted",
        /// The channel rang too long.
        RingTimeout = "ring-timeout",
        /// The call was transferred at once.
        BlindTransfer = "blind-transfer",
        /// The call was transferred to the party consulted.
        AttendedTransfer = "attended-transfer",
        /// An agent begins to consult.
        InitiateConsult = "initiate-consult",
        /// The party consulted answered.
        StartConsult = "start-consult",
        /// The consultation is over.
        StopConsult = "stop-consult",
        /// A supervisor began to monitor an agent silently.
        StartSilentMonitor = "start-silent-monitor",
        /// A supervisor stopped monitoring an agent silently.
        StopSilentMonitor = "stop-silent-monitor",
        /// A supervisor began to coach an agent.
        StartCoach = "start-coach",
        /// A supervisor stopped coaching an agent.
        StopCoach = "stop-coach",
        /// A supervisor barged in.
        BargeIn = "barge-in",
        /// A supervisor intercepted the call.
        Intercept = "intercept",
        /// The held call and the current one became a conference.
        Conferenced = "conferenced",
        /// A party was led to the IVR.
        RouteToIvr = "route-to-ivr",
        /// A party began to wait for an agent.
        Enqueue = "enqueue",
        /// An agent was found for the waiting party.
        AssignAgent = "assign-agent",
        /// A party waited too long.
        QueueTimeout = "queue-timeout",
        /// The caller gave up in the dialogue with the IVR.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Event {
    /// The time.
    pub at: Millis,
    /// The kind.
    pub kind: EventKind,
    /// The instance of the job or the user, if there is one.
    pub instance: Option<InstanceId>,
    /// The user; none for an outside party's channel.
    pub user: Option<UserId>,
    /// The job.
    pub job: Option<JobId>,
    /// The channel; for hold and mute, the channel of the acting user.
    pub channel: Option<ChannelId>,
    /// The other channel concerned: held, retrieved, muted or unmuted; transferred to; consulted; supervised.
    pub target: Option<ChannelId>,
}
