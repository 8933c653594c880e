//! The invariants of every reachable state, as one checkable function.

use alloc::vec::Vec;
use core::fmt;

use super::{Channel, Job, SkillGroup, User, World, timers::Due};
use crate::{
    identity::{ChannelId, JobId, SkillGroupId, UserId},
    state::{ChannelState, Flag, JobState, Part, UserState, words},
};

/// Declares the invariants: the text of each is its documentation and [`Invariant::about`] alike.
macro_rules! invariants {
    ($($variant:ident = $name:literal: $about:literal,)+) => {
        words! {
            /// The invariants of every reachable state.
            Invariant { $(#[doc = $about] $variant = $name,)+ }
        }

        impl Invariant {
            /// The text.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)+ }
            }
        }
    };
}

invariants! {
    UserStateFitsJob = "user-state-fits-job": "a user has a job exactly in DIALING, RINGING and TALKING; the job of a call just accepted is there before",
    UserHasOwnChannel = "user-has-own-channel": "a user in a call has a live channel in it that names the user, and no other live channel but in the held call",
    TalkingIsAnswered = "talking-is-answered": "a user in TALKING has an answered channel in a connected job; the job of a call just accepted is there before",
    HeldCallWaits = "held-call-waits": "a held call is not the current one, and its user has a live answered channel in it",
    BreakHasCode = "break-has-code": "a user on a break has a break code",
    JobLivesByItsChannels = "job-lives-by-its-channels": "a live job has a live channel; an ended one has none",
    JobHasInstance = "job-has-instance": "a job belongs to an instance",
    JobIsFound = "job-is-found": "a job is found by its number exactly while it lives",
    ConnectedHasTwo = "connected-has-two": "a connected job has two answered channels, not counting supervisors who are no parties",
    ReleaseHasReason = "release-has-reason": "a channel has a release reason exactly when it has ended",
    FlagsNeedAnswer = "flags-need-answer": "flags mark answered channels only",
    ChannelIdSpellsItself = "channel-id-spells-itself": "a channel's id spells its own parties, birth and job",
    RingTimerFitsRinging = "ring-timer-fits-ringing": "a ring timer runs exactly while an incoming call rings at a user",
    ChannelTimerFitsChannel = "channel-timer-fits-channel": "a channel has a timer only while it is not answered and has not ended",
    CallTimerFitsJob = "call-timer-fits-job": "a call timer runs exactly until the job is connected or ends",
    QueueFitsJob = "queue-fits-job": "a job waits in the queue of its skill group exactly while it is QUEUED",
    ConsultFitsJob = "consult-fits-job": "a consultation has two live channels of a connected job, and has started exactly when the party consulted has answered",
    SupervisionFitsAgent = "supervision-fits-agent": "a channel is MONITORED or COACHED exactly while a supervisor monitors or coaches its agent, and no supervisor does so without the agent",
    InterceptedHasEnded = "intercepted-has-ended": "the channel of an agent whose call was intercepted has ended",
    NothingFromTheFuture = "nothing-from-the-future": "nothing is dated later than now",
    ExtensionIsFound = "extension-is-found": "an extension leads to the user who has it",
}

/// An invariant found broken, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Broken {
    /// The invariant.
    pub invariant: Invariant,
    /// The user concerned.
    pub user: Option<UserId>,
    /// The job concerned.
    pub job: Option<JobId>,
    /// The channel concerned.
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
        let own = user.channel.and_then(|channel| self.channel(channel));
        let has_own =
            own.is_some_and(|own| own.user == Some(id) && Some(own.job) == user.job && own.is_live());
        let connected = user.job.and_then(|job| self.job(job)).is_some_and(|job| job.connected);
        let answered = own.is_some_and(|own| own.state == ChannelState::Answered) && connected;
        let found = user.extension.is_none_or(|it| self.find_extension(user.instance, it) == Some(id));
        [
            (in_call != user.job.is_some() && !just_accepted).then_some(Invariant::UserStateFitsJob),
            (user.job.is_some() && !has_own).then_some(Invariant::UserHasOwnChannel),
            (user.state == UserState::Talking && !answered && !just_accepted)
                .then_some(Invariant::TalkingIsAnswered),
            (user.state == UserState::Break && user.break_code.is_none()).then_some(Invariant::BreakHasCode),
            (!found).then_some(Invariant::ExtensionIsFound),
            (!self.is_sound_held_call(id, user)).then_some(Invariant::HeldCallWaits),
        ]
    }

    fn is_sound_held_call(&self, id: UserId, user: &User) -> bool {
        let Some(held_call) = user.held_call else { return true };
        let channel = self
            .channel(held_call.channel)
            .filter(|channel| channel.user == Some(id) && channel.job == held_call.job);
        let waits = channel.is_some_and(|channel| channel.state == ChannelState::Answered);
        let holds = self.job(held_call.job).is_some_and(|job| job.channels.contains(&held_call.channel));
        waits && holds && user.job.is_some_and(|job| job != held_call.job)
    }

    fn broken_for_job(&self, id: JobId, job: &Job) -> [Option<Invariant>; 7] {
        let channels = || job.channels.iter().filter_map(|channel| self.channel(*channel));
        let live = job.state != JobState::Ended;
        let is_party =
            |channel: &&Channel| channel.state == ChannelState::Answered && !Self::is_listener(channel);
        let answered = channels().filter(is_party).count();
        let found = self.find_job(job.number) == Some(id);
        let timed = job.call_timer.is_some_and(|timer| self.timers.is_for(timer, Due::Call(id)));
        let may_be_timed = job.state == JobState::Alerting;
        let waits = job.call_timer.is_some_and(|timer| self.timers.is_for(timer, Due::Queue(id)));
        let is_queued = job.state == JobState::Queued;
        [
            (live != channels().any(Channel::is_live)).then_some(Invariant::JobLivesByItsChannels),
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

    /// The skill groups with the job in their queues, once for each place.
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
            let channel =
                |channel| self.channel(channel).filter(|it| it.is_live() && job.channels.contains(&channel));
            let started = channel(consult.with).map(|it| it.state == ChannelState::Answered);
            channel(consult.by).is_some()
                && started == Some(consult.started)
                && job.state == JobState::Connected
        })
    }

    /// True if the flags of supervision are those that the job's other channels ask for.
    fn is_sound_supervision(&self, channel: &Channel) -> bool {
        let others = || {
            let ids = self.job(channel.job).map(|job| job.channels.iter()).into_iter().flatten();
            ids.filter_map(|id| self.channel(*id))
        };
        let has_by = |flag| others().any(|other| other.flags.has(flag) && other.counterpart == channel.user);
        let is_there = |other: &Channel| other.is_live() && other.user == channel.counterpart;
        (channel.user.is_none()
            || channel.flags.has(Flag::Monitored) == (channel.is_live() && has_by(Flag::Monitoring))
                && channel.flags.has(Flag::Coached) == (channel.is_live() && has_by(Flag::Coaching)))
            && (!channel.is_live() || !Self::is_listener(channel) || others().any(is_there))
    }

    fn broken_for_channel(&self, id: ChannelId, channel: &Channel) -> [Option<Invariant>; 9] {
        let ended = channel.release_reason.is_some();
        let marked = !channel.flags.is_empty();
        let user = channel.user.and_then(|user| self.user(user));
        let others = channel.is_live() && user.is_some_and(|user| !user.has_channel(id));
        let rings = matches!(channel.state, ChannelState::Ringing | ChannelState::EarlyMedia)
            && user.is_some_and(|user| user.state == UserState::Ringing);
        let timed = channel.timer.is_some_and(|timer| self.timers.is_for(timer, Due::Ring(id)));
        let waited = channel.timer.is_some_and(|timer| self.timers.is_for(timer, Due::Channel(id)));
        let may_wait = channel.is_live() && !channel.answered;
        let late = channel.created > self.now || channel.changed > self.now;
        [
            others.then_some(Invariant::UserHasOwnChannel),
            (ended == channel.is_live()).then_some(Invariant::ReleaseHasReason),
            (marked && channel.state != ChannelState::Answered).then_some(Invariant::FlagsNeedAnswer),
            channel.forced_id.map(|_| Invariant::ChannelIdSpellsItself),
            (timed && !rings).then_some(Invariant::RingTimerFitsRinging),
            ((timed || waited) != channel.timer.is_some() || waited && !may_wait)
                .then_some(Invariant::ChannelTimerFitsChannel),
            (channel.is_live() && channel.part == Some(Part::Intercepted))
                .then_some(Invariant::InterceptedHasEnded),
            late.then_some(Invariant::NothingFromTheFuture),
            (!self.is_sound_supervision(channel)).then_some(Invariant::SupervisionFitsAgent),
        ]
    }

    /// Timers without their cause.
    fn stray_timers(&self) -> impl Iterator<Item = Broken> {
        let stray = |(timer, due)| match due {
            Due::Ring(channel) => {
                let kept = self.channel(channel).is_some_and(|it| it.timer == Some(timer));
                let invariant = Invariant::RingTimerFitsRinging;
                (!kept).then_some(Broken { invariant, user: None, job: None, channel: Some(channel) })
            }
            Due::Channel(channel) => {
                let kept = self.channel(channel).is_some_and(|it| it.timer == Some(timer));
                let invariant = Invariant::ChannelTimerFitsChannel;
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
