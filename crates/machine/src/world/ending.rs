//! How a call ends: who hangs up first goes first, the others follow, and the job is over.

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

/// What is told first of a leg that ends: that its user left, or that it was released.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    UserFirst,
    ChannelFirst,
}

/// Why and how a leg or a job ends.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    /// The leg that ends first.
    pub(super) first: ChannelId,
    /// The user whose doing it is, and what that does to the user. The others are cleared.
    pub(super) by: Option<(UserId, UserTrigger)>,
    /// The party that hung up, if a party did.
    pub(super) initiator: Option<Number>,
    /// Why.
    pub(super) reason: NameId,
}

impl World {
    /// Ends one leg, and the job with it unless enough of the call is left (see [`Self::goes_on_without`]).
    pub(super) fn hang_up(&mut self, ending: Ending) {
        if let Some(group) = self.returns_to_queue(ending.first) {
            return self.return_to_queue(ending, group);
        }
        self.tell_abandoned(ending.first);
        if !self.goes_on_without(ending.first) {
            return self.end_job(ending);
        }
        if let Some(job) = self.channels.get(ending.first).map(|it| it.job).resolved() {
            let mut left = ArrayVec::new();
            self.leave_going_on(ending.first, ending, Order::UserFirst, &mut left);
            self.after_leaving(job, ending.first);
            left.into_iter().for_each(|user| self.announce_rest(user));
        }
    }

    /// Ends one leg of a call that goes on; who only listened to its agent, or was about to join, leaves with it.
    pub(super) fn leave_going_on(
        &mut self,
        channel: ChannelId,
        ending: Ending,
        order: Order,
        left: &mut Left,
    ) {
        self.before_leaving(channel);
        self.end_leg(channel, ending, order, left);
        self.after_supervision(channel);
        let Some((job, user)) = self.channels.get(channel).map(|it| (it.job, it.user)).resolved() else {
            return;
        };
        for leg in self.legs(job) {
            let listens = |it: &super::Channel| {
                user.is_some() && it.is_live() && it.counterpart == user && Self::is_listener(it)
            };
            if self.channels.get(leg).is_some_and(listens) {
                self.before_leaving(leg);
                self.end_leg(leg, Ending { by: None, ..ending }, Order::UserFirst, left);
                self.after_supervision(leg);
            }
        }
    }

    /// Whether the call goes on when this leg ends: who only listens or is only asked is not missed, and of three parties
    /// two remain. While an agent consults, the call hangs on the agent and on the party who waits.
    fn goes_on_without(&self, channel: ChannelId) -> bool {
        let Some(it) = self.channels.get(channel).resolved() else { return false };
        let Some(job) = self.jobs.get(it.job).resolved() else { return false };
        if Self::is_listener(it) {
            return true;
        }
        if let Some(consult) = job.consult {
            return consult.with == channel;
        }
        // Until a conference is connected, who is invited is waited for, but not without the agent who invites.
        let invites = job.call_type == CallType::Conference && !job.connected;
        if invites {
            return it.index != Some(1) && self.parties(it.job).count() > 2;
        }
        let remains =
            |leg: &ChannelId| *leg != channel && self.channels.get(*leg).is_some_and(|leg| leg.answered);
        self.parties(it.job).filter(remains).count() > 1
    }

    /// The live legs of a job that are not listeners'.
    pub(super) fn parties(&self, job: JobId) -> impl Iterator<Item = ChannelId> {
        let legs = self.jobs.get(job).map(|it| it.channels.iter().copied()).into_iter().flatten();
        legs.filter(|leg| self.channels.get(*leg).is_some_and(|it| it.is_live() && !Self::is_listener(it)))
    }

    /// A supervisor who is not, or not yet, a party of the call.
    pub(super) fn is_listener(channel: &super::Channel) -> bool {
        match Supervision::of(channel.call_type) {
            Some(Supervision::SilentMonitor | Supervision::Coach) => true,
            Some(Supervision::Barge) => !channel.answered,
            Some(Supervision::Intercept) | None => false,
        }
    }

