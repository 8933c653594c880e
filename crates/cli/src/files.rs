//! Reads the scenarios and the statement of a command.

use std::path::{Path, PathBuf};

use offhook_harness::{ScenarioFiles, Statement};
use offhook_scenario::Scenario;

use crate::exit::CliError;
use crate::options::{Format, Selection};
use crate::output;

/// The figure of a summary that says how many names were found and not read; that of a report has the same.
pub(crate) const PASSED_OVER: &str = "passed_over";

/// The scenarios that a selection names.
pub(crate) struct Selected {
    /// In the order of their files.
    pub(crate) scenarios: Vec<Scenario>,
    /// The number of scenarios that the filter left out.
    pub(crate) skipped: usize,
    /// The ids of all scenarios that were read, selected or not.
    pub(crate) known: Vec<String>,
    /// The number of names that were found and not read.
    pub(crate) passed_over: usize,
}

/// The scenarios of some paths.
pub(crate) struct Read {
    pub(crate) scenarios: Vec<Scenario>,
    /// Where they stand, in the same order.
    pub(crate) files: ScenarioFiles,
}

impl Read {
    /// The number of names that were found and not read.
    pub(crate) fn passed_over(&self) -> usize {
        self.files.passed_over().count()
    }
}

/// Reads scenarios. What is passed over is said.
pub(crate) fn read(paths: &[PathBuf], format: Format) -> Result<Read, CliError> {
    let input = |error| CliError::Input { error, format };
    let files = ScenarioFiles::find(paths).map_err(input)?;
    if files.passed_over().count() > 0 {
        output::note(files.passed_over());
    }
    Ok(Read { scenarios: files.read().map_err(input)?, files })
}

/// Reads the selected scenarios.
pub(crate) fn select(selection: &Selection) -> Result<Selected, CliError> {
    let read = read(&selection.paths, selection.format)?;
    let (passed_over, all) = (read.passed_over(), read.scenarios);
    let total = all.len();
    let known = all.iter().map(|scenario| scenario.id.value.clone()).collect();
    let wanted =
        |scenario: &Scenario| selection.filter.as_ref().is_none_or(|glob| glob.is_match(&scenario.id.value));
    let scenarios: Vec<Scenario> = all.into_iter().filter(wanted).collect();
    if scenarios.is_empty() {
        return Err(CliError::NothingSelected(if total == 0 {
            "no scenario found: give a file or a directory with `*.yaml` scenarios".to_owned()
        } else {
            format!("none of {total} scenarios matches the filter: `offhook list` prints their ids")
        }));
    }
    Ok(Selected { skipped: total - scenarios.len(), scenarios, known, passed_over })
}

/// Reads the statement of an implementation.
pub(crate) fn statement(file: &Path, format: Format) -> Result<Statement, CliError> {
    Statement::read(file).map_err(|error| CliError::Input { error, format })
}
