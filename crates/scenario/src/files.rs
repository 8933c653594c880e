//! Reads the files of a run, within limits.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use crate::diagnostic::Diagnostic;

/// The largest file that is read, in bytes: as large as a scenario may be.
pub const MAX_FILE_BYTES: u64 = crate::limits::MAX_FILE_BYTES as u64;

/// Why scenarios could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum FilesError {
    /// A path that was named cannot be searched.
    Path(String),
    /// A file cannot be read.
    File(String),
    /// Files that are not scenarios, with everything that is wrong in them.
    Faults(Vec<Diagnostic>),
}

impl fmt::Display for FilesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(reason) | Self::File(reason) => f.write_str(reason),
            Self::Faults(faults) => faults.iter().try_for_each(|fault| f.write_str(&fault.render(false))),
        }
    }
}

impl std::error::Error for FilesError {}

/// The name under which a file is shown: with `/` between directories on all systems, and `\u{fffd}` for what is not UTF-8.
#[must_use]
pub fn shown(path: &Path) -> String {
    let name = path.to_string_lossy();
    if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() }
}

/// Reads a text file. Devices and pipes, which may have no end, are refused, and a file that grows is read to the limit only.
///
/// # Errors
/// The file cannot be read, is none, or is too large.
pub fn read_text(file: &Path) -> io::Result<String> {
    let what = fs::metadata(file)?;
    if !what.is_file() {
        let kind = if what.is_dir() { "a directory" } else { "a pipe, socket or device" };
        return Err(io::Error::other(format!("not a file but {kind}")));
    }
    let mut text = String::new();
    fs::File::open(file)?.take(MAX_FILE_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_FILE_BYTES {
        return Err(io::Error::other(format!("more than the {MAX_FILE_BYTES} bytes that are allowed")));
    }
    Ok(text)
}

/// Reads a text file by the name under which it is shown.
///
/// # Errors
/// As [`read_text`]; or several files are shown under this name.
pub fn read_shown(name: &str) -> io::Result<String> {
    read_text(&located(name)?)
}

/// The file that is shown under a name. Of a name that is not UTF-8 not all is shown: then it is the one in its directory that is
/// shown so.
fn located(name: &str) -> io::Result<PathBuf> {
    let is_whole = |text: &str| !text.contains(char::REPLACEMENT_CHARACTER);
    if is_whole(name) || Path::new(name).exists() {
        return Ok(name.into());
    }
    let mut path = PathBuf::new();
    for part in Path::new(name).components() {
        let part = part.as_os_str();
        let text = part.to_string_lossy();
        if is_whole(&text) {
            path.push(part);
            continue;
        }
        let directory = if path.as_os_str().is_empty() { Path::new(".") } else { &path };
        let names = fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.file_name()));
        let mut alike = names.collect::<io::Result<Vec<_>>>()?;
        alike.retain(|it| it.to_string_lossy() == text);
        match alike.as_slice() {
            [one] => path.push(one),
            [] => return Err(io::ErrorKind::NotFound.into()),
            _ => return Err(io::Error::other("several names differ from it only in what is not UTF-8")),
        }
    }
    Ok(path)
}

/// Reads a file that is one document, such as a statement. Its places are shown with the path in one spelling on all systems.
///
/// # Errors
/// The file cannot be read, or is none; each fault has its place.
pub fn read_document<T>(
    path: &Path,
    parse: impl FnOnce(&str, &str) -> Result<T, Vec<Diagnostic>>,
) -> Result<T, FilesError> {
    let text = read_file(path).map_err(FilesError::File)?;
    parse(&shown(path), &text).map_err(FilesError::Faults)
}

/// Reads a file that somebody has named.
///
/// # Errors
/// The file cannot be read; the reason names it.
pub fn read_file(path: &Path) -> Result<String, String> {
    read_text(path).map_err(|error| format!("{}: {error}", shown(path)))
}

/// Reads a file that a scenario names, such as an expected answer.
///
/// # Errors
/// The file cannot be read; the reason names it.
pub fn read_named(path: &str) -> Result<String, String> {
    read_shown(path).map_err(|error| format!("{path}: {error}"))
}
