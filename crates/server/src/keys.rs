//! Who may ask: the access keys, and what shows that a request was made with one.

use std::collections::BTreeMap;
use std::fmt;

use offhook_dialect::Accounts;
use serde::Deserialize;

use crate::limits::{MAX_KEY_FILE_BYTES, MAX_KEYS};

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

#[derive(Clone)]
struct Account {
    secret: String,
    token: Option<String>,
    /// The id of the user that the account stands for.
    user: Option<String>,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("user", &self.user).finish_non_exhaustive()
    }
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
        // What the parser would say may quote the secret, so only the place is shown.
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
            let account = Account { secret: row.secret, token: row.token, user: row.user };
            if keys.insert(row.id.clone(), account).is_some() {
                return Err(KeysError::Twice { id: row.id });
            }
        }
        if keys.is_empty() { Err(KeysError::None) } else { Ok(Self(keys)) }
    }
}

impl Accounts for Keys {
    fn account(&self, key_id: &str) -> Option<offhook_dialect::Account<'_>> {
        let account = self.0.get(key_id)?;
        Some(offhook_dialect::Account {
            secret: &account.secret,
            token: account.token.as_deref(),
            user: account.user.as_deref(),
        })
    }
}

impl Access {
    /// The accounts whose signatures are verified; none where anybody may ask.
    pub(crate) fn accounts(&self) -> Option<&dyn Accounts> {
        match self {
            Self::Any => None,
            Self::Keys(keys) => Some(keys),
        }
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
}
