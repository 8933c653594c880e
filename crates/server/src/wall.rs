//! The wall clock: the only place where the server reads one.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// What the wall clock says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Now {
    /// Since the server began; it never goes back.
    pub(crate) elapsed: Duration,
    /// Milliseconds since 1970, as other computers have it.
    pub(crate) unix_ms: u64,
}

/// The wall clock, as this server sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wall {
    began: Instant,
    shift_ms: i64,
}

impl Wall {
    /// A clock whose date is this far from the system's.
    pub(crate) fn new(shift_ms: i64) -> Self {
        Self { began: Instant::now(), shift_ms }
    }

    pub(crate) fn now(&self) -> Now {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let unix_ms = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        Now { elapsed: self.began.elapsed(), unix_ms: unix_ms.saturating_add_signed(self.shift_ms) }
    }
}
