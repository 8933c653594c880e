//! Clients that speak well and mean ill: things in the wrong order, twice, or of absurd size.
#![cfg(test)]

mod common;

use std::io::Write as _;
use std::time::{Duration, Instant};

use common::{Running, message, read_answer, start};
use offhook_machine::limits::MAX_TIME_MS;
use offhook_server::{Pace, limits};
use serde_json::{Value, json};

const WHO: &str = "InstanceId=ccc-test&UserId=amy@ccc-test&DeviceId=d";

fn digests(server: &Running) -> [Value; 2] {
    let world = server.world();
    ["ccc", "cc-gateway"].map(|dialect| world[dialect]["digest"].clone())
}

#[test]
fn what_is_asked_for_too_soon_or_twice_is_refused_and_changes_nothing() {
    let server = start(|_| {});
    let before = digests(&server);
    for (query, status) in [
        (format!("Action=ReleaseCall&{WHO}&JobId=job-1&ChannelId=ch:user:1-%3E2:3:job-1"), 404),
        (format!("Action=ReadyForService&{WHO}"), 400),
        (format!("Action=MakeCall&{WHO}&Callee=139"), 400),
        (format!("Action=SignOutGroup&{WHO}"), 400),
        (format!("Action=HoldCall&{WHO}&JobId=&ChannelId="), 400),
    ] {
        let answer = server.ccc(&query);
        assert_eq!(answer.status, status, "{query}: {}", answer.body);
    }
    for (method, path) in [
        ("DELETE", "voicecall/1001/release"),
        ("PUT", "voicecall/1001/answer"),
        ("DELETE", "onlineagent/1001/logout"),
    ] {
        let answer = server.gateway(method, path, "", "");
        assert_ne!(answer.json()["retcode"], "0", "{method} {path}");
    }
    assert_eq!(digests(&server), before);
    server.amy_calls();
    let before = digests(&server);
    assert_ne!(server.ccc(&format!("Action=MakeCall&{WHO}&Callee=13188888888")).status, 200);
    assert_eq!(digests(&server), before);
}

#[test]
fn no_token_that_was_not_handed_out_is_taken() {
    let server = start(|_| {});
    let guid = server.sign_in(1001);
    let before = digests(&server);
    let wrong = [
        String::new(),
        guid.to_lowercase() + "x",
        guid[1..].to_owned(),
        format!("{guid} "),
        "\u{e9}".repeat(100),
        "x".repeat(10_000),
        format!("{guid},{guid}"),
        "JSESSIONID=".to_owned(),
        "%00".to_owned(),
    ];
    for wrong in &wrong {
        if wrong.trim() == guid {
            continue;
        }
        let answer = server.gateway("POST", "onlineagent/1001/saybusy", wrong, "");
        assert_ne!(answer.json()["retcode"], "0", "{wrong:?}");
        // Nor is one agent's token another's.
        let answer = server.gateway("POST", "onlineagent/1002/saybusy", &guid, "");
        assert_ne!(answer.json()["retcode"], "0");
    }
    assert_eq!(digests(&server), before);
}

