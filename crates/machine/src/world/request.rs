//! Requests: whether one is accepted, and what acceptance itself does. Session requests take effect at once; those of
//! a call leave their effect pending, so that the answer shows the world as it stood.

use super::{World, parts::Effect, step::Leg};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, Millis, NameId, Number, SkillGroupId, UserId},
    input::{Accepted, Op, Refused, Request, SignIn},
    limits::{Limit, MAX_LIVE_JOBS, MAX_NAME_BYTES, MAX_SKILL_GROUPS_PER_USER},
    rules::{ChannelTrigger, FlagTrigger, UserTrigger},
    state::{CallType, ChannelState, Flag, UserState},
    trace::Traced,
};

impl World {
    /// What a client asks. On acceptance the world stands as it did, but for a job just begun in its first state and
    /// for session requests, which take effect at once; call [`advance`](Self::advance) with the same time for the effect.
    ///
    /// # Errors
    /// See [`Refused`]; nothing has changed.
    pub fn request(&mut self, now: Millis, request: &Request<'_>) -> Result<Accepted, Refused> {
        if self.trace.is_some() { self.traced(now, request) } else { self.judge(now, request) }
    }

    #[cold]
    fn traced(&mut self, now: Millis, request: &Request<'_>) -> Result<Accepted, Refused> {
        let state = self.user(request.by).map(|user| user.state);
        let outcome = self.judge(now, request);
        if let (Some(trace), Some(state)) = (&mut self.trace, state) {
            trace.add(Traced::Asked { kind: request.op.kind(), state, accepted: outcome.is_ok() });
        }
        outcome
    }

    fn judge(&mut self, now: Millis, request: &Request<'_>) -> Result<Accepted, Refused> {
        self.admit_input(now)?;
        if !self.has_room_for_events() {
            return Err(Limit::Events.into());
        }
        let by = request.by;
        if self.user(by).is_none() {
            return Err(Refused::NoSuchUser);
        }
        match request.op {
            Op::Poll => {
                self.admit_user(by, UserTrigger::Poll)?;
                self.now = now;
                self.move_user(by, UserTrigger::Poll);
                return Ok(Accepted { by, job: self.users[by.index()].job });
            }
            Op::SignIn(sign_in) => {
                self.sign_in(now, by, &sign_in)?;
            }
            Op::SignOut => {
                self.session(now, by, UserTrigger::SignOut, EventKind::SignedOut)?;
            }
            Op::Ready { outbound_only } => {
                self.admit_user(by, UserTrigger::Ready)?;
                self.admit_no_leg(by)?;
                self.session(now, by, UserTrigger::Ready, EventKind::Ready)?;
                self.users[by.index()].outbound_only = outbound_only;
                self.may_be_served(by);
            }
            Op::Break { code } => {
                self.admit_user(by, UserTrigger::Break)?;
                let code = self.names.intern(code)?;
                self.set_break_code(by, code);
                self.session(now, by, UserTrigger::Break, EventKind::Break)?;
            }
            Op::Work => {
                self.session(now, by, UserTrigger::Work, EventKind::Work)?;
            }
            Op::MakeCall { callee, caller, timeout_ms } => {
                self.make_call(now, by, callee, caller, timeout_ms)?;
            }
            Op::Answer { job } => {
                let (_, channel) = self.own_leg(by, job, UserTrigger::Answer)?;
                self.accept(now, Effect::Answer { by, channel });
            }
            Op::Release { job, channel } => {
                let channel = self.leg_to_release(by, job, channel)?;
                self.accept(now, Effect::Release { by, channel });
            }
            Op::BlindTransfer { .. }
            | Op::Consult { .. }
            | Op::CompleteTransfer { .. }
            | Op::CancelTransfer { .. }
            | Op::SwitchToConference { .. }
            | Op::Supervise { .. }
            | Op::Flow { .. }
            | Op::Survey { .. }
            | Op::Claim { .. }
            | Op::Alternate { .. }
            | Op::Conference { .. }
            | Op::DirectedPickup { .. }
            | Op::EndConference { .. } => {
                let effect = self.third_party(by, &request.op)?;
                self.accept(now, effect);
            }
            Op::StartConference { .. } | Op::BackToBack { .. } | Op::Predictive { .. } => {
                let effect = self.several_parties(now, by, &request.op)?;
                let job = effect.job();
                self.accept(now, effect);
                return Ok(Accepted { by, job });
            }
            Op::Dtmf { job, channel } => {
                self.admit_channel(job, by, channel)?;
                let (_, own) = self.own_leg(by, job, UserTrigger::Dtmf)?;
                self.admit_named(own, channel)?;
                self.admit_state(channel, ChannelTrigger::Hold)?;
                self.accept(now, Effect::Dtmf { by });
            }
            Op::WorkMode { mode, mobile } => {
                self.configure(now, by)?;
                let it = &mut self.users[by.index()];
                it.work_mode = mode;
                it.mobile = mobile.or(it.mobile);
            }
            Op::Visibility { invisible } => {
                self.admit_user(by, UserTrigger::Configure)?;
                self.admit_no_leg(by)?;
                self.configure(now, by)?;
                self.users[by.index()].invisible = invisible;
                self.may_be_served(by);
            }
            Op::AfterCall { after_call } => {
                self.adjust(now, by)?;
                self.users[by.index()].after_call = after_call;
            }
            Op::SkillGroups { groups } => {
                self.admit_groups(by, groups)?;
                self.adjust(now, by)?;
                self.serve_groups(by, groups);
                if self.users[by.index()].state == UserState::Ready {
                    self.may_be_served(by);
                }
            }
            Op::Reset => {
                self.session(now, by, UserTrigger::Reset, EventKind::SignedOut)?;
            }
            Op::Hold { job, channel } => {
                self.hold(now, by, job, channel, true)?;
            }
            Op::Retrieve { job, channel } => {
                self.hold(now, by, job, channel, false)?;
            }
            Op::Mute { job, channel } => {
                self.mute(now, by, job, channel, true)?;
            }
            Op::Unmute { job, channel } => {
                self.mute(now, by, job, channel, false)?;
            }
        }
        // What is pending sets it with its effect: the answers still show when the user did something before.
        if self.pending.is_none() {
            self.users[by.index()].heartbeat = Some(now);
        }
        Ok(Accepted { by, job: self.users[by.index()].job })
    }

