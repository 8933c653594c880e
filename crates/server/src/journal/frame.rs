//! Entries as bytes. A file begins with a line that names its format. Then each entry has a head (length of the text, number of the entry,
//! checksum of the entry before, checksum of all this with the text, checksum of the head) and a text, which is JSON.

use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::FORMAT;
use super::disk::{Disk, DiskFile, FromStart};
use super::entry::Entry;
use super::error::JournalError;
use crate::limits::MAX_RECORD_BYTES;

const HEAD_BYTES: usize = 24;
/// What every format begins with from the third on.
const MAGIC: &str = "offhook journal ";
/// The head of an entry in the formats before.
const OLD_HEAD_BYTES: usize = 12;

/// The first line of a file.
pub(super) fn first_line() -> Vec<u8> {
    format!("{MAGIC}{FORMAT}\n").into_bytes()
}

/// Where an entry stands: after so many, the last with this checksum. It depends on every entry before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Link {
    pub(crate) entries: u64,
    pub(crate) sum: u32,
}

impl Link {
    /// The checksum of the entry that follows.
    fn sum_of(self, text: &[u8]) -> u32 {
        let mut sum = crc32fast::Hasher::new();
        sum.update(&self.entries.to_le_bytes());
        sum.update(&self.sum.to_le_bytes());
        sum.update(text);
        sum.finalize()
    }

    const fn next(self, sum: u32) -> Self {
        Self { entries: self.entries.saturating_add(1), sum }
    }
}

