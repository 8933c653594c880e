//! Requests that bring a third party into a call: whether one is accepted.

use super::{World, parts::Consult, parts::Effect};
use crate::{
    identity::{JobId, UserId},
    input::{Op, Refused, Target},
    limits::{Limit, MAX_CHANNELS_PER_JOB},
    rules::UserTrigger,
    state::{ChannelState, JobState},
};

impl World {
    /// The effect of a request that brings a third party in, if it is accepted.
    pub(super) fn third_party(&mut self, by: UserId, op: &Op<'_>) -> Result<Effect, Refused> {
        match *op {
            Op::BlindTransfer { job, to, caller, timeout_ms } => {
                let job = self.admit_hand_over(by, job, to, UserTrigger::Transfer)?;
                Ok(Effect::BlindTransfer { by, job, to, caller, timeout_ms })
            }
            Op::Consult { job, to, caller, timeout_ms } => {
                let job = self.admit_hand_over(by, job, to, UserTrigger::Consult)?;
                Ok(Effect::Consult { by, job, to, caller, timeout_ms })
            }
            Op::CompleteTransfer { job } => {
                let job = self.admit_started_consult(by, job)?;
                Ok(Effect::CompleteTransfer { by, job })
            }
            Op::SwitchToConference { job } => {
                let job = self.admit_started_consult(by, job)?;
                Ok(Effect::SwitchToConference { by, job })
            }
            Op::CancelTransfer { job } => {
                let (job, _) = self.own_leg(by, job, UserTrigger::Consult)?;
                self.own_consult(by, job)?;
                Ok(Effect::CancelTransfer { by, job })
            }
            Op::Supervise { kind, job, agent, timeout_ms } => {
                let job = self.admit_supervision(by, job, agent)?;
                self.extension_of(by).ok_or(Refused::NoExtension)?;
                Ok(Effect::Supervise { by, job, agent, kind, timeout_ms })
            }
            Op::Flow { job, leave } => {
                let (job, own) = self.own_leg(by, job, UserTrigger::Flow)?;
                self.admit_no_consult(by)?;
                if self.channel(own).is_some_and(|it| it.counterpart.is_some())
                    || self.other_party(job, by).is_none()
                {
                    return Err(Refused::NoSuchJob);
                }
                Ok(Effect::Flow { by, job, leave })
            }
            Op::Claim { job } => {
                let waits = self.job(job).is_some_and(|it| it.state == JobState::Queued);
                if !waits {
                    return Err(Refused::NoSuchJob);
                }
                self.admit_user(by, UserTrigger::Ring)?;
                self.extension_of(by).ok_or(Refused::NoExtension)?;
                Ok(Effect::Claim { by, job })
            }
            Op::EndConference { job } => {
                let (job, _) = self.own_leg(by, job, UserTrigger::EndConference)?;
                Ok(Effect::EndConference { by, job })
            }
            _ => Err(Refused::NoSuchJob),
        }
    }

    fn admit_hand_over(
        &mut self,
        by: UserId,
        job: Option<JobId>,
        to: Target,
        trigger: UserTrigger,
    ) -> Result<JobId, Refused> {
        let (job, own) = self.own_leg(by, job, trigger)?;
        self.admit_no_consult(by)?;
        // Who listens or whispers has no call to hand over.
        if self.channel(own).is_some_and(|it| it.counterpart.is_some()) || self.other_party(job, by).is_none()
        {
            return Err(Refused::NoSuchJob);
        }
        self.admit_third_leg(job)?;
        if let Target::Group(group) = to {
            let home = self.users[by.index()].instance;
            if self.skill_group(group).is_none_or(|it| it.instance != home) {
                return Err(Refused::NoSuchSkillGroup);
            }
        }
        if let Target::User(user) = to {
            self.user(user).ok_or(Refused::NoSuchUser)?;
            if user == by || !self.takes_calls(user) {
                return Err(Refused::Busy(user));
            }
            self.extension_of(user).ok_or(Refused::NoExtension)?;
        }
        Ok(job)
    }

    /// Whether a call may ring at the user now.
    pub(super) fn takes_calls(&self, user: UserId) -> bool {
        !self.users[user.index()].outbound_only && self.admit_user(user, UserTrigger::Ring).is_ok()
    }

    fn admit_third_leg(&self, job: JobId) -> Result<(), Refused> {
        let full = self.job(job).is_some_and(|it| it.channels.len() >= MAX_CHANNELS_PER_JOB);
        if full { Err(Limit::Channels.into()) } else { Ok(()) }
    }

    pub(super) fn admit_no_consult(&self, by: UserId) -> Result<(), Refused> {
        let job = self.users[by.index()].job.and_then(|job| self.job(job));
        if job.is_some_and(|job| job.consult.is_some()) { Err(Refused::InConsult) } else { Ok(()) }
    }

    /// The consultation that the user began in this job.
    fn own_consult(&self, by: UserId, job: JobId) -> Result<Consult, Refused> {
        let own = self.users[by.index()].channel;
        let consult = self.job(job).and_then(|it| it.consult);
        consult.filter(|consult| Some(consult.by) == own).ok_or(Refused::NoConsult)
    }

    fn admit_started_consult(&self, by: UserId, job: Option<JobId>) -> Result<JobId, Refused> {
        let (job, _) = self.own_leg(by, job, UserTrigger::Consult)?;
        let consult = self.own_consult(by, job)?;
        if consult.started {
            return Ok(job);
        }
        let state = self.channel(consult.with).map_or(ChannelState::None, |it| it.state);
        Err(Refused::ChannelState { state, needs: ChannelState::Answered })
    }

    /// An agent is supervised while talking in a connected call. A supervisor must be ready, or listening to the same agent.
    fn admit_supervision(&self, by: UserId, job: Option<JobId>, agent: UserId) -> Result<JobId, Refused> {
        let it = self.user(agent).ok_or(Refused::NoSuchUser)?;
        if job.is_some_and(|job| self.job(job).is_none_or(|it| it.state == JobState::Ended)) {
            return Err(Refused::NoSuchJob);
        }
        let own = &self.users[by.index()];
        let listens = own.channel.is_some_and(|leg| self.is_monitor(leg)) && own.job == it.job;
        if !listens {
            self.admit_user(by, UserTrigger::Supervise)?;
        }
        if agent == by {
            return Err(Refused::Busy(agent));
        }
        let Some(current) = it.job.filter(|current| job.is_none_or(|job| job == *current)) else {
            return Err(Refused::NoSuchJob);
        };
        let leg = it.channel.and_then(|leg| self.channel(leg));
        match leg {
            Some(leg) if leg.state != ChannelState::Answered => {
                Err(Refused::ChannelState { state: leg.state, needs: ChannelState::Answered })
            }
            Some(leg)
                if leg.counterpart.is_none()
                    && self.job(current).is_some_and(|it| it.state == JobState::Connected) =>
            {
                self.admit_third_leg(current)?;
                Ok(current)
            }
            _ => Err(Refused::NoSuchJob),
        }
    }
}
