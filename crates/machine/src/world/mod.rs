//! The world: all instances, users, jobs and channels, and their time.

mod admission;
mod calling;
mod conference;
mod dial_out;
mod digest;
mod directed_pickup;
mod ending;
mod extension;
mod hearing;
mod held_call;
mod hold_and_mute;
mod invariant;
mod new_job;
mod operations;
mod parts;
#[cfg(feature = "serde")]
mod places;
mod queue;
mod request;
mod resolve;
#[cfg(feature = "serde")]
mod saved;
mod session;
mod setup;
mod sip_phone;
mod step;
mod stimulus;
mod supervision;
mod timers;
mod transfer;

use alloc::{boxed::Box, collections::VecDeque, sync::Arc, vec::Vec};

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use slotmap::SlotMap;

pub use digest::Digest;
pub use invariant::{Broken, Invariant};
pub use new_job::{NewChannel, NewJob};
pub use parts::{Channel, ChannelName, Consult, HeldCall, Instance, Job, SkillGroup, User};
pub use setup::{NewInstance, NewUser, SetupError};
pub use timers::{Due, TimerId};

use self::{
    operations::Effect,
    parts::{ForcedIds, Users},
    timers::Timers,
};
use crate::{
    event::Event,
    identity::{
        ChannelId, InstanceId, JobId, JobNumber, JobNumbers, Millis, NameId, Number, SkillGroupId, UserId,
    },
    input::ClockError,
    limits::{ENDED_JOBS_KEPT, MAX_EVENTS_WAITING, MAX_TIME_MS},
    names::Names,
    policy::Policy,
    rules::{Fired, Rules},
    state::JobState,
    trace::Trace,
};

/// The call-state machine.
///
/// Its functions are of five kinds:
/// - setup: [`add_instance`](Self::add_instance), [`add_user`](Self::add_user) and their like set up the configuration;
/// - inputs: [`request`](Self::request) comes from a client, [`stimulus`](Self::stimulus) from the network;
/// - clock: [`next_deadline`](Self::next_deadline) is the time of the next effect or timer, [`advance`](Self::advance) makes it happen;
/// - outputs: [`poll_event`](Self::poll_event) gives the events;
/// - getters: everything else. They change nothing.
///
/// The order of work is: advance to the time of the input, give the input, read what the answer needs, advance to the
/// same time (the effect of an accepted request is due at once), poll the events until there are none.
///
/// Time comes from the caller, in milliseconds since the Unix epoch, and never goes back. A rejected input
/// changes nothing: the [`digest`](Self::digest) before and after is the same. The same inputs give the same
/// outputs, in every process.
///
/// `clone_from` keeps the room that a world has: a checker that goes back to the same world again and again allocates
/// nothing.
#[derive(Debug)]
pub struct World {
    rules: Arc<Rules>,
    policy: Policy,
    now: Millis,
    instances: Vec<Arc<Instance>>,
    skill_groups: Vec<SkillGroup>,
    users: Users,
    jobs: SlotMap<JobId, Job>,
    channels: SlotMap<ChannelId, Channel>,
    /// Only looked into, never iterated.
    by_number: HashMap<JobNumber, JobId, FxBuildHasher>,
    /// The jobs by their serials, in the order in which they began; some may be forgotten by now.
    by_serial: VecDeque<(u32, JobId)>,
    /// Ended jobs, oldest first.
    ended: VecDeque<JobId>,
    timers: Timers,
    pending: Option<Effect>,
    events: VecDeque<Event>,
    names: Names,
    numbers: JobNumbers,
    forced: ForcedIds,
    jobs_begun: u32,
    fired: Fired,
    /// Kept on demand only.
    trace: Option<Box<Trace>>,
    /// The channels that have begun or moved, where somebody follows them.
    touched: Option<Vec<ChannelId>>,
}

/// A clone field by field, and one that uses the room of what it replaces.
macro_rules! reuse {
    ($name:ident { $($field:ident),+ }) => {
        impl Clone for $name {
            fn clone(&self) -> Self {
                Self { $($field: self.$field.clone()),+ }
            }

            fn clone_from(&mut self, source: &Self) {
                $(self.$field.clone_from(&source.$field);)+
            }
        }
    };
}
use reuse;

reuse! {
    World {
        rules, policy, now, instances, skill_groups, users, jobs, channels, by_number, by_serial, ended, timers, pending,
        events, names, numbers, forced, jobs_begun, fired, trace, touched
    }
}

