//! Requests: the answer that accepts or rejects one, and what acceptance itself does. Session requests take effect at
//! once; those of a call leave their effect pending, so that the answer shows the world as it stood.

use super::{World, parts::Effect};
use crate::{
    event::EventKind,
    identity::{Millis, UserId},
    input::{Accepted, Op, Refused, Request},
    limits::{Limit, MAX_LIVE_JOBS},
    rules::UserTrigger,
    state::UserState,
    trace::Traced,
};

impl World {
    /// Judges what a client asks. On acceptance the world stands as it did, but for a job just begun in its first state
    /// and for session requests, which take effect at once; call [`advance`](Self::advance) with the same time for the
    /// effect.
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
        self.take(now, by, &request.op)?;
        self.now = now;
        let user = &mut self.users[by.index()];
        // A pending effect sets the heartbeat itself, because the answer still shows the previous one. To read the own
        // state is not to be active.
        if self.pending.is_none() && !matches!(request.op, Op::Poll) {
            user.heartbeat = Some(now);
        }
        Ok(Accepted { by, job: self.pending.as_ref().and_then(Effect::job).or(user.job) })
    }

    /// Does what takes effect at once, or leaves the effect pending. Nothing has changed on an error.
    fn take(&mut self, now: Millis, by: UserId, op: &Op<'_>) -> Result<(), Refused> {
        match *op {
            Op::SignIn(sign_in) => self.sign_in(now, by, &sign_in),
            Op::SignOut => self.session(now, by, UserTrigger::SignOut, EventKind::SignedOut),
            Op::Reset => self.session(now, by, UserTrigger::Reset, EventKind::SignedOut),
            Op::Work => self.session(now, by, UserTrigger::Work, EventKind::Work),
            Op::Ready { outbound_only } => self.ready(now, by, outbound_only),
            Op::Break { code } => self.take_break(now, by, code),
            Op::WorkMode { mode, mobile } => self.change_work_mode(now, by, mode, mobile),
            Op::Visibility { invisible } => self.change_visibility(now, by, invisible),
            Op::AfterCall { after_call } => self.change_after_call(now, by, after_call),
            Op::SkillGroups { groups } => self.change_skill_groups(now, by, groups),
            Op::Poll => self.poll(now, by),
            Op::MakeCall { callee, caller, timeout_ms } => {
                self.make_call(now, by, callee, caller, timeout_ms)
            }
            Op::StartConference { invited, timeout_ms } => {
                self.start_conference(now, by, invited, timeout_ms)
            }
            Op::BackToBack { broker, second_broker, caller, callee, timeout_ms } => {
                self.back_to_back(now, by, broker, second_broker, caller, callee, timeout_ms)
            }
            Op::Predictive { callee, caller, group, timeout_ms } => {
                self.predictive(now, by, callee, caller, group, timeout_ms)
            }
            Op::Answer { job } => self.admit_answer(by, job),
            Op::Release { job, channel } => self.admit_release(by, job, channel),
            Op::Hold { job, channel } => self.admit_hold(by, job, channel, true),
            Op::Retrieve { job, channel } => self.admit_hold(by, job, channel, false),
            Op::Mute { job, channel } => self.admit_mute(by, job, channel, true),
            Op::Unmute { job, channel } => self.admit_mute(by, job, channel, false),
            Op::Dtmf { job, channel } => self.admit_dtmf(by, job, channel),
            Op::BlindTransfer { job, to, caller, timeout_ms, queueing } => {
                self.admit_blind_transfer(by, job, to, caller, timeout_ms, queueing)
            }
            Op::Consult { job, to, caller, timeout_ms } => {
                self.admit_consult(by, job, to, caller, timeout_ms)
            }
            Op::CompleteTransfer { job } => self.admit_complete_transfer(by, job),
            Op::CancelTransfer { job } => self.admit_cancel_transfer(by, job),
            Op::SwitchToConference { job } => self.admit_switch_to_conference(by, job),
            Op::EndConference { job } => self.admit_end_conference(by, job),
            Op::Supervise { kind, job, agent, timeout_ms } => {
                self.admit_supervise(by, job, agent, kind, timeout_ms)
            }
            Op::Flow { job, leave } => self.admit_flow(by, job, leave),
            Op::Survey { job } => self.admit_survey(by, job),
            Op::Claim { job, among } => self.admit_claim(by, job, among),
            Op::Alternate { job } => self.admit_alternate(by, job),
            Op::Conference { job } => self.admit_conference(by, job),
            Op::DirectedPickup { agent } => self.admit_directed_pickup(by, agent),
        }
    }

    /// Leaves the effect of an accepted request pending.
    pub(super) fn accept(&mut self, effect: Effect) -> Result<(), Refused> {
        self.pending = Some(effect);
        Ok(())
    }

    pub(super) fn set_now(&mut self, now: Millis) {
        self.now = now;
    }

    /// Looks up where the trigger leads the user.
    pub(super) fn admit_user(&self, user: UserId, trigger: UserTrigger) -> Result<UserState, Refused> {
        let state = self.users[user.index()].state;
        let mode = self.mode(user);
        match self.rules.user(mode, state, trigger) {
            Some((to, _)) => Ok(to),
            None => Err(Refused::UserState { state, allowed: self.rules.allowed(mode, trigger) }),
        }
    }

    /// Refuses one more job than a world can have.
    pub(super) fn admit_new_job(&self) -> Result<(), Limit> {
        if self.live_jobs() >= MAX_LIVE_JOBS { Err(Limit::Jobs) } else { Ok(()) }
    }
}
