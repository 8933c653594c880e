//! A call centre that goes on where an earlier server stopped, by doing once more what its journal says.

use offhook_centre::CentreError;
use offhook_centre::adapter::Reset;
use offhook_scenario::{Dialect, Scenario};
use serde_json::Value;

use super::{HostError, Hosted, Players, Setup, opened};
use crate::behaviour::Behaviours;
use crate::given_world::world_of;
use crate::journal::{Began, Entry, FORMAT, JournalError, Kept, StartedWith};
use crate::wall::Now;

/// A world in the words of a reset.
fn world(scenario: &Scenario, seed: u64) -> Value {
    Reset::of(scenario, seed).scenario.unwrap_or_default()
}

/// What a server is started with: with other options its journal is not to be gone on with.
pub(super) fn started_with(given: &Scenario, setup: &Setup) -> StartedWith {
    // The seed is said apart.
    let sum = |text: String| crc32fast::hash(text.as_bytes());
    StartedWith {
        given: sum(world(given, 0).to_string()),
        seed: setup.seed,
        behaviour: sum(setup.fingerprint()),
    }
}

impl Setup {
    /// All that channels do by themselves, as text.
    fn fingerprint(&self) -> String {
        let [people, program] = [&self.behaviours, &self.played_behaviours].map(Behaviours::fingerprint);
        if people == program { people } else { format!("{people} {program}") }
    }
}

/// A world to begin with, and what it does not say itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beginning<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) seed: u64,
    pub(super) token_seed: Option<u64>,
    pub(super) undated: bool,
    pub(super) players: Players,
}

impl Beginning<'_> {
    /// The first entry of a journal.
    pub(super) fn entry(self, started_with: StartedWith) -> Began {
        let Self { scenario, seed, token_seed, undated, players } = self;
        Began {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            dialect: scenario.dialect.value.as_str().to_owned(),
            // The folder says which one it is.
            generation: 0,
            predecessor: None,
            started_with,
            seed,
            token_seed,
            undated,
            players,
            world: world(scenario, seed),
            base: None,
        }
    }
}

/// The world of a first entry.
fn given(dialect: Dialect, began: &Began) -> Result<Scenario, String> {
    let reset = Reset { scenario: Some(began.world.clone()), ..Reset::default() };
    let scenario = world_of("journal", &reset.to_scenario_text(dialect).0)?;
    if scenario.dialect.value == dialect { Ok(scenario) } else { Err("it is of another dialect".to_owned()) }
}

impl Hosted {
    /// Does once more what was done, and goes on from there.
    pub(super) fn recover(&mut self, mut kept: Kept, now: Now) -> Result<(), HostError> {
        let path = kept.path.clone();
        let damaged = |what: String| JournalError::Damaged { path: path.clone(), offset: 0, what };
        let began = kept.began.clone();
        let options = began.started_with.differs(&self.started_with);
        if !options.is_empty() {
            return Err(JournalError::OtherStart { path, options }.into());
        }
        let scenario = given(self.dialect(), &began).map_err(damaged)?;
        let centre = opened(&scenario, began.seed, began.token_seed, &self.setup)?;
        self.token_seed = began.token_seed;
        self.players = began.players;
        self.begin(centre, (scenario, began.seed), now)?;
        let (mut done, mut frozen) = (0_u64, self.restore(&mut kept)?);
        while let Some((offset, entry)) = kept.next()? {
            match entry {
                Entry::Freeze { .. } => frozen = true,
                Entry::Resume { .. } => frozen = false,
                _ => {}
            }
            self.redo(entry).map_err(|what| JournalError::Departs {
                path: path.clone(),
                offset,
                what,
                version: began.version.clone(),
            })?;
            done += 1;
        }
        let dialect = self.dialect().as_str();
        if let Some(offset) = kept.torn() {
            tracing::warn!(dialect, path = %path.display(), offset, "the last entry of the journal was not whole, and is cut off");
        }
        tracing::info!(dialect, entries = done, "goes on where the journal ends");
        let journal = kept.resume()?;
        if let Some(folder) = &self.setup.journal {
            folder.forget_others(self.dialect(), &journal)?;
        }
        self.journal = Some(journal);
        self.clock.jump(now, self.now_ms());
        if frozen {
            self.clock.freeze();
        }
        Ok(())
    }

    fn redo(&mut self, entry: Entry) -> Result<(), String> {
        let to = entry.at_ms().ok_or("a beginning or a snapshot stands behind other entries")?;
        let by = to.checked_sub(self.now_ms()).ok_or("its clock goes back")?;
        let said = |error: CentreError| error.to_string();
        if by > 0 {
            self.move_on(by).map_err(said)?;
        }
        match entry {
            // Neither has a time.
            Entry::Began(_) | Entry::Snapshot { .. } => Ok(()),
            Entry::Freeze { .. } | Entry::Resume { .. } | Entry::Abandoned { .. } => Ok(()),
            Entry::Request { request, .. } if !(self.dialect().routes.serves)(request.path()) => {
                Err("it is a request of another dialect".to_owned())
            }
            Entry::Request { request, nonce, .. } => {
                if let Some(nonce) = nonce {
                    self.gate.remember(&nonce);
                }
                self.serve(&request).map(|_| ()).map_err(said)
            }
            Entry::Nonces { nonces, .. } => {
                nonces.iter().for_each(|nonce| self.gate.remember(nonce));
                Ok(())
            }
            Entry::Stimulus { stimulus, .. } => self.play_by_hand(&stimulus).map(|_| ()).map_err(said),
            Entry::Clock { by_ms, .. } => self.move_by_hand(by_ms).map_err(said),
            Entry::Digest { digest, .. } => match self.digest() {
                ours if ours == digest => Ok(()),
                ours => Err(format!("the world should have the digest {digest} here, and has {ours}")),
            },
        }
    }
}
