//! Who may ask: the access keys, and what shows that a request was made with one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use offhook_dialect::HttpRequest;
use offhook_dialect::ccc::errors::{INCOMPLETE_SIGNATURE, NONCE_USED, STALE};
use offhook_dialect::ccc::signature::{Claim, Key, SignatureError};
use serde::Deserialize;

use crate::limits::{MAX_KEY_FILE_BYTES, MAX_KEYS, MAX_NONCE_BYTES, MAX_NONCES, MAX_SKEW};

/// Whose requests are answered.
#[derive(Clone, Debug)]
pub enum Access {
    /// Anybody's; no signature is looked at. An access key's id that is the id of a user stands for that user.
    Any,
    /// Those that one of these keys has signed.
    Keys(Keys),
}

/// The access keys, by id.
#[derive(Clone, Debug, Default)]
pub struct Keys(BTreeMap<String, Account>);

#[derive(Clone, Debug)]
struct Account {
    key: Key,
    /// The id of the user that the account stands for.
    user: Option<String>,
}

/// Why a text is not a list of keys. It never shows the text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeysError {
    /// Too large.
    TooLarge,
    /// Not YAML, or not what should be in it.
    Shape {
        /// The line, from 1, where it is known.
        line: Option<u64>,
    },
    /// No key at all.
    None,
    /// Too many keys.
    TooMany,
    /// A key without id or secret.
    Blank {
        /// Which, from 1.
        place: usize,
    },
    /// An id that comes twice.
    Twice {
        /// The id.
        id: String,
    },
}

impl fmt::Display for KeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let example = "write a list such as `- { id: testid, secret: testsecret, user: amy@ccc-test }`, with `token:` where the key is temporary";
        match self {
            Self::TooLarge => write!(f, "a file of keys is at most {MAX_KEY_FILE_BYTES} bytes long"),
            Self::Shape { line: Some(line) } => write!(f, "line {line} is not as it should be: {example}"),
            Self::Shape { line: None } => write!(f, "not a list of keys: {example}"),
            Self::None => write!(f, "there is no key in it: {example}"),
            Self::TooMany => write!(f, "more than {MAX_KEYS} keys"),
            Self::Blank { place } => write!(f, "key {place} has an empty id or secret"),
            Self::Twice { id } => write!(f, "the key id `{id}` comes twice"),
        }
    }
}

impl std::error::Error for KeysError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    secret: String,
    token: Option<String>,
    user: Option<String>,
}

impl Keys {
    /// Reads a list of keys in YAML: `id`, `secret`, `token` for a temporary key, `user` for the one that it stands for.
    ///
    /// # Errors
    /// The text is not such a list.
    pub fn parse(text: &str) -> Result<Self, KeysError> {
        if text.len() > MAX_KEY_FILE_BYTES {
            return Err(KeysError::TooLarge);
        }
        if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return Err(KeysError::None);
        }
        let options = serde_saphyr::options! { with_snippet: false };
        // What the parser would say may quote the secret, so only the place is told.
        let rows: Vec<Row> = serde_saphyr::from_str_with_options(text, options)
            .map_err(|error| KeysError::Shape { line: error.location().map(|at| at.line()) })?;
        if rows.len() > MAX_KEYS {
            return Err(KeysError::TooMany);
        }
        let mut keys = BTreeMap::new();
        for (index, row) in rows.into_iter().enumerate() {
            if row.id.is_empty() || row.secret.is_empty() {
                return Err(KeysError::Blank { place: index + 1 });
            }
            let key = Key { id: row.id.clone(), secret: row.secret, token: row.token };
            if keys.insert(row.id.clone(), Account { key, user: row.user }).is_some() {
                return Err(KeysError::Twice { id: row.id });
            }
        }
        if keys.is_empty() { Err(KeysError::None) } else { Ok(Self(keys)) }
    }
}

/// Lets requests in, or says why not.
#[derive(Debug)]
pub(crate) struct Gate {
    access: Access,
    nonces: Nonces,
}

