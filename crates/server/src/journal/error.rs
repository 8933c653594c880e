//! Why a journal cannot be kept or read, and what to do about it.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use super::FORMAT;
use super::snapshot::FORM;
use crate::limits::{MAX_JOURNAL_BYTES, MAX_RECORD_BYTES};

/// Why a journal cannot be kept or read.
#[derive(Debug)]
#[non_exhaustive]
pub enum JournalError {
    /// The system does not let it.
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What could not be done to it.
        doing: &'static str,
        /// Why.
        error: io::Error,
    },
    /// Another server keeps its journal there.
    Locked {
        /// The directory.
        path: PathBuf,
    },
    /// Something else stands where an entry should, and more follows.
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where, in bytes.
        offset: u64,
        /// What is wrong.
        what: String,
    },
    /// Done once more, it does not lead where it led.
    Departs {
        /// The file.
        path: PathBuf,
        /// The entry at which it shows, in bytes.
        offset: u64,
        /// What happened instead.
        what: String,
        /// Which program kept it.
        version: String,
    },
    /// It was kept by a server that was started otherwise.
    OtherStart {
        /// The file.
        path: PathBuf,
        /// The options that differ.
        options: Vec<&'static str>,
    },
    /// It is the journal of another vendor or generation than its name says.
    Misnamed {
        /// The file.
        path: PathBuf,
        /// What it is.
        is: String,
    },
    /// It is of a format that this version does not read.
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// The format, as the file names it.
        format: String,
    },
    /// It begins with a snapshot that this program does not read.
    OtherSnapshot {
        /// The file.
        path: PathBuf,
        /// Which program kept it.
        version: String,
        /// The form of the snapshot.
        form: u32,
    },
    /// It begins with a snapshot that is damaged, or does not lead where it says.
    BadSnapshot {
        /// The file.
        path: PathBuf,
        /// Where, in bytes.
        offset: u64,
        /// What is wrong.
        what: String,
    },
    /// What stands there is no file.
    NoFile {
        /// What stands there.
        path: PathBuf,
    },
    /// It is as large as it may be.
    Full {
        /// The file.
        path: PathBuf,
    },
    /// An entry is too large.
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// An input was refused, and yet it cannot be ruled out that a server that starts again does it.
    Doubtful {
        /// The file.
        path: PathBuf,
        /// What could not be done to it.
        doing: &'static str,
        /// Why.
        error: io::Error,
    },
}

impl JournalError {
    /// What the system refused.
    pub(super) fn io(path: &Path, doing: &'static str, error: io::Error) -> Self {
        let path = path.to_owned();
        if error.kind() == io::ErrorKind::InvalidInput {
            Self::NoFile { path }
        } else {
            Self::Io { path, doing, error }
        }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, doing, error } => write!(f, "{} cannot be {doing}: {error}", path.display()),
            Self::Locked { path } => {
                write!(
                    f,
                    "{} is the journal of another server that runs: name another directory",
                    path.display()
                )
            }
            Self::Damaged { path, offset: 0, what } => {
                let path = path.display();
                write!(
                    f,
                    "{path}: {what}, at byte 0: put back a copy of the file, or remove it to begin anew"
                )
            }
            Self::Damaged { path, offset, what } => {
                let path = path.display();
                write!(
                    f,
                    "{path}: {what}, at byte {offset}: put back a copy of the file, or give up this entry and all that follow with `truncate -s {offset} {path}`"
                )
            }
            Self::Departs { path, offset, what, version } => {
                let (path, ours) = (path.display(), env!("CARGO_PKG_VERSION"));
                write!(
                    f,
                    "{path}: {what}, at byte {offset}: it was kept by version {version}, and this is {ours}; start the one that kept it, or remove the file to begin anew"
                )
            }
            Self::OtherStart { path, options } => write!(
                f,
                "{} was kept by a server with another {}: start with the same, or name another directory",
                path.display(),
                options.join(" and another ")
            ),
            Self::Misnamed { path, is } => write!(
                f,
                "{} is {is} under another name: give it the name back that it had, or name another directory",
                path.display()
            ),
            Self::OtherFormat { path, format } => write!(
                f,
                "{} is of format {format}, and this version reads format {FORMAT}: start the version that kept it, or name another directory",
                path.display()
            ),
            Self::OtherSnapshot { path, version, form } => write!(
                f,
                "{} begins with a snapshot in form {form} of version {version}, and this is version {} and reads form {FORM}: start the version that kept it, or name another directory",
                path.display(),
                env!("CARGO_PKG_VERSION")
            ),
            Self::BadSnapshot { path, offset, what } => write!(
                f,
                "{}: {what}, at byte {offset}: the journal begins with this snapshot, and nothing before it is kept: put back a copy of the file, or remove it to begin anew",
                path.display()
            ),
            Self::NoFile { path } => {
                write!(f, "{} is no regular file: remove it, or name another directory", path.display())
            }
            Self::Full { path } => write!(
                f,
                "{} has {MAX_JOURNAL_BYTES} bytes, the most there may be, and could not be compacted: a reset or a restart begins a new one",
                path.display()
            ),
            Self::TooLarge { path } => {
                write!(f, "{}: an entry has at most {MAX_RECORD_BYTES} bytes", path.display())
            }
            Self::Doubtful { path, doing, error } => write!(
                f,
                "{} cannot be {doing} ({error}), nor can it be made as it was: it is not known whether a server that starts again does this",
                path.display()
            ),
        }
    }
}

impl std::error::Error for JournalError {}
