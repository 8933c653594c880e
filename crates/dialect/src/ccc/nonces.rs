//! The nonces of signed requests: each is good once, as long as the date of its request is.

use std::collections::{BTreeMap, BTreeSet};

use super::gate::{MAX_NONCES, MAX_NONCES_PER_KEY};
use crate::gate::{Nonce, NonceMark};

/// Why a nonce is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotTaken {
    /// It has come before.
    Used,
    /// It may have come before: its date is one of which nonces are forgotten. A clock that went back makes such dates good again.
    Forgotten,
    /// There is no room to remember it. No older one is given up for it, for then that one would be good again.
    Full,
}

/// The nonces that may still be good if they come again.
#[derive(Debug, Default)]
pub(super) struct Nonces {
    by_key: BTreeMap<String, OfKey>,
    all: usize,
    /// Nonces of dates up to this one may be forgotten.
    forgotten_ms: Option<u64>,
}

/// Those of one key.
#[derive(Debug, Default)]
struct OfKey {
    until_ms: BTreeMap<NonceMark, u64>,
    by_end: BTreeSet<(u64, NonceMark)>,
}

impl OfKey {
    /// Forgets those that are not good any more; how many, and the latest end of one.
    fn forget(&mut self, now_ms: u64) -> (usize, Option<u64>) {
        let mut forgotten = (0, None);
        while let Some((end, mark)) = self.by_end.first().copied().filter(|(end, _)| *end < now_ms) {
            self.by_end.remove(&(end, mark));
            self.until_ms.remove(&mark);
            forgotten = (forgotten.0 + 1, Some(end));
        }
        forgotten
    }
}

impl Nonces {
    /// Takes a nonce that is new.
    pub(super) fn take(&mut self, nonce: &Nonce, now_ms: u64) -> Result<(), NotTaken> {
        if self.forgotten_ms.is_some_and(|end| nonce.good_until_ms <= end) {
            return Err(NotTaken::Forgotten);
        }
        self.forget(&nonce.key, now_ms);
        let of_key = self.by_key.get(&nonce.key);
        if of_key.is_some_and(|it| it.until_ms.contains_key(&nonce.mark)) {
            return Err(NotTaken::Used);
        }
        if self.all >= MAX_NONCES {
            let keys: Vec<String> = self.by_key.keys().cloned().collect();
            keys.iter().for_each(|key| self.forget(key, now_ms));
        }
        let of_key = self.by_key.get(&nonce.key).map_or(0, |it| it.until_ms.len());
        if of_key >= MAX_NONCES_PER_KEY || self.all >= MAX_NONCES {
            return Err(NotTaken::Full);
        }
        self.remember(nonce);
        Ok(())
    }

    /// Remembers a nonce that was taken before.
    pub(super) fn remember(&mut self, nonce: &Nonce) {
        let of_key = self.by_key.entry(nonce.key.clone()).or_default();
        if of_key.until_ms.insert(nonce.mark, nonce.good_until_ms).is_none() {
            of_key.by_end.insert((nonce.good_until_ms, nonce.mark));
            self.all += 1;
        }
    }

    /// All that may still be good.
    pub(super) fn all(&self, now_ms: u64) -> Vec<Nonce> {
        let of_key = |(key, it): (&String, &OfKey)| {
            let key = key.clone();
            let good = it.by_end.range((now_ms, NonceMark::LEAST)..);
            good.map(move |(end, mark)| Nonce { key: key.clone(), mark: *mark, good_until_ms: *end })
                .collect::<Vec<_>>()
        };
        self.by_key.iter().flat_map(of_key).collect()
    }

    fn forget(&mut self, key: &str, now_ms: u64) {
        let Some(of_key) = self.by_key.get_mut(key) else { return };
        let (gone, latest) = of_key.forget(now_ms);
        self.all -= gone;
        self.forgotten_ms = self.forgotten_ms.max(latest);
        if of_key.until_ms.is_empty() {
            self.by_key.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nonce(key: &str, text: &str, good_until_ms: u64) -> Nonce {
        Nonce { key: key.to_owned(), mark: NonceMark::of(text), good_until_ms }
    }

    #[test]
    fn a_nonce_is_good_once_for_each_key_as_long_as_its_date_is() {
        let mut nonces = Nonces::default();
        assert_eq!(nonces.take(&nonce("a", "one", 100), 0), Ok(()));
        assert_eq!(nonces.take(&nonce("a", "one", 100), 0), Err(NotTaken::Used));
        // Of another date, and at the last moment.
        assert_eq!(nonces.take(&nonce("a", "one", 150), 100), Err(NotTaken::Used));
        assert_eq!(nonces.take(&nonce("b", "one", 100), 0), Ok(()));
        assert_eq!(nonces.take(&nonce("a", "one", 300), 200), Ok(()));
        // The clock went back: what was forgotten is not taken again.
        assert_eq!(nonces.take(&nonce("a", "one", 100), 50), Err(NotTaken::Forgotten));
        assert_eq!(nonces.take(&nonce("c", "two", 90), 50), Err(NotTaken::Forgotten));
        assert_eq!(nonces.all(0), [nonce("a", "one", 300), nonce("b", "one", 100)]);
        assert_eq!(nonces.all(200), [nonce("a", "one", 300)]);
    }

    #[test]
    fn a_key_that_has_used_its_room_up_keeps_no_other_from_theirs_and_makes_none_good_again() {
        let mut nonces = Nonces::default();
        for number in 0..MAX_NONCES_PER_KEY {
            assert_eq!(nonces.take(&nonce("a", &number.to_string(), 100), 0), Ok(()));
        }
        assert_eq!(nonces.take(&nonce("a", "one more", 100), 0), Err(NotTaken::Full));
        assert_eq!(nonces.take(&nonce("a", "0", 100), 0), Err(NotTaken::Used));
        assert_eq!(nonces.take(&nonce("b", "one", 100), 0), Ok(()));
        // Once the dates are over there is room again.
        assert_eq!(nonces.take(&nonce("a", "one more", 300), 101), Ok(()));
    }
}
