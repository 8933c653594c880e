//! What a server answers before any call centre sees the request: it is said in the words of the dialect at whose address the request came.
#![cfg(test)]

mod common;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{AMY, Answer, Running, message, start, try_start};
use offhook_server::limits::MAX_TURNED_AWAY;
use offhook_server::{Access, Keys, Pace, ServeError, Tls};
use serde_json::json;

const POLL: &str = "/?Action=PollUserStatus&Version=2020-07-01&InstanceId=ccc-test&UserId=amy@ccc-test";
const SAY_FREE: &str = "/agentgateway/resource/onlineagent/1001/sayfree";

/// A server with places for 8, of which one client has 4.
fn small() -> Running {
    start(|options| {
        options.pace = Pace::Scaled(1);
        options.max_connections = Some(8);
    })
}

/// That an answer refuses in the words of CCC's gateway.
fn is_worded(answer: &Answer, status: u16, code: &str) {
    let body = answer.json();
    assert_eq!((answer.status, body["Code"].as_str()), (status, Some(code)), "{answer:?}");
    let id = body["RequestId"].as_str().filter(|id| id.len() == 36);
    assert!(id.is_some() && id == answer.header("x-acs-request-id").as_deref(), "{answer:?}");
    assert!(body["Message"].as_str().is_some_and(|message| !message.is_empty()), "{answer:?}");
    assert_eq!(body["HttpStatusCode"], status, "{answer:?}");
    assert_eq!(
        body["Recommend"],
        format!("https://api.aliyun.com/troubleshoot?q={code}&product=CCC"),
        "{answer:?}"
    );
}

#[test]
fn who_is_turned_away_is_answered_in_the_words_of_the_dialect() {
    let server = small();
    let held = server.wait_for_events(4);
    let get = server.send("GET", POLL, &[("Host", "localhost:8080")], "");
    is_worded(&get, 503, "ServiceUnavailable");
    assert_eq!(get.json()["HostId"], "localhost:8080");
    assert_eq!(get.header("connection").as_deref(), Some("close"));
    assert_eq!(get.header("access-control-allow-origin").as_deref(), Some("*"));
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    is_worded(&server.send("POST", "/", &form, &POLL[2..]), 503, "ServiceUnavailable");
    let xml = server.send("GET", &format!("{POLL}&Format=XML"), &[], "");
    assert!(xml.status == 503 && xml.body.contains("<Code>ServiceUnavailable</Code>"), "{xml:?}");

    let gateway = server.gateway("POST", "onlineagent/1001/sayfree", "", "");
    assert_eq!((gateway.status, gateway.json()["retcode"].as_str()), (503, Some("100-007")), "{gateway:?}");
    assert!(gateway.json()["message"].as_str().unwrap().contains("--max-connections"), "{gateway:?}");
    let control = server.send("GET", "/_offhook/world", &[], "");
    assert_eq!((control.status, control.json()["ok"].as_bool()), (503, Some(false)), "{control:?}");
    // Whether the server lives is said all the same.
    let metrics = server.send("GET", "/metrics", &[], "");
    assert_eq!(metrics.status, 200);
    let counted = "offhook_answers_total{side=\"ccc\",action=\"PollUserStatus\",status=\"503\"} 3\n";
    assert!(metrics.body.contains(counted), "{}", metrics.body);
    assert!(metrics.body.contains("offhook_connections_turned_away_total 6\n"), "{}", metrics.body);

    drop(held);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(server.send("GET", POLL, &[], "").code(), "OK");
}

#[test]
fn who_is_turned_away_over_tls_is_answered_so_too() {
    let folder = std::env::temp_dir().join(format!("offhook-door-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("cert.pem");
    let server = start(|options| {
        options.tls = Some(Tls::Generated { write_to: path.clone() });
        options.pace = Pace::Scaled(1);
        options.max_connections = Some(2);
    });
    let pem = std::fs::read_to_string(&path).unwrap();
    let connect = || tls_stream(&server, &pem);
    let ask = |target: &str| {
        let mut stream = connect();
        stream.write_all(message("GET", target, &[], "").as_bytes()).unwrap();
        let mut text = String::new();
        let _ = stream.read_to_string(&mut text);
        text
    };
    // One client has one of the two places.
    let mut waits = connect();
    let sign_in = r#"{"password":"","phonenum":"80010001","autoanswer":false}"#;
    let put = message("PUT", "/agentgateway/resource/onlineagent/1001", &[], sign_in)
        .replace("Connection: close\r\n", "");
    waits.write_all(put.as_bytes()).unwrap();
    let mut seen = String::new();
    let guid = loop {
        let mut bytes = [0; 512];
        let read = waits.read(&mut bytes).unwrap();
        seen.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
        if let (true, Some((_, rest))) = (seen.ends_with('}'), seen.split_once("JSESSIONID=")) {
            break rest.lines().next().unwrap().to_owned();
        }
    };
    let poll = message("GET", "/agentgateway/resource/agentevent/1001", &[("Guid", &guid)], "");
    // The events of the sign-in come first; once there is none, the poll waits.
    for _ in 0..4 {
        waits.write_all(poll.replace("Connection: close\r\n", "").as_bytes()).unwrap();
    }
    std::thread::sleep(Duration::from_millis(500));
    let text = ask(POLL);
    assert!(text.starts_with("HTTP/1.1 503 ") && text.contains("\"Code\":\"ServiceUnavailable\""), "{text}");
    let text = ask(SAY_FREE);
    assert!(text.starts_with("HTTP/1.1 503 ") && text.contains("\"retcode\":\"100-007\""), "{text}");
    std::fs::remove_dir_all(folder).unwrap();
}

fn tls_stream(server: &Running, pem: &str) -> rustls::StreamOwned<rustls::ClientConnection, TcpStream> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    let config = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into());
    let config = config.with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let client = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    rustls::StreamOwned::new(client, server.connect())
}

