//! Requests that bring a third party into a call: whether one is accepted.

use super::{World, parts::Consult, parts::Effect};
use crate::{
    identity::{ChannelId, JobId, UserId},
    input::{Op, Refused, Supervision, Target},
    limits::{Limit, MAX_CHANNELS_PER_JOB},
    rules::UserTrigger,
    state::{CallType, ChannelState, JobState},
};

impl World {
    /// The effect of a request that brings a third party in, if it is accepted.
    pub(super) fn third_party(&mut self, by: UserId, op: &Op<'_>) -> Result<Effect, Refused> {
        match *op {
            Op::BlindTransfer { job, to, caller, timeout_ms, queueing } => {
                let job = self.admit_hand_over(by, job, to, UserTrigger::Transfer)?;
                Ok(Effect::BlindTransfer { by, job, to, caller, timeout_ms, queueing })
            }
            Op::Consult { job, to, caller, timeout_ms } => {
                let to = self.whom_to_ask(by, to)?;
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
                let job = self.admit_supervision(by, job, agent, kind)?;
                self.extension_of(by).ok_or(Refused::NoExtension)?;
                Ok(Effect::Supervise { by, job, agent, kind, timeout_ms })
            }
            Op::Flow { job, leave } => {
                let (job, own) = self.own_leg(by, job, UserTrigger::Flow)?;
                self.admit_no_consult(by)?;
                self.admit_two_parties(by, job, own)?;
                Ok(Effect::Flow { by, job, leave })
            }
            Op::Survey { job } => {
                self.own_leg(by, job, UserTrigger::Flow)?;
                self.admit_no_consult(by)?;
                Ok(Effect::Survey { by })
            }
            Op::Claim { job, among } => {
                let home = Some(self.users[by.index()].instance);
                let waits =
                    self.job(job).is_some_and(|it| it.state == JobState::Queued && it.instance == home);
                if !waits {
                    return Err(Refused::NoSuchJob);
                }
                let to = self.who_gets(by, among)?;
                self.admit_third_leg(job)?;
                self.extension_of(to).ok_or(Refused::NoExtension)?;
                Ok(Effect::Claim { by, job, to })
            }
            Op::Alternate { job } => self.admit_alternate(by, job),
            Op::Conference { job } => self.admit_conference(by, job),
            Op::DirectedPickup { agent } => self.admit_directed_pickup(by, agent),
            Op::EndConference { job } => {
                let (job, own) = self.own_leg(by, job, UserTrigger::EndConference)?;
                self.admit_no_consult(by)?;
                let is_party = self.parties(job).any(|leg| leg == own);
                if !is_party || self.parties(job).count() < 3 {
                    return Err(Refused::NoSuchJob);
                }
                Ok(Effect::EndConference { by })
            }
            _ => Err(Refused::NoSuchJob),
        }
    }

    /// Who claims, or of the candidates the one who has been free for longest.
    fn who_gets(&self, by: UserId, among: &[UserId]) -> Result<UserId, Refused> {
        let Some(first) = among.first() else {
            return self.admit_user(by, UserTrigger::Ring).map(|_| by);
        };
        let home = self.users[by.index()].instance;
        for user in among {
            self.user(*user).filter(|it| it.instance == home).ok_or(Refused::NoSuchUser)?;
        }
        let free = among.iter().copied().filter(|user| self.is_routable(*user));
        free.min_by_key(|user| (self.users[user.index()].idle_since, *user)).ok_or(Refused::Busy(*first))
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
        self.admit_two_parties(by, job, own)?;
        self.admit_third_leg(job)?;
        if let Target::Group(group) = to {
            let home = self.users[by.index()].instance;
            if self.skill_group(group).is_none_or(|it| it.instance != home) {
                return Err(Refused::NoSuchSkillGroup);
            }
        }
        if let Target::User(user) = to {
            self.admit_called(by, user)?;
            self.extension_of(user).ok_or(Refused::NoExtension)?;
        }
        Ok(job)
    }

    /// Only a call of two can be handed over: who listens or whispers has none, and a conference is left by hanging up.
    pub(super) fn admit_two_parties(&self, by: UserId, job: JobId, own: ChannelId) -> Result<(), Refused> {
        let is_party = self.channel(own).is_some_and(|it| it.counterpart.is_none());
        // Whose phone rings to join counts: by the time it is answered it would be too late.
        let joins = |leg: &ChannelId| {
            self.channel(*leg).is_some_and(|it| it.is_live() && it.call_type == CallType::Barge)
        };
        let joined = self.job(job).is_some_and(|it| it.channels.iter().any(joins));
        let other =
            self.other_party(job, by).filter(|_| is_party && !joined && self.parties(job).count() == 2);
        self.admit_answered(other.ok_or(Refused::NoSuchJob)?)
    }

