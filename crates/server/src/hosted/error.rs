//! Why a hosted call centre does not do what it is asked to.

use std::fmt;

use offhook_centre::CentreError;

use crate::journal::JournalError;

/// Why a hosted call centre does not do what it is asked to.
#[derive(Debug)]
pub(crate) enum HostError {
    /// Its world does not admit it.
    Centre(CentreError),
    /// It cannot be written down.
    Journal(JournalError),
    /// It cannot be written down as it stands.
    Snapshot(String),
    /// The system gives it nothing to draw from.
    System(std::io::Error),
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Centre(error) => error.fmt(f),
            Self::Journal(error) => error.fmt(f),
            Self::Snapshot(why) => write!(f, "no snapshot can be made: {why}"),
            Self::System(error) => write!(f, "the system gives no random numbers: {error}"),
        }
    }
}

impl From<CentreError> for HostError {
    fn from(error: CentreError) -> Self {
        Self::Centre(error)
    }
}

impl From<JournalError> for HostError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}
