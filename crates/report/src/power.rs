//! The fault power of a suite, read from `offhook mutants --format json`.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

offhook_machine::limits! {
    /// The largest kill matrix that is read, in bytes.
    pub const MAX_POWER_BYTES: u64 = 256 << 20;
}

/// The mutants of the machine, and those that a suite kills.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Power {
    /// The version of the format.
    pub offhook: u32,
    /// The counts.
    pub summary: PowerSummary,
    /// The mutants.
    #[serde(default)]
    pub mutants: Vec<Mutant>,
}

/// The counts of a kill matrix.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PowerSummary {
    /// The number of scenarios that ran.
    pub scenarios: usize,
    /// All classes together.
    pub total: Tally,
    /// By class.
    pub classes: BTreeMap<String, Tally>,
    /// The faults of the canaries. If there is one, the figures cannot be trusted.
    #[serde(default)]
    pub canaries: Vec<String>,
}

/// The counts of a class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Tally {
    /// All mutants of the class.
    pub mutants: usize,
    /// Killed.
    pub killed: usize,
    /// Not killed.
    pub survived: usize,
    /// Survivors of which it is unknown whether an input distinguishes them from the original.
    #[serde(default)]
    pub undecided: usize,
    /// Proved equivalent to the original.
    pub equivalent: usize,
    /// Killed, per thousand of those that are not equivalent.
    pub per_mille: usize,
}

/// A mutant of the machine.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Mutant {
    /// Its id.
    pub id: String,
    /// Its class.
    pub class: String,
    /// The change, in one sentence.
    #[serde(default)]
    pub change: String,
    /// The result: killed, survived or equivalent.
    pub fate: String,
}

/// The reason why a file does not say how good a suite is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PowerError {
    /// The file has another shape.
    Shape(String),
    /// The file is to hold what came of variants, and has another shape.
    Variants(String),
    /// The file has another version.
    Version(u32),
}

impl fmt::Display for PowerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(reason) => {
                write!(f, "not a kill matrix (`offhook mutants PATH --format json` prints one): {reason}")
            }
            Self::Variants(reason) => {
                write!(
                    f,
                    "not what came of variants (`offhook variants PATH --format json` prints it): {reason}"
                )
            }
            Self::Version(version) => write!(f, "a file of unknown version {version}"),
        }
    }
}

impl std::error::Error for PowerError {}

impl std::str::FromStr for Power {
    type Err = PowerError;

    fn from_str(text: &str) -> Result<Self, PowerError> {
        let power: Self = serde_json::from_str(text).map_err(|error| PowerError::Shape(error.to_string()))?;
        if power.offhook == offhook_harness::Summarised::VERSION {
            Ok(power)
        } else {
            Err(PowerError::Version(power.offhook))
        }
    }
}
