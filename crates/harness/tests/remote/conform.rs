//! Whole suites over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use offhook_harness::{CLAIMS_CASE, Verdict, conform};
use offhook_scenario::Dialect;

use crate::server::{Server, Simulator};
use crate::support::{of, options, play, scenario, shipped, statement};

fn reached(server: &Server, dialect: &str, more: &str) -> offhook_harness::Statement {
    let url = server.url();
    statement(&format!(
        "offhook: 1\nname: simulator\ndialect: {dialect}\ntarget: {url}\ncontrol: {url}/control\n{more}"
    ))
}

#[test]
fn every_shipped_case_of_ccc_passes_on_the_machine_behind_a_socket() {
    let mut simulator = Simulator::new(Dialect::Ccc);
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
    let server = Server::start(Simulator::new(Dialect::CcGateway));
    let played = play(&reached(&server, "cc-gateway", ""), &shipped("cc-gateway"));
    assert_eq!(of(Verdict::Fail, &played), [""; 0]);
    assert_eq!(of(Verdict::Error, &played), [""; 0]);
    assert_eq!(of(Verdict::Inconclusive, &played), [""; 0]);
    let not_applicable = of(Verdict::NotApplicable, &played);
    assert!(
        not_applicable.iter().all(|case| case.contains("an outage that begins after")),
        "{not_applicable:?}"
    );
}
