//! Signatures: of requests that the vendor's clients sent, of our own, and of requests that were tampered with.
#![cfg(test)]

use offhook_dialect::ccc::signature::{Claim, Key, Scheme, SignatureError, Unsigned, sign_acs3, sign_rpc1};
use offhook_dialect::ccc::{RpcRequest, errors};
use offhook_dialect::{Format, HttpRequest, encode_query};

/// Forty requests as the official Python SDK sends them.
const CAPTURED: &str = include_str!("fixtures/captured-requests.txt");

struct Head {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
}

impl Head {
    fn read(text: &str) -> Self {
        let mut lines = text.trim().lines();
        let mut line = lines.next().unwrap().split(' ');
        let (method, target) = (line.next().unwrap().to_owned(), line.next().unwrap().to_owned());
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { method, target, headers: headers.collect() }
    }

    fn captured() -> Vec<Self> {
        CAPTURED.split("====\n").map(Self::read).collect()
    }

    fn request(&self) -> HttpRequest {
        HttpRequest { headers: self.headers.clone(), ..HttpRequest::new(&self.method, self.target.as_str()) }
    }
}

fn key(token: Option<&str>) -> Key {
    Key { id: "testid".to_owned(), secret: "testsecret".to_owned(), token: token.map(str::to_owned) }
}

#[test]
fn every_captured_request_verifies_with_its_key_and_with_no_other() {
    let heads = Head::captured();
    assert_eq!(heads.len(), 40);
    let mut schemes = [0, 0];
    for head in &heads {
        let claim = Claim::read(&head.request()).unwrap().unwrap();
        schemes[usize::from(claim.scheme == Scheme::Rpc1)] += 1;
        let key = key(claim.token.as_deref());
        assert_eq!(claim.verify(&key), Ok(()), "{}", head.target);
        let other = Key { secret: "other".to_owned(), ..key.clone() };
        assert_eq!(claim.verify(&other).unwrap_err().row.code, errors::SIGNATURE_MISMATCH.code);
        let tokened = Key { token: Some("other".to_owned()), ..key };
        assert_eq!(claim.verify(&tokened).unwrap_err().row.code, errors::BAD_TOKEN.code);
        assert_eq!(claim.signed_at_ms, 1_795_140_892_000, "2026-11-20T02:14:52Z");
    }
    assert_eq!(schemes, [39, 1]);
}

/// A refused signature shows what was compared, and no secret.
#[test]
fn a_signature_that_does_not_match_is_refused_with_what_was_compared() {
    let mut tokens = 0;
    for head in Head::captured() {
        let claim = Claim::read(&head.request()).unwrap().unwrap();
        let other = Key { secret: "other-secret".to_owned(), ..key(claim.token.as_deref()) };
        let refused = claim.verify(&other).unwrap_err();
        let message = refused.message();
        match claim.scheme {
            Scheme::Rpc1 => {
                let begins =
                    "Specified signature is not matched with our calculation. server string to sign is:";
                let signed = message.strip_prefix(begins).unwrap();
                assert!(
                    signed.starts_with("GET&%2F&AccessKeyId%3D") || signed.starts_with("POST&%2F&"),
                    "{message}"
                );
                assert_eq!(message.matches(':').count(), 1, "{message}");
            }
            Scheme::Acs3 => {
                assert!(message.starts_with("Specified signature does not match our calculation. server StringToSign is [ACS3-HMAC-SHA256\n"), "{message}");
                assert!(
                    message.contains("] server CanonicalRequest is [") && message.ends_with(']'),
                    "{message}"
                );
                assert!(message.contains("x-acs-action:"), "{message}");
            }
        }
        assert!(!message.contains("secret"), "{message}");
        for token in claim.token.iter().filter(|token| !token.is_empty()) {
            tokens += 1;
            assert!(!message.contains(token.as_str()) && message.contains("(hidden)"), "{message}");
        }
    }
    assert!(tokens > 0);
    let unknown = SignatureError::unknown_key();
    assert_eq!(unknown.message(), "Specified access key is not found.");
}

/// Clients of RPC write the header with a small letter at first.
#[test]
fn the_letters_of_an_action_in_a_header_do_not_count_beside_the_parameter() {
    let mut request = HttpRequest::new("GET", "/?Action=PollUserStatus&InstanceId=i");
    request.headers.push(("x-acs-action".to_owned(), "pollUserStatus".to_owned()));
    assert_eq!(RpcRequest::decode(&request).unwrap().action, "PollUserStatus");
    request.headers[0].1 = "makeCall".to_owned();
    assert_eq!(RpcRequest::decode(&request).unwrap().action, "makeCall");
}

