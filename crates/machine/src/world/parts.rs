//! The parts of a world. A caller sees these only behind `&`, so the fields are open to read.

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
    input::{Queueing, Target},
    limits::{MAX_CHANNELS_PER_JOB, MAX_INVITED},
    policy::AfterCall,
    state::{CallType, ChannelState, Flags, JobState, Part, Side, UserState, WorkMode},
};

/// A tenant: it owns users, skill groups and jobs.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Instance {
    /// Its id.
    pub name: Box<str>,
    /// Other names that requests may use for it.
    pub aliases: Box<[Box<str>]>,
    /// The numbers it shows to outside parties; the first is the default.
    pub numbers: Box<[Number]>,
    /// Extensions that nobody has yet, in the order in which they are given out.
    pub free_extensions: VecDeque<Number>,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) users: HashMap<Box<str>, UserId, FxBuildHasher>,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) extensions: HashMap<Number, UserId, FxBuildHasher>,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) skill_groups: BTreeMap<Box<str>, SkillGroupId>,
}

/// An agent or supervisor.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct User {
    /// The instance that owns the user.
    pub instance: InstanceId,
    /// The state.
    pub state: UserState,
    /// The place where the user takes calls.
    pub work_mode: WorkMode,
    /// The state that follows a call.
    pub after_call: AfterCall,
    /// True if the gateway answers incoming calls.
    pub auto_answer: bool,
    /// True if the user receives no calls.
    pub outbound_only: bool,
    /// The number the user called last.
    pub last_callee: Option<Number>,
    /// The time since which the user has been ready: of the ready agents of a group, the earliest is called first.
    pub idle_since: Millis,
    /// True if routing passes the user over.
    pub invisible: bool,
    /// The job the user is in.
    pub job: Option<JobId>,
    /// The user's own channel in it.
    pub channel: Option<ChannelId>,
    /// The held call, while another one is current.
    pub held_call: Option<HeldCall>,
    /// The reason of the current or the last break.
    pub break_code: Option<NameId>,
    /// The phone.
    pub extension: Option<Number>,
    /// The time of the last request.
    pub heartbeat: Option<Millis>,
    /// The time when the user was last reserved for a call.
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
    /// True if this is the user's own channel, in the current call or in the held call.
    pub fn has_channel(&self, channel: ChannelId) -> bool {
        self.channel == Some(channel) || self.held_call.is_some_and(|held_call| held_call.channel == channel)
    }
}

/// A call that an agent holds while another one is current.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct HeldCall {
    /// The job.
    pub job: JobId,
    /// The user's own channel in it.
    pub channel: ChannelId,
}

/// One call, from first channel to last.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Job {
    /// The number in its id.
    pub number: JobNumber,
    /// The count of jobs begun in this world, this one included: the counter of a CC-Gateway call id.
    pub serial: u32,
    /// The time when it began.
    pub begun: Millis,
    /// The instance that owns it.
    pub instance: Option<InstanceId>,
    /// The state.
    pub state: JobState,
    /// The kind of call.
    pub call_type: CallType,
    /// True if an agent placed it on a SIP phone.
    pub from_phone: bool,
    /// True if two parties have been connected.
    pub connected: bool,
    /// The calling number: the one shown to the outside party, or the calling agent's extension.
    pub caller: Number,
    /// The number shown to the second party of a call that the instance places, where it is not the first one's.
    pub second_caller: Option<Number>,
    /// The parties still to be called: into a conference, or second by the instance.
    pub invited: ArrayVec<Target, MAX_INVITED>,
    /// The time that an invited party may stay unanswered.
    pub invited_timeout_ms: Option<Millis>,
    /// The way in which the other party waits.
    pub queueing: Queueing,
    /// The skill group that the other party waits for, until an agent answers.
    pub queue: Option<SkillGroupId>,
    /// The time since which that party has waited: of equal priority, the earliest is served first.
    pub waits_since: Option<Millis>,
    /// A consultation under way.
    pub consult: Option<Consult>,
    /// Its channels, in the order in which they came to be.
    pub channels: ArrayVec<ChannelId, MAX_CHANNELS_PER_JOB>,
    /// The timer of the call: its time-out, or that of the queue.
    pub call_timer: Option<TimerId>,
}

