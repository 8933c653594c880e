//! Signatures: ACS3-HMAC-SHA256 in headers, and RPC signature 1.0 (HMAC-SHA1) in parameters.
//!
//! The algorithms and the string that is signed are seen in what the vendor's clients send; the codes of refusals are chosen
//! (no page of this API lists them). Nothing here prints a secret.

use std::fmt;
use std::time::{Duration, SystemTime};

use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;

use super::errors::{
    ACS3_MISMATCH, BAD_DATE, BAD_TOKEN, INCOMPLETE_SIGNATURE, SIGNATURE_MISMATCH, UNKNOWN_KEY,
};
use super::rpc::all_params;
use crate::http::HttpRequest;
use crate::query::{ACTION, Pairs, parse_query, percent_encode};
use crate::shape::ErrorRow;

/// The name of the newer algorithm, which an `Authorization` header begins with.
pub const ACS3: &str = "ACS3-HMAC-SHA256";
/// The most headers that one signature covers.
pub const MAX_SIGNED_HEADERS: usize = 64;

/// An access key.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    /// Its id, which stands in requests.
    pub id: String,
    /// Its secret, which does not.
    pub secret: String,
    /// The token of a key that the security token service gave out.
    pub token: Option<String>,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The algorithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// ACS3-HMAC-SHA256.
    Acs3,
    /// RPC signature 1.0.
    Rpc1,
}

/// Why a signature is not good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureError {
    /// The refusal.
    pub row: &'static ErrorRow,
    /// What its message names, and no secret among it.
    pub args: Vec<String>,
}

impl SignatureError {
    fn new(row: &'static ErrorRow, arg: impl Into<String>) -> Self {
        Self { row, args: vec![arg.into()] }
    }

    /// There is no such key.
    pub const fn unknown_key() -> Self {
        Self { row: &UNKNOWN_KEY, args: Vec::new() }
    }

    /// The message.
    pub fn message(&self) -> String {
        self.row.message(&self.args.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.row.code, self.message())
    }
}

impl std::error::Error for SignatureError {}

