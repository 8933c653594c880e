//! Conferences: one that an agent calls together, one that a consultation becomes, and the agent who leaves one.

use arrayvec::ArrayVec;

use super::{World, ending::Ending, operations::Effect, resolve::Resolve as _, step::ChannelSpec};
use crate::{
    identity::{JobId, Millis, NameId, Number, UserId},
    input::{Refused, Target},
    limits::{Limit, MAX_CHANNELS_PER_JOB, MAX_INVITED},
    rules::UserTrigger,
    state::{CallType, Part},
};

impl World {
    /// Begins the job of a conference, if it is accepted.
    pub(super) fn start_conference(
        &mut self,
        now: Millis,
        by: UserId,
        invited: &[Target],
        timeout_ms: Option<Millis>,
    ) -> Result<(), Refused> {
        self.admit_new_job()?;
        self.admit_user(by, UserTrigger::MakeCall)?;
        if invited.len() > MAX_INVITED {
            return Err(Limit::Channels.into());
        }
        for (index, target) in invited.iter().enumerate() {
            match *target {
                Target::User(user) if invited[..index].contains(target) => return Err(Refused::Busy(user)),
                Target::User(user) => self.admit_called(by, user)?,
                Target::Number(_) => {}
                // An invitation names one party.
                Target::Group(_) | Target::Ivr => return Err(Refused::NoSuchSkillGroup),
            }
        }
        let destination = self.extensions_of(by, invited).ok_or(Refused::NoExtension)?;
        self.set_now(now);
        let call_type = CallType::Conference;
        let job = self.begin_job(Some(self.users[by.index()].instance), call_type);
        let number = self.own_number(by);
        if let Some(it) = self.jobs.get_mut(job).resolved() {
            it.caller = number;
            it.invited.extend(invited.iter().copied());
            it.invited_timeout_ms = timeout_ms;
        }
        self.begin_channel(&ChannelSpec { job, user: Some(by), call_type, originator: number, destination });
        let timeout_ms = timeout_ms.unwrap_or(self.policy.ring_timeout_ms);
        self.accept(Effect::Dial { by, job, to: None, timeout_ms })
    }

    /// The user's extension, once every invited agent has one too; none, and nothing allocated, if too few are free.
    fn extensions_of(&mut self, by: UserId, invited: &[Target]) -> Option<Number> {
        let users = |target: &Target| if let Target::User(user) = *target { Some(user) } else { None };
        let all = || invited.iter().filter_map(users).chain([by]);
        let lacking = all().filter(|user| self.users[user.index()].extension.is_none()).count();
        let home = self.instance(self.users[by.index()].instance)?;
        if lacking > home.free_extensions.len() {
            return None;
        }
        all().fold(None, |_, user| self.extension_of(user))
    }

    pub(super) fn admit_switch_to_conference(
        &mut self,
        by: UserId,
        job: Option<JobId>,
    ) -> Result<(), Refused> {
        let job = self.admit_started_consult(by, job)?;
        self.accept(Effect::SwitchToConference { by, job })
    }

    pub(super) fn admit_end_conference(&mut self, by: UserId, job: Option<JobId>) -> Result<(), Refused> {
        let (job, own) = self.own_channel(by, job, UserTrigger::EndConference)?;
        self.admit_no_consult(by)?;
        let is_party = self.parties(job).any(|channel| channel == own);
        if !is_party || self.parties(job).count() < 3 {
            return Err(Refused::NoSuchJob);
        }
        self.accept(Effect::EndConference { by })
    }

    /// Calls every invited party.
    pub(super) fn call_invited(&mut self, job: JobId) {
        let Some(it) = self.jobs.get_mut(job).resolved() else { return };
        let invited = core::mem::take(&mut it.invited);
        let (timeout_ms, call_type, caller) = (it.invited_timeout_ms, it.call_type, it.second_caller);
        for target in invited {
            if matches!(target, Target::User(user) if !self.takes_calls(user)) {
                continue;
            }
            // Rules of a mutant may have let a supervisor into a call that is not connected: then the job can be full.
            let Some(channel) = self.begin_target(job, target, call_type, caller, None) else { continue };
            if call_type == CallType::Conference {
                self.call_target(channel, timeout_ms);
            }
        }
    }

    /// All three talk.
    pub(super) fn switch_to_conference(&mut self, by: UserId, job: JobId) {
        self.move_user(by, UserTrigger::Consult);
        for channel in self.parties(job).collect::<ArrayVec<_, MAX_CHANNELS_PER_JOB>>() {
            self.make_part(channel, Part::Conference);
        }
        self.end_consult(job);
    }

    /// The agent leaves the conference, which goes on as long as two parties are left.
    pub(super) fn end_conference(&mut self, by: UserId) {
        self.move_user(by, UserTrigger::EndConference);
        let Some(first) = self.users[by.index()].channel.resolved() else { return };
        let initiator = self.users[by.index()].extension;
        let by = Some((by, UserTrigger::Release));
        self.hang_up(Ending { first, by, initiator, reason: NameId::OKAY });
    }
}
