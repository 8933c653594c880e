//! What a signature takes from outside: a word that no other request bears, and the time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// No two requests bear the same word; what it is shows nowhere.
pub(crate) fn nonce(now_ms: u64) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let seed = format!("{now_ms}-{}-{count}", std::process::id());
    HEXLOWER.encode(&Sha256::digest(seed.as_bytes())[..16])
}

/// The one place where the wall clock is read: a signature says when it was made.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_requests_bear_the_same_word() {
        assert_ne!(nonce(1), nonce(1));
    }
}
