//! A call centre of one dialect: its world, its clock, its events, and what is written down of its life.

mod default;
mod error;
mod keeping;
mod recovery;
mod snapshot;
mod time;
mod view;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use offhook_centre::{CallCentre, CentreError, Options, RemoteParty, Stimulated};
use offhook_dialect::{Accounts, Admitted, Gate, HttpRequest, HttpResponse, Nonce, Unserved};
use offhook_scenario::{Clock as GivenClock, Dialect, Scenario};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use self::default::default_centre;
pub(crate) use self::error::HostError;
use self::recovery::Beginning;
use crate::behaviour::{Behaviours, Player};
use crate::events::EventLog;
use crate::journal::{Entry, Folder, Journal, StartedWith};
use crate::limits::{MAX_EVENTS_KEPT, MAX_TIMELINE_LINES, NONCES_PER_ENTRY};
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
    /// What channels do by themselves in the world of the server's start, and in a scenario's that somebody begins with.
    pub(crate) behaviours: Behaviours,
    /// What they do in a world whose message of the adapter protocol says that a program plays it.
    pub(crate) played_behaviours: Behaviours,
    /// Whether the tokens of sessions are not looked at.
    pub(crate) any_token: bool,
    /// Whether what is done is recorded.
    pub(crate) records: bool,
    /// Where a journal is kept.
    pub(crate) journal: Option<Arc<Folder>>,
}

/// Who plays the parties of a world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Players {
    /// People, who need not be there.
    #[default]
    People,
    /// A program, such as a test harness, that plays each of them.
    Program,
}

impl Players {
    /// Whether they are people.
    pub(crate) fn are_people(&self) -> bool {
        *self == Self::People
    }
}

/// A call centre.
pub(crate) struct Hosted {
    setup: Setup,
    /// The world of the server's start.
    first: Scenario,
    given: Scenario,
    /// Who plays what the given world does not do by itself.
    players: Players,
    seed: u64,
    player: Player,
    /// The seed of tokens, where it was drawn from the system.
    token_seed: Option<u64>,
    /// Verifies who asks.
    gate: Box<dyn Gate>,
    centre: CallCentre,
    clock: Clock,
    events: EventLog,
    timeline: EventLog,
    recording: Option<Recording>,
    started_with: StartedWith,
    journal: Option<Journal>,
}

impl Hosted {
    /// Opens the call centre that a scenario gives, or goes on with the one whose journal was kept. Where a world names no
    /// time, a clock that runs begins with the wall clock's.
    pub(crate) fn new(given: Scenario, setup: Setup, now: Now) -> Result<Self, HostError> {
        let seed = setup.seed;
        let kept =
            setup.journal.as_ref().map(|folder| folder.kept(given.dialect.value)).transpose()?.flatten();
        let centre = opened(&given, seed, None, &setup)?;
        let mut hosted = Self {
            seed,
            token_seed: None,
            players: Players::People,
            gate: (given.dialect.value.gate)(seed),
            player: Player::default(),
            centre,
            clock: Clock::new(setup.pace, now, 0),
            events: EventLog::new(MAX_EVENTS_KEPT),
            timeline: EventLog::new(MAX_TIMELINE_LINES),
            recording: None,
            started_with: recovery::started_with(&given, &setup),
            journal: None,
            first: given.clone(),
            given,
            setup,
        };
        match kept {
            Some(kept) => hosted.recover(kept, now)?,
            None => hosted.reset(hosted.given.clone(), seed, Players::People, now)?,
        }
        Ok(hosted)
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.given.dialect.value
    }

    /// Where ids come from unless a reset says otherwise.
    pub(crate) const fn default_seed(&self) -> u64 {
        self.setup.seed
    }

    /// Forgets everything and begins with this world; what is wrong with it leaves all as it was.
    pub(crate) fn reset(
        &mut self,
        mut scenario: Scenario,
        seed: u64,
        players: Players,
        now: Now,
    ) -> Result<(), HostError> {
        let undated = scenario.given.clock.is_none();
        if self.setup.pace != Pace::Virtual && undated {
            scenario.given.clock = Some(GivenClock { ms: now.unix_ms }.into());
        }
        let token_seed = self.drawn()?;
        let centre = opened(&scenario, seed, token_seed, &self.setup)?;
        if let Some(folder) = &self.setup.journal {
            let beginning = Beginning { scenario: &scenario, seed, token_seed, undated, players };
            let began = beginning.entry(self.started_with);
            let taken = self.taken_nonces(centre.now(), now);
            let (dialect, at_ms) = (scenario.dialect.value, self.centre.now());
            self.journal = Some(folder.begin(dialect, self.journal.as_mut(), at_ms, began, &taken)?);
        }
        self.token_seed = token_seed;
        self.players = players;
        self.begin(centre, (scenario, seed), now)?;
        Ok(())
    }

    /// The nonces that would be good otherwise, as entries of this time.
    fn taken_nonces(&self, at_ms: u64, now: Now) -> Vec<Entry> {
        let taken = self.gate.nonces(now.unix_ms);
        let entry = |nonces: &[Nonce]| Entry::Nonces { at_ms, nonces: nonces.to_vec() };
        taken.chunks(NONCES_PER_ENTRY).map(entry).collect()
    }

