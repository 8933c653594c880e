//! What programs and browsers of the world send, and what they look at: header names letter for letter, paths as clients build them,
//! requests without a media type, preflights.
#![cfg(test)]

mod common;

use std::io::Read as _;
use std::io::Write as _;

use common::{Answer, Running, start};
use offhook_server::{Options, ServeError, Server};

const POLL: &str =
    "/?Action=PollUserStatus&Version=2020-07-01&InstanceId=ccc-test&UserId=amy@ccc-test&DeviceId=d";
const SIGN_IN: &str = r#"{"password":"","phonenum":"80010001","autoanswer":false}"#;

/// The names of the headers, as they stand there.
fn names(answer: &Answer) -> Vec<&str> {
    answer.head.lines().skip(1).filter_map(|line| line.split_once(": ")).map(|(name, _)| name).collect()
}

#[test]
fn header_names_are_spelled_as_the_vendors_spell_them() {
    let server = start(|_| {});
    let signed_in = server.send("PUT", "/agentgateway/resource/onlineagent/1001", &[], SIGN_IN);
    assert!(names(&signed_in).contains(&"Set-GUID"), "{}", signed_in.head);
    let poll = server.send("GET", POLL, &[], "");
    let unknown = server.send("GET", "/nowhere", &[], "");
    let wrong = server.send("DELETE", "/agentgateway/resource/agentevent/1001", &[], "");
    let control = server.send("GET", "/_offhook/world", &[], "");
    let no_http = server.raw(b"nonsense\r\n\r\n");
    for answer in [signed_in, poll, unknown, wrong, control, no_http] {
        assert!(names(&answer).contains(&"Content-Type"), "{}", answer.head);
        assert!(names(&answer).contains(&"Content-Length"), "{}", answer.head);
        // The vendor's own header is in small letters.
        let mut names = names(&answer).into_iter().filter(|name| !name.starts_with("x-acs-"));
        let lower = names.find(|name| name.starts_with(|it: char| it.is_ascii_lowercase()));
        assert_eq!(lower, None, "{}", answer.head);
    }
}

