//! Whole suites over HTTP.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use offhook_harness::document::{Document, Subject};
use offhook_harness::{Claim, Testbed, Verdict};

use crate::server::{Lacking, Server, Simulator};
use crate::support::{ccc, gateway, of, options, play, scenario, shipped, statement};

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

const TO_THE_GROUP: &str = "offhook: 1\nid: a.b\ndialect: ccc\ngiven:\n  instance: { id: ccc-test, skill_groups: [sales@ccc-test] }\n  \
     users: { amy: { state: READY } }\nsteps:\n- network: { inbound: { from: \"13900000001\", to: sales@ccc-test } }\n";

#[test]
fn a_case_does_not_apply_where_a_stimulus_is_one_that_an_implementation_may_lack() {
    let says = [
        (Lacking::Queues, "its network cannot be made to do `inbound`: the subject says so: not here"),
        (Lacking::Everything, "it cannot be made to do `inbound`: not here"),
    ];
    for (lacking, why) in says {
        let mut simulator = Simulator::plain(ccc());
        simulator.lacking = Some(lacking);
        let server = Server::start(simulator);
        let played = play(&reached(&server, "ccc", ""), &[scenario(TO_THE_GROUP)]);
        let said = of(Verdict::NotApplicable, &played).concat();
        assert!(said.contains(why), "{lacking:?}: {said}");
    }
}

#[test]
fn a_stimulus_that_every_implementation_has_fails_the_case_where_it_is_impossible() {
    let mut simulator = Simulator::plain(ccc());
    simulator.lacking = Some(Lacking::Queues);
    let server = Server::start(simulator);
    let to_amy = TO_THE_GROUP.replace("to: sales@ccc-test", "to: amy").replace("READY", "BREAK");
    let played = play(&reached(&server, "ccc", ""), &[scenario(&to_amy)]);
    assert!(of(Verdict::Fail, &played).concat().contains("is impossible here"), "{:?}", played.report);
}

#[test]
fn each_missing_claim_is_counted_by_the_cases_that_it_would_add() {
    let server = Server::start(Simulator::plain(ccc()));
    let more = "actions: [MakeCall, PollUserStatus, ReleaseCall, HoldCall]\nobservation: [polls]\n";
    let cases = shipped("ccc/hold-call");
    let counted = |more: &str| {
        let statement = reached(&server, "ccc", more);
        let testbed = Testbed::open(&statement, Arc::new(AtomicBool::new(false))).unwrap();
        testbed.applicability(&cases)
    };
    let few = counted(more);
    assert_eq!(few.total, cases.len());
    for gain in &few.gains {
        let Claim::Action(action) = &gain.claim else { continue };
        let one_more = counted(&more.replace("[MakeCall", &format!("[{action}, MakeCall")));
        assert_eq!(one_more.applicable, few.applicable + gain.alone, "{gain}");
    }
    assert!(few.gains.iter().any(|gain| matches!(gain.claim, Claim::Action(_)) && gain.alone > 0), "{few}");
    assert!(few.gains.iter().any(|gain| gain.claim == Claim::Events), "{few}");
    assert!(few.gains.is_sorted_by_key(|gain| std::cmp::Reverse(gain.alone)), "{few}");
    assert!(few.to_string().contains("cases apply; more would apply if the statement claimed"), "{few}");
}

#[test]
fn a_case_that_does_not_apply_says_what_the_statement_can_claim() {
    let server = Server::start(Simulator::plain(ccc()));
    let more = "actions: [MakeCall, PollUserStatus, ReleaseCall, HoldCall]\n";
    let played = play(&reached(&server, "ccc", more), &shipped("ccc/hold-call"));
    let said = of(Verdict::NotApplicable, &played).concat();
    let remedy = "help: to claim the action RetrieveCall: `RetrieveCall` among `actions:`";
    assert!(said.contains(remedy), "{said}");
}

#[test]
fn shares_are_counted_over_the_dialect_and_edition_and_over_what_the_claims_make_reachable() {
    let server = Server::start(Simulator::plain(ccc()));
    let statement = reached(&server, "ccc", "actions: [MakeCall, PollUserStatus, ReleaseCall, HoldCall]\n");
    let testbed = Testbed::open(&statement, Arc::new(AtomicBool::new(false))).unwrap();
    let cases = shipped("ccc/hold-call");
    let scope =
        testbed.scope(&[shipped("ccc"), shipped("cc-gateway")].concat(), &testbed.applicability(&cases));
    assert_eq!((scope.dialect.as_str(), scope.edition.as_str()), ("ccc", "first"));
    let whole = reached(&server, "ccc", "");
    let all_claimed = Testbed::open(&whole, Arc::new(AtomicBool::new(false))).unwrap();
    let all_claimed = all_claimed.scope(&shipped("ccc"), &Default::default()).reachable;
    assert!(scope.reachable.is_subset(&all_claimed) && scope.reachable.len() < all_claimed.len());
    assert!(scope.reachable.iter().all(|id| id.starts_with("ccc.")));
    let report = testbed.run(&cases, &options(), |_| ());
    let document = Document::of(&report, Subject::default(), 0, false);
    let all = document.summary.proved["all"].total;
    let summary = document.scoped(scope).summary;
    let share = |key: &str| summary.proved[key];
    assert!(share("all").total < all, "clauses of other dialects do not count");
    assert_eq!(share("stated").total, share("documented").total + share("sampled").total);
    assert!(share("reachable").total < share("stated").total);
    assert!(share("reachable").covered > 0 && share("reachable").covered <= share("stated").covered);
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