#[test]
fn those_who_say_nothing_keep_nobody_from_being_turned_away() {
    let server = small();
    let held = server.wait_for_events(4);
    let silent: Vec<_> = (0..2 * MAX_TURNED_AWAY).map(|_| server.connect()).collect();
    let began = Instant::now();
    is_worded(&server.send("GET", POLL, &[], ""), 503, "ServiceUnavailable");
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    drop((held, silent));
}

#[test]
fn a_number_of_connections_has_bounds() {
    for asked in [0, 65_537] {
        let error = try_start(|options| options.max_connections = Some(asked)).err().unwrap();
        assert!(matches!(error, ServeError::Connections { .. }), "{error}");
    }
}

#[test]
fn an_idle_connection_is_announced_with_its_time() {
    let server = start(|_| {});
    let announced = |text: &str| {
        let mut stream = server.connect();
        stream.write_all(text.as_bytes()).unwrap();
        common::read_answer(&mut stream).header("keep-alive")
    };
    let stays = Some("timeout=29".to_owned());
    assert_eq!(announced("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"), stays);
    assert_eq!(announced(&format!("GET {POLL} HTTP/1.1\r\nHost: localhost\r\n\r\n")), stays);
    assert_eq!(announced("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), stays);
    assert_eq!(announced("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: Close\r\n\r\n"), None);
    assert_eq!(announced("GET /healthz HTTP/1.0\r\n\r\n"), None);
}

#[test]
fn what_the_gateway_refuses_bears_the_host_that_was_asked_and_where_help_is() {
    let server = start(|options| {
        options.access = Access::Keys(Keys::parse("- { id: a, secret: b }").unwrap());
    });
    let host = [("Host", "ccc.cn-shanghai.aliyuncs.com")];
    let signed = "&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&SignatureNonce=1&Signature=eHg%3D&Timestamp=2026-11-20T02:14:52Z";
    for (target, status, code, said) in [
        (
            format!("{POLL}&AccessKeyId=nobody{signed}"),
            404,
            "InvalidAccessKeyId.NotFound",
            "Specified access key is not found.",
        ),
        (
            POLL.replace("PollUserStatus", "Fly"),
            404,
            "InvalidAction.NotFound",
            "Specified api is not found, please check your url and method.",
        ),
        (
            POLL.replace("2020-07-01", "2017-07-05"),
            400,
            "InvalidVersion",
            "Specified parameter Version is not valid.",
        ),
    ] {
        let answer = server.send("GET", &target, &host, "");
        is_worded(&answer, status, code);
        assert_eq!(
            (answer.json()["HostId"].as_str(), answer.json()["Message"].as_str()),
            (Some(host[0].1), Some(said))
        );
    }
    // So does what cannot be read, if the host comes early enough.
    let long = format!("/?{}", "x".repeat(62_000));
    let answer = server.send("GET", &long, &host, "");
    assert_eq!((answer.status, answer.json()["HostId"].as_str()), (414, Some(host[0].1)));
    for target in ["/", "http://here", "http://here/?a=b://c/d"] {
        let text = format!("GET {target} HTTP/1.1\r\nHost: here\r\nContent-Length: x\r\n\r\n");
        let answer = server.raw(text.as_bytes());
        assert_eq!(
            (answer.status, answer.json()["HostId"].as_str()),
            (400, Some("here")),
            "{target}: {answer:?}"
        );
    }
}

#[test]
fn what_the_product_refuses_is_as_the_documents_show_it() {
    let server = start(|_| {});
    let refused = server.ccc("Action=PollUserStatus&Version=2020-07-01&InstanceId=nowhere&UserId=amy");
    let body = refused.json();
    let fields: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(refused.code(), "NotExists.InstanceId");
    assert_eq!(fields, ["Message", "RequestId", "HttpStatusCode", "Params", "Code"]);
}

#[test]
fn a_version_that_is_not_the_apis_is_refused() {
    let server = start(|_| {});
    let query = |version: &str| format!("Action=PollUserStatus&{AMY}{version}");
    for wrong in ["2017-07-05", "", "v1", "2020-07-01%20"] {
        is_worded(&server.ccc(&query(&format!("&Version={wrong}"))), 400, "InvalidVersion");
    }
    let header = [("x-acs-action", "PollUserStatus"), ("x-acs-version", "2017-07-05")];
    is_worded(&server.send("POST", &format!("/?{AMY}"), &header, ""), 400, "InvalidVersion");
    // Nothing of it is left.
    assert_eq!(
        server.send("GET", "/_offhook/ccc/timeline?after=0", &[], "").json()["entries"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    for right in ["", "&Version=2020-07-01"] {
        assert_eq!(server.ccc(&query(right)).code(), "OK", "{right}");
    }
}

#[test]
fn a_body_in_a_coding_is_refused_with_the_one_that_is_known() {
    let server = start(|_| {});
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let send = |coding: &str, target: &str| {
        server.send("POST", target, &[form, ("Content-Encoding", coding)], &POLL[2..])
    };
    for coding in ["gzip", "identity, gzip", "x-unknown"] {
        let answer = send(coding, "/");
        is_worded(&answer, 415, "Parameter.Enumeration");
        assert_eq!(answer.header("accept-encoding").as_deref(), Some("identity"), "{coding}");
    }
    assert_eq!(send("identity", "/").code(), "OK");
    let gateway = send("gzip", SAY_FREE);
    assert_eq!((gateway.status, gateway.json()["retcode"].as_str()), (415, Some("000-002")));
    assert_eq!(gateway.header("accept-encoding").as_deref(), Some("identity"));
    assert_eq!(send("gzip", "/_offhook/ccc/clock").status, 415);
}

#[test]
fn who_may_not_be_heard_is_answered_in_the_words_of_the_dialect() {
    let server = start(|_| {});
    let evil = [("Host", "evil.test")];
    let refused = server.send("GET", POLL, &evil, "");
    is_worded(&refused, 403, "Forbidden");
    assert_eq!(refused.json()["HostId"], "evil.test");
    let gateway = server.send("POST", SAY_FREE, &evil, "");
    assert_eq!((gateway.status, gateway.json()["retcode"].as_str()), (403, Some("000-003")));
    assert!(gateway.json()["message"].as_str().unwrap().contains("--allow-host"), "{gateway:?}");
}

#[test]
fn every_address_of_this_machine_is_this_machine() {
    let server = start(|options| options.listen.set_ip([0, 0, 0, 0].into()));
    let port = server.address.port();
    for host in ["127.0.0.1", "127.0.0.2"] {
        let mut stream = TcpStream::connect((host, port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let asked = message("GET", "/_offhook/world", &[("Host", &format!("{host}:{port}"))], "");
        stream.write_all(asked.as_bytes()).unwrap();
        assert_eq!(common::read_answer(&mut stream).status, 200, "{host}");
    }
    let absolute = format!("http://127.0.0.2:{port}/_offhook/world");
    assert_eq!(server.send("GET", &absolute, &[("Host", "evil.test")], "").status, 200);
}

#[test]
fn a_host_to_be_allowed_is_a_name_and_nothing_more() {
    for wrong in ["offhook.test:8080", "http://offhook.test", ""] {
        let error = try_start(|options| options.allow_hosts.push(wrong.to_owned())).err().unwrap();
        assert!(matches!(&error, ServeError::BadHost(host) if host == wrong), "{error}");
    }
}

#[test]
fn a_site_that_checks_no_guid_answers_without_one() {
    for any_guid in [false, true] {
        let server = start(|options| options.any_guid = any_guid);
        server.sign_in(1001);
        let say = |path: &str, guid: &str| {
            let answer = server.gateway("POST", &format!("onlineagent/{path}"), guid, "");
            answer.json()["retcode"].as_str().unwrap().to_owned()
        };
        let expected = if any_guid { "0" } else { "000-003" };
        assert_eq!(say("1001/saybusy", ""), expected);
        assert_eq!(say("1001/sayfree", "another"), expected);
        let poll = server.gateway("GET", "agentevent/1001", "", "");
        assert_eq!(poll.json()["retcode"], json!(expected));
        // Who has not signed in has no session, whatever the Guid.
        assert_eq!(say("1002/saybusy", ""), "100-006");
    }
}

#[test]
fn what_was_recorded_without_guids_bears_them() {
    let folder = std::env::temp_dir().join(format!("offhook-guids-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let server = start(|options| {
        options.any_guid = true;
        options.record = Some(folder.join("calls.yaml"));
    });
    let guid = server.sign_in(1001);
    assert_eq!(server.gateway("POST", "onlineagent/1001/saybusy", "", "").json()["retcode"], "0");
    server.end().unwrap();
    let recorded = std::fs::read_to_string(folder.join("calls.cc-gateway.yaml")).unwrap();
    assert!(recorded.contains(&guid), "{recorded}");
    std::fs::remove_dir_all(folder).unwrap();
}