#[test]
fn messages_to_the_control_api_that_are_none_are_refused() {
    let server = start(|_| {});
    let before = digests(&server);
    let deep =
        |open: &str, close: &str| format!("{{\"given\":{}1{}}}", open.repeat(100_000), close.repeat(100_000));
    let bodies = [
        deep("[", "]"),
        deep("{\"a\":", "}"),
        "[".repeat(1_000_000),
        "null".to_owned(),
        "[]".to_owned(),
        "\"reset\"".to_owned(),
        "{\"given\":{\"users\":{}}}".to_owned(),
        "{\"given\":{\"users\":[{\"id\":\"a\"}]}}".to_owned(),
        "{\"given\":{\"users\":[{\"id\":\"a\",\"state\":\"NOWHERE\"}]}}".to_owned(),
        "{\"given\":{\"clock_ms\":18446744073709551615}}".to_owned(),
        "{\"given\":{\"clock_ms\":-1}}".to_owned(),
        "{\"given\":{\"clock_ms\":1e999}}".to_owned(),
        "{\"scenario\":{\"given\":{\"include\":\"/etc/passwd\"}}}".to_owned(),
        "{\"scenario\":{\"given\":{\"include\":\"../../../etc/passwd\"}}}".to_owned(),
        "\u{0}".to_owned(),
        "{\"given\":{}".to_owned(),
    ];
    for body in &bodies {
        let shown = &body[..body.len().min(80)];
        for dialect in ["ccc", "cc-gateway"] {
            let answer = server.send("POST", &format!("/_offhook/{dialect}/reset"), &[], body);
            assert!(matches!(answer.status, 200 | 400), "{shown}: {}", answer.status);
            assert_eq!(answer.json()["ok"], false, "{shown}: {}", answer.body);
            assert!(answer.body.len() < 10_000, "{shown}: {} bytes", answer.body.len());
        }
    }
    let nameless = json!({ "given": { "users": [{ "id": " ", "state": "READY" }] } });
    assert_eq!(server.control("ccc/reset", &nameless)["ok"], false);
    let given = [
        "a: &a [*a]",
        "&a [*a, *a]",
        "include: /etc/passwd",
        "offhook: 1\nid: a\ndialect: ccc\ngiven: { include: /etc/passwd }\nsteps: [{ wait: 1s }]",
    ];
    for text in given {
        let answer = server.send("POST", "/_offhook/given", &[], text);
        assert_eq!(answer.json()["ok"], false, "{text}: {}", answer.body);
        assert!(!answer.body.contains("root:"), "{}", answer.body);
    }
    assert_eq!(digests(&server), before);
}

#[test]
fn a_world_has_ten_thousand_users_and_not_one_more() {
    let server = start(|_| {});
    let users = |count: usize| {
        let users: Vec<Value> =
            (0..count).map(|nth| json!({ "id": format!("u{nth}@c"), "state": "READY" })).collect();
        json!({ "given": { "users": users } })
    };
    let before = digests(&server);
    let refused = server.control("ccc/reset", &users(offhook_centre::adapter::MAX_USERS + 1));
    assert_eq!(refused["ok"], false);
    assert!(refused["reason"].as_str().unwrap().contains("more than 10000 users"), "{refused}");
    assert_eq!(digests(&server), before);
    let begun = Instant::now();
    assert_eq!(
        server.control("ccc/reset", &users(offhook_centre::adapter::MAX_USERS)),
        json!({ "ok": true })
    );
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!(server.world()["ccc"]["users"].as_array().unwrap().len(), limits::MAX_VIEWED);
}

