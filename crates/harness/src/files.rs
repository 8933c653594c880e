//! Finds and reads scenario files.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use offhook_scenario::{Code, Diagnostic, Scenario, check, load};

/// Files of this ending are worlds that scenarios include, not scenarios.
pub const GIVEN: &str = ".given.yaml";
/// How deep directories are searched.
pub const MAX_DEPTH: usize = 16;
/// The largest file that is read, in bytes: as large as a scenario may be.
pub const MAX_FILE_BYTES: u64 = offhook_scenario::limits::MAX_FILE_BYTES as u64;

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

/// Reads the scenarios of these files and directories, in the order of their paths. In a directory, every `*.yaml` and `*.yml` is
/// one, but for those that end in [`GIVEN`].
///
/// # Errors
/// A path or file cannot be read, or a file is not a scenario.
pub fn read_scenarios(paths: &[PathBuf]) -> Result<Vec<Scenario>, FilesError> {
    let mut files = Vec::new();
    for path in paths {
        find(path, 0, &mut files).map_err(FilesError::Path)?;
    }
    files.sort();
    files.dedup();
    let vocabulary = crate::vocabulary();
    let (mut scenarios, mut faults) = (Vec::new(), Vec::new());
    for file in files {
        match read(&file)? {
            Ok(scenario) => {
                faults.extend(check(&scenario, &vocabulary));
                scenarios.push(scenario);
            }
            Err(wrong) => faults.extend(wrong),
        }
    }
    faults.extend(twice(&scenarios));
    if faults.is_empty() { Ok(scenarios) } else { Err(FilesError::Faults(faults)) }
}

/// Two scenarios of one id could not be told apart in a report.
fn twice(scenarios: &[Scenario]) -> Vec<Diagnostic> {
    let mut seen = BTreeMap::new();
    let mut faults = Vec::new();
    for scenario in scenarios {
        if let Some(first) = seen.insert(&scenario.id.value, scenario) {
            let name = &first.sources.of(first.id.place).name;
            let title = format!("the id `{}` is taken by {name}", scenario.id.value);
            let fault = Diagnostic::error(Code::Other("duplicate-id"), title)
                .help("give each scenario an id of its own");
            faults.push(scenario.locate(scenario.id.place, fault));
        }
    }
    faults
}

fn find(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let shown = path.display();
    let help = if depth == 0 { ": name a scenario file or a directory of them" } else { "" };
    let kind = fs::metadata(path).map_err(|error| format!("{shown}: {error}{help}"))?;
    if kind.is_dir() {
        if depth >= MAX_DEPTH {
            return Err(format!("{shown}: directories nested deeper than {MAX_DEPTH}"));
        }
        let entries = fs::read_dir(path).map_err(|error| format!("{shown}: {error}"))?;
        for entry in entries {
            let entry = entry.map_err(|error| format!("{shown}: {error}"))?;
            find(&entry.path(), depth + 1, files)?;
        }
    } else if depth == 0 || is_scenario(path) {
        files.push(path.to_owned());
    }
    Ok(())
}

fn is_scenario(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    (name.ends_with(".yaml") || name.ends_with(".yml")) && !name.ends_with(GIVEN)
}

fn read(file: &Path) -> Result<Result<Scenario, Vec<Diagnostic>>, FilesError> {
    let name = file.to_string_lossy().replace('\\', "/");
    let text = read_text(file).map_err(|error| FilesError::File(format!("{name}: {error}")))?;
    Ok(load(&name, &text, &|path| read_text(Path::new(path))))
}

/// Reads a text file. Devices and pipes, which may have no end, are refused, and a file that grows is read to the limit only.
fn read_text(file: &Path) -> io::Result<String> {
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
