//! Clients that break HTTP on purpose: each is refused as documented or hung up on, and the next one is served.
#![cfg(test)]

mod common;

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::time::{Duration, Instant};

use common::{Running, message, read_answer, start};
use serde_json::json;

const POLL: &str = "/?Action=PollUserStatus&InstanceId=ccc-test&UserId=amy@ccc-test";

/// The statuses of all answers to these bytes, until the server hangs up.
fn statuses(server: &Running, bytes: &[u8]) -> Vec<u16> {
    let mut stream = server.connect();
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_eq!(
            error.kind(),
            std::io::ErrorKind::ConnectionReset,
            "neither answered nor hung up: {bytes:?}"
        );
    }
    let answer = String::from_utf8_lossy(&answer);
    let heads = answer.split("HTTP/1.1 ").skip(1);
    heads.map(|head| head[..3].parse().unwrap()).collect()
}

/// A server that soon loses its patience.
fn impatient() -> Running {
    start(|options| {
        options.patience.head = Duration::from_millis(500);
        options.patience.body = Duration::from_millis(500);
    })
}

fn lives(server: &Running) {
    assert_eq!(server.send("GET", "/healthz", &[], "").json(), json!({ "status": "ok" }));
}

#[test]
fn a_request_line_that_is_none_is_refused() {
    let server = impatient();
    for (line, status) in [
        ("GET  / HTTP/1.1", 400),
        ("GET / HTTP/1.1 more", 400),
        ("GET /\0 HTTP/1.1", 400),
        ("GET /\u{1}x HTTP/1.1", 400),
        ("G\u{e9}T / HTTP/1.1", 400),
        ("GET / HTTP/3.0", 400),
        ("PRI * HTTP/2.0", 400),
        ("/ GET HTTP/1.1", 400),
        (" GET / HTTP/1.1", 400),
        ("GET", 400),
        ("GET / http/1.1", 400),
    ] {
        assert_eq!(
            statuses(&server, format!("{line}\r\nHost: localhost\r\n\r\n").as_bytes()),
            [status],
            "{line:?}"
        );
    }
    // These are requests, of things that are not there.
    for (line, status) in [
        ("OPTIONS * HTTP/1.1", 404),
        ("CONNECT a:1 HTTP/1.1", 404),
        ("BREW / HTTP/1.1", 405),
        ("GET /../../etc/passwd HTTP/1.1", 404),
        ("GET //_offhook/world HTTP/1.1", 404),
        ("GET /%2e%2e/_offhook/world HTTP/1.1", 404),
        ("GET /healthz/ HTTP/1.1", 404),
    ] {
        assert_eq!(
            statuses(&server, format!("{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes()),
            [status],
            "{line:?}"
        );
    }
    lives(&server);
}

#[test]
fn a_header_that_is_none_is_refused() {
    let server = impatient();
    for header in [
        "no colon",
        ": no name",
        "a b: space in the name",
        "x\0: y",
        "x: a\0b",
        "x: a\rb",
        "x : y",
        "Content-Length: -1",
        "Content-Length: 1e3",
        "Content-Length: 99999999999999999999999",
        "Content-Length: 1\r\nContent-Length: 2",
        "Content-Length: 1, 2",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked, gzip",
        "x: y\r\n folded: z",
    ] {
        let text = format!("POST / HTTP/1.1\r\nHost: localhost\r\n{header}\r\n\r\n");
        assert_eq!(statuses(&server, text.as_bytes()), [400], "{header:?}");
    }
    lives(&server);
}

#[test]
fn no_second_request_is_smuggled_in_a_body() {
    let server = impatient();
    let after_chunks = "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (head, status) in [
        // One answer, and the connection ends (RFC 9112, 6.3).
        ("Content-Length: 5\r\nTransfer-Encoding: chunked", 404),
        ("Transfer-Encoding: chunked\r\nContent-Length: 5", 404),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", 400),
        ("Transfer-Encoding:\u{b}chunked\r\nContent-Length: 5", 400),
    ] {
        let text = format!("POST / HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n{after_chunks}");
        assert_eq!(statuses(&server, text.as_bytes()), [status], "{head:?}");
    }
    for chunks in ["fffffffffffffffff\r\nx", "-1\r\nx", "x\r\nx", "5\r\nabc", "1;ext\r\na\r\n0\r\nTrailer: x"]
    {
        let text =
            format!("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
        let answers = statuses(&server, text.as_bytes());
        assert!(matches!(answers[..], [] | [400 | 408]), "{chunks:?}: {answers:?}");
    }
    lives(&server);
}

#[test]
fn what_a_parameter_says_does_not_get_into_the_head_of_the_answer() {
    let server = start(|_| {});
    for escaped in ["%0d%0aSet-Cookie:%20a=b", "%00", "%0a%0a%3Cscript%3E", "%e2%80%ae"] {
        let answer =
            server.ccc(&format!("Action=PollUserStatus&InstanceId=ccc-test&UserId={escaped}&Format=XML"));
        assert_eq!(answer.status, 404, "{escaped}");
        assert!(
            !answer.head.to_lowercase().contains("set-cookie") && !answer.body.contains('\0'),
            "{answer:?}"
        );
        let answer = server.send("GET", &format!("/agentgateway/resource/{escaped}/1001"), &[], "");
        assert_eq!(answer.status, 404, "{escaped}");
    }
}

#[test]
fn what_is_not_utf_8_is_refused_however_it_is_disguised() {
    let server = impatient();
    for overlong in ["%c0%80", "%c0%af", "%e0%80%af", "%ed%a0%80", "%f4%90%80%80", "%ff"] {
        let answer = server.ccc(&format!("Action=PollUserStatus&UserId={overlong}"));
        assert_eq!((answer.status, answer.code().as_str()), (400, "Parameter.Enumeration"), "{overlong}");
    }
    let mut form =
        message("POST", "/", &[("Content-Type", "application/x-www-form-urlencoded")], "Action=????")
            .into_bytes();
    let ends = form.len();
    form[ends - 4..].fill(0xff);
    assert_eq!(statuses(&server, &form), [400]);
    let mut header = message("GET", POLL, &[("x-acs-action", "PollUserStatus?")], "").into_bytes();
    let at = header.windows(7).position(|it| it == b"Status?").unwrap() + 6;
    header[at] = 0xff;
    assert_eq!(statuses(&server, &header), [404], "an action that no table has");
}

#[test]
fn pipelined_requests_are_answered_each_and_in_order() {
    let server = impatient();
    let request = |user: &str| {
        format!(
            "GET /?Action=PollUserStatus&InstanceId=ccc-test&UserId={user}@ccc-test HTTP/1.1\r\nHost: localhost\r\n\r\n"
        )
    };
    let all: String = ["amy", "bob", "nobody"].iter().cycle().take(600).map(|user| request(user)).collect();
    let expected: Vec<u16> = [200, 200, 404].into_iter().cycle().take(600).collect();
    assert_eq!(statuses(&server, all.as_bytes()), expected);
}

#[test]
fn requests_that_come_in_pieces_beside_each_other_are_not_mixed_up() {
    let server = start(|_| {});
    let texts: Vec<String> = (0..20)
        .map(|nth| {
            let user = if nth % 2 == 0 { "amy" } else { "nobody" };
            message(
                "GET",
                &format!("/?Action=PollUserStatus&InstanceId=ccc-test&UserId={user}@ccc-test"),
                &[],
                "",
            )
        })
        .collect();
    let mut streams: Vec<_> = texts.iter().map(|_| server.connect()).collect();
    let longest = texts.iter().map(String::len).max().unwrap();
    for at in (0..longest).step_by(7) {
        for (stream, text) in streams.iter_mut().zip(&texts) {
            stream.write_all(&text.as_bytes()[at.min(text.len())..(at + 7).min(text.len())]).unwrap();
        }
    }
    for (nth, stream) in streams.iter_mut().enumerate() {
        assert_eq!(read_answer(stream).status, if nth % 2 == 0 { 200 } else { 404 });
    }
}

#[test]
fn who_closes_one_half_is_taken_to_have_gone() {
    let server = impatient();
    let whole = message("GET", POLL, &[], "");
    let half = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc";
    for (bytes, answered) in
        [(whole.as_str(), "HTTP/1.1 200 "), ("GET / HT", "HTTP/1.1 400 "), (half, "HTTP/1.1 400 ")]
    {
        let mut stream = server.connect();
        stream.write_all(bytes.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.is_empty() || answer.starts_with(answered), "{answer}");
    }
    lives(&server);
}

#[test]
fn slow_clients_in_number_keep_nobody_else_waiting() {
    let server = start(|options| {
        options.patience.head = Duration::from_secs(2);
        options.max_connections = Some(256);
    });
    let mut slow: Vec<_> = (0..255).map(|_| server.connect()).collect();
    let began = Instant::now();
    for byte in b"GET / HTTP/1.1\r\nHost: localhost" {
        for stream in &mut slow {
            let _ = stream.write_all(&[*byte]);
        }
        if began.elapsed() < Duration::from_secs(1) {
            lives(&server);
        }
        std::thread::sleep(Duration::from_millis(120));
    }
    // However steadily a byte comes, the head has its time, and then the places are free.
    for stream in &mut slow {
        let _ = stream.read_to_end(&mut Vec::new());
    }
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    lives(&server);
}

#[test]
fn who_comes_and_goes_leaves_nothing_behind() {
    let server = start(|_| {});
    for nth in 0..300 {
        let mut stream = server.connect();
        let whole = message("GET", POLL, &[], "");
        let _ = stream.write_all(&whole.as_bytes()[..nth % whole.len()]);
    }
    std::thread::sleep(Duration::from_millis(300));
    let metrics = server.send("GET", "/metrics", &[], "").body;
    assert!(metrics.contains("offhook_connections 1\n"), "{metrics}");
}
