//! `offhook record`: the generated scenarios, written anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use offhook_explore::recorded::{RecordError, Recorder, missing};
use offhook_harness::write_whole;

use crate::exit::{CliError, Outcome};
use crate::files::Read;
use crate::options::Format;
use crate::{files, output};

/// The folder of all generated scenarios: where it is named as a whole, those that it lacks are written.
const GENERATED: &str = "generated";

/// `offhook record`.
#[derive(Debug, Args)]
pub(crate) struct Record {
    /// Files or directories of generated scenarios, such as scenarios/generated
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub(crate) fn record(args: &Record) -> Result<Outcome, CliError> {
    let Read { scenarios, files } = files::read(&args.paths, Format::Console)?;
    let recorder = Recorder::new();
    let (mut recorded_files, mut written, mut outcome) = (0, 0, Outcome::AsExpected);
    for (scenario, path) in scenarios.iter().zip(files.paths()) {
        let name = scenario.sources.of(scenario.id.place).name;
        let recorded = match recorder.record(scenario) {
            Ok(recorded) => recorded,
            Err(RecordError::NotGenerated) => {
                return Err(CliError::usage(format!("{name}: {}", RecordError::NotGenerated)));
            }
            Err(error) => {
                output::error(format!("{name}: {error}"));
                outcome = Outcome::Failed;
                continue;
            }
        };
        recorded_files += 1;
        for change in &recorded.changed {
            output::result(&format!("{name}: {change}\n"))?;
        }
        if recorded.is_current {
            continue;
        }
        let Some(path) = path else {
            return Err(CliError::usage("the standard input cannot be written anew: name the file"));
        };
        write_whole(path, &recorded.text).map_err(|error| CliError::unwritable(path, error))?;
        written += 1;
    }
    for path in args.paths.iter().filter(|path| path.ends_with(GENERATED)) {
        let known = scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
        let new = write_missing(path, &known)?;
        recorded_files += new;
        written += new;
    }
    output::result(&format!("{recorded_files} scenarios recorded, {written} files written\n"))?;
    Ok(if scenarios.is_empty() { Outcome::NothingRan } else { outcome })
}

/// Writes the generated scenarios that are not there yet; how many.
fn write_missing(generated: &Path, known: &BTreeSet<&str>) -> Result<usize, CliError> {
    let missing = missing(known).map_err(CliError::broke)?;
    for (file, text) in &missing {
        let path = generated.join(file);
        write_whole(&path, text).map_err(|error| CliError::unwritable(&path, error))?;
    }
    Ok(missing.len())
}
