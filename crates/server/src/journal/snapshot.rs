//! The snapshot that a journal can begin with, in place of everything that led to it.
//!
//! One rule: what stands before a snapshot is gone, so the snapshot is the journal's beginning like the given world is. It counts if it is
//! whole, of this program's form and version, and leads to the digest that it names; else the start is refused, and the file stays.

use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::error::JournalError;
use super::folder::Kept;
use crate::limits::SNAPSHOT_PIECE_BYTES;

/// The version of the form of what is saved. It grows with each change of a type that a snapshot is made of: the test
/// `the_form_of_a_snapshot_is_pinned` says when.
pub(crate) const FORM: u32 = 1;

/// What the first entry of a journal says of the snapshot behind it. The predecessor in the same entry is the place that it stands behind:
/// the generation, how many entries it had, and the checksum that hangs on all of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Base {
    /// The version of the form.
    pub(crate) form: u32,
    /// The clock of the world.
    pub(crate) at_ms: u64,
    /// The length of the text, in bytes.
    pub(crate) bytes: usize,
    /// The CRC-32 of the text.
    pub(crate) sum: u32,
    /// The digest of the world.
    pub(crate) digest: String,
}

impl Base {
    pub(crate) fn of(text: &str, at_ms: u64, digest: String) -> Self {
        Self { form: FORM, at_ms, bytes: text.len(), sum: crc32fast::hash(text.as_bytes()), digest }
    }
}

/// The text in pieces, an entry each.
pub(crate) fn pieces(mut text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    while !text.is_empty() {
        let (piece, rest) = text.split_at(text.floor_char_boundary(SNAPSHOT_PIECE_BYTES));
        entries.push(Entry::Snapshot { piece: piece.to_owned() });
        text = rest;
    }
    entries
}

impl Kept {
    /// What is wrong with the snapshot.
    pub(crate) fn bad_snapshot(&self, what: impl Into<String>) -> JournalError {
        JournalError::BadSnapshot { path: self.path.clone(), offset: self.snapshot_at(), what: what.into() }
    }

    /// The snapshot that it begins with, if it does; the entries behind it are next.
    pub(crate) fn snapshot(&mut self) -> Result<Option<(Base, String)>, JournalError> {
        let Some(base) = self.began.base.clone() else { return Ok(None) };
        if (base.form, self.began.version.as_str()) != (FORM, env!("CARGO_PKG_VERSION")) {
            let (path, version, form) = (self.path.clone(), self.began.version.clone(), base.form);
            return Err(JournalError::OtherSnapshot { path, version, form });
        }
        let mut text = String::new();
        while text.len() < base.bytes {
            match self.next() {
                Ok(Some((_, Entry::Snapshot { piece }))) => text.push_str(&piece),
                Ok(_) => return Err(self.bad_snapshot("the snapshot is not whole")),
                Err(JournalError::Damaged { path, offset, what }) => {
                    return Err(JournalError::BadSnapshot { path, offset, what });
                }
                Err(error) => return Err(error),
            }
        }
        if (text.len(), crc32fast::hash(text.as_bytes())) != (base.bytes, base.sum) {
            return Err(self.bad_snapshot("the snapshot is not the one that the first entry names"));
        }
        Ok(Some((base, text)))
    }
}
