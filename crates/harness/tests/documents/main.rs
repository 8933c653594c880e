//! Documents: that planned is executed, what waivers do, and that shards make a whole.
#![cfg(test)]

mod merging;
mod waiving;

use offhook_harness::document::{Document, Ending, Subject};
use offhook_harness::{
    InProcess, Ladders, Manifest, Options, Shard, SuiteReport, Verdict, read_scenarios, run_suite,
};
use offhook_scenario::Scenario;
use offhook_scenario::files::read_named;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn scenarios(paths: &[&str]) -> Vec<Scenario> {
    let paths: Vec<_> = paths.iter().map(|path| format!("{ROOT}/{path}").into()).collect();
    read_scenarios(&paths).unwrap_or_else(|error| panic!("{error}"))
}

fn run(scenarios: &[Scenario]) -> SuiteReport {
    let options = Options { ladders: Ladders::Failed, ..Options::new(&read_named) };
    run_suite(scenarios, 2, &options, InProcess::new, |_| ())
}

fn document(scenarios: &[Scenario], shard: Option<Shard>) -> Document {
    let manifest = Manifest::of(scenarios, &read_named);
    let part: Vec<Scenario> =
        scenarios.iter().filter(|it| shard.is_none_or(|shard| shard.holds(&it.id.value))).cloned().collect();
    Document::of(&run(&part), Subject::in_process(), 0, false).planned(&manifest, shard)
}

#[test]
fn what_was_planned_and_not_run_makes_the_run_red() {
    let all = scenarios(&["scenarios/ccc/mute-call"]);
    let manifest = Manifest::of(&all, &read_named);
    let whole = Document::of(&run(&all), Subject::in_process(), 0, false).planned(&manifest, None);
    assert_eq!((whole.ending(), whole.problems.len()), (Ending::AsExpected, 0));
    let short = Document::of(&run(&all[1..]), Subject::in_process(), 0, false).planned(&manifest, None);
    assert_eq!(short.ending(), Ending::Broke);
    assert_eq!(short.problems[0].title, format!("the case {} was planned and not run", all[0].id.value));
    let surplus = Manifest::of(&all[1..], &read_named);
    let surplus = Document::of(&run(&all), Subject::in_process(), 0, false).planned(&surplus, None);
    assert_eq!((surplus.ending(), surplus.problems[0].code.as_str()), (Ending::Broke, "not-planned"));
}

#[test]
fn the_verdict_is_one_line_and_the_same_for_a_document_that_was_read() {
    let passing = document(&scenarios(&["scenarios/ccc/mute-call"]), None);
    let count = passing.cases.len();
    assert_eq!(passing.verdict(), format!("passes: no finding in {count} cases"));
    let failing =
        document(&scenarios(&["scenarios/ccc/mute-call", "crates/cli/tests/failing/readme.yaml"]), None);
    let line = format!("fails: 1 finding in 1 of {} cases (1 error)", count + 1);
    assert_eq!(failing.verdict(), line);
    let text = serde_json::to_string(&failing.written()).unwrap();
    let read: Document = text.parse().unwrap();
    assert_eq!((read.verdict(), read.findings()), (line, failing.findings()));
    assert_eq!(read, failing);
    let mut nothing = passing;
    nothing.cases.iter_mut().for_each(|case| case.verdict = Verdict::NotApplicable);
    nothing.summary = Default::default();
    assert_eq!(nothing.verdict(), format!("nothing ran: no finding in 0 cases; {count} not applicable"));
}

#[test]
fn a_manifest_holds_contents_and_not_layout_or_order() {
    let mut all = scenarios(&["scenarios/ccc/mute-call"]);
    let before = Manifest::of(&all, &read_named);
    all.reverse();
    assert_eq!(Manifest::of(&all, &read_named), before);
    all[0].title = Some("another title".into());
    assert_ne!(Manifest::of(&all, &read_named).hash(), before.hash());
}

#[test]
fn a_whole_answer_that_a_case_names_is_part_of_its_content() {
    let all = scenarios(&["scenarios/ccc/make-call"]);
    let real = Manifest::of(&all, &read_named);
    let other = Manifest::of(&all, &|_| Ok("{}".to_owned()));
    assert_ne!(real.hash(), other.hash());
    let sampled = real.cases.iter().zip(&other.cases).filter(|(a, b)| a != b).count();
    assert!((1..all.len()).contains(&sampled), "{sampled}");
}

#[test]
fn a_document_reads_as_it_was_written_and_says_what_is_wrong_with_another() {
    let document =
        document(&scenarios(&["scenarios/ccc/mute-call", "crates/cli/tests/failing/readme.yaml"]), None);
    let text = serde_json::to_string(&document).unwrap();
    assert_eq!(text.parse::<Document>().unwrap(), document);
    let wrong = |text: &str| text.parse::<Document>().unwrap_err().to_string();
    assert_eq!(wrong("{\"offhook_report\": 2}"), "a report of version 2; this offhook reads version 1");
    assert!(wrong("{\"offhook\": 1}").starts_with(
        "not a report of offhook (`offhook run --report json=FILE` and `--format json` write one)"
    ));
    assert!(wrong(&text.replace("\"fail\"", "\"failed\"")).contains("unknown variant `failed`"));
    let deep = "[".repeat(100_000) + &"]".repeat(100_000) + "}";
    assert!(wrong(&format!("{{\"offhook_report\":1,\"coverage\":{deep}")).contains("recursion limit"));
}
