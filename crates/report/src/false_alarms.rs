//! The other error rate of a suite, read from `offhook variants --format json`: correct implementations that it condemns, and
//! faults that freedom hides from it.

use serde::Deserialize;

use crate::power::PowerError;

/// What came of benign variants.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FalseAlarms {
    /// The version of the format.
    pub offhook: u32,
    /// The variants that a case condemns.
    pub false_alarms: usize,
    /// The variants, by vendor and kind.
    pub rows: Vec<Variants>,
    /// What is caught of faults, on ours and behind variants.
    #[serde(default)]
    pub power: Vec<Behind>,
}

/// Variants of one vendor and kind.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Variants {
    /// The vendor.
    pub dialect: String,
    /// Single options, or combinations.
    pub kind: String,
    /// What came of each.
    pub variants: Vec<OneVariant>,
}

/// What came of one variant.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OneVariant {
    /// Its id.
    pub id: String,
    /// The cases in which it shows.
    pub cases: usize,
    /// The cases that condemn it.
    #[serde(default)]
    pub alarms: Vec<Alarm>,
}

/// A case that condemns a variant.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Alarm {
    /// The case.
    pub case: String,
    /// What it holds against the variant.
    pub reason: String,
}

/// What is caught of the faults of one vendor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Behind {
    /// The vendor.
    pub dialect: String,
    /// Faults that were drawn.
    pub faults: usize,
    /// Those that are caught on ours.
    pub caught: usize,
    /// Pairs of a fault that is caught on ours and a variant that it was laid over.
    pub laid_over: usize,
    /// The pairs that are caught.
    pub caught_behind: usize,
}

impl std::str::FromStr for FalseAlarms {
    type Err = PowerError;

    fn from_str(text: &str) -> Result<Self, PowerError> {
        let read: Self =
            serde_json::from_str(text).map_err(|error| PowerError::Variants(error.to_string()))?;
        if read.offhook == offhook_harness::Summarised::VERSION {
            Ok(read)
        } else {
            Err(PowerError::Version(read.offhook))
        }
    }
}
