//! The held call of an agent with two calls: placing the second, alternate, conference, and the end of either call.

use super::{World, ending::Ending, operations::Effect, parts::HeldCall, resolve::Resolve as _};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, NameId, UserId},
    input::Refused,
    rules::UserTrigger,
    state::{CallType, Flag},
};

impl World {
    /// Admits the placing of a call. Returns true for a consultation call: the current call has two parties, and the other
    /// one is on hold.
    pub(super) fn admit_placing(&self, by: UserId) -> Result<bool, Refused> {
        if self.admit_user(by, UserTrigger::ConsultationCall).is_err() {
            return self.admit_user(by, UserTrigger::MakeCall).map(|_| false);
        }
        if self.users[by.index()].held_call.is_some() {
            return Err(Refused::HeldCall);
        }
        let (_, other) = self.admit_current(by)?;
        if self.is_held(other) { Ok(true) } else { Err(Refused::FlagDown(Flag::Hold)) }
    }

    pub(super) fn admit_alternate(&mut self, by: UserId, job: Option<JobId>) -> Result<(), Refused> {
        self.admit_user(by, UserTrigger::Alternate)?;
        self.held_call_of(by, job)?;
        self.admit_current(by)?;
        self.accept(Effect::Alternate { by })
    }

    /// Both calls must be of two parties: a supervisor of the held call would be left behind.
    pub(super) fn admit_conference(&mut self, by: UserId, job: Option<JobId>) -> Result<(), Refused> {
        self.admit_user(by, UserTrigger::Conference)?;
        let held_call = self.held_call_of(by, job)?;
        let (current, _) = self.admit_current(by)?;
        self.admit_room(current)?;
        self.admit_two_parties(by, held_call.job, held_call.channel)?;
        let is_live = |channel: &&ChannelId| self.channel(**channel).is_some_and(super::Channel::is_live);
        let job = self.job(held_call.job).filter(|job| job.consult.is_none());
        let alone = job.is_some_and(|job| job.channels.iter().filter(is_live).count() == 2);
        if alone { self.accept(Effect::Conference { by }) } else { Err(Refused::NoSuchJob) }
    }

    /// The current call, which must have two parties, and its other party.
    fn admit_current(&self, by: UserId) -> Result<(JobId, ChannelId), Refused> {
        let it = &self.users[by.index()];
        let (Some(job), Some(own)) = (it.job, it.channel) else { return Err(Refused::NoSuchJob) };
        self.admit_no_consult(by)?;
        self.admit_two_parties(by, job, own)?;
        let other = self.other_party(job, by).ok_or(Refused::NoSuchJob)?;
        Ok((job, other))
    }

    fn held_call_of(&self, by: UserId, job: Option<JobId>) -> Result<HeldCall, Refused> {
        let held_call = self.users[by.index()].held_call.ok_or(Refused::NoHeldCall)?;
        if job.is_none_or(|job| job == held_call.job) { Ok(held_call) } else { Err(Refused::NoSuchJob) }
    }

    fn is_held(&self, channel: ChannelId) -> bool {
        self.channel(channel).is_some_and(|it| it.flags.has(Flag::Hold))
    }

    /// The user's own channel in the job, the held one included.
    pub(super) fn channel_to_leave(&self, by: UserId, job: Option<JobId>) -> Result<ChannelId, Refused> {
        match self.users[by.index()].held_call.filter(|held_call| job == Some(held_call.job)) {
            Some(held_call) => self.admit_user(by, UserTrigger::Release).map(|_| held_call.channel),
            None => self.own_channel(by, job, UserTrigger::Release).map(|(_, own)| own),
        }
    }

    /// Makes the current call the held call.
    pub(super) fn hold_current(&mut self, by: UserId) {
        let it = &mut self.users[by.index()];
        it.held_call = it.job.zip(it.channel).map(|(job, channel)| HeldCall { job, channel });
    }

    /// Keeps the other call of a user with two when a channel of one ends. Without the current call, the held call is the
    /// current one, its party still on hold. Returns false for a user without a held call.
    pub(super) fn leaves_one_of_two(&mut self, user: UserId, channel: ChannelId) -> bool {
        let Some(held_call) = self.users[user.index()].held_call else { return false };
        if held_call.channel != channel {
            self.move_user(user, UserTrigger::Reconnect);
            let it = &mut self.users[user.index()];
            it.job = Some(held_call.job);
            it.channel = Some(held_call.channel);
        }
        self.users[user.index()].held_call = None;
        true
    }

    /// Holds the current call, unless its party is on hold already, and retrieves the held call.
    pub(super) fn alternate(&mut self, by: UserId) {
        self.move_user(by, UserTrigger::Alternate);
        let it = &self.users[by.index()];
        let Some(((held_call, job), own)) = it.held_call.zip(it.job).zip(it.channel).resolved() else {
            return;
        };
        if let Some(other) = self.other_party(job, by).filter(|other| !self.is_held(*other)) {
            self.raise(other, Flag::Hold);
            self.emit_target(EventKind::Held, own, Some(other));
        }
        self.hold_current(by);
        let it = &mut self.users[by.index()];
        it.job = Some(held_call.job);
        it.channel = Some(held_call.channel);
        if let Some(other) = self.other_party(held_call.job, by) {
            self.lower(other, Flag::Hold);
            self.emit_target(EventKind::Retrieved, held_call.channel, Some(other));
        }
    }

    /// Moves the party of the held call to the current call, and ends the job of the held call.
    pub(super) fn conference(&mut self, by: UserId) {
        self.move_user(by, UserTrigger::Conference);
        let it = &self.users[by.index()];
        let initiator = it.extension;
        let Some(((held_call, job), own)) = it.held_call.zip(it.job).zip(it.channel).resolved() else {
            return;
        };
        let others = self.other_party(held_call.job, by).zip(self.other_party(job, by));
        let Some((held, other)) = others.resolved() else {
            return;
        };
        self.lower(held, Flag::Hold);
        self.lower(other, Flag::Hold);
        self.change_job(held, job);
        if let Some(it) = self.jobs.get_mut(job).resolved() {
            it.call_type = CallType::Conference;
        }
        self.emit_target(EventKind::Conferenced, own, Some(held));
        self.end_job(Ending { first: held_call.channel, by: None, initiator, reason: NameId::OKAY });
    }

    /// Moves a channel to another job, which has room for it.
    fn change_job(&mut self, channel: ChannelId, to: JobId) {
        let Some(it) = self.channels.get_mut(channel).resolved() else { return };
        let room = self.jobs.get_mut(to).filter(|job| !job.channels.is_full());
        let Some(job) = room.resolved() else { return };
        job.channels.push(channel);
        let from = core::mem::replace(&mut it.job, to);
        it.index = u8::try_from(job.channels.len()).ok();
        let user = it.user;
        if let Some(job) = self.jobs.get_mut(from).resolved() {
            job.channels.retain(|other| *other != channel);
        }
        // An outside party has no handles to change.
        let Some(user) = user.map(|user| &mut self.users[user.index()]) else { return };
        match &mut user.held_call {
            Some(held_call) if held_call.channel == channel => held_call.job = to,
            _ => user.job = Some(to),
        }
    }
}
