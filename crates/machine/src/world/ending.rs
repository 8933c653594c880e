//! The end of a call: the first channel to end, the others that follow, and the end of the job.

use arrayvec::ArrayVec;

use super::{World, resolve::Resolve as _};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, NameId, Number, UserId},
    input::Supervision,
    limits::MAX_CHANNELS_PER_JOB,
    rules::{ChannelTrigger, FlagTrigger, JobTrigger, UserTrigger},
    state::{CallType, ChannelState, Flag, Flags, UserState},
};

/// The users who left, in order.
pub(super) type Left = ArrayVec<UserId, MAX_CHANNELS_PER_JOB>;

/// The order of the two events of a channel that ends: user left, channel released.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    UserFirst,
    ChannelFirst,
}

/// The cause of the end of a channel or a job.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    /// The channel that ends first.
    pub(super) first: ChannelId,
    /// The user who ends it, with the trigger for that user. The others are cleared.
    pub(super) by: Option<(UserId, UserTrigger)>,
    /// The party that hung up, if a party did.
    pub(super) initiator: Option<Number>,
    /// The reason.
    pub(super) reason: NameId,
}

impl World {
    /// Ends one channel, and the job with it unless enough of the call is left (see [`Self::goes_on_without`]).
    pub(super) fn hang_up(&mut self, ending: Ending) {
        if let Some(group) = self.returns_to_queue(ending.first) {
            return self.return_to_queue(ending, group);
        }
        self.emit_abandoned(ending.first);
        if !self.goes_on_without(ending.first) {
            return self.end_job(ending);
        }
        if let Some(job) = self.channels.get(ending.first).map(|it| it.job).resolved() {
            let mut left = ArrayVec::new();
            self.leave_going_on(ending.first, ending, Order::UserFirst, &mut left);
            self.after_leaving(job, ending.first);
            left.into_iter().for_each(|user| self.finish_leaving(user));
        }
    }

    /// Ends one channel of a call that goes on, and the channels of supervisors who are no parties and supervise its agent.
    pub(super) fn leave_going_on(
        &mut self,
        channel: ChannelId,
        ending: Ending,
        order: Order,
        left: &mut Left,
    ) {
        self.before_leaving(channel);
        self.end_channel(channel, ending, order, left);
        self.after_supervision(channel);
        let Some((job, user)) = self.channels.get(channel).map(|it| (it.job, it.user)).resolved() else {
            return;
        };
        for other in self.channels_of(job) {
            let listens = |it: &super::Channel| {
                user.is_some() && it.is_live() && it.counterpart == user && Self::is_listener(it)
            };
            if self.channels.get(other).is_some_and(listens) {
                self.before_leaving(other);
                self.end_channel(other, Ending { by: None, ..ending }, Order::UserFirst, left);
                self.after_supervision(other);
            }
        }
    }

    /// True if the call goes on when this channel ends: it is a listener's or the consulted party's, or two of three parties
    /// remain. During a consultation, the call ends with the consulting agent and with the party on hold.
    fn goes_on_without(&self, channel: ChannelId) -> bool {
        let Some(it) = self.channels.get(channel).resolved() else { return false };
        let Some(job) = self.jobs.get(it.job).resolved() else { return false };
        if Self::is_listener(it) {
            return true;
        }
        if let Some(consult) = job.consult {
            return consult.with == channel;
        }
        // Until a conference is connected, it waits for the invited parties, but not without the inviting agent.
        let invites = job.call_type == CallType::Conference && !job.connected;
        if invites {
            return it.index != Some(1) && self.parties(it.job).count() > 2;
        }
        let remains =
            |other: &ChannelId| *other != channel && self.channels.get(*other).is_some_and(|it| it.answered);
        self.parties(it.job).filter(remains).count() > 1
    }

    /// The live channels of a job that are not listeners'.
    pub(super) fn parties(&self, job: JobId) -> impl Iterator<Item = ChannelId> {
        let channels = self.jobs.get(job).map(|it| it.channels.iter().copied()).into_iter().flatten();
        channels.filter(|channel| {
            self.channels.get(*channel).is_some_and(|it| it.is_live() && !Self::is_listener(it))
        })
    }

    /// True for a supervisor's channel that is not, or not yet, a party's.
    pub(super) fn is_listener(channel: &super::Channel) -> bool {
        match Supervision::of(channel.call_type) {
            Some(Supervision::SilentMonitor | Supervision::Coach) => true,
            Some(Supervision::Barge) => !channel.answered,
            Some(Supervision::Intercept) | None => false,
        }
    }

    /// Ends every channel of a job, `first` first, and the job. With two parties, the end of one channel ends both.
    pub(super) fn end_job(&mut self, ending: Ending) {
        let Some(job) = self.channels.get(ending.first).map(|it| it.job).resolved() else { return };
        let mut left = ArrayVec::new();
        self.before_leaving(ending.first);
        self.end_channel(ending.first, ending, Order::UserFirst, &mut left);
        self.after_supervision(ending.first);
        for channel in self.channels_of(job) {
            if channel != ending.first && self.channels.get(channel).is_some_and(super::Channel::is_live) {
                self.before_leaving(channel);
                self.end_channel(channel, ending, Order::UserFirst, &mut left);
                self.after_supervision(channel);
            }
        }
        if let Some(consult) = self.jobs.get_mut(job).and_then(|it| it.consult.take()) {
            self.emit_target(EventKind::StopConsult, consult.by, Some(consult.with));
        }
        self.dequeue(job);
        self.stop_call_timer(job);
        self.move_job(job, JobTrigger::End);
        for channel in self.channels_of(job) {
            self.move_channel(channel, ChannelTrigger::Retire);
        }
        if let Some(number) = self.jobs.get(job).map(|it| it.number).resolved() {
            self.by_number.remove(&number);
            self.ended.push_back(job);
        }
        for user in left {
            self.finish_leaving(user);
        }
    }

