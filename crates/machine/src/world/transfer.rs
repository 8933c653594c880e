//! Transfers: at once, or after a consultation.

use super::{
    World,
    ending::{Ending, Left, Order},
    operations::Effect,
    parts::Consult,
    resolve::Resolve as _,
    step::ChannelSpec,
};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, Millis, NameId, Number, UserId},
    input::{Queueing, Refused, Target},
    rules::{ChannelTrigger, FlagTrigger, JobTrigger, UserTrigger},
    state::{CallType, ChannelState, Flag, Part, Side},
};

impl World {
    pub(super) fn admit_blind_transfer(
        &mut self,
        by: UserId,
        job: Option<JobId>,
        to: Target,
        caller: Option<Number>,
        timeout_ms: Option<Millis>,
        queueing: Queueing,
    ) -> Result<(), Refused> {
        let job = self.admit_transfer(by, job, to, UserTrigger::Transfer)?;
        self.accept(Effect::BlindTransfer { by, job, to, caller, timeout_ms, queueing })
    }

    pub(super) fn admit_consult(
        &mut self,
        by: UserId,
        job: Option<JobId>,
        to: Target,
        caller: Option<Number>,
        timeout_ms: Option<Millis>,
    ) -> Result<(), Refused> {
        let to = self.consulted_target(by, to)?;
        let job = self.admit_transfer(by, job, to, UserTrigger::Consult)?;
        self.accept(Effect::Consult { by, job, to, caller, timeout_ms })
    }

    pub(super) fn admit_complete_transfer(&mut self, by: UserId, job: Option<JobId>) -> Result<(), Refused> {
        let job = self.admit_started_consult(by, job)?;
        self.accept(Effect::CompleteTransfer { by, job })
    }

    pub(super) fn admit_cancel_transfer(&mut self, by: UserId, job: Option<JobId>) -> Result<(), Refused> {
        let (job, _) = self.own_channel(by, job, UserTrigger::Consult)?;
        self.own_consult(by, job)?;
        self.accept(Effect::CancelTransfer { by, job })
    }

