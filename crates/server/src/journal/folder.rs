//! The directory of a journal: for each call centre a file, and a new one with each reset and each compaction.
//!
//! Which generation counts is decided by what the files say, never by which ones lie there. A file comes to be whole, under another name,
//! and its first entry names the generation before and where that ended. It counts unless that generation went on from there: then the
//! reset to it was refused, or the compaction to it failed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use offhook_scenario::Dialect;

use super::disk::{Disk, Held, write_all_at};
use super::entry::{Began, Entry, Predecessor};
use super::error::JournalError;
use super::frame::{Link, Reader, first_line, frame};
use super::tail::Tail;
use super::{Journal, JournalOptions, Keeping};
use crate::limits::MAX_JOURNAL_BYTES;

const LOCK: &str = "lock";
const ENDING: &str = "journal";
const DRAFT: &str = "draft";

/// The directory, which is this server's alone as long as it runs.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    keeping: Keeping,
    disk: Arc<dyn Disk>,
    _lock: Held,
}

/// A journal of an earlier server.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) path: PathBuf,
    pub(crate) began: Began,
    reader: Reader,
    keeping: Keeping,
    /// Where the first entry ends, and the snapshot begins if there is one.
    behind_first: u64,
    /// Where the entries begin that must be done once more.
    base: u64,
}

fn io(path: &Path, doing: &'static str) -> impl FnOnce(std::io::Error) -> JournalError {
    move |error| JournalError::io(path, doing, error)
}

