//! The scenarios that a command is to work on.

use std::path::Path;

use offhook_harness::{FilesError, Statement, read_scenarios};
use offhook_scenario::Scenario;

use crate::options::{Format, Selection};
use crate::{exit, output};

/// The scenarios that a selection names.
pub(crate) struct Selected {
    /// In the order of their files.
    pub(crate) scenarios: Vec<Scenario>,
    /// How many the filter left out.
    pub(crate) skipped: usize,
    /// The ids of all that were read, selected or not.
    pub(crate) known: Vec<String>,
}

/// Reads every scenario that is selected; on failure everything wrong has been printed, and this is the exit code.
pub(crate) fn select(selection: &Selection) -> Result<Selected, u8> {
    let all = read_scenarios(&selection.paths).map_err(|error| report(error, selection.format))?;
    let total = all.len();
    let known = all.iter().map(|scenario| scenario.id.value.clone()).collect();
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
    Ok(Selected { skipped: total - scenarios.len(), scenarios, known })
}

/// Reads the statement of an implementation; on failure everything wrong has been printed, and this is the exit code.
pub(crate) fn statement(file: &Path, format: Format) -> Result<Statement, u8> {
    Statement::read(file).map_err(|error| report(error, format))
}

/// Prints why files could not be read, and says with which exit code.
pub(crate) fn report(error: FilesError, format: Format) -> u8 {
    match error {
        FilesError::Faults(faults) => {
            if format == Format::Json {
                output::json(&offhook_report::json::faults(&faults));
            }
            output::diagnostics(&faults)
        }
        FilesError::Path(reason) => {
            output::error(reason);
            exit::USAGE
        }
        other => {
            output::error(other);
            exit::PARSE
        }
    }
}
