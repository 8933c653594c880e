//! Finds and reads scenario files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use offhook_centre::vocabulary;
use offhook_scenario::files::{FilesError, read_text};
use offhook_scenario::{Code, Diagnostic, Scenario, check, load};

/// Files of this ending are worlds that scenarios include, not scenarios.
pub const GIVEN: &str = ".given.yaml";
offhook_machine::limits! {
    /// How deep directories are searched.
    pub const MAX_DEPTH: usize = 16;
}
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
    let vocabulary = vocabulary();
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
