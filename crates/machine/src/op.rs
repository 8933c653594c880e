//! The operations, and their kinds: what tables, traces and reports say of each.

use crate::{
    identity::{ChannelId, JobId, Millis, Number, SkillGroupId, UserId},
    input::{Queueing, SignIn, Supervision, Target},
    policy::AfterCall,
    state::{WorkMode, words},
};

/// The operations. Where a job may be left out, it is the user's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op<'a> {
    /// Sign in.
    SignIn(SignIn<'a>),
    /// Sign out.
    SignOut,
    /// Be ready for calls.
    Ready {
        /// Place calls only, receive none.
        outbound_only: bool,
    },
    /// Take no calls.
    Break {
        /// The reason: a free text.
        code: &'a str,
    },
    /// Do after-call work without a call.
    Work,
    /// Call an outside number or another agent's extension.
    MakeCall {
        /// The number or extension to call.
        callee: Number,
        /// The number shown to an outside party; the instance's first where left out.
        caller: Option<Number>,
        /// The time that the call may stay unconnected; the policy's where left out.
        timeout_ms: Option<Millis>,
    },
    /// Pick up the call that rings.
    Answer {
        /// The job.
        job: Option<JobId>,
    },
    /// Hang up.
    Release {
        /// The job.
        job: Option<JobId>,
        /// The channel; the user's own where left out.
        channel: Option<ChannelId>,
    },
    /// Put a party on hold: it hears music.
    Hold {
        /// The job.
        job: Option<JobId>,
        /// The party's channel.
        channel: ChannelId,
    },
    /// Retrieve a party from hold.
    Retrieve {
        /// The job.
        job: Option<JobId>,
        /// The party's channel.
        channel: ChannelId,
    },
    /// Mute the user's own channel.
    Mute {
        /// The job.
        job: Option<JobId>,
        /// The channel, which must be the user's own.
        channel: Option<ChannelId>,
    },
    /// Unmute the user's own channel.
    Unmute {
        /// The job.
        job: Option<JobId>,
        /// The channel, which must be the user's own.
        channel: Option<ChannelId>,
    },
    /// Transfer the call at once.
    BlindTransfer {
        /// The job.
        job: Option<JobId>,
        /// The target of the transfer.
        to: Target,
        /// The number shown to an outside party; the job's where left out.
        caller: Option<Number>,
        /// The time that the target may stay unanswered; the policy's where left out.
        timeout_ms: Option<Millis>,
        /// The way in which the other party waits for an agent of a group.
        queueing: Queueing,
    },
    /// Consult a target while the other party is on hold.
    Consult {
        /// The job.
        job: Option<JobId>,
        /// The target; of a group, the agent who is called next. The IVR cannot be consulted.
        to: Target,
        /// The number shown to an outside party; the job's where left out.
        caller: Option<Number>,
        /// The time that the target may stay unanswered; the ring timeout where left out.
        timeout_ms: Option<Millis>,
    },
    /// Transfer the call to the party consulted.
    CompleteTransfer {
        /// The job.
        job: Option<JobId>,
    },
    /// End the consultation and retrieve the other party.
    CancelTransfer {
        /// The job.
        job: Option<JobId>,
    },
    /// Make a conference of the consultation.
    SwitchToConference {
        /// The job.
        job: Option<JobId>,
    },
    /// Monitor an agent's call silently, coach the agent, barge in or intercept the call.
    Supervise {
        /// The kind of supervision.
        kind: Supervision,
        /// The job; the agent's where left out.
        job: Option<JobId>,
        /// The agent.
        agent: UserId,
        /// The time that the supervisor's own phone may ring; the ring timeout where left out.
        timeout_ms: Option<Millis>,
    },
    /// Lead the other party to the IVR, and stay in the call or leave it.
    Flow {
        /// The job.
        job: Option<JobId>,
        /// True if the agent leaves, as for a survey; false if the agent stays, as for an authentication.
        leave: bool,
    },
    /// Take a call that waits in a queue, or assign it to one of several agents.
    Claim {
        /// The job.
        job: JobId,
        /// The candidates, of which the one who has been free for longest gets the call; where empty, the user who asks.
        among: &'a [UserId],
    },
    /// Send the other party a survey outside the call. Changes nothing.
    Survey {
        /// The job.
        job: Option<JobId>,
    },
    /// Call several parties into one conference.
    StartConference {
        /// The parties to call, at most [`MAX_INVITED`](crate::limits::MAX_INVITED).
        invited: &'a [Target],
        /// The time that each party, and the whole call, may stay unanswered; the ring timeout where left out.
        timeout_ms: Option<Millis>,
    },
    /// Let the instance call two outside parties and connect them. No agent takes part.
    BackToBack {
        /// The number shown to both parties, or to the first.
        broker: Number,
        /// The number shown to the second party, where it differs.
        second_broker: Option<Number>,
        /// The party called first.
        caller: Number,
        /// The party called once the first has answered.
        callee: Number,
        /// The time that the call may stay unconnected; the ring timeout where left out.
        timeout_ms: Option<Millis>,
    },
    /// Let the instance call an outside party, and lead the party to an agent of a group after the answer.
    Predictive {
        /// The party to call.
        callee: Number,
        /// The number shown.
        caller: Number,
        /// The group.
        group: Option<SkillGroupId>,
        /// The time that the call may stay unanswered; the policy's where left out.
        timeout_ms: Option<Millis>,
    },
    /// Leave a call of three or more parties.
    EndConference {
        /// The job.
        job: Option<JobId>,
    },
    /// Alternate: hold the current call and retrieve the held call.
    Alternate {
        /// The job of the held call.
        job: Option<JobId>,
    },
    /// Make a conference of the current call and the held call.
    Conference {
        /// The job of the held call.
        job: Option<JobId>,
    },
    /// Answer a call that rings at a colleague of the same skill group.
    DirectedPickup {
        /// The colleague.
        agent: UserId,
    },
    /// Send a tone to a party.
    Dtmf {
        /// The job.
        job: Option<JobId>,
        /// The party's channel.
        channel: ChannelId,
    },
    /// Change where calls are taken.
    WorkMode {
        /// The place.
        mode: WorkMode,
        /// The mobile number; unchanged where left out.
        mobile: Option<Number>,
    },
    /// Become invisible to routing, or visible again.
    Visibility {
        /// True to become invisible.
        invisible: bool,
    },
    /// Set the state that follows a call, the current one included.
    AfterCall {
        /// The setting.
        after_call: AfterCall,
    },
    /// Serve these skill groups and no others.
    SkillGroups {
        /// The skill groups.
        groups: &'a [SkillGroupId],
    },
    /// Forget the session and be offline.
    Reset,
    /// Read the own state. Changes nothing.
    Poll,
}

