//! How a supervisor takes part in an agent's call: listens, whispers, joins, takes it over.

use super::{
    World,
    ending::{Ending, Left, Order},
    step::Leg,
};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, Millis, NameId, UserId},
    input::Supervision,
    rules::{ChannelTrigger, FlagTrigger, UserTrigger},
    state::{ChannelState, Flag, Part},
};

impl World {
    /// Tears an earlier supervision down, takes the agent out of a call that is taken over, and calls the supervisor's own phone.
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
            // Nobody who waits is served in between: the supervisor is called at once.
            self.leave_going_on(earlier, ending(earlier), Order::UserFirst, &mut left);
            self.tell_rest(by);
            left.clear();
        }
        let agents = self.users[agent.index()].channel;
        if let (Supervision::Intercept, Some(agents)) = (kind, agents) {
            self.make_part(agents, Part::Intercepted);
            self.leave_going_on(agents, ending(agents), Order::UserFirst, &mut left);
            self.detach(job);
            self.legs(job).into_iter().for_each(|leg| self.lower(leg, Flag::Hold));
        }
        self.call_supervisor(by, job, agent, kind, timeout_ms);
        left.into_iter().for_each(|user| self.announce_rest(user));
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
        let leg = Leg { job, user: Some(by), call_type: kind.call_type(), originator, destination };
        let Some(channel) = self.begin_leg(&leg) else { return };
        if let Some(it) = self.channels.get_mut(channel) {
            it.counterpart = Some(agent);
        }
        self.move_user(by, UserTrigger::Supervise);
        if kind == Supervision::Intercept {
            self.emit_target(EventKind::Intercept, channel, self.supervised(channel));
        }
        self.emit_user(EventKind::UserDialing, by);
        self.move_channel(channel, ChannelTrigger::Create);
        self.emit_channel(EventKind::Dialing, channel);
        self.start_leg_timer(channel, timeout_ms.unwrap_or(self.policy.ring_timeout_ms));
    }

    /// The supervisor's own phone is picked up.
    pub(super) fn begin_supervision(&mut self, channel: ChannelId, kind: Supervision) {
        self.stop_leg_timer(channel);
        let Some(job) = self.channels.get(channel).map(|it| it.job) else { return };
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

    /// What is told before a supervisor's leg ends.
    pub(super) fn before_leaving(&mut self, channel: ChannelId) {
        if let Some((Supervision::Coach, true, agents)) = self.supervision(channel) {
            self.emit_target(EventKind::StopCoach, channel, agents);
        }
    }

    /// What is told after a supervisor's leg has ended, and the flag that goes with it.
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

    /// How a leg supervises, whether it was answered, and the leg of the agent supervised.
    fn supervision(&self, channel: ChannelId) -> Option<(Supervision, bool, Option<ChannelId>)> {
        let it = self.channels.get(channel)?;
        Some((Supervision::of(it.call_type)?, it.answered, self.supervised(channel)))
    }

    /// The last leg, ended or not, that the agent whom this leg supervises has in the job.
    fn supervised(&self, channel: ChannelId) -> Option<ChannelId> {
        let it = self.channels.get(channel)?;
        let agent = it.counterpart?;
        let is_agents = |leg: &ChannelId| self.channels.get(*leg).is_some_and(|it| it.user == Some(agent));
        self.jobs.get(it.job)?.channels.iter().rev().copied().find(is_agents)
    }

    /// Sets a flag of supervision on an answered leg, if it is not so already.
    fn mark(&mut self, channel: ChannelId, flag: Flag, trigger: FlagTrigger) {
        let wants = trigger == FlagTrigger::Raise;
        let fits = |it: &super::Channel| it.state == ChannelState::Answered && it.flags.has(flag) != wants;
        if self.channels.get(channel).is_some_and(fits) {
            self.move_flag(channel, flag, trigger);
        }
    }

    /// Whether this leg only listens, so that its supervisor may go on to another way of taking part.
    pub(super) fn is_monitor(&self, channel: ChannelId) -> bool {
        self.supervision(channel).is_some_and(|(kind, ..)| kind == Supervision::SilentMonitor)
    }
}
