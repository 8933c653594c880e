//! Supervision of an agent's call: silent monitoring, coaching, barging in and intercepting.

use super::{
    World,
    ending::{Ending, Left, Order},
    operations::Effect,
    resolve::Resolve as _,
    step::ChannelSpec,
};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, Millis, NameId, UserId},
    input::{Refused, Supervision},
    rules::{ChannelTrigger, FlagTrigger, UserTrigger},
    state::{ChannelState, Flag, JobState, Part},
};

impl World {
    pub(super) fn admit_supervise(
        &mut self,
        by: UserId,
        job: Option<JobId>,
        agent: UserId,
        kind: Supervision,
        timeout_ms: Option<Millis>,
    ) -> Result<(), Refused> {
        let job = self.admit_supervision(by, job, agent, kind)?;
        self.extension_of(by).ok_or(Refused::NoExtension)?;
        self.accept(Effect::Supervise { by, job, agent, kind, timeout_ms })
    }

    /// An agent is supervised while talking in a connected call. A supervisor must be ready, or monitor the same call.
    fn admit_supervision(
        &self,
        by: UserId,
        job: Option<JobId>,
        agent: UserId,
        kind: Supervision,
    ) -> Result<JobId, Refused> {
        let own = &self.users[by.index()];
        let it = self.user(agent).filter(|it| it.instance == own.instance).ok_or(Refused::NoSuchUser)?;
        if job.is_some_and(|job| !self.is_live_job(job)) {
            return Err(Refused::NoSuchJob);
        }
        let listens = own.channel.is_some_and(|channel| self.is_monitor(channel)) && own.job == it.job;
        if !listens || kind == Supervision::SilentMonitor {
            self.admit_user(by, UserTrigger::Supervise)?;
        }
        let current = it.job.filter(|current| job.is_none_or(|job| job == *current));
        let (Some(current), Some(channel)) = (current, it.channel) else { return Err(Refused::NoSuchJob) };
        if agent == by || self.has_other_supervisor(current, agent, by) {
            return Err(Refused::Busy(agent));
        }
        self.admit_answered(channel)?;
        let is_party = self.channel(channel).is_some_and(|it| it.counterpart.is_none());
        let in_job = self.job(current).filter(|it| is_party && it.state == JobState::Connected);
        let in_job = in_job.ok_or(Refused::NoSuchJob)?;
        // A consultation is between two: it can be monitored and coached, but has no place for a third party.
        let joins = matches!(kind, Supervision::Barge | Supervision::Intercept);
        if joins && in_job.consult.is_some() {
            return Err(Refused::InConsult);
        }
        self.admit_room(current)?;
        Ok(current)
    }

    /// True if another supervisor supervises the agent.
    fn has_other_supervisor(&self, job: JobId, agent: UserId, by: UserId) -> bool {
        let supervises = |channel: &ChannelId| {
            self.channel(*channel).is_some_and(|it| {
                it.is_live()
                    && it.user != Some(by)
                    && it.counterpart == Some(agent)
                    && Supervision::of(it.call_type).is_some()
            })
        };
        self.job(job).is_some_and(|it| it.channels.iter().any(supervises))
    }

    /// Ends an earlier supervision, takes the agent out of an intercepted call, and calls the supervisor's own phone.
    pub(super) fn supervise(
        &mut self,
        by: UserId,
        job: JobId,
        agent: UserId,
        kind: Supervision,
        timeout_ms: Option<Millis>,
    ) {
        let initiator = self.users[by.index()].extension;
        let ending = |first| Ending { first, by: None, initiator, reason: NameId::OKAY };
        let mut left = Left::new();
        if let Some(earlier) = self.users[by.index()].channel {
            // No waiting party is served in between: the supervisor is called at once.
            // Under rules of a mutant the user's own channel may be forgotten already.
            if self.channels.contains_key(earlier) {
                self.leave_going_on(earlier, ending(earlier), Order::UserFirst, &mut left);
            }
            self.emit_state_after(by);
            left.clear();
        }
        let agents = self.users[agent.index()].channel;
        if let (Supervision::Intercept, Some(agents)) = (kind, agents) {
            self.make_part(agents, Part::Intercepted);
            self.leave_going_on(agents, ending(agents), Order::UserFirst, &mut left);
            self.detach(job);
            self.channels_of(job).into_iter().for_each(|channel| self.lower(channel, Flag::Hold));
        }
        self.call_supervisor(by, job, agent, kind, timeout_ms);
        left.into_iter().for_each(|user| self.finish_leaving(user));
    }