    pub(super) fn set_now(&mut self, now: Millis) {
        self.now = now;
    }

    fn accept(&mut self, now: Millis, effect: Effect) {
        self.now = now;
        self.pending = Some(effect);
    }

    /// Whether the user's state allows this.
    pub(super) fn admit_user(&self, user: UserId, trigger: UserTrigger) -> Result<UserState, Refused> {
        let state = self.users[user.index()].state;
        let mode = self.mode(user);
        match self.rules.user(mode, state, trigger) {
            Some((to, _)) => Ok(to),
            None => Err(Refused::UserState { state, allowed: self.rules.allowed(mode, trigger) }),
        }
    }

    fn session(
        &mut self,
        now: Millis,
        by: UserId,
        trigger: UserTrigger,
        announce: EventKind,
    ) -> Result<(), Refused> {
        self.admit_user(by, trigger)?;
        self.now = now;
        self.move_user(by, trigger);
        self.emit_user(announce, by);
        Ok(())
    }

    /// Who is to be free has no leg left. Only a given world can put a leg beside a state without a call.
    fn admit_no_leg(&self, by: UserId) -> Result<(), Refused> {
        match self.users[by.index()].channel.and_then(|own| self.channel(own)) {
            Some(it) if it.is_live() => {
                Err(Refused::ChannelState { state: it.state, needs: ChannelState::Released })
            }
            _ => Ok(()),
        }
    }

    /// Whoever is free now may be called for a party who waits: with the next step, so that the answer shows READY.
    fn may_be_served(&mut self, by: UserId) {
        let waits = |group: &SkillGroupId| self.skill_group(*group).is_some_and(|it| !it.waiting.is_empty());
        if self.users[by.index()].skill_groups.iter().any(waits) {
            self.pending = Some(Effect::Serve { by });
        }
    }

    fn configure(&mut self, now: Millis, by: UserId) -> Result<(), Refused> {
        self.admit_user(by, UserTrigger::Configure)?;
        self.now = now;
        self.move_user(by, UserTrigger::Configure);
        Ok(())
    }

