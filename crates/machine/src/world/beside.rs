//! A call beside one on hold: how the first is parked, what the end of either means, changing over, and joining the two.

use super::{
    World,
    ending::Ending,
    parts::{Effect, Parked},
};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, NameId, UserId},
    input::Refused,
    rules::UserTrigger,
    state::{CallType, Flag},
};

impl World {
    /// Whether the user may place a call, and whether it comes beside another: a call of two whose other party is on hold.
    pub(super) fn admit_placing(&self, by: UserId) -> Result<bool, Refused> {
        if self.admit_user(by, UserTrigger::CallBeside).is_err() {
            return self.admit_user(by, UserTrigger::MakeCall).map(|_| false);
        }
        if self.users[by.index()].parked.is_some() {
            return Err(Refused::Parked);
        }
        let (_, other) = self.admit_current(by)?;
        if self.is_held(other) { Ok(true) } else { Err(Refused::FlagDown(Flag::Hold)) }
    }

    pub(super) fn admit_swap(&self, by: UserId, job: Option<JobId>) -> Result<Effect, Refused> {
        self.admit_user(by, UserTrigger::Swap)?;
        self.parked_call(by, job)?;
        self.admit_current(by)?;
        Ok(Effect::Swap { by })
    }

    /// Two calls of two: whoever listens to the parked one would be left behind.
    pub(super) fn admit_join(&self, by: UserId, job: Option<JobId>) -> Result<Effect, Refused> {
        self.admit_user(by, UserTrigger::Join)?;
        let parked = self.parked_call(by, job)?;
        let (current, _) = self.admit_current(by)?;
        self.admit_third_leg(current)?;
        self.admit_two_parties(by, parked.job, parked.channel)?;
        let is_live = |leg: &&ChannelId| self.channel(**leg).is_some_and(super::Channel::is_live);
        let job = self.job(parked.job).filter(|job| job.consult.is_none());
        let alone = job.is_some_and(|job| job.channels.iter().filter(is_live).count() == 2);
        if alone { Ok(Effect::Join { by }) } else { Err(Refused::NoSuchJob) }
    }

    /// The current call, which must be one of two, and its other party.
    fn admit_current(&self, by: UserId) -> Result<(JobId, ChannelId), Refused> {
        let it = &self.users[by.index()];
        let (Some(job), Some(own)) = (it.job, it.channel) else { return Err(Refused::NoSuchJob) };
        self.admit_no_consult(by)?;
        self.admit_two_parties(by, job, own)?;
        let other = self.other_party(job, by).ok_or(Refused::NoSuchJob)?;
        Ok((job, other))
    }

    fn parked_call(&self, by: UserId, job: Option<JobId>) -> Result<Parked, Refused> {
        let parked = self.users[by.index()].parked.ok_or(Refused::NotParked)?;
        if job.is_none_or(|job| job == parked.job) { Ok(parked) } else { Err(Refused::NoSuchJob) }
    }

    fn is_held(&self, leg: ChannelId) -> bool {
        self.channel(leg).is_some_and(|it| it.flags.has(Flag::Hold))
    }

    /// The user's own leg in the job, the parked one included.
    pub(super) fn leg_to_leave(&self, by: UserId, job: Option<JobId>) -> Result<ChannelId, Refused> {
        match self.users[by.index()].parked.filter(|parked| job == Some(parked.job)) {
            Some(parked) => self.admit_user(by, UserTrigger::Release).map(|_| parked.channel),
            None => self.own_leg(by, job, UserTrigger::Release).map(|(_, own)| own),
        }
    }

    /// Makes room for another call beside the current one.
    pub(super) fn park(&mut self, by: UserId) {
        let it = &mut self.users[by.index()];
        it.parked = it.job.zip(it.channel).map(|(job, channel)| Parked { job, channel });
    }

    /// What the end of one of two calls means for its user: without the parked one the current goes on, without the
    /// current one the parked is the current, and its party still on hold. False for a user who has one call alone.
    pub(super) fn leaves_one_of_two(&mut self, user: UserId, leg: ChannelId) -> bool {
        let Some(parked) = self.users[user.index()].parked else { return false };
        if parked.channel != leg {
            self.move_user(user, UserTrigger::TakeBack);
            let it = &mut self.users[user.index()];
            it.job = Some(parked.job);
            it.channel = Some(parked.channel);
        }
        self.users[user.index()].parked = None;
        true
    }

    /// The current call is held, if it is not yet, and the parked one taken back.
    pub(super) fn swap(&mut self, by: UserId) {
        self.move_user(by, UserTrigger::Swap);
        let it = &self.users[by.index()];
        let (Some(parked), Some(job), Some(own)) = (it.parked, it.job, it.channel) else { return };
        if let Some(other) = self.other_party(job, by).filter(|other| !self.is_held(*other)) {
            self.raise(other, Flag::Hold);
            self.emit_target(EventKind::Held, own, Some(other));
        }
        self.park(by);
        let it = &mut self.users[by.index()];
        it.job = Some(parked.job);
        it.channel = Some(parked.channel);
        if let Some(other) = self.other_party(parked.job, by) {
            self.lower(other, Flag::Hold);
            self.emit_target(EventKind::Retrieved, parked.channel, Some(other));
        }
    }

    /// The party on hold joins the current call; the call that it leaves is over.
    pub(super) fn join(&mut self, by: UserId) {
        self.move_user(by, UserTrigger::Join);
        let it = &self.users[by.index()];
        let initiator = it.extension;
        let (Some(parked), Some(job), Some(own)) = (it.parked, it.job, it.channel) else { return };
        let (Some(held), Some(other)) = (self.other_party(parked.job, by), self.other_party(job, by)) else {
            return;
        };
        self.lower(held, Flag::Hold);
        self.lower(other, Flag::Hold);
        self.change_job(held, job);
        if let Some(it) = self.jobs.get_mut(job) {
            it.call_type = CallType::Conference;
        }
        self.emit_target(EventKind::Joined, own, Some(held));
        self.end_job(Ending { first: parked.channel, by: None, initiator, reason: NameId::OKAY });
    }

    /// Makes a leg one of another job, which has room for it.
    fn change_job(&mut self, leg: ChannelId, to: JobId) {
        let Some(it) = self.channels.get_mut(leg) else { return };
        let Some(job) = self.jobs.get_mut(to).filter(|job| !job.channels.is_full()) else { return };
        job.channels.push(leg);
        let from = core::mem::replace(&mut it.job, to);
        it.index = u8::try_from(job.channels.len()).ok();
        let user = it.user;
        if let Some(job) = self.jobs.get_mut(from) {
            job.channels.retain(|other| *other != leg);
        }
        let Some(user) = user.map(|user| &mut self.users[user.index()]) else { return };
        match &mut user.parked {
            Some(parked) if parked.channel == leg => parked.job = to,
            _ => user.job = Some(to),
        }
    }
}