    /// A seed of tokens that nobody can know: where time is real, a token lets somebody in. In virtual time everything is the same each
    /// time.
    fn drawn(&self) -> Result<Option<u64>, HostError> {
        if self.setup.pace == Pace::Virtual {
            return Ok(None);
        }
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes)
            .map_err(|error| HostError::System(std::io::Error::other(error.to_string())))?;
        // A recording is YAML, whose readers may have signed numbers only.
        Ok(Some(u64::from_le_bytes(bytes) >> 1))
    }

    fn begin(&mut self, centre: CallCentre, given: (Scenario, u64), now: Now) -> Result<(), CentreError> {
        self.centre = centre;
        (self.given, self.seed) = given;
        self.clock = Clock::new(self.setup.pace, now, self.now_ms());
        self.events = EventLog::new(MAX_EVENTS_KEPT);
        self.timeline.extend([timeline::reset(self.now_ms())]);
        self.recording = self.setup.records.then(|| Recording::new(&self.given, self.seed, self.token_seed));
        let Setup { behaviours, played_behaviours, .. } = &self.setup;
        self.player = Player::new(match self.players {
            Players::People => behaviours.clone(),
            Players::Program => played_behaviours.clone(),
        });
        self.collect()
    }

    /// Begins once more with the world of the server's start.
    pub(crate) fn restart(&mut self, now: Now) -> Result<(), HostError> {
        self.reset(self.first.clone(), self.setup.seed, Players::People, now)
    }

    /// Admits a request. Where tokens are not looked at, it has the one that counts from here on: so a journal and a recording of it lead to
    /// the same elsewhere.
    pub(crate) fn admit(
        &mut self,
        request: &HttpRequest,
        accounts: Option<&dyn Accounts>,
        now: Now,
    ) -> Result<Admitted, HttpResponse> {
        let mut admitted = self.gate.admit(request, accounts, now.unix_ms)?;
        if let Cow::Owned(vouched) = self.centre.vouched(&admitted.request) {
            admitted.request = vouched;
        }
        Ok(admitted)
    }

    /// Whether no request is admitted that nobody has signed, where there are accounts.
    pub(crate) fn verifies(&self) -> bool {
        self.gate.verifies()
    }

    /// The answer to a request that is refused whatever it asks for.
    pub(crate) fn refuse(&mut self, request: &HttpRequest, why: &Unserved<'_>) -> HttpResponse {
        self.gate.refuse(request, why)
    }

    /// Answers a request, and lets it take effect.
    pub(crate) fn request(&mut self, admitted: &Admitted) -> Result<HttpResponse, HostError> {
        self.note(|at_ms| Entry::request(at_ms, admitted))?;
        Ok(self.serve(&admitted.request)?)
    }

    fn serve(&mut self, request: &HttpRequest) -> Result<HttpResponse, CentreError> {
        let response = self.centre.request(request);
        if let Some(recording) = &mut self.recording {
            recording.request(self.centre.now(), request, &response);
        }
        let summary = self.dialect().client.summary(request, &response);
        self.timeline.extend([timeline::request(self.now_ms(), &summary)]);
        self.centre.settle()?;
        self.collect()?;
        Ok(response)
    }

    /// Plays the remote party.
    pub(crate) fn stimulus(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, HostError> {
        self.note(|at_ms| Entry::stimulus(at_ms, stimulus))?;
        Ok(self.play_by_hand(stimulus)?)
    }

    fn play_by_hand(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, CentreError> {
        let outcome = self.play(stimulus, false)?;
        self.collect()?;
        Ok(outcome)
    }

    fn play(&mut self, stimulus: &RemoteParty, by_itself: bool) -> Result<Stimulated, CentreError> {
        let outcome = self.centre.stimulus(stimulus)?;
        if let Some(recording) = &mut self.recording {
            let impossible = matches!(outcome, Stimulated::Impossible { .. });
            recording.stimulus(self.centre.now(), stimulus, impossible);
        }
        self.timeline.extend([timeline::stimulus(self.now_ms(), stimulus, &outcome, by_itself)]);
        self.report();
        Ok(outcome)
    }

    /// Whether a poll is to wait, and how long by the wall; in virtual time none does.
    pub(crate) fn waits(&self, request: &HttpRequest) -> Option<Duration> {
        let waits = self.setup.pace != Pace::Virtual && self.centre.would_wait(request);
        waits.then(|| self.clock.on_the_wall(crate::limits::POLL_WAIT_MS))
    }

    /// Whether a poll still has nothing to tell.
    pub(crate) fn has_nothing_for(&self, request: &HttpRequest) -> bool {
        self.centre.would_wait(request)
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
        let digest = self.digest();
        let view = view::View { world: self.centre.world(), dialect: self.dialect(), player: &self.player };
        view.whole(&self.clock, self.setup.pace, &digest)
    }

    /// What was recorded, if anything happened.
    pub(crate) fn recorded(&self) -> Option<String> {
        self.recording.as_ref()?.to_yaml(self.now_ms())
    }
}

/// A call centre in the world of a scenario.
fn opened(
    scenario: &Scenario,
    seed: u64,
    token_seed: Option<u64>,
    setup: &Setup,
) -> Result<CallCentre, CentreError> {
    let any_token = setup.any_token;
    let mut centre =
        CallCentre::open(scenario, &Options { seed, token_seed, any_token, ..Options::default() })?;
    centre.begin();
    Ok(centre)
}