    /// A colleague of the same instance who may be called now.
    pub(super) fn admit_called(&self, by: UserId, user: UserId) -> Result<(), Refused> {
        let home = self.users[by.index()].instance;
        self.user(user).filter(|it| it.instance == home).ok_or(Refused::NoSuchUser)?;
        if user == by || !self.takes_calls(user) { Err(Refused::Busy(user)) } else { Ok(()) }
    }

    /// Who is asked is somebody: of a group the agent who is called next. Nobody can ask the centre's voice.
    fn whom_to_ask(&self, by: UserId, to: Target) -> Result<Target, Refused> {
        let home = self.users[by.index()].instance;
        match to {
            Target::User(_) | Target::Number(_) => Ok(to),
            Target::Ivr => Err(Refused::NoSuchSkillGroup),
            Target::Group(group) => {
                let it = self.skill_group(group).filter(|it| it.instance == home);
                let first = it.and_then(|it| it.members.first().copied());
                let first = first.ok_or(Refused::NoSuchSkillGroup)?;
                self.next_agent(group).map(Target::User).ok_or(Refused::Busy(first))
            }
        }
    }

    /// Whether a call may ring at the user now: who is invisible only places calls.
    pub(super) fn takes_calls(&self, user: UserId) -> bool {
        let it = &self.users[user.index()];
        !it.outbound_only && !it.invisible && self.admit_user(user, UserTrigger::Ring).is_ok()
    }

    pub(super) fn admit_third_leg(&self, job: JobId) -> Result<(), Refused> {
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

    /// An agent is supervised while talking in a connected call. A supervisor must be ready, or listening to the same call.
    fn admit_supervision(
        &self,
        by: UserId,
        job: Option<JobId>,
        agent: UserId,
        kind: Supervision,
    ) -> Result<JobId, Refused> {
        let own = &self.users[by.index()];
        let it = self.user(agent).filter(|it| it.instance == own.instance).ok_or(Refused::NoSuchUser)?;
        if job.is_some_and(|job| self.job(job).is_none_or(|it| it.state == JobState::Ended)) {
            return Err(Refused::NoSuchJob);
        }
        let listens = own.channel.is_some_and(|leg| self.is_monitor(leg)) && own.job == it.job;
        if !listens || kind == Supervision::SilentMonitor {
            self.admit_user(by, UserTrigger::Supervise)?;
        }
        let current = it.job.filter(|current| job.is_none_or(|job| job == *current));
        let (Some(current), Some(leg)) = (current, it.channel) else { return Err(Refused::NoSuchJob) };
        if agent == by || self.has_other_supervisor(current, agent, by) {
            return Err(Refused::Busy(agent));
        }
        self.admit_answered(leg)?;
        let is_party = self.channel(leg).is_some_and(|it| it.counterpart.is_none());
        let in_job = self.job(current).filter(|it| is_party && it.state == JobState::Connected);
        let in_job = in_job.ok_or(Refused::NoSuchJob)?;
        // A consultation is between two: it can be listened to, but not joined or taken over.
        let joins = matches!(kind, Supervision::Barge | Supervision::Intercept);
        if joins && in_job.consult.is_some() {
            return Err(Refused::InConsult);
        }
        self.admit_third_leg(current)?;
        Ok(current)
    }

    fn admit_answered(&self, leg: ChannelId) -> Result<(), Refused> {
        match self.channel(leg).map_or(ChannelState::None, |it| it.state) {
            ChannelState::Answered => Ok(()),
            state => Err(Refused::ChannelState { state, needs: ChannelState::Answered }),
        }
    }

    /// Whether somebody else listens to the agent, whispers to, or joined.
    fn has_other_supervisor(&self, job: JobId, agent: UserId, by: UserId) -> bool {
        let supervises = |leg: &ChannelId| {
            self.channel(*leg).is_some_and(|it| {
                it.is_live()
                    && it.user != Some(by)
                    && it.counterpart == Some(agent)
                    && Supervision::of(it.call_type).is_some()
            })
        };
        self.job(job).is_some_and(|it| it.channels.iter().any(supervises))
    }
}