impl World {
    /// An empty world that follows the documented rules. `node` marks its job numbers (0 to
    /// [`MAX_NODE`](crate::identity::MAX_NODE)).
    pub fn new(policy: Policy, now: Millis, node: u16) -> Self {
        Self::with_rules(Arc::new(Rules::documented()), policy, now, node)
    }

    /// An empty world that follows other rules.
    pub fn with_rules(rules: Arc<Rules>, policy: Policy, now: Millis, node: u16) -> Self {
        Self {
            rules,
            policy,
            now: now.min(MAX_TIME_MS),
            instances: Vec::new(),
            skill_groups: Vec::new(),
            users: Vec::new(),
            jobs: SlotMap::with_key(),
            channels: SlotMap::with_key(),
            by_number: HashMap::default(),
            by_serial: VecDeque::new(),
            ended: VecDeque::with_capacity(ENDED_JOBS_KEPT + 1),
            timers: Timers::default(),
            pending: None,
            events: VecDeque::new(),
            names: Names::new(),
            numbers: JobNumbers::new(node),
            forced: ForcedIds::default(),
            jobs_begun: 0,
            fired: Fired::default(),
            trace: None,
            touched: None,
        }
    }

    /// Follows other rules from now on, such as those of a mutant. The state stays as it is, even where these rules could
    /// not have led to it.
    pub fn set_rules(&mut self, rules: Arc<Rules>) {
        self.rules = rules;
    }

    /// The time.
    pub const fn now(&self) -> Millis {
        self.now
    }

    /// The behaviour of this call centre where vendors differ.
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The user, or none if the handle is another world's.
    pub fn user(&self, id: UserId) -> Option<&User> {
        self.users.get(id.index())
    }

    /// All users, in the order in which they were added.
    pub fn users(&self) -> impl ExactSizeIterator<Item = (UserId, &User)> {
        #[expect(clippy::cast_possible_truncation, reason = "MAX_USERS fits in 32 bits")]
        self.users.iter().enumerate().map(|(index, user)| (UserId(index as u32), user))
    }

    /// The user with this id in this instance.
    pub fn find_user(&self, instance: InstanceId, name: &str) -> Option<UserId> {
        self.instances.get(usize::from(instance.0))?.users.get(name).copied()
    }

    /// The user with this extension in this instance.
    pub fn find_extension(&self, instance: InstanceId, extension: Number) -> Option<UserId> {
        self.instances.get(usize::from(instance.0))?.extensions.get(&extension).copied()
    }

    /// The instance, or none if the handle is another world's.
    pub fn instance(&self, id: InstanceId) -> Option<&Instance> {
        self.instances.get(usize::from(id.0)).map(|it| &**it)
    }

    /// The instance with this id or alias.
    pub fn find_instance(&self, name: &str) -> Option<InstanceId> {
        let called = |instance: &Arc<Instance>| {
            *instance.name == *name || instance.aliases.iter().any(|alias| **alias == *name)
        };
        #[expect(clippy::cast_possible_truncation, reason = "MAX_INSTANCES fits in 16 bits")]
        self.instances.iter().position(called).map(|index| InstanceId(index as u16))
    }

    /// The skill group, or none if the handle is another world's.
    pub fn skill_group(&self, id: SkillGroupId) -> Option<&SkillGroup> {
        self.skill_groups.get(usize::from(id.0))
    }

    /// The skill group with this id in this instance.
    pub fn find_skill_group(&self, instance: InstanceId, name: &str) -> Option<SkillGroupId> {
        self.instance(instance)?.skill_groups.get(name).copied()
    }

    /// The job; ended ones can be read until [`ENDED_JOBS_KEPT`] others have ended.
    pub fn job(&self, id: JobId) -> Option<&Job> {
        self.jobs.get(id)
    }

    /// All jobs that can be read, ended ones included, in the order of their places.
    pub fn jobs(&self) -> impl Iterator<Item = (JobId, &Job)> {
        self.jobs.iter()
    }

    /// The job with this number, if it has not ended.
    pub fn find_job(&self, number: JobNumber) -> Option<JobId> {
        self.by_number.get(&number).copied()
    }

