//! How many connections a server lets in.

use crate::error::ServeError;
use crate::limits::{
    CONNECTIONS_PER_CLIENT_SHARE, MAX_CONNECTIONS, MAX_TURNED_AWAY, MOST_CONNECTIONS, SPARE_FILES,
};

/// How many connections a server lets in at one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Capacity {
    pub(crate) in_all: usize,
    /// From one client.
    pub(crate) per_client: usize,
}

impl Capacity {
    /// As many as are asked for; else the default, or what the system allows if that is fewer.
    ///
    /// # Errors
    /// What is asked for is beyond the bounds, or more than the system allows.
    pub(crate) fn new(asked: Option<usize>) -> Result<Self, ServeError> {
        Self::within(asked, allowed_by(open_files()))
    }

    fn within(asked: Option<usize>, allowed: usize) -> Result<Self, ServeError> {
        match asked {
            None => Ok(Self::of(MAX_CONNECTIONS.min(allowed))),
            Some(asked) if !(1..=MOST_CONNECTIONS).contains(&asked) => {
                Err(ServeError::Connections { asked, most: MOST_CONNECTIONS })
            }
            Some(asked) if asked > allowed => {
                Err(ServeError::OpenFiles { asked, allowed, needed: asked + SPARE_FILES + MAX_TURNED_AWAY })
            }
            Some(asked) => Ok(Self::of(asked)),
        }
    }

    fn of(in_all: usize) -> Self {
        let in_all = in_all.max(1);
        Self { in_all, per_client: in_all.div_ceil(CONNECTIONS_PER_CLIENT_SHARE) }
    }
}

/// How many connections so many open files allow; every one has one.
fn allowed_by(files: Option<usize>) -> usize {
    files.map_or(MOST_CONNECTIONS, |files| files.saturating_sub(SPARE_FILES + MAX_TURNED_AWAY))
}

/// How many files this process may have open; none where nothing is known of it.
#[cfg(unix)]
fn open_files() -> Option<usize> {
    use nix::sys::resource::{Resource, getrlimit};
    let (soft, _) = getrlimit(Resource::RLIMIT_NOFILE).ok()?;
    usize::try_from(soft).ok()
}

#[cfg(not(unix))]
const fn open_files() -> Option<usize> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_what_the_system_allows_at_the_most() {
        let in_all = |files| Capacity::within(None, allowed_by(files)).unwrap().in_all;
        assert_eq!(in_all(None), MAX_CONNECTIONS);
        assert_eq!(in_all(Some(1 << 20)), MAX_CONNECTIONS);
        assert_eq!(in_all(Some(1_024)), 1_024 - SPARE_FILES - MAX_TURNED_AWAY);
        assert_eq!(in_all(Some(10)), 1);
    }

    #[test]
    fn one_client_never_has_all_where_there_is_more_than_one() {
        for asked in [1, 2, 3, 256, MOST_CONNECTIONS] {
            let Capacity { in_all, per_client } = Capacity::within(Some(asked), MOST_CONNECTIONS).unwrap();
            assert_eq!(in_all, asked);
            assert!(per_client >= 1 && (per_client < in_all || in_all == 1), "{asked}: {per_client}");
        }
    }

    #[test]
    fn a_number_beyond_its_bounds_is_refused_with_what_is_allowed() {
        let said = |asked, allowed| Capacity::within(Some(asked), allowed).unwrap_err().to_string();
        for asked in [0, MOST_CONNECTIONS + 1] {
            assert!(said(asked, MOST_CONNECTIONS).contains("from 1 to 65536"), "{}", said(asked, 9));
        }
        let few = said(2_000, 896);
        assert!(few.contains("at most 896") && few.contains("2128 open files"), "{few}");
    }
}
