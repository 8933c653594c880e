//! CC-Gateway over HTTP: a life of calls, and polls that wait.
#![cfg(test)]

mod common;

use std::io::Write as _;
use std::time::{Duration, Instant};

use common::{Running, message, read_answer, start};
use offhook_server::Pace;
use serde_json::{Value, json};

fn poll(server: &Running, agent: u32, guid: &str) -> Value {
    server.gateway("GET", &format!("agentevent/{agent}"), guid, "").json()
}

/// The names of all events that wait.
fn events(server: &Running, agent: u32, guid: &str) -> Vec<String> {
    let next = || poll(server, agent, guid)["event"]["eventType"].as_str().map(str::to_owned);
    std::iter::from_fn(next).collect()
}

#[test]
fn an_agent_calls_out_and_hangs_up() {
    let server = start(|_| {});
    let guid = server.sign_in(1001);
    assert!(events(&server, 1001, &guid).contains(&"AgentState_Ready".to_owned()));
    let call = server.gateway("PUT", "voicecall/1001/callout", &guid, r#"{"called":"13188888888"}"#).json();
    let job = call["result"].as_str().unwrap().to_owned();
    for (signal, party) in [("answered", "1001"), ("ringing", "customer"), ("answered", "customer")] {
        let done = server.remote_party("cc-gateway", signal, &job, party);
        assert_eq!(done["ok"], true, "{done}");
    }
    assert_eq!(events(&server, 1001, &guid).last().map(String::as_str), Some("AgentEvent_Talking"));
    let dropped = server.gateway("DELETE", "voicecall/1001/release", &guid, "");
    assert_eq!((dropped.status, &dropped.json()["retcode"]), (200, &json!("0")));
    assert!(events(&server, 1001, &guid).contains(&"AgentEvent_Call_Release".to_owned()));
    let again = server.gateway("DELETE", "voicecall/1001/release", &guid, "").json();
    assert_eq!(again["retcode"], "200-017");
}

#[test]
fn what_the_gateway_does_not_know_is_refused_in_its_own_words() {
    let server = start(|_| {});
    let stranger = server.gateway("DELETE", "voicecall/1001/release", "nobody", "").json();
    assert_eq!(stranger["retcode"], "100-006");
    let nowhere = server.gateway("GET", "nowhere", "", "");
    assert_eq!((nowhere.status, &nowhere.json()["retcode"]), (404, &json!("000-002")));
    let wrong = server.gateway("GET", "voicecall/1001/release", "", "");
    assert_eq!((wrong.status, wrong.header("allow").as_deref()), (405, Some("DELETE")));
    let mut bytes = message(
        "PUT",
        "/agentgateway/resource/onlineagent/1001",
        &[("Content-Type", "application/json")],
        "1234",
    )
    .into_bytes();
    let end = bytes.len();
    bytes[end - 4..].copy_from_slice(b"\"\xff\xfe\"");
    assert_ne!(server.raw(&bytes).json()["retcode"], "0");
}

#[test]
fn in_virtual_time_a_poll_is_answered_at_once() {
    let server = start(|_| {});
    let guid = server.sign_in(1001);
    events(&server, 1001, &guid);
    assert_eq!(poll(&server, 1001, &guid), json!({ "message": "", "retcode": "0" }));
}

#[test]
fn in_real_time_a_poll_waits_for_an_event() {
    let server = start(|options| options.pace = Pace::Scaled(1));
    let guid = server.sign_in(1001);
    while poll_now(&server, &guid) {}
    let mut waiting = ask_for_events(&server, &guid);
    std::thread::sleep(Duration::from_millis(200));
    let metrics = server.send("GET", "/metrics", &[], "").body;
    assert!(metrics.contains("offhook_polls_waiting 1\n"), "{metrics}");
    assert_eq!(server.gateway("POST", "onlineagent/1001/saybusy", &guid, "").json()["retcode"], "0");
    assert_eq!(read_answer(&mut waiting).json()["event"]["eventType"], "AgentState_SetNotReady_Success");
}

#[test]
fn a_poll_that_nothing_happens_to_ends_empty_after_the_documented_time() {
    let server = start(|options| options.pace = Pace::Scaled(20));
    let guid = server.sign_in(1001);
    while poll_now(&server, &guid) {}
    let began = Instant::now();
    let reply = read_answer(&mut ask_for_events(&server, &guid));
    assert_eq!(reply.json(), json!({ "message": "", "retcode": "0" }));
    // 10 s, twenty times as fast.
    let took = began.elapsed();
    assert!((Duration::from_millis(450)..Duration::from_secs(5)).contains(&took), "{took:?}");
}

#[test]
fn a_poll_whose_client_goes_away_takes_no_event_with_it() {
    let server = start(|options| options.pace = Pace::Scaled(1));
    let guid = server.sign_in(1001);
    while poll_now(&server, &guid) {}
    let gone = ask_for_events(&server, &guid);
    std::thread::sleep(Duration::from_millis(200));
    drop(gone);
    std::thread::sleep(Duration::from_millis(200));
    server.gateway("POST", "onlineagent/1001/saybusy", &guid, "");
    let reply = read_answer(&mut ask_for_events(&server, &guid));
    assert_eq!(reply.json()["event"]["eventType"], "AgentState_SetNotReady_Success");
}

#[test]
fn a_server_that_stops_releases_the_polls_that_wait() {
    let mut server = start(|options| options.pace = Pace::Scaled(1));
    let guid = server.sign_in(1001);
    while poll_now(&server, &guid) {}
    let mut waiting = ask_for_events(&server, &guid);
    std::thread::sleep(Duration::from_millis(200));
    let began = Instant::now();
    server.stop();
    assert_eq!(read_answer(&mut waiting).json(), json!({ "message": "", "retcode": "0" }));
    assert!(began.elapsed() < Duration::from_secs(4));
}

/// Sends a poll and leaves it open.
fn ask_for_events(server: &Running, guid: &str) -> std::net::TcpStream {
    let headers = [("Content-Type", "application/json"), ("Guid", guid)];
    let mut stream = server.connect();
    stream
        .write_all(message("GET", "/agentgateway/resource/agentevent/1001", &headers, "").as_bytes())
        .unwrap();
    stream
}

/// Takes an event if one waits; the polls for all agents never wait themselves.
fn poll_now(server: &Running, guid: &str) -> bool {
    let all = server.gateway("GET", "agentevent/allagentevent", guid, "").json();
    all["event"].as_array().is_some_and(|events| !events.is_empty())
}