/// What a request says of its signature: who signed, when, and what.
#[derive(Clone, PartialEq, Eq)]
pub struct Claim {
    /// The algorithm.
    pub scheme: Scheme,
    /// The id of the key.
    pub key_id: String,
    /// The token of the security token service.
    pub token: Option<String>,
    /// The word that no other request may bear.
    pub nonce: String,
    /// When it was signed, in milliseconds since 1970.
    pub signed_at_ms: u64,
    /// The request in the form in which ACS3 signs its hash.
    canonical: Option<String>,
    signed: String,
    signature: Vec<u8>,
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim")
            .field("scheme", &self.scheme)
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

impl Claim {
    /// Reads what a request says; none if it says nothing of a signature.
    ///
    /// # Errors
    /// The signature is not complete, or leaves out what it must cover.
    pub fn read(request: &HttpRequest) -> Result<Option<Self>, SignatureError> {
        if let Some(authorization) = request.header("Authorization") {
            return acs3(request, authorization).map(Some);
        }
        let incomplete = |reason: String| SignatureError::new(&INCOMPLETE_SIGNATURE, reason);
        let (action, mut params) = all_params(request).map_err(|error| incomplete(error.to_string()))?;
        params.extend(action.map(|action| (ACTION.to_owned(), action)));
        if params.iter().any(|(name, _)| name == "Signature") {
            // The header counts before the parameter, and only the parameter is signed.
            let signed = params.iter().find(|(name, _)| name == ACTION).map(|(_, action)| action.as_str());
            // Clients write the one with a small letter at first and the other with a capital.
            let is_signed = |action: &str| signed.is_some_and(|signed| signed.eq_ignore_ascii_case(action));
            if request.header("x-acs-action").is_some_and(|action| !is_signed(action)) {
                return Err(incomplete(
                    "the header x-acs-action is not the Action that is signed".to_owned(),
                ));
            }
            rpc1(&request.method, params).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Whether the key made the signature.
    ///
    /// # Errors
    /// It did not, or the token is not the key's.
    pub fn verify(&self, key: &Key) -> Result<(), SignatureError> {
        let tokens = (self.token.as_deref().unwrap_or_default(), key.token.as_deref().unwrap_or_default());
        if !bool::from(tokens.0.as_bytes().ct_eq(tokens.1.as_bytes())) {
            return Err(SignatureError::new(&BAD_TOKEN, &key.id));
        }
        let expected = match self.scheme {
            Scheme::Acs3 => hmac_sha256(&key.secret, &self.signed),
            Scheme::Rpc1 => hmac_sha1(&key.secret, &self.signed),
        };
        if bool::from(expected.ct_eq(&self.signature)) { Ok(()) } else { Err(self.mismatch()) }
    }

    /// What was compared, as an aid in debugging a signature; without the token, which is a secret of its own.
    fn mismatch(&self) -> SignatureError {
        let shown = |text: &str| match self.token.as_deref().filter(|token| !token.is_empty()) {
            // In the string of RPC it is escaped twice, in a query once, in a header not at all.
            Some(token) => {
                let once = percent_encode(token);
                let twice = percent_encode(&once);
                let written = [twice.as_str(), once.as_str(), token];
                written.iter().fold(text.to_owned(), |text, token| text.replace(token, HIDDEN))
            }
            None => text.to_owned(),
        };
        match &self.canonical {
            Some(canonical) => {
                SignatureError { row: &ACS3_MISMATCH, args: vec![shown(&self.signed), shown(canonical)] }
            }
            None => SignatureError::new(&SIGNATURE_MISMATCH, shown(&self.signed)),
        }
    }
}

/// What stands for a secret.
const HIDDEN: &str = "(hidden)";

fn acs3(request: &HttpRequest, authorization: &str) -> Result<Claim, SignatureError> {
    let incomplete = |reason: &str| SignatureError::new(&INCOMPLETE_SIGNATURE, reason);
    // Everything is taken as it stands: what is read in two ways lets in under one what is refused under the other.
    let said = authorization
        .strip_prefix(ACS3)
        .and_then(|rest| rest.strip_prefix(' '))
        .ok_or_else(|| incomplete("Authorization is not ACS3-HMAC-SHA256"))?;
    let part = |name: &str| {
        let mut values = said.split(',').filter_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value),
            (None, _) => Err(incomplete(&format!("Authorization has no {name}"))),
            _ => Err(incomplete(&format!("Authorization has {name} twice"))),
        }
    };
    let header =
        |name: &str| request.header(name).ok_or_else(|| incomplete(&format!("the header {name} is missing")));
    let names: Vec<&str> = part("SignedHeaders")?.split(';').collect();
    if names.len() > MAX_SIGNED_HEADERS {
        return Err(incomplete(&format!("more than {MAX_SIGNED_HEADERS} signed headers")));
    }
    let covered = |name: &str| names.iter().any(|signed| signed.eq_ignore_ascii_case(name));
    let must =
        |name: &str| name.eq_ignore_ascii_case("host") || name.to_ascii_lowercase().starts_with("x-acs-");
    if let Some((name, _)) = request.headers.iter().find(|(name, _)| must(name) && !covered(name)) {
        return Err(incomplete(&format!("the header {name} is not signed")));
    }
    let counted = request.headers.iter().filter(|(name, _)| must(name));
    let mut counted: Vec<String> = counted.map(|(name, _)| name.to_ascii_lowercase()).collect();
    counted.sort_unstable();
    if let Some([name, _]) = counted.windows(2).find(|pair| matches!(pair, [one, other] if one == other)) {
        return Err(incomplete(&format!("the header {name} stands twice")));
    }
    let hash = header("x-acs-content-sha256")?;
    if !hash.eq_ignore_ascii_case(&HEXLOWER.encode(&Sha256::digest(&request.body))) {
        return Err(incomplete("x-acs-content-sha256 is not that of the body"));
    }
    let (action, mut query) = parse_query(request.query()).map_err(|error| incomplete(&error.to_string()))?;
    query.extend(action.map(|action| (ACTION.to_owned(), action)));
    let signature = HEXLOWER_PERMISSIVE
        .decode(part("Signature")?.as_bytes())
        .map_err(|_| incomplete("Signature is not hexadecimal"))?;
    let canonical = canonical_request(
        &request.method,
        request.path(),
        &query,
        &names,
        &|name| request.header(name),
        hash,
    );
    Ok(Claim {
        scheme: Scheme::Acs3,
        key_id: part("Credential")?.to_owned(),
        token: request.header("x-acs-security-token").map(str::to_owned),
        nonce: nonce(header("x-acs-signature-nonce")?)?,
        signed_at_ms: read_date(header("x-acs-date")?)?,
        signed: acs3_string(&canonical),
        canonical: Some(canonical),
        signature,
    })
}

/// The string that ACS3 signs.
fn acs3_string(canonical: &str) -> String {
    format!("{ACS3}\n{}", HEXLOWER.encode(&Sha256::digest(canonical.as_bytes())))
}

/// The request in the form in which ACS3 takes its hash.
fn canonical_request<'a>(
    method: &str,
    path: &str,
    query: &[(String, String)],
    names: &[&str],
    header: &dyn Fn(&str) -> Option<&'a str>,
    hash: &str,
) -> String {
    let mut canonical = format!("{method}\n{path}\n{}\n", sorted(query));
    for name in names {
        canonical.push_str(&format!("{name}:{}\n", header(name).unwrap_or_default().trim()));
    }
    canonical.push_str(&format!("\n{}\n{hash}", names.join(";")));
    canonical
}