/// Many answers on one connection: wherever a write ends, each name is whole.
#[test]
fn header_names_are_spelled_so_on_a_connection_that_goes_on() {
    let server = start(|_| {});
    let one = |end: &str| {
        let length = SIGN_IN.len();
        format!(
            "PUT /agentgateway/resource/onlineagent/1001/forcelogin HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n{end}\r\n{SIGN_IN}"
        )
    };
    let mut stream = server.connect();
    stream.write_all((one("").repeat(200) + &one("Connection: close\r\n")).as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert_eq!(text.matches("\r\nSet-GUID: JSESSIONID=").count(), 201, "{text}");
    assert!(!text.contains("Set-Guid"));
}

#[test]
fn no_media_type_means_the_documented_one() {
    let server = start(|_| {});
    let signed_in = server.send("PUT", "/agentgateway/resource/onlineagent/1001", &[], SIGN_IN);
    let guid = signed_in.header("set-guid").unwrap().replace("JSESSIONID=", "");
    let send = |method: &str, path: &str, media: Option<&str>| {
        let media = media.map(|media| ("Content-Type", media));
        let headers: Vec<(&str, &str)> = [("Guid", guid.as_str())].into_iter().chain(media).collect();
        let answer = server.send(method, &format!("/agentgateway/resource/{path}"), &headers, "");
        answer.json()["retcode"].as_str().unwrap().to_owned()
    };
    assert_eq!(send("GET", "agentevent/1001", None), "0");
    assert_eq!(send("GET", "agentevent/1001", Some("")), "0");
    assert_eq!(send("POST", "onlineagent/1001/saybusy", None), "0");
    assert_eq!(send("POST", "onlineagent/1001/saybusy", Some("text/plain")), "000-002");
    assert_eq!(send("DELETE", "onlineagent/1001/logout", None), "0");
}

#[test]
fn targets_are_taken_as_clients_build_them() {
    let server = start(|_| {});
    let path = "agentgateway/resource/onlineagent/1001/forcelogin";
    let absolute = format!("http://{}/{path}", server.address);
    for target in [format!("/{path}"), format!("//{}/", path.replace('/', "//")), absolute] {
        let answer = server.send("PUT", &target, &[], SIGN_IN);
        assert_eq!(answer.json()["retcode"], "0", "{target}: {}", answer.body);
    }
    let poll = POLL.trim_start_matches('/');
    for target in [format!("http://{}/{poll}", server.address), format!("http://{}{poll}", server.address)] {
        assert_eq!(server.send("GET", &target, &[], "").code(), "OK", "{target}");
    }
}

fn raw(server: &Running, text: &str) -> String {
    let mut stream = server.connect();
    stream.write_all(text.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn head_is_answered_wherever_get_is_without_a_body() {
    let server = start(|_| {});
    for target in [
        POLL,
        "/healthz",
        "/metrics",
        "/_offhook/",
        "/_offhook/world",
        "/agentgateway/resource/agentevent/1001",
    ] {
        let [get, head] = ["GET", "HEAD"].map(|method| {
            raw(
                &server,
                &format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
            )
        });
        let status = |answer: &str| answer.split(' ').nth(1).map(str::to_owned);
        assert_eq!(status(&head), status(&get), "{target}");
        assert!(head.ends_with("\r\n\r\n") && !get.ends_with("\r\n\r\n"), "{target}: {head}");
    }
}

#[test]
fn a_host_that_is_missing_or_doubled_is_no_request() {
    let server = start(|_| {});
    for (version, hosts, status) in [
        ("1.1", "", "400"),
        ("1.1", "Host: localhost\r\nHost: localhost\r\n", "400"),
        ("1.0", "Host: localhost\r\nHost: evil.test\r\n", "400"),
        ("1.1", "Host: localhost\r\n", "200"),
        ("1.0", "", "200"),
    ] {
        let answer = raw(&server, &format!("GET {POLL} HTTP/{version}\r\n{hosts}Connection: close\r\n\r\n"));
        assert_eq!(answer.split(' ').nth(1), Some(status), "{version} {hosts}: {answer}");
        assert!(answer.contains("\"RequestId\":"), "{answer}");
    }
}

/// The host in the target counts, as that of the header would.
#[test]
fn another_host_in_the_target_is_refused() {
    let server = start(|_| {});
    let answer = server.send("GET", &format!("http://evil.test{POLL}"), &[], "");
    assert_eq!(answer.status, 403, "{}", answer.body);
}

#[test]
fn preflights_are_answered_as_the_gateway_does() {
    let server = start(|_| {});
    let asks = [("Origin", "http://localhost:3000"), ("Access-Control-Request-Method", "POST")];
    let ccc = server.send("OPTIONS", "/?Action=MakeCall", &asks, "");
    assert_eq!(ccc.status, 200, "{}", ccc.head);
    for (name, value) in [
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", "POST, GET, OPTIONS"),
        (
            "Access-Control-Allow-Headers",
            "X-Requested-With, X-Sequence, x-acs-action, x-acs-version, x-acs-date, Content-Type",
        ),
        ("Access-Control-Max-Age", "172800"),
    ] {
        assert_eq!(ccc.header(name).as_deref(), Some(value), "{}", ccc.head);
    }
    let gateway = server.send("OPTIONS", "/agentgateway/resource/onlineagent/1001", &asks, "");
    let methods = gateway.header("Access-Control-Allow-Methods").unwrap();
    assert!(methods.contains("PUT") && methods.contains("DELETE"), "{methods}");
    let allowed = gateway.header("Access-Control-Allow-Headers").unwrap();
    for name in ["X-Requested-With", "X-Sequence", "x-acs-date", "Content-Type", "Guid"] {
        assert!(allowed.split(", ").any(|it| it == name), "{allowed}");
    }
    let answer = server.send("PUT", "/agentgateway/resource/onlineagent/1001", &asks[..1], SIGN_IN);
    assert_eq!(answer.header("Access-Control-Allow-Origin").as_deref(), Some("*"));
    assert_eq!(answer.header("Access-Control-Expose-Headers").as_deref(), Some("Set-GUID"));
    assert_eq!(
        server.send("GET", POLL, &asks[..1], "").header("Access-Control-Allow-Origin").as_deref(),
        Some("*")
    );
}

#[test]
fn origins_that_are_named_narrow_and_widen() {
    let server = start(|options| options.allow_origins.push("https://crm.test".to_owned()));
    let from =
        |method: &str, target: &str, origin: &str| server.send(method, target, &[("Origin", origin)], "");
    let allowed = |answer: &Answer| answer.header("Access-Control-Allow-Origin");
    for target in [POLL, "/_offhook/world"] {
        let named = from("GET", target, "https://crm.test");
        assert_eq!((named.status, allowed(&named).as_deref()), (200, Some("https://crm.test")), "{target}");
        assert_eq!(named.header("Vary").as_deref(), Some("Origin"));
        let other = from("GET", target, "http://localhost:3000");
        assert_eq!((other.status, allowed(&other)), (403, None), "{target}");
    }
    let preflight = from("OPTIONS", "/_offhook/ccc/stimulus", "https://crm.test");
    assert_eq!((preflight.status, allowed(&preflight).as_deref()), (200, Some("https://crm.test")));
    assert_eq!(from("OPTIONS", "/_offhook/ccc/stimulus", "http://localhost:3000").status, 403);

    let any = start(|options| options.allow_origins.push("*".to_owned()));
    let send = |target: &str| any.send("GET", target, &[("Origin", "https://any.test")], "");
    assert_eq!((send(POLL).status, allowed(&send(POLL)).as_deref()), (200, Some("*")));
    assert_eq!((send("/_offhook/world").status, allowed(&send("/_offhook/world"))), (403, None));
}

#[test]
fn what_is_no_origin_is_refused_at_the_start() {
    let mut options = Options::new(offhook_server::Access::Any);
    options.allow_origins.push("crm.test".to_owned());
    let Err(error) = Server::bind(options) else { panic!("it starts") };
    assert!(matches!(error, ServeError::BadOrigin(_)) && error.to_string().contains("`crm.test`"), "{error}");
}

#[test]
fn xml_begins_with_a_declaration() {
    let server = start(|_| {});
    let answer = server.send("GET", &format!("{POLL}&Format=XML"), &[], "");
    let declaration = "<?xml version='1.0' encoding='UTF-8'?><PollUserStatusResponse>";
    assert!(answer.body.starts_with(declaration), "{}", answer.body);
}
