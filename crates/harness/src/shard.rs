//! A part of a suite, for several machines to share it.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

offhook_machine::limits! {
    /// The most shards that a suite is parted into.
    pub const MAX_SHARDS: u32 = 10_000;
}

/// One of several parts, written `2/5`. A case is in the same part on every machine, whatever other cases there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Shard {
    /// Which part, from 1.
    #[schemars(range(min = 1))]
    pub index: u32,
    /// How many parts there are.
    #[schemars(range(min = 1))]
    pub count: u32,
}

impl Shard {
    /// Whether a case is in this part.
    pub fn holds(&self, id: &str) -> bool {
        let hash = Sha256::digest(id.as_bytes());
        let word = hash.iter().take(8).fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
        word % u64::from(self.count.max(1)) + 1 == u64::from(self.index)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "not a shard such as 2/5: the first number from 1 to the second, which is at most {MAX_SHARDS}"
            )
        };
        let (index, count) = text.split_once('/').ok_or_else(wrong)?;
        let number = |text: &str| text.parse::<u32>().map_err(|_| wrong());
        let shard = Self { index: number(index)?, count: number(count)? };
        let fits = (1..=MAX_SHARDS).contains(&shard.count) && (1..=shard.count).contains(&shard.index);
        if fits { Ok(shard) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_in_exactly_one_part() {
        for nth in 0..500 {
            let id = format!("ccc.make-call.case-{nth}");
            let holders = (1..=7).filter(|index| Shard { index: *index, count: 7 }.holds(&id)).count();
            assert_eq!(holders, 1, "{id}");
        }
    }

    #[test]
    fn the_parting_never_changes() {
        let shard: Shard = "2/3".parse().unwrap();
        let held: Vec<&str> =
            ["a", "b", "c", "d", "e", "f"].into_iter().filter(|id| shard.holds(id)).collect();
        assert_eq!(held, ["a", "b"]);
    }

    #[test]
    fn what_is_no_part_is_refused() {
        for text in ["0/3", "4/3", "1", "a/b", "1/0", "1/10001", "-1/3", "1/3/5"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
