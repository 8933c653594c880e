//! The end of a journal's file, where entries are added. Whatever fails, the file holds the entries that count and nothing else before
//! the next one is written.

use std::io;

use super::disk::{DiskFile, write_all_at};
use crate::limits::MAX_UNSYNCED_BYTES;

/// As much as is written at a time to see whether there is room.
const ZEROS: [u8; 4_096] = [0; 4_096];

/// What could not be done.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) doing: &'static str,
    pub(super) error: io::Error,
    /// Whether what was to be added may still stand in the file.
    pub(super) remains: bool,
}

fn failed(doing: &'static str) -> impl FnOnce(io::Error) -> Failed {
    move |error| Failed { doing, error, remains: false }
}

/// The end of a file.
#[derive(Debug)]
pub(super) struct Tail {
    file: Box<dyn DiskFile>,
    /// Where the next entry begins. What stands behind it does not count.
    len: u64,
    /// What is on the disk for certain.
    synced: u64,
    /// What was written since: after a sync that failed the system may have thrown it away, so it is written once more.
    unsynced: Vec<u8>,
    /// Something may stand behind the last entry.
    ragged: bool,
    /// A sync has failed.
    doubtful: bool,
}

impl Tail {
    /// The end of a file that is on the disk, and so long.
    pub(super) const fn new(file: Box<dyn DiskFile>, len: u64) -> Self {
        Self { file, len, synced: len, unsynced: Vec::new(), ragged: false, doubtful: false }
    }

    /// The end of a file of which so much counts; the rest is cut off.
    pub(super) fn cut(file: Box<dyn DiskFile>, len: u64) -> Result<Self, Failed> {
        let mut tail = Self { ragged: true, ..Self::new(file, len) };
        tail.settle()?;
        Ok(tail)
    }

    pub(super) const fn len(&self) -> u64 {
        self.len
    }

    /// Whether something is not on the disk yet.
    pub(super) const fn is_dirty(&self) -> bool {
        self.len > self.synced
    }

    /// Adds an entry; with `sync` it is on the disk afterwards. Where that fails, nothing of it is left.
    pub(super) fn append(&mut self, bytes: &[u8], sync: bool) -> Result<(), Failed> {
        self.settle()?;
        let before = self.len;
        let added =
            write_all_at(self.file.as_mut(), before, bytes).map_err(failed("written")).and_then(|()| {
                self.len = before.saturating_add(bytes.len() as u64);
                self.unsynced.extend_from_slice(bytes);
                if sync || self.unsynced.len() > MAX_UNSYNCED_BYTES { self.flush() } else { Ok(()) }
            });
        added.map_err(|failed| {
            self.unsynced.truncate(usize::try_from(before - self.synced).unwrap_or_default());
            self.len = before;
            self.ragged = true;
            Failed { remains: self.settle().is_err(), ..failed }
        })
    }

    /// Has everything on the disk.
    pub(super) fn flush(&mut self) -> Result<(), Failed> {
        self.settle()?;
        if self.is_dirty() { self.sync() } else { Ok(()) }
    }

    /// Makes good what a failure has left: cuts off what does not count, and writes once more what may be lost.
    pub(super) fn settle(&mut self) -> Result<(), Failed> {
        if !self.ragged && !self.doubtful {
            return Ok(());
        }
        self.file.set_len(self.len).map_err(failed("cut off at its end"))?;
        if self.doubtful {
            write_all_at(self.file.as_mut(), self.synced, &self.unsynced).map_err(failed("written"))?;
        }
        self.sync()?;
        self.ragged = false;
        Ok(())
    }

    /// Whether so many bytes more could be written.
    pub(super) fn has_room(&mut self, bytes: u64) -> Result<(), Failed> {
        self.settle()?;
        self.ragged = true;
        let mut offset = self.len;
        let end = self.len.saturating_add(bytes);
        while offset < end {
            let chunk = usize::try_from(end - offset).unwrap_or(ZEROS.len()).min(ZEROS.len());
            let written = write_all_at(self.file.as_mut(), offset, ZEROS.get(..chunk).unwrap_or_default());
            if let Err(error) = written {
                self.settle()?;
                return Err(failed("written")(error));
            }
            offset += chunk as u64;
        }
        self.settle()
    }

    fn sync(&mut self) -> Result<(), Failed> {
        self.doubtful = true;
        self.file.sync().map_err(failed("brought to the disk"))?;
        (self.doubtful, self.synced) = (false, self.len);
        self.unsynced.clear();
        Ok(())
    }
}
