//! The entrance of a server: what decides about a request before a call centre sees it.

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::http::{HttpRequest, HttpResponse};

/// An access key that requests are signed with.
#[derive(Clone, Debug)]
pub struct Account<'a> {
    /// The secret.
    pub secret: &'a str,
    /// The token of a temporary key.
    pub token: Option<&'a str>,
    /// The id of the user whom the account stands for.
    pub user: Option<&'a str>,
}

/// The access keys of a server.
pub trait Accounts {
    /// The account of this key id.
    fn account(&self, key_id: &str) -> Option<Account<'_>>;
}

/// A request that is let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// What the call centre looks at.
    pub request: HttpRequest,
    /// The nonce of its signature, which no other request may bear.
    pub nonce: Option<Nonce>,
}

/// The nonce of a signed request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Nonce {
    /// The id of the key.
    pub key: String,
    /// What the nonce is known by.
    pub mark: NonceMark,
    /// Until when, in milliseconds since 1970, the date of the request is good.
    pub good_until_ms: u64,
}

/// What a nonce is known by, however long it is: the first half of its SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NonceMark([u8; 16]);

impl NonceMark {
    /// Before all others.
    pub(crate) const LEAST: Self = Self([0; 16]);

    /// That of a nonce.
    pub fn of(nonce: &str) -> Self {
        let mut mark = [0; 16];
        mark.iter_mut().zip(Sha256::digest(nonce.as_bytes())).for_each(|(to, from)| *to = from);
        Self(mark)
    }
}

impl Serialize for NonceMark {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&HEXLOWER.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for NonceMark {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let bytes = HEXLOWER.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| serde::de::Error::custom("a mark of a nonce is 32 hexadecimal digits"))
    }
}

/// Decides about requests before the call centre sees them. Has answers of its own, so that the call centre's ids stay what
/// they are.
pub trait Gate: Send {
    /// Admits a request: what is left is what the call centre looks at, and the user whom the caller's account stands for in
    /// place of the credentials. Without accounts, no signature is verified and a key id that is the id of a user stands for it.
    ///
    /// # Errors
    /// The answer that refuses the request.
    fn admit(
        &mut self,
        request: &HttpRequest,
        accounts: Option<&dyn Accounts>,
        unix_ms: u64,
    ) -> Result<Admitted, HttpResponse>;

    /// Remembers a nonce that an earlier server has taken.
    fn remember(&mut self, _: &Nonce) {}

    /// The nonces that have been taken, and that would be good otherwise.
    fn nonces(&self, _unix_ms: u64) -> Vec<Nonce> {
        Vec::new()
    }

    /// Whether accounts count here, so that no request is admitted that nobody has signed.
    fn verifies(&self) -> bool {
        false
    }

    /// The answer to a request that the server refuses before it decides about it, or because it failed; `request` is as much of it as was
    /// read.
    fn refuse(&mut self, request: &HttpRequest, why: &Unserved<'_>) -> HttpResponse;
}

/// Why a server refuses a request whatever its gate and its call centre would say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unserved<'a> {
    /// It cannot be read: `what` must be `allowed`.
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// What cannot be read.
        what: &'a str,
        /// What it may be.
        allowed: &'a str,
    },
    /// Its sender may not be heard, for this reason.
    Forbidden(&'a str),
    /// The server takes no request for now, for this reason.
    Unavailable(&'a str),
    /// The server took it and failed, for this reason.
    Failed {
        /// The HTTP status.
        status: u16,
        /// The reason.
        reason: &'a str,
    },
}

impl Unserved<'_> {
    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Unreadable { status, .. } | Self::Failed { status, .. } => *status,
            Self::Forbidden(_) => 403,
            Self::Unavailable(_) => 503,
        }
    }
}

impl fmt::Display for Unserved<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { what, allowed, .. } => write!(f, "the {what} must be {allowed}"),
            Self::Forbidden(reason) | Self::Unavailable(reason) | Self::Failed { reason, .. } => {
                f.write_str(reason)
            }
        }
    }
}

/// The entrance of a vendor whose session layer checks who asks: admits every request, with no header but these.
#[derive(Debug)]
pub(crate) struct AdmitsAll {
    /// The headers that the call centre looks at. No other is kept or written down.
    pub(crate) headers: &'static [&'static str],
    /// The answer to what the server refuses.
    pub(crate) refusal: fn(&Unserved<'_>) -> HttpResponse,
}

impl Gate for AdmitsAll {
    fn admit(
        &mut self,
        request: &HttpRequest,
        _: Option<&dyn Accounts>,
        _: u64,
    ) -> Result<Admitted, HttpResponse> {
        let counts = |name: &str| self.headers.iter().any(|it| name.eq_ignore_ascii_case(it));
        let mut admitted = request.clone();
        admitted.headers.retain(|(name, _)| counts(name));
        Ok(Admitted { request: admitted, nonce: None })
    }

    fn refuse(&mut self, _: &HttpRequest, why: &Unserved<'_>) -> HttpResponse {
        (self.refusal)(why)
    }
}
