//! What a web page from elsewhere can do with the browser of somebody who runs this server: nothing.
#![cfg(test)]

mod common;

use common::{Answer, Running, start};
use offhook_dialect::{Format, Limits, encode_query, parse};
use offhook_server::{Access, Keys, Pace, limits};
use serde_json::json;

const POLL: &str = "/?Action=PollUserStatus&InstanceId=ccc-test&UserId=amy@ccc-test";
const AGENT: &str = "/agentgateway/resource/agentevent/1001";

#[test]
fn an_action_that_no_table_has_names_no_element() {
    let server = start(|_| {});
    let markup = "a><script xmlns=\"http://www.w3.org/1999/xhtml\">alert(1)</script><b";
    for text in [markup, "x y=\"1\"", "\u{1}\u{ffff}", "]]>&#0;", "<!DOCTYPE a>", ""] {
        for query in [
            encode_query(Some(text), &[]),
            encode_query(
                Some("PollUserStatus"),
                &[("UserId".to_owned(), text.to_owned()), ("InstanceId".to_owned(), text.to_owned())],
            ),
        ] {
            let answer = server.send("GET", &format!("/?Format=XML&{query}"), &[], "");
            assert!(
                !answer.body.contains("<script") && !answer.body.contains(['\u{1}', '\u{ffff}']),
                "{answer:?}"
            );
            let root = parse(&answer.body, Format::Xml, &Limits::DEFAULT).unwrap().root.unwrap();
            assert!(["ErrorResponse", "PollUserStatusResponse"].contains(&root.as_str()), "{answer:?}");
        }
    }
    let answer = server.send("GET", "/?Format=XML", &[("x-acs-action", "a><b")], "");
    assert!(answer.body.contains("?><ErrorResponse>"), "{answer:?}");
}

fn is_harmless(answer: &Answer, of: &str) {
    assert_eq!(answer.header("x-content-type-options").as_deref(), Some("nosniff"), "{of}: {answer:?}");
    let policy = answer.header("content-security-policy").unwrap_or_default();
    assert!(policy.starts_with("default-src 'none'; "), "{of}: {answer:?}");
    assert_eq!(
        answer.head.to_ascii_lowercase().matches("content-security-policy").count(),
        1,
        "{of}: {answer:?}"
    );
}

#[test]
fn no_answer_whatever_is_taken_for_a_page() {
    let server = start(|_| {});
    for target in [
        POLL,
        "/?Action=x&Format=XML",
        AGENT,
        "/_offhook/",
        "/_offhook/world",
        "/_offhook/nothing",
        "/healthz",
        "/metrics",
        "/elsewhere",
    ] {
        is_harmless(&server.send("GET", target, &[], ""), target);
    }
    let many = "x: 1\r\n".repeat(limits::MAX_HEADERS + 1);
    for path in ["/", AGENT, "/elsewhere"] {
        for rest in ["no colon\r\n\r\n", &format!("{many}\r\n")] {
            is_harmless(&server.raw(format!("GET {path} HTTP/1.1\r\n{rest}").as_bytes()), path);
        }
    }
    // Only the page itself runs anything.
    let policy =
        |target: &str| server.send("GET", target, &[], "").header("content-security-policy").unwrap();
    assert!(policy("/_offhook/").contains("script-src") && !policy(POLL).contains("script-src"));
}

fn status(server: &Running, target: &str, headers: &[(&str, &str)]) -> u16 {
    server.send("GET", target, headers, "").status
}

#[test]
fn a_name_that_was_made_to_lead_here_is_refused_unless_it_is_named() {
    for named in [false, true] {
        let server = start(|options| options.allow_hosts.extend(named.then(|| "sim.test".to_owned())));
        for target in [POLL, AGENT, "/_offhook/world"] {
            assert_ne!(status(&server, target, &[("Host", "127.0.0.1:8080")]), 403, "{target}");
            assert_eq!(status(&server, target, &[("Host", "evil.test:8080")]), 403, "{target}");
            assert_eq!(status(&server, target, &[("Host", "sim.test:8080")]) == 403, !named, "{target}");
        }
        let refused = server.send("GET", POLL, &[("Host", "evil.test")], "");
        assert_eq!(refused.code(), "Forbidden");
        assert!(refused.json()["Message"].as_str().unwrap().contains("--allow-host"), "{refused:?}");
    }
    // A signature covers the name, and no page can make one.
    let server = start(|options| {
        options.access = Access::Keys(Keys::parse("- { id: a, secret: b }").unwrap());
    });
    let unsigned = server.send("GET", POLL, &[("Host", "evil.test")], "");
    assert_eq!(unsigned.code(), "IncompleteSignature", "{unsigned:?}");
    // CC-Gateway knows no signatures, whatever the keys.
    assert_eq!(status(&server, AGENT, &[("Host", "evil.test")]), 403);
}

#[test]
fn a_page_of_another_origin_changes_nothing() {
    let server = start(|options| options.allow_hosts.push("crm.test".to_owned()));
    let before = server.world();
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let sign_in = "Action=SignInGroup&InstanceId=ccc-test&UserId=amy@ccc-test&DeviceId=d&SignedSkillGroupIdList=%5B%22skg-default%40ccc-test%22%5D";
    for says in [("Origin", "https://evil.test"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")] {
        assert_eq!(server.send("POST", "/", &[form, says], sign_in).status, 403, "{says:?}");
        assert_eq!(status(&server, &format!("/?{sign_in}"), &[says]), 403, "{says:?}");
        assert_eq!(
            server
                .send("POST", "/_offhook/ccc/clock", &[says], &json!({ "advance_ms": 5 }).to_string())
                .status,
            403
        );
    }
    assert_eq!(server.world(), before);
    for says in [
        ("Origin", "http://localhost:3000"),
        ("Origin", "https://crm.test"),
        ("Sec-Fetch-Site", "same-origin"),
    ] {
        assert_eq!(status(&server, POLL, &[says]), 200, "{says:?}");
    }
}

#[test]
fn who_is_turned_away_gets_an_answer_that_is_no_page_either() {
    let server = start(|options| {
        options.pace = Pace::Scaled(1);
        options.max_connections = Some(8);
    });
    let held = server.wait_for_events(4);
    let full = server.send("GET", POLL, &[], "");
    assert_eq!((full.status, full.header("x-content-type-options").as_deref()), (503, Some("nosniff")));
    drop(held);
}
