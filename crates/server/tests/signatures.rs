//! Who is let in: requests as the vendor's clients signed them, and requests that are not as they should be.
#![cfg(test)]

mod common;

use std::sync::Arc;

use common::disk::FaultyDisk;
use common::{Answer, Running, start};
use offhook_dialect::ccc::signature::{Key, Unsigned, sign_acs3, sign_rpc1};
use offhook_dialect::encode_query;
use offhook_server::{Access, JournalOptions, JournalSync, Keys, Options, Pace};
use serde_json::json;

/// Forty requests as the official Python SDK sends them.
const CAPTURED: &str = include_str!("../../dialect/tests/fixtures/captured-requests.txt");
/// When they were signed: 2026-11-20T02:14:52Z.
const SIGNED_AT_MS: i64 = 1_795_140_892_000;
const KEYS: &str = "- { id: testid, secret: testsecret, user: bob@ccc-test }";

fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

/// A server whose wall clock shows so many seconds after the captured requests were signed.
fn server(keys: &str, seconds_later: i64) -> Running {
    let access = Access::Keys(Keys::parse(keys).unwrap());
    start(|options| {
        options.access = access;
        options.date_shift_ms = SIGNED_AT_MS + seconds_later * 1_000 - now_ms();
    })
}

fn captured() -> Vec<String> {
    let whole = |text: &str| format!("{}\r\n\r\n", text.trim().replace('\n', "\r\n"));
    CAPTURED.split("====\n").map(whole).collect()
}

fn replay(server: &Running, request: &str) -> Answer {
    server.raw(request.as_bytes())
}

const AT_THE_DOOR: [&str; 7] = [
    "IncompleteSignature",
    "InvalidAccessKeyId.NotFound",
    "SignatureDoesNotMatch",
    "SignatureNonceUsed",
    "InvalidTimeStamp.Expired",
    "InvalidTimeStamp.Format",
    "InvalidSecurityToken.MismatchWithAccessKey",
];

#[test]
fn captured_requests_are_let_in_once() {
    let server = server(KEYS, 60);
    let (mut let_in, mut temporary) = (0, 0);
    for request in captured() {
        let code = replay(&server, &request).code();
        if request.contains("x-acs-security-token") {
            temporary += 1;
            assert_eq!(code, "InvalidSecurityToken.MismatchWithAccessKey");
            continue;
        }
        let_in += 1;
        assert!(!AT_THE_DOOR.contains(&code.as_str()), "{code}: {request}");
        assert_eq!(replay(&server, &request).code(), "SignatureNonceUsed");
    }
    assert_eq!((let_in, temporary), (39, 1));
}

#[test]
fn a_temporary_key_is_let_in_with_its_token() {
    let server = server("- { id: testid, secret: testsecret, token: ststoken, user: bob@ccc-test }", 0);
    let sts = captured().into_iter().find(|request| request.contains("x-acs-security-token")).unwrap();
    assert_eq!(replay(&server, &sts).code(), "NotExists.JobId");
    let other = captured().into_iter().next().unwrap();
    assert_eq!(replay(&server, &other).code(), "InvalidSecurityToken.MismatchWithAccessKey");
}

#[test]
fn what_was_signed_too_long_ago_or_too_early_is_refused() {
    let first = captured().into_iter().next().unwrap();
    for (later, refused) in [(14 * 60, false), (-14 * 60, false), (16 * 60, true), (-16 * 60, true)] {
        let code = replay(&server(KEYS, later), &first).code();
        assert_eq!(code == "InvalidTimeStamp.Expired", refused, "{later} s later: {code}");
    }
}

