//! What the fuzzers hold, without a fuzzer: the seeds, what was found before, and some damage done to both.
#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::panic::{RefUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use offhook_hostility::{TARGETS, Target, words};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// How often each target is tried with damaged inputs.
const CASES: u32 = 150;
/// No input of a few kilobytes keeps anybody busy for longer, in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

fn fuzz_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// What was found before, by target.
fn findings(target: &Target) -> Vec<(String, Vec<u8>)> {
    let Ok(files) = fs::read_dir(fuzz_dir().join("findings").join(target.name)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| (path.display().to_string(), fs::read(path).unwrap())).collect()
}

fn tries(target: &Target, what: impl std::fmt::Display + RefUnwindSafe, bytes: &[u8]) {
    let begun = Instant::now();
    if catch_unwind(|| (target.run)(bytes)).is_err() {
        panic!("{} does not survive {what}: {:?}", target.name, String::from_utf8_lossy(bytes));
    }
    assert!(begun.elapsed() < PATIENCE, "{} takes {:?} for {what}", target.name, begun.elapsed());
}

#[test]
fn seeds_and_past_findings_are_survived() {
    for target in TARGETS {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{} has no seeds", target.name);
        for (nth, seed) in seeds.iter().enumerate() {
            tries(target, format!("seed {nth}"), seed.as_bytes());
        }
        for (name, bytes) in findings(target) {
            tries(target, name, &bytes);
        }
    }
}

/// A seed with bytes changed, taken out, doubled or moved, and words of the tables put in.
fn damaged(target: &Target) -> impl Strategy<Value = Vec<u8>> {
    let mut inputs: Vec<Vec<u8>> = (target.seeds)().into_iter().map(String::into_bytes).collect();
    inputs.extend(findings(target).into_iter().map(|(_, bytes)| bytes));
    inputs.retain(|input| !input.is_empty() && input.len() <= target.max_bytes);
    let place = any::<prop::sample::Index>;
    let word = prop_oneof![
        prop::sample::select(words()).prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 1..4),
        prop::sample::select(vec![
            "\u{0}",
            "%00",
            "\u{202e}",
            "\"",
            "null",
            "-1",
            "18446744073709551616",
            "[",
            "{",
            "<a>"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    let edits = prop::collection::vec((place(), place(), word), 1..8);
    (prop::sample::select(inputs), edits).prop_map(|(mut input, edits)| {
        for (nth, (from, to, word)) in edits.into_iter().enumerate() {
            let (from, to) = (from.index(input.len() + 1), to.index(input.len() + 1));
            let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 40));
            match nth % 3 {
                0 => drop(input.splice(from..from, word)),
                1 => drop(input.splice(from..to, word)),
                _ => input.extend_from_within(from..to),
            }
        }
        input
    })
}

fn survives_damage(names: &[&str]) {
    for target in TARGETS.iter().filter(|target| names.contains(&target.name)) {
        let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
        let outcome = TestRunner::new_with_rng(config, rng).run(&damaged(target), |input| {
            let begun = Instant::now();
            (target.run)(&input);
            prop_assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{}: {error}", target.name));
    }
}

const CENTRES: [&str; 2] = ["ccc", "gateway"];

#[test]
fn damaged_courses_of_requests_are_survived() {
    survives_damage(&CENTRES);
}

#[test]
fn damaged_messages_and_files_are_survived() {
    let names: Vec<&str> =
        TARGETS.iter().map(|target| target.name).filter(|name| !CENTRES.contains(name)).collect();
    survives_damage(&names);
}

#[test]
fn every_target_has_its_fuzzer() {
    let manifest = fs::read_to_string(fuzz_dir().join("Cargo.toml")).unwrap();
    let bins: BTreeSet<&str> = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .skip(1)
        .collect();
    let names: BTreeSet<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(bins, names);
    for name in names {
        let source = fs::read_to_string(fuzz_dir().join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(source.contains(&format!("attack(\"{name}\"")), "{name}: {source}");
    }
    assert!(TARGETS.is_sorted_by_key(|target| target.name));
}