#[test]
fn captured_requests_name_their_action_wherever_it_stands() {
    let mut actions: Vec<String> = Vec::new();
    for head in Head::captured() {
        let rpc = RpcRequest::decode(&head.request()).unwrap();
        assert_eq!(rpc.version.as_deref(), Some("2020-07-01"));
        assert_eq!(rpc.format, Format::Json);
        assert!(rpc.params.iter().all(|(name, _)| !name.starts_with("Signature")), "{:?}", rpc.params);
        actions.push(rpc.action);
    }
    actions.sort();
    actions.dedup();
    assert!(
        ["HoldCall", "MakeCall", "MuteCall", "ReleaseCall"]
            .iter()
            .all(|name| actions.contains(&(*name).to_owned()))
    );
    assert!(!actions.contains(&String::new()));
}

#[test]
fn what_is_changed_after_signing_is_noticed() {
    for mut head in Head::captured() {
        let token = Claim::read(&head.request()).unwrap().unwrap().token;
        head.target.push_str(if head.target.contains('?') { "&More=1" } else { "?More=1" });
        let claim = Claim::read(&head.request()).unwrap().unwrap();
        assert_eq!(
            claim.verify(&key(token.as_deref())).unwrap_err().row.code,
            errors::SIGNATURE_MISMATCH.code
        );
    }
    let mut head = Head::captured().remove(0);
    head.headers.push(("X-Acs-Extra".to_owned(), "1".to_owned()));
    assert_eq!(Claim::read(&head.request()).unwrap_err().row.code, errors::INCOMPLETE_SIGNATURE.code);
    let head = Head::captured().remove(0);
    let body = HttpRequest { body: b"x".to_vec(), ..head.request() };
    assert_eq!(Claim::read(&body).unwrap_err().row.code, errors::INCOMPLETE_SIGNATURE.code);
}

#[test]
fn a_request_without_a_signature_claims_nothing() {
    let head = Head::read("GET /?Action=MakeCall HTTP/1.1\nHost: here\n");
    assert_eq!(Claim::read(&head.request()), Ok(None));
}

#[test]
fn what_we_sign_verifies_under_both_algorithms() {
    for token in [None, Some("a token")] {
        let key = key(token);
        let params = [("Callee".to_owned(), "1 + 1/é~*".to_owned()), ("A".to_owned(), String::new())];
        let now_ms = 1_795_140_892_000;
        let unsigned = Unsigned {
            method: "POST",
            host: "127.0.0.1:80",
            action: "MakeCall",
            params: &params,
            now_ms,
            nonce: "n",
        };
        let headers = sign_acs3(&key, &unsigned);
        let target = format!("/?{}", encode_query(None, &params));
        let request = HttpRequest { headers, ..HttpRequest::new("POST", target) };
        let claim = Claim::read(&request).unwrap().unwrap();
        assert_eq!((claim.scheme, claim.nonce.as_str(), claim.signed_at_ms), (Scheme::Acs3, "n", now_ms));
        assert_eq!(claim.verify(&key), Ok(()));

        let form = encode_query(None, &sign_rpc1(&key, &unsigned));
        let mut request = HttpRequest { body: form.into_bytes(), ..HttpRequest::new("POST", "/") };
        request.set_header("Content-Type", "application/x-www-form-urlencoded");
        let claim = Claim::read(&request).unwrap().unwrap();
        assert_eq!(claim.verify(&key), Ok(()));
        assert_eq!(RpcRequest::decode(&request).unwrap().params, params);
    }
}

#[test]
fn secrets_are_not_printed() {
    let printed = format!("{:?}", key(Some("ststoken")));
    assert!(printed.contains("testid") && !printed.contains("testsecret") && !printed.contains("ststoken"));
}

#[test]
fn no_parameter_of_an_rpc_request_is_sent_twice() {
    let said =
        [("Format", "XML"), ("UserId", "amy")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let request = Unsigned {
        method: "POST",
        host: "ccc.example",
        action: "PollUserStatus",
        params: &said,
        now_ms: 1_795_140_892_000,
        nonce: "n-1",
    };
    let sent = sign_rpc1(&key(None), &request);
    let formats: Vec<&str> =
        sent.iter().filter(|(name, _)| name == "Format").map(|(_, value)| value.as_str()).collect();
    assert_eq!(formats, ["XML"]);
    let target = format!("/?{}", encode_query(None, &sent));
    let claim = Claim::read(&HttpRequest::new("POST", target.as_str())).unwrap().unwrap();
    assert_eq!(claim.verify(&key(None)), Ok(()));
}
