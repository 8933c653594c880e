//! What must hold in every reachable state, as one checkable function.

use alloc::vec::Vec;
use core::fmt;

use super::{Channel, Job, SkillGroup, User, World, timers::Due};
use crate::{
    identity::{ChannelId, JobId, SkillGroupId, UserId},
    state::{ChannelState, Flag, JobState, Part, UserState, words},
};

/// Declares the invariants: what each says is its documentation and [`Invariant::about`] alike.
macro_rules! invariants {
    ($($variant:ident = $name:literal: $about:literal,)+) => {
        words! {
            /// What must hold in every reachable state.
            Invariant { $(#[doc = $about] $variant = $name,)+ }
        }

        impl Invariant {
            /// What it says.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)+ }
            }
        }
    };
}

invariants! {
    UserStateFitsJob = "user-state-fits-job": "a user has a job exactly in DIALING, RINGING and TALKING; the job of a call just accepted is there before",
    UserHasOwnLeg = "user-has-own-leg": "a user in a call has a live leg of it that names the user, and no other live leg but in the call held beside it",
    TalkingIsAnswered = "talking-is-answered": "a user in TALKING has an answered leg in a connected job; the job of a call just accepted is there before",
    HeldCallWaits = "held-call-waits": "a held call is another than the current one, and its user has a live answered leg in it",
    BreakHasCode = "break-has-code": "a user on a break has a break code",
    JobLivesByItsLegs = "job-lives-by-its-legs": "a live job has a live leg; an ended one has none",
    JobHasInstance = "job-has-instance": "a job belongs to an instance",
    JobIsFound = "job-is-found": "a job is found by its number exactly while it lives",
    ConnectedHasTwo = "connected-has-two": "a connected job has two answered legs, those of who only listens not counted",
    ReleaseHasReason = "release-has-reason": "a leg has a release reason exactly when it has ended",
    FlagsNeedAnswer = "flags-need-answer": "flags mark answered legs only",
    ChannelIdSpellsItself = "channel-id-spells-itself": "a channel's id spells its own parties, birth and job",
    RingTimerFitsRinging = "ring-timer-fits-ringing": "a ring timer runs exactly while an incoming call rings at a user",
    LegTimerFitsLeg = "leg-timer-fits-leg": "a leg has a timer only while it is not answered and has not ended",
    CallTimerFitsJob = "call-timer-fits-job": "a call timer runs exactly until the job is connected or ends",
    QueueFitsJob = "queue-fits-job": "a job waits in the queue of its skill group exactly while it is QUEUED",
    ConsultFitsJob = "consult-fits-job": "a consultation is of two live legs of a connected job, and has started exactly when the party asked has answered",
    SupervisionFitsAgent = "supervision-fits-agent": "a leg is MONITORED or COACHED exactly while a supervisor listens or whispers to its agent, and none does so without the agent",
    InterceptedHasEnded = "intercepted-has-ended": "a leg whose call was taken over has ended",
    NothingFromTheFuture = "nothing-from-the-future": "nothing is dated later than now",
    ExtensionIsFound = "extension-is-found": "an extension leads to the user who has it",
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
                found.extend(self.broken_for_channel(*channel, it).into_iter().flatten().map(note));
            }
        }
        found.extend(self.stray_timers());
        found
    }

    fn broken_for_user(&self, id: UserId, user: &User) -> [Option<Invariant>; 6] {
        let in_call = user.state.is_in_call();
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
            (user.state == UserState::Talking && !answered && !just_accepted)
                .then_some(Invariant::TalkingIsAnswered),
            (user.state == UserState::Break && user.break_code.is_none()).then_some(Invariant::BreakHasCode),
            (!found).then_some(Invariant::ExtensionIsFound),
            (!self.is_sound_held_call(id, user)).then_some(Invariant::HeldCallWaits),
        ]
    }

    fn is_sound_held_call(&self, id: UserId, user: &User) -> bool {
        let Some(held_call) = user.held_call else { return true };
        let leg =
            self.channel(held_call.channel).filter(|leg| leg.user == Some(id) && leg.job == held_call.job);
        let waits = leg.is_some_and(|leg| leg.state == ChannelState::Answered);
        let holds = self.job(held_call.job).is_some_and(|job| job.channels.contains(&held_call.channel));
        waits && holds && user.job.is_some_and(|job| job != held_call.job)
    }

    fn broken_for_job(&self, id: JobId, job: &Job) -> [Option<Invariant>; 7] {
        let legs = || job.channels.iter().filter_map(|channel| self.channel(*channel));
        let live = job.state != JobState::Ended;
        let is_party = |leg: &&Channel| leg.state == ChannelState::Answered && !Self::is_listener(leg);
        let answered = legs().filter(is_party).count();
        let found = self.find_job(job.number) == Some(id);
        let timed = job.call_timer.is_some_and(|timer| self.timers.is_for(timer, Due::Call(id)));
        let may_be_timed = job.state == JobState::Alerting;
        let waits = job.call_timer.is_some_and(|timer| self.timers.is_for(timer, Due::Queue(id)));
        let is_queued = job.state == JobState::Queued;
        [
            (live != legs().any(Channel::is_live)).then_some(Invariant::JobLivesByItsLegs),
            job.instance.is_none().then_some(Invariant::JobHasInstance),
            (live != found).then_some(Invariant::JobIsFound),
            (job.state == JobState::Connected && answered < 2).then_some(Invariant::ConnectedHasTwo),
            ((timed || waits) != job.call_timer.is_some() || timed && !may_be_timed || waits != is_queued)
                .then_some(Invariant::CallTimerFitsJob),
            (self.waits_in(id) != job.queue.filter(|_| is_queued).into_iter().collect::<Vec<_>>())
                .then_some(Invariant::QueueFitsJob),
            (!self.is_sound_consult(job)).then_some(Invariant::ConsultFitsJob),
        ]
    }

    /// The skill groups in whose queues the job stands, once for each place.
    fn waits_in(&self, job: JobId) -> Vec<SkillGroupId> {
        #[expect(clippy::cast_possible_truncation, reason = "MAX_SKILL_GROUPS fits in 16 bits")]
        let places = |(index, group): (usize, &SkillGroup)| {
            let times = group.waiting.iter().filter(|waits| **waits == job).count();
            core::iter::repeat_n(SkillGroupId(index as u16), times)
        };
        self.skill_groups.iter().enumerate().flat_map(places).collect()
    }

    fn is_sound_consult(&self, job: &Job) -> bool {
        job.consult.is_none_or(|consult| {
            let leg = |leg| self.channel(leg).filter(|it| it.is_live() && job.channels.contains(&leg));
            let started = leg(consult.with).map(|it| it.state == ChannelState::Answered);
            leg(consult.by).is_some() && started == Some(consult.started) && job.state == JobState::Connected
        })
    }

    /// Whether the flags of supervision are those that the job's other legs ask for.
    fn is_sound_supervision(&self, channel: &Channel) -> bool {
        let legs = || {
            let legs = self.job(channel.job).map(|job| job.channels.iter()).into_iter().flatten();
            legs.filter_map(|leg| self.channel(*leg))
        };
        let has_by = |flag| legs().any(|leg| leg.flags.has(flag) && leg.counterpart == channel.user);
        let is_there = |leg: &Channel| leg.is_live() && leg.user == channel.counterpart;
        (channel.user.is_none()
            || channel.flags.has(Flag::Monitored) == (channel.is_live() && has_by(Flag::Monitoring))
                && channel.flags.has(Flag::Coached) == (channel.is_live() && has_by(Flag::Coaching)))
            && (!channel.is_live() || !Self::is_listener(channel) || legs().any(is_there))
    }

    fn broken_for_channel(&self, id: ChannelId, channel: &Channel) -> [Option<Invariant>; 9] {
        let ended = channel.release_reason.is_some();
        let marked = !channel.flags.is_empty();
        let user = channel.user.and_then(|user| self.user(user));
        let others = channel.is_live() && user.is_some_and(|user| !user.has_leg(id));
        let rings = matches!(channel.state, ChannelState::Ringing | ChannelState::EarlyMedia)
            && user.is_some_and(|user| user.state == UserState::Ringing);
        let timed = channel.leg_timer.is_some_and(|timer| self.timers.is_for(timer, Due::Ring(id)));
        let waited = channel.leg_timer.is_some_and(|timer| self.timers.is_for(timer, Due::Leg(id)));
        let may_wait = channel.is_live() && !channel.answered;
        let late = channel.created > self.now || channel.changed > self.now;
        [
            others.then_some(Invariant::UserHasOwnLeg),
            (ended == channel.is_live()).then_some(Invariant::ReleaseHasReason),
            (marked && channel.state != ChannelState::Answered).then_some(Invariant::FlagsNeedAnswer),
            channel.forced_id.map(|_| Invariant::ChannelIdSpellsItself),
            (timed && !rings).then_some(Invariant::RingTimerFitsRinging),
            ((timed || waited) != channel.leg_timer.is_some() || waited && !may_wait)
                .then_some(Invariant::LegTimerFitsLeg),
            (channel.is_live() && channel.part == Some(Part::Intercepted))
                .then_some(Invariant::InterceptedHasEnded),
            late.then_some(Invariant::NothingFromTheFuture),
            (!self.is_sound_supervision(channel)).then_some(Invariant::SupervisionFitsAgent),
        ]
    }

    /// Timers whose cause is gone.
    fn stray_timers(&self) -> impl Iterator<Item = Broken> {
        let stray = |(timer, due)| match due {
            Due::Ring(channel) => {
                let kept = self.channel(channel).is_some_and(|it| it.leg_timer == Some(timer));
                let invariant = Invariant::RingTimerFitsRinging;
                (!kept).then_some(Broken { invariant, user: None, job: None, channel: Some(channel) })
            }
            Due::Leg(channel) => {
                let kept = self.channel(channel).is_some_and(|it| it.leg_timer == Some(timer));
                let invariant = Invariant::LegTimerFitsLeg;
                (!kept).then_some(Broken { invariant, user: None, job: None, channel: Some(channel) })
            }
            Due::Call(job) | Due::Queue(job) => {
                let kept = self.job(job).is_some_and(|it| it.call_timer == Some(timer));
                let invariant = Invariant::CallTimerFitsJob;
                (!kept).then_some(Broken { invariant, user: None, job: Some(job), channel: None })
            }
        };
        self.timers.running().filter_map(stray)
    }
}
