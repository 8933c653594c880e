//! The journal: every input that a call centre accepts, on disk before it is answered. A server that is started again does it
//! all once more, and stands where it stood.

mod entry;
mod error;
mod folder;
mod frame;

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

pub(crate) use self::entry::{Began, Entry};
pub use self::error::JournalError;
pub(crate) use self::folder::{Folder, Kept};
use self::frame::frame;
use crate::limits::{JOURNAL_DIGEST_EVERY, JOURNAL_SYNC_EVERY, MAX_JOURNAL_BYTES};
use crate::wall::Now;

/// The version of the form of journals.
pub(crate) const FORMAT: u32 = 2;

/// When what was written is also on the disk, and not only with the system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JournalSync {
    /// Before each answer: nothing that was answered is lost, whatever happens.
    Always,
    /// Every [`JOURNAL_SYNC_EVERY`]: nothing is lost if the server ends however, the last moments may be if the machine does.
    #[default]
    Interval,
}

/// Where and how a journal is kept.
#[derive(Clone, Debug)]
pub struct JournalOptions {
    /// The directory; it is made if it is not there.
    pub folder: PathBuf,
    /// When it is on the disk.
    pub sync: JournalSync,
}

/// The journal of one call centre since its latest reset.
#[derive(Debug)]
pub(crate) struct Journal {
    generation: u64,
    path: PathBuf,
    file: File,
    len: u64,
    sync: JournalSync,
    since_digest: u32,
    /// Since when something is not on the disk yet.
    unsynced: Option<Duration>,
    dirty: bool,
    /// Set once it is not known what the file holds: then nothing more is accepted.
    broken: bool,
}

impl Journal {
    const fn new(generation: u64, path: PathBuf, file: File, len: u64, sync: JournalSync) -> Self {
        Self {
            generation,
            path,
            file,
            len,
            sync,
            since_digest: 0,
            unsynced: None,
            dirty: false,
            broken: false,
        }
    }

    pub(crate) const fn generation(&self) -> u64 {
        self.generation
    }

    /// Whether it is time to write down what the world looks like.
    pub(crate) const fn wants_digest(&self) -> bool {
        self.since_digest >= JOURNAL_DIGEST_EVERY
    }

    /// Writes an entry down.
    ///
    /// # Errors
    /// It is not written: what it says must not happen.
    pub(crate) fn append(&mut self, entry: &Entry) -> Result<(), JournalError> {
        if self.broken {
            return Err(JournalError::Broken { path: self.path.clone() });
        }
        let bytes = frame(&self.path, entry)?;
        let len = self.len.saturating_add(bytes.len() as u64);
        if len > MAX_JOURNAL_BYTES {
            return Err(JournalError::Full { path: self.path.clone() });
        }
        if let Err(error) = self.file.write_all(&bytes) {
            // What was written of it must not stand before the next one.
            self.broken = self.file.set_len(self.len).is_err();
            return Err(self.failed("written", error));
        }
        self.len = len;
        self.since_digest = if matches!(entry, Entry::Digest { .. }) { 0 } else { self.since_digest + 1 };
        self.dirty = true;
        if self.sync == JournalSync::Always { self.flush() } else { Ok(()) }
    }

    /// Has on the disk what is written.
    pub(crate) fn flush(&mut self) -> Result<(), JournalError> {
        if !std::mem::take(&mut self.dirty) {
            return Ok(());
        }
        self.unsynced = None;
        self.file.sync_data().map_err(|error| {
            self.broken = true;
            self.failed("brought to the disk", error)
        })
    }

    /// Has on the disk what has been written for a while.
    pub(crate) fn flush_if_due(&mut self, now: Now) -> Result<(), JournalError> {
        if !self.dirty {
            return Ok(());
        }
        let since = *self.unsynced.get_or_insert(now.elapsed);
        if now.elapsed.saturating_sub(since) >= JOURNAL_SYNC_EVERY { self.flush() } else { Ok(()) }
    }

    /// When, by the wall, something is to be brought to the disk.
    pub(crate) fn wakes(&self) -> Option<Duration> {
        self.unsynced.map(|since| since.saturating_add(JOURNAL_SYNC_EVERY))
    }

    fn failed(&self, doing: &'static str, error: std::io::Error) -> JournalError {
        JournalError::Io { path: self.path.clone(), doing, error }
    }
}
