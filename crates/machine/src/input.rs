//! What goes in: requests of clients and stimuli of the network, and how they are turned down.

use core::fmt;

use crate::{
    identity::{ChannelId, JobId, Millis, Number, SkillGroupId, UserId},
    limits::Limit,
    policy::AfterCall,
    rules::StateSet,
    state::{CallType, ChannelState, Flag, UserState, WorkMode},
};

/// What a client asks through a vendor's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// Whose request it is.
    pub by: UserId,
    /// What is asked.
    pub op: Op<'a>,
}

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
        /// Why: a free text.
        code: &'a str,
    },
    /// Do after-call work without a call.
    Work,
    /// Call an outside number or another agent's extension.
    MakeCall {
        /// Who is called.
        callee: Number,
        /// The number shown to an outside party; the instance's first where left out.
        caller: Option<Number>,
        /// How long the call may stay unconnected; the policy's where left out.
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
        /// The leg; the own one where left out.
        channel: Option<ChannelId>,
    },
    /// Let a party hear music.
    Hold {
        /// The job.
        job: Option<JobId>,
        /// The party's leg.
        channel: ChannelId,
    },
    /// Take a party back.
    Retrieve {
        /// The job.
        job: Option<JobId>,
        /// The party's leg.
        channel: ChannelId,
    },
    /// Not be heard.
    Mute {
        /// The job.
        job: Option<JobId>,
        /// The leg, which must be the own one.
        channel: Option<ChannelId>,
    },
    /// Be heard again.
    Unmute {
        /// The job.
        job: Option<JobId>,
        /// The leg, which must be the own one.
        channel: Option<ChannelId>,
    },
    /// Hand the call to somebody else at once.
    BlindTransfer {
        /// The job.
        job: Option<JobId>,
        /// To whom.
        to: Target,
        /// The number shown to an outside party; the job's where left out.
        caller: Option<Number>,
        /// How long it may stay unanswered; the policy's time where left out.
        timeout_ms: Option<Millis>,
        /// How it waits for an agent of a group.
        queueing: Queueing,
    },
    /// Ask somebody while the other party waits.
    Consult {
        /// The job.
        job: Option<JobId>,
        /// Whom; of a group, the agent who is called next. Nobody can ask the centre's voice.
        to: Target,
        /// The number shown to an outside party; the job's where left out.
        caller: Option<Number>,
        /// How long it may stay unanswered; the ring timeout where left out.
        timeout_ms: Option<Millis>,
    },
    /// Hand the call to the party consulted.
    CompleteTransfer {
        /// The job.
        job: Option<JobId>,
    },
    /// End the consultation and take the other party back.
    CancelTransfer {
        /// The job.
        job: Option<JobId>,
    },
    /// End the consultation by joining all three.
    SwitchToConference {
        /// The job.
        job: Option<JobId>,
    },
    /// Listen to an agent's call, whisper to the agent, join the call or take it over.
    Supervise {
        /// How.
        kind: Supervision,
        /// The job; the agent's where left out.
        job: Option<JobId>,
        /// The agent.
        agent: UserId,
        /// How long the own phone may ring; the ring timeout where left out.
        timeout_ms: Option<Millis>,
    },
    /// Lead the other party to the centre's voice, and stay on the call or leave it.
    Flow {
        /// The job.
        job: Option<JobId>,
        /// Whether the agent leaves, as for a survey, or stays, as while the party proves who it is.
        leave: bool,
    },
    /// Take a call that waits in a queue, or have one of several take it.
    Claim {
        /// The job.
        job: JobId,
        /// Who may get it: of several the one who has been free for longest. The one who asks where empty.
        among: &'a [UserId],
    },
    /// Have the other party asked by other means than the call. Changes nothing.
    Survey {
        /// The job.
        job: Option<JobId>,
    },
    /// Call several parties into one conference.
    StartConference {
        /// Who is called, at most [`MAX_INVITED`](crate::limits::MAX_INVITED).
        invited: &'a [Target],
        /// How long each, and the whole, may stay unanswered; the ring timeout where left out.
        timeout_ms: Option<Millis>,
    },
    /// Let the centre call two outside parties and connect them. No agent takes part.
    BackToBack {
        /// The number that calls both, or the first.
        broker: Number,
        /// The number that calls the second, where it is another.
        second_broker: Option<Number>,
        /// Who is called first.
        caller: Number,
        /// Who is called once the first has answered.
        callee: Number,
        /// How long the call may stay unconnected; the ring timeout where left out.
        timeout_ms: Option<Millis>,
    },
    /// Let the centre call an outside party who, once there, is led to an agent of a group. No agent takes part yet.
    Predictive {
        /// Who is called.
        callee: Number,
        /// The number shown.
        caller: Number,
        /// The group.
        group: Option<SkillGroupId>,
        /// How long the call may stay unanswered; the policy's where left out.
        timeout_ms: Option<Millis>,
    },
    /// Leave a call of three or more parties.
    EndConference {
        /// The job.
        job: Option<JobId>,
    },
    /// Change over from the current call to the held call.
    Alternate {
        /// The job held call.
        job: Option<JobId>,
    },
    /// Join the party of the held call to the current call.
    Conference {
        /// The job held call.
        job: Option<JobId>,
    },
    /// Take a call that rings at a colleague of the same skill group.
    DirectedPickup {
        /// The colleague.
        agent: UserId,
    },
    /// Send a tone to a party.
    Dtmf {
        /// The job.
        job: Option<JobId>,
        /// The party's leg.
        channel: ChannelId,
    },
    /// Change where calls are taken.
    WorkMode {
        /// Where.
        mode: WorkMode,
        /// The mobile number; unchanged where left out.
        mobile: Option<Number>,
    },
    /// Hide from routing, or come back.
    Visibility {
        /// Whether to hide.
        invisible: bool,
    },
    /// Say what follows a call, this one included.
    AfterCall {
        /// What follows.
        after_call: AfterCall,
    },
    /// Serve these skill groups and no others.
    SkillGroups {
        /// Which.
        groups: &'a [SkillGroupId],
    },
    /// Forget the session and be offline.
    Reset,
    /// Read the own state. Changes nothing.
    Poll,
}

