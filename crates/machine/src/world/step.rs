//! The smallest steps: each looks a transition up, takes it and notes the row that fired. A transition that the rules
//! lack is not taken; the documented rules have every one that the reactions ask for.

use super::{Channel, Job, World, resolve::Resolve as _, timers::Due};
use crate::{
    event::{Event, EventKind},
    identity::{ChannelId, JobId, JobNumber, Millis, NameId, Number, UserId},
    limits::ENDED_JOBS_KEPT,
    policy::Mode,
    rules::{ChannelTrigger, FlagTrigger, JobTrigger, UserTrigger},
    state::{CallType, ChannelState, Flag, JobState, UserState},
    trace::{Entity, Traced},
};

/// The content of a new channel.
pub(crate) struct ChannelSpec {
    pub(crate) job: JobId,
    pub(crate) user: Option<UserId>,
    pub(crate) call_type: CallType,
    pub(crate) originator: Number,
    pub(crate) destination: Number,
}

impl World {
    pub(crate) fn mode(&self, user: UserId) -> Mode {
        self.policy.mode(self.users[user.index()].after_call)
    }

    pub(crate) fn move_user(&mut self, user: UserId, trigger: UserTrigger) -> Option<UserState> {
        let mode = self.mode(user);
        let it = &mut self.users[user.index()];
        let (to, row) = self.rules.user(mode, it.state, trigger)?;
        // A READY user stays READY: the place among the idle agents is kept.
        if to == UserState::Ready && it.state != to {
            it.idle_since = self.now;
        }
        it.state = to;
        self.note(Entity::User(user), row);
        Some(to)
    }

    pub(crate) fn move_job(&mut self, job: JobId, trigger: JobTrigger) -> Option<JobState> {
        let it = self.jobs.get_mut(job).resolved()?;
        let (to, row) = self.rules.job(it.state, trigger)?;
        it.state = to;
        self.note(Entity::Job(job), row);
        Some(to)
    }

    pub(crate) fn move_channel(
        &mut self,
        channel: ChannelId,
        trigger: ChannelTrigger,
    ) -> Option<ChannelState> {
        let it = self.channels.get_mut(channel).resolved()?;
        let (to, row) = self.rules.channel(it.state, trigger)?;
        if it.state != to {
            it.changed = self.now;
        }
        it.state = to;
        it.answered |= to == ChannelState::Answered;
        self.touch(channel);
        self.note(Entity::Channel(channel), row);
        Some(to)
    }

    pub(crate) fn move_flag(&mut self, channel: ChannelId, flag: Flag, trigger: FlagTrigger) -> Option<bool> {
        let it = self.channels.get_mut(channel).resolved()?;
        let (up, row) = self.rules.flag(flag, it.flags.has(flag), trigger)?;
        it.flags = it.flags.with(flag, up);
        self.note(Entity::Flag(channel, flag), row);
        Some(up)
    }

    /// Notes the row that fired.
    #[inline]
    fn note(&mut self, entity: Entity, row: u8) {
        self.fired.add(row);
        if let Some(trace) = &mut self.trace {
            trace.add(Traced::Fired { entity, row });
        }
    }

    #[inline]
    fn touch(&mut self, channel: ChannelId) {
        if let Some(touched) = &mut self.touched {
            touched.push(channel);
        }
    }

    pub(crate) fn emit_user(&mut self, kind: EventKind, user: UserId) {
        let it = &self.users[user.index()];
        let (instance, job, channel) = (Some(it.instance), it.job, it.channel);
        self.emit(Event { at: self.now, kind, instance, user: Some(user), job, channel, target: None });
    }

    pub(crate) fn emit_channel(&mut self, kind: EventKind, channel: ChannelId) {
        self.emit_target(kind, channel, None);
    }

    pub(crate) fn emit_target(&mut self, kind: EventKind, channel: ChannelId, target: Option<ChannelId>) {
        let Some(it) = self.channels.get(channel).resolved() else { return };
        let instance = self.jobs.get(it.job).and_then(|job| job.instance);
        let (user, job, channel) = (it.user, Some(it.job), Some(channel));
        self.emit(Event { at: self.now, kind, instance, user, job, channel, target });
    }

    fn emit(&mut self, event: Event) {
        self.events.push_back(event);
    }