fn rpc1(method: &str, mut params: Pairs) -> Result<Claim, SignatureError> {
    let incomplete = |reason: &str| SignatureError::new(&INCOMPLETE_SIGNATURE, reason);
    let said = |name: &str| params.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str());
    let must = |name: &str| said(name).ok_or_else(|| incomplete(&format!("the parameter {name} is missing")));
    if must("SignatureMethod")? != "HMAC-SHA1" || must("SignatureVersion")? != "1.0" {
        return Err(incomplete("only HMAC-SHA1 of version 1.0 is known"));
    }
    let signature =
        BASE64.decode(must("Signature")?.as_bytes()).map_err(|_| incomplete("Signature is not base64"))?;
    let (key_id, nonce) = (must("AccessKeyId")?.to_owned(), nonce(must("SignatureNonce")?)?);
    let signed_at_ms = read_date(must("Timestamp")?)?;
    let token = said("SecurityToken").map(str::to_owned);
    params.retain(|(name, _)| name != "Signature");
    let signed = rpc1_string(method, &params);
    let (scheme, canonical) = (Scheme::Rpc1, None);
    Ok(Claim { scheme, key_id, token, nonce, signed_at_ms, canonical, signed, signature })
}

/// A nonce that is one: an empty one would be the same for everybody.
fn nonce(text: &str) -> Result<String, SignatureError> {
    if text.is_empty() {
        return Err(SignatureError::new(&INCOMPLETE_SIGNATURE, "the nonce is empty"));
    }
    Ok(text.to_owned())
}

/// The string that RPC signature 1.0 signs.
fn rpc1_string(method: &str, params: &[(String, String)]) -> String {
    format!("{method}&%2F&{}", percent_encode(&sorted(params)))
}

/// Parameters in the order and writing in which both algorithms sign them.
fn sorted(params: &[(String, String)]) -> String {
    let mut pairs: Vec<_> =
        params.iter().map(|(name, value)| (percent_encode(name), percent_encode(value))).collect();
    pairs.sort();
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

/// A request to be signed.
#[derive(Clone, Copy, Debug)]
pub struct Unsigned<'a> {
    /// The method.
    pub method: &'a str,
    /// The host and port, as the `Host` header has them.
    pub host: &'a str,
    /// The action.
    pub action: &'a str,
    /// The parameters of the action; they go into the query.
    pub params: &'a [(String, String)],
    /// When it is signed, in milliseconds since 1970.
    pub now_ms: u64,
    /// A word that no other request bears.
    pub nonce: &'a str,
}

