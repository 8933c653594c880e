//! The entrance of CCC: signatures, nonces and credentials.

use std::time::Duration;

use super::actions::action;
use super::errors::{
    ENUMERATION, FORBIDDEN, INCOMPLETE_SIGNATURE, INVALID_VERSION, MISSING_VERSION, NONCE_USED, STALE,
    UNAVAILABLE, UNKNOWN_ACTION,
};
use super::nonces::{Nonces, NotTaken};
use super::rpc::{ACCESS_KEY_ID, COMMON, RpcRequest, VERSION};
use super::session_layer::{RefusedBy, Session};
use super::signature::{Claim, Key, SignatureError};
use crate::form::{Form, Format};
use crate::gate::{Accounts, Admitted, Gate, Nonce, NonceMark, Unserved};
use crate::http::{HttpRequest, HttpResponse};
use crate::query::{percent_decode, percent_encode};
use crate::shape::{Edition, ErrorRow};

/// How far the date of a signature may be from now.
pub const MAX_SKEW: Duration = Duration::from_secs(15 * 60);
offhook_machine::limits! {
    /// The longest nonce, in bytes.
    pub const MAX_NONCE_BYTES: usize = 128;
    /// Nonces of one key that are remembered as long as their dates are good; with more its requests are refused.
    pub const MAX_NONCES_PER_KEY: usize = 262_144;
    /// Nonces of all keys that are remembered; with more, signed requests are refused.
    pub const MAX_NONCES: usize = 1_048_576;
}

/// The headers that the call centre looks at. No other is kept or written down.
const HEADERS_THAT_COUNT: [&str; 4] = ["Accept", "Content-Type", "x-acs-action", "x-acs-version"];

/// Verifies who asks.
#[derive(Debug)]
pub(super) struct Door {
    /// Answers requests that never reach the call centre.
    answers: Session,
    nonces: Nonces,
}

impl Door {
    pub(super) fn open(seed: u64) -> Box<dyn Gate> {
        let answers = Session::new(Form::Typed, Edition::default(), !seed);
        Box::new(Self { answers, nonces: Nonces::default() })
    }

    /// The id of the user whom the caller's account stands for, and the nonce that is used up with this request.
    fn account(
        &mut self,
        request: &HttpRequest,
        accounts: Option<&dyn Accounts>,
        unix_ms: u64,
    ) -> Result<(Option<String>, Option<Nonce>), SignatureError> {
        let Some(accounts) = accounts else {
            return Ok((Claim::read(request).ok().flatten().map(|claim| claim.key_id), None));
        };
        let refuse = |row, arg: &str| SignatureError { row, args: vec![arg.to_owned()] };
        let claim = Claim::read(request)?
            .ok_or_else(|| refuse(&INCOMPLETE_SIGNATURE, "the request is not signed"))?;
        let account = accounts.account(&claim.key_id).ok_or_else(SignatureError::unknown_key)?;
        let (secret, token) = (account.secret.to_owned(), account.token.map(str::to_owned));
        claim.verify(&Key { id: claim.key_id.clone(), secret, token })?;
        if u128::from(claim.signed_at_ms.abs_diff(unix_ms)) > MAX_SKEW.as_millis() {
            let by = format!("{} s", claim.signed_at_ms.abs_diff(unix_ms) / 1_000);
            return Err(refuse(&STALE, &by));
        }
        if claim.nonce.len() > MAX_NONCE_BYTES {
            return Err(refuse(&INCOMPLETE_SIGNATURE, "the nonce is too long"));
        }
        let skew_ms = u64::try_from(MAX_SKEW.as_millis()).unwrap_or(u64::MAX);
        let nonce = Nonce {
            mark: NonceMark::of(&claim.nonce),
            good_until_ms: claim.signed_at_ms.saturating_add(skew_ms),
            key: claim.key_id,
        };
        match self.nonces.take(&nonce, unix_ms) {
            Ok(()) => Ok((account.user.map(str::to_owned), Some(nonce))),
            Err(NotTaken::Used) => Err(refuse(&NONCE_USED, &claim.nonce)),
            Err(NotTaken::Forgotten) => Err(refuse(&STALE, "more than may be")),
            // Later the same request is good.
            Err(NotTaken::Full) => {
                Err(refuse(&UNAVAILABLE, "too many requests of the last minutes are remembered"))
            }
        }
    }
}

impl Door {
    /// Refuses a request as the vendor's gateway does: with the host that was asked, and where help is found.
    fn refusal(
        &mut self,
        request: &HttpRequest,
        format: Format,
        row: &ErrorRow,
        args: &[&str],
    ) -> HttpResponse {
        let by = RefusedBy::Gateway { host: request.header("Host") };
        self.answers.refuse(by, format, row, args)
    }
}