    fn adjust(&mut self, now: Millis, by: UserId) -> Result<(), Refused> {
        self.admit_user(by, UserTrigger::Adjust)?;
        self.now = now;
        self.move_user(by, UserTrigger::Adjust);
        Ok(())
    }

    /// Refuses more skill groups than a user can have, and those of another instance.
    fn admit_groups(&self, by: UserId, groups: &[SkillGroupId]) -> Result<(), Refused> {
        if groups.len() > MAX_SKILL_GROUPS_PER_USER {
            return Err(Limit::SkillGroupsPerUser.into());
        }
        let home = self.users[by.index()].instance;
        let is_own = |group: &SkillGroupId| self.skill_group(*group).is_some_and(|it| it.instance == home);
        if groups.iter().all(is_own) { Ok(()) } else { Err(Refused::NoSuchSkillGroup) }
    }

    fn serve_groups(&mut self, by: UserId, groups: &[SkillGroupId]) {
        if *self.users[by.index()].skill_groups != *groups {
            self.leave_groups(by);
            self.users[by.index()].skill_groups = groups.into();
            self.join_groups(by);
        }
    }

    fn sign_in(&mut self, now: Millis, by: UserId, sign_in: &SignIn<'_>) -> Result<(), Refused> {
        self.admit_user(by, UserTrigger::SignIn)?;
        if sign_in.device.is_some_and(|device| device.len() > MAX_NAME_BYTES) {
            return Err(Limit::NameBytes.into());
        }
        self.admit_groups(by, sign_in.skill_groups.unwrap_or_default())?;
        if let Some(extension) = sign_in.extension {
            self.bind_extension(by, extension)?;
        }
        let after_call = sign_in.after_call.unwrap_or(self.policy.after_call);
        let it = &mut self.users[by.index()];
        it.after_call = after_call;
        it.auto_answer = sign_in.auto_answer;
        if let Some(device) = sign_in.device.filter(|device| it.device.as_deref() != Some(device)) {
            it.device = Some(device.into());
        }
        if let Some(groups) = sign_in.skill_groups {
            self.serve_groups(by, groups);
        }
        self.now = now;
        let state = self.move_user(by, UserTrigger::SignIn);
        self.emit_user(EventKind::SignedIn, by);
        match state {
            Some(UserState::Break) => self.set_break_code(by, NameId::WARM_UP),
            Some(UserState::Ready) => {
                self.emit_user(EventKind::Ready, by);
                self.may_be_served(by);
            }
            _ => {}
        }
        Ok(())
    }

    fn make_call(
        &mut self,
        now: Millis,
        by: UserId,
        callee: Number,
        caller: Option<Number>,
        timeout_ms: Option<Millis>,
    ) -> Result<(), Refused> {
        let beside = self.admit_placing(by)?;
        let instance = self.users[by.index()].instance;
        let to = self.find_extension(instance, callee);
        if let Some(to) = to
            && (to == by || !self.takes_calls(to))
        {
            return Err(Refused::Busy(to));
        }
        if self.live_jobs() >= MAX_LIVE_JOBS {
            return Err(Limit::Jobs.into());
        }
        let destination = self.extension_of(by).ok_or(Refused::NoExtension)?;
        self.now = now;
        let call_type = if to.is_some() { CallType::Internal } else { CallType::Outbound };
        if beside {
            self.hold_current(by);
        }
        let job = self.begin_job(Some(instance), call_type);
        let own_number = self.own_number(by);
        self.users[by.index()].last_callee = Some(callee);
        if let Some(it) = self.jobs.get_mut(job) {
            // Between agents the number that a client asks to show has no effect.
            it.caller = if to.is_some() { destination } else { caller.unwrap_or(own_number) };
        }
        self.begin_leg(&Leg { job, user: Some(by), call_type, originator: callee, destination });
        let timeout_ms = timeout_ms.unwrap_or(self.policy.call_timeout_ms);
        self.accept(now, Effect::Dial { user: by, job, to, timeout_ms });
        Ok(())
    }

