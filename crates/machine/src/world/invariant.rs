//! What must hold in every reachable state, as one checkable function.

use alloc::vec::Vec;
use core::fmt;

use super::{Channel, Job, User, World, timers::Due};
use crate::{
    identity::{ChannelId, JobId, UserId},
    state::{ChannelState, Flag, JobState, UserState, words},
};

words! {
    /// What must hold.
    Invariant {
        /// A user has a job exactly in DIALING, RINGING and TALKING; the job of a call just accepted is there before.
        UserStateFitsJob = "user-state-fits-job",
        /// A user in a call has a live leg of it that names the user.
        UserHasOwnLeg = "user-has-own-leg",
        /// A user in TALKING has an answered leg in a connected job.
        TalkingIsAnswered = "talking-is-answered",
        /// A user on a break has a break code.
        BreakHasCode = "break-has-code",
        /// A live job has a live leg; an ended one has none.
        JobLivesByItsLegs = "job-lives-by-its-legs",
        /// A job belongs to an instance.
        JobHasInstance = "job-has-instance",
        /// A job is found by its number exactly while it lives.
        JobIsFound = "job-is-found",
        /// A connected job has two answered legs.
        ConnectedHasTwo = "connected-has-two",
        /// A leg has a release reason exactly when it has ended.
        ReleaseHasReason = "release-has-reason",
        /// Hold and mute mark answered legs only.
        FlagsNeedAnswer = "flags-need-answer",
        /// A channel's id spells its own parties, birth and job.
        ChannelIdSpellsItself = "channel-id-spells-itself",
        /// A ring timer runs exactly while an incoming call rings at a user.
        RingTimerFitsRinging = "ring-timer-fits-ringing",
        /// A call timer runs exactly until the job is connected or ends.
        CallTimerFitsJob = "call-timer-fits-job",
        /// Nothing is dated later than now.
        NothingFromTheFuture = "nothing-from-the-future",
        /// An extension leads to the user who has it.
        ExtensionIsFound = "extension-is-found",
    }
}

/// An invariant found broken, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Broken {
    /// What does not hold.
    pub invariant: Invariant,
    /// For which user.
    pub user: Option<UserId>,
    /// For which job.
    pub job: Option<JobId>,
    /// For which channel.
    pub channel: Option<ChannelId>,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.invariant.as_str())
    }
}

impl World {
    /// Everything that does not hold now; empty in every reachable state.
    pub fn broken_invariants(&self) -> Vec<Broken> {
        let mut found = Vec::new();
        for (id, user) in self.users() {
            let note = |invariant| Broken { invariant, user: Some(id), job: user.job, channel: user.channel };
            found.extend(self.broken_for_user(id, user).into_iter().flatten().map(note));
        }
        for (id, job) in &self.jobs {
            let note = |invariant| Broken { invariant, user: None, job: Some(id), channel: None };
            found.extend(self.broken_for_job(id, job).into_iter().flatten().map(note));
            for channel in &job.channels {
                let Some(it) = self.channel(*channel) else { continue };
                let note =
                    |invariant| Broken { invariant, user: it.user, job: Some(id), channel: Some(*channel) };
                found.extend(self.broken_for_channel(it).into_iter().flatten().map(note));
            }
        }
        found.extend(self.stray_timers());
        found
    }

    fn broken_for_user(&self, id: UserId, user: &User) -> [Option<Invariant>; 5] {
        let in_call = matches!(user.state, UserState::Dialing | UserState::Ringing | UserState::Talking);
        let just_accepted =
            user.job.and_then(|job| self.job(job)).is_some_and(|job| job.state == JobState::Accepted);
        let leg = user.channel.and_then(|channel| self.channel(channel));
        let own_leg =
            leg.is_some_and(|leg| leg.user == Some(id) && Some(leg.job) == user.job && leg.is_live());
        let connected = user.job.and_then(|job| self.job(job)).is_some_and(|job| job.connected);
        let answered = leg.is_some_and(|leg| leg.state == ChannelState::Answered) && connected;
        let found = user.extension.is_none_or(|it| self.find_extension(user.instance, it) == Some(id));
        [
            (in_call != user.job.is_some() && !just_accepted).then_some(Invariant::UserStateFitsJob),
            (user.job.is_some() && !own_leg).then_some(Invariant::UserHasOwnLeg),
            (user.state == UserState::Talking && !answered).then_some(Invariant::TalkingIsAnswered),
            (user.state == UserState::Break && user.break_code.is_none()).then_some(Invariant::BreakHasCode),
            (!found).then_some(Invariant::ExtensionIsFound),
        ]
    }

    fn broken_for_job(&self, id: JobId, job: &Job) -> [Option<Invariant>; 5] {
        let legs = || job.channels.iter().filter_map(|channel| self.channel(*channel));
        let live = job.state != JobState::Ended;
        let answered = legs().filter(|leg| leg.state == ChannelState::Answered).count();
        let found = self.find_job(job.number) == Some(id);
        let timed = self.timers.in_order().iter().any(|(_, due)| *due == Due::Call(id));
        let may_be_timed = job.state == JobState::Alerting;
        [
            (live != legs().any(Channel::is_live)).then_some(Invariant::JobLivesByItsLegs),
            job.instance.is_none().then_some(Invariant::JobHasInstance),
            (live != found).then_some(Invariant::JobIsFound),
            (job.state == JobState::Connected && answered < 2).then_some(Invariant::ConnectedHasTwo),
            (timed != job.call_timer.is_some() || timed && !may_be_timed)
                .then_some(Invariant::CallTimerFitsJob),
        ]
    }

    fn broken_for_channel(&self, channel: &Channel) -> [Option<Invariant>; 5] {
        let ended = channel.release_reason.is_some();
        let marked = channel.flags.has(Flag::Hold) || channel.flags.has(Flag::Muted);
        let rings = channel.state == ChannelState::Ringing && channel.user.is_some();
        let late = channel.created > self.now || channel.changed > self.now;
        [
            (ended == channel.is_live()).then_some(Invariant::ReleaseHasReason),
            (marked && channel.state != ChannelState::Answered).then_some(Invariant::FlagsNeedAnswer),
            channel.forced_id.map(|_| Invariant::ChannelIdSpellsItself),
            (channel.ring_timer.is_some() && !rings).then_some(Invariant::RingTimerFitsRinging),
            late.then_some(Invariant::NothingFromTheFuture),
        ]
    }

    /// Timers whose cause is gone.
    fn stray_timers(&self) -> Vec<Broken> {
        let stray = |(_, due)| match due {
            Due::Ring(channel) => {
                let kept = self.channel(channel).is_some_and(|it| it.ring_timer.is_some());
                let invariant = Invariant::RingTimerFitsRinging;
                (!kept).then_some(Broken { invariant, user: None, job: None, channel: Some(channel) })
            }
            Due::Call(job) => {
                let kept = self.job(job).is_some_and(|it| it.call_timer.is_some());
                let invariant = Invariant::CallTimerFitsJob;
                (!kept).then_some(Broken { invariant, user: None, job: Some(job), channel: None })
            }
        };
        self.timers.in_order().into_iter().filter_map(stray).collect()
    }
}