/// Whether the API has what is asked for: the gateway looks it up before it looks who asks.
fn looked_up(rpc: &RpcRequest) -> Result<(), &'static ErrorRow> {
    match &rpc.version {
        Some(version) if version != VERSION => Err(&INVALID_VERSION),
        _ if action(&rpc.action).is_none() => Err(&UNKNOWN_ACTION),
        _ => Ok(()),
    }
}

impl Gate for Door {
    fn admit(
        &mut self,
        request: &HttpRequest,
        accounts: Option<&dyn Accounts>,
        unix_ms: u64,
    ) -> Result<Admitted, HttpResponse> {
        if !matches!(request.route_method(), "GET" | "POST") {
            let row = ErrorRow { http_status: 405, ..ENUMERATION };
            let mut answer = self.refusal(request, Format::Json, &row, &["method", "GET,POST"]);
            answer.headers.push(("Allow".to_owned(), "GET, POST".to_owned()));
            return Err(answer);
        }
        let rpc = RpcRequest::decode(request).map_err(|error| {
            self.refusal(request, Format::Json, &ENUMERATION, &["request", &error.to_string()])
        })?;
        looked_up(&rpc).map_err(|row| self.refusal(request, rpc.format, row, &[]))?;
        let (account, nonce) = self.account(request, accounts, unix_ms).map_err(|error| {
            let args: Vec<&str> = error.args.iter().map(String::as_str).collect();
            self.refusal(request, rpc.format, error.row, &args)
        })?;
        // Every client that signs names a version; who asks by hand need not.
        if rpc.version.is_none() && accounts.is_some() {
            return Err(self.refusal(request, rpc.format, &MISSING_VERSION, &[]));
        }
        Ok(Admitted { request: without_credentials(request, account.as_deref()), nonce })
    }

    fn verifies(&self) -> bool {
        true
    }

    fn remember(&mut self, nonce: &Nonce) {
        self.nonces.remember(nonce);
    }

    fn nonces(&self, unix_ms: u64) -> Vec<Nonce> {
        self.nonces.all(unix_ms)
    }

    fn refuse(&mut self, request: &HttpRequest, why: &Unserved<'_>) -> HttpResponse {
        let format = RpcRequest::decode(request).map_or(Format::Json, |rpc| rpc.format);
        let with_status = |row| ErrorRow { http_status: why.status(), ..row };
        match why {
            Unserved::Unreadable { what, allowed, .. } => {
                self.refusal(request, format, &with_status(ENUMERATION), &[what, allowed])
            }
            Unserved::Forbidden(reason) => self.refusal(request, format, &FORBIDDEN, &[reason]),
            Unserved::Unavailable(reason) | Unserved::Failed { reason, .. } => {
                self.refusal(request, format, &with_status(UNAVAILABLE), &[reason])
            }
        }
    }
}

/// The request with the user of the account in place of the credentials.
fn without_credentials(request: &HttpRequest, account: Option<&str>) -> HttpRequest {
    let mut query = without_signature(request.query());
    if let Some(account) = account {
        let joint = if query.is_empty() { "" } else { "&" };
        query = format!("{ACCESS_KEY_ID}={}{joint}{query}", percent_encode(account));
    }
    let joint = if query.is_empty() { "" } else { "?" };
    let counts = |name: &str| HEADERS_THAT_COUNT.iter().any(|it| name.eq_ignore_ascii_case(it));
    HttpRequest {
        method: request.method.clone(),
        target: format!("{}{joint}{query}", request.path()),
        headers: request.headers.iter().filter(|(name, _)| counts(name)).cloned().collect(),
        body: match std::str::from_utf8(&request.body) {
            Ok(text) if super::rpc::is_form(request) => without_signature(text).into_bytes(),
            _ => request.body.clone(),
        },
    }
}

/// The pairs of a query or form but for the common ones that say who asks and sign it.
fn without_signature(pairs: &str) -> String {
    // A name counts as it is decoded: `%41ccessKeyId` is one way to spell a credential.
    let stays = |pair: &&str| {
        let name = percent_decode(pair.split('=').next().unwrap_or_default()).unwrap_or_default();
        matches!(name.as_str(), "Format" | "Version") || !COMMON.contains(&name.as_str())
    };
    pairs.split('&').filter(stays).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_do_not_reach_the_call_centre() {
        let mut request = HttpRequest::new(
            "POST",
            "/?Signature=s%3D&AccessKeyId=testid&%41ccessKeyId=bob&Action=MakeCall&SecurityToken=t&Callee=1&Format=XML",
        );
        request.headers.push(("Authorization".to_owned(), "secret".to_owned()));
        request.headers.push(("Accept".to_owned(), "text/xml".to_owned()));
        let admitted = without_credentials(&request, Some("amy@ccc-test"));
        assert_eq!(admitted.target, "/?AccessKeyId=amy%40ccc-test&Action=MakeCall&Callee=1&Format=XML");
        assert_eq!(admitted.headers, [("Accept".to_owned(), "text/xml".to_owned())]);
    }
}