impl Gate {
    pub(crate) fn new(access: Access) -> Self {
        Self { access, nonces: Nonces::default() }
    }

    /// The id of the user that the caller's account stands for.
    pub(crate) fn admit(
        &mut self,
        request: &HttpRequest<'_>,
        unix_ms: u64,
    ) -> Result<Option<String>, SignatureError> {
        let keys = match &self.access {
            Access::Any => return Ok(Claim::read(request).ok().flatten().map(|claim| claim.key_id)),
            Access::Keys(keys) => keys,
        };
        let refuse = |row, arg: &str| SignatureError { row, arg: arg.to_owned() };
        let claim = Claim::read(request)?
            .ok_or_else(|| refuse(&INCOMPLETE_SIGNATURE, "the request is not signed"))?;
        let account = keys.0.get(&claim.key_id).ok_or_else(|| SignatureError::unknown_key(&claim.key_id))?;
        claim.verify(&account.key)?;
        if u128::from(claim.signed_at_ms.abs_diff(unix_ms)) > MAX_SKEW.as_millis() {
            let by = format!("{} s", claim.signed_at_ms.abs_diff(unix_ms) / 1_000);
            return Err(refuse(&STALE, &by));
        }
        if claim.nonce.len() > MAX_NONCE_BYTES {
            return Err(refuse(&INCOMPLETE_SIGNATURE, "the nonce is too long"));
        }
        if !self.nonces.take(&claim.key_id, &claim.nonce) {
            return Err(refuse(&NONCE_USED, &claim.nonce));
        }
        Ok(account.user.clone())
    }
}

/// The nonces that have come, of the latest requests.
#[derive(Debug, Default)]
struct Nonces {
    seen: BTreeSet<(String, String)>,
    order: VecDeque<(String, String)>,
}

impl Nonces {
    /// Whether the nonce is new.
    fn take(&mut self, key: &str, nonce: &str) -> bool {
        let pair = (key.to_owned(), nonce.to_owned());
        if !self.seen.insert(pair.clone()) {
            return false;
        }
        self.order.push_back(pair);
        if self.order.len() > MAX_NONCES
            && let Some(oldest) = self.order.pop_front()
        {
            self.seen.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_and_what_is_wrong_never_shows_a_secret() {
        let keys = Keys::parse(
            "- { id: a, secret: hush-hush, user: amy@ccc-test }\n- { id: b, secret: s, token: t }",
        );
        assert_eq!(keys.as_ref().unwrap().0["a"].user.as_deref(), Some("amy@ccc-test"));
        assert!(!format!("{keys:?}").contains("hush-hush"));
        for text in [
            "",
            "# nothing\n",
            "[]",
            "- { id: a, secret: hush-hush, colour: red }",
            "- { id: a, secret: [hush-hush] }",
            "- hush-hush",
            "- { id: a, secret: hush-hush",
            "- { id: a, secret: '' }",
            "- { id: a, secret: hush-hush }\n- { id: a, secret: hush-hush }",
        ] {
            let error = Keys::parse(text).unwrap_err().to_string();
            assert!(!error.contains("hush-hush"), "{error}");
        }
        let second_line = "- { id: a, secret: x }\n- { id: b, sekret: y }";
        assert_eq!(Keys::parse(second_line).unwrap_err(), KeysError::Shape { line: Some(2) });
    }

    #[test]
    fn a_nonce_is_good_once_until_it_is_forgotten() {
        let mut nonces = Nonces::default();
        assert!(nonces.take("a", "first"));
        assert!(!nonces.take("a", "first"));
        assert!(nonces.take("b", "first"));
        for number in 0..MAX_NONCES {
            assert!(nonces.take("a", &number.to_string()));
        }
        assert_eq!((nonces.seen.len(), nonces.order.len()), (MAX_NONCES, MAX_NONCES));
        assert!(nonces.take("a", "first"));
    }
}