/// An entry as bytes, and what the next one follows.
pub(super) fn frame(path: &Path, after: Link, entry: &Entry) -> Result<(Vec<u8>, Link), JournalError> {
    let too_large = || JournalError::TooLarge { path: path.to_owned() };
    let text = serde_json::to_vec(entry).map_err(|_| too_large())?;
    let len = u32::try_from(text.len()).ok().filter(|len| *len <= MAX_RECORD_BYTES).ok_or_else(too_large)?;
    let sum = after.sum_of(&text);
    let mut bytes = Vec::with_capacity(HEAD_BYTES + text.len());
    bytes.extend(len.to_le_bytes());
    bytes.extend(after.entries.to_le_bytes());
    bytes.extend(after.sum.to_le_bytes());
    bytes.extend(sum.to_le_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes.extend(text);
    Ok((bytes, after.next(sum)))
}

/// A head, taken apart.
struct Head {
    len: u32,
    number: u64,
    before: u32,
    sum: u32,
}

impl Head {
    /// None if it is damaged.
    fn read(bytes: [u8; HEAD_BYTES]) -> Option<Self> {
        let (of_head, own) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(of_head) != u32::from_le_bytes(*own) {
            return None;
        }
        let (len, rest) = of_head.split_first_chunk::<4>()?;
        let (number, rest) = rest.split_first_chunk::<8>()?;
        let (before, rest) = rest.split_first_chunk::<4>()?;
        Some(Self {
            len: u32::from_le_bytes(*len),
            number: u64::from_le_bytes(*number),
            before: u32::from_le_bytes(*before),
            sum: u32::from_le_bytes(*rest.first_chunk()?),
        })
    }
}

/// Reads a journal from its beginning.
#[derive(Debug)]
pub(super) struct Reader {
    path: PathBuf,
    file: BufReader<FromStart>,
    /// Where the next entry begins.
    pub(super) offset: u64,
    /// What it follows.
    pub(super) link: Link,
    /// Whether the last entry is there in part only.
    pub(super) torn: bool,
}

impl Reader {
    /// Opens a file and reads its first line.
    pub(super) fn open(disk: &dyn Disk, path: &Path) -> Result<Self, JournalError> {
        let file = disk.open(path).map_err(|error| JournalError::io(path, "opened", error))?;
        let mut reader = Self {
            path: path.to_owned(),
            file: BufReader::new(FromStart::new(file)),
            offset: 0,
            link: Link::default(),
            torn: false,
        };
        let mut line = first_line();
        let expected = line.clone();
        let filled = reader.fill(&mut line)?;
        line.truncate(filled);
        if line == expected {
            reader.offset = expected.len() as u64;
            return Ok(reader);
        }
        Err(match other_format(&line) {
            Some(format) => JournalError::OtherFormat { path: reader.path, format },
            None => JournalError::Damaged {
                path: reader.path,
                offset: 0,
                what: "it does not begin as a journal does".to_owned(),
            },
        })
    }

    /// The next entry; none at the end, or where the end was torn off.
    pub(super) fn next(&mut self) -> Result<Option<Entry>, JournalError> {
        let mut head = [0; HEAD_BYTES];
        match self.fill(&mut head)? {
            0 => return Ok(None),
            HEAD_BYTES => {}
            _ => return Ok(self.tear()),
        }
        let Some(Head { len, number, before, sum }) = Head::read(head) else {
            return self.damaged("the head of an entry is damaged", head.last() == Some(&0));
        };
        if len > MAX_RECORD_BYTES {
            return self.damaged("an entry is too long", false);
        }
        let mut text = vec![0; usize::try_from(len).unwrap_or_default()];
        if self.fill(&mut text)? < text.len() {
            return Ok(self.tear());
        }
        let own = Link { entries: number, sum: before };
        if own.sum_of(&text) != sum {
            // No JSON holds a zero byte: there is a hole in it, where a page did not reach the disk.
            return self.damaged("an entry is damaged", text.contains(&0));
        }
        let place = self.link.entries;
        if number != place {
            let what = format!("here stands entry {number}, and entry {place} should");
            return self.damaged(&what, false);
        }
        if before != self.link.sum {
            let what = format!("entry {number} does not follow the one before it");
            return self.damaged(&what, false);
        }
        let Ok(entry) = serde_json::from_slice(&text) else {
            return self.damaged("an entry is none that this version knows", false);
        };
        self.offset += (HEAD_BYTES + text.len()) as u64;
        self.link = self.link.next(sum);
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
                Err(error) => return Err(JournalError::io(&self.path, "read", error)),
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

    /// The file.
    pub(super) fn into_file(self) -> Box<dyn DiskFile> {
        self.file.into_inner().file
    }
}

/// The format of a file whose first line is not ours, where it shows one.
fn other_format(begins: &[u8]) -> Option<String> {
    if let Some(rest) = begins.strip_prefix(MAGIC.as_bytes()) {
        return Some(String::from_utf8_lossy(rest).trim_end().to_owned());
    }
    let (of_head, rest) = begins.split_at_checked(OLD_HEAD_BYTES - 4)?;
    let sum = rest.first_chunk::<4>()?;
    (crc32fast::hash(of_head) == u32::from_le_bytes(*sum)).then(|| "2 or older".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::disk::SystemDisk;
    use super::*;
    use proptest::prelude::*;

    /// The bytes of each entry, the first line before them.
    fn parts(clocks: &[u64]) -> Vec<Vec<u8>> {
        let mut link = Link::default();
        let frames = clocks.iter().map(|by_ms| {
            let (bytes, next) =
                frame(Path::new("j"), link, &Entry::Clock { at_ms: 1, by_ms: *by_ms }).unwrap();
            link = next;
            bytes
        });
        [first_line()].into_iter().chain(frames.collect::<Vec<_>>()).collect()
    }

    fn journal(clocks: &[u64]) -> Vec<u8> {
        parts(clocks).concat()
    }

    /// The moves of the clock that are read, and how it ends.
    fn read(bytes: &[u8]) -> (Vec<u64>, Result<bool, u64>) {
        let path = std::env::temp_dir().join(format!(
            "offhook-frame-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        ));
        std::fs::write(&path, bytes).unwrap();
        let mut clocks = Vec::new();
        let mut whole = || -> Result<bool, JournalError> {
            let mut reader = Reader::open(&SystemDisk, &path)?;
            while let Some(entry) = reader.next()? {
                match entry {
                    Entry::Clock { by_ms, .. } => clocks.push(by_ms),
                    other => panic!("{other:?}"),
                }
            }
            Ok(reader.torn)
        };
        let end = match whole() {
            Ok(torn) => Ok(torn),
            Err(JournalError::Damaged { offset, .. }) => Err(offset),
            Err(JournalError::OtherFormat { .. }) => Err(0),
            Err(other) => panic!("{other}"),
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
        let (whole, line) = (journal(&[1, 2, 3]), first_line().len());
        let one = journal(&[1]).len() - line;
        for place in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[place / 8] ^= 1 << (place % 8);
            let expected = match (place / 8).checked_sub(line) {
                Some(behind) => {
                    let before = behind / one;
                    ((1..=before as u64).collect(), Err((line + before * one) as u64))
                }
                None => (vec![], Err(0)),
            };
            assert_eq!(read(&bytes), expected, "{place}");
        }
    }

    #[test]
    fn an_entry_that_is_taken_out_swapped_doubled_or_brought_in_is_seen_at_its_place() {
        let whole = parts(&[1, 2, 3, 4, 5]);
        let place = |nth: usize| whole[..nth].concat().len() as u64;
        let with = |change: &dyn Fn(&mut Vec<Vec<u8>>)| {
            let mut parts = whole.clone();
            change(&mut parts);
            read(&parts.concat())
        };
        for nth in 1..5 {
            let before: Vec<u64> = (1..nth as u64).collect();
            assert_eq!(with(&|it| drop(it.remove(nth))), (before.clone(), Err(place(nth))), "{nth}");
            assert_eq!(with(&|it| it.swap(nth, nth + 1)), (before.clone(), Err(place(nth))), "{nth}");
            let doubled = with(&|it| it.insert(nth, it[nth].clone()));
            assert_eq!(doubled, ((1..=nth as u64).collect(), Err(place(nth + 1))), "{nth}");
            // Of the same number, but from another journal.
            let other = parts(&[9, 2, 3, 4, 5]);
            let brought = with(&|it| it[nth + 1] = other[nth + 1].clone());
            assert_eq!(brought, ((1..=nth as u64).collect(), Err(place(nth + 1))), "{nth}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_whatever_do_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200), begins in any::<bool>()) {
            let _ = read(&if begins { [first_line(), bytes].concat() } else { bytes });
        }
    }
}
