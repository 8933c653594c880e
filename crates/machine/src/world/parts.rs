//! What a world is made of. A caller sees these only behind `&`, so the fields are open to read.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    vec::Vec,
};

use arrayvec::ArrayVec;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::timers::TimerId;
use crate::{
    identity::{ChannelId, InstanceId, JobId, JobNumber, Millis, NameId, Number, SkillGroupId, UserId},
    input::{Queueing, Supervision, Target},
    limits::{MAX_CHANNELS_PER_JOB, MAX_INVITED},
    policy::AfterCall,
    state::{CallType, ChannelState, Flags, JobState, Part, Side, UserState, WorkMode},
};

/// One call centre: a tenant.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Instance {
    /// Its id.
    pub name: Box<str>,
    /// Other names by which requests may call it.
    pub aliases: Box<[Box<str>]>,
    /// The numbers it shows to outside parties; the first is the default.
    pub numbers: Box<[Number]>,
    /// Extensions that nobody has yet, in the order in which they are given out.
    pub free_extensions: VecDeque<Number>,
    pub(crate) users: HashMap<Box<str>, UserId, FxBuildHasher>,
    pub(crate) extensions: HashMap<Number, UserId, FxBuildHasher>,
    pub(crate) skill_groups: BTreeMap<Box<str>, SkillGroupId>,
}

/// An agent or supervisor.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct User {
    /// The instance that owns the user.
    pub instance: InstanceId,
    /// What the user is doing.
    pub state: UserState,
    /// Where the user takes calls.
    pub work_mode: WorkMode,
    /// What follows a call.
    pub after_call: AfterCall,
    /// Whether incoming calls are answered by the gateway.
    pub auto_answer: bool,
    /// Whether the user receives no calls.
    pub outbound_only: bool,
    /// The number the user called last.
    pub last_callee: Option<Number>,
    /// Since when the user has been ready: who has been so longest is called first.
    pub idle_since: Millis,
    /// Whether the user hides from routing.
    pub invisible: bool,
    /// The job the user is in.
    pub job: Option<JobId>,
    /// The user's own leg in it.
    pub channel: Option<ChannelId>,
    /// The call that waits on hold beside the current one.
    pub held_call: Option<HeldCall>,
    /// Why the user takes, or last took, a break.
    pub break_code: Option<NameId>,
    /// The phone.
    pub extension: Option<Number>,
    /// When the user last asked for something.
    pub heartbeat: Option<Millis>,
    /// When the user was last reserved for a call.
    pub reserved: Option<Millis>,
    /// The id, unique in the instance.
    pub name: Arc<str>,
    /// The workbench's id.
    pub device: Option<Arc<str>>,
    /// The mobile number for work off site.
    pub mobile: Option<Number>,
    /// The skill groups signed in to.
    pub skill_groups: Arc<[SkillGroupId]>,
}

impl User {
    /// Whether this is the user's own leg, in the current call or in the held call.
    pub fn has_leg(&self, leg: ChannelId) -> bool {
        self.channel == Some(leg) || self.held_call.is_some_and(|held_call| held_call.channel == leg)
    }
}

/// A call that waits on hold while its user has another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldCall {
    /// The job.
    pub job: JobId,
    /// The user's own leg in it.
    pub channel: ChannelId,
}

/// One call, from first leg to last.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Job {
    /// The number in its id.
    pub number: JobNumber,
    /// How many jobs this world had begun when it began: the counter of a CC-Gateway call id.
    pub serial: u32,
    /// When it began.
    pub begun: Millis,
    /// The instance that owns it.
    pub instance: Option<InstanceId>,
    /// How far it has come.
    pub state: JobState,
    /// Why it came to be.
    pub call_type: CallType,
    /// Whether an agent placed it on the own SIP phone.
    pub from_phone: bool,
    /// Whether two parties have been connected.
    pub connected: bool,
    /// The number that calls: the one shown to the outside party, or the calling agent's extension.
    pub caller: Number,
    /// The number that calls the second party of a call that the centre places, where it is not the first one's.
    pub second_caller: Option<Number>,
    /// Who is still to be called: into a conference, or second by the centre.
    pub invited: ArrayVec<Target, MAX_INVITED>,
    /// How long who is invited may stay unanswered.
    pub(crate) invited_timeout_ms: Option<Millis>,
    /// How the other party waits.
    pub(crate) queueing: Queueing,
    /// The skill group that the other party waits for, until an agent answers.
    pub queue: Option<SkillGroupId>,
    /// Since when that party has waited: who has done so longest is served first.
    pub waits_since: Option<Millis>,
    /// A consultation under way.
    pub consult: Option<Consult>,
    /// Its legs, in the order in which they came to be.
    pub channels: ArrayVec<ChannelId, MAX_CHANNELS_PER_JOB>,
    pub(crate) call_timer: Option<TimerId>,
}