/// To whom a call is handed, or whom an agent asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// An agent.
    User(UserId),
    /// An outside number.
    Number(Number),
    /// Whichever agent of a skill group is free first.
    Group(SkillGroupId),
    /// The centre's voice.
    Ivr,
}

/// How a supervisor takes part in an agent's call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Supervision {
    /// Listens.
    SilentMonitor,
    /// Whispers to the agent.
    Coach,
    /// Joins.
    Barge,
    /// Takes the call over.
    Intercept,
}

impl Supervision {
    /// The type of the supervisor's leg.
    pub const fn call_type(self) -> CallType {
        match self {
            Self::SilentMonitor => CallType::Monitor,
            Self::Coach => CallType::Coach,
            Self::Barge => CallType::Barge,
            Self::Intercept => CallType::Intercept,
        }
    }

    /// The supervision that a leg of this type is.
    pub const fn of(call_type: CallType) -> Option<Self> {
        match call_type {
            CallType::Monitor => Some(Self::SilentMonitor),
            CallType::Coach => Some(Self::Coach),
            CallType::Barge => Some(Self::Barge),
            CallType::Intercept => Some(Self::Intercept),
            CallType::Inbound
            | CallType::Outbound
            | CallType::Internal
            | CallType::Back2Back
            | CallType::Predictive
            | CallType::Consultant
            | CallType::Conference => None,
        }
    }
}

/// What a sign-in sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignIn<'a> {
    /// The workbench's id; unchanged where left out.
    pub device: Option<&'a str>,
    /// The phone; unchanged where left out.
    pub extension: Option<Number>,
    /// The skill groups; unchanged where left out.
    pub skill_groups: Option<&'a [SkillGroupId]>,
    /// What follows a call; the policy's where left out.
    pub after_call: Option<AfterCall>,
    /// Whether incoming calls are answered by the gateway.
    pub auto_answer: bool,
}

