//! Every format of a small run with a case of each outcome.
#![cfg(test)]

use std::path::PathBuf;

use offhook_harness::document::{Case, Document, Failure, Subject, document_schema};
use offhook_harness::{
    InProcess, Ladders, Manifest, Options, SuiteReport, Verdict, Waivers, read_scenarios, run_suite,
    waivers_schema,
};
use offhook_report::compare::compare;
use offhook_report::{Extras, FalseAlarms, Format, Power, write};
use offhook_scenario::files::read_named;
use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const WAIVERS: &str = "\
offhook: 1
waivers:
  - case: failing.wrong-status
    reason: The limit of TimeoutSeconds is checked from the next release on
    issue: https://example.com/issues/12
    expires: 2026-12-31
  - case: ccc.hold-call.hold-and-retrieve
    reason: <b>Was</b> broken once
    issue: \"#3\"
    expires: 2026-12-31
";
const VARIANTS: &str = r#"{
    "offhook": 1,
    "false_alarms": 1,
    "rows": [
        { "dialect": "ccc", "kind": "options", "variants": [
            { "id": "ccc.hold-twice=nothing", "cases": 3, "alarms": [] },
            { "id": "ccc.ring-again=impossible", "cases": 1, "alarms": [{ "case": "ccc.ring.again", "reason": "the stimulus is impossible" }] }
        ] }
    ],
    "power": [{ "dialect": "ccc", "faults": 60, "caught": 50, "laid_over": 249, "caught_behind": 247 }]
}"#;

const POWER: &str = r#"{
    "offhook": 1,
    "summary": {
        "scenarios": 6,
        "total": { "mutants": 12, "killed": 9, "survived": 1, "undecided": 0, "equivalent": 2, "per_mille": 900 },
        "classes": { "lost-event": { "mutants": 12, "killed": 9, "survived": 1, "undecided": 0, "equivalent": 2, "per_mille": 900 } },
        "canaries": []
    },
    "mutants": [{ "id": "ccc/lost-event/Held", "class": "lost-event", "change": "the event Held is lost", "fate": "survived" }]
}"#;

/// A pass, a fail, an inconclusive, a not-applicable, an error and a waived case.
fn small() -> Document {
    // The paths in reports begin at the root of the repository.
    std::env::set_current_dir(ROOT).unwrap();
    let paths = [
        "scenarios/ccc/hold-call/hold-and-retrieve.yaml",
        "scenarios/ccc/mute-call/own-leg.yaml",
        "crates/cli/tests/failing/readme.yaml",
        "crates/cli/tests/failing/inferred-only.yaml",
        "crates/cli/tests/failing/invalid-extension.yaml",
        "crates/cli/tests/failing/wrong-status.yaml",
    ];
    let scenarios = read_scenarios(&paths.map(PathBuf::from)).unwrap_or_else(|error| panic!("{error}"));
    let options = Options { ladders: Ladders::Failed, ..Options::new(&read_named) };
    let mut report = run_suite(&scenarios, 1, &options, InProcess::new, |_| ());
    not_applicable(&mut report, "ccc.mute-call.own-leg");
    let known: Vec<&str> = scenarios.iter().map(|it| it.id.value.as_str()).collect();
    let manifest = Manifest::of(&scenarios, &read_named);
    let waivers = Waivers::parse("waivers.yaml", WAIVERS).unwrap();
    let mut document = Document::of(&report, Subject::in_process(), 0, false).planned(&manifest, None).waive(
        &waivers,
        "2026-11-20".parse().unwrap(),
        &known,
    );
    // The number of clauses and rules is pinned elsewhere; here it would change with every new one.
    document.summary.proved.values_mut().for_each(|share| share.total = 1_000);
    document
}