    /// The job with this [serial](Job::serial), if it has not ended.
    pub fn find_serial(&self, serial: u32) -> Option<JobId> {
        // The count may begin anew: what counts is the distance from the first.
        let (first, _) = *self.by_serial.front()?;
        let behind = |it: u32| it.wrapping_sub(first);
        let place = self.by_serial.partition_point(|(it, _)| behind(*it) < behind(serial));
        let (found, id) = *self.by_serial.get(place)?;
        self.job(id).filter(|job| found == serial && job.state != JobState::Ended).map(|_| id)
    }

    /// Takes the channels that have begun or changed their state since this was last asked, in order and some more than once.
    /// The first time there are none to take, and from then on they are noted: who asks once has to go on.
    pub fn take_touched(&mut self) -> Option<Vec<ChannelId>> {
        self.touched.replace(Vec::new())
    }

    /// The channel; readable as long as its job is.
    pub fn channel(&self, id: ChannelId) -> Option<&Channel> {
        self.channels.get(id)
    }

    /// The channel of a job with this id.
    pub fn find_channel(&self, job: JobId, id: &str) -> Option<ChannelId> {
        let name = ChannelName::from_text(id);
        let is_it = |channel: &ChannelId| match self.channels.get(*channel).map(|it| it.forced_id) {
            Some(Some(forced)) => self.names.text(forced) == id,
            Some(None) => name.is_some() && self.channel_name(*channel) == name,
            None => false,
        };
        self.jobs.get(job)?.channels.iter().copied().find(is_it)
    }

    /// The content of the channel's own id, which a forced id replaces.
    pub fn channel_name(&self, id: ChannelId) -> Option<ChannelName> {
        let channel = self.channels.get(id)?;
        Some(ChannelName {
            side: channel.side,
            originator: channel.originator,
            destination: channel.destination,
            created: channel.created,
            job: self.jobs.get(channel.job)?.number,
        })
    }

    /// A remembered text: a break code, a cause, a forced id.
    pub fn text(&self, name: NameId) -> &str {
        self.names.text(name)
    }

    /// The rows that have fired so far.
    pub const fn fired(&self) -> Fired {
        self.fired
    }

    /// Keeps a trace from now on of the rows that fire and the requests that are judged. It changes nothing else.
    pub fn start_trace(&mut self) {
        self.trace.get_or_insert_default();
    }

    /// The trace since it was started or last taken; empty where none was started.
    pub fn take_trace(&mut self) -> Trace {
        self.trace.as_deref_mut().map(core::mem::take).unwrap_or_default()
    }

    /// The next event, oldest first.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// The time of what is due next: the effect of the request just accepted, or a timer.
    pub fn next_deadline(&self) -> Option<Millis> {
        if self.pending.is_some() { Some(self.now) } else { self.timers.next_deadline() }
    }

    /// Every running timer with its deadline, in the order in which they fire.
    pub fn due(&self) -> Vec<(Millis, Due)> {
        self.timers.in_order()
    }

    /// Moves the time to `now` and makes everything happen that is due by then: first the effect of the request just
    /// accepted, then the timers by deadline; at the same instant a ring timeout comes before a call timeout and an
    /// older timer before a younger one (`ccc.rules.same-instant`).
    ///
    /// # Errors
    /// `now` lies before the world's time or beyond [`MAX_TIME_MS`]; nothing has changed.
    pub fn advance(&mut self, now: Millis) -> Result<(), ClockError> {
        self.admit_time(now)?;
        if let Some(effect) = self.pending.take() {
            self.apply(effect);
        }
        while let Some((deadline, due)) = self.timers.pop(now) {
            self.now = self.now.max(deadline);
            match due {
                Due::Ring(channel) => self.ring_timed_out(channel),
                Due::Channel(channel) => self.channel_timed_out(channel),
                Due::Call(job) => self.call_timed_out(job),
                Due::Queue(job) => self.queue_timed_out(job),
            }
        }
        self.now = now;
        Ok(())
    }

    const fn admit_time(&self, now: Millis) -> Result<(), ClockError> {
        if now < self.now {
            Err(ClockError::WentBack { now: self.now })
        } else if now > MAX_TIME_MS {
            Err(ClockError::TooLate)
        } else {
            Ok(())
        }
    }

    fn admit_input(&self, now: Millis) -> Result<(), ClockError> {
        self.admit_time(now)?;
        match self.next_deadline() {
            Some(deadline) if deadline <= now => Err(ClockError::Overdue { deadline }),
            _ => Ok(()),
        }
    }

    fn has_room_for_events(&self) -> bool {
        self.events.len() < MAX_EVENTS_WAITING
    }
}
