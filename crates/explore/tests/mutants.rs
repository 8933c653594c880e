//! Mutants: which there are, that a suite kills them, and that nothing depends on the number of threads.
#![cfg(test)]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use offhook_explore::mutants::{Class, Fate, Hunt, Judgement, Matrix, Mutant, hunt, mutants, undecided};
use offhook_harness::read_scenarios;
use offhook_scenario::files::read_named;
use offhook_scenario::{Dialect, Scenario};

/// A dozen scenarios in which most things happen once.
const SMALL: &[&str] = &[
    "ccc/hold-call/hold-and-retrieve.yaml",
    "ccc/events/agent-session.yaml",
    "ccc/events/agent-hangs-up.yaml",
    "ccc/sign-out-group/twice.yaml",
    "ccc/make-call",
    "ccc/release-call",
    "ccc/poll-user-status",
    "ccc/timeouts",
    "ccc/states",
    "ccc/mute-call",
    "ccc/legs",
    "cc-gateway/hold",
    "cc-gateway/login",
    "cc-gateway/release",
    "cc-gateway/query-hold-list-info",
];

fn scenarios(paths: &[&str]) -> Vec<Scenario> {
    let folder = PathBuf::from("../../scenarios");
    let paths: Vec<PathBuf> = paths.iter().map(|path| folder.join(path)).collect();
    read_scenarios(&paths).unwrap_or_else(|error| panic!("{error}"))
}

fn all() -> Vec<Mutant> {
    static ALL: LazyLock<Vec<Mutant>> = LazyLock::new(enumerate);
    ALL.clone()
}

fn enumerate() -> Vec<Mutant> {
    Dialect::all().flat_map(mutants).collect()
}

fn run(scenarios: &[Scenario], mutants: Vec<Mutant>, jobs: usize) -> Matrix {
    hunt(&Hunt { scenarios, random: None, jobs, read_file: &read_named, judge: &undecided }, mutants, || ())
}

/// Some of a class, from all over its list.
fn some_of(class: Class) -> Vec<Mutant> {
    const MOST: usize = 12;
    let own: Vec<Mutant> = all().into_iter().filter(|mutant| mutant.class == class).collect();
    let every = own.len().div_ceil(MOST).max(1);
    own.into_iter().step_by(every).collect()
}

#[test]
fn the_mutants_are_many_and_always_the_same() {
    let ids = || enumerate().into_iter().map(|mutant| mutant.id).collect::<Vec<_>>();
    let (once, again) = (ids(), ids());
    assert_eq!(once, again);
    assert!(once.len() >= 3_000, "only {}", once.len());
    let distinct: BTreeSet<&String> = once.iter().collect();
    assert_eq!(distinct.len(), once.len());
    for id in [
        "ccc/missing-transition/user.ready.make-call",
        "cc-gateway/field-dropped/login.result",
        "ccc/event-lost/Held",
        "ccc/wrong-code/MakeCall.UserBusy",
    ] {
        assert!(once.iter().any(|own| own == id), "{id}");
    }
}

#[test]
fn every_class_has_mutants_in_both_dialects() {
    let all = all();
    for class in Class::ALL {
        assert_eq!(Class::from_text(class.as_str()), Some(class));
        for dialect in Dialect::all() {
            assert!(all.iter().any(|it| it.class == class && it.dialect == dialect), "{class} {dialect:?}");
        }
    }
}

#[test]
fn a_small_suite_kills_some_of_every_class_and_lets_the_original_live() {
    let suite = scenarios(SMALL);
    for class in Class::ALL {
        let matrix = run(&suite, some_of(class), 2);
        assert_eq!(matrix.canaries, [""; 0]);
        assert!(matrix.total().killed > 0, "none of {class}");
    }
}

#[test]
fn the_matrix_is_the_same_on_any_number_of_threads() {
    let suite = scenarios(&SMALL[..5]);
    let sample = || all().into_iter().step_by(97).collect::<Vec<_>>();
    let one = run(&suite, sample(), 1);
    let four = run(&suite, sample(), 4);
    assert_eq!(one.json(), four.json());
    assert_eq!(one.text(), four.text());
}

#[test]
fn a_suite_that_the_original_fails_is_told_by_the_canary() {
    let failing = PathBuf::from("../cli/tests/failing/readme.yaml");
    let suite = read_scenarios(&[failing]).unwrap_or_else(|error| panic!("{error}"));
    let matrix = run(&suite, Vec::new(), 1);
    assert_eq!(matrix.canaries, ["the original is killed by failing.readme"]);
}

#[test]
fn a_suite_that_asks_for_nothing_does_not_kill_the_mute_one() {
    let mut suite = scenarios(&["ccc/hold-call/hold-and-retrieve.yaml"]);
    suite[0].steps.truncate(0);
    suite[0].cites.clear();
    let matrix = run(&suite, Vec::new(), 1);
    assert_eq!(matrix.canaries, ["a subject of ccc whose answers are empty survives"]);
}

#[test]
fn what_the_simulator_never_says_is_said_by_no_shipped_scenario() {
    let suite = scenarios(&[""]);
    let is_silent = |mutant: &Mutant| {
        mutant.class == Class::EventLost && mutant.dialect == Dialect::named("cc-gateway").unwrap()
    };
    let matrix = run(&suite, all().into_iter().filter(is_silent).collect(), 2);
    let equivalent =
        matrix.verdicts.iter().filter(|(_, fate)| matches!(fate, Fate::Equivalent { .. })).count();
    assert_eq!(matrix.total().survived, 0, "{}", matrix.text());
    assert_eq!(equivalent, 6, "{}", matrix.text());
}

#[test]
fn whoever_judges_the_rules_decides_over_their_survivors() {
    let suite = scenarios(&["ccc/hold-call/hold-and-retrieve.yaml"]);
    let is_it = |mutant: &Mutant| mutant.id == "ccc/missing-transition/supervision.up.lower";
    let asked = || all().into_iter().filter(is_it).collect::<Vec<_>>();
    let equivalent = |_: &_| Judgement::Equivalent { why: "so it is said".to_owned() };
    let judged =
        Hunt { scenarios: &suite, random: None, jobs: 1, read_file: &read_named, judge: &equivalent };
    assert_eq!(hunt(&judged, asked(), || ()).total().equivalent, 1);
    let trace = suite[0].clone();
    let differs = move |_: &_| Judgement::Differs { trace: Box::new(trace.clone()) };
    let judged = Hunt { scenarios: &suite, random: None, jobs: 1, read_file: &read_named, judge: &differs };
    let matrix = hunt(&judged, asked(), || ());
    assert_eq!((matrix.total().survived, matrix.total().undecided), (1, 0));
    assert!(matrix.text().contains("distinguished by:"), "{}", matrix.text());
}