    /// Makes room for a job by forgetting the oldest ended one, and begins it.
    pub(crate) fn begin_job(
        &mut self,
        instance: Option<crate::identity::InstanceId>,
        call_type: CallType,
    ) -> JobId {
        while self.ended.len() > ENDED_JOBS_KEPT {
            self.forget_oldest();
        }
        let number = self.next_number();
        self.jobs_begun = self.jobs_begun.wrapping_add(1);
        let job = self.jobs.insert(Job::new(number, self.jobs_begun, self.now, instance, call_type));
        self.by_number.insert(number, job);
        self.index_serial(job);
        job
    }

    /// Keeps the index at most twice as long as there are jobs.
    fn index_serial(&mut self, job: JobId) {
        if self.by_serial.len() > 2 * self.jobs.len() + ENDED_JOBS_KEPT {
            let jobs = &self.jobs;
            self.by_serial.retain(|(_, id)| jobs.contains_key(*id));
        }
        self.by_serial.push_back((self.jobs_begun, job));
    }

    /// The next number: a forced one, else the next of the generator; never one that a job bears that can be read.
    fn next_number(&mut self) -> JobNumber {
        loop {
            let forced = self.forced.jobs.pop_front();
            let number = forced.unwrap_or_else(|| self.numbers.next(self.now));
            self.forced.any_job |= forced.is_some();
            if !self.is_taken(number) {
                return number;
            }
        }
    }

    /// The generator's own numbers increase: only forced ones can meet an ended job's.
    pub(crate) fn is_taken(&self, number: JobNumber) -> bool {
        let bears = |job: &JobId| self.jobs.get(*job).is_some_and(|it| it.number == number);
        self.by_number.contains_key(&number) || self.forced.any_job && self.ended.iter().any(bears)
    }

    /// Forgets every ended job: what can still be read of them decides nothing that is to come.
    pub fn forget_ended(&mut self) {
        while !self.ended.is_empty() {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        // Rules of a mutant can end a job twice.
        let Some(job) = self.ended.pop_front().and_then(|oldest| self.jobs.remove(oldest)) else { return };
        for channel in job.channels {
            self.channels.remove(channel);
        }
    }

    /// How many jobs are not over.
    pub fn live_jobs(&self) -> usize {
        self.by_number.len()
    }

    /// Adds a channel in state NONE, unless the job is full.
    pub(crate) fn begin_channel(&mut self, spec: &ChannelSpec) -> Option<ChannelId> {
        let ChannelSpec { job, user, call_type, originator, destination } = *spec;
        let it = self.jobs.get_mut(job).filter(|job| !job.channels.is_full())?;
        #[expect(clippy::cast_possible_truncation, reason = "a job has at most 8 channels")]
        let index = it.channels.len() as u8 + 1;
        let channel = self.channels.insert(Channel {
            index: Some(index),
            forced_id: self.forced.channels.pop_front(),
            ..Channel::new(job, user, call_type, (originator, destination), self.now)
        });
        it.channels.push(channel);
        self.touch(channel);
        if let Some(user) = user {
            let it = &mut self.users[user.index()];
            it.job = Some(job);
            it.channel = Some(channel);
            it.reserved = Some(self.now);
        }
        Some(channel)
    }

    pub(crate) fn start_ring_timer(&mut self, channel: ChannelId, after_ms: Millis) {
        let timer = self.timers.start(self.now.saturating_add(after_ms), Due::Ring(channel));
        if let Some(it) = self.channels.get_mut(channel).resolved() {
            it.timer = Some(timer);
        }
    }

    pub(crate) fn start_channel_timer(&mut self, channel: ChannelId, after_ms: Millis) {
        let timer = self.timers.start(self.now.saturating_add(after_ms), Due::Channel(channel));
        if let Some(it) = self.channels.get_mut(channel).resolved() {
            it.timer = Some(timer);
        }
    }

    pub(crate) fn stop_channel_timer(&mut self, channel: ChannelId) {
        if let Some(timer) = self.channels.get_mut(channel).and_then(|it| it.timer.take()) {
            self.timers.cancel(timer);
        }
    }

    pub(crate) fn start_call_timer(&mut self, job: JobId, after_ms: Millis) {
        let timer = self.timers.start(self.now.saturating_add(after_ms), Due::Call(job));
        if let Some(it) = self.jobs.get_mut(job).resolved() {
            it.call_timer = Some(timer);
        }
    }

    pub(crate) fn stop_call_timer(&mut self, job: JobId) {
        if let Some(timer) = self.jobs.get_mut(job).and_then(|it| it.call_timer.take()) {
            self.timers.cancel(timer);
        }
    }

    pub(crate) fn set_break_code(&mut self, user: UserId, code: NameId) {
        self.users[user.index()].break_code = Some(code);
    }
}
