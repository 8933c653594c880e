//! Calls of several parties that begin at once: conferences, and those that the centre places without an agent.

use super::{World, parts::Effect, step::Leg};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, Millis, Number, UserId},
    input::{Op, Refused, Target},
    limits::{Limit, MAX_INVITED, MAX_LIVE_JOBS},
    rules::{ChannelTrigger, JobTrigger, UserTrigger},
    state::CallType,
};

impl World {
    /// Begins the job of a request of this kind, if it is accepted.
    pub(super) fn several_parties(
        &mut self,
        now: Millis,
        by: UserId,
        op: &Op<'_>,
    ) -> Result<Effect, Refused> {
        if self.live_jobs() >= MAX_LIVE_JOBS {
            return Err(Limit::Jobs.into());
        }
        match *op {
            Op::StartConference { invited, timeout_ms } => self.confer(now, by, invited, timeout_ms),
            Op::BackToBack { broker, second_broker, caller, callee, timeout_ms } => {
                let job = self.begin_outward(now, by, CallType::Back2Back, broker, caller);
                if let Some(it) = self.jobs.get_mut(job) {
                    it.second_caller = second_broker;
                    it.invited.push(Target::Number(callee));
                }
                let timeout_ms = timeout_ms.unwrap_or(self.policy.ring_timeout_ms);
                Ok(Effect::DialOut { by, job, timeout_ms })
            }
            Op::Predictive { callee, caller, group, timeout_ms } => {
                let home = self.users[by.index()].instance;
                if group.is_some_and(|group| self.skill_group(group).is_none_or(|it| it.instance != home)) {
                    return Err(Refused::NoSuchSkillGroup);
                }
                let job = self.begin_outward(now, by, CallType::Predictive, caller, callee);
                if let Some(it) = self.jobs.get_mut(job) {
                    it.queue = group;
                }
                let timeout_ms = timeout_ms.unwrap_or(self.policy.call_timeout_ms);
                Ok(Effect::DialOut { by, job, timeout_ms })
            }
            _ => Err(Refused::NoSuchJob),
        }
    }

    fn confer(
        &mut self,
        now: Millis,
        by: UserId,
        invited: &[Target],
        timeout_ms: Option<Millis>,
    ) -> Result<Effect, Refused> {
        self.admit_user(by, UserTrigger::MakeCall)?;
        if invited.len() > MAX_INVITED {
            return Err(Limit::Channels.into());
        }
        for (index, target) in invited.iter().enumerate() {
            match *target {
                Target::User(user) if invited[..index].contains(target) => return Err(Refused::Busy(user)),
                Target::User(user) => self.admit_called(by, user)?,
                Target::Number(_) => {}
                // A conference is of somebody in particular.
                Target::Group(_) | Target::Ivr => return Err(Refused::NoSuchSkillGroup),
            }
        }
        let destination = self.extensions_of(by, invited).ok_or(Refused::NoExtension)?;
        self.set_now(now);
        let call_type = CallType::Conference;
        let job = self.begin_job(Some(self.users[by.index()].instance), call_type);
        let number = self.own_number(by);
        if let Some(it) = self.jobs.get_mut(job) {
            it.caller = number;
            it.invited.extend(invited.iter().copied());
            it.invited_timeout_ms = timeout_ms;
        }
        self.begin_leg(&Leg { job, user: Some(by), call_type, originator: number, destination });
        let timeout_ms = timeout_ms.unwrap_or(self.policy.ring_timeout_ms);
        Ok(Effect::Dial { user: by, job, to: None, timeout_ms })
    }

    /// The extension of who confers, once everybody invited has one too; none, and nothing given out, if they are too
    /// few.
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

    fn begin_outward(
        &mut self,
        now: Millis,
        by: UserId,
        call_type: CallType,
        from: Number,
        to: Number,
    ) -> JobId {
        self.set_now(now);
        let job = self.begin_job(Some(self.users[by.index()].instance), call_type);
        if let Some(it) = self.jobs.get_mut(job) {
            it.caller = from;
        }
        self.begin_leg(&Leg { job, user: None, call_type, originator: from, destination: to });
        job
    }

    /// The number that the user's instance shows.
    pub(super) fn own_number(&self, user: UserId) -> Number {
        let home = self.users[user.index()].instance;
        self.instance(home).and_then(|it| it.numbers.first().copied()).unwrap_or_default()
    }

    /// The centre calls the first party.
    pub(super) fn dial_out(&mut self, job: JobId, timeout_ms: Millis) {
        let Some(first) = self.legs(job).first().copied() else { return };
        self.move_job(job, JobTrigger::Begin);
        self.move_channel(first, ChannelTrigger::Create);
        self.emit_channel(EventKind::Dialing, first);
        self.start_call_timer(job, timeout_ms);
    }

    /// Everybody who is invited is called.
    pub(super) fn call_invited(&mut self, job: JobId) {
        let Some(it) = self.jobs.get_mut(job) else { return };
        let invited = core::mem::take(&mut it.invited);
        let (timeout_ms, call_type, caller) = (it.invited_timeout_ms, it.call_type, it.second_caller);
        for target in invited {
            if matches!(target, Target::User(user) if !self.takes_calls(user)) {
                continue;
            }
            let Some(leg) = self.begin_target(job, target, call_type, caller, None) else { continue };
            if call_type == CallType::Conference {
                self.call_target(leg, timeout_ms);
            }
        }
    }

    /// What the answer of an outside party means in a call that the centre placed; false in any other.
    pub(super) fn answered_centre(&mut self, channel: ChannelId) -> bool {
        let Some((job, call_type, index)) =
            self.channels.get(channel).map(|it| (it.job, it.call_type, it.index))
        else {
            return false;
        };
        match (call_type, index) {
            (CallType::Back2Back, Some(1)) => self.call_invited(job),
            (CallType::Back2Back, _) => {
                for leg in self.legs(job) {
                    self.emit_channel(EventKind::Established, leg);
                }
                self.connected(job);
            }
            (CallType::Predictive, Some(1)) => {
                self.emit_channel(EventKind::Established, channel);
                self.stop_call_timer(job);
                self.route_to_ivr(job, channel);
                if let Some(group) = self.jobs.get(job).and_then(|it| it.queue) {
                    self.enqueue(job, channel, group, false);
                }
            }
            _ => return false,
        }
        true
    }
}
