//! Placing, ringing and connecting a call.

use super::{World, operations::Effect, resolve::Resolve as _, step::ChannelSpec};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, Millis, Number, UserId},
    input::{Refused, Supervision},
    rules::{ChannelTrigger, JobTrigger, UserTrigger},
    state::{CallType, ChannelState, UserState},
};

impl World {
    pub(super) fn make_call(
        &mut self,
        now: Millis,
        by: UserId,
        callee: Number,
        caller: Option<Number>,
        timeout_ms: Option<Millis>,
    ) -> Result<(), Refused> {
        let is_second = self.admit_placing(by)?;
        let instance = self.users[by.index()].instance;
        let to = self.find_extension(instance, callee);
        if let Some(to) = to
            && (to == by || !self.takes_calls(to))
        {
            return Err(Refused::Busy(to));
        }
        self.admit_new_job()?;
        let destination = self.extension_of(by).ok_or(Refused::NoExtension)?;
        self.now = now;
        let call_type = if to.is_some() { CallType::Internal } else { CallType::Outbound };
        if is_second {
            self.hold_current(by);
        }
        let job = self.begin_job(Some(instance), call_type);
        let own_number = self.own_number(by);
        self.users[by.index()].last_callee = Some(callee);
        if let Some(it) = self.jobs.get_mut(job).resolved() {
            // Between agents the number that a client asks to show has no effect.
            it.caller = if to.is_some() { destination } else { caller.unwrap_or(own_number) };
        }
        self.begin_channel(&ChannelSpec { job, user: Some(by), call_type, originator: callee, destination });
        let timeout_ms = timeout_ms.unwrap_or(self.policy.call_timeout_ms);
        self.accept(Effect::Dial { by, job, to, timeout_ms })
    }

    /// The number that the user's instance shows.
    pub(super) fn own_number(&self, user: UserId) -> Number {
        let home = self.users[user.index()].instance;
        self.instance(home).and_then(|it| it.numbers.first().copied()).unwrap_or_default()
    }

    /// The gateway calls the placing agent's own phone; an agent called on an extension rings at once.
    pub(super) fn dial(&mut self, user: UserId, job: JobId, to: Option<UserId>, timeout_ms: Millis) {
        let Some(own) = self.users[user.index()].channel.resolved() else { return };
        let is_second = self.users[user.index()].held_call.is_some();
        self.move_user(user, if is_second { UserTrigger::ConsultationCall } else { UserTrigger::MakeCall });
        self.emit_user(EventKind::UserDialing, user);
        self.move_channel(own, ChannelTrigger::Create);
        self.emit_channel(EventKind::Dialing, own);
        self.move_job(job, JobTrigger::Begin);
        self.start_call_timer(job, timeout_ms);
        if let Some(to) = to {
            let originator = self.users[user.index()].extension.unwrap_or_default();
            self.ring_user(job, to, CallType::Internal, originator);
        } else if is_second {
            // The handset is up already (`cc-gateway.second-call.handset`).
            self.answer_own(own);
        }
    }

    /// A call begins to ring at an agent. The agent has an extension and is ready.
    pub(super) fn ring_user(&mut self, job: JobId, to: UserId, call_type: CallType, originator: Number) {
        let destination = self.users[to.index()].extension.unwrap_or_default();
        if let Some(channel) =
            self.begin_channel(&ChannelSpec { job, user: Some(to), call_type, originator, destination })
        {
            self.ring(channel, to, self.policy.ring_timeout_ms);
        }
    }

    /// A new channel begins to ring at its agent.
    pub(super) fn ring(&mut self, channel: ChannelId, to: UserId, timeout_ms: Millis) {
        self.move_user(to, UserTrigger::Ring);
        self.move_channel(channel, ChannelTrigger::Ring);
        self.start_ring_timer(channel, timeout_ms);
        let is_from_queue =
            |it: &super::Channel| self.jobs.get(it.job).is_some_and(|job| job.queue.is_some());
        let comes_in = |it: &super::Channel| it.call_type == CallType::Inbound || is_from_queue(it);
        if self.channels.get(channel).is_some_and(comes_in) {
            self.emit_channel(EventKind::Ringing, channel);
            self.emit_user(EventKind::UserRinging, to);
        } else {
            self.emit_user(EventKind::UserRinging, to);
            self.emit_channel(EventKind::Ringing, channel);
        }
        if self.users[to.index()].auto_answer {
            self.answer_incoming(channel);
        }
    }

