//! Journals that an earlier server has left, or that somebody says it has.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use offhook_server::{Access, JournalOptions, JournalSync, Options, Pace, ServeError, Server};

/// The journal of CCC, the first of its directory.
const FILE: &str = "ccc.0000000001.journal";
/// What every text of entries begins with.
const TEXT: u8 = b'{';

/// Starts a server on a good beginning with these bytes behind it: entries as texts, a line each, which get their heads
/// here; or bytes as they are. It is gone on with, and then once more; or it is refused, and stays as it was.
pub(crate) fn run(bytes: &[u8]) {
    let folder = Folder::new();
    let mut kept = beginning().to_vec();
    if bytes.first() == Some(&TEXT) {
        add(&mut kept, bytes);
    } else {
        kept.extend(bytes);
    }
    folder.write(&kept);
    match bind(&folder.0) {
        Ok(server) => {
            drop(server);
            let left = folder.read();
            assert!(kept.starts_with(&left), "only what was torn off is cut off");
            assert!(bind(&folder.0).is_ok(), "what is gone on with once is gone on with again");
            assert_eq!(folder.read(), left);
        }
        Err(error) => {
            let said = error.to_string();
            assert!(matches!(error, ServeError::Journal(_)) && said.contains(FILE), "{said}");
            assert!(said.len() < 4_000 + 8 * bytes.len(), "{said}");
            assert_eq!(folder.read(), kept, "what is refused stays as it was");
        }
    }
}

/// Adds entries, a line each.
fn add(kept: &mut Vec<u8>, lines: &[u8]) {
    for text in lines.split(|byte| *byte == b'\n') {
        let entry = framed(kept, text);
        kept.extend(entry);
    }
}

/// An entry as bytes behind a journal: its length, its number, the checksum of the entry before, its checksum, that of its head, and its text.
fn framed(kept: &[u8], text: &[u8]) -> Vec<u8> {
    let (number, before) = end(kept);
    let sum = crc32fast::hash(&[&number.to_le_bytes()[..], &before.to_le_bytes(), text].concat());
    let len = u32::try_from(text.len()).unwrap_or_default();
    let mut bytes = len.to_le_bytes().to_vec();
    bytes.extend(number.to_le_bytes());
    bytes.extend(before.to_le_bytes());
    bytes.extend(sum.to_le_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes.extend(text);
    bytes
}

/// How many entries a journal has, and the checksum of the last.
fn end(kept: &[u8]) -> (u64, u32) {
    let mut rest =
        kept.iter().position(|byte| *byte == b'\n').and_then(|line| kept.get(line + 1..)).unwrap_or_default();
    let (mut number, mut before) = (0, 0);
    while let Some((head, text)) = rest.split_first_chunk::<24>() {
        let [a, b, c, d, _, _, _, _, _, _, _, _, _, _, _, _, e, f, g, h, ..] = *head;
        let len = u32::from_le_bytes([a, b, c, d]);
        rest = text.get(usize::try_from(len).unwrap_or_default()..).unwrap_or_default();
        (number, before) = (number + 1, u32::from_le_bytes([e, f, g, h]));
    }
    (number, before)
}

/// The first entry, as a server writes it.
fn beginning() -> &'static [u8] {
    static BEGINNING: OnceLock<Vec<u8>> = OnceLock::new();
    BEGINNING.get_or_init(|| {
        let folder = Folder::new();
        let bound = bind(&folder.0).map(drop);
        assert!(bound.is_ok(), "{bound:?}");
        folder.read()
    })
}

fn bind(folder: &Path) -> Result<Server, ServeError> {
    let mut options = Options::new(Access::Any);
    options.pace = Pace::Virtual;
    options.journal = Some(JournalOptions::new(folder, JournalSync::Interval));
    Server::bind(options)
}

/// A directory of this thread's own, gone with its value.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let own = format!("offhook-hostility-{}-{:?}", std::process::id(), std::thread::current().id());
        let path = std::env::temp_dir().join(own);
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    fn write(&self, bytes: &[u8]) {
        let written = fs::create_dir_all(&self.0).and_then(|()| fs::write(self.0.join(FILE), bytes));
        assert!(written.is_ok(), "{written:?}");
    }

    fn read(&self) -> Vec<u8> {
        fs::read(self.0.join(FILE)).unwrap_or_default()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_are_entries_that_a_server_knows() {
        let known = crate::seeds::journal().into_iter().filter(|seed| {
            let folder = Folder::new();
            let mut kept = beginning().to_vec();
            add(&mut kept, seed.as_bytes());
            folder.write(&kept);
            bind(&folder.0).is_ok()
        });
        // Not the digest of nothing, and not three zeros.
        assert!(known.count() >= 5);
    }
}