#[test]
fn a_request_that_was_changed_is_refused_and_changes_nothing() {
    let server = server(KEYS, 0);
    let first = captured().into_iter().next().unwrap();
    let before = server.world();
    let changed = replay(&server, &first.replace("Callee=13188888888", "Callee=13188888889"));
    assert_eq!((changed.status, changed.code().as_str()), (400, "SignatureDoesNotMatch"));
    let action = replay(&server, &first.replace("x-acs-action: MakeCall", "x-acs-action: ReleaseCall"));
    assert_eq!(action.code(), "SignatureDoesNotMatch");
    let stranger = replay(&server, &first.replace("Credential=testid", "Credential=somebody"));
    assert_eq!((stranger.status, stranger.code().as_str()), (404, "InvalidAccessKeyId.NotFound"));
    let unsigned = server.ccc("Action=MakeCall");
    assert_eq!((unsigned.status, unsigned.code().as_str()), (400, "IncompleteSignature"));
    let rpc = captured().into_iter().find(|request| request.contains("SignatureMethod=HMAC-SHA1")).unwrap();
    let header = replay(&server, &rpc.replace("x-acs-action: ReleaseCall", "x-acs-action: SignOutGroup"));
    assert_eq!(header.code(), "IncompleteSignature");
    assert_eq!(server.world(), before);
    // None of them has used up the nonce.
    assert!(!AT_THE_DOOR.contains(&replay(&server, &first).code().as_str()));
}

#[test]
fn a_refusal_at_the_door_is_in_the_notation_asked_for_and_shows_no_secret() {
    let server = server(KEYS, 0);
    let refused = server.ccc("Action=MakeCall&Format=XML");
    assert!(refused.body.contains("<Code>IncompleteSignature</Code>"), "{refused:?}");
    for request in captured() {
        let wrong = request.replace("Signature=", "Signature=0000");
        let answer = replay(&server, &wrong);
        assert!(!answer.body.contains("testsecret"), "{answer:?}");
    }
}

#[test]
fn the_account_of_a_key_stands_for_its_user() {
    let access = Access::Keys(Keys::parse(KEYS).unwrap());
    let server = start(|options| options.access = access);
    let key = Key { id: "testid".to_owned(), secret: "testsecret".to_owned(), token: None };
    let params: Vec<(String, String)> =
        [("InstanceId", "ccc-test"), ("DeviceId", "d")].map(|(a, b)| (a.to_owned(), b.to_owned())).into();
    let unsigned = |nonce| Unsigned {
        method: "POST",
        host: "localhost",
        action: "PollUserStatus",
        params: &params,
        now_ms: u64::try_from(now_ms()).unwrap(),
        nonce,
    };
    let query = encode_query(None, &params);
    let headers = sign_acs3(&key, &unsigned("one"));
    let headers: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let form = encode_query(None, &sign_rpc1(&key, &unsigned("two")));
    let media = ("Content-Type", "application/x-www-form-urlencoded");
    for answer in
        [server.send("POST", &format!("/?{query}"), &headers, ""), server.send("POST", "/", &[media], &form)]
    {
        assert_eq!(answer.json()["Data"]["UserContext"]["UserId"], "bob@ccc-test", "{answer:?}");
    }
}

/// A server of captured requests that keeps a journal.
fn journalled(disk: &FaultyDisk, compact_after: u64) -> Running {
    let disk = Arc::new(disk.clone());
    start(|options| {
        options.access = Access::Keys(Keys::parse(KEYS).unwrap());
        options.date_shift_ms = SIGNED_AT_MS - now_ms();
        options.journal =
            Some(JournalOptions { disk, compact_after, ..JournalOptions::new("/j", JournalSync::Always) });
    })
}

#[test]
fn what_was_let_in_before_a_restart_or_a_reset_is_not_let_in_again() {
    // With all entries there, and with a snapshot after each.
    for compact_after in [u64::MAX, 0] {
        is_not_let_in_again(compact_after);
    }
}

fn is_not_let_in_again(compact_after: u64) {
    let journalled = |disk: &FaultyDisk| journalled(disk, compact_after);
    let disk = FaultyDisk::default();
    let requests: Vec<String> =
        captured().into_iter().filter(|request| !request.contains("x-acs-security-token")).collect();
    let server = journalled(&disk);
    for request in &requests[..2] {
        assert!(!AT_THE_DOOR.contains(&replay(&server, request).code().as_str()));
    }
    server.end().unwrap();
    let server = journalled(&disk);
    assert_eq!(replay(&server, &requests[0]).code(), "SignatureNonceUsed");
    assert!(!AT_THE_DOOR.contains(&replay(&server, &requests[2]).code().as_str()));
    // A reset begins a new file, which has the nonces, too.
    assert_eq!(server.control("ccc/restart", &json!({})), json!({ "ok": true }));
    server.end().unwrap();
    let server = journalled(&disk);
    for request in &requests[..3] {
        assert_eq!(replay(&server, request).code(), "SignatureNonceUsed");
    }
    assert!(!AT_THE_DOOR.contains(&replay(&server, &requests[3]).code().as_str()));
}