/// An agent asks somebody while the other party waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consult {
    /// The leg of the agent who asks.
    pub by: ChannelId,
    /// The leg of the party asked.
    pub with: ChannelId,
    /// Whether the party asked has answered.
    pub started: bool,
}

/// One party's leg of a job.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Channel {
    /// The job.
    pub job: JobId,
    /// Whose leg.
    pub side: Side,
    /// The user, on a user's leg.
    pub user: Option<UserId>,
    /// How far it has come.
    pub state: ChannelState,
    /// Its marks.
    pub flags: Flags,
    /// Why it came to be.
    pub call_type: CallType,
    /// Its place in the order of the job's legs, from 1.
    pub index: Option<u8>,
    /// Where the leg comes from.
    pub originator: Number,
    /// Where the leg goes to.
    pub destination: Number,
    /// When it came to be: the number in its id.
    pub created: Millis,
    /// When its state last changed.
    pub changed: Millis,
    /// Whether it has been answered.
    pub answered: bool,
    /// The party that hung up.
    pub release_initiator: Option<Number>,
    /// Why it ended.
    pub release_reason: Option<NameId>,
    /// The skill group that served it.
    pub skill_group: Option<SkillGroupId>,
    /// What it is part of besides its own call.
    pub part: Option<Part>,
    /// The agent whom this leg consults for, or whom it supervises.
    pub counterpart: Option<UserId>,
    /// An id that a given world gave it in place of its own.
    pub forced_id: Option<NameId>,
    pub(crate) leg_timer: Option<TimerId>,
}

impl Channel {
    /// Whether the leg has not ended.
    pub const fn is_live(&self) -> bool {
        !matches!(self.state, ChannelState::Released | ChannelState::Retired)
    }

    /// The number of the party whose leg this is.
    pub fn party(&self) -> Number {
        match (self.side, self.call_type) {
            (Side::Customer, CallType::Inbound) => self.originator,
            _ => self.destination,
        }
    }
}

/// What a channel's id spells when it is not forced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelName {
    /// Whose leg.
    pub side: Side,
    /// Where it comes from.
    pub originator: Number,
    /// Where it goes to.
    pub destination: Number,
    /// When it came to be.
    pub created: Millis,
    /// Its job.
    pub job: JobNumber,
}

impl ChannelName {
    /// Reads `ch:{user|customer}:{originator}->{destination}:{ms}:{job id}`.
    pub fn from_text(text: &str) -> Option<Self> {
        let (side, rest) = text.strip_prefix("ch:")?.split_once(':')?;
        let (originator, rest) = rest.split_once("->")?;
        let mut parts = rest.splitn(3, ':');
        let number = |text: &str| if text.is_empty() { Some(Number::NONE) } else { Number::new(text) };
        Some(Self {
            side: Side::from_text(side)?,
            originator: number(originator)?,
            destination: number(parts.next()?)?,
            created: parts.next()?.parse().ok()?,
            job: JobNumber::from_text(parts.next()?)?,
        })
    }
}

impl core::fmt::Display for ChannelName {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { side, originator, destination, created, job } = self;
        write!(f, "ch:{}:{originator}->{destination}:{created}:{job}", side.as_str())
    }
}

/// A skill group's id and the instance that owns it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SkillGroup {
    /// The instance.
    pub instance: InstanceId,
    /// The id.
    pub name: Arc<str>,
    /// The jobs that wait for an agent of the group, in the order in which they are served.
    pub waiting: VecDeque<JobId>,
    pub(crate) members: Arc<Vec<UserId>>,
}

