//! The journal: every input that a call centre accepts, on disk before it is answered. A server that is started again does it
//! all once more, and stands where it stood.

mod disk;
mod entry;
mod error;
mod folder;
mod frame;
mod snapshot;
mod tail;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use self::disk::write_private;
pub use self::disk::{Disk, DiskFile, Held, SystemDisk};
pub(crate) use self::entry::{Began, Entry, Predecessor, StartedWith};
pub use self::error::JournalError;
pub(crate) use self::folder::{Folder, Kept};
use self::frame::{Link, frame};
pub(crate) use self::snapshot::{Base, pieces};
use self::tail::{Failed, Tail};
use crate::limits::{
    JOURNAL_COMPACT_AFTER, JOURNAL_COMPACT_SHARE, JOURNAL_DIGEST_EVERY, JOURNAL_DIGEST_SHARE,
    JOURNAL_RETRY_EVERY, JOURNAL_SYNC_EVERY, MAX_JOURNAL_BYTES,
};
use crate::wall::Now;

/// The version of the form of journals.
pub(crate) const FORMAT: u32 = 4;

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
    /// After how many bytes of entries it is compacted: [`JOURNAL_COMPACT_AFTER`]; with 0 after each entry, for tests.
    pub compact_after: u64,
    /// The disk that it is on.
    pub disk: Arc<dyn Disk>,
}

impl JournalOptions {
    /// A journal on the disk of this machine.
    pub fn new(folder: impl Into<PathBuf>, sync: JournalSync) -> Self {
        let folder = folder.into();
        Self { folder, sync, compact_after: JOURNAL_COMPACT_AFTER, disk: Arc::new(SystemDisk) }
    }
}

/// How a journal is kept.
#[derive(Clone, Copy, Debug)]
struct Keeping {
    sync: JournalSync,
    compact_after: u64,
}

/// Why nothing more is accepted for now.
#[derive(Debug)]
struct Trouble {
    why: String,
    /// Whether the journal has as many bytes as it may have.
    is_full: bool,
    /// What the refused entry would take.
    bytes: u64,
    /// When, by the wall, it is tried whether the journal can be kept again.
    again: Option<Duration>,
}

/// The journal of one call centre since its latest reset or snapshot.
#[derive(Debug)]
pub(crate) struct Journal {
    generation: u64,
    /// Its first entry: compacted, it begins with the same world.
    began: Began,
    path: PathBuf,
    tail: Tail,
    /// What the next entry follows.
    link: Link,
    keeping: Keeping,
    since_digest: u32,
    /// Since when something is not on the disk yet.
    unsynced: Option<Duration>,
    trouble: Option<Trouble>,
    /// With how many bytes it is compacted.
    compact_at: u64,
}

impl Journal {
    /// A journal whose first bytes, up to `base`, are its beginning: what would stay when it is compacted.
    fn new(began: Began, path: PathBuf, tail: Tail, link: Link, base: u64, keeping: Keeping) -> Self {
        // A large world is not written down all the time.
        let least = if keeping.compact_after == 0 { 1 } else { base / JOURNAL_COMPACT_SHARE };
        let compact_at = base.saturating_add(keeping.compact_after.max(least));
        let (since_digest, unsynced, trouble) = (0, None, None);
        let generation = began.generation;
        Self { generation, began, path, tail, link, keeping, since_digest, unsynced, trouble, compact_at }
    }

    /// How a journal begins that has the same world, and a snapshot of what has become of it.
    pub(crate) fn begun_behind(&self, base: Base) -> Began {
        Began { version: env!("CARGO_PKG_VERSION").to_owned(), base: Some(base), ..self.began.clone() }
    }

    /// Whether so much stands behind its beginning that it is to be compacted.
    pub(crate) fn wants_snapshot(&self) -> bool {
        self.tail.len() >= self.compact_at && self.trouble.as_ref().is_none_or(|trouble| trouble.is_full)
    }

    /// It could not be compacted, and goes on as it is; that is tried again when it has grown, or has no more room.
    pub(crate) fn stays(&mut self) {
        self.compact_at = self.tail.len().saturating_add(self.keeping.compact_after);
    }

    /// Where it ends, for the generation that follows.
    fn end(&self) -> Predecessor {
        Predecessor { generation: self.generation, end: self.link }
    }

    /// Whether it is time to write down what a world of so many users and live calls looks like.
    pub(crate) fn wants_digest(&self, size: usize) -> bool {
        let share = u32::try_from(size / JOURNAL_DIGEST_SHARE).unwrap_or(u32::MAX);
        self.since_digest >= JOURNAL_DIGEST_EVERY.max(share)
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
            self.tail
                .append(&bytes, self.keeping.sync == JournalSync::Always)
                .map_err(|failed| self.error(failed))
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
                if self.tail.len().saturating_add(bytes) > MAX_JOURNAL_BYTES {
                    self.compact_at = 0;
                } else if self.tail.has_room(bytes).is_ok() {
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
        let is_full = matches!(error, JournalError::Full { .. });
        self.trouble = Some(Trouble { why: error.to_string(), is_full, bytes, again });
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
