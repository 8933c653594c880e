//! The page at `/_offhook/`, and what it is fed with.
#![cfg(test)]

mod common;

use common::start;
use offhook_server::limits::{MAX_TIMELINE_LINES, MAX_TIMELINE_TEXT_CHARS};
use serde_json::{Value, json};

fn timeline(server: &common::Running, of: &str, after: u64) -> Value {
    server.send("GET", &format!("/_offhook/{of}/timeline?after={after}"), &[], "").json()
}

/// What the lines tell, but for the time.
fn events(timeline: &Value) -> Vec<String> {
    let line = |line: &Value| {
        let text = |name: &str| line[name].as_str().unwrap_or("-").to_owned();
        [text("kind"), text("what"), text("about"), text("answer")].join("|")
    };
    timeline["entries"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn the_page_runs_nothing_from_elsewhere_and_stands_in_no_frame() {
    let server = start(|_| {});
    let answer = server.send("GET", "/_offhook/", &[], "");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type").as_deref(), Some("text/html;charset=UTF-8"));
    let policy = answer.header("content-security-policy").unwrap();
    for rule in ["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(answer.body.starts_with("<!doctype html>") && answer.body.contains("\"RINGING\":["));
}

#[test]
fn the_time_line_shows_requests_the_remote_party_events_and_the_clock() {
    let server = start(|_| {});
    let job = server.amy_calls();
    let before = timeline(&server, "ccc", 0)["cursor"].as_u64().unwrap();
    server.control("ccc/stimulus", &json!({ "stimulus": "answered", "job": job, "party": "amy@ccc-test" }));
    server.control("ccc/stimulus", &json!({ "stimulus": "answered", "job": job, "party": "amy@ccc-test" }));
    server.ccc("Action=MakeCall&InstanceId=ccc-test&UserId=nobody&DeviceId=d&Callee=1");
    server.control("ccc/clock", &json!({ "advance_ms": 5 }));
    let timeline = timeline(&server, "ccc", before);
    let lines = events(&timeline);
    assert_eq!(lines[0], format!("stimulus|answered|amy@ccc-test {job}|-"));
    let again = lines.iter().position(|line| line.starts_with("stimulus|answered|") && !line.ends_with("|-"));
    assert_eq!(timeline["entries"][again.unwrap()]["refused"], true);
    assert!(
        lines.contains(&"request|MakeCall|UserId=nobody Callee=1|NotExists.UserId".to_owned()),
        "{lines:?}"
    );
    assert_eq!(lines.last().unwrap(), "clock|clock|+5 ms|-");
    assert_eq!(timeline["cursor"].as_u64().unwrap(), before + lines.len() as u64);
}

#[test]
fn the_time_line_of_cc_gateway_shows_events_when_they_are_polled() {
    let server = start(|_| {});
    let guid = server.sign_in(1001);
    for _ in 0..20 {
        server.gateway("GET", "agentevent/1001", &guid, "");
    }
    let lines = events(&timeline(&server, "cc-gateway", 0));
    assert!(lines.contains(&"request|login|1001|0".to_owned()), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("event|Agent")), "{lines:?}");
    assert!(lines.contains(&"poll|getAgentEvent|1001|0".to_owned()), "{lines:?}");
    assert!(!lines.concat().contains(&guid), "the token is shown");
}

#[test]
fn the_time_line_is_bounded() {
    let server = start(|_| {});
    let tags = "x".repeat(10_000);
    server.ccc(&format!("Action=MakeCall&Tags={tags}"));
    let long = timeline(&server, "ccc", 0).to_string();
    assert!(long.chars().filter(|it| *it == 'x').count() <= MAX_TIMELINE_TEXT_CHARS);
    for _ in 0..MAX_TIMELINE_LINES + 10 {
        server.control("ccc/clock", &json!({ "advance_ms": 0 }));
    }
    let timeline = timeline(&server, "ccc", 0);
    assert_eq!(timeline["entries"].as_array().unwrap().len(), MAX_TIMELINE_LINES);
    assert!(timeline["cursor"].as_u64().unwrap() > MAX_TIMELINE_LINES as u64);
}

#[test]
fn a_restart_begins_with_the_same_world_and_ends_every_call() {
    let server = start(|_| {});
    let fresh = server.world();
    let job = server.amy_calls();
    assert_ne!(server.world()["ccc"], fresh["ccc"]);
    assert_eq!(server.control("ccc/restart", &json!({})), json!({ "ok": true }));
    assert_eq!(server.world(), fresh);
    assert_eq!(server.amy_calls(), job, "the same seed makes the same ids");
}

#[test]
fn a_cursor_that_is_none_is_refused_and_one_of_the_future_finds_nothing() {
    let server = start(|_| {});
    let wrong = server.send("GET", "/_offhook/ccc/timeline?after=soon", &[], "");
    assert_eq!((wrong.status, wrong.json()["ok"].as_bool()), (400, Some(false)));
    assert_eq!(timeline(&server, "ccc", 9_999)["entries"], json!([]));
    assert_eq!(server.send("POST", "/_offhook/ccc/timeline", &[], "{}").json()["reason"], "unknown op");
    assert_eq!(server.send("POST", "/_offhook/", &[], "{}").status, 404);
}
