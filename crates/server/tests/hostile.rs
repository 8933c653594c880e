//! Whatever bytes come, the server answers or hangs up, and is there for the next client.
#![cfg(test)]

mod common;

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::time::Duration;

use common::{Running, message, start};
use offhook_server::Pace;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

const CASES: u32 = 300;
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// Requests that mean something, to begin with.
fn seeds() -> Vec<Vec<u8>> {
    let call = "Action=MakeCall&InstanceId=ccc-test&UserId=amy@ccc-test&DeviceId=d&Callee=139";
    let sign_in = r#"{"password":"","phonenum":"80010001","status":"4"}"#;
    let reset = r#"{"given":{"clock_ms":1609225718000,"users":[{"id":"amy@ccc-test","state":"READY"}]}}"#;
    let given = "offhook: 1\nid: a.b\ndialect: ccc\ngiven: { users: { amy: { state: READY } } }\nsteps: [{ wait: 1s }]\n";
    [
        message("GET", &format!("/?{call}"), &[], ""),
        message("POST", "/", &[FORM], call),
        message(
            "POST",
            "/",
            &[("Authorization", "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=00")],
            "",
        ),
        message("PUT", "/agentgateway/resource/onlineagent/1001", &[JSON], sign_in),
        message("GET", "/agentgateway/resource/agentevent/1001?calldata=x", &[JSON, ("Guid", "x")], ""),
        message("POST", "/_offhook/ccc/reset", &[], reset),
        message(
            "POST",
            "/_offhook/ccc/stimulus",
            &[],
            r#"{"stimulus":"inbound","from":"139","to":"amy@ccc-test"}"#,
        ),
        message("POST", "/_offhook/cc-gateway/clock", &[], r#"{"advance_ms":200000}"#),
        message("POST", "/_offhook/given", &[], given),
        message("GET", "/_offhook/world", &[], ""),
    ]
    .map(String::into_bytes)
    .into()
}

/// A request with some of its bytes changed, taken out or put in; or no request at all.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 0..6);
    let edited = (prop::sample::select(seeds()), edits).prop_map(|(mut request, edits)| {
        for (at, byte, kind) in edits {
            let at = at.index(request.len());
            match kind {
                0 => request[at] = byte,
                1 => drop(request.remove(at)),
                2 => request.insert(at, byte),
                _ => request.truncate(at.max(1)),
            }
        }
        request
    });
    prop_oneof![9 => edited, 1 => prop::collection::vec(any::<u8>(), 0..2_000)]
}

fn survives(server: &Running, request: &[u8]) -> Result<(), TestCaseError> {
    let mut stream = server.connect();
    let _ = stream.write_all(request);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => {}
        Err(error) => {
            let late = matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut);
            prop_assert!(!late, "neither answered nor hung up");
        }
    }
    prop_assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 "));
    prop_assert!(!answer.starts_with(b"HTTP/1.1 500"), "{}", String::from_utf8_lossy(&answer));
    Ok(())
}

#[test]
fn no_bytes_end_the_server_or_keep_it_busy() {
    let server = start(|options| {
        options.pace = Pace::Scaled(100);
        options.patience.head = Duration::from_secs(1);
        options.patience.body = Duration::from_secs(1);
    });
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    TestRunner::new_with_rng(config, rng).run(&bytes(), |request| survives(&server, &request)).unwrap();
    assert_eq!(server.send("GET", "/healthz", &[], "").json(), json!({ "status": "ok" }));
    assert_eq!(server.control("ccc/hello", &json!({ "protocol": 1 }))["ok"], true);
}
