//! Whole suites over HTTP.

use std::time::{Duration, Instant};

use offhook_harness::Verdict;

use crate::server::{Server, Simulator};
use crate::support::{ccc, gateway, of, play, scenario, shipped, statement};

fn reached(server: &Server, dialect: &str, more: &str) -> offhook_harness::Statement {
    let url = server.url();
    statement(&format!(
        "offhook: 1\nname: simulator\ndialect: {dialect}\ntarget: {url}\ncontrol: {url}/control\n{more}"
    ))
}

#[test]
fn every_shipped_case_of_ccc_passes_on_the_machine_behind_a_socket() {
    let mut simulator = Simulator::new(ccc());
    simulator.secret = Some("hush".to_owned());
    let server = Server::start(simulator);
    let more = "credentials: { access_key_id: ak, access_key_secret: hush }\naccounts: true\n";
    let played = play(&reached(&server, "ccc", more), &shipped("ccc"));
    assert_eq!(of(Verdict::Fail, &played), [""; 0]);
    assert_eq!(of(Verdict::Error, &played), [""; 0]);
    assert_eq!(of(Verdict::Inconclusive, &played), [""; 0]);
    assert_eq!(of(Verdict::NotApplicable, &played).len(), 1, "two actions in one request");
}

#[test]
fn every_shipped_case_of_cc_gateway_passes_on_the_machine_behind_a_socket() {
    let server = Server::start(Simulator::new(gateway()));
    let played = play(&reached(&server, "cc-gateway", ""), &shipped("cc-gateway"));
    assert_eq!(of(Verdict::Fail, &played), [""; 0]);
    assert_eq!(of(Verdict::Error, &played), [""; 0]);
    assert_eq!(of(Verdict::Inconclusive, &played), [""; 0]);
    let not_applicable = of(Verdict::NotApplicable, &played);
    let reasons = ["an outage that begins after agents have signed in", "a request is addressed elsewhere"];
    let is_unknown = |case: &&String| !reasons.iter().any(|reason| case.contains(reason));
    let unknown: Vec<&String> = not_applicable.iter().filter(is_unknown).collect();
    assert_eq!(unknown, [""; 0]);
}

#[test]
fn an_implementation_with_nothing_beyond_the_protocol_passes_what_applies_to_it() {
    for (dialect, folders, most) in [(ccc(), "ccc", 500), (gateway(), "cc-gateway", 390)] {
        let server = Server::start(Simulator::plain(dialect));
        let played = play(&reached(&server, dialect.as_str(), ""), &shipped(folders));
        assert_eq!(of(Verdict::Fail, &played), [""; 0]);
        assert_eq!(of(Verdict::Error, &played), [""; 0]);
        let counts = played.report.counts();
        assert!(counts.passed > most, "{counts:?}");
    }
}

#[test]
fn what_is_not_claimed_is_not_asked() {
    let server = Server::start(Simulator::new(ccc()));
    let more = "actions: [MakeCall, PollUserStatus, ReleaseCall, HoldCall]\nparameters: { HoldCall: [JobId, ChannelId] }\n\
                stimulus_kinds: [ringing, answered]\nobservation: [polls]\n";
    let played = play(&reached(&server, "ccc", more), &shipped("ccc/hold-call"));
    assert_eq!(of(Verdict::Fail, &played), [""; 0]);
    let not_applicable = of(Verdict::NotApplicable, &played).concat();
    for reason in
        ["does not claim RetrieveCall", "does not claim Music of HoldCall", "cannot be asked for events"]
    {
        assert!(not_applicable.contains(reason), "{reason}: {not_applicable}");
    }
    assert!(!of(Verdict::Pass, &played).is_empty());
}

#[test]
fn a_known_deviation_takes_its_cases_out_with_the_reason() {
    let server = Server::start(Simulator::new(ccc()));
    let more = "deviations:\n- { clause: ccc.hold-call.stays-talking, reason: TALKING is HOLDING here }\n\
                - { action: RetrieveCall, reason: not finished }\n";
    let played = play(&reached(&server, "ccc", more), &shipped("ccc/hold-call"));
    let not_applicable = of(Verdict::NotApplicable, &played).concat();
    assert!(not_applicable.contains("a known deviation: TALKING is HOLDING here"), "{not_applicable}");
    assert!(not_applicable.contains("a known deviation: not finished"), "{not_applicable}");
}

#[test]
fn an_implementation_that_answers_the_agents_channel_by_itself_is_not_told_to() {
    let mut simulator = Simulator::plain(ccc());
    simulator.auto_answer = true;
    let server = Server::start(simulator);
    let played = play(&reached(&server, "ccc", "auto_answer: true\n"), &shipped("ccc/hold-call"));
    assert_eq!(of(Verdict::Fail, &played), [""; 0]);
    assert!(of(Verdict::Pass, &played).len() > 5, "{:?}", played.report.counts());
    let fooled = play(&reached(&server, "ccc", ""), &shipped("ccc/hold-call"));
    assert!(of(Verdict::Fail, &fooled).concat().contains("`answers` is impossible here"));
}

const SIGNED_IN: &str =
    "offhook: 1\nid: a.b\ndialect: ccc\ngiven: { users: { amy: { state: READY } } }\nsteps:\n";

#[test]
fn a_wait_in_scaled_time_is_slept_and_one_that_is_too_fine_does_not_apply() {
    let server = Server::start(Simulator::plain(ccc()));
    let more = "time: { scaled: 100 }\ntolerance: 5ms\n";
    let wait = |length: &str| scenario(&format!("{SIGNED_IN}- wait: {length}\n- poll: {{ user: amy }}\n"));
    let begun = Instant::now();
    let played = play(&reached(&server, "ccc", more), &[wait("20s"), wait("19999ms")]);
    assert!(begun.elapsed() >= Duration::from_millis(200), "{:?}", begun.elapsed());
    assert_eq!(played.report.cases[1].verdict, Verdict::Pass, "{:?}", played.report.cases[1]);
    assert_eq!(played.report.cases[2].verdict, Verdict::NotApplicable);
}

#[test]
fn a_rate_limit_is_kept() {
    let server = Server::start(Simulator::plain(ccc()));
    let begun = Instant::now();
    play(&reached(&server, "ccc", "rate_limit: 100\n"), &[]);
    let asked = server.simulator.lock().unwrap().requests;
    assert!(asked > 30 && begun.elapsed() >= Duration::from_millis(10 * (asked as u64 - 1)));
}

#[test]
fn the_order_of_the_report_is_that_of_the_plan_and_no_report_holds_a_secret() {
    let mut simulator = Simulator::new(ccc());
    simulator.secret = Some("hush-hush".to_owned());
    let server = Server::start(simulator);
    let more = "credentials: { access_key_id: key-of-mine, access_key_secret: hush-hush, signature: rpc }\n";
    let cases = shipped("ccc/hold-call");
    let statement = reached(&server, "ccc", more);
    let played = play(&statement, &cases);
    let ids: Vec<&str> = played.report.cases[1..].iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, cases.iter().map(|case| case.id.value.as_str()).collect::<Vec<_>>());
    let shown = format!("{:?} {statement:?}", played.report).replace(statement.source.text.as_ref(), "");
    let source = format!("{:?}", statement.source.text);
    assert!(!shown.replace(&source, "").contains("hush-hush"));
}
