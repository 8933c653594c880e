//! What a call centre writes down before it does it.

use super::Hosted;
use crate::journal::{Entry, Journal, JournalError};
use crate::wall::Now;

impl Hosted {
    /// Writes an input down before it is done.
    pub(super) fn note(&mut self, entry: impl FnOnce(u64) -> Entry) -> Result<(), JournalError> {
        let at_ms = self.now_ms();
        if self.journal.as_ref().is_some_and(Journal::wants_digest) {
            self.note_digest()?;
        }
        self.journal.as_mut().map_or(Ok(()), |journal| journal.append(&entry(at_ms)))
    }

    pub(super) fn note_digest(&mut self) -> Result<(), JournalError> {
        let (at_ms, digest) = (self.now_ms(), self.digest());
        let journal = self.journal.as_mut();
        journal.map_or(Ok(()), |journal| journal.append(&Entry::Digest { at_ms, digest }))
    }

    /// Has the journal on the disk, where that is due.
    pub(crate) fn flush(&mut self, now: Now) {
        if let Some(Err(error)) = self.journal.as_mut().map(|journal| journal.flush_if_due(now)) {
            tracing::error!(%error, "the journal cannot be kept");
        }
    }

    /// Ends the journal, as the server ends.
    pub(crate) fn close(&mut self) {
        let ended = self.note_digest();
        let ended = ended.and_then(|()| self.journal.as_mut().map_or(Ok(()), Journal::flush));
        if let Err(error) = ended {
            tracing::error!(%error, "the journal cannot be ended");
        }
    }

    pub(super) fn digest(&self) -> String {
        self.centre.world().digest().to_string()
    }
}