impl Job {
    /// A job that was just accepted.
    pub(crate) const fn new(
        number: JobNumber,
        serial: u32,
        begun: Millis,
        instance: Option<InstanceId>,
        call_type: CallType,
    ) -> Self {
        Self {
            number,
            serial,
            begun,
            instance,
            state: JobState::Accepted,
            call_type,
            from_phone: false,
            connected: false,
            caller: Number::NONE,
            second_caller: None,
            invited: ArrayVec::new_const(),
            invited_timeout_ms: None,
            queueing: Queueing::ORDINARY,
            queue: None,
            waits_since: None,
            consult: None,
            channels: ArrayVec::new_const(),
            call_timer: None,
        }
    }
}

/// An agent consults a party while the other party is on hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Consult {
    /// The channel of the consulting agent.
    pub by: ChannelId,
    /// The channel of the party consulted.
    pub with: ChannelId,
    /// True if the party consulted has answered.
    pub started: bool,
}

/// One party's part of a job.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Channel {
    /// The job.
    pub job: JobId,
    /// The side.
    pub side: Side,
    /// The user, on a user's channel.
    pub user: Option<UserId>,
    /// The state.
    pub state: ChannelState,
    /// Its marks.
    pub flags: Flags,
    /// The kind of call.
    pub call_type: CallType,
    /// Its place in the order of the job's channels, from 1.
    pub index: Option<u8>,
    /// The number that it comes from.
    pub originator: Number,
    /// The number that it goes to.
    pub destination: Number,
    /// The time when it began: the number in its id.
    pub created: Millis,
    /// The time when its state last changed.
    pub changed: Millis,
    /// True if it has been answered.
    pub answered: bool,
    /// The party that hung up.
    pub release_initiator: Option<Number>,
    /// The cause of its end.
    pub release_reason: Option<NameId>,
    /// The skill group that served it.
    pub skill_group: Option<SkillGroupId>,
    /// The procedure that it was part of, such as a transfer.
    pub part: Option<Part>,
    /// The agent who consults this channel's party, or whom it supervises.
    pub counterpart: Option<UserId>,
    /// An id that a given world gave it in place of its own.
    pub forced_id: Option<NameId>,
    /// The timer of the channel: the ringing time-out, or what the network does next.
    pub timer: Option<TimerId>,
}

impl Channel {
    /// A channel in state NONE, from a number to a number.
    pub(crate) const fn new(
        job: JobId,
        user: Option<UserId>,
        call_type: CallType,
        (originator, destination): (Number, Number),
        now: Millis,
    ) -> Self {
        Self {
            job,
            side: if user.is_some() { Side::User } else { Side::Customer },
            user,
            state: ChannelState::None,
            flags: Flags::NONE,
            call_type,
            index: None,
            originator,
            destination,
            created: now,
            changed: now,
            answered: false,
            release_initiator: None,
            release_reason: None,
            skill_group: None,
            part: None,
            counterpart: None,
            forced_id: None,
            timer: None,
        }
    }

    /// True if the channel has not ended.
    pub const fn is_live(&self) -> bool {
        !matches!(self.state, ChannelState::Released | ChannelState::Retired)
    }

    /// The number of the channel's party.
    pub fn party(&self) -> Number {
        match (self.side, self.call_type) {
            (Side::Customer, CallType::Inbound) => self.originator,
            _ => self.destination,
        }
    }
}

/// The content of a channel's own id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelName {
    /// The side.
    pub side: Side,
    /// The number that it comes from.
    pub originator: Number,
    /// The number that it goes to.
    pub destination: Number,
    /// The time when it began.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct SkillGroup {
    /// The instance.
    pub instance: InstanceId,
    /// The id.
    pub name: Arc<str>,
    /// The jobs that wait for an agent of the group, in the order in which they are served.
    pub waiting: VecDeque<JobId>,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) members: Arc<Vec<UserId>>,
}

/// Ids that a given world hands out before its own.
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub(crate) struct ForcedIds {
    pub(crate) jobs: VecDeque<JobNumber>,
    /// True if a job has a number that is not the generator's.
    pub(crate) any_job: bool,
    pub(crate) channels: VecDeque<NameId>,
}

pub(crate) type Users = Vec<User>;