    fn call_supervisor(
        &mut self,
        by: UserId,
        job: JobId,
        agent: UserId,
        kind: Supervision,
        timeout_ms: Option<Millis>,
    ) {
        let destination = self.users[by.index()].extension.unwrap_or_default();
        let originator = self.users[agent.index()].extension.unwrap_or_default();
        let spec = ChannelSpec { job, user: Some(by), call_type: kind.call_type(), originator, destination };
        let Some(channel) = self.begin_channel(&spec).resolved() else { return };
        if let Some(it) = self.channels.get_mut(channel).resolved() {
            it.counterpart = Some(agent);
        }
        self.move_user(by, UserTrigger::Supervise);
        if kind == Supervision::Intercept {
            self.emit_target(EventKind::Intercept, channel, self.supervised(channel));
        }
        self.emit_user(EventKind::UserDialing, by);
        self.move_channel(channel, ChannelTrigger::Create);
        self.emit_channel(EventKind::Dialing, channel);
        self.start_channel_timer(channel, timeout_ms.unwrap_or(self.policy.ring_timeout_ms));
    }

    /// The supervisor's own phone is picked up.
    pub(super) fn begin_supervision(&mut self, channel: ChannelId, kind: Supervision) {
        self.stop_channel_timer(channel);
        let Some(job) = self.channels.get(channel).map(|it| it.job).resolved() else { return };
        self.connect_user(channel, UserTrigger::Connect);
        let agents = self.supervised(channel);
        match kind {
            Supervision::SilentMonitor => {
                self.mark(channel, Flag::Monitoring, FlagTrigger::Raise);
                if let Some(agents) = agents {
                    self.mark(agents, Flag::Monitored, FlagTrigger::Raise);
                    self.emit_target(EventKind::StartSilentMonitor, agents, Some(channel));
                }
            }
            Supervision::Coach => {
                self.mark(channel, Flag::Coaching, FlagTrigger::Raise);
                if let Some(agents) = agents {
                    self.mark(agents, Flag::Coached, FlagTrigger::Raise);
                }
                self.emit_target(EventKind::StartCoach, channel, agents);
            }
            Supervision::Barge => self.emit_target(EventKind::BargeIn, channel, agents),
            Supervision::Intercept => {
                self.become_party(channel);
                self.connected(job);
            }
        }
    }

    /// Emits the event that precedes the end of a supervisor's channel.
    pub(super) fn before_leaving(&mut self, channel: ChannelId) {
        if let Some((Supervision::Coach, true, agents)) = self.supervision(channel) {
            self.emit_target(EventKind::StopCoach, channel, agents);
        }
    }

    /// Lowers the agent's flag after a supervisor's channel has ended, and emits the event.
    pub(super) fn after_supervision(&mut self, channel: ChannelId) {
        match self.supervision(channel) {
            Some((Supervision::SilentMonitor, true, Some(agents))) => {
                self.mark(agents, Flag::Monitored, FlagTrigger::Lower);
                self.emit_target(EventKind::StopSilentMonitor, agents, Some(channel));
            }
            Some((Supervision::Coach, true, Some(agents))) => {
                self.mark(agents, Flag::Coached, FlagTrigger::Lower);
            }
            _ => {}
        }
    }

    /// The kind of supervision, true if it was answered, and the channel of the agent supervised.
    fn supervision(&self, channel: ChannelId) -> Option<(Supervision, bool, Option<ChannelId>)> {
        let it = self.channels.get(channel)?;
        Some((Supervision::of(it.call_type)?, it.answered, self.supervised(channel)))
    }

    /// The last channel, ended or not, of the supervised agent in the job.
    fn supervised(&self, channel: ChannelId) -> Option<ChannelId> {
        let it = self.channels.get(channel)?;
        let agent = it.counterpart?;
        let is_agents = |id: &ChannelId| self.channels.get(*id).is_some_and(|it| it.user == Some(agent));
        self.jobs.get(it.job)?.channels.iter().rev().copied().find(is_agents)
    }

    /// Moves a flag of supervision on an answered channel, unless it is there already.
    fn mark(&mut self, channel: ChannelId, flag: Flag, trigger: FlagTrigger) {
        let wants = trigger == FlagTrigger::Raise;
        let fits = |it: &super::Channel| it.state == ChannelState::Answered && it.flags.has(flag) != wants;
        if self.channels.get(channel).is_some_and(fits) {
            self.move_flag(channel, flag, trigger);
        }
    }

    /// True if this channel monitors silently, so that its supervisor may change to another kind of supervision.
    fn is_monitor(&self, channel: ChannelId) -> bool {
        self.supervision(channel).is_some_and(|(kind, ..)| kind == Supervision::SilentMonitor)
    }
}