/// Writes the table of kinds: `Name = "word", "what it does": operations;` a row.
macro_rules! kinds {
    ($(#[$meta:meta])* $name:ident {
        $($kind:ident = $text:literal, $does:literal: $($op:ident)|+;)+
    }) => {
        words! {
            $(#[$meta])*
            $name { $(#[doc = concat!("To ", $does, ".")] $kind = $text,)+ }
        }

        impl $name {
            /// What such a request does, as a verb.
            pub const fn does(self) -> &'static str {
                match self { $(Self::$kind => $does,)+ }
            }
        }

        impl Op<'_> {
            /// The kind of request.
            pub const fn kind(&self) -> $name {
                match self { $($(Self::$op { .. })|+ => $name::$kind,)+ }
            }
        }
    };
}

kinds! {
    /// The kinds of requests.
    OpKind {
        SignIn = "sign-in", "open a session": SignIn;
        SignOut = "sign-out", "close the session": SignOut;
        Ready = "ready", "take calls": Ready;
        Break = "break", "take no calls": Break;
        Work = "work", "do after-call work": Work;
        Reset = "reset", "forget the session": Reset;
        Configure = "configure", "change where and how calls are taken": WorkMode | Visibility;
        Adjust = "adjust", "change what follows a call, or the skill groups": AfterCall | SkillGroups;
        Poll = "poll", "read the state": Poll;
        MakeCall = "make-call", "call an outside number or a colleague": MakeCall;
        Answer = "answer", "answer a call that rings": Answer;
        Release = "release", "hang up": Release;
        Hold = "hold", "let a party wait": Hold;
        Retrieve = "retrieve", "have a held party back": Retrieve;
        Mute = "mute", "not be heard": Mute;
        Unmute = "unmute", "be heard again": Unmute;
        Dtmf = "dtmf", "send a tone": Dtmf;
        BlindTransfer = "blind-transfer", "hand the call on at once": BlindTransfer;
        Consult = "consult", "place a consultation call": Consult;
        CompleteTransfer = "complete-transfer", "hand the call to the party consulted": CompleteTransfer;
        CancelTransfer = "cancel-transfer", "end the consultation call and reconnect": CancelTransfer;
        StartConference = "start-conference", "call several parties together, or make the call a conference": StartConference | SwitchToConference;
        EndConference = "end-conference", "end the conference for all": EndConference;
        Flow = "flow", "lead the other party to the IVR": Flow | Survey;
        Claim = "claim", "take a call that waits or rings": Claim;
        Alternate = "alternate", "change between the current and the held call": Alternate;
        Conference = "conference", "join the current and the held call": Conference;
        DirectedPickup = "directed-pickup", "answer a call that rings at a colleague": DirectedPickup;
        Supervise = "supervise", "silent monitoring, coaching, barging in, intercepting": Supervise;
        DialOut = "dial-out", "let the call centre place the call": BackToBack | Predictive;
    }
}
