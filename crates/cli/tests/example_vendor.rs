//! A third vendor, compiled with the feature `example-vendor`: every command works with it, though no code outside its folder
//! knows it.
#![cfg(test)]

mod common;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Output;

use common::serving::{Serving, start};
use common::{folder, json, offhook, stderr, stdout};
use serde_json::{Value, json};

const CALL: &str = r#"offhook: 1
id: example.call.placed-and-left
title: A call is placed, answered and left
cites: [example.call, example.hangup, example.events.talking, example.call.errors.wrong-state, example.refusal]
dialect: example
given:
  users:
    amy: { state: READY, extension: "8001" }
    bob: { extension: "8002" }
steps:
  - request: { by: amy, action: call, with: { to: "13188888888" }, expect: { ok: true }, bind: { placed: call } }
  - poll: { user: amy, expect: { user.state: DIALING, user.call: $placed } }
  - network: { answers: amy }
  - network: { rings: customer }
  - network: { answers: customer }
  - events: [Dialing amy, Talking amy]
  - request: { by: amy, action: call, with: { to: "8002" }, status: 409, expect: { error.reason: WRONG_STATE } }
  - request: { by: amy, action: hangup, expect: { ok: true } }
  - events: [Left amy]
  - poll: { user: amy, expect: { user.state: READY, user.call: { absent: true } } }
  - request: { by: amy, action: call, with: { to: "8002" }, status: 409, expect: { error.reason: BUSY } }
  - request: { by: bob, action: hangup, status: 401, expect: { error.reason: NO_SESSION } }
  - request: { by: bob, action: login }
  - request: { by: bob, action: logout, expect: { ok: true } }
"#;

