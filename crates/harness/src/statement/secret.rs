//! Secrets: never printed, and best kept out of the statement.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use offhook_scenario::files::read_file;

offhook_machine::limits! {
    /// The longest secret, in bytes.
    pub const MAX_SECRET_BYTES: usize = 4_096;
}

/// A secret, or where it is kept. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// In the statement itself.
    Literal(String),
    /// In a variable of the environment.
    Env(String),
    /// In a file, relative to the statement; white space at its end does not count.
    File(String),
}

impl Default for Secret {
    fn default() -> Self {
        Self::Literal(String::new())
    }
}

/// Why a secret cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretError {
    /// The variable is not set, or no text.
    Env(String),
    /// The file cannot be read; the reason names it.
    File(String),
    /// It is empty, or longer than [`MAX_SECRET_BYTES`], or holds control characters; where it is kept.
    Unfit(String),
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "the variable `{name}` of the environment is not set"),
            Self::File(reason) => write!(f, "the file of a secret cannot be read: {reason}"),
            Self::Unfit(place) => {
                write!(f, "the secret {place} is not a line of 1 to {MAX_SECRET_BYTES} bytes")
            }
        }
    }
}

impl std::error::Error for SecretError {}

impl Secret {
    /// The secret itself. `beside` is the statement's file: where a file's name is relative to.
    ///
    /// # Errors
    /// It cannot be had.
    pub fn reveal(&self, beside: &Path) -> Result<String, SecretError> {
        let (text, place) = match self {
            Self::Literal(text) => (text.clone(), "in the statement".to_owned()),
            Self::Env(name) => {
                let value = std::env::var(name).map_err(|_| SecretError::Env(name.clone()))?;
                (value, format!("in the variable `{name}`"))
            }
            Self::File(name) => {
                let path = beside.parent().unwrap_or(Path::new("")).join(name);
                let text = read_file(&path).map_err(SecretError::File)?;
                (text.trim_end().to_owned(), format!("in the file {}", path.display()))
            }
        };
        let fits = (1..=MAX_SECRET_BYTES).contains(&text.len()) && !text.chars().any(char::is_control);
        if fits { Ok(text) } else { Err(SecretError::Unfit(place)) }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(_) => f.write_str("Secret"),
            Self::Env(name) => write!(f, "Secret(env {name})"),
            Self::File(name) => write!(f, "Secret(file {name})"),
        }
    }
}

/// By hand: an untagged enum would lose the places of what is wrong.
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SecretVisitor)
    }
}

struct SecretVisitor;

impl<'de> Visitor<'de> for SecretVisitor {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret in quotes, or `{ env: NAME }`, or `{ file: NAME }`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret::Literal(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Secret, A::Error> {
        const KEYS: &[&str] = &["env", "file"];
        let Some((key, value)) = access.next_entry::<String, String>()? else {
            return Err(de::Error::missing_field("env"));
        };
        let secret = match key.as_str() {
            "env" => Secret::Env(value),
            "file" => Secret::File(value),
            _ => return Err(de::Error::unknown_field(&key, KEYS)),
        };
        match access.next_key::<String>()? {
            None => Ok(secret),
            Some(second) => Err(de::Error::custom(format!("`{key}` and `{second}` exclude each other"))),
        }
    }
}

impl JsonSchema for Secret {
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let reference = |name: &str, about: &str| {
            json_schema!({
                "type": "object",
                "properties": { name: { "type": "string", "description": about } },
                "required": [name],
                "additionalProperties": false,
            })
        };
        json_schema!({
            "description": "A secret, or where it is kept.",
            "oneOf": [
                { "type": "string", "minLength": 1, "maxLength": MAX_SECRET_BYTES },
                reference("env", "Variable of the environment that holds it."),
                reference("file", "File that holds it, relative to the statement."),
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let secret = Secret::Literal("hush".to_owned());
        assert!(!format!("{secret:?}").contains("hush"));
        let long = Secret::Literal("x".repeat(MAX_SECRET_BYTES + 1));
        let error = long.reveal(Path::new("a.yaml")).unwrap_err();
        assert!(!error.to_string().contains("xx"), "{error}");
    }

    #[test]
    fn a_secret_comes_from_the_environment_or_a_file_beside_the_statement() {
        let path = std::env::temp_dir().join(format!("offhook-secret-{}", std::process::id()));
        std::fs::write(&path, "hush\n").unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let beside = path.with_file_name("statement.yaml");
        assert_eq!(Secret::File(name).reveal(&beside), Ok("hush".to_owned()));
        std::fs::remove_file(&path).unwrap();
        let unset = Secret::Env("OFFHOOK_NO_SUCH_VARIABLE".to_owned());
        assert_eq!(unset.reveal(&beside), Err(SecretError::Env("OFFHOOK_NO_SUCH_VARIABLE".to_owned())));
        assert!(Secret::Env("PATH".to_owned()).reveal(&beside).is_ok());
    }
}
