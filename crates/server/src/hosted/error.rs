//! Why a call centre does not do what it is asked to.

use std::fmt;

use offhook_harness::SubjectError;

use crate::journal::JournalError;

/// Why a call centre does not do what it is asked to.
#[derive(Debug)]
pub(crate) enum CentreError {
    /// Its world does not admit it.
    Subject(SubjectError),
    /// It cannot be written down.
    Journal(JournalError),
}

impl fmt::Display for CentreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject(error) => error.fmt(f),
            Self::Journal(error) => error.fmt(f),
        }
    }
}

impl From<SubjectError> for CentreError {
    fn from(error: SubjectError) -> Self {
        Self::Subject(error)
    }
}

impl From<JournalError> for CentreError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}
