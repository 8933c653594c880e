//! A call centre of one dialect: its world, its clock, its events, and what is written down of its life.

mod default;
mod error;
mod keeping;
mod recovery;
mod time;
mod view;

use std::sync::Arc;
use std::time::Duration;

use offhook_dialect::{Format, HttpRequest};
use offhook_harness::{Ask, InProcess, RemoteParty, Reply, Stimulated, Subject as _, SubjectError};
use offhook_scenario::{Clock as GivenClock, Dialect, Scenario};
use serde_json::Value;

pub(crate) use self::default::default_centre;
pub(crate) use self::error::CentreError;
use crate::behaviour::{Behaviours, Player};
use crate::events::EventLog;
use crate::journal::{Entry, Folder, Journal};
use crate::limits::{MAX_EVENTS_KEPT, MAX_TIMELINE_LINES};
use crate::pace::{Clock, Pace};
use crate::recording::Recording;
use crate::timeline;
use crate::wall::Now;

/// What holds for a call centre as long as the server runs.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    /// Where ids come from unless a world or a reset says otherwise.
    pub(crate) seed: u64,
    pub(crate) pace: Pace,
    pub(crate) behaviours: Behaviours,
    /// Whether what is done is recorded.
    pub(crate) records: bool,
    /// Where a journal is kept.
    pub(crate) journal: Option<Arc<Folder>>,
}

/// A call centre.
pub(crate) struct Centre {
    setup: Setup,
    given: Scenario,
    /// Whether the world names no time of its own.
    undated: bool,
    seed: u64,
    player: Player,
    subject: InProcess,
    clock: Clock,
    events: EventLog,
    timeline: EventLog,
    recording: Option<Recording>,
    /// What the server was started with, in one number.
    started_with: u32,
    journal: Option<Journal>,
}

impl Centre {
    /// Opens the call centre that a scenario gives, or goes on with the one whose journal was kept. Where a world names no
    /// time, a clock that runs begins with the wall clock's.
    pub(crate) fn new(given: Scenario, setup: Setup, now: Now) -> Result<Self, CentreError> {
        let seed = setup.seed;
        let kept =
            setup.journal.as_ref().map(|folder| folder.kept(given.dialect.value)).transpose()?.flatten();
        let mut centre = Self {
            seed,
            player: Player::default(),
            subject: InProcess::new(),
            clock: Clock::new(setup.pace, now, 0),
            events: EventLog::new(MAX_EVENTS_KEPT),
            timeline: EventLog::new(MAX_TIMELINE_LINES),
            recording: None,
            undated: given.given.clock.is_none(),
            started_with: recovery::started_with(&given, &setup),
            journal: None,
            given,
            setup,
        };
        match kept {
            Some(kept) => centre.recover(kept, now)?,
            None => centre.reset(centre.given.clone(), seed, now)?,
        }
        Ok(centre)
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.given.dialect.value
    }

    /// Where ids come from unless a reset says otherwise.
    pub(crate) const fn default_seed(&self) -> u64 {
        self.setup.seed
    }

    /// Forgets everything and begins with this world; what is wrong with it leaves all as it was.
    pub(crate) fn reset(&mut self, mut scenario: Scenario, seed: u64, now: Now) -> Result<(), CentreError> {
        let undated = scenario.given.clock.is_none();
        if self.setup.pace != Pace::Virtual && undated {
            scenario.given.clock = Some(GivenClock { ms: now.unix_ms }.into());
        }
        let subject = staged(&scenario, seed)?;
        if let Some(folder) = &self.setup.journal {
            let after = self.journal.as_ref().map_or(0, Journal::generation);
            let began = recovery::began(&scenario, seed, undated, self.started_with);
            self.journal = Some(folder.begin(scenario.dialect.value, after, &began)?);
        }
        self.begin(subject, (scenario, seed, undated), now)?;
        Ok(())
    }