#[test]
fn a_nonce_is_there_and_is_not_empty() {
    let server = server(KEYS, 0);
    let key = Key { id: "testid".to_owned(), secret: "testsecret".to_owned(), token: None };
    let unsigned = |nonce| Unsigned {
        method: "GET",
        host: "localhost",
        action: "PollUserStatus",
        params: &[],
        now_ms: u64::try_from(SIGNED_AT_MS).unwrap(),
        nonce,
    };
    for (nonce, code) in [("", "IncompleteSignature"), ("x", "Parameter.Blank")] {
        let headers = sign_acs3(&key, &unsigned(nonce));
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        // A header without a value, which the helper leaves out, is one.
        let mut text = common::message("GET", "/", &headers, "");
        if nonce.is_empty() {
            text = text.replacen("\r\n", "\r\nx-acs-signature-nonce:\r\n", 1);
        }
        let answer = server.raw(text.as_bytes());
        assert_eq!(AT_THE_DOOR.contains(&answer.code().as_str()), code == AT_THE_DOOR[0], "{answer:?}");
    }
    for (nonce, at_the_door) in [("", true), ("y", false)] {
        let query = encode_query(None, &sign_rpc1(&key, &unsigned(nonce)));
        let answer = server.ccc(&query);
        assert_eq!(AT_THE_DOOR.contains(&answer.code().as_str()), at_the_door, "{answer:?}");
        assert!(!at_the_door || answer.body.contains("the nonce is empty"), "{answer:?}");
    }
    let missing = sign_rpc1(&key, &unsigned("z")).into_iter().filter(|(name, _)| name != "SignatureNonce");
    assert_eq!(server.ccc(&encode_query(None, &missing.collect::<Vec<_>>())).code(), "IncompleteSignature");
}

#[test]
fn keys_and_headers_are_taken_as_they_stand() {
    let server = server(KEYS, 0);
    let first = captured().into_iter().next().unwrap();
    for (from, to) in [
        ("Credential=testid,", "Credential=testid ,"),
        ("Credential=testid,", "Credential= testid,"),
        ("Credential=testid,", "Credential=TESTID,"),
        ("Credential=testid,", "Credential=testid,Credential=testid,"),
        ("ACS3-HMAC-SHA256 Credential", "ACS3-HMAC-SHA256Credential"),
        ("x-acs-date: ", "x-acs-date: 2026-11-20T02:14:51Z\r\nx-acs-date: "),
    ] {
        let changed = first.replacen(from, to, 1);
        assert_ne!(changed, first, "{from}");
        let code = replay(&server, &changed).code();
        assert!(AT_THE_DOOR.contains(&code.as_str()), "{to}: {code}");
    }
    assert!(!AT_THE_DOOR.contains(&replay(&server, &first).code().as_str()));
}

#[test]
fn a_token_of_real_time_is_the_same_on_no_two_servers_and_stays_good_over_a_restart() {
    let real = |options: &mut Options| options.pace = Pace::Scaled(1);
    let guids = [start(|_| {}), start(|_| {}), start(real), start(real)].map(|server| server.sign_in(1001));
    assert_eq!(guids[0], guids[1], "virtual time is the same each time");
    assert!(guids[2] != guids[0] && guids[3] != guids[0] && guids[2] != guids[3], "{guids:?}");

    let disk = FaultyDisk::default();
    let journalled = || {
        let disk = Arc::new(disk.clone());
        start(|options| {
            real(options);
            options.journal = Some(JournalOptions { disk, ..JournalOptions::new("/j", JournalSync::Always) });
        })
    };
    let server = journalled();
    let guid = server.sign_in(1001);
    server.end().unwrap();
    let server = journalled();
    let ready = server.gateway("POST", "onlineagent/1001/sayfree", &guid, "");
    assert_eq!(ready.json()["retcode"], "0", "{ready:?}");
    let other = server.sign_in(1002);
    server.end().unwrap();
    assert_eq!(journalled().gateway("POST", "onlineagent/1002/sayfree", &other, "").json()["retcode"], "0");
}
