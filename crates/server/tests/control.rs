//! The control API: who may use it, and what it does.
#![cfg(test)]

mod common;

use common::start;
use serde_json::json;

const TOKEN: &str = "a-word-of-some-length";

#[test]
fn the_adapter_protocol_is_spoken_to_the_letter() {
    let server = start(|_| {});
    let hello = server.control("ccc/hello", &json!({ "protocol": 1 }));
    let version = env!("CARGO_PKG_VERSION");
    let ops = json!(["hello", "reset", "scenario", "stimulus", "dials", "clock", "events"]);
    assert_eq!(
        hello,
        json!({ "ok": true, "protocol": 1, "name": "offhook", "version": version, "ops": ops })
    );
    assert_eq!(server.control("ccc/hello", &json!({ "protocol": 2 }))["ok"], false);
    assert_eq!(server.control("ccc/fly", &json!({})), json!({ "ok": false, "reason": "unknown op" }));
    assert_eq!(
        server.control("cc-gateway/events", &json!({})),
        json!({ "ok": false, "reason": "unknown op" })
    );
    assert_eq!(server.control("ccc/request", &json!({}))["reason"], "unknown op");

    let user = json!({ "id": "zoe@here", "extension": "80011474", "device_id": "d", "state": "READY", "work_mode": "ON_SITE", "skill_groups": ["g@here"] });
    let given = json!({ "clock_ms": 1_609_225_718_000_u64, "instance": "here", "users": [user] });
    assert_eq!(server.control("ccc/reset", &json!({ "given": given })), json!({ "ok": true }));
    let poll = server.ccc("Action=PollUserStatus&InstanceId=here&UserId=zoe@here&DeviceId=d").json();
    assert_eq!(poll["Data"]["UserContext"]["UserState"], "READY", "{poll}");
    let inbound = server
        .control("ccc/stimulus", &json!({ "stimulus": "inbound", "from": "13900000001", "to": "zoe@here" }));
    assert!(inbound["job"].as_str().is_some_and(|job| job.starts_with("job-")), "{inbound}");
    // Nobody answers for 30 s.
    let clock = server.control("ccc/clock", &json!({ "advance_ms": 30_000 }));
    assert_eq!(clock, json!({ "ok": true, "now_ms": 1_609_225_748_000_u64 }));
    let events = server.control("ccc/events", &json!({ "after": 0 }));
    let last = events["cursor"].as_u64().unwrap();
    assert_eq!(events["events"].as_array().map(Vec::len), Some(usize::try_from(last).unwrap()));
    assert_eq!(
        server.control("ccc/events", &json!({ "after": last })),
        json!({ "ok": true, "events": [], "cursor": last })
    );
}

