//! A call centre of one dialect: its world, its clock, its events, and what is written down of its life.

mod default;
mod view;

use std::time::Duration;

use offhook_dialect::{Format, HttpRequest};
use offhook_harness::{Ask, FarParty, InProcess, Reply, Stimulated, Subject as _, SubjectError};
use offhook_machine::limits::MAX_TIME_MS;
use offhook_scenario::{Clock as GivenClock, Dialect, Scenario};
use serde_json::Value;

pub(crate) use self::default::default_centre;
use crate::events::EventLog;
use crate::journal;
use crate::limits::{MAX_EVENTS_KEPT, MAX_JOURNAL_LINES};
use crate::pace::{Clock, Pace};
use crate::recording::Recording;
use crate::wall::Now;

/// A call centre.
pub(crate) struct Centre {
    given: Scenario,
    /// Whether the world names no time of its own.
    undated: bool,
    default_seed: u64,
    seed: u64,
    pace: Pace,
    subject: InProcess,
    clock: Clock,
    events: EventLog,
    journal: EventLog,
    recording: Option<Recording>,
}

impl Centre {
    /// Opens the call centre that a scenario gives. Where it names no time, a clock that runs begins with the wall clock's.
    pub(crate) fn new(
        given: Scenario,
        seed: u64,
        pace: Pace,
        now: Now,
        records: bool,
    ) -> Result<Self, SubjectError> {
        let mut centre = Self {
            default_seed: seed,
            seed,
            pace,
            subject: InProcess::new(),
            clock: Clock::new(pace, now, 0),
            events: EventLog::new(MAX_EVENTS_KEPT),
            journal: EventLog::new(MAX_JOURNAL_LINES),
            recording: None,
            undated: given.given.clock.is_none(),
            given,
        };
        centre.reset(centre.given.clone(), seed, now)?;
        if records {
            centre.recording = Some(Recording::new(&centre.given, seed));
        }
        Ok(centre)
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.given.dialect.value
    }

    /// Where ids come from unless a reset says otherwise.
    pub(crate) const fn default_seed(&self) -> u64 {
        self.default_seed
    }

    /// Forgets everything and begins with this world; what is wrong with it leaves all as it was.
    pub(crate) fn reset(&mut self, mut scenario: Scenario, seed: u64, now: Now) -> Result<(), SubjectError> {
        let undated = scenario.given.clock.is_none();
        if self.pace != Pace::Virtual && undated {
            scenario.given.clock = Some(GivenClock { ms: now.unix_ms }.into());
        }
        self.subject.reset(&scenario, seed)?;
        self.subject.begin()?;
        (self.given, self.seed, self.undated) = (scenario, seed, undated);
        self.clock = Clock::new(self.pace, now, self.now_ms());
        self.events = EventLog::new(MAX_EVENTS_KEPT);
        self.journal.extend([journal::reset(self.now_ms())]);
        if self.recording.is_some() {
            self.recording = Some(Recording::new(&self.given, self.seed));
        }
        Ok(())
    }

    /// Begins once more with the world of the latest beginning.
    pub(crate) fn restart(&mut self, now: Now) -> Result<(), SubjectError> {
        let mut given = self.given.clone();
        if self.undated {
            given.given.clock = None;
        }
        self.reset(given, self.seed, now)
    }

    /// What the clock of the world shows.
    pub(crate) fn now_ms(&self) -> u64 {
        self.subject.now().unwrap_or_default()
    }

    /// Lets everything happen that is due by now.
    pub(crate) fn catch_up(&mut self, now: Now) -> Result<(), SubjectError> {
        let due = self.clock.shows(now).unwrap_or_default();
        let by = due.saturating_sub(self.now_ms());
        if by > 0 { self.move_on(by) } else { Ok(()) }
    }

    /// When, by the wall, something is due next.
    pub(crate) fn wakes(&self) -> Option<Duration> {
        self.clock.when(self.subject.next_deadline()?)
    }

    /// Moves the clock by the control API.
    pub(crate) fn advance(&mut self, by_ms: u64, now: Now) -> Result<u64, SubjectError> {
        if self.now_ms().saturating_add(by_ms) > MAX_TIME_MS {
            return Err(SubjectError::Broken(format!("no clock goes beyond {MAX_TIME_MS} ms since 1970")));
        }
        self.journal.extend([journal::clock(self.now_ms(), by_ms)]);
        self.move_on(by_ms)?;
        self.clock.jump(now, self.now_ms());
        Ok(self.now_ms())
    }

    fn move_on(&mut self, by_ms: u64) -> Result<(), SubjectError> {
        self.subject.advance(by_ms)?;
        self.collect()
    }

    fn collect(&mut self) -> Result<(), SubjectError> {
        let (events, at_ms) = (self.subject.events()?, self.now_ms());
        self.journal.extend(events.iter().map(|event| journal::event(at_ms, event)));
        self.events.extend(events);
        Ok(())
    }

    /// Answers a request, and lets it take effect.
    pub(crate) fn request(&mut self, ask: &Ask, format: Format) -> Result<Reply, SubjectError> {
        self.subject.set_format(format);
        let reply = self.subject.request(ask)?;
        if let Some(recording) = &mut self.recording {
            recording.request(self.subject.now().unwrap_or_default(), ask, &reply);
        }
        self.journal.extend([journal::request(self.now_ms(), ask, &reply)]);
        self.subject.settle()?;
        self.collect()?;
        Ok(reply)
    }

    /// Plays the far party.
    pub(crate) fn stimulus(&mut self, stimulus: &FarParty) -> Result<Stimulated, SubjectError> {
        let outcome = self.subject.stimulus(stimulus)?;
        if let Some(recording) = &mut self.recording {
            let impossible = matches!(outcome, Stimulated::Impossible { .. });
            recording.stimulus(self.subject.now().unwrap_or_default(), stimulus, impossible);
        }
        self.journal.extend([journal::stimulus(self.now_ms(), stimulus, &outcome)]);
        self.collect()?;
        Ok(outcome)
    }

    /// Whether a poll is to wait, and how long by the wall; in virtual time none does.
    pub(crate) fn waits(&self, request: &HttpRequest<'_>) -> Option<Duration> {
        let waits = self.pace != Pace::Virtual && self.subject.would_wait(request);
        waits.then(|| self.clock.on_the_wall(crate::limits::POLL_WAIT_MS))
    }

    /// Whether a poll still has nothing to tell.
    pub(crate) fn has_nothing_for(&self, request: &HttpRequest<'_>) -> bool {
        self.subject.would_wait(request)
    }

    pub(crate) const fn freeze(&mut self) {
        self.clock.freeze();
    }

    pub(crate) fn resume(&mut self, now: Now) {
        if !self.clock.runs() {
            self.clock.resume(now, self.now_ms());
        }
    }

    pub(crate) const fn events(&self) -> &EventLog {
        &self.events
    }

    /// What has gone on, a line each.
    pub(crate) const fn journal(&self) -> &EventLog {
        &self.journal
    }

    /// What there is, as JSON.
    pub(crate) fn view(&self) -> Value {
        let world = self.subject.world();
        let digest = self.subject.inspect().map(|it| it.digest.to_string());
        world.map_or(Value::Null, |world| {
            view::view(world, self.dialect(), &self.clock, self.pace, digest.as_deref())
        })
    }

    /// What was recorded, if anything happened.
    pub(crate) fn recorded(&self) -> Option<String> {
        self.recording.as_ref()?.to_yaml(self.now_ms())
    }
}
