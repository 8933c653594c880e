//! What a call centre writes down before it does it.

use super::Hosted;
use crate::journal::{Entry, Journal, JournalError};
use crate::wall::Now;

impl Hosted {
    /// Writes an input down before it is done.
    pub(super) fn note(&mut self, entry: impl FnOnce(u64) -> Entry) -> Result<(), JournalError> {
        let at_ms = self.now_ms();
        let world = self.centre.world();
        let size = world.users().len() + world.live_jobs();
        if self.journal.as_ref().is_some_and(|journal| journal.wants_digest(size)) {
            self.note_digest()?;
        }
        self.journal.as_mut().map_or(Ok(()), |journal| journal.append(&entry(at_ms)))
    }

    pub(super) fn note_digest(&mut self) -> Result<(), JournalError> {
        let (at_ms, digest) = (self.now_ms(), self.digest());
        let journal = self.journal.as_mut();
        journal.map_or(Ok(()), |journal| journal.append(&Entry::Digest { at_ms, digest }))
    }

    /// Does for the journal what is due.
    pub(crate) fn tend(&mut self, now: Now) {
        let Some(journal) = &mut self.journal else { return };
        if let Err(error) = journal.tend(now) {
            tracing::error!(%error, "the journal cannot be brought to the disk");
        }
        self.compact(now);
    }

    /// Why nothing more is accepted for now.
    pub(crate) fn trouble(&self) -> Option<&str> {
        self.journal.as_ref().and_then(Journal::trouble)
    }

    /// Ends the journal, as the server ends.
    pub(crate) fn close(&mut self) -> Result<(), JournalError> {
        // What was answered matters, and the digest only helps.
        if let Err(error) = self.note_digest() {
            tracing::warn!(%error, "the journal ends without a digest");
        }
        self.journal.as_mut().map_or(Ok(()), Journal::flush)
    }

    pub(super) fn digest(&self) -> String {
        self.centre.world().digest().to_string()
    }
}