    fn admit_transfer(
        &mut self,
        by: UserId,
        job: Option<JobId>,
        to: Target,
        trigger: UserTrigger,
    ) -> Result<JobId, Refused> {
        let (job, own) = self.own_channel(by, job, trigger)?;
        self.admit_no_consult(by)?;
        self.admit_two_parties(by, job, own)?;
        self.admit_room(job)?;
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

    /// The party to consult: of a group, the agent who is called next. The IVR cannot be consulted.
    fn consulted_target(&self, by: UserId, to: Target) -> Result<Target, Refused> {
        let home = self.users[by.index()].instance;
        match to {
            Target::User(_) | Target::Number(_) => Ok(to),
            Target::Ivr => Err(Refused::NoSuchSkillGroup),
            Target::Group(group) => {
                let it = self.skill_group(group).filter(|it| it.instance == home);
                let first = it.and_then(|it| it.members.first().copied());
                let first = first.ok_or(Refused::NoSuchSkillGroup)?;
                self.next_agent(group, None).map(Target::User).ok_or(Refused::Busy(first))
            }
        }
    }

    /// The consultation that the user began in this job.
    fn own_consult(&self, by: UserId, job: JobId) -> Result<Consult, Refused> {
        let own = self.users[by.index()].channel;
        let consult = self.job(job).and_then(|it| it.consult);
        consult.filter(|consult| Some(consult.by) == own).ok_or(Refused::NoConsult)
    }

    pub(super) fn admit_started_consult(&self, by: UserId, job: Option<JobId>) -> Result<JobId, Refused> {
        let (job, _) = self.own_channel(by, job, UserTrigger::Consult)?;
        let consult = self.own_consult(by, job)?;
        if consult.started {
            return Ok(job);
        }
        let state = self.channel(consult.with).map_or(ChannelState::None, |it| it.state);
        Err(Refused::ChannelState { state, needs: ChannelState::Answered })
    }

    /// The agent leaves at once, and the target is called.
    pub(super) fn blind_transfer(
        &mut self,
        by: UserId,
        job: JobId,
        to: Target,
        caller: Option<Number>,
        timeout_ms: Option<Millis>,
    ) {
        self.move_user(by, UserTrigger::Transfer);
        let Some((own, other)) = self.users[by.index()].channel.zip(self.other_party(job, by)).resolved()
        else {
            return;
        };
        let mut left = Left::new();
        self.make_part(own, Part::BlindTransfer);
        self.leave_call(by, own, &mut left, Order::ChannelFirst);
        self.detach(job);
        self.lower(other, Flag::Hold);
        // A channel to an outside party is OUTBOUND, even in an inbound call.
        let call_type = match to {
            Target::Number(_) => CallType::Outbound,
            Target::User(_) | Target::Group(_) | Target::Ivr => {
                self.jobs.get(job).resolved().map_or(CallType::Outbound, |it| it.call_type)
            }
        };
        let target = self.begin_target(job, to, call_type, caller, None);
        if let Some(target) = target {
            self.make_part(target, Part::BlindTransfer);
        }
        self.emit_target(EventKind::BlindTransfer, other, target);
        // Before the group is searched: an agent who returns to idle is notified before being called.
        for user in &left {
            self.emit_state_after(*user);
        }
        match (to, target) {
            (Target::Group(group), _) if self.is_full(group, job) => {
                // The event of the transfer shows the queue that was full.
                if let Some(it) = self.jobs.get_mut(job).resolved() {
                    it.queue = Some(group);
                }
                self.end_job(Ending { first: other, by: None, initiator: None, reason: NameId::USER_BUSY });
            }
            (Target::Group(group), _) => self.enqueue(job, other, group, false),
            (Target::Ivr, _) => self.route_to_ivr(job, other),
            (Target::User(_) | Target::Number(_), Some(target)) => self.call_target(target, timeout_ms),
            // The job has no room for another channel, which acceptance rules out.
            (Target::User(_) | Target::Number(_), None) => {}
        }
        left.into_iter().for_each(|user| self.serve(user));
    }

    /// After one of two parties has left, nobody is connected until the next one answers.
    pub(super) fn detach(&mut self, job: JobId) {
        let answered = |channel: &ChannelId| self.channels.get(*channel).is_some_and(|it| it.answered);
        if self.parties(job).filter(answered).count() < 2 {
            self.move_job(job, JobTrigger::Detach);
        }
    }

    /// Holds the other party, and calls the target.
    pub(super) fn consult(
        &mut self,
        by: UserId,
        job: JobId,
        to: Target,
        caller: Option<Number>,
        timeout_ms: Option<Millis>,
    ) {
        self.move_user(by, UserTrigger::Consult);
        let Some((own, other)) = self.users[by.index()].channel.zip(self.other_party(job, by)).resolved()
        else {
            return;
        };
        self.raise(other, Flag::Hold);
        let with = self.begin_target(job, to, CallType::Consultant, caller, Some(by));
        let Some(with) = with.resolved() else { return };
        if let Some(it) = self.jobs.get_mut(job).resolved() {
            it.consult = Some(Consult { by: own, with, started: false });
        }
        self.emit_target(EventKind::InitiateConsult, own, Some(with));
        self.call_target(with, timeout_ms);
    }

    /// Starts the consultation when the party consulted has answered.
    pub(super) fn start_consult(&mut self, job: JobId, channel: ChannelId) {
        let consult = self.jobs.get_mut(job).and_then(|it| it.consult.as_mut());
        if let Some(consult) = consult.filter(|consult| consult.with == channel) {
            consult.started = true;
            let by = consult.by;
            self.emit_target(EventKind::StartConsult, by, Some(channel));
        }
    }

    /// The consulting agent leaves; the party on hold talks with the party consulted.
    pub(super) fn complete_transfer(&mut self, by: UserId, job: JobId) {
        self.move_user(by, UserTrigger::Consult);
        let Some(consult) = self.jobs.get_mut(job).and_then(|it| it.consult.take()).resolved() else {
            return;
        };
        // Rules of a mutant can end the other party's channel and leave the consultation.
        let Some(other) = self.other_party(job, by) else { return };
        let mut left = Left::new();
        self.make_part(consult.by, Part::AttendedTransfer);
        self.make_part(consult.with, Part::AttendedTransfer);
        self.leave_call(by, consult.by, &mut left, Order::UserFirst);
        self.lower(other, Flag::Hold);
        self.become_party(consult.with);
        self.emit_target(EventKind::AttendedTransfer, other, Some(consult.with));
        self.emit_target(EventKind::StopConsult, consult.by, Some(consult.with));
        left.into_iter().for_each(|user| self.finish_leaving(user));
    }

    /// Releases the party consulted, and retrieves the other party.
    pub(super) fn cancel_transfer(&mut self, by: UserId, job: JobId) {
        self.move_user(by, UserTrigger::Consult);
        let initiator = self.users[by.index()].extension;
        if let Some(consult) = self.jobs.get(job).and_then(|it| it.consult).resolved() {
            self.hang_up(Ending { first: consult.with, by: None, initiator, reason: NameId::OKAY });
        }
    }

    /// Ends the consultation: retrieves the other party.
    pub(super) fn end_consult(&mut self, job: JobId) {
        let Some(consult) = self.jobs.get_mut(job).and_then(|it| it.consult.take()).resolved() else {
            return;
        };
        for channel in self.channels_of(job) {
            if channel != consult.by && channel != consult.with {
                self.lower(channel, Flag::Hold);
            }
        }
        self.become_party(consult.with);
        self.emit_target(EventKind::StopConsult, consult.by, Some(consult.with));
    }

    pub(super) fn make_part(&mut self, channel: ChannelId, part: Part) {
        if let Some(it) = self.channels.get_mut(channel).resolved() {
            it.part = Some(part);
        }
    }

    /// A consulted party or an intercepting supervisor is a party like the others from here on.
    pub(super) fn become_party(&mut self, channel: ChannelId) {
        if let Some(it) = self.channels.get_mut(channel).resolved() {
            it.counterpart = None;
        }
    }

    /// The channel of the agent's other party: not the agent's own, and neither a consulted party's nor a supervisor's.
    pub(super) fn other_party(&self, job: JobId, by: UserId) -> Option<ChannelId> {
        let is_other = |channel: &ChannelId| {
            self.channels
                .get(*channel)
                .is_some_and(|it| it.is_live() && it.user != Some(by) && it.counterpart.is_none())
        };
        self.jobs.get(job)?.channels.iter().copied().find(is_other)
    }

    pub(super) fn leave_call(&mut self, by: UserId, own: ChannelId, left: &mut Left, order: Order) {
        let initiator = self.users[by.index()].extension;
        let by = Some((by, UserTrigger::Release));
        self.leave_going_on(own, Ending { first: own, by, initiator, reason: NameId::OKAY }, order, left);
    }

    /// Begins the channel of a target. An agent has been found ready before.
    pub(super) fn begin_target(
        &mut self,
        job: JobId,
        to: Target,
        call_type: CallType,
        caller: Option<Number>,
        counterpart: Option<UserId>,
    ) -> Option<ChannelId> {
        let shown = caller.unwrap_or_else(|| self.number_to_show(job));
        let (user, destination) = match to {
            Target::User(user) => (Some(user), self.users[user.index()].extension.unwrap_or_default()),
            Target::Number(number) => (None, number),
            Target::Group(_) | Target::Ivr => return None,
        };
        let channel =
            self.begin_channel(&ChannelSpec { job, user, call_type, originator: shown, destination })?;
        if let Some(it) = self.channels.get_mut(channel).resolved() {
            it.counterpart = counterpart;
        }
        Some(channel)
    }

    /// The number that the job has shown; that of its instance if it has shown none, or a colleague's extension.
    fn number_to_show(&self, job: JobId) -> Number {
        let Some(it) = self.jobs.get(job).resolved() else { return Number::NONE };
        let numbers = it.instance.and_then(|home| self.instance(home)).map(|home| &*home.numbers);
        let home = numbers.and_then(|numbers| numbers.first().copied());
        let shown =
            Some(it.caller).filter(|caller| *caller != Number::NONE && it.call_type != CallType::Internal);
        shown.or(home).unwrap_or(it.caller)
    }

    pub(super) fn call_target(&mut self, channel: ChannelId, timeout_ms: Option<Millis>) {
        let timeout_ms = timeout_ms.unwrap_or(self.policy.ring_timeout_ms);
        match self.channels.get(channel).map(|it| (it.side, it.user)).resolved() {
            Some((Side::User, Some(user))) => self.ring(channel, user, timeout_ms),
            Some(_) => self.start_channel_timer(channel, timeout_ms),
            None => {}
        }
    }

    pub(super) fn raise(&mut self, channel: ChannelId, flag: Flag) {
        self.set(channel, flag, false, FlagTrigger::Raise);
    }

    pub(super) fn lower(&mut self, channel: ChannelId, flag: Flag) {
        self.set(channel, flag, true, FlagTrigger::Lower);
    }

    fn set(&mut self, channel: ChannelId, flag: Flag, when: bool, trigger: FlagTrigger) {
        if self.channels.get(channel).is_some_and(|it| it.is_live() && it.flags.has(flag) == when) {
            self.move_channel(channel, ChannelTrigger::Hold);
            self.move_flag(channel, flag, trigger);
        }
    }
}
