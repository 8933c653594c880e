//! Finds and reads scenario files.

mod passed_over;
mod search;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use offhook_centre::vocabulary;
use offhook_scenario::files::{FilesError, MAX_FILE_BYTES, read_shown, read_text};
use offhook_scenario::{Code, Diagnostic, Scenario, Source, check, load};

pub use self::passed_over::{PassedOver, Why};
pub use self::search::is_scenario;

offhook_machine::limits! {
    /// How deep directories are searched.
    pub const MAX_DEPTH: usize = 16;
}

/// The path that stands for the standard input.
pub const STDIN: &str = "-";
/// The name under which the standard input is shown.
const STDIN_SHOWN: &str = "<stdin>";

/// Where the text of a scenario comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Origin {
    Stdin,
    File(PathBuf),
}

/// The scenario files below some paths.
///
/// In a directory, a file is a scenario if its name ends in `.yaml` or `.yml`, in any case of letters, and not in `.given.yaml` or
/// `.given.yml`: these are worlds that scenarios include. Names that begin with a dot are passed over unless they are named. Links are
/// followed; what they lead to has the name of its real file, by which the files that it includes are found. Each file is read once.
#[derive(Clone, Debug, Default)]
pub struct ScenarioFiles {
    /// In the order of their shown names.
    files: Vec<(String, Origin)>,
    passed_over: PassedOver,
}

impl ScenarioFiles {
    /// Finds the files of these paths; `-` is the standard input.
    ///
    /// # Errors
    /// A path that is named does not exist, or a directory cannot be searched.
    pub fn find(paths: &[PathBuf]) -> Result<Self, FilesError> {
        search::find(paths).map_err(FilesError::Path)
    }

    /// What was found and is not read, with the reason.
    #[must_use]
    pub fn passed_over(&self) -> &PassedOver {
        &self.passed_over
    }

    /// Reads every file, in the order of their names.
    ///
    /// # Errors
    /// Files that cannot be read or are no scenarios: everything that is wrong with any of them.
    pub fn read(&self) -> Result<Vec<Scenario>, FilesError> {
        let vocabulary = vocabulary();
        let (mut scenarios, mut faults) = (Vec::new(), Vec::new());
        for (name, from) in &self.files {
            match read(name, from) {
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

    /// The files in the order in which they are read; nothing for the standard input.
    pub fn paths(&self) -> impl Iterator<Item = Option<&Path>> {
        self.files.iter().map(|(_, from)| match from {
            Origin::Stdin => None,
            Origin::File(path) => Some(path.as_path()),
        })
    }
}

/// Reads the scenarios of these files and directories, in the order of their names: see [`ScenarioFiles`].
///
/// # Errors
/// A path or file cannot be read, or a file is not a scenario.
pub fn read_scenarios(paths: &[PathBuf]) -> Result<Vec<Scenario>, FilesError> {
    ScenarioFiles::find(paths)?.read()
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

fn read(name: &str, from: &Origin) -> Result<Scenario, Vec<Diagnostic>> {
    let text = match from {
        Origin::Stdin => read_stdin(),
        Origin::File(path) => read_text(path),
    };
    let text = text.map_err(|error| vec![unreadable(name, &error)])?;
    load(name, &text, &|path| read_shown(path))
}

/// A file that is there and cannot be read is a fault like one that does not parse: what it holds would have been run.
fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(Code::Other("unreadable"), format!("the file cannot be read: {error}"))
        .from(&Source::new(name, ""))
        .help("make it readable, or name only the files that are to run; the standard input is `-`")
}

/// The text of the standard input, to the limit of a file.
fn read_stdin() -> std::io::Result<String> {
    let mut text = String::new();
    std::io::stdin().lock().take(MAX_FILE_BYTES + 1).read_to_string(&mut text)?;
    Ok(text)
}
