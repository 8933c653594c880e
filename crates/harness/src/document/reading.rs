//! Documents as texts.

use std::fmt;

use schemars::generate::SchemaSettings;
use serde::Deserialize;
use serde_json::Value;

use super::{Document, VERSION, Written};

offhook_machine::limits! {
    /// The largest document that is read, in bytes.
    pub const MAX_DOCUMENT_BYTES: u64 = 256 << 20;
}

/// Why a file is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentError {
    /// It is no document.
    Shape(String),
    /// It is of another version.
    Version(u64),
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(reason) => {
                write!(
                    f,
                    "not a report of offhook (`offhook run --report json=FILE` and `--format json` write one): {reason}"
                )
            }
            Self::Version(version) => {
                write!(f, "a report of version {version}; this offhook reads version {VERSION}")
            }
        }
    }
}

impl std::error::Error for DocumentError {}

impl std::str::FromStr for Document {
    type Err = DocumentError;

    fn from_str(text: &str) -> Result<Self, DocumentError> {
        #[derive(Deserialize)]
        struct Head {
            offhook_report: u64,
        }
        let shape = |error: serde_json::Error| DocumentError::Shape(error.to_string());
        let head: Head = serde_json::from_str(text).map_err(shape)?;
        if head.offhook_report != u64::from(VERSION) {
            return Err(DocumentError::Version(head.offhook_report));
        }
        serde_json::from_str(text).map_err(shape)
    }
}

/// The JSON Schema of documents.
#[must_use]
pub fn document_schema() -> Value {
    let mut schema =
        SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Written<'static>>();
    schema.insert("title".to_owned(), format!("offhook report, version {VERSION}").into());
    schema.to_value()
}