#[test]
fn a_malformed_message_is_refused_and_changes_nothing() {
    let server = start(|_| {});
    let before = server.world();
    for (op, body) in [
        ("clock", "{"),
        ("clock", "[]"),
        ("clock", "{}"),
        ("clock", r#"{"advance_ms":-1}"#),
        ("stimulus", r#"{"stimulus":"answered"}"#),
        ("events", r#"{"after":"soon"}"#),
        ("reset", r#"{"given":{"users":[{"id":1}]}}"#),
    ] {
        let answer = server.send("POST", &format!("/_offhook/ccc/{op}"), &[], body);
        assert_eq!((answer.status, answer.json()["ok"].clone()), (400, json!(false)), "{op} {body}");
    }
    let later = server.control("ccc/clock", &json!({ "advance_ms": u64::MAX }));
    assert_eq!(later["ok"], false, "{later}");
    let state = json!({ "given": { "users": [{ "id": "amy@ccc-test", "state": "FLYING" }] } });
    assert!(server.control("ccc/reset", &state)["reason"].as_str().unwrap().contains("FLYING"));
    assert_eq!(server.world(), before);
    assert_eq!(server.send("GET", "/_offhook/ccc/clock", &[], "").status, 405);
    assert_eq!(server.send("POST", "/_offhook/world", &[], "").status, 405);
    assert_eq!(server.send("GET", "/_offhook/nothing", &[], "").status, 404);
}

#[test]
fn the_world_of_a_scenario_can_be_loaded() {
    let server = start(|_| {});
    let scenario = "offhook: 1\nid: my.world\ndialect: ccc\ngiven:\n  instance: here\n  users:\n    zoe: { state: BREAK }\nsteps:\n- wait: 1s\n";
    let load = |text: &str| server.send("POST", "/_offhook/given", &[], text).json();
    assert_eq!(load(scenario), json!({ "ok": true }));
    assert_eq!(server.world()["ccc"]["users"][0]["id"], "zoe@here");
    assert_eq!(server.world()["ccc"]["users"][0]["state"], "BREAK");
    let wrong = load(&scenario.replace("BREAK", "BRAKE"))["reason"].as_str().unwrap().to_owned();
    assert!(wrong.contains("given:7") && wrong.contains("BREAK"), "{wrong}");
    let files = load(&scenario.replace("  instance: here", "  include: ../../../../etc/passwd"));
    assert_eq!(files["ok"], false, "{files}");
}

#[test]
fn other_machines_pages_and_names_need_the_token() {
    let server = start(|options| options.control_token = Some(TOKEN.to_owned()));
    let status = |headers: &[(&str, &str)]| server.send("GET", "/_offhook/world", headers, "").status;
    assert_eq!(status(&[]), 200);
    assert_eq!(status(&[("Host", "127.0.0.1:8080")]), 200);
    assert_eq!(status(&[("Host", "[::1]:8080")]), 200);
    assert_eq!(status(&[("Host", "localhost:1"), ("Origin", "http://localhost:1")]), 200);
    assert_eq!(status(&[("Host", "localhost:1"), ("Origin", "http://evil.example")]), 403);
    assert_eq!(status(&[("Host", "evil.example")]), 403);
    assert_eq!(status(&[("Host", "evil.example"), ("X-Offhook-Token", TOKEN)]), 200);
    assert_eq!(status(&[("X-Offhook-Token", "a-word-of-some-lengtH")]), 403);
}

#[test]
fn a_short_token_is_refused() {
    let mut options = offhook_server::Options::new(offhook_server::Access::Any);
    options.control_token = Some("short".to_owned());
    let error = offhook_server::Server::bind(options).err().unwrap();
    assert_eq!(error.to_string(), "a control token has at least 16 characters");
}

#[test]
fn a_reset_without_a_world_returns_to_that_of_the_start() {
    let server = start(|_| {});
    let first = server.world();
    let other = json!({ "given": { "users": [{ "id": "eve@ccc-test", "state": "OFFLINE" }] } });
    for back in ["ccc/reset", "ccc/restart"] {
        assert_eq!(server.control("ccc/reset", &other)["ok"], true);
        assert_ne!(server.world(), first);
        assert_eq!(server.control(back, &json!({}))["ok"], true, "{back}");
        assert_eq!(server.world()["ccc"]["users"], first["ccc"]["users"], "{back}");
    }
    assert_eq!(server.control("ccc/reset", &json!({ "given": {} }))["ok"], true);
    assert_eq!(server.world()["ccc"]["users"], first["ccc"]["users"]);
}

#[test]
fn a_field_that_a_reset_does_not_know_is_refused_with_the_nearest_one() {
    let server = start(|_| {});
    let first = server.world();
    for (object, nearest) in [
        (json!({ "givn": {} }), "`given`"),
        (json!({ "given": { "usres": [] } }), "`users`"),
        (json!({ "given": { "users": [{ "id": "a", "state": "READY", "extention": "8" }] } }), "`extension`"),
    ] {
        let answer = server.send("POST", "/_offhook/ccc/reset", &[], &object.to_string());
        let reason = answer.json()["reason"].as_str().unwrap_or_default().to_owned();
        assert_eq!(answer.status, 400, "{object}: {}", answer.body);
        assert!(reason.contains(&format!("did you mean {nearest}?")), "{object}: {reason}");
    }
    assert_eq!(server.world(), first);
}

#[test]
fn an_empty_given_is_the_default_world() {
    let users = |server: &common::Running| {
        server.send("GET", "/_offhook/world", &[], "").json()["ccc"]["users"].clone()
    };
    for given in ["given: {}\n", "given: { users: {} }\n", ""] {
        let server = start(|_| {});
        let first = users(&server);
        assert!(first.to_string().contains("amy@ccc-test"), "{first}");
        let zoe = "offhook: 1\nid: a.b\ndialect: ccc\ngiven: { users: { zoe: { state: BREAK } } }\nsteps: [{ wait: 1s }]\n";
        assert_eq!(server.send("POST", "/_offhook/given", &[], zoe).json()["ok"], true);
        assert_ne!(users(&server), first);
        let empty = format!("offhook: 1\nid: a.b\ndialect: ccc\n{given}steps: [{{ wait: 1s }}]\n");
        assert_eq!(server.send("POST", "/_offhook/given", &[], &empty).json()["ok"], true, "{given}");
        assert_eq!(users(&server), first, "{given}");
    }
}