/// A file of this test's own.
fn file(test: &str, name: &str, text: &str) -> PathBuf {
    let folder = folder("example-vendor").join(test);
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// A scenario with a call.
fn call(test: &str) -> String {
    file(test, "call.yaml", CALL).to_str().unwrap().to_owned()
}

fn serve() -> (Serving, String) {
    start(&["--insecure-accept-any", "--log", "off"])
}

fn statement(test: &str, address: &str, more: &str) -> String {
    let text = format!(
        "offhook: 1\nname: offhook serve\ndialect: example\ntarget: http://{address}\n\
         control: http://{address}/_offhook/example\n{more}"
    );
    file(test, "statement.yaml", &text).to_str().unwrap().to_owned()
}

/// Sends a request by hand; the status and the body.
fn send(address: &str, request: &str, session: &str, body: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Example-Session: {session}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
}

#[track_caller]
fn passes(output: &Output, says: &str) {
    let (out, err) = (stdout(output), stderr(output));
    assert_eq!(output.status.code(), Some(0), "{out}{err}");
    assert!(out.contains(says), "{out}{err}");
}

#[test]
fn a_scenario_of_it_passes() {
    passes(&offhook(&["run", "--strict", &call("run")]), "1 run, 1 passed");
}

#[test]
fn a_server_answers_it_beside_the_others() {
    let (_server, address) = serve();
    let refused = json!({ "error": { "reason": "NO_SESSION", "text": "Log in first." } });
    let status = "GET /example/v1/status?user=amy@ccc-test";
    assert_eq!(send(&address, status, "none", ""), (401, refused));
    let (_, begun) = send(&address, "POST /example/v1/login", "", r#"{"user":"amy@ccc-test"}"#);
    let session = begun["session"].as_str().unwrap();
    let to = r#"{"user":"amy@ccc-test","to":"13188888888"}"#;
    let (code, placed) = send(&address, "POST /example/v1/call", session, to);
    assert_eq!((code, &placed["ok"]), (200, &true.into()));
    let user = json!({ "id": "amy@ccc-test", "state": "DIALING", "call": placed["call"] });
    assert_eq!(send(&address, status, session, ""), (200, json!({ "ok": true, "user": user })));
    let (_, world) = send(&address, "GET /_offhook/world", "", "");
    assert_eq!(world["example"]["users"][0]["state"], "DIALING");
    let (_, hint) = send(&address, "GET /nowhere", "", "");
    assert!(hint["reason"].as_str().unwrap().contains("Example vendor is at /example/v1/"), "{hint}");
}

#[test]
fn an_implementation_of_it_conforms() {
    let (_server, address) = serve();
    let reset = statement("conform", &address, "stimuli: control\n");
    passes(&offhook(&["conform", "--statement", &reset, &call("conform")]), "passed");
    passes(&offhook(&["conform", "--statement", &reset, "--suite", "random"]), "101 passed");
}

#[test]
fn users_that_are_provisioned_log_in_and_out_where_nothing_can_be_reset() {
    let (_server, address) = serve();
    let users = "isolation: fresh-users\ninstance: ccc-test\nusers:\n\
        - { id: amy@ccc-test, extension: \"80010001\" }\n- { id: bob@ccc-test, extension: \"80010002\" }\n";
    let fresh = statement("fresh", &address, &format!("stimuli: control\n{users}"));
    let call = call("fresh");
    for _ in 0..2 {
        passes(&offhook(&["conform", "--statement", &fresh, &call]), "passed");
    }
}

#[test]
fn where_requests_name_no_call_centre_a_statement_names_none_either() {
    let (_server, address) = serve();
    let users = "isolation: fresh-users\nusers:\n- { id: amy@ccc-test, extension: \"80010001\" }\n\
                 - { id: bob@ccc-test, extension: \"80010002\" }\n";
    let fresh = statement("nameless", &address, &format!("stimuli: control\n{users}"));
    passes(&offhook(&["conform", "--statement", &fresh, &call("nameless")]), "passed");
}

#[test]
fn a_probe_drafts_a_statement_of_it() {
    let (_server, address) = serve();
    let url = format!("http://{address}");
    let control = format!("{url}/_offhook/example");
    let drafted = offhook(&["probe", &url, "--control", &control, "--dialect", "example"]);
    passes(&drafted, "# Every action of the dialect is there.");
}

#[test]
fn its_api_is_printed() {
    let document = json(&offhook(&["openapi", "example"]));
    assert_eq!(document["info"]["title"], "Example vendor");
    let placed = &document["paths"]["/example/v1/call"]["post"];
    assert_eq!(placed["x-clause"], "example.call");
    assert_eq!(placed["responses"]["409"]["x-refusals"][0]["code"], "BUSY");
}

#[test]
fn the_pages_name_it() {
    let out = folder("example-vendor").join("docs");
    let printed = offhook(&["docs", "--out", out.to_str().unwrap()]);
    assert_eq!(printed.status.code(), Some(0), "{}", stderr(&printed));
    let page = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    assert!(page("vendors.md").contains("| basis | ccc | cc-gateway | example |"));
    assert!(page("vendors.md").contains("login (chosen)"));
    assert!(page("clauses.md").contains("`example.call.errors.busy`"));
}

#[test]
fn its_mutants_are_killed_whatever_they_are_of() {
    let call = call("mutants");
    let hunt = |class: &str| {
        let args = ["mutants", &call, "--class", class, "--explore", "0", "--format", "json"];
        json(&offhook(&args))["summary"]["total"].clone()
    };
    for class in [
        "missing-transition",
        "accepted-but-ignored",
        "refused-but-applied",
        "event-lost",
        "stale-answer",
        "field-dropped",
        "wrong-status",
        "wrong-code",
    ] {
        let total = hunt(class);
        assert!(total["killed"].as_u64().unwrap() > 0, "{class}: {total}");
    }
}

#[test]
fn a_suite_is_generated_of_its_rules_and_passes() {
    let out = folder("example-vendor").join("generated");
    let path = out.to_str().unwrap();
    let _ = fs::remove_dir_all(&out);
    let made = offhook(&["generate", "--dialect", "example", "--method", "pairs", "--out", path]);
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    passes(&offhook(&["run", path]), "passed");
}

#[test]
fn its_rules_hold_in_every_state_and_in_random_runs() {
    let checked = offhook(&["check", "--dialect", "example", "--agents", "1"]);
    passes(&checked, "21 invariants hold in every state");
    let args = ["fuzz", "--dialect", "example", "--steps", "5000", "--cross-checks", "10"];
    passes(&offhook(&args), "nothing found");
}
