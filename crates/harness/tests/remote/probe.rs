//! What an implementation has, found out by asking.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use offhook_harness::{CLAIMS_CASE, Drafted, Statement, Verdict, draft};

use crate::server::{Server, Simulator};
use crate::support::{ccc, gateway, play, said, statement};

fn drafted(server: &Server, control: bool) -> Drafted {
    let control = control.then(|| format!("{}/control", server.url()));
    let flag = Arc::new(AtomicBool::new(false));
    draft(&server.url(), control.as_deref(), None, flag).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_draft_names_the_dialect_and_what_is_there() {
    let mut simulator = Simulator::plain(ccc());
    simulator.lacks = vec!["ClaimCall", "LaunchSurvey", "OffhookProbe"];
    let server = Server::start(simulator);
    let found = drafted(&server, true);
    assert_eq!(found.found.absent, ["LaunchSurvey", "ClaimCall"]);
    let read = Statement::parse("draft.yaml", &found.yaml).unwrap();
    assert_eq!(read.dialect.value, ccc());
    assert!(read.claims_action("MakeCall") && !read.claims_action("ClaimCall"));
    assert!(found.yaml.contains("name: \"simulator\""), "{}", found.yaml);
}

#[test]
fn a_gateway_is_known_by_its_answers_and_the_draft_without_control_reads_too() {
    let server = Server::start(Simulator::plain(gateway()));
    let found = drafted(&server, false);
    assert_eq!(found.found.absent, [""; 0]);
    let read = Statement::parse("draft.yaml", &found.yaml).unwrap();
    assert_eq!(read.dialect.value, gateway());
}

fn claims(server: &Server, actions: &str) -> offhook_harness::CaseReport {
    let url = server.url();
    let text = format!(
        "offhook: 1\nname: simulator\ndialect: ccc\ntarget: {url}\ncontrol: {url}/control\nactions: {actions}\n"
    );
    let mut played = play(&statement(&text), &[]);
    assert_eq!(played.report.cases[0].id, CLAIMS_CASE);
    played.report.cases.remove(0)
}

#[test]
fn what_is_claimed_and_absent_fails_and_what_is_there_unclaimed_is_a_warning() {
    let mut simulator = Simulator::plain(ccc());
    simulator.lacks = vec!["HoldCall", "OffhookProbe"];
    let server = Server::start(simulator);
    let failing = claims(&server, "[MakeCall, HoldCall]");
    assert_eq!(failing.verdict, Verdict::Fail);
    assert!(said(&failing).contains("HoldCall is claimed, but"), "{}", said(&failing));
    assert!(said(&failing).contains("statement.yaml:6:21"), "{}", said(&failing));
    let warned = claims(&server, "[MakeCall]");
    assert_eq!(warned.verdict, Verdict::Inconclusive);
    assert!(said(&warned).contains("ReleaseCall is there, but not claimed"), "{}", said(&warned));
}
