//! Requests: the answer that accepts or rejects one, and what acceptance itself does. Session requests take effect at
//! once; those of a call leave their effect pending, so that the answer shows the world as it stood.

use super::{
    World,
    operations::{Effect, triggers},
};
use crate::{
    identity::{Millis, UserId},
    input::{Accepted, Refused, Request},
    limits::{Limit, MAX_LIVE_JOBS},
    op::{Op, OpKind},
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

    /// Whether the user's state alone refuses this kind of request, whatever else it names; false where the kind may mean several things
    /// and the state would admit one of them.
    pub fn refuses_in_state(&self, user: UserId, kind: OpKind) -> bool {
        let Some(it) = self.users.get(user.index()) else { return false };
        // A given world may have a call in a state without one: it can be ended.
        let is_stray = kind == OpKind::Release && it.job.is_some();
        let triggers = triggers(kind);
        !triggers.is_empty()
            && !is_stray
            && triggers.iter().all(|trigger| self.admit_user(user, *trigger).is_err())
    }

    /// Refuses one more job than a world can have.
    pub(super) fn admit_new_job(&self) -> Result<(), Limit> {
        if self.live_jobs() >= MAX_LIVE_JOBS { Err(Limit::Jobs) } else { Ok(()) }
    }
}
