//! A call centre written down as it stands, in place of all that led to it: how a journal is compacted, and gone on with.

use std::borrow::Cow;
use std::sync::Arc;

use offhook_centre::SavedCentre;
use serde::{Deserialize, Serialize};

use super::{HostError, Hosted};
use crate::behaviour::Player;
use crate::events::EventLog;
use crate::journal::{Base, Entry, JournalError, Kept, pieces};
use crate::recording::SavedRecording;
use crate::wall::Now;

/// Everything that has become of a call centre since it began, but for the nonces, which have entries of their own.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Saved<'a> {
    centre: SavedCentre,
    player: Cow<'a, Player>,
    events: Cow<'a, EventLog>,
    timeline: Cow<'a, EventLog>,
    recording: Option<SavedRecording>,
    frozen: bool,
}

impl Hosted {
    /// Compacts the journal if so much stands in it that this is due. Where it fails, the journal goes on as it is: nothing is lost.
    pub(super) fn compact(&mut self, now: Now) {
        if !self.journal.as_ref().is_some_and(|journal| journal.wants_snapshot()) {
            return;
        }
        let (dialect, at_ms) = (self.dialect().as_str(), self.now_ms());
        match self.begin_behind_snapshot(now) {
            Ok(bytes) => tracing::info!(dialect, at_ms, bytes, "the journal is compacted"),
            Err(error) => {
                tracing::warn!(dialect, %error, "the journal cannot be compacted, and goes on as it is");
                if let Some(journal) = &mut self.journal {
                    journal.stays();
                }
            }
        }
    }

    /// Begins the next file; how long the snapshot is.
    fn begin_behind_snapshot(&mut self, now: Now) -> Result<usize, HostError> {
        let (Some(folder), Some(journal)) = (&self.setup.journal, &self.journal) else { return Ok(0) };
        let text = self.snapshot()?;
        let base = Base::of(&text, self.now_ms(), self.digest());
        let (folder, began) = (Arc::clone(folder), journal.begun_behind(base));
        let then: Vec<Entry> =
            pieces(&text).into_iter().chain(self.taken_nonces(self.now_ms(), now)).collect();
        let (dialect, at_ms) = (self.dialect(), self.now_ms());
        self.journal = Some(folder.begin(dialect, self.journal.as_mut(), at_ms, began, &then)?);
        Ok(text.len())
    }

    /// The call centre as text. It is read once before it counts: what cannot be read must not stand in for what can.
    fn snapshot(&self) -> Result<String, HostError> {
        let wrong = |why: serde_json::Error| HostError::Snapshot(why.to_string());
        let saved = Saved {
            centre: self.centre.saved().map_err(wrong)?,
            player: Cow::Borrowed(&self.player),
            events: Cow::Borrowed(&self.events),
            timeline: Cow::Borrowed(&self.timeline),
            recording: self.recording.as_ref().map(|recording| recording.saved()),
            frozen: !self.clock.runs(),
        };
        let mut read = self.centre.clone();
        read.restore(&saved.centre).map_err(wrong)?;
        if read.world().digest() != self.centre.world().digest() {
            return Err(HostError::Snapshot("read back, it is another world".to_owned()));
        }
        serde_json::to_string(&saved).map_err(wrong)
    }

    /// Becomes what the journal's snapshot says, if it begins with one; whether its clock was frozen. The world that it began with stands
    /// already.
    pub(super) fn restore(&mut self, kept: &mut Kept) -> Result<bool, JournalError> {
        let Some((base, text)) = kept.snapshot()? else { return Ok(false) };
        let frozen = self.become_saved(&text).map_err(|what| kept.bad_snapshot(what))?;
        let (digest, at_ms) = (self.digest(), self.now_ms());
        if (&digest, at_ms) != (&base.digest, base.at_ms) {
            let Base { digest: theirs, at_ms: then, .. } = base;
            let what = format!(
                "the snapshot leads to the digest {digest} at {at_ms} ms, and should lead to {theirs} at {then} ms"
            );
            return Err(kept.bad_snapshot(what));
        }
        Ok(frozen)
    }

    fn become_saved(&mut self, text: &str) -> Result<bool, String> {
        let wrong = |why: serde_json::Error| format!("the snapshot is none: {why}");
        let saved: Saved<'_> = serde_json::from_str(text).map_err(wrong)?;
        self.centre.restore(&saved.centre).map_err(wrong)?;
        self.player.restore(saved.player.into_owned());
        self.events = saved.events.into_owned();
        self.timeline = saved.timeline.into_owned();
        if let Some(recording) = &mut self.recording {
            recording.restore(saved.recording.as_ref())?;
        }
        Ok(saved.frozen)
    }
}