/// What an accepted request concerns. The world still stands as it did when the request was accepted; the effect
/// follows with the next [`World::advance`](crate::World::advance).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Whose request it was.
    pub by: UserId,
    /// The job it concerns, if any.
    pub job: Option<JobId>,
}

/// Why a request was turned down. Nothing has changed, not even the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// The clock cannot be used so.
    Clock(ClockError),
    /// The user is not in a state that allows this.
    UserState {
        /// The state.
        state: UserState,
        /// The states that allow it.
        allowed: StateSet,
    },
    /// The leg is not in the state that allows this.
    ChannelState {
        /// The state.
        state: ChannelState,
        /// The state that allows it.
        needs: ChannelState,
    },
    /// The flag is up already.
    FlagUp(Flag),
    /// The flag is not up.
    FlagDown(Flag),
    /// The user's handle is another world's.
    NoSuchUser,
    /// There is no such job for this user, or none that is a call of two to hand over, or a conference to leave.
    NoSuchJob,
    /// There is no such leg in the job, or none that the request may name.
    NoSuchChannel,
    /// The user called is not ready, or the agent has a supervisor already.
    Busy(UserId),
    /// There is no consultation to complete, cancel or join.
    NoConsult,
    /// There is one already: it must end first.
    InConsult,
    /// A call is held already: there is no room for another.
    HeldCall,
    /// No call is held call.
    NoHeldCall,
    /// No extension can be allocated.
    NoExtension,
    /// The user's instance has no such skill group.
    NoSuchSkillGroup,
    /// A limit would be passed.
    Limit(Limit),
}

/// Why the clock was not moved or an input did not fit the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockError {
    /// The time given lies before the world's.
    WentBack {
        /// The world's time.
        now: Millis,
    },
    /// Something is due first: advance the world to the time of the input, then try again.
    Overdue {
        /// When it is due.
        deadline: Millis,
    },
    /// The time given lies beyond [`crate::limits::MAX_TIME_MS`].
    TooLate,
}

impl fmt::Display for ClockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WentBack { now } => write!(f, "time goes back: the world is at {now} ms"),
            Self::Overdue { deadline } => {
                write!(f, "something is due at {deadline} ms: advance the world first")
            }
            Self::TooLate => Limit::Time.fmt(f),
        }
    }
}

impl core::error::Error for ClockError {}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clock(error) => error.fmt(f),
            Self::UserState { state, allowed } => {
                write!(f, "not allowed for a user in {}: only in {allowed}", state.as_str())
            }
            Self::ChannelState { state, needs } => {
                write!(f, "not allowed for a channel in {}: only in {}", state.as_str(), needs.as_str())
            }
            Self::FlagUp(flag) => write!(f, "the channel is {} already", flag.as_str()),
            Self::FlagDown(flag) => write!(f, "the channel is not {}", flag.as_str()),
            Self::NoSuchUser => f.write_str("no such user in this world"),
            Self::NoSuchJob => f.write_str("no such job for this user"),
            Self::NoSuchChannel => f.write_str("no such channel in the job"),
            Self::NoConsult => f.write_str("there is no consultation in the job"),
            Self::InConsult => f.write_str("there is a consultation in the job already"),
            Self::HeldCall => f.write_str("the user has a held call already"),
            Self::NoHeldCall => f.write_str("the user has no held call"),
            Self::Busy(_) => f.write_str("the user called is not ready"),
            Self::NoExtension => f.write_str("no extension can be allocated"),
            Self::NoSuchSkillGroup => f.write_str("no such skill group in the instance"),
            Self::Limit(limit) => limit.fmt(f),
        }
    }
}

impl core::error::Error for Refused {}

impl From<ClockError> for Refused {
    fn from(error: ClockError) -> Self {
        Self::Clock(error)
    }
}

impl From<Limit> for Refused {
    fn from(limit: Limit) -> Self {
        Self::Limit(limit)
    }
}