/// Makes a case not applicable to the subject.
fn not_applicable(report: &mut SuiteReport, id: &str) {
    use offhook_scenario::{Code, Diagnostic};
    let case = report.cases.iter_mut().find(|case| case.id == id).unwrap();
    case.verdict = Verdict::NotApplicable;
    case.failures =
        vec![Diagnostic::error(Code::Other("not-applicable"), "the statement does not claim MuteCall")];
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(PathBuf::from(ROOT).join("snapshots/report"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

#[test]
fn every_format_is_pinned() {
    let document = small();
    let power: Power = POWER.parse().unwrap();
    let states = [("Users".to_owned(), "<svg viewBox=\"0 0 1 1\"></svg>".to_owned())];
    let false_alarms: FalseAlarms = VARIANTS.parse().unwrap();
    let extras = Extras { states: &states, power: Some(&power), false_alarms: Some(&false_alarms) };
    for format in Format::ALL {
        let mut text = write(format, &document, extras);
        if format == Format::Html {
            // The embedded script and style are pinned by their own files.
            for (start, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
                let (before, rest) = text.split_once(start).unwrap();
                let (_, after) = rest.split_once(end).unwrap();
                text = format!("{before}{start}…{end}{after}");
            }
            text = text.replace("><", ">\n<");
        }
        settings().bind(|| insta::assert_snapshot!(format.as_str(), text));
    }
}

#[test]
fn every_format_shows_every_outcome() {
    let document = small();
    for format in Format::ALL {
        let text = write(format, &document, Extras::default());
        for word in ["waived", "inconclusive", "not-applicable", "the statement does not claim MuteCall"] {
            let word = if (format, word) == (Format::Tap, "not-applicable") { "# SKIP" } else { word };
            assert!(text.contains(word), "{} does not show {word}", format.as_str());
        }
    }
}

#[test]
fn junit_is_well_formed_and_its_counts_are_true() {
    let text = write(Format::Junit, &small(), Extras::default());
    let mut reader = quick_xml::Reader::from_str(&text);
    reader.config_mut().check_end_names = true;
    let (mut depth, mut cases, mut declared) = (0, 0, 0);
    loop {
        use quick_xml::events::Event;
        let element = match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::End(_) => {
                depth -= 1;
                continue;
            }
            Event::Start(element) => {
                depth += 1;
                element
            }
            Event::Empty(element) => element,
            _ => continue,
        };
        cases += usize::from(element.name().as_ref() == "testcase");
        if element.name().as_ref() == "testsuite" {
            let tests = element.try_get_attribute("tests").unwrap().unwrap();
            declared += tests.value.parse::<usize>().unwrap();
        }
    }
    assert_eq!(depth, 0);
    // One for each case, and one for the waiver of a case that passes.
    assert_eq!((cases, declared), (7, 7));
}

#[test]
fn json_matches_its_schema_and_the_schemas_are_current() {
    let document: Value = serde_json::from_str(&write(Format::Json, &small(), Extras::default())).unwrap();
    let schema = document_schema();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert_eq!(errors, Vec::<String>::new());
    let mut other = document.clone();
    other["cases"][0]["verdict"] = "green".into();
    assert!(!validator.is_valid(&other));
    for (file, schema) in [("report-1.json", schema), ("waivers-1.json", waivers_schema())] {
        let path = PathBuf::from(ROOT).join("docs/schemas").join(file);
        let current = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("OFFHOOK_BLESS").is_some_and(|value| value == "1") {
            std::fs::write(&path, &current).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == current, "docs/schemas/{file} is old: run the tests once with OFFHOOK_BLESS=1");
    }
}

#[test]
fn the_page_escapes_the_texts_of_a_case() {
    let mut document = small();
    document.cases[0].title = "<script>alert(1)</script>".to_owned();
    document.subject.name = "\"><img src=x>".to_owned();
    let page = write(Format::Html, &document, Extras::default());
    assert!(!page.contains("<script>alert") && !page.contains("<img"));
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(!page.contains("http-equiv=\"refresh\"") && !page.contains("src=\"http"));
}

#[test]
fn no_format_carries_control_characters_that_it_forbids() {
    let mut document = small();
    document.cases[0].failures[0].title = "a\u{1b}[31m\u{0}b\u{fffe}".to_owned();
    document.cases[0].id = "a # TODO \n b".to_owned();
    let junit = write(Format::Junit, &document, Extras::default());
    assert!(!junit.contains(['\u{1b}', '\u{0}', '\u{fffe}']));
    let tap = write(Format::Tap, &document, Extras::default());
    assert!(tap.contains(" - a \\# TODO \u{fffd} b # TODO inconclusive\n"), "{tap}");
}

/// A case of a document, by its id.
fn case<'a>(document: &'a mut Document, id: &str) -> &'a mut Case {
    document.cases.iter_mut().find(|case| case.id == id).unwrap()
}

/// Puts a warning before the failures of a case.
fn warn_first(case: &mut Case) {
    let (severity, title) = ("warning".to_owned(), "only a warning".to_owned());
    let warning = Failure { severity, title, ..case.failures[0].clone() };
    case.failures.insert(0, warning);
}

#[test]
fn the_headline_of_a_case_is_its_first_failure_of_the_highest_severity() {
    let mut after = small();
    warn_first(case(&mut after, "failing.readme"));
    let headline = "`Data.UserContext.UserState` is not as expected";
    let junit = write(Format::Junit, &after, Extras::default());
    assert!(junit.contains(&format!("<failure message=\"{headline}\" type=\"expectation\">")), "{junit}");
    let mut before = after.clone();
    case(&mut before, "failing.readme").verdict = Verdict::Pass;
    assert_eq!(compare(&before, &after).newly_failing[0].why, headline);
}

/// The small run with this many more cases that fail as `failing.readme` does.
fn many_alike(count: usize) -> Document {
    let mut document = small();
    let case = case(&mut document, "failing.readme").clone();
    for nth in 0..count {
        let id = format!("failing.alike-{nth}");
        document.cases.push(Case { id, planned: 2 + nth, ..case.clone() });
    }
    document
}