impl Folder {
    pub(crate) fn open(options: &JournalOptions) -> Result<Self, JournalError> {
        let JournalOptions { folder: path, sync, compact_after, disk } = options.clone();
        let keeping = Keeping { sync, compact_after };
        disk.make_folder(&path).map_err(io(&path, "made"))?;
        let lock = path.join(LOCK);
        match disk.lock(&lock) {
            Ok(held) => Ok(Self { path, keeping, disk, _lock: held }),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                Err(JournalError::Locked { path })
            }
            Err(error) => Err(io(&lock, "locked")(error)),
        }
    }

    fn file(&self, dialect: Dialect, generation: u64) -> PathBuf {
        self.path.join(format!("{}.{generation:010}.{ENDING}", dialect.as_str()))
    }

    /// The generations of a dialect, the latest first.
    fn generations(&self, dialect: Dialect) -> Result<Vec<u64>, JournalError> {
        let names = self.disk.names(&self.path).map_err(io(&self.path, "read"))?;
        let generation = |name: &String| {
            let rest = name.strip_prefix(dialect.as_str())?.strip_prefix('.')?;
            let (number, ending) = rest.split_once('.')?;
            // A name that this server would not give is no journal's.
            let generation = number.parse().ok().filter(|_| ending == ENDING)?;
            self.file(dialect, generation).ends_with(name).then_some(generation)
        };
        let mut generations: Vec<u64> = names.iter().filter_map(generation).collect();
        generations.sort_unstable_by(|one, other| other.cmp(one));
        Ok(generations)
    }

    /// What an earlier server has left.
    pub(crate) fn kept(&self, dialect: Dialect) -> Result<Option<Kept>, JournalError> {
        let generations = self.generations(dialect)?;
        for (nth, generation) in generations.iter().copied().enumerate() {
            let kept = self.opened(dialect, generation)?;
            let before = generations.get(nth + 1..).unwrap_or_default();
            if let Some(predecessor) = kept.began.predecessor
                && before.contains(&predecessor.generation)
                && self.went_on(dialect, predecessor)?
            {
                tracing::warn!(path = %kept.path.display(), "the reset to this journal was refused: it does not count");
                continue;
            }
            return Ok(Some(kept));
        }
        Ok(None)
    }

    /// A file whose beginning is read.
    fn opened(&self, dialect: Dialect, generation: u64) -> Result<Kept, JournalError> {
        let path = self.file(dialect, generation);
        let mut reader = Reader::open(self.disk.as_ref(), &path)?;
        let Some(Entry::Began(began)) = reader.next()? else {
            let what = "there is no beginning".to_owned();
            return Err(JournalError::Damaged { path, offset: 0, what });
        };
        if (began.dialect.as_str(), began.generation) != (dialect.as_str(), generation) {
            let is = format!("generation {} of {}", began.generation, began.dialect);
            return Err(JournalError::Misnamed { path, is });
        }
        let base = reader.offset;
        Ok(Kept { path, began: *began, reader, keeping: self.keeping, behind_first: base, base })
    }

    /// Whether a generation has entries after the place at which it is said to have ended.
    fn went_on(&self, dialect: Dialect, predecessor: Predecessor) -> Result<bool, JournalError> {
        let mut kept = self.opened(dialect, predecessor.generation)?;
        while kept.reader.link != predecessor.end {
            if kept.reader.next()?.is_none() {
                // It lost its last moments, and it was over anyway.
                return Ok(false);
            }
        }
        Ok(kept.reader.next()?.is_some())
    }

    /// Removes the files of a dialect that do not count beside this journal.
    pub(crate) fn forget_others(&self, dialect: Dialect, journal: &Journal) -> Result<(), JournalError> {
        self.forget(dialect, |it| it != journal.generation)
    }

    /// Removes the other files of a dialect. They do not count, so it does no harm if one stays.
    fn forget(&self, dialect: Dialect, which: impl Fn(u64) -> bool) -> Result<(), JournalError> {
        for generation in self.generations(dialect)?.into_iter().filter(|it| which(*it)) {
            let path = self.file(dialect, generation);
            if let Err(error) = self.disk.remove(&path) {
                tracing::warn!(path = %path.display(), %error, "a journal that counts no more cannot be removed");
            }
        }
        Ok(())
    }

    /// Begins a file, with these entries behind the first, after this one, which does not count any more then. Whenever it is interrupted, one of both is whole and counts; where
    /// it fails, it is the one before.
    pub(crate) fn begin(
        &self,
        dialect: Dialect,
        previous: Option<&mut Journal>,
        at_ms: u64,
        mut began: Began,
        then: &[Entry],
    ) -> Result<Journal, JournalError> {
        let mut previous = previous;
        if let Some(journal) = &mut previous {
            // It ends where it is said to end.
            let settled = journal.tail.settle();
            settled.map_err(|failed| journal.error(failed))?;
        }
        began.predecessor = previous.as_ref().map(|journal| journal.end());
        began.generation = began.predecessor.map_or(1, |it| it.generation.saturating_add(1));
        let generation = began.generation;
        let path = self.file(dialect, generation);
        let (mut bytes, mut link) = (first_line(), Link::default());
        for entry in [Entry::Began(Box::new(began.clone()))].iter().chain(then) {
            let (text, next) = frame(&path, link, entry)?;
            bytes.extend(text);
            link = next;
        }
        if bytes.len() as u64 > MAX_JOURNAL_BYTES {
            return Err(JournalError::Full { path });
        }
        let draft = path.with_extension(DRAFT);
        let file = self.draft(&draft, &bytes).inspect_err(|_| self.drop_draft(&draft))?;
        let named = self.disk.rename(&draft, &path).map_err(io(&path, "made"));
        let named = named
            .and_then(|()| self.disk.sync_folder(&self.path).map_err(io(&self.path, "brought to the disk")));
        if let Err(error) = named {
            self.drop_draft(&draft);
            return Err(self.abandon(previous, at_ms, generation, &path, error));
        }
        // The file counts now, whatever becomes of those before.
        let _ = self.forget(dialect, |it| it < generation);
        let base = bytes.len() as u64;
        Ok(Journal::new(began, path, Tail::new(file, base), link, base, self.keeping))
    }

    /// A file under another name, whole and on the disk.
    fn draft(&self, draft: &Path, bytes: &[u8]) -> Result<Box<dyn super::DiskFile>, JournalError> {
        match self.disk.remove(draft) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(io(draft, "removed")(error));
            }
            _ => {}
        }
        let mut file = self.disk.create(draft).map_err(io(draft, "made"))?;
        write_all_at(file.as_mut(), 0, bytes).and_then(|()| file.sync()).map_err(io(draft, "written"))?;
        Ok(file)
    }

    /// A draft never counts, so it may stay.
    fn drop_draft(&self, draft: &Path) {
        let _ = self.disk.remove(draft);
    }

    /// Has a generation not count that may have its name already: the one before says so, or else its name is removed.
    fn abandon(
        &self,
        previous: Option<&mut Journal>,
        at_ms: u64,
        generation: u64,
        path: &Path,
        error: JournalError,
    ) -> JournalError {
        let goes_on = previous.is_some_and(|journal| {
            let entry = Entry::Abandoned { at_ms, generation };
            journal.append(&entry).and_then(|()| journal.flush()).is_ok()
        });
        let removed = self.disk.remove(path);
        let is_gone = removed.is_ok() || removed.is_err_and(|it| it.kind() == std::io::ErrorKind::NotFound);
        if goes_on || (is_gone && self.disk.sync_folder(&self.path).is_ok()) {
            return error;
        }
        match error {
            JournalError::Io { path, doing, error } => JournalError::Doubtful { path, doing, error },
            other => other,
        }
    }
}

impl Kept {
    /// The next entry, and where it begins.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Entry)>, JournalError> {
        let offset = self.reader.offset;
        let Some(entry) = self.reader.next()? else { return Ok(None) };
        if matches!(entry, Entry::Snapshot { .. } | Entry::Nonces { .. }) && self.base == offset {
            self.base = self.reader.offset;
        }
        Ok(Some((offset, entry)))
    }

    /// Where the snapshot begins, if there is one.
    pub(super) const fn snapshot_at(&self) -> u64 {
        self.behind_first
    }

    /// Whether the last entry was there in part only; if so, where.
    pub(crate) fn torn(&self) -> Option<u64> {
        self.reader.torn.then_some(self.reader.offset)
    }

    /// Goes on after what was read.
    pub(crate) fn resume(self) -> Result<Journal, JournalError> {
        let Self { path, began, reader, keeping, base, .. } = self;
        let (len, link) = (reader.offset, reader.link);
        match Tail::cut(reader.into_file(), len) {
            Ok(tail) => Ok(Journal::new(began, path, tail, link, base, keeping)),
            Err(failed) => Err(JournalError::io(&path, failed.doing, failed.error)),
        }
    }
}
