//! `offhook check`, `generate` and `fuzz` as a user runs them.
#![cfg(test)]

mod common;

use std::path::PathBuf;

use serde_json::Value;

use common::{json, offhook, stderr, stdout};

/// A directory of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = common::folder("attack").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

#[test]
fn check_visits_every_state_and_counts() {
    let output = offhook(&["check", "--agents", "1", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let checks = json(&output)["checks"].as_array().unwrap().clone();
    assert_eq!(checks.len(), 2);
    for check in &checks {
        assert_eq!(check["end"], "complete");
        assert_eq!(check["violation"], Value::Null);
        let levels: u64 = check["levels"].as_array().unwrap().iter().filter_map(Value::as_u64).sum();
        assert_eq!(check["states"], levels);
        assert!(check["turned_down"].as_u64().unwrap() > check["steps"].as_u64().unwrap());
    }
}

#[test]
fn a_rule_that_never_fires_is_named_and_fails_with_strict() {
    let args = ["check", "--agents", "1", "--dialect", "ccc"];
    let output = offhook(&args);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        stdout(&output).contains("  never happened: ") && stdout(&output).contains("user.ready.supervise")
    );
    assert_eq!(offhook(&[&args[..], &["--strict"]].concat()).status.code(), Some(4));
}

#[test]
fn bounds_are_shown_and_bad_ones_are_usage_errors() {
    let output = offhook(&["check", "--agents", "2", "--depth", "3", "--dialect", "cc-gateway"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        stdout(&output).contains("bounded: every state at most 3 moves away has been visited"),
        "{}",
        stdout(&output)
    );
    for args in [["check", "--agents", "9"], ["check", "--families", "calls"], ["check", "--from", "TALKING"]]
    {
        let output = offhook(&args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(
            stderr(&output).contains("from 1 to 6") || stderr(&output).contains("one of"),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn a_generated_suite_passes_and_is_reproducible() {
    let out = folder("generated");
    let path = out.to_string_lossy();
    let output = offhook(&["generate", "--method", "transitions", "--out", &path]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("392 of 392 cells of state and input"), "{}", stdout(&output));
    let files = || -> Vec<(PathBuf, String)> {
        let folders = ["ccc", "cc-gateway"].map(|dialect| out.join(dialect).join("transitions"));
        let mut files: Vec<PathBuf> = folders
            .iter()
            .flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
            .collect();
        files.sort();
        files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
    };
    let first = files();
    assert!(offhook(&["generate", "--out", &path]).status.success());
    assert_eq!(files(), first);
    let run = offhook(&["run", &path, "--strict"]);
    assert_eq!(run.status.code(), Some(0), "{}", stdout(&run));
    assert!(
        stdout(&run).starts_with(&format!("scenarios  {0} run, {0} passed", first.len())),
        "{}",
        stdout(&run)
    );
}

#[test]
fn the_cost_of_a_suite_is_printed_without_writing_it() {
    let args = ["generate", "--method", "hsi", "--extra-states", "1", "--dialect", "ccc", "--format", "json"];
    let suite = &json(&offhook(&args))["suites"][0];
    assert_eq!(suite["files"], Value::Null);
    assert!(suite["tests"].as_u64().unwrap() > 1_000 && suite["steps"].as_u64() > suite["tests"].as_u64());
    let output = offhook(&[&args[..7], &["--most", "100"]].concat());
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("error: more than 100 sequences: take fewer"), "{}", stderr(&output));
}

#[test]
fn fuzzing_finds_no_fault_with_the_same_result_on_any_number_of_threads() {
    let run = |jobs| {
        let out = folder("findings");
        let args = ["fuzz", "--steps", "100000", "--cross-checks", "20", "--format", "json", "--jobs", jobs];
        let output = offhook(&[&args[..], &["--out", &out.to_string_lossy()]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(!out.exists());
        let fuzzed = &json(&output)["fuzzed"][0];
        assert!(fuzzed["random_runs"].as_u64().unwrap() >= 1_000, "{fuzzed}");
        assert!(fuzzed["rejected"].as_u64().unwrap() > 0, "{fuzzed}");
        output.stdout
    };
    assert_eq!(run("1"), run("3"));
}

#[test]
fn with_a_time_alone_fuzzing_ends_by_the_time() {
    let fuzz = |more: &[&str]| {
        let began = std::time::Instant::now();
        let args = ["fuzz", "--jobs", "1", "--cross-checks", "3", "--format", "json"];
        let output = offhook(&[&args[..], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        (json(&output), began.elapsed().as_secs_f64())
    };
    let (ended, took) = fuzz(&["--time", "4s"]);
    assert!(took >= 4.0, "it ended after {took} s");
    assert_eq!(ended["summary"]["ended_by"], "time");
    // Each vendor has its part of the time.
    for fuzzed in ended["fuzzed"].as_array().unwrap() {
        assert_eq!(fuzzed["ended_by"], "time");
        assert!(fuzzed["steps"].as_u64() > Some(0) && fuzzed["cross_checks"].as_u64() > Some(0), "{fuzzed}");
    }
    let (ended, _) = fuzz(&["--time", "1h", "--steps", "1000"]);
    assert_eq!(ended["summary"]["ended_by"], "steps");
    let text = offhook(&["fuzz", "--steps", "1000", "--cross-checks", "0"]);
    assert_eq!(stdout(&text).matches("; ended by --steps\n").count(), 2, "{}", stdout(&text));
}

#[test]
fn fuzzing_without_steps_runs_nothing() {
    let output = offhook(&["fuzz", "--steps", "0", "--cross-checks", "0"]);
    assert_eq!(output.status.code(), Some(5));
}
