//! What an implementation has, found out by asking.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use offhook_harness::{CLAIMS_CASE, Claim, Contact, Drafted, Statement, Subject as _, Verdict, draft};

use crate::server::{Server, Simulator};
use crate::support::{ccc, gateway, play, said, shipped, statement};

fn drafted(server: &Server, control: bool) -> Drafted {
    let control = control.then(|| format!("{}/control", server.url()));
    let flag = Arc::new(AtomicBool::new(false));
    draft(&Contact { target: &server.url(), control: control.as_deref(), ..Contact::default() }, &[], flag)
        .unwrap_or_else(|error| panic!("{error}"))
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

#[test]
fn a_draft_says_what_it_saw_of_each_claim() {
    let server = Server::start(Simulator::plain(ccc()));
    let yaml = drafted(&server, true).yaml;
    for line in [
        "edition: \"2021\" ",
        "formats: [json, xml] ",
        "time: virtual ",
        "# its clock stood still while it was watched",
        "# it has the messages reset, stimulus, clock, events",
        "# Ids of answers look like \"",
        "# numbers: [\"01012345678\"] ",
    ] {
        assert!(yaml.contains(line), "{line}: {yaml}");
    }
    let mut simulator = Simulator::plain(ccc());
    simulator.ticks_ms = 250;
    let yaml = drafted(&Server::start(simulator), true).yaml;
    assert!(yaml.contains("time: real ") && yaml.contains("# its clock went on by itself"), "{yaml}");
}

#[test]
fn a_first_contact_changes_nothing() {
    let mut simulator = Simulator::plain(ccc());
    let text = "offhook: 1\nid: a.b\ndialect: ccc\ngiven: { users: { amy: { state: READY } } }\nsteps:\n- wait: 1s\n";
    simulator.set_up(&crate::support::scenario(text));
    let server = Server::start(simulator);
    let digest = || server.simulator.lock().unwrap().machine.inspect().unwrap().digest;
    let before = digest();
    let control = format!("{}/control", server.url());
    let target = server.url();
    let contact = Contact {
        target: &target,
        control: Some(&control),
        dialect: Some(ccc()),
        instance: Some("ccc-test"),
        user: Some("amy@ccc-test"),
        key: None,
    };
    let drafted = draft(&contact, &[], Arc::new(AtomicBool::new(false))).unwrap();
    assert_eq!(digest(), before);
    assert!(drafted.yaml.contains("UserState: \"READY\""), "{}", drafted.yaml);
}

#[test]
fn a_draft_counts_what_further_claims_would_add() {
    let server = Server::start(Simulator::plain(ccc()));
    let target = server.url();
    let contact = Contact { target: &target, dialect: Some(ccc()), ..Contact::default() };
    let suite = shipped("ccc/hold-call");
    let drafted = draft(&contact, &suite, Arc::new(AtomicBool::new(false))).unwrap();
    assert_eq!(drafted.applicability.total, suite.len());
    let gain = drafted.applicability.gains.iter().find(|gain| gain.claim == Claim::RemoteParty).unwrap();
    assert!(gain.alone + gain.with_others > 0, "{gain}");
    assert!(drafted.yaml.contains(&format!("#   {gain}\n")), "{}", drafted.yaml);
    assert!(Statement::parse("draft.yaml", &drafted.yaml).is_ok(), "{}", drafted.yaml);
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
