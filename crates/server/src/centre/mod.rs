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
use crate::behaviour::{Act, Behaviours, Player};
use crate::events::EventLog;
use crate::limits::{MAX_EVENTS_KEPT, MAX_JOURNAL_LINES, MAX_TURNS};
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
}

impl Centre {
    /// Opens the call centre that a scenario gives. Where it names no time, a clock that runs begins with the wall clock's.
    pub(crate) fn new(given: Scenario, setup: Setup, now: Now) -> Result<Self, SubjectError> {
        let seed = setup.seed;
        let mut centre = Self {
            seed,
            player: Player::default(),
            subject: InProcess::new(),
            clock: Clock::new(setup.pace, now, 0),
            events: EventLog::new(MAX_EVENTS_KEPT),
            timeline: EventLog::new(MAX_JOURNAL_LINES),
            recording: None,
            undated: given.given.clock.is_none(),
            given,
            setup,
        };
        centre.reset(centre.given.clone(), seed, now)?;
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
    pub(crate) fn reset(&mut self, mut scenario: Scenario, seed: u64, now: Now) -> Result<(), SubjectError> {
        let undated = scenario.given.clock.is_none();
        if self.setup.pace != Pace::Virtual && undated {
            scenario.given.clock = Some(GivenClock { ms: now.unix_ms }.into());
        }
        let mut subject = InProcess::new();
        subject.reset(&scenario, seed)?;
        subject.begin()?;
        self.subject = subject;
        (self.given, self.seed, self.undated) = (scenario, seed, undated);
        self.clock = Clock::new(self.setup.pace, now, self.now_ms());
        self.events = EventLog::new(MAX_EVENTS_KEPT);
        self.timeline.extend([timeline::reset(self.now_ms())]);
        self.recording = self.setup.records.then(|| Recording::new(&self.given, self.seed));
        self.player = Player::new(self.setup.behaviours.clone());
        self.collect()
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
        self.clock.when(self.next_deadline()?)
    }

    /// Moves the clock by the control API.
    pub(crate) fn advance(&mut self, by_ms: u64, now: Now) -> Result<u64, SubjectError> {
        if self.now_ms().saturating_add(by_ms) > MAX_TIME_MS {
            return Err(SubjectError::Broken(format!("no clock goes beyond {MAX_TIME_MS} ms since 1970")));
        }
        self.timeline.extend([timeline::clock(self.now_ms(), by_ms)]);
        self.move_on(by_ms)?;
        self.clock.jump(now, self.now_ms());
        Ok(self.now_ms())
    }

    fn next_deadline(&self) -> Option<u64> {
        [self.subject.next_deadline(), self.player.next_deadline()].into_iter().flatten().min()
    }

    /// Moves the clock from one thing that is due to the next; what legs do by themselves comes after what the machine does at
    /// the same time.
    fn move_on(&mut self, by_ms: u64) -> Result<(), SubjectError> {
        let end = self.now_ms().saturating_add(by_ms);
        loop {
            let now = self.now_ms();
            let to = match self.next_deadline().filter(|_| !self.setup.behaviours.is_empty()) {
                Some(due) => due.clamp(now, end),
                None => end,
            };
            self.subject.advance(to.saturating_sub(now))?;
            self.collect()?;
            if to == end {
                return Ok(());
            }
        }
    }

    /// Takes note of what has happened, and lets legs do what is theirs to do by now.
    fn collect(&mut self) -> Result<(), SubjectError> {
        self.tell()?;
        for _ in 0..MAX_TURNS {
            let Some(world) = self.subject.world() else { return Ok(()) };
            self.player.look(world);
            let due = self.player.take_due(world.now());
            if due.is_empty() {
                return Ok(());
            }
            for act in due {
                self.act(act)?;
            }
        }
        tracing::warn!(
            dialect = self.dialect().as_str(),
            "legs do too much at once by themselves: they stop"
        );
        self.player.give_up();
        Ok(())
    }

    fn act(&mut self, act: Act) -> Result<(), SubjectError> {
        let dialect = self.dialect();
        let Some(world) = self.subject.world() else { return Ok(()) };
        match act.far_party(world, |job| view::job_id(dialect, job)) {
            Some(far_party) => self.play(&far_party, true).map(|_| ()),
            None => Ok(()),
        }
    }

    fn tell(&mut self) -> Result<(), SubjectError> {
        let (events, at_ms) = (self.subject.events()?, self.now_ms());
        self.timeline.extend(events.iter().map(|event| timeline::event(at_ms, event)));
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
        self.timeline.extend([timeline::request(self.now_ms(), ask, &reply)]);
        self.subject.settle()?;
        self.collect()?;
        Ok(reply)
    }

    /// Plays the far party.
    pub(crate) fn stimulus(&mut self, stimulus: &FarParty) -> Result<Stimulated, SubjectError> {
        let outcome = self.play(stimulus, false)?;
        self.collect()?;
        Ok(outcome)
    }

    fn play(&mut self, stimulus: &FarParty, by_itself: bool) -> Result<Stimulated, SubjectError> {
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
    pub(crate) const fn timeline(&self) -> &EventLog {
        &self.timeline
    }

    /// What there is, as JSON.
    pub(crate) fn view(&self) -> Value {
        let world = self.subject.world();
        let digest = self.subject.inspect().map(|it| it.digest.to_string());
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