    pub(super) fn end_channel(&mut self, channel: ChannelId, ending: Ending, order: Order, left: &mut Left) {
        self.stop_channel_timer(channel);
        let Some(it) = self.channels.get_mut(channel).resolved() else { return };
        it.release_initiator = ending.initiator;
        it.release_reason = Some(ending.reason);
        let (user, flags, call_type) = (it.user, it.flags, it.call_type);
        if order == Order::ChannelFirst {
            self.release(channel, flags);
        }
        if let Some(user) = user.filter(|user| !self.leaves_one_of_two(*user, channel)) {
            // A supervisor returns to idle at once, but an intercepted call is the supervisor's own.
            let supervises = Supervision::of(call_type).is_some_and(|kind| kind != Supervision::Intercept);
            let own = ending.by.filter(|(by, _)| *by == user).map(|(_, trigger)| trigger);
            let trigger = match own {
                _ if supervises => UserTrigger::LeaveSupervision,
                Some(trigger) => trigger,
                None => UserTrigger::Cleared,
            };
            self.leave(user, trigger);
            left.push(user);
            self.emit_user(EventKind::UserLeft, user);
            let it = &mut self.users[user.index()];
            it.job = None;
            it.channel = None;
        }
        if order == Order::UserFirst {
            self.release(channel, flags);
        }
    }

    fn release(&mut self, channel: ChannelId, flags: Flags) {
        for flag in flags.iter() {
            self.move_flag(channel, flag, FlagTrigger::Release);
        }
        self.move_channel(channel, ChannelTrigger::Release);
        self.emit_channel(EventKind::Released, channel);
    }

    /// Ends the consultation with the channel that has left, and retrieves held parties that no user is left to retrieve.
    fn after_leaving(&mut self, job: JobId, channel: ChannelId) {
        if self.jobs.get(job).and_then(|it| it.consult).is_some_and(|consult| consult.with == channel) {
            self.end_consult(job);
        }
        let is_users = |party| self.channels.get(party).is_some_and(|it| it.user.is_some());
        if !self.parties(job).any(is_users) {
            self.channels_of(job).into_iter().for_each(|party| self.lower(party, Flag::Hold));
        }
    }

    /// Takes the user out of the call. After a missed or rejected call the break code says so.
    fn leave(&mut self, user: UserId, trigger: UserTrigger) {
        if self.move_user(user, trigger) == Some(UserState::Break) {
            let late = trigger == UserTrigger::RingTimeout;
            self.set_break_code(user, if late { NameId::RINGING_TIMEOUT } else { NameId::REJECT_CALL });
        }
    }

    /// Emits the state of a user after a call; a user who returns to idle may be called for a waiting party.
    pub(super) fn finish_leaving(&mut self, user: UserId) {
        self.emit_state_after(user);
        self.serve(user);
    }

    pub(super) fn emit_state_after(&mut self, user: UserId) {
        match self.users[user.index()].state {
            UserState::Ready => self.emit_user(EventKind::Ready, user),
            UserState::Break => self.emit_user(EventKind::Break, user),
            UserState::Working => self.emit_user(EventKind::Work, user),
            UserState::Offline | UserState::Dialing | UserState::Ringing | UserState::Talking => {}
        }
    }

    pub(super) fn ring_timed_out(&mut self, channel: ChannelId) {
        // Rules of a mutant can end a channel and leave its timer.
        let Some(it) = self.channels.get_mut(channel) else { return };
        it.timer = None;
        let by = it.user.map(|user| (user, UserTrigger::RingTimeout));
        self.emit_channel(EventKind::RingTimeout, channel);
        self.hang_up(Ending { first: channel, by, initiator: None, reason: NameId::REQUEST_TIMEOUT });
    }

    pub(super) fn channel_timed_out(&mut self, channel: ChannelId) {
        // Rules of a mutant can end a channel and leave its timer.
        let Some(it) = self.channels.get_mut(channel) else { return };
        it.timer = None;
        self.hang_up(Ending { first: channel, by: None, initiator: None, reason: NameId::REQUEST_TIMEOUT });
    }

    pub(super) fn call_timed_out(&mut self, job: JobId) {
        // Rules of a mutant can end a job and leave its timer.
        let Some(it) = self.jobs.get_mut(job) else { return };
        it.call_timer = None;
        if let Some(first) = it.channels.first().copied().resolved() {
            self.end_job(Ending { first, by: None, initiator: None, reason: NameId::REQUEST_TIMEOUT });
        }
    }

    /// True if a channel is unanswered: it can be rejected but not hung up.
    pub(super) fn is_unanswered(state: ChannelState) -> bool {
        matches!(
            state,
            ChannelState::None | ChannelState::Created | ChannelState::Ringing | ChannelState::EarlyMedia
        )
    }
}
