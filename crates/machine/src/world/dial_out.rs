//! Calls that the instance places without an agent: between two outside parties, and predictive ones.

use super::{World, operations::Effect, resolve::Resolve as _, step::ChannelSpec};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, Millis, Number, SkillGroupId, UserId},
    input::{Refused, Target},
    rules::{ChannelTrigger, JobTrigger},
    state::CallType,
};

impl World {
    /// Begins the job of a call between two outside parties, if it is accepted.
    #[expect(clippy::too_many_arguments, reason = "the fields of the operation, one by one")]
    pub(super) fn back_to_back(
        &mut self,
        now: Millis,
        by: UserId,
        broker: Number,
        second_broker: Option<Number>,
        caller: Number,
        callee: Number,
        timeout_ms: Option<Millis>,
    ) -> Result<(), Refused> {
        self.admit_new_job()?;
        let job = self.begin_outward(now, by, CallType::Back2Back, broker, caller);
        if let Some(it) = self.jobs.get_mut(job).resolved() {
            it.second_caller = second_broker;
            it.invited.push(Target::Number(callee));
        }
        let timeout_ms = timeout_ms.unwrap_or(self.policy.ring_timeout_ms);
        self.accept(Effect::DialOut { by, job, timeout_ms })
    }

    /// Begins the job of a predictive call, if it is accepted.
    pub(super) fn predictive(
        &mut self,
        now: Millis,
        by: UserId,
        callee: Number,
        caller: Number,
        group: Option<SkillGroupId>,
        timeout_ms: Option<Millis>,
    ) -> Result<(), Refused> {
        self.admit_new_job()?;
        let home = self.users[by.index()].instance;
        if group.is_some_and(|group| self.skill_group(group).is_none_or(|it| it.instance != home)) {
            return Err(Refused::NoSuchSkillGroup);
        }
        let job = self.begin_outward(now, by, CallType::Predictive, caller, callee);
        if let Some(it) = self.jobs.get_mut(job).resolved() {
            it.queue = group;
        }
        let timeout_ms = timeout_ms.unwrap_or(self.policy.call_timeout_ms);
        self.accept(Effect::DialOut { by, job, timeout_ms })
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
        if let Some(it) = self.jobs.get_mut(job).resolved() {
            it.caller = from;
        }
        self.begin_channel(&ChannelSpec { job, user: None, call_type, originator: from, destination: to });
        job
    }

    /// The instance calls the first party.
    pub(super) fn dial_out(&mut self, job: JobId, timeout_ms: Millis) {
        let Some(first) = self.channels_of(job).first().copied().resolved() else { return };
        self.move_job(job, JobTrigger::Begin);
        self.move_channel(first, ChannelTrigger::Create);
        self.emit_channel(EventKind::Dialing, first);
        self.start_call_timer(job, timeout_ms);
    }

    /// Reacts to the answer of an outside party in a call that the instance placed. Returns false for any other call.
    pub(super) fn answered_dial_out(&mut self, channel: ChannelId) -> bool {
        let Some((job, call_type, index)) =
            self.channels.get(channel).map(|it| (it.job, it.call_type, it.index)).resolved()
        else {
            return false;
        };
        match (call_type, index) {
            (CallType::Back2Back, Some(1)) => self.call_invited(job),
            (CallType::Back2Back, _) => {
                for each in self.channels_of(job) {
                    self.emit_channel(EventKind::Established, each);
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
