//! Finds and reads scenarios.

use std::fs;
use std::path::{Path, PathBuf};

use offhook_scenario::{Diagnostic, Scenario, check, load};

use crate::args::Selection;
use crate::{exit, output};

/// Files of this ending are worlds that scenarios include, not scenarios.
const GIVEN: &str = ".given.yaml";
/// How deep directories are searched.
const MAX_DEPTH: usize = 16;
/// The largest scenario file.
const MAX_BYTES: u64 = 1 << 20;

/// The scenarios that a selection names.
pub(crate) struct Selected {
    /// In the order of their files.
    pub(crate) scenarios: Vec<Scenario>,
    /// How many the filter left out.
    pub(crate) skipped: usize,
}

/// Reads every scenario that is selected; on failure everything wrong has been printed, and this is the exit code.
pub(crate) fn select(selection: &Selection) -> Result<Selected, u8> {
    let all = read_all(&selection.paths)?;
    let total = all.len();
    let wanted =
        |scenario: &Scenario| selection.filter.as_ref().is_none_or(|glob| glob.is_match(&scenario.id.value));
    let scenarios: Vec<Scenario> = all.into_iter().filter(wanted).collect();
    if scenarios.is_empty() {
        output::error(if total == 0 {
            "no scenario found: name a file or a directory with `*.yaml` scenarios".to_owned()
        } else {
            format!("none of {total} scenarios matches the filter: `offhook list` shows their ids")
        });
        return Err(exit::NOTHING);
    }
    Ok(Selected { skipped: total - scenarios.len(), scenarios })
}

fn read_all(paths: &[PathBuf]) -> Result<Vec<Scenario>, u8> {
    let mut files = Vec::new();
    for path in paths {
        find(path, 0, true, &mut files).map_err(|error| {
            output::error(error);
            exit::USAGE
        })?;
    }
    files.sort();
    files.dedup();
    let vocabulary = offhook_harness::vocabulary();
    let (mut scenarios, mut faults) = (Vec::new(), Vec::new());
    for file in files {
        match read(&file) {
            Ok(Ok(scenario)) => {
                faults.extend(check(&scenario, &vocabulary));
                scenarios.push(scenario);
            }
            Ok(Err(wrong)) => faults.extend(wrong),
            Err(error) => {
                output::error(error);
                return Err(exit::PARSE);
            }
        }
    }
    faults.extend(twice(&scenarios));
    if faults.is_empty() { Ok(scenarios) } else { Err(output::diagnostics(&faults)) }
}

/// Two scenarios of one id could not be told apart in a report.
fn twice(scenarios: &[Scenario]) -> Vec<Diagnostic> {
    let mut seen = std::collections::BTreeMap::new();
    let mut faults = Vec::new();
    for scenario in scenarios {
        if let Some(first) = seen.insert(&scenario.id.value, scenario) {
            let name = &first.sources.of(first.id.place).name;
            let code = offhook_scenario::Code::Other("duplicate-id");
            let title = format!("the id `{}` is taken by {name}", scenario.id.value);
            let fault = Diagnostic::error(code, title)
                .at(scenario.id.place)
                .help("give each scenario an id of its own");
            faults.push(scenario.locate(scenario.id.place, fault));
        }
    }
    faults
}

fn find(path: &Path, depth: usize, named: bool, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let shown = path.display();
    let kind = fs::metadata(path).map_err(|error| format!("{shown}: {error}"))?;
    if kind.is_dir() {
        if depth >= MAX_DEPTH {
            return Err(format!("{shown}: directories nested deeper than {MAX_DEPTH}"));
        }
        let entries = fs::read_dir(path).map_err(|error| format!("{shown}: {error}"))?;
        for entry in entries {
            let entry = entry.map_err(|error| format!("{shown}: {error}"))?;
            find(&entry.path(), depth + 1, false, files)?;
        }
    } else if named || is_scenario(path) {
        files.push(path.to_owned());
    }
    Ok(())
}

fn is_scenario(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    (name.ends_with(".yaml") || name.ends_with(".yml")) && !name.ends_with(GIVEN)
}

fn read(file: &Path) -> Result<Result<Scenario, Vec<Diagnostic>>, String> {
    let name = file.to_string_lossy().replace('\\', "/");
    let text = read_text(file).map_err(|error| format!("{name}: {error}"))?;
    Ok(load(&name, &text, &|path| read_text(Path::new(path))))
}

fn read_text(file: &Path) -> std::io::Result<String> {
    let size = fs::metadata(file)?.len();
    if size > MAX_BYTES {
        let message = format!("{size} bytes, of {MAX_BYTES} that are allowed");
        return Err(std::io::Error::other(message));
    }
    fs::read_to_string(file)
}

/// Reads a file that a scenario names, such as an expected answer.
pub(crate) fn read_named(path: &str) -> Result<String, String> {
    read_text(Path::new(path)).map_err(|error| format!("{path}: {error}"))
}