    /// Ends every leg of a job, `first` first, and the job. With two parties, the end of one leg ends both.
    pub(super) fn end_job(&mut self, ending: Ending) {
        let Some(job) = self.channels.get(ending.first).map(|it| it.job).resolved() else { return };
        let mut left = ArrayVec::new();
        self.before_leaving(ending.first);
        self.end_leg(ending.first, ending, Order::UserFirst, &mut left);
        self.after_supervision(ending.first);
        for leg in self.legs(job) {
            if leg != ending.first && self.channels.get(leg).is_some_and(super::Channel::is_live) {
                self.before_leaving(leg);
                self.end_leg(leg, ending, Order::UserFirst, &mut left);
                self.after_supervision(leg);
            }
        }
        if let Some(consult) = self.jobs.get_mut(job).and_then(|it| it.consult.take()) {
            self.emit_target(EventKind::StopConsult, consult.by, Some(consult.with));
        }
        self.dequeue(job);
        self.stop_call_timer(job);
        self.move_job(job, JobTrigger::End);
        for leg in self.legs(job) {
            self.move_channel(leg, ChannelTrigger::Retire);
        }
        if let Some(number) = self.jobs.get(job).map(|it| it.number).resolved() {
            self.by_number.remove(&number);
            self.ended.push_back(job);
        }
        for user in left {
            self.announce_rest(user);
        }
    }

    pub(super) fn end_leg(&mut self, channel: ChannelId, ending: Ending, order: Order, left: &mut Left) {
        self.stop_leg_timer(channel);
        let Some(it) = self.channels.get_mut(channel).resolved() else { return };
        it.release_initiator = ending.initiator;
        it.release_reason = Some(ending.reason);
        let (user, flags, call_type) = (it.user, it.flags, it.call_type);
        if order == Order::ChannelFirst {
            self.release(channel, flags);
        }
        if let Some(user) = user.filter(|user| !self.leaves_one_of_two(*user, channel)) {
            // Whoever listens, whispers or joined is ready at once; whoever took a call over has it as an own one.
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

    /// What a leg's end means for those who stay: whom it was to be asked, and whom nobody can take back any more.
    fn after_leaving(&mut self, job: JobId, channel: ChannelId) {
        if self.jobs.get(job).and_then(|it| it.consult).is_some_and(|consult| consult.with == channel) {
            self.end_consult(job);
        }
        let is_users = |leg: &ChannelId| self.channels.get(*leg).is_some_and(|it| it.user.is_some());
        if !self.parties(job).any(|leg| is_users(&leg)) {
            self.legs(job).into_iter().for_each(|leg| self.lower(leg, Flag::Hold));
        }
    }

    /// Takes the user out of the call; whoever left it ringing or declined it goes on a break that says so.
    fn leave(&mut self, user: UserId, trigger: UserTrigger) {
        if self.move_user(user, trigger) == Some(UserState::Break) {
            let late = trigger == UserTrigger::RingTimeout;
            self.set_break_code(user, if late { NameId::RINGING_TIMEOUT } else { NameId::REJECT_CALL });
        }
    }

    /// Says what the user does after the call; whoever is ready may be called for a party who waits.
    pub(super) fn announce_rest(&mut self, user: UserId) {
        self.tell_rest(user);
        self.serve(user);
    }

    pub(super) fn tell_rest(&mut self, user: UserId) {
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
        it.leg_timer = None;
        let by = it.user.map(|user| (user, UserTrigger::RingTimeout));
        self.emit_channel(EventKind::RingTimeout, channel);
        self.hang_up(Ending { first: channel, by, initiator: None, reason: NameId::REQUEST_TIMEOUT });
    }

    pub(super) fn leg_timed_out(&mut self, channel: ChannelId) {
        // Rules of a mutant can end a channel and leave its timer.
        let Some(it) = self.channels.get_mut(channel) else { return };
        it.leg_timer = None;
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

    /// Whether a leg is unanswered: it can be declined but not hung up.
    pub(super) fn is_unanswered(state: ChannelState) -> bool {
        matches!(
            state,
            ChannelState::None | ChannelState::Created | ChannelState::Ringing | ChannelState::EarlyMedia
        )
    }
}
