//! Requests about a call in progress: what each of them needs before it is accepted.

use super::{World, operations::Effect};
use crate::{
    identity::{ChannelId, JobId, UserId},
    input::Refused,
    limits::{Limit, MAX_CHANNELS_PER_JOB},
    rules::{ChannelTrigger, UserTrigger},
    state::{CallType, ChannelState, JobState},
};

impl World {
    pub(super) fn admit_answer(&mut self, by: UserId, job: Option<JobId>) -> Result<(), Refused> {
        let (_, channel) = self.own_channel(by, job, UserTrigger::Answer)?;
        self.accept(Effect::Answer { by, channel })
    }

    pub(super) fn admit_release(
        &mut self,
        by: UserId,
        job: Option<JobId>,
        channel: Option<ChannelId>,
    ) -> Result<(), Refused> {
        let Some(channel) = channel else {
            return self.accept(Effect::Release { by, channel: self.channel_to_leave(by, job)? });
        };
        self.admit_channel(job, by, channel)?;
        let own = self.channel_to_leave(by, job)?;
        self.admit_named(own, channel)?;
        self.admit_state(channel, ChannelTrigger::Release)?;
        self.accept(Effect::Release { by, channel })
    }

    pub(super) fn admit_dtmf(
        &mut self,
        by: UserId,
        job: Option<JobId>,
        channel: ChannelId,
    ) -> Result<(), Refused> {
        self.admit_channel(job, by, channel)?;
        let (_, own) = self.own_channel(by, job, UserTrigger::Dtmf)?;
        self.admit_named(own, channel)?;
        self.admit_state(channel, ChannelTrigger::Hold)?;
        self.accept(Effect::Dtmf { by })
    }

    /// The user's job and channel, when the named job is the user's and the state allows the trigger. A missing job is
    /// rejected before a wrong state.
    pub(super) fn own_channel(
        &self,
        by: UserId,
        job: Option<JobId>,
        trigger: UserTrigger,
    ) -> Result<(JobId, ChannelId), Refused> {
        if job.is_some_and(|job| !self.is_live_job(job)) {
            return Err(Refused::NoSuchJob);
        }
        let it = &self.users[by.index()];
        // A given world may have a call in a state without one, as the documented ReleaseCall does: it can be ended.
        let is_stray = trigger == UserTrigger::Release && it.job.is_some() && !it.state.is_in_call();
        if !is_stray {
            self.admit_user(by, trigger)?;
        }
        match (it.job, it.channel) {
            (Some(own), Some(channel)) if job.is_none_or(|job| job == own) => Ok((own, channel)),
            _ => Err(Refused::NoSuchJob),
        }
    }

    pub(super) fn is_live_job(&self, job: JobId) -> bool {
        self.jobs.get(job).is_some_and(|it| it.state != JobState::Ended)
    }

    /// A named channel must belong to the named job.
    pub(super) fn admit_channel(
        &self,
        job: Option<JobId>,
        by: UserId,
        channel: ChannelId,
    ) -> Result<(), Refused> {
        let job = job.or(self.users[by.index()].job).ok_or(Refused::NoSuchJob)?;
        if !self.is_live_job(job) {
            return Err(Refused::NoSuchJob);
        }
        match self.channels.get(channel) {
            Some(it) if it.job == job => Ok(()),
            _ => Err(Refused::NoSuchChannel),
        }
    }

    /// A supervisor or a consulted party may name only the own channel. Nobody else may name the channel of a supervisor who
    /// is no party.
    pub(super) fn admit_named(&self, own: ChannelId, channel: ChannelId) -> Result<(), Refused> {
        let is_party = |id| self.channels.get(id).is_some_and(|it| it.counterpart.is_none());
        let is_listener = self.channels.get(channel).is_some_and(Self::is_listener);
        let may = own == channel || is_party(own) && !is_listener;
        if may { Ok(()) } else { Err(Refused::NoSuchChannel) }
    }

    pub(super) fn admit_state(&self, channel: ChannelId, trigger: ChannelTrigger) -> Result<(), Refused> {
        let state = self.channels.get(channel).map_or(ChannelState::Retired, |it| it.state);
        match self.rules.channel(state, trigger) {
            Some(_) => Ok(()),
            None => Err(Refused::ChannelState { state, needs: ChannelState::Answered }),
        }
    }

    /// Only a call of two parties can be transferred: a supervisor has none, and an agent leaves a conference by hanging up.
    pub(super) fn admit_two_parties(&self, by: UserId, job: JobId, own: ChannelId) -> Result<(), Refused> {
        let is_party = self.channel(own).is_some_and(|it| it.counterpart.is_none());
        // A supervisor who barges in counts before the answer, because then it would be too late.
        let joins = |channel: &ChannelId| {
            self.channel(*channel).is_some_and(|it| it.is_live() && it.call_type == CallType::Barge)
        };
        let joined = self.job(job).is_some_and(|it| it.channels.iter().any(joins));
        let other =
            self.other_party(job, by).filter(|_| is_party && !joined && self.parties(job).count() == 2);
        self.admit_answered(other.ok_or(Refused::NoSuchJob)?)
    }

    pub(super) fn admit_answered(&self, channel: ChannelId) -> Result<(), Refused> {
        match self.channel(channel).map_or(ChannelState::None, |it| it.state) {
            ChannelState::Answered => Ok(()),
            state => Err(Refused::ChannelState { state, needs: ChannelState::Answered }),
        }
    }

    /// A colleague of the same instance who may be called now.
    pub(super) fn admit_called(&self, by: UserId, user: UserId) -> Result<(), Refused> {
        let home = self.users[by.index()].instance;
        self.user(user).filter(|it| it.instance == home).ok_or(Refused::NoSuchUser)?;
        if user == by || !self.takes_calls(user) { Err(Refused::Busy(user)) } else { Ok(()) }
    }

    /// True if a call may ring at the user now: an invisible user only places calls.
    pub(super) fn takes_calls(&self, user: UserId) -> bool {
        let it = &self.users[user.index()];
        !it.outbound_only && !it.invisible && self.admit_user(user, UserTrigger::Ring).is_ok()
    }

    pub(super) fn admit_room(&self, job: JobId) -> Result<(), Refused> {
        let full = self.job(job).is_some_and(|it| it.channels.len() >= MAX_CHANNELS_PER_JOB);
        if full { Err(Limit::Channels.into()) } else { Ok(()) }
    }

    pub(super) fn admit_no_consult(&self, by: UserId) -> Result<(), Refused> {
        let job = self.users[by.index()].job.and_then(|job| self.job(job));
        if job.is_some_and(|job| job.consult.is_some()) { Err(Refused::InConsult) } else { Ok(()) }
    }
}
