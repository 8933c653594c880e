//! Shards, and the whole that they make.

use offhook_harness::document::{Document, MergeError, merge};
use offhook_harness::{Date, Shard, Waivers};
use offhook_scenario::Scenario;

use super::{document, scenarios};

fn suite() -> Vec<Scenario> {
    scenarios(&["scenarios/ccc/hold-call", "scenarios/ccc/mute-call", "crates/cli/tests/failing"])
}

fn shards(of: &[Scenario], count: u32) -> Vec<Document> {
    (1..=count).map(|index| document(of, Some(Shard { index, count }))).collect()
}

#[test]
fn all_shards_make_the_whole_in_whatever_order() {
    let all = suite();
    let whole = document(&all, None);
    for count in [1, 3, 40] {
        let mut parts = shards(&all, count);
        parts.reverse();
        let merged = merge(parts).unwrap();
        let ids = |it: &Document| it.cases.iter().map(|case| case.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&merged), ids(&whole), "{count} shards");
        for (part, of) in merged.cases.iter().zip(&whole.cases) {
            assert_eq!(part, of);
        }
        assert!(merged == whole, "{count} shards");
    }
}

#[test]
fn a_waiver_of_a_clause_is_judged_by_the_whole() {
    let all = suite();
    let text = "offhook: 1\nwaivers:\n  - { clause: ccc.make-call, reason: r, issue: i, expires: 2026-12-31 }\n\
                \x20 - { clause: ccc.mute-call, reason: r, issue: i, expires: 2026-12-31 }\n";
    let waivers = Waivers::parse("w.yaml", text).unwrap();
    let known: Vec<&str> = all.iter().map(|it| it.id.value.as_str()).collect();
    let today: Date = "2026-01-01".parse().unwrap();
    let waive = |document: Document| document.waive(&waivers, today.clone(), &known);
    let parts: Vec<Document> = shards(&all, 5).into_iter().map(waive).collect();
    assert!(parts.iter().all(|part| part.problems.is_empty()), "no part can tell");
    let merged = merge(parts).unwrap();
    assert_eq!(merged, waive(document(&all, None)));
    assert_eq!(
        merged.problems[0].title,
        "the clause ccc.mute-call is waived and passes: take the waiver away"
    );
}

#[test]
fn what_is_no_whole_is_refused() {
    let all = suite();
    let parts = shards(&all, 3);
    let refused = |parts: &[&Document]| merge(parts.iter().map(|it| (*it).clone()).collect()).unwrap_err();
    let [one, two, three] = &parts[..] else { panic!() };
    assert_eq!(refused(&[]), MergeError::Empty);
    assert_eq!(refused(&[one, three]).to_string(), "shards are missing: 2/3");
    assert_eq!(refused(&[one, two, two, three]).to_string(), "the shard 2/3 is there twice");
    assert_eq!(refused(&[&document(&all, None), one]), MergeError::Whole { nth: 0 });
    let events = |change: &dyn Fn(&mut Document)| {
        let mut other = two.clone();
        change(&mut other);
        refused(&[one, &other, three]).to_string()
    };
    let told_in = |change: &dyn Fn(&mut Document), what: &str| {
        let events = events(change);
        assert!(
            events.starts_with(&format!("the report is of another run than the first: its {what} is ")),
            "{events}"
        );
    };
    told_in(&|it| it.version = "9".to_owned(), "version");
    told_in(&|it| it.subject.name = "gateway".to_owned(), "subject");
    told_in(&|it| it.manifest.hash = "sha256:0".to_owned(), "manifest");
    told_in(&|it| it.seed = 7, "seed");
    told_in(&|it| it.strict = true, "strictness");
    told_in(&|it| it.manifest.shard = Some(Shard { index: 2, count: 4 }), "number of shards");
    let forged = events(&|it| it.cases[0].hash = "sha256:0".to_owned());
    assert!(forged.starts_with("the cases of all shards together are not those of the manifest"), "{forged}");
    let lost = events(&|it| drop(it.cases.pop()));
    assert!(lost.starts_with("the cases of all shards together are not those of the manifest"), "{lost}");
}
