//! Reads the scenarios and the statement of a command.

use std::path::Path;

use offhook_harness::{Statement, read_scenarios};
use offhook_scenario::Scenario;

use crate::exit::CliError;
use crate::options::{Format, Selection};

/// The scenarios that a selection names.
pub(crate) struct Selected {
    /// In the order of their files.
    pub(crate) scenarios: Vec<Scenario>,
    /// The number of scenarios that the filter left out.
    pub(crate) skipped: usize,
    /// The ids of all scenarios that were read, selected or not.
    pub(crate) known: Vec<String>,
}

/// Reads the selected scenarios.
pub(crate) fn select(selection: &Selection) -> Result<Selected, CliError> {
    let all = read_scenarios(&selection.paths)
        .map_err(|error| CliError::Input { error, format: selection.format })?;
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
    Ok(Selected { skipped: total - scenarios.len(), scenarios, known })
}

/// Reads the statement of an implementation.
pub(crate) fn statement(file: &Path, format: Format) -> Result<Statement, CliError> {
    Statement::read(file).map_err(|error| CliError::Input { error, format })
}
