//! The generated scenarios are what our machine says now, and show what they are there to show.
#![cfg(test)]

use std::path::{Path, PathBuf};
use std::{fs, io};

use offhook_explore::recorded::{RecordError, Recorded, Recorder};
use offhook_harness::read_scenarios;
use offhook_scenario::{Scenario, load};

const SCENARIOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios");
const ALL_FIELDS: &str = "generated/ccc/all-fields/make-call.yaml";
const KILL_MUTANT: &str = "generated/ccc/kill-mutant/missing-transition/channel-none-release.yaml";

fn read(path: &str) -> Vec<Scenario> {
    read_scenarios(&[Path::new(SCENARIOS).join(path)]).unwrap_or_else(|error| panic!("{error}"))
}

/// A file's scenario, with another text in place of the file's own.
fn with_text(path: &str, change: impl Fn(&str) -> String) -> Scenario {
    let file = PathBuf::from(SCENARIOS).join(path);
    let before = fs::read_to_string(&file).unwrap();
    let after = change(&before);
    assert_ne!(before, after);
    let loader = |path: &str| -> io::Result<String> { fs::read_to_string(path) };
    load(&file.to_string_lossy(), &after, &loader).unwrap()
}

fn recorded(scenario: &Scenario) -> Result<Recorded, RecordError> {
    Recorder::new().record(scenario)
}

#[test]
fn every_generated_scenario_is_current() {
    let recorder = Recorder::new();
    let mut stale = Vec::new();
    for scenario in read("generated") {
        match recorder.record(&scenario) {
            Ok(recorded) if recorded.is_current => {}
            Ok(recorded) => stale.push(format!("{} is old {:?}", scenario.id.value, recorded.changed)),
            Err(error) => stale.push(format!("{}: {error}", scenario.id.value)),
        }
    }
    assert_eq!(stale, [""; 0], "`offhook record scenarios/generated` writes them anew");
}

#[test]
fn a_value_that_does_not_hold_any_more_is_written_anew_and_named() {
    let scenario = with_text(ALL_FIELDS, |text| text.replacen("UserState: READY", "UserState: BREAK", 1));
    let recorded = recorded(&scenario).unwrap();
    assert_eq!(
        recorded.changed,
        ["step 1: `Data.UserContext.UserState` of the answer to MakeCall was \"BREAK\" and is \"READY\""]
    );
    assert_eq!(recorded.text, fs::read_to_string(Path::new(SCENARIOS).join(ALL_FIELDS)).unwrap());
}

#[test]
fn a_path_that_is_not_there_any_more_is_not_dropped_silently() {
    let scenario = with_text(ALL_FIELDS, |text| text.replacen("UserState: READY", "Unknown: READY", 1));
    let Err(RecordError::Lost(lost)) = recorded(&scenario) else { panic!("nothing was lost") };
    assert_eq!(lost, ["step 1: `Data.UserContext.Unknown` of the answer to MakeCall is not there any more"]);
}

#[test]
fn a_scenario_that_does_not_kill_its_mutant_is_not_recorded() {
    let mut scenario = read(KILL_MUTANT).remove(0);
    scenario.steps.truncate(1);
    scenario.cites.clear();
    assert!(matches!(recorded(&scenario), Err(RecordError::Spares { .. })));
}

#[test]
fn a_hand_written_scenario_is_not_overwritten() {
    let scenario = read("ccc/hold-call/hold-and-retrieve.yaml").remove(0);
    assert!(matches!(recorded(&scenario), Err(RecordError::NotGenerated)));
}
