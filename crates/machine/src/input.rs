//! The inputs: requests of clients and stimuli of the network, and the reasons to reject them.

use core::fmt;

use crate::{
    identity::{JobId, Millis, Number, SkillGroupId, UserId},
    limits::Limit,
    op::Op,
    policy::AfterCall,
    rules::StateSet,
    state::{CallType, ChannelState, Flag, UserState},
};

/// A request of a client through a vendor's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// The user who asks.
    pub by: UserId,
    /// The operation asked for.
    pub op: Op<'a>,
}

/// The target of a transfer, a consultation or an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Target {
    /// An agent.
    User(UserId),
    /// An outside number.
    Number(Number),
    /// The next free agent of a skill group.
    Group(SkillGroupId),
    /// The IVR.
    Ivr,
}

/// The kinds of supervision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Supervision {
    /// The supervisor hears the call and is not heard.
    SilentMonitor,
    /// Only the agent hears the supervisor.
    Coach,
    /// The supervisor becomes a party of the call.
    Barge,
    /// The supervisor takes the place of the agent.
    Intercept,
}

impl Supervision {
    /// The type of the supervisor's channel.
    pub const fn call_type(self) -> CallType {
        match self {
            Self::SilentMonitor => CallType::Monitor,
            Self::Coach => CallType::Coach,
            Self::Barge => CallType::Barge,
            Self::Intercept => CallType::Intercept,
        }
    }

    /// The supervision that a channel of this type is.
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

/// The settings of a sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignIn<'a> {
    /// The workbench's id; unchanged where left out.
    pub device: Option<&'a str>,
    /// The phone; unchanged where left out.
    pub extension: Option<Number>,
    /// The skill groups; unchanged where left out.
    pub skill_groups: Option<&'a [SkillGroupId]>,
    /// The state that follows a call; the policy's where left out.
    pub after_call: Option<AfterCall>,
    /// True if the gateway answers incoming calls.
    pub auto_answer: bool,
}

/// The answer to an accepted request. The world still stands as it did when the request was accepted; the effect
/// follows with the next [`World::advance`](crate::World::advance).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The user who asked.
    pub by: UserId,
    /// The job it concerns, if any.
    pub job: Option<JobId>,
}

/// The reason to reject a request. Nothing has changed, not even the clock.
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
    /// The channel is not in the state that allows this.
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
    /// There is no such job for this user, or it is not a call of two parties to transfer, or not a conference to leave.
    NoSuchJob,
    /// There is no such channel in the job, or the request may not name it.
    NoSuchChannel,
    /// The user called is not ready, or the agent has a supervisor already.
    Busy(UserId),
    /// There is no consultation to complete, cancel or confer with.
    NoConsult,
    /// There is a consultation already: it must end first.
    InConsult,
    /// The user has a held call already.
    HeldCall,
    /// The user has no held call.
    NoHeldCall,
    /// No extension can be allocated.
    NoExtension,
    /// The user's instance has no such skill group.
    NoSuchSkillGroup,
    /// A limit would be passed.
    Limit(Limit),
}

/// The reason why the clock was not moved or an input did not fit the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockError {
    /// The time given lies before the world's.
    WentBack {
        /// The world's time.
        now: Millis,
    },
    /// Something is due first: advance the world to the time of the input, then try again.
    Overdue {
        /// The time when it is due.
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

/// An act of the network or a remote party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stimulus<'a> {
    /// Something happens on one party's channel.
    Channel {
        /// The job.
        job: JobId,
        /// The party of the channel.
        party: Party,
        /// The act.
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
    /// An outside party calls the instance and asks for a skill group.
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
    /// An act of the network or the party on one channel.
    Signal {
        /// The network knows the channel.
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
        /// The party hangs up an answered channel.
        HungUp = "hung_up",
    }
}

/// The reason why a stimulus cannot happen in this state. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Impossible {
    /// The clock cannot be used so.
    Clock(ClockError),
    /// The job does not exist or has ended.
    NoSuchJob,
    /// The party has no channel in the job, or not yet.
    NoSuchParty,
    /// The channel is in a state in which this cannot happen.
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
            Self::NoSuchParty => f.write_str("the party has no channel in the job (yet)"),
            Self::ChannelState(state) => write!(f, "the party's channel is {}", state.as_str()),
            Self::OutsideOnly => f.write_str("only an outside party can be busy or without a route"),
            Self::NoSipPhone => f.write_str("the agent's work mode is not OFFICE_PHONE"),
            Self::NoExtension => f.write_str("the agent has no extension, and none is free"),
            Self::NotReady(state) => write!(f, "the agent is {}, not READY", state.as_str()),
            Self::Limit(limit) => limit.fmt(f),
        }
    }
}

impl core::error::Error for Impossible {}

/// The way in which a party waits in the queue of a skill group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Queueing {
    /// The longest wait; the policy's where left out.
    pub timeout_ms: Option<Millis>,
    /// The priority: 0 is served before 9 (`ccc.rules.call-priority`).
    pub priority: u8,
    /// True if the party waits until an agent claims the call, and is assigned to nobody (`ccc.rules.routing-type`).
    pub by_claim: bool,
    /// The number of waiting parties with which the queue is full; 0 for no limit (`ccc.rules.queue-overflow`).
    pub overflow: u32,
}

impl Queueing {
    /// The priority where the request sets none (`ccc.rules.call-priority-default`).
    pub const PRIORITY: u8 = 5;
    /// Where the request says nothing.
    pub(crate) const ORDINARY: Self =
        Self { timeout_ms: None, priority: Self::PRIORITY, by_claim: false, overflow: 0 };
}

impl Default for Queueing {
    fn default() -> Self {
        Self::ORDINARY
    }
}