    /// The user's job and leg, when the job named is theirs and the state allows the trigger. What does not exist is
    /// said before what is in the wrong state.
    pub(super) fn own_leg(
        &self,
        by: UserId,
        job: Option<JobId>,
        trigger: UserTrigger,
    ) -> Result<(JobId, ChannelId), Refused> {
        if job.is_some_and(|job| !self.is_live_job(job)) {
            return Err(Refused::NoSuchJob);
        }
        let it = &self.users[by.index()];
        // A given world may put a call beside a state without one, as the documented ReleaseCall does: it can be ended.
        let is_stray = trigger == UserTrigger::Release && it.job.is_some() && !it.state.is_in_call();
        if !is_stray {
            self.admit_user(by, trigger)?;
        }
        match (it.job, it.channel) {
            (Some(own), Some(channel)) if job.is_none_or(|job| job == own) => Ok((own, channel)),
            _ => Err(Refused::NoSuchJob),
        }
    }

    fn is_live_job(&self, job: JobId) -> bool {
        self.jobs.get(job).is_some_and(|it| it.state != crate::state::JobState::Ended)
    }

    /// A leg that the request names must be one of the job that it names.
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

    /// Who listens, whispers, joined or is only asked may name no leg but the own one; nobody else may name that of one who
    /// listens or whispers.
    fn admit_named(&self, own: ChannelId, channel: ChannelId) -> Result<(), Refused> {
        let is_party = |leg| self.channels.get(leg).is_some_and(|it| it.counterpart.is_none());
        let is_listener = self.channels.get(channel).is_some_and(Self::is_listener);
        let may = own == channel || is_party(own) && !is_listener;
        if may { Ok(()) } else { Err(Refused::NoSuchChannel) }
    }

    fn leg_to_release(
        &self,
        by: UserId,
        job: Option<JobId>,
        channel: Option<ChannelId>,
    ) -> Result<ChannelId, Refused> {
        let Some(channel) = channel else {
            return self.leg_to_leave(by, job);
        };
        self.admit_channel(job, by, channel)?;
        let own = self.leg_to_leave(by, job)?;
        self.admit_named(own, channel)?;
        self.admit_state(channel, ChannelTrigger::Release)?;
        Ok(channel)
    }

    pub(super) fn admit_state(&self, channel: ChannelId, trigger: ChannelTrigger) -> Result<(), Refused> {
        let state = self.channels.get(channel).map_or(ChannelState::Retired, |it| it.state);
        match self.rules.channel(state, trigger) {
            Some(_) => Ok(()),
            None => Err(Refused::ChannelState { state, needs: ChannelState::Answered }),
        }
    }

    fn admit_flag(&self, channel: ChannelId, flag: Flag, raise: bool) -> Result<(), Refused> {
        let up = self.channels.get(channel).is_some_and(|it| it.flags.has(flag));
        let trigger = if raise { FlagTrigger::Raise } else { FlagTrigger::Lower };
        match self.rules.flag(flag, up, trigger) {
            Some(_) => Ok(()),
            None if up => Err(Refused::FlagUp(flag)),
            None => Err(Refused::FlagDown(flag)),
        }
    }

    fn hold(
        &mut self,
        now: Millis,
        by: UserId,
        job: Option<JobId>,
        channel: ChannelId,
        raise: bool,
    ) -> Result<(), Refused> {
        self.admit_channel(job, by, channel)?;
        let (_, own) = self.own_leg(by, job, UserTrigger::Hold)?;
        self.admit_named(own, channel)?;
        self.admit_no_consult(by)?;
        self.admit_state(channel, ChannelTrigger::Hold)?;
        self.admit_flag(channel, Flag::Hold, raise)?;
        self.accept(now, Effect::Hold { by, channel, raise });
        Ok(())
    }

    fn mute(
        &mut self,
        now: Millis,
        by: UserId,
        job: Option<JobId>,
        channel: Option<ChannelId>,
        raise: bool,
    ) -> Result<(), Refused> {
        if let Some(channel) = channel {
            self.admit_channel(job, by, channel)?;
        }
        let (_, own) = self.own_leg(by, job, UserTrigger::Mute)?;
        if channel.is_some_and(|channel| channel != own) {
            return Err(Refused::NoSuchChannel);
        }
        self.admit_state(own, ChannelTrigger::Mute)?;
        self.admit_flag(own, Flag::Muted, raise)?;
        self.accept(now, Effect::Mute { by, channel: own, raise });
        Ok(())
    }
}
