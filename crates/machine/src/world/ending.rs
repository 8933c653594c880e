//! How a call ends: who hangs up first goes first, the others follow, and the job is over.

use arrayvec::ArrayVec;

use super::World;
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, NameId, Number, UserId},
    limits::MAX_CHANNELS_PER_JOB,
    rules::{ChannelTrigger, FlagTrigger, JobTrigger, UserTrigger},
    state::{ChannelState, Flag, UserState},
};

/// Why and how a job ends.
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
    /// Ends every leg of a job, `first` first, and the job. With two parties, the end of one leg ends both.
    pub(super) fn end_job(&mut self, ending: Ending) {
        let Some(job) = self.channels.get(ending.first).map(|it| it.job) else { return };
        let mut left = ArrayVec::<UserId, MAX_CHANNELS_PER_JOB>::new();
        self.end_leg(ending.first, ending, &mut left);
        for leg in self.legs(job) {
            if leg != ending.first && self.channels.get(leg).is_some_and(super::Channel::is_live) {
                self.end_leg(leg, ending, &mut left);
            }
        }
        self.stop_call_timer(job);
        self.move_job(job, JobTrigger::End);
        for leg in self.legs(job) {
            self.move_channel(leg, ChannelTrigger::Retire);
        }
        if let Some(number) = self.jobs.get(job).map(|it| it.number) {
            self.by_number.remove(&number);
            self.ended.push_back(job);
        }
        for user in left {
            self.announce_rest(user);
        }
    }

    fn end_leg(
        &mut self,
        channel: ChannelId,
        ending: Ending,
        left: &mut ArrayVec<UserId, MAX_CHANNELS_PER_JOB>,
    ) {
        self.stop_ring_timer(channel);
        let Some(it) = self.channels.get_mut(channel) else { return };
        it.release_initiator = ending.initiator;
        it.release_reason = Some(ending.reason);
        let (user, flags) = (it.user, it.flags);
        if let Some(user) = user {
            let trigger = match ending.by {
                Some((by, trigger)) if by == user => trigger,
                _ => UserTrigger::Cleared,
            };
            self.leave(user, trigger);
            left.push(user);
            self.emit_user(EventKind::UserLeft, user);
            let it = &mut self.users[user.index()];
            it.job = None;
            it.channel = None;
        }
        for flag in [Flag::Hold, Flag::Muted] {
            if flags.has(flag) {
                self.move_flag(channel, flag, FlagTrigger::Release);
            }
        }
        self.move_channel(channel, ChannelTrigger::Release);
        self.emit_channel(EventKind::Released, channel);
    }

    /// Takes the user out of the call; whoever left it ringing or declined it goes on a break that says so.
    fn leave(&mut self, user: UserId, trigger: UserTrigger) {
        if self.move_user(user, trigger) == Some(UserState::Break) {
            let late = trigger == UserTrigger::RingTimeout;
            self.set_break_code(user, if late { NameId::RINGING_TIMEOUT } else { NameId::REJECT_CALL });
        }
    }

    /// Says what the user does after the call.
    fn announce_rest(&mut self, user: UserId) {
        match self.users[user.index()].state {
            UserState::Ready => self.emit_user(EventKind::Ready, user),
            UserState::Break => self.emit_user(EventKind::Break, user),
            UserState::Working => self.emit_user(EventKind::Work, user),
            _ => {}
        }
    }

    pub(super) fn ring_timed_out(&mut self, channel: ChannelId) {
        let Some(it) = self.channels.get_mut(channel) else { return };
        it.ring_timer = None;
        let by = it.user.map(|user| (user, UserTrigger::RingTimeout));
        self.emit_channel(EventKind::RingTimeout, channel);
        self.end_job(Ending { first: channel, by, initiator: None, reason: NameId::REQUEST_TIMEOUT });
    }

    pub(super) fn call_timed_out(&mut self, job: JobId) {
        let Some(it) = self.jobs.get_mut(job) else { return };
        it.call_timer = None;
        if let Some(first) = it.channels.first().copied() {
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