    fn begin(
        &mut self,
        subject: InProcess,
        given: (Scenario, u64, bool),
        now: Now,
    ) -> Result<(), SubjectError> {
        self.subject = subject;
        (self.given, self.seed, self.undated) = given;
        self.clock = Clock::new(self.setup.pace, now, self.now_ms());
        self.events = EventLog::new(MAX_EVENTS_KEPT);
        self.timeline.extend([timeline::reset(self.now_ms())]);
        self.recording = self.setup.records.then(|| Recording::new(&self.given, self.seed));
        self.player = Player::new(self.setup.behaviours.clone());
        self.collect()
    }

    /// Begins once more with the world of the latest beginning.
    pub(crate) fn restart(&mut self, now: Now) -> Result<(), CentreError> {
        let mut given = self.given.clone();
        if self.undated {
            given.given.clock = None;
        }
        self.reset(given, self.seed, now)
    }

    /// Answers a request, and lets it take effect.
    pub(crate) fn request(&mut self, ask: &Ask, format: Format) -> Result<Reply, CentreError> {
        self.note(|at_ms| Entry::request(at_ms, ask, format))?;
        Ok(self.serve(ask, format)?)
    }

    fn serve(&mut self, ask: &Ask, format: Format) -> Result<Reply, SubjectError> {
        self.subject.set_format(format);
        let reply = self.subject.request(ask)?;
        if let Some(recording) = &mut self.recording {
            recording.request(self.subject.now().unwrap_or_default(), ask, &reply);
        }
        self.timeline.extend([timeline::request(self.now_ms(), ask, &reply)]);
        self.subject.settle()?;
        self.collect()?;
        Ok(reply)
    }

    /// Plays the far party.
    pub(crate) fn stimulus(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, CentreError> {
        self.note(|at_ms| Entry::stimulus(at_ms, stimulus))?;
        Ok(self.play_by_hand(stimulus)?)
    }

    fn play_by_hand(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, SubjectError> {
        let outcome = self.play(stimulus, false)?;
        self.collect()?;
        Ok(outcome)
    }

    fn play(&mut self, stimulus: &RemoteParty, by_itself: bool) -> Result<Stimulated, SubjectError> {
        let outcome = self.subject.stimulus(stimulus)?;
        if let Some(recording) = &mut self.recording {
            let impossible = matches!(outcome, Stimulated::Impossible { .. });
            recording.stimulus(self.subject.now().unwrap_or_default(), stimulus, impossible);
        }
        self.timeline.extend([timeline::stimulus(self.now_ms(), stimulus, &outcome, by_itself)]);
        self.tell()?;
        Ok(outcome)
    }

    /// Whether a poll is to wait, and how long by the wall; in virtual time none does.
    pub(crate) fn waits(&self, request: &HttpRequest<'_>) -> Option<Duration> {
        let waits = self.setup.pace != Pace::Virtual && self.subject.would_wait(request);
        waits.then(|| self.clock.on_the_wall(crate::limits::POLL_WAIT_MS))
    }

    /// Whether a poll still has nothing to tell.
    pub(crate) fn has_nothing_for(&self, request: &HttpRequest<'_>) -> bool {
        self.subject.would_wait(request)
    }

    pub(crate) const fn events(&self) -> &EventLog {
        &self.events
    }

    /// What has gone on, a line each.
    pub(crate) const fn timeline(&self) -> &EventLog {
        &self.timeline
    }

    /// What there is, as JSON.
    pub(crate) fn view(&self) -> Value {
        let world = self.subject.world();
        let digest = self.digest();
        world.map_or(Value::Null, |world| {
            view::View { world, dialect: self.dialect(), player: &self.player }.whole(
                &self.clock,
                self.setup.pace,
                digest.as_deref(),
            )
        })
    }

    /// What was recorded, if anything happened.
    pub(crate) fn recorded(&self) -> Option<String> {
        self.recording.as_ref()?.to_yaml(self.now_ms())
    }
}

/// A subject in the world of a scenario.
fn staged(scenario: &Scenario, seed: u64) -> Result<InProcess, SubjectError> {
    let mut subject = InProcess::new();
    subject.reset(scenario, seed)?;
    subject.begin()?;
    Ok(subject)
}
