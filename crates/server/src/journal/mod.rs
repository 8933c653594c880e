//! The journal: every input that a call centre accepts, on disk before it is answered. A server that is started again does it
//! all once more, and stands where it stood.

mod disk;
mod entry;
mod error;
mod folder;
mod frame;
mod tail;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use self::disk::{Disk, DiskFile, Held, SystemDisk};
pub(crate) use self::entry::{Began, Entry, Predecessor, StartedWith};
pub use self::error::JournalError;
pub(crate) use self::folder::{Folder, Kept};
use self::frame::{Link, frame};
use self::tail::{Failed, Tail};
use crate::limits::{JOURNAL_DIGEST_EVERY, JOURNAL_RETRY_EVERY, JOURNAL_SYNC_EVERY, MAX_JOURNAL_BYTES};
use crate::wall::Now;

/// The version of the form of journals.
pub(crate) const FORMAT: u32 = 3;

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
    /// The disk that it is on.
    pub disk: Arc<dyn Disk>,
}

impl JournalOptions {
    /// A journal on the disk of this machine.
    pub fn new(folder: impl Into<PathBuf>, sync: JournalSync) -> Self {
        Self { folder: folder.into(), sync, disk: Arc::new(SystemDisk) }
    }
}

/// Why nothing more is accepted for now.
#[derive(Debug)]
struct Trouble {
    why: String,
    /// What the refused entry would take.
    bytes: u64,
    /// When, by the wall, it is tried whether the journal can be kept again.
    again: Option<Duration>,
}

/// The journal of one call centre since its latest reset.
#[derive(Debug)]
pub(crate) struct Journal {
    generation: u64,
    path: PathBuf,
    tail: Tail,
    /// What the next entry follows.
    link: Link,
    sync: JournalSync,
    since_digest: u32,
    /// Since when something is not on the disk yet.
    unsynced: Option<Duration>,
    trouble: Option<Trouble>,
}

impl Journal {
    const fn new(generation: u64, path: PathBuf, tail: Tail, link: Link, sync: JournalSync) -> Self {
        Self { generation, path, tail, link, sync, since_digest: 0, unsynced: None, trouble: None }
    }

    /// Where it ends, for the generation that follows.
    fn end(&self) -> Predecessor {
        Predecessor { generation: self.generation, end: self.link }
    }

    /// Whether it is time to write down what the world looks like.
    pub(crate) const fn wants_digest(&self) -> bool {
        self.since_digest >= JOURNAL_DIGEST_EVERY
    }

    /// Why nothing more is accepted for now.
    pub(crate) fn trouble(&self) -> Option<&str> {
        self.trouble.as_ref().map(|trouble| trouble.why.as_str())
    }

    /// Writes an entry down.
    ///
    /// # Errors
    /// It is not written: what it says must not happen.
    pub(crate) fn append(&mut self, entry: &Entry) -> Result<(), JournalError> {
        let (bytes, link) = frame(&self.path, self.link, entry)?;
        let added = if self.tail.len().saturating_add(bytes.len() as u64) > MAX_JOURNAL_BYTES {
            Err(JournalError::Full { path: self.path.clone() })
        } else {
            self.tail.append(&bytes, self.sync == JournalSync::Always).map_err(|failed| self.error(failed))
        };
        match &added {
            Ok(()) => {
                self.link = link;
                self.since_digest =
                    if matches!(entry, Entry::Digest { .. }) { 0 } else { self.since_digest + 1 };
                self.trouble = None;
            }
            Err(error) => self.is_in_trouble(error, bytes.len() as u64),
        }
        added
    }

    /// Has on the disk what is written.
    pub(crate) fn flush(&mut self) -> Result<(), JournalError> {
        self.unsynced = None;
        let flushed = self.tail.flush().map_err(|failed| self.error(failed));
        if let Err(error) = &flushed {
            self.is_in_trouble(error, 0);
        }
        flushed
    }

    /// Does what is due by now: has on the disk what has been written for a while, and tries whether a journal that could not be kept can
    /// be kept again. The error is new: one that lasts is not repeated.
    pub(crate) fn tend(&mut self, now: Now) -> Result<(), JournalError> {
        if let Some(trouble) = &mut self.trouble {
            let again = *trouble.again.get_or_insert(now.elapsed.saturating_add(JOURNAL_RETRY_EVERY));
            if now.elapsed >= again {
                trouble.again = None;
                let bytes = trouble.bytes;
                if self.tail.len().saturating_add(bytes) <= MAX_JOURNAL_BYTES
                    && self.tail.has_room(bytes).is_ok()
                {
                    self.trouble = None;
                }
            }
            return Ok(());
        }
        if !self.tail.is_dirty() {
            return Ok(());
        }
        let since = *self.unsynced.get_or_insert(now.elapsed);
        if now.elapsed.saturating_sub(since) >= JOURNAL_SYNC_EVERY { self.flush() } else { Ok(()) }
    }

    /// When, by the wall, something is to be done.
    pub(crate) fn wakes(&self) -> Option<Duration> {
        match &self.trouble {
            Some(trouble) => trouble.again,
            None => self.unsynced.map(|since| since.saturating_add(JOURNAL_SYNC_EVERY)),
        }
    }

    fn is_in_trouble(&mut self, error: &JournalError, bytes: u64) {
        let again = self.trouble.take().and_then(|trouble| trouble.again);
        self.trouble = Some(Trouble { why: error.to_string(), bytes, again });
    }

    fn error(&self, failed: Failed) -> JournalError {
        let Failed { doing, error, remains } = failed;
        if remains {
            JournalError::Doubtful { path: self.path.clone(), doing, error }
        } else {
            JournalError::io(&self.path, doing, error)
        }
    }
}
