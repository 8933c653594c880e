//! The directory of a journal: for each call centre a file, and a new one with each reset.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use offhook_scenario::Dialect;

use super::entry::Entry;
use super::error::JournalError;
use super::frame::{Reader, frame};
use super::{Journal, JournalOptions, JournalSync};

const LOCK: &str = "lock";
const ENDING: &str = "journal";

/// The directory, which is this server's alone as long as it runs.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    sync: JournalSync,
    _lock: File,
}

/// A journal of an earlier server.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) path: PathBuf,
    generation: u64,
    reader: Reader,
    sync: JournalSync,
}

fn io(path: &Path, doing: &'static str) -> impl FnOnce(std::io::Error) -> JournalError {
    let path = path.to_owned();
    move |error| JournalError::Io { path, doing, error }
}

/// What is written may hold passwords: it is for nobody else to read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

impl Folder {
    pub(crate) fn open(options: &JournalOptions) -> Result<Self, JournalError> {
        let path = options.folder.clone();
        fs::create_dir_all(&path).map_err(io(&path, "made"))?;
        let lock = path.join(LOCK);
        let file = private().create(true).open(&lock).map_err(io(&lock, "opened"))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path, sync: options.sync, _lock: file }),
            Err(fs::TryLockError::WouldBlock) => Err(JournalError::Locked { path }),
            Err(fs::TryLockError::Error(error)) => Err(io(&lock, "locked")(error)),
        }
    }

    fn file(&self, dialect: Dialect, generation: u64) -> PathBuf {
        self.path.join(format!("{}.{generation:010}.{ENDING}", dialect.as_str()))
    }

    /// The files of a dialect, by generation.
    fn files(&self, dialect: Dialect) -> Result<Vec<(u64, PathBuf)>, JournalError> {
        let cannot = || io(&self.path, "read");
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(cannot())? {
            let path = entry.map_err(cannot())?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let rest = name.strip_prefix(dialect.as_str()).and_then(|rest| rest.strip_prefix('.'));
            let number = rest.and_then(|rest| rest.split_once('.')).filter(|(_, ending)| *ending == ENDING);
            if let Some(Ok(generation)) = number.map(|(number, _)| number.parse()) {
                files.push((generation, path));
            }
        }
        files.sort();
        Ok(files)
    }

    /// What an earlier server has left.
    pub(crate) fn kept(&self, dialect: Dialect) -> Result<Option<Kept>, JournalError> {
        let Some((generation, path)) = self.files(dialect)?.pop() else { return Ok(None) };
        let file = private().open(&path).map_err(io(&path, "opened"))?;
        Ok(Some(Kept { reader: Reader::new(&path, file), path, generation, sync: self.sync }))
    }

    /// Begins a file after this generation, and then forgets the ones before. Whenever it is interrupted, one of both is whole.
    pub(crate) fn begin(&self, dialect: Dialect, after: u64, began: &Entry) -> Result<Journal, JournalError> {
        let generation = after.saturating_add(1);
        let path = self.file(dialect, generation);
        let draft = path.with_extension("draft");
        let bytes = frame(&path, began)?;
        let mut file = private().create(true).truncate(true).open(&draft).map_err(io(&draft, "made"))?;
        file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(io(&draft, "written"))?;
        fs::rename(&draft, &path).map_err(io(&path, "made"))?;
        // Not every system lets one open a directory.
        if let Ok(folder) = File::open(&self.path) {
            folder.sync_all().map_err(io(&self.path, "brought to the disk"))?;
        }
        for (_, old) in self.files(dialect)?.into_iter().filter(|(it, _)| *it < generation) {
            fs::remove_file(&old).map_err(io(&old, "removed"))?;
        }
        Ok(Journal::new(generation, path, file, bytes.len() as u64, self.sync))
    }
}

impl Kept {
    /// The next entry, and where it begins.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Entry)>, JournalError> {
        let offset = self.reader.offset;
        Ok(self.reader.next()?.map(|entry| (offset, entry)))
    }

    /// Whether the last entry was there in part only; if so, where.
    pub(crate) fn torn(&self) -> Option<u64> {
        self.reader.torn.then_some(self.reader.offset)
    }

    /// Goes on after what was read.
    pub(crate) fn resume(self) -> Result<Journal, JournalError> {
        let len = self.reader.offset;
        let file = self.reader.into_file()?;
        Ok(Journal::new(self.generation, self.path, file, len, self.sync))
    }
}