/// Ids that a given world hands out before its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct ForcedIds {
    pub(crate) jobs: VecDeque<JobNumber>,
    /// Whether a job has been given a number that is not the generator's.
    pub(crate) any_job: bool,
    pub(crate) channels: VecDeque<NameId>,
}

/// An accepted request whose effect has not happened yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Effect {
    Dial {
        user: UserId,
        job: JobId,
        to: Option<UserId>,
        timeout_ms: Millis,
    },
    Answer {
        by: UserId,
        channel: ChannelId,
    },
    Release {
        by: UserId,
        channel: ChannelId,
    },
    Hold {
        by: UserId,
        channel: ChannelId,
        raise: bool,
    },
    Mute {
        by: UserId,
        channel: ChannelId,
        raise: bool,
    },
    BlindTransfer {
        by: UserId,
        job: JobId,
        to: Target,
        caller: Option<Number>,
        timeout_ms: Option<Millis>,
        queueing: Queueing,
    },
    Consult {
        by: UserId,
        job: JobId,
        to: Target,
        caller: Option<Number>,
        timeout_ms: Option<Millis>,
    },
    CompleteTransfer {
        by: UserId,
        job: JobId,
    },
    CancelTransfer {
        by: UserId,
        job: JobId,
    },
    SwitchToConference {
        by: UserId,
        job: JobId,
    },
    Supervise {
        by: UserId,
        job: JobId,
        agent: UserId,
        kind: Supervision,
        timeout_ms: Option<Millis>,
    },
    Alternate {
        by: UserId,
    },
    Conference {
        by: UserId,
    },
    DirectedPickup {
        by: UserId,
        agent: UserId,
    },
    Dtmf {
        by: UserId,
    },
    Flow {
        by: UserId,
        job: JobId,
        leave: bool,
    },
    Claim {
        by: UserId,
        job: JobId,
        to: UserId,
    },
    Survey {
        by: UserId,
    },
    EndConference {
        by: UserId,
    },
    Serve {
        by: UserId,
    },
    DialOut {
        by: UserId,
        job: JobId,
        timeout_ms: Millis,
    },
}

impl Effect {
    /// The job that it has begun.
    pub(crate) const fn job(self) -> Option<JobId> {
        match self {
            Self::Dial { job, .. } | Self::DialOut { job, .. } => Some(job),
            Self::Answer { .. }
            | Self::Release { .. }
            | Self::Hold { .. }
            | Self::Mute { .. }
            | Self::BlindTransfer { .. }
            | Self::Consult { .. }
            | Self::CompleteTransfer { .. }
            | Self::CancelTransfer { .. }
            | Self::SwitchToConference { .. }
            | Self::Supervise { .. }
            | Self::Alternate { .. }
            | Self::Conference { .. }
            | Self::DirectedPickup { .. }
            | Self::Dtmf { .. }
            | Self::Flow { .. }
            | Self::Claim { .. }
            | Self::Survey { .. }
            | Self::EndConference { .. }
            | Self::Serve { .. } => None,
        }
    }

    /// The user who asked for it.
    pub(crate) const fn by(self) -> UserId {
        match self {
            Self::Dial { user: by, .. }
            | Self::Answer { by, .. }
            | Self::Release { by, .. }
            | Self::Hold { by, .. }
            | Self::Mute { by, .. }
            | Self::BlindTransfer { by, .. }
            | Self::Consult { by, .. }
            | Self::CompleteTransfer { by, .. }
            | Self::CancelTransfer { by, .. }
            | Self::SwitchToConference { by, .. }
            | Self::Supervise { by, .. }
            | Self::Alternate { by }
            | Self::Conference { by }
            | Self::DirectedPickup { by, .. }
            | Self::Dtmf { by }
            | Self::Flow { by, .. }
            | Self::Claim { by, .. }
            | Self::Survey { by }
            | Self::EndConference { by, .. }
            | Self::Serve { by }
            | Self::DialOut { by, .. } => by,
        }
    }
}

pub(crate) type Users = Vec<User>;