#[test]
fn the_clock_goes_to_the_end_of_time_and_no_further() {
    let server = start(|_| {});
    server.amy_calls();
    server.sign_in(1001);
    for dialect in ["ccc", "cc-gateway"] {
        let clock = |by: Value| server.control(&format!("{dialect}/clock"), &json!({ "advance_ms": by }));
        for by in [
            json!(u64::MAX),
            json!(MAX_TIME_MS),
            json!(-1),
            json!(1.5),
            json!("1"),
            json!(null),
            json!(1e300),
        ] {
            assert_eq!(clock(by.clone())["ok"], false, "{by}");
        }
        let begun = Instant::now();
        let now = clock(json!(0))["now_ms"].as_u64().unwrap();
        assert_eq!(clock(json!(MAX_TIME_MS - now))["now_ms"], MAX_TIME_MS);
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        assert_eq!(clock(json!(1))["ok"], false);
    }
    // At the end of time requests are still answered, one way or the other.
    assert!(server.ccc(&format!("Action=PollUserStatus&{WHO}")).status == 200);
    let answer = server.ccc(&format!("Action=ReadyForService&{WHO}"));
    assert!((200..600).contains(&answer.status), "{answer:?}");
    let answer = server.ccc(&format!("Action=MakeCall&{WHO}&Callee=139"));
    assert!((200..600).contains(&answer.status), "{answer:?}");
    let answer = server.gateway("PUT", "onlineagent/1002", "", r#"{"password":"","phonenum":"80010002"}"#);
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[test]
fn stimuli_that_make_no_sense_are_impossible() {
    let server = start(|_| {});
    let job = server.amy_calls();
    let before = digests(&server);
    for stimulus in [
        json!({ "stimulus": "exploded", "job": job, "party": "customer" }),
        json!({ "stimulus": "answered", "job": "", "party": "customer" }),
        json!({ "stimulus": "answered", "job": job, "party": "x".repeat(100_000) }),
        json!({ "stimulus": "answered", "job": job, "party": "nobody@ccc-test" }),
        json!({ "stimulus": "answered", "job": format!("{job}0"), "party": "customer" }),
        json!({ "stimulus": "answered", "job": "job-99999999999999999999999999", "party": "customer" }),
        json!({ "stimulus": "inbound", "from": "", "to": "amy@ccc-test" }),
        json!({ "stimulus": "inbound", "from": "1".repeat(1_000), "to": "amy@ccc-test" }),
        json!({ "stimulus": "inbound", "from": "139", "to": "\u{0}" }),
        json!({ "stimulus": "dials", "by": "amy@ccc-test", "number": "\u{661}" }),
        json!({ "stimulus": 7 }),
        json!({}),
    ] {
        let answer = server.control("ccc/stimulus", &stimulus);
        let shown = stimulus.to_string();
        assert_eq!(answer["ok"], false, "{shown:.80}: {answer}");
        assert!(answer.to_string().len() < shown.len() + 1_000, "{shown:.80}: a long answer");
    }
    assert_eq!(digests(&server), before);
}

#[test]
fn polls_without_end_wait_in_bounded_number_and_are_forgotten_with_their_connections() {
    let server = start(|options| {
        options.pace = Pace::Scaled(1);
        options.max_connections = Some(256);
    });
    let guid = server.sign_in(1001);
    let poll = message(
        "GET",
        "/agentgateway/resource/agentevent/1001",
        &[("Content-Type", "application/json"), ("Guid", &guid)],
        "",
    );
    let mut waiting: Vec<_> = (0..128 - 8)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(poll.as_bytes()).unwrap();
            stream
        })
        .collect();
    std::thread::sleep(Duration::from_millis(300));
    let metrics = || server.send("GET", "/metrics", &[], "").body;
    let waits = |metrics: &str| -> usize {
        let line = metrics.lines().find(|line| line.starts_with("offhook_polls_waiting ")).unwrap();
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    let some = waits(&metrics());
    assert!((100..=128).contains(&some), "{some} polls wait");
    waiting.truncate(1);
    std::thread::sleep(Duration::from_millis(300));
    let _ = server.world();
    assert!(waits(&metrics()) <= 1, "polls of those who went");
    assert_eq!(server.gateway("POST", "onlineagent/1001/sayfree", &guid, "").status, 200);
    assert_eq!(read_answer(&mut waiting[0]).status, 200);
}

/// So many items that what took time by their square would take minutes.
fn long_list(item: impl Fn(usize) -> Value) -> Value {
    (0..50_000).map(item).collect()
}

#[test]
fn a_world_of_very_many_small_things_is_answered_soon() {
    let server = start(|_| {});
    let short = |nth: usize| json!(format!("{nth:05}"));
    let whole = |given: Value| json!({ "scenario": { "dialect": "ccc", "given": given } });
    let users: serde_json::Map<_, _> =
        (0..9_000).map(|nth| (format!("u{nth}"), json!({ "extension": format!("8{nth}") }))).collect();
    let instance = json!({ "id": "c", "extensions": long_list(short) });
    for (what, message, done) in [
        ("skill groups", json!({ "given": { "users": [], "skill_groups": long_list(short) } }), true),
        ("extensions", whole(json!({ "users": users, "instance": instance })), true),
        (
            "a long id",
            json!({ "given": { "users": [{ "id": "x".repeat(1_000_000), "state": "READY" }] } }),
            false,
        ),
        ("fields", whole(json!({ "users": { "a": long_list(short) } })), false),
    ] {
        let begun = Instant::now();
        let answer = server.send("POST", "/_offhook/ccc/reset", &[], &message.to_string());
        assert_eq!(
            (answer.status, &answer.json()["ok"]),
            (200, &json!(done)),
            "{what}: {:.500}",
            answer.body
        );
        assert!(answer.body.len() < 10_000, "{what}: {} bytes", answer.body.len());
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}: {:?}", begun.elapsed());
    }
}