/// What the network or the far party does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stimulus<'a> {
    /// Something happens to one party's leg.
    Channel {
        /// The job.
        job: JobId,
        /// Whose leg.
        party: Party,
        /// What happens.
        signal: Signal,
        /// The SIP cause, such as `404 - No destination`; the signal's own where left out.
        cause: Option<&'a str>,
    },
    /// An agent who works on a SIP phone dials on it.
    Dialled {
        /// The agent.
        by: UserId,
        /// An outside number, or a colleague's extension.
        to: Number,
    },
    /// An outside party calls an agent.
    Inbound {
        /// The outside party.
        from: Number,
        /// The agent.
        to: UserId,
    },
    /// An outside party calls the centre and asks for a skill group.
    InboundToGroup {
        /// The outside party.
        from: Number,
        /// The skill group.
        to: SkillGroupId,
    },
}

/// A party of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// An agent or supervisor.
    User(UserId),
    /// The outside party, where there is one.
    Customer,
    /// The outside party with this number.
    Number(Number),
}

crate::state::words! {
    /// What can happen to a leg.
    Signal {
        /// The network knows the leg.
        Created = "created",
        /// The phone rings.
        Ringing = "ringing",
        /// Sound before the answer.
        EarlyMedia = "early_media",
        /// The party picks up.
        Answered = "answered",
        /// The party is busy. Outside parties only.
        Busy = "busy",
        /// The party declines.
        Rejected = "rejected",
        /// The network finds no such party. Outside parties only.
        NoRoute = "no_route",
        /// The party hangs up an answered leg.
        HungUp = "hung_up",
    }
}

/// Why a stimulus cannot happen in this state. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Impossible {
    /// The clock cannot be used so.
    Clock(ClockError),
    /// The job does not exist or has ended.
    NoSuchJob,
    /// The party has no leg in the job, or not yet.
    NoSuchParty,
    /// The leg is in a state in which this cannot happen.
    ChannelState(ChannelState),
    /// Agents' phones are neither busy nor without a route.
    OutsideOnly,
    /// The agent called from outside is not ready.
    NotReady(UserState),
    /// The agent does not work on a SIP phone.
    NoSipPhone,
    /// The agent called from outside has no phone, and none can be allocated.
    NoExtension,
    /// A limit would be passed.
    Limit(Limit),
}

impl From<ClockError> for Impossible {
    fn from(error: ClockError) -> Self {
        Self::Clock(error)
    }
}

impl From<Limit> for Impossible {
    fn from(limit: Limit) -> Self {
        Self::Limit(limit)
    }
}

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clock(error) => error.fmt(f),
            Self::NoSuchJob => f.write_str("there is no such job, or it has ended"),
            Self::NoSuchParty => f.write_str("the party has no leg in the job (yet)"),
            Self::ChannelState(state) => write!(f, "the party's leg is {}", state.as_str()),
            Self::OutsideOnly => f.write_str("only an outside party can be busy or without a route"),
            Self::NoSipPhone => f.write_str("the agent's work mode is not OFFICE_PHONE"),
            Self::NoExtension => f.write_str("the agent has no extension, and none is free"),
            Self::NotReady(state) => write!(f, "the agent is {}, not READY", state.as_str()),
            Self::Limit(limit) => limit.fmt(f),
        }
    }
}

impl core::error::Error for Impossible {}

/// How a party waits in the queue of a skill group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Queueing {
    /// How long; the policy's time where left out.
    pub timeout_ms: Option<Millis>,
    /// Who is served first: 0 before 9 (`ccc.rules.call-priority`).
    pub priority: u8,
    /// Whether the party waits for an agent who claims the call, and is assigned to nobody (`ccc.rules.routing-type`).
    pub by_claim: bool,
    /// With how many waiting already the queue is full; 0 for never (`ccc.rules.queue-overflow`).
    pub overflow: u32,
}

impl Queueing {
    /// The priority of a party for whom none is asked (`ccc.rules.call-priority-default`).
    pub const PRIORITY: u8 = 5;
}

impl Default for Queueing {
    fn default() -> Self {
        Self { timeout_ms: None, priority: Self::PRIORITY, by_claim: false, overflow: 0 }
    }
}
