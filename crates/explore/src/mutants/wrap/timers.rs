//! Timers that go off too late, or though what they waited for has happened.

use std::collections::BTreeMap;

use offhook_centre::{RemoteParty, Stimulated};
use offhook_harness::{InProcess, Subject as _, SubjectError};
use offhook_machine::{ChannelState, Job, JobId, JobState, Millis, Policy, World};
use offhook_scenario::Dialect;

use super::super::mutant::TimerKind;
use super::Wrap;

/// A subject whose timers of this kind go off late where the policy sets them.
pub(in super::super) fn late(kind: TimerKind, by_ms: u64) -> InProcess {
    let tune: fn(&mut Policy) = match (kind, by_ms) {
        (TimerKind::Ring, 1) => |policy| policy.ring_timeout_ms += 1,
        (TimerKind::Ring, _) => |policy| policy.ring_timeout_ms += 1_000,
        (TimerKind::Call, 1) => |policy| policy.call_timeout_ms += 1,
        (TimerKind::Call, _) => |policy| policy.call_timeout_ms += 1_000,
        (TimerKind::Queue, 1) => |policy| policy.queue_timeout_ms += 1,
        (TimerKind::Queue, _) => |policy| policy.queue_timeout_ms += 1_000,
    };
    InProcess::with_policy(tune)
}

/// A timer that nobody cancels: when it would have gone off, the call is cut.
pub(in super::super) struct NotCancelled {
    kind: TimerKind,
    dialect: Dialect,
    /// When the timer of each call goes off, and who is then cut off.
    watched: BTreeMap<JobId, (Millis, String)>,
    differed: bool,
}

impl NotCancelled {
    pub(in super::super) const fn new(kind: TimerKind, dialect: Dialect) -> Self {
        Self { kind, dialect, watched: BTreeMap::new(), differed: false }
    }

    /// What a call waits for now, if it is of this kind.
    fn waits(&self, world: &World, job: &Job) -> Option<(Millis, String)> {
        let customer = || "customer".to_owned();
        match self.kind {
            TimerKind::Ring => {
                job.channels.iter().filter_map(|channel| world.channel(*channel)).find_map(|channel| {
                    let user = world.user(channel.user?)?;
                    let deadline = channel.changed + world.policy().ring_timeout_ms;
                    (channel.state == ChannelState::Ringing).then(|| (deadline, user.name.to_string()))
                })
            }
            TimerKind::Call => (job.state == JobState::Alerting && !job.connected)
                .then(|| (job.begun + world.policy().call_timeout_ms, customer())),
            TimerKind::Queue => (job.state == JobState::Queued).then(|| {
                (job.waits_since.unwrap_or(job.begun) + world.policy().queue_timeout_ms, customer())
            }),
        }
    }

    fn next(&self, end: Millis) -> Option<(JobId, Millis, String)> {
        let due = self.watched.iter().filter(|(_, (deadline, _))| *deadline <= end);
        due.min_by_key(|(_, (deadline, _))| *deadline).map(|(job, (at, party))| (*job, *at, party.clone()))
    }

    /// The call is cut unless its timer has done its work, or the call is over.
    fn cut(&mut self, inner: &mut InProcess, job: JobId, party: String) -> Result<(), SubjectError> {
        let Some(world) = inner.world() else { return Ok(()) };
        let Some(it) = world.job(job).filter(|it| world.find_job(it.number).is_some()) else { return Ok(()) };
        if self.waits(world, it).is_some() {
            return Ok(());
        }
        let text = (self.dialect.ids.job)(it);
        let signal = "hung_up".to_owned();
        let cut = RemoteParty::Channel { signal, job: text, party, cause: None };
        self.differed |= matches!(inner.stimulus(&cut)?, Stimulated::Done { .. });
        Ok(())
    }
}

impl Wrap for NotCancelled {
    fn reset(&mut self) {
        self.watched.clear();
    }

    fn look(&mut self, inner: &mut InProcess) {
        let Some(world) = inner.world() else { return };
        let waiting = world.jobs().filter_map(|(id, job)| Some((id, self.waits(world, job)?)));
        let waiting: Vec<_> = waiting.collect();
        self.watched.extend(waiting);
    }

    fn advance(&mut self, inner: &mut InProcess, by_ms: u64) -> Result<(), SubjectError> {
        let now = |inner: &InProcess| inner.world().map(World::now).unwrap_or_default();
        let end = now(inner).saturating_add(by_ms);
        while let Some((job, at, party)) = self.next(end) {
            inner.advance(at.saturating_sub(now(inner)))?;
            self.watched.remove(&job);
            self.cut(inner, job, party)?;
        }
        inner.advance(end.saturating_sub(now(inner)))
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}
