//! The fault power of a suite: what `offhook mutants --format json` has found.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

/// The largest kill matrix that is read, in bytes.
pub const MAX_POWER_BYTES: u64 = 256 << 20;

/// Which known-bad variants of the machine a suite notices.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Power {
    /// The version of the shape.
    pub offhook: u32,
    /// The counts.
    pub summary: PowerSummary,
    /// The variants.
    #[serde(default)]
    pub mutants: Vec<Variant>,
}

/// The counts of a kill matrix.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PowerSummary {
    /// How many scenarios were played.
    pub scenarios: usize,
    /// All classes together.
    pub total: Tally,
    /// By class.
    pub classes: BTreeMap<String, Tally>,
    /// What is wrong with the canaries; nothing, or the figures mean nothing.
    #[serde(default)]
    pub canaries: Vec<String>,
}

/// The counts of a class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Tally {
    /// In all.
    pub mutants: usize,
    /// Noticed.
    pub killed: usize,
    /// Not noticed.
    pub survived: usize,
    /// Of those not noticed, those of which nobody knows if anything tells them.
    #[serde(default)]
    pub undecided: usize,
    /// Not to be told from the original.
    pub equivalent: usize,
    /// Noticed, in a thousand of those that can be.
    pub per_mille: usize,
}

/// A variant of the machine.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Variant {
    /// Its id.
    pub id: String,
    /// Its class.
    pub class: String,
    /// What it changes.
    #[serde(default)]
    pub change: String,
    /// What came of it.
    pub fate: String,
}

/// Why a file is no kill matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PowerError {
    /// It is of another shape.
    Shape(String),
    /// It is of another version.
    Version(u32),
}

impl fmt::Display for PowerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(reason) => {
                write!(f, "not a kill matrix (`offhook mutants PATH --format json` prints one): {reason}")
            }
            Self::Version(version) => write!(f, "a kill matrix of version {version}, which is not known"),
        }
    }
}

impl std::error::Error for PowerError {}

impl std::str::FromStr for Power {
    type Err = PowerError;

    fn from_str(text: &str) -> Result<Self, PowerError> {
        let power: Self = serde_json::from_str(text).map_err(|error| PowerError::Shape(error.to_string()))?;
        if power.offhook == crate::json::VERSION {
            Ok(power)
        } else {
            Err(PowerError::Version(power.offhook))
        }
    }
}
