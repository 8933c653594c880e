//! What a client may not do: send too much, too slowly, or nothing that is HTTP; and connect too often.
#![cfg(test)]

mod common;

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use common::{message, read_answer, start};
use offhook_server::{Pace, limits};
use serde_json::json;

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn a_body_that_is_too_large_is_refused_in_the_words_of_the_dialect() {
    let server = start(|_| {});
    let announced = |path: &str| {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n",
            limits::MAX_BODY_BYTES + 1
        );
        server.raw(head.as_bytes())
    };
    let ccc = announced("/");
    assert_eq!((ccc.status, ccc.code().as_str()), (413, "Parameter.Enumeration"));
    assert_eq!(ccc.json()["HttpStatusCode"], 413);
    let gateway = announced("/agentgateway/resource/onlineagent/1001/saybusy");
    assert_eq!((gateway.status, &gateway.json()["retcode"]), (413, &json!("000-002")));
    assert_eq!(announced("/_offhook/ccc/reset").json()["ok"], false);
}

#[test]
fn a_body_without_end_is_not_read_to_its_end() {
    let server = start(|_| {});
    let mut stream = server.connect();
    stream.write_all(b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n").unwrap();
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    // The server hangs up somewhere behind the limit.
    let sent = (0..1_000).take_while(|_| stream.write_all(chunk.as_bytes()).is_ok()).count();
    assert!((16..1_000).contains(&sent), "{sent} chunks of 64 KiB were taken");
}

#[test]
fn a_form_or_query_beyond_the_limits_of_the_dialect_is_refused() {
    let server = start(|_| {});
    let many = vec!["a=1"; offhook_dialect::MAX_QUERY_PARAMS + 1].join("&");
    let answer = server.send("POST", "/", &[("Content-Type", FORM)], &many);
    assert_eq!((answer.status, answer.code().as_str()), (400, "Parameter.Enumeration"));
    let long = format!("/?Callee={}", "1".repeat(limits::MAX_TARGET_BYTES));
    let answer = server.send("GET", &long, &[], "");
    assert_eq!((answer.status, answer.code().as_str()), (414, "Parameter.Enumeration"));
}

#[test]
fn a_head_beyond_its_limits_is_refused() {
    let server = start(|_| {});
    let many: Vec<(String, String)> =
        (0..=limits::MAX_HEADERS).map(|at| (format!("x-{at}"), "1".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(status(&server, &message("GET", "/healthz", &many, "")), 431);
    let long = "1".repeat(limits::MAX_HEAD_BYTES + 1);
    assert_eq!(status(&server, &message("GET", "/healthz", &[("x-long", &long)], "")), 431);
}

#[test]
fn what_is_not_http_is_refused() {
    let server = start(|_| {});
    for nonsense in [
        "\u{1}\u{2}\u{3}\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
    ] {
        assert_eq!(status(&server, nonsense), 400, "{nonsense:?}");
    }
    // And the server is there for the next one.
    assert_eq!(server.send("GET", "/healthz", &[], "").json(), json!({ "status": "ok" }));
}

#[test]
fn what_http_itself_refuses_is_refused_in_the_words_of_the_dialect() {
    let server = start(|_| {});
    let many = "x: 1\r\n".repeat(limits::MAX_HEADERS + 1);
    for (rest, status) in [("no colon\r\n\r\n".to_owned(), 400), (format!("{many}\r\n"), 431)] {
        let of = |path: &str| server.raw(format!("GET {path} HTTP/1.1\r\n{rest}").as_bytes());
        let ccc = of("/?Action=PollUserStatus");
        assert_eq!((ccc.status, ccc.code().as_str()), (status, "Parameter.Enumeration"), "{ccc:?}");
        assert_eq!(ccc.json()["HttpStatusCode"], status);
        let gateway = of("/agentgateway/resource/agentevent/1001");
        assert_eq!((gateway.status, &gateway.json()["retcode"]), (status, &json!("000-002")));
        let other = of("/elsewhere");
        assert_eq!((other.status, &other.json()["ok"]), (status, &json!(false)));
    }
    // Nothing but the latest request counts, on a connection that has had others.
    let mut stream = server.connect();
    for (request, status) in [
        ("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        ("GET /agentgateway/resource/agentevent/1001 HTTP/9.9\r\n\r\n", 400),
    ] {
        stream.write_all(request.as_bytes()).unwrap();
        let answer = read_answer(&mut stream);
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(answer.json().get("retcode").is_some(), request.contains("agentgateway"), "{answer:?}");
    }
}

/// The status of the answer; what is beyond the limits may be answered without a body, or cut off while it is sent.
fn status(server: &common::Running, text: &str) -> u16 {
    let mut stream = server.connect();
    let _ = stream.write_all(text.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
}

#[test]
fn who_is_slow_with_a_head_or_idle_is_hung_up_on() {
    let server = start(|options| options.patience.head = Duration::from_millis(300));
    for begun in ["", "GET / HT", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"] {
        let mut stream = server.connect();
        stream.write_all(begun.as_bytes()).unwrap();
        let began = Instant::now();
        let _ = stream.read_to_end(&mut Vec::new());
        assert!(began.elapsed() < Duration::from_secs(5), "{begun:?}");
    }
}

#[test]
fn who_is_slow_with_a_body_is_told_so() {
    let server = start(|options| options.patience.body = Duration::from_millis(200));
    let answer = server.raw(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
    assert_eq!((answer.status, answer.json()["HttpStatusCode"].clone()), (408, json!(408)));
}

#[test]
fn who_takes_no_answer_is_hung_up_on() {
    let server = start(|options| options.patience.write = Duration::from_millis(300));
    let mut stream = server.connect();
    stream.set_write_timeout(Some(Duration::from_secs(5))).unwrap();
    let request = "GET /_offhook/world HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
    // Asks on without ever reading, until the server, whose answers are not taken, hangs up.
    let refused = (0..1_000).find_map(|_| stream.write_all(request.as_bytes()).err());
    let kind = refused.map(|error| error.kind());
    assert!(
        matches!(kind, Some(std::io::ErrorKind::ConnectionReset | std::io::ErrorKind::BrokenPipe)),
        "{kind:?}"
    );
}

/// A server in real time, whose polls wait.
fn patient() -> common::Running {
    start(|options| {
        options.pace = Pace::Scaled(1);
        options.max_connections = Some(64);
    })
}

#[test]
fn who_keeps_the_server_waiting_makes_room_and_who_waits_for_an_answer_does_not() {
    let server = patient();
    let mut polls = server.wait_for_events(10);
    // Silent, with half a head, with half a body, and with an answer behind them.
    let begun = [
        "",
        "GET / HT",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ];
    let mut silent: Vec<_> = (0..256)
        .map(|nth| {
            let mut stream = server.connect();
            let _ = stream.write_all(begun[nth % begun.len()].as_bytes());
            stream
        })
        .collect();
    let began = Instant::now();
    assert_eq!(server.send("GET", "/healthz", &[], "").status, 200);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    let _ = silent[0].read_to_end(&mut Vec::new());
    assert!(began.elapsed() < Duration::from_secs(5), "the first has made room");
    let metrics = server.send("GET", "/metrics", &[], "").body;
    assert!(metrics.contains("offhook_connections_turned_away_total 0\n"), "{metrics}");
    assert!(!metrics.contains("offhook_connections_made_room_total 0\n"), "{metrics}");
    server.ask_to_stop();
    for poll in &mut polls {
        assert_eq!(read_answer(poll).status, 200);
    }
}

#[test]
fn an_answer_of_many_pieces_comes_whole() {
    let server = start(|_| {});
    for nth in 0..2_000 {
        server.control("ccc/clock", &json!({ "advance_ms": nth }));
    }
    let timeline = server.send("GET", "/_offhook/ccc/timeline?after=0", &[], "");
    assert!(timeline.body.len() > 4 * limits::OUTPUT_PIECE_BYTES, "{}", timeline.body.len());
    let length = timeline.header("content-length").and_then(|it| it.parse().ok());
    assert_eq!(length, Some(timeline.body.len()));
    assert_eq!(timeline.json()["entries"].as_array().unwrap().len(), limits::MAX_TIMELINE_LINES);
}
