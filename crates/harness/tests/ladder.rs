//! The ladder of a case: what is noted, in which order, within which bounds, and what is not.
#![cfg(test)]

use offhook_harness::{
    CaseReport, InProcess, Ladders, MAX_ENTRIES, Options, Verdict, What, read_scenarios, run_case,
};
use offhook_scenario::files::read_named;
use offhook_scenario::{Scenario, load};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn play(scenario: &Scenario, ladders: Ladders) -> CaseReport {
    let options = Options { ladders, ..Options::strict(&read_named) };
    run_case(scenario, &mut InProcess::new(), &options)
}

fn shipped(path: &str) -> Scenario {
    read_scenarios(&[format!("{ROOT}/{path}").into()]).unwrap().remove(0)
}

fn written(text: &str) -> Scenario {
    load("ladder.yaml", text, &|path| Err(std::io::Error::other(path.to_owned()))).unwrap()
}

#[test]
fn what_is_said_is_noted_in_order_and_by_step() {
    let report = play(&shipped("scenarios/ccc/hold-call/hold-and-retrieve.yaml"), Ladders::All);
    let ladder = report.ladder.unwrap();
    let kinds: Vec<(usize, String)> = ladder
        .entries
        .iter()
        .map(|entry| match &entry.what {
            What::Request(asked) => (entry.step, format!("{} {}", asked.by, asked.action)),
            What::Event { name, party, .. } => (entry.step, format!("{name} {party}")),
            What::Wait { ms } => (entry.step, format!("wait {ms}")),
            other => panic!("{other:?}"),
        })
        .collect();
    let kinds: Vec<(usize, &str)> = kinds.iter().map(|(step, text)| (*step, text.as_str())).collect();
    assert_eq!(
        kinds,
        [
            (1, "amy HoldCall"),
            (1, "Held amy"),
            (2, "amy PollUserStatus"),
            (3, "wait 5000"),
            (4, "amy RetrieveCall"),
            (4, "Retrieved amy"),
            (5, "amy PollUserStatus"),
        ]
    );
    let What::Request(asked) = &ladder.entries[0].what else { panic!() };
    assert_eq!((asked.status, asked.checks.len()), (Some(200), 2));
    assert!(asked.sent.starts_with("HoldCall\n") && asked.checks.iter().all(|check| check.holds));
}

#[test]
fn nothing_is_noted_where_nobody_asks() {
    assert_eq!(play(&shipped("scenarios/ccc/hold-call/hold-and-retrieve.yaml"), Ladders::None).ladder, None);
}

#[test]
fn what_departs_is_marked() {
    let report = play(&shipped("crates/cli/tests/failing/readme.yaml"), Ladders::All);
    assert_eq!(report.verdict, Verdict::Fail);
    let ladder = report.ladder.unwrap();
    let checks = ladder.entries.iter().find_map(|entry| match &entry.what {
        What::Request(asked) => asked.checks.first(),
        _ => None,
    });
    let check = checks.unwrap();
    assert_eq!((check.expected.as_str(), check.observed.as_str()), ("\"DIALING\"", "\"READY\""));
    assert!(!check.holds);
    assert!(matches!(ladder.entries.last().unwrap().what, What::Fault { .. }));
}

#[test]
fn neither_ladder_nor_message_holds_a_token_or_password() {
    let scenario = written(
        "offhook: 1\nid: t.secrets\ndialect: cc-gateway\ngiven:\n  users:\n    amy: { state: READY, password: very-secret-7 }\n\
         steps:\n  - request:\n      by: amy\n      action: callout\n      with: { called: \"13900000001\" }\n      headers: { Guid: stolen-guid-9 }\n\
         \x20     expect: { retcode: very-secret-7 stolen-guid-9 }\n",
    );
    let report = play(&scenario, Ladders::All);
    assert_ne!(report.verdict, Verdict::Pass);
    let rendered: String = report.failures.iter().map(|failure| failure.render(false)).collect();
    let events = format!("{:?}\n{rendered}", report.ladder.unwrap());
    assert!(events.contains("Guid: (hidden)") && events.contains("retcode"), "{events}");
    for secret in ["very-secret-7", "stolen-guid-9", "JSESSIONID"] {
        assert!(!events.contains(secret), "{secret} in {events}");
    }
}

#[test]
fn a_long_case_is_counted_to_its_end() {
    let scenario = written(
        "offhook: 1\nid: t.long\ndialect: ccc\ngiven:\n  users:\n    amy: { state: READY }\n\
         steps:\n  - repeat: { times: 1000, steps: [ { poll: { user: amy } } ] }\n",
    );
    let ladder = play(&scenario, Ladders::All).ladder.unwrap();
    assert!(ladder.entries.len() <= MAX_ENTRIES);
    assert_eq!(ladder.entries.len() + ladder.left_off, 1000);
}