/// The headers of a request signed by ACS3-HMAC-SHA256, `Host` included; its query holds the parameters, its body is empty.
pub fn sign_acs3(key: &Key, request: &Unsigned<'_>) -> Pairs {
    let hash = HEXLOWER.encode(&Sha256::digest(b""));
    let mut headers: Pairs = [
        ("accept", "application/json"),
        ("host", request.host),
        ("x-acs-action", request.action),
        ("x-acs-content-sha256", &hash),
        ("x-acs-date", &write_date(request.now_ms)),
        ("x-acs-signature-nonce", request.nonce),
        ("x-acs-version", super::rpc::VERSION),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    if let Some(token) = &key.token {
        headers.push(("x-acs-accesskey-id".to_owned(), key.id.clone()));
        headers.push(("x-acs-security-token".to_owned(), token.clone()));
    }
    headers.sort();
    let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    let find = |name: &str| headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str());
    let signed = acs3_string(&canonical_request(request.method, "/", request.params, &names, &find, &hash));
    let signature = HEXLOWER.encode(&hmac_sha256(&key.secret, &signed));
    let authorization =
        format!("{ACS3} Credential={},SignedHeaders={},Signature={signature}", key.id, names.join(";"));
    headers.push(("Authorization".to_owned(), authorization));
    headers
}

/// All parameters of a request signed by RPC signature 1.0, to be sent as its query or its form.
pub fn sign_rpc1(key: &Key, request: &Unsigned<'_>) -> Pairs {
    let mut params = request.params.to_vec();
    let common = [
        (ACTION, request.action),
        ("Format", "JSON"),
        ("Version", super::rpc::VERSION),
        ("AccessKeyId", &key.id),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", request.nonce),
        ("Timestamp", &write_date(request.now_ms)),
    ];
    for (name, value) in common {
        // What the request says itself, such as another format, is not said twice: a signature is over one value of a name.
        if params.iter().all(|(said, _)| said != name) {
            params.push((name.to_owned(), value.to_owned()));
        }
    }
    params.extend(key.token.iter().map(|token| ("SecurityToken".to_owned(), token.clone())));
    let signature = BASE64.encode(&hmac_sha1(&key.secret, &rpc1_string(request.method, &params)));
    params.push(("Signature".to_owned(), signature));
    params
}

fn hmac_sha256(secret: &str, text: &str) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return Vec::new() };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// The secret of RPC signature 1.0 is followed by an ampersand.
fn hmac_sha1(secret: &str, text: &str) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(format!("{secret}&").as_bytes()) else {
        return Vec::new();
    };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn read_date(text: &str) -> Result<u64, SignatureError> {
    let wrong = || SignatureError::new(&BAD_DATE, text.chars().take(40).collect::<String>());
    let time = humantime::parse_rfc3339(text).map_err(|_| wrong())?;
    let since = time.duration_since(SystemTime::UNIX_EPOCH).map_err(|_| wrong())?;
    let ms = u64::try_from(since.as_millis()).map_err(|_| wrong())?;
    // A date has one spelling, that of the documents.
    if write_date(ms) == text { Ok(ms) } else { Err(wrong()) }
}

/// A date as requests bear it: to the second, in UTC.
fn write_date(ms: u64) -> String {
    let time =
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(ms)).unwrap_or(SystemTime::UNIX_EPOCH);
    humantime::format_rfc3339_seconds(time).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_one_spelling() {
        let ms = read_date("2026-11-20T02:14:52Z").unwrap();
        assert_eq!(write_date(ms), "2026-11-20T02:14:52Z");
        for other in [
            "2026-11-20T02:14:52.0Z",
            "2026-11-20T02:14:52.000000000Z",
            "2026-11-20t02:14:52z",
            "2026-11-20 02:14:52Z",
            " 2026-11-20T02:14:52Z",
            "2026-11-20T02:14:52Z ",
            "2026-11-20T02:14:52+00:00",
            "2026-11-20T02:14:60Z",
            "1969-12-31T23:59:59Z",
            "",
        ] {
            assert!(read_date(other).is_err(), "{other:?}");
        }
    }
}
