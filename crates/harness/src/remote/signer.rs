//! Requests of CCC as the vendor's clients write them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use data_encoding::HEXLOWER;
use offhook_dialect::ccc::VERSION;
use offhook_dialect::ccc::signature::{Key, Unsigned, sign_acs3, sign_rpc1};
use offhook_dialect::encode_query;
use sha2::{Digest as _, Sha256};

use super::http::{Sending, host};
use crate::statement::Signature;

/// What requests are signed with.
#[derive(Clone, Debug)]
pub(crate) struct Signer {
    pub(crate) key: Key,
    pub(crate) signature: Signature,
}

impl Signer {
    /// A signer for those who only read the id of the key, and have no secret to check a signature with.
    pub(crate) fn unchecked() -> Self {
        let key = Key { id: String::new(), secret: "unchecked".to_owned(), token: None };
        Self { key, signature: Signature::Acs3 }
    }
}

/// No two requests bear the same word; what it is shows nowhere.
fn nonce(now_ms: u64) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let seed = format!("{now_ms}-{}-{count}", std::process::id());
    HEXLOWER.encode(&Sha256::digest(seed.as_bytes())[..16])
}

/// The one place where the wall clock is read: a signature says when it was made.
fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// The request of an action, signed where there is something to sign with.
pub(crate) fn sign(
    signer: Option<&Signer>,
    target: &str,
    action: &str,
    params: &[(String, String)],
) -> Sending {
    let base = target.trim_end_matches('/');
    let sending = |query: String, headers: Vec<(String, String)>| Sending {
        method: "POST".to_owned(),
        uri: if query.is_empty() { format!("{base}/") } else { format!("{base}/?{query}") },
        headers,
        body: String::new(),
    };
    let Some(Signer { key, signature }) = signer else {
        let version = ("Version".to_owned(), VERSION.to_owned());
        let params: Vec<_> = std::iter::once(version).chain(params.iter().cloned()).collect();
        return sending(encode_query(Some(action), &params), Vec::new());
    };
    let now_ms = now_ms();
    let host = host(target);
    let nonce = nonce(now_ms);
    let unsigned = Unsigned { method: "POST", host: &host, action, params, now_ms, nonce: &nonce };
    match signature {
        Signature::Acs3 => sending(encode_query(None, params), sign_acs3(key, &unsigned)),
        Signature::Rpc => sending(encode_query(None, &sign_rpc1(key, &unsigned)), Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use offhook_dialect::HttpRequest;
    use offhook_dialect::ccc::RpcRequest;
    use offhook_dialect::ccc::signature::Claim;

    use super::*;

    #[test]
    fn what_is_signed_verifies_and_says_what_was_asked() {
        let key = Key { id: "ak".to_owned(), secret: "hush".to_owned(), token: None };
        let params = vec![("Callee".to_owned(), "a b&c>@".to_owned())];
        for signature in [Signature::Acs3, Signature::Rpc] {
            let signer = Signer { key: key.clone(), signature };
            let sent = sign(Some(&signer), "http://127.0.0.1:80/", "MakeCall", &params);
            let target = sent.uri.strip_prefix("http://127.0.0.1:80").unwrap();
            let request = HttpRequest { method: &sent.method, target, headers: &sent.headers, body: b"" };
            Claim::read(&request).unwrap().unwrap().verify(&key).unwrap();
            let read = RpcRequest::decode(&request).unwrap();
            assert_eq!((read.action.as_str(), read.params), ("MakeCall", params.clone()));
            assert!(!format!("{sent:?} {signer:?}").contains("hush"));
        }
    }

    #[test]
    fn no_two_requests_bear_the_same_word() {
        assert_ne!(nonce(1), nonce(1));
    }
}
