//! Why a call centre does not do what it is asked to.

use std::fmt;

use offhook_machine::ClockError;

/// Why a call centre does not do what it is asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CentreError {
    /// The given world cannot be set up.
    Setup(String),
    /// The clock cannot be moved so.
    Clock(ClockError),
}

impl fmt::Display for CentreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setup(reason) => write!(f, "the given world cannot be set up: {reason}"),
            Self::Clock(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CentreError {}

impl From<ClockError> for CentreError {
    fn from(error: ClockError) -> Self {
        Self::Clock(error)
    }
}
