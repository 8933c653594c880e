//! Reads the files of a run, within limits.

use std::io::Read as _;
use std::path::Path;
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

/// Reads a text file. Devices and pipes, which may have no end, are refused, and a file that grows is read to the limit only.
///
/// # Errors
/// The file cannot be read, is none, or is too large.
pub fn read_text(file: &Path) -> io::Result<String> {
    if !fs::metadata(file)?.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let mut text = String::new();
    fs::File::open(file)?.take(MAX_FILE_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_FILE_BYTES {
        return Err(io::Error::other(format!("more than the {MAX_FILE_BYTES} bytes that are allowed")));
    }
    Ok(text)
}

/// Reads a file that is one document, such as a statement. Its places are shown with the path in one spelling on all systems.
///
/// # Errors
/// The file cannot be read, or is none; each fault has its place.
pub fn read_document<T>(
    path: &Path,
    parse: impl FnOnce(&str, &str) -> Result<T, Vec<Diagnostic>>,
) -> Result<T, FilesError> {
    let name = path.to_string_lossy().replace('\\', "/");
    let text = read_named(&name).map_err(FilesError::File)?;
    parse(&name, &text).map_err(FilesError::Faults)
}

/// Reads a file that a scenario names, such as an expected answer.
///
/// # Errors
/// The file cannot be read; the reason names it.
pub fn read_named(path: &str) -> Result<String, String> {
    read_text(Path::new(path)).map_err(|error| format!("{path}: {error}"))
}
