//! Waivers.

use offhook_harness::document::{Document, Ending, Outcome};
use offhook_harness::{Date, Verdict, Waivers, waivers_schema};

use super::{document, scenarios};

const FAILS: &str = "crates/cli/tests/failing/readme.yaml";
const BREAKS: &str = "crates/cli/tests/failing/invalid-extension.yaml";
const PASSES: &str = "scenarios/ccc/hold-call/hold-and-retrieve.yaml";

/// These scenarios, with one waiver, on a day.
fn waived(paths: &[&str], waiver: &str, today: &str) -> Document {
    let text = format!(
        "offhook: 1\nwaivers:\n  - {waiver}\n    reason: known\n    issue: \"#1\"\n    expires: 2026-06-30\n"
    );
    let waivers = Waivers::parse("waivers.yaml", &text).unwrap();
    let all = scenarios(paths);
    let known: Vec<&str> = all.iter().map(|it| it.id.value.as_str()).collect();
    document(&all, None).waive(&waivers, today.parse::<Date>().unwrap(), &known)
}

fn problem(document: &Document) -> (&str, &str) {
    assert_eq!(document.problems.len(), 1, "{:?}", document.problems);
    let problem = &document.problems[0];
    (&problem.code, problem.place.as_deref().unwrap())
}

#[test]
fn a_known_failure_is_waived_and_not_green() {
    for waiver in ["case: failing.readme", "clause: ccc.events.outbound"] {
        let document = waived(&[FAILS, PASSES], waiver, "2026-06-30");
        assert_eq!((document.ending(), document.problems.len()), (Ending::AsExpected, 0));
        let summary = &document.summary;
        assert_eq!((summary.passed, summary.failed, summary.waived), (1, 0, 1));
        let case = document.cases.iter().find(|case| case.id == "failing.readme").unwrap();
        assert_eq!((case.verdict, case.outcome()), (Verdict::Fail, Outcome::Waived));
    }
}

#[test]
fn a_waiver_that_has_expired_makes_the_run_red_and_waives_nothing() {
    let document = waived(&[FAILS], "case: failing.readme", "2026-07-01");
    assert_eq!(document.ending(), Ending::Failed);
    assert_eq!(problem(&document), ("waiver-expired", "waivers.yaml:3"));
    assert_eq!((document.summary.failed, document.summary.waived), (1, 0));
}

#[test]
fn a_waiver_whose_case_passes_makes_the_run_red() {
    for waiver in ["case: ccc.hold-call.hold-and-retrieve", "clause: ccc.hold-call"] {
        let document = waived(&[PASSES], waiver, "2026-01-01");
        assert_eq!((document.ending(), document.summary.passed), (Ending::Failed, 1));
        assert_eq!(problem(&document), ("waiver-passes", "waivers.yaml:3"));
    }
}

#[test]
fn a_waiver_that_names_no_case_makes_the_run_red() {
    let document = waived(&[PASSES], "case: ccc.hold-call.hold-and-retreive", "2026-01-01");
    assert_eq!(document.ending(), Ending::Failed);
    assert_eq!(problem(&document), ("waiver-idle", "waivers.yaml:3"));
}

#[test]
fn an_error_is_never_waived() {
    let document = waived(&[BREAKS], "case: failing.invalid-extension", "2026-01-01");
    assert_eq!(document.ending(), Ending::Broke);
    assert_eq!((document.summary.errors, document.summary.waived), (1, 0));
}

#[test]
fn what_is_wrong_in_a_file_of_waivers_is_shown_with_its_place() {
    let text = "\
offhook: 1
waivers:
  - { case: a, clause: ccc.hold-call, reason: r, issue: i, expires: 2026-01-01 }
  - { clause: ccc.hold-cal, reason: r, issue: i, expires: 2026-01-01 }
  - { case: b, reason: \"\", issue: i, expires: 2026-02-30 }
  - { case: a, reason: r, issue: i, expires: 2026-01-01 }
";
    let faults = Waivers::parse("w.yaml", text).unwrap_err();
    let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "w.yaml:3:5: a waiver names either a case or a clause",
            "w.yaml:4:15: no document has the clause `ccc.hold-cal`",
            "w.yaml:5:24: the reason of a waiver has 1 to 2000 letters",
            "w.yaml:5:47: `2026-02-30` is not a day such as 2026-12-31",
            "w.yaml:6:13: `a` is waived twice",
        ]
    );
    assert!(faults[1].render(false).contains("did you mean `ccc.hold-call`?"));
    for text in ["", "waivers: []", "offhook: 2\nwaivers: []\n", "offhook: 1\nwaivers: [{}]", "- a", "{{{"] {
        assert!(Waivers::parse("w.yaml", text).is_err(), "{text}");
    }
}

#[test]
fn the_schema_takes_what_the_parser_takes() {
    let validator = jsonschema::validator_for(&waivers_schema()).unwrap();
    let takes = |text: &str| {
        let value: serde_json::Value = serde_yaml::from_str(text).unwrap();
        (validator.is_valid(&value), Waivers::parse("w.yaml", text).is_ok())
    };
    let waiver = "{ case: a, reason: r, issue: i, expires: 2026-01-01 }";
    assert_eq!(takes(&format!("offhook: 1\nwaivers: [{waiver}]")), (true, true));
    assert_eq!(takes(&format!("offhook: 2\nwaivers: [{waiver}]")), (false, false));
    assert_eq!(takes(&format!("offhook: 1\nwaiver: [{waiver}]")), (false, false));
    assert_eq!(
        takes("offhook: 1\nwaivers: [{ case: a, reason: r, issue: i, expires: soon }]"),
        (false, false)
    );
    assert_eq!(takes("offhook: 1\nwaivers: [{ case: a, issue: i, expires: 2026-01-01 }]"), (false, false));
}
