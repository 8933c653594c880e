//! What requests say of their signatures.

use offhook_dialect::ccc::signature::{Claim, Key, Unsigned, sign_acs3, sign_rpc1};
use offhook_dialect::{HttpRequest, encode_query, parse_query};

use crate::message;

const HOST: &str = "localhost";
const NOW_MS: u64 = 1_609_225_718_000;

/// Reads what any request says; no key of ours has signed what we did not sign, and what we sign is found to be signed, until a
/// parameter is changed.
pub(crate) fn run(bytes: &[u8]) {
    let request = message::read(bytes);
    let keys = ["a secret", "another"].map(|secret| Key {
        id: "testid".to_owned(),
        secret: secret.to_owned(),
        token: None,
    });
    if let Ok(Some(claim)) = Claim::read(&request) {
        for key in &keys {
            assert!(claim.verify(key).is_err(), "a signature out of nothing");
        }
        assert!(
            format!("{claim:?}").len() < 1_000 + bytes.len() * 12,
            "the claim is shown with its signature"
        );
    }
    if let Ok((action, params)) = parse_query(request.query()) {
        sign(&keys, &action.unwrap_or_default(), &params);
    }
}

fn sign(keys: &[Key; 2], action: &str, params: &[(String, String)]) {
    let [ours, other] = keys;
    let unsigned = Unsigned { method: "GET", host: HOST, action, params, now_ms: NOW_MS, nonce: "0" };
    let target = format!("/?{}", encode_query(None, params));
    holds(
        HttpRequest { headers: sign_acs3(ours, &unsigned), ..HttpRequest::new("GET", target) },
        ours,
        other,
    );
    let reserved = |name: &str| name.starts_with("Signature") || SIGNED.contains(&name);
    if params.iter().all(|(name, _)| !reserved(name)) {
        let signed = sign_rpc1(ours, &unsigned);
        let mut request = HttpRequest::new("GET", format!("/?{}", encode_query(None, &signed)));
        request.set_header("Host", HOST);
        holds(request, ours, other);
    }
}

/// What the algorithm adds itself.
const SIGNED: [&str; 7] =
    ["AccessKeyId", "Action", "Format", "SecurityToken", "Timestamp", "Version", "RegionId"];

fn holds(mut request: HttpRequest, ours: &Key, other: &Key) {
    // What became too long by its escapes cannot be read.
    let Ok(Some(claim)) = Claim::read(&request) else { return };
    assert_eq!(claim.verify(ours), Ok(()), "{}", request.target);
    assert!(claim.verify(other).is_err());
    request.target.push_str("&More=1");
    if let Ok(Some(claim)) = Claim::read(&request) {
        assert!(claim.verify(ours).is_err(), "{}", request.target);
    }
}
