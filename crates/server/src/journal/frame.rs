//! Entries as bytes: length, checksum of the text, checksum of these two, and the text, which is JSON.

use std::fs::File;
use std::io::{BufReader, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::entry::Entry;
use super::error::JournalError;
use crate::limits::MAX_RECORD_BYTES;

const HEAD_BYTES: usize = 12;

/// An entry as bytes.
pub(super) fn frame(path: &Path, entry: &Entry) -> Result<Vec<u8>, JournalError> {
    let too_large = || JournalError::TooLarge { path: path.to_owned() };
    let text = serde_json::to_vec(entry).map_err(|_| too_large())?;
    let len = u32::try_from(text.len()).ok().filter(|len| *len <= MAX_RECORD_BYTES).ok_or_else(too_large)?;
    let mut bytes = Vec::with_capacity(HEAD_BYTES + text.len());
    bytes.extend(len.to_le_bytes());
    bytes.extend(crc32fast::hash(&text).to_le_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes.extend(text);
    Ok(bytes)
}

/// Reads a journal from its beginning.
#[derive(Debug)]
pub(super) struct Reader {
    path: PathBuf,
    file: BufReader<File>,
    /// Where the next entry begins.
    pub(super) offset: u64,
    /// Whether the last entry is there in part only.
    pub(super) torn: bool,
}

impl Reader {
    pub(super) fn new(path: &Path, file: File) -> Self {
        Self { path: path.to_owned(), file: BufReader::new(file), offset: 0, torn: false }
    }

    /// The next entry; none at the end, or where the end was torn off.
    pub(super) fn next(&mut self) -> Result<Option<Entry>, JournalError> {
        let mut head = [0; HEAD_BYTES];
        match self.fill(&mut head)? {
            0 => return Ok(None),
            HEAD_BYTES => {}
            _ => return Ok(self.tear()),
        }
        let [a, b, c, d, sum @ .., e, f, g, h] = head;
        if crc32fast::hash(&head[..8]) != u32::from_le_bytes([e, f, g, h]) {
            return self.damaged("the head of an entry is damaged", h == 0);
        }
        let (len, sum) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes(sum));
        if len > MAX_RECORD_BYTES {
            return self.damaged("an entry is too long", false);
        }
        let mut text = vec![0; usize::try_from(len).unwrap_or_default()];
        if self.fill(&mut text)? < text.len() {
            return Ok(self.tear());
        }
        if crc32fast::hash(&text) != sum {
            // No JSON holds a zero byte: there is a hole in it, where a page did not reach the disk.
            return self.damaged("an entry is damaged", text.contains(&0));
        }
        let Ok(entry) = serde_json::from_slice(&text) else {
            return self.damaged("an entry is none that this version knows", false);
        };
        self.offset += (HEAD_BYTES + text.len()) as u64;
        Ok(Some(entry))
    }

    /// Reads as much as there is, at most so much.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<usize, JournalError> {
        let mut filled = 0;
        while filled < bytes.len() {
            match self.file.read(&mut bytes[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(JournalError::Io { path: self.path.clone(), doing: "read", error });
                }
            }
        }
        Ok(filled)
    }

    fn tear(&mut self) -> Option<Entry> {
        self.torn = true;
        None
    }

    /// An error, or the end: after a power cut the last entry may have holes, and nothing but zeros follow it.
    fn damaged(&mut self, what: &str, has_hole: bool) -> Result<Option<Entry>, JournalError> {
        if has_hole && self.only_zeros_follow()? {
            return Ok(self.tear());
        }
        Err(JournalError::Damaged { path: self.path.clone(), offset: self.offset, what: what.to_owned() })
    }

    fn only_zeros_follow(&mut self) -> Result<bool, JournalError> {
        let mut chunk = [0; 4_096];
        loop {
            let read = self.fill(&mut chunk)?;
            if read == 0 || chunk[..read].iter().any(|byte| *byte != 0) {
                return Ok(read == 0);
            }
        }
    }

    /// The file, cut off where the whole entries end.
    pub(super) fn into_file(self) -> Result<File, JournalError> {
        let Self { path, file, offset, .. } = self;
        let mut file = file.into_inner();
        let cut = file.set_len(offset).and_then(|()| file.seek(SeekFrom::Start(offset)));
        cut.map_err(|error| JournalError::Io { path, doing: "cut off at its end", error })?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn journal(clocks: &[u64]) -> Vec<u8> {
        let frame = |by_ms: &u64| frame(Path::new("j"), &Entry::Clock { at_ms: 1, by_ms: *by_ms }).unwrap();
        clocks.iter().flat_map(frame).collect()
    }

    /// The moves of the clock that are read, and how it ends.
    fn read(bytes: &[u8]) -> (Vec<u64>, Result<bool, u64>) {
        let path = std::env::temp_dir().join(format!(
            "offhook-frame-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        ));
        std::fs::write(&path, bytes).unwrap();
        let mut reader = Reader::new(&path, File::open(&path).unwrap());
        let mut clocks = Vec::new();
        let end = loop {
            match reader.next() {
                Ok(Some(Entry::Clock { by_ms, .. })) => clocks.push(by_ms),
                Ok(Some(other)) => panic!("{other:?}"),
                Ok(None) => break Ok(reader.torn),
                Err(JournalError::Damaged { offset, .. }) => break Err(offset),
                Err(other) => panic!("{other}"),
            }
        };
        std::fs::remove_file(path).unwrap();
        (clocks, end)
    }

    #[test]
    fn what_was_torn_off_is_the_last_entry_at_most() {
        let (whole, two) = (journal(&[1, 2, 3]), journal(&[1, 2]).len());
        assert_eq!(read(&whole), (vec![1, 2, 3], Ok(false)));
        for cut in two + 1..whole.len() {
            assert_eq!(read(&whole[..cut]), (vec![1, 2], Ok(true)), "{cut}");
            let mut holed = whole.clone();
            holed[cut..].fill(0);
            holed.extend([0; 100]);
            assert_eq!(read(&holed), (vec![1, 2], Ok(true)), "{cut}");
        }
        let mut padded = whole;
        padded.extend([0; 5_000]);
        assert_eq!(read(&padded), (vec![1, 2, 3], Ok(true)));
    }

    #[test]
    fn a_flipped_bit_is_seen_wherever_it_is() {
        let (whole, one) = (journal(&[1, 2, 3]), journal(&[1]).len());
        for place in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[place / 8] ^= 1 << (place % 8);
            let before = place / 8 / one;
            assert_eq!(read(&bytes), ((1..=before as u64).collect(), Err((before * one) as u64)), "{place}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_whatever_do_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
