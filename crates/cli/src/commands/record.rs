//! `offhook record`: the generated scenarios, written anew.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use offhook_explore::recorded::{RecordError, Recorder};
use offhook_harness::read_scenarios;

use crate::options::Format;
use crate::{exit, files, output};

/// `offhook record`.
#[derive(Debug, Args)]
pub(crate) struct Record {
    /// Files or directories of generated scenarios, such as scenarios/generated
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub(crate) fn record(args: &Record) -> u8 {
    let scenarios = match read_scenarios(&args.paths) {
        Ok(scenarios) => scenarios,
        Err(error) => return files::report(error, Format::Console),
    };
    let recorder = Recorder::new();
    let (mut recorded_files, mut written, mut code) = (0, 0, exit::OK);
    for scenario in &scenarios {
        let name = scenario.sources.of(scenario.id.place).name;
        let recorded = match recorder.record(scenario) {
            Ok(recorded) => recorded,
            Err(error) => {
                output::error(format!("{name}: {error}"));
                code = code.max(if matches!(error, RecordError::NotGenerated) {
                    exit::USAGE
                } else {
                    exit::FAILED
                });
                continue;
            }
        };
        recorded_files += 1;
        for change in &recorded.changed {
            output::result(&format!("{name}: {change}\n"));
        }
        if recorded.is_current {
            continue;
        }
        if let Err(error) = fs::write(&recorded.file, &recorded.text) {
            output::error(format!("{name}: {error}"));
            return exit::BROKE;
        }
        written += 1;
    }
    output::result(&format!("{recorded_files} scenarios recorded, {written} files written\n"));
    if scenarios.is_empty() { exit::NOTHING } else { code }
}