    /// The placing agent's own phone is picked up. In a call to the outside, the remote party is called next.
    pub(super) fn answer_own(&mut self, channel: ChannelId) {
        let kind = self.channels.get(channel).and_then(|it| Supervision::of(it.call_type));
        if let Some(kind) = kind {
            return self.begin_supervision(channel, kind);
        }
        self.move_channel(channel, ChannelTrigger::Answer);
        self.emit_channel(EventKind::PickedUp, channel);
        let Some(it) = self.channels.get(channel).resolved() else { return };
        let (job, destination, call_type) = (it.job, it.originator, it.call_type);
        if call_type == CallType::Conference {
            self.call_invited(job);
        }
        if call_type == CallType::Outbound {
            let originator = self.jobs.get(job).map(|job| job.caller).unwrap_or_default();
            self.begin_channel(&ChannelSpec { job, user: None, call_type, originator, destination });
        }
    }

    /// An agent answers a ringing call: every other party of the call is connected with the agent.
    pub(super) fn answer_incoming(&mut self, channel: ChannelId) {
        self.stop_channel_timer(channel);
        let Some(job) = self.channels.get(channel).map(|it| it.job).resolved() else { return };
        for other in self.channels_of(job) {
            if other != channel && self.waits_for_answer(other) {
                self.connect_user(other, UserTrigger::Connect);
            }
        }
        self.connect_user(channel, UserTrigger::Answer);
        self.connected(job);
        self.start_consult(job, channel);
    }

    /// The outside party picks up.
    pub(super) fn answer_outside(&mut self, channel: ChannelId) {
        let Some(job) = self.channels.get(channel).map(|it| it.job).resolved() else { return };
        self.stop_channel_timer(channel);
        self.move_channel(channel, ChannelTrigger::Answer);
        if self.answered_dial_out(channel) {
            return;
        }
        // Where the agent dialled on the phone, the event of the agent comes second.
        let from_phone = self.jobs.get(job).is_some_and(|it| it.from_phone);
        if from_phone {
            self.emit_channel(EventKind::Established, channel);
        }
        for other in self.channels_of(job) {
            if self.waits_for_answer(other) {
                self.connect_user(other, UserTrigger::Connect);
            }
        }
        if !from_phone {
            self.emit_channel(EventKind::Established, channel);
        }
        self.connected(job);
        self.start_consult(job, channel);
    }

    /// True if this is the channel of an agent who placed the call and is not connected yet.
    fn waits_for_answer(&self, channel: ChannelId) -> bool {
        let Some(it) = self.channels.get(channel).resolved() else { return false };
        let dials = |user: UserId| {
            let user = &self.users[user.index()];
            user.state == UserState::Dialing && user.channel == Some(channel)
        };
        it.is_live() && Supervision::of(it.call_type).is_none() && it.user.is_some_and(dials)
    }

    pub(super) fn connect_user(&mut self, channel: ChannelId, trigger: UserTrigger) {
        let Some(user) = self.channels.get(channel).and_then(|it| it.user).resolved() else { return };
        if self.channels.get(channel).is_some_and(|it| it.state != ChannelState::Answered) {
            self.move_channel(channel, ChannelTrigger::Answer);
        }
        self.move_user(user, trigger);
        self.emit_user(EventKind::UserTalking, user);
        self.emit_channel(EventKind::Established, channel);
    }

    pub(super) fn connected(&mut self, job: JobId) {
        self.stop_call_timer(job);
        self.move_job(job, JobTrigger::Connect);
        if let Some(it) = self.jobs.get_mut(job).resolved() {
            it.connected = true;
            it.queue = None;
            it.waits_since = None;
        }
    }

    /// The job's channels, in the order in which they came to be.
    pub(super) fn channels_of(
        &self,
        job: JobId,
    ) -> arrayvec::ArrayVec<ChannelId, { crate::limits::MAX_CHANNELS_PER_JOB }> {
        self.jobs.get(job).resolved().map(|it| it.channels.clone()).unwrap_or_default()
    }
}