#[test]
fn failures_of_one_cause_are_one_finding_in_every_format() {
    let document = many_alike(47);
    let title = "`Data.UserContext.UserState` is not as expected";
    let console = write(Format::Console, &document, Extras::default());
    // It leads, its smallest case is shown in full, and all fits a screen.
    assert!(console.starts_with(&format!("finding 1  error[expectation]: {title}\n")), "{console}");
    assert!(
        console
            .contains("  in 48 cases, the smallest: failing.readme (crates/cli/tests/failing/readme.yaml)\n")
    );
    assert_eq!(console.matches(&format!("\nerror[expectation]: {title}\n")).count(), 1);
    assert!(
        console.contains("\nfail  failing.alike-9 (finding 1)\n      and 37 more of finding 1;"),
        "{console}"
    );
    let small = write(Format::Console, &small(), Extras::default());
    assert_eq!(console.lines().count(), small.lines().count() + 12);
    let verdict = "broke: 3 findings in 50 of 52 cases (2 errors, 1 warning); 1 waived, 1 not applicable, 1 problem of the run as a whole";
    assert!(console.ends_with(&format!("\nverdict    {verdict}\n")), "{console}");
    let json: Value = serde_json::from_str(&write(Format::Json, &document, Extras::default())).unwrap();
    let findings = json["findings"].as_array().unwrap();
    assert_eq!((findings.len(), findings[0]["cases"].as_array().unwrap().len()), (3, 48));
    assert_eq!(json["verdict"], verdict);
    for (format, mark) in
        [(Format::Junit, "<system-out>finding 1  error"), (Format::Tap, "\n# finding 1  error")]
    {
        let text = write(format, &document, Extras::default());
        assert!(text.contains(verdict) && text.contains(mark), "{text}");
        assert_eq!(text.matches("  in 48 cases, the smallest: failing.readme").count(), 1);
    }
    let page = write(Format::Html, &document, Extras::default());
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(at(verdict) < at("id=\"findings\"") && at("id=\"findings\"") < at("id=\"clauses\""));
    assert!(at("href=\"#failing.alike-46\"") < at("id=\"clauses\""));
}

/// The clauses of the matrix of a page, each with its outcome.
fn matrix(page: &str) -> Vec<(String, String)> {
    let rows = page.split("<tr data-outcome=\"").skip(1);
    let row = |text: &str| {
        let (outcome, rest) = text.split_once('"').unwrap();
        let id = rest.split_once("<code>").unwrap().1.split_once("</code>").unwrap().0;
        (id.to_owned(), outcome.to_owned())
    };
    rows.map(row).collect()
}

#[test]
fn a_clause_is_blamed_only_by_the_failures_that_are_about_it() {
    let document = small();
    let rows = matrix(&write(Format::Html, &document, Extras::default()));
    let outcome = |id: &str| rows.iter().find(|row| row.0 == id).map(|row| row.1.as_str());
    assert_eq!(outcome("ccc.make-call.response.Data.UserContext.UserState"), Some("fail"));
    // What a case cites whose failure is about another clause is not proved; it has not failed either.
    assert_eq!(outcome("ccc.events.outbound"), Some("unproved"));
    assert_eq!(outcome("ccc.make-call"), Some("inconclusive"), "the case `inferred-only` is about it");
    assert_eq!(rows.iter().filter(|row| row.1 == "fail").count(), 1, "{rows:?}");
}

#[test]
fn a_comparison_shows_what_changed() {
    let before = small();
    let mut after = before.clone();
    let failed = |document: &mut Document, id: &str, verdict| {
        let case = document.cases.iter_mut().find(|case| case.id == id).unwrap();
        case.verdict = verdict;
    };
    failed(&mut after, "ccc.hold-call.hold-and-retrieve", Verdict::Fail);
    failed(&mut after, "failing.readme", Verdict::Pass);
    failed(&mut after, "ccc.mute-call.own-leg", Verdict::Inconclusive);
    after.cases.retain(|case| case.id != "failing.wrong-status");
    after.cases[0].id = "failing.new".to_owned();
    after.seed = 1;
    let found = compare(&before, &after);
    assert!(found.is_worse());
    assert!(!compare(&before, &before).is_worse());
    assert_eq!(compare(&before, &before).same, before.cases.len());
    settings().bind(|| insta::assert_snapshot!("compare", found.text()));
    assert_eq!(found.json().value()["summary"]["newly_failing"], 1);
}

#[test]
fn a_kill_matrix_of_another_format_is_rejected() {
    let refused = |text: &str| text.parse::<Power>().unwrap_err().to_string();
    assert!(
        refused("{}")
            .starts_with("not a kill matrix (`offhook mutants PATH --format json` prints one): missing")
    );
    assert_eq!(refused(&POWER.replacen("1", "2", 1)), "a file of unknown version 2");
}
