//! Identity as the vendors document it: handles inside, text only at the wire.
//!
//! A CCC job id is `job-` and a snowflake; a channel id spells its parties, its birth and its job
//! (`ccc.ids.job`, `ccc.ids.channel`). A CC-Gateway call id is `{unix seconds}-{counter}`
//! (`cc-gateway.ids.call`). Request ids are upper-case UUIDs (`ccc.ids.request`).

use core::fmt;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::limits::{JOB_EPOCH_MS, MAX_NUMBER_BYTES};

/// Milliseconds since the Unix epoch.
pub type Millis = u64;

/// Bits of the sequence within one millisecond.
const SEQUENCE_BITS: u32 = 12;
/// Bits of the node.
const NODE_BITS: u32 = 10;
/// The largest node.
pub const MAX_NODE: u16 = (1 << NODE_BITS) - 1;

/// A telephone number or an extension: at most [`MAX_NUMBER_BYTES`] bytes, kept inline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Number(arrayvec::ArrayString<{ MAX_NUMBER_BYTES }>);

impl Number {
    /// No number: a channel shows it where the instance has no number of its own.
    pub const NONE: Self = Self(arrayvec::ArrayString::new_const());

    /// Reads a number: 1 to 28 printable ASCII characters without space, `:` and `>`, which a channel id uses.
    pub fn new(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_graphic() && byte != b':' && byte != b'>';
        if text.is_empty() || !text.bytes().all(plain) {
            return None;
        }
        arrayvec::ArrayString::from(text).ok().map(Self)
    }

    /// The number as text; empty for [`Self::NONE`].
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = arrayvec::ArrayString::<{ MAX_NUMBER_BYTES }>::deserialize(from)?;
        let number = if text.is_empty() { Some(Self::NONE) } else { Self::new(&text) };
        number.ok_or_else(|| serde::de::Error::custom("that is no number"))
    }
}

/// The number of a job: milliseconds since [`JOB_EPOCH_MS`], 10 bits of node, 12 bits of sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct JobNumber(pub u64);

impl JobNumber {
    /// Reads `job-<digits>`.
    pub fn from_text(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("job-")?;
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        (plain && (digits == "0" || !digits.starts_with('0'))).then(|| digits.parse().ok().map(Self))?
    }

    /// The time when the job began, in milliseconds since the Unix epoch.
    pub const fn born_ms(self) -> Millis {
        JOB_EPOCH_MS + (self.0 >> (NODE_BITS + SEQUENCE_BITS))
    }

    /// The node that made the number.
    #[expect(clippy::cast_possible_truncation, reason = "10 bits")]
    pub const fn node(self) -> u16 {
        ((self.0 >> SEQUENCE_BITS) & MAX_NODE as u64) as u16
    }

    /// The sequence within the millisecond.
    pub const fn sequence(self) -> u16 {
        (self.0 & ((1 << SEQUENCE_BITS) - 1)) as u16
    }
}

impl fmt::Display for JobNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "job-{}", self.0)
    }
}

/// Hands out job numbers: strictly increasing, whatever the clock does.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct JobNumbers {
    node: u16,
    last: u64,
}

impl JobNumbers {
    pub(crate) const fn new(node: u16) -> Self {
        Self { node: if node > MAX_NODE { MAX_NODE } else { node }, last: 0 }
    }

    /// The next number. When the 4,096 numbers of a millisecond are used up, it borrows from the next one.
    pub(crate) fn next(&mut self, now: Millis) -> JobNumber {
        let shift = NODE_BITS + SEQUENCE_BITS;
        let fresh = now.saturating_sub(JOB_EPOCH_MS) << shift | u64::from(self.node) << SEQUENCE_BITS;
        if fresh > self.last {
            self.last = fresh;
        } else if self.last & ((1 << SEQUENCE_BITS) - 1) == (1 << SEQUENCE_BITS) - 1 {
            self.last = ((self.last >> shift) + 1) << shift | u64::from(self.node) << SEQUENCE_BITS;
        } else {
            self.last += 1;
        }
        JobNumber(self.last)
    }

    pub(crate) const fn parts(&self) -> [u64; 2] {
        let Self { node, last } = *self;
        [node as u64, last]
    }
}

/// A user's place in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UserId(pub(crate) u32);

/// An instance's place in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct InstanceId(pub(crate) u16);

/// A skill group's place in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SkillGroupId(pub(crate) u16);

/// A remembered text's place in the world: break codes, causes, forced ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NameId(pub(crate) u32);

impl UserId {
    /// The position in [`crate::World::users`].
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

slotmap::new_key_type! {
    /// A job's place in the world; never valid for another job.
    pub struct JobId;
    /// A channel's place in the world; never valid for another channel.
    pub struct ChannelId;
}

/// A stream of UUIDs: the same seed gives the same ids, on every machine.
#[derive(Clone, Debug)]
pub struct Uuids(ChaCha8Rng);

impl Uuids {
    /// A stream of its own for each seed.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// The next version 4 UUID.
    pub fn next_uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        bytes[6] = bytes[6] & 0x0F | 0x40;
        bytes[8] = bytes[8] & 0x3F | 0x80;
        Uuid(u128::from_be_bytes(bytes))
    }
}

/// How far a stream has come: the seed, and the words drawn from it.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Drawn {
    seed: [u8; 32],
    words: u64,
}

#[cfg(feature = "serde")]
impl serde::Serialize for Uuids {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let words = u64::try_from(self.0.get_word_pos()).map_err(serde::ser::Error::custom)?;
        Drawn { seed: self.0.get_seed(), words }.serialize(to)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Uuids {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let Drawn { seed, words } = Drawn::deserialize(from)?;
        let mut stream = ChaCha8Rng::from_seed(seed);
        stream.set_word_pos(words.into());
        Ok(Self(stream))
    }
}

/// A UUID. `{}` prints it in upper case, as request ids are; `{:x}` in lower case, as a Guid is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(pub u128);

impl Uuid {
    fn groups(self) -> (u32, u16, u16, u16, u64) {
        let [a, b, c, d, e, f, g, h, rest @ ..] = self.0.to_be_bytes();
        let tail = rest[2..].iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        (
            u32::from_be_bytes([a, b, c, d]),
            u16::from_be_bytes([e, f]),
            u16::from_be_bytes([g, h]),
            u16::from_be_bytes([rest[0], rest[1]]),
            tail,
        )
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (a, b, c, d, e) = self.groups();
        write!(f, "{a:08X}-{b:04X}-{c:04X}-{d:04X}-{e:012X}")
    }
}

impl fmt::LowerHex for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (a, b, c, d, e) = self.groups();
        write!(f, "{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}")
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;

    #[test]
    fn the_documented_job_ids_decode_to_the_birth_of_their_channels() {
        for (id, born_ms, node) in [
            ("job-65700074013925376", 1_609_225_718_293, 274),
            ("job-65825892782321664", 1_609_255_715_825, 259),
            ("job-65815360847228928", 1_609_253_204_816, 259),
        ] {
            let number = JobNumber::from_text(id).unwrap();
            assert_eq!((number.born_ms(), number.node(), number.sequence()), (born_ms, node, 0), "{id}");
            assert_eq!(number.to_string(), id);
            assert_eq!(JobNumbers::new(node).next(born_ms), number);
        }
    }

    #[test]
    fn job_numbers_increase_when_a_millisecond_is_used_up_and_when_the_clock_stands() {
        let mut numbers = JobNumbers::new(MAX_NODE);
        let mut last = numbers.next(JOB_EPOCH_MS + 5);
        for _ in 0..5_000 {
            let next = numbers.next(JOB_EPOCH_MS + 5);
            assert!(next > last && next.node() == MAX_NODE);
            last = next;
        }
        assert_eq!(last.born_ms(), JOB_EPOCH_MS + 6);
    }

    #[test]
    fn a_job_id_that_is_not_one_is_refused() {
        for text in ["", "job-", "65", "job-+5", "job-05", "job-99999999999999999999", "job-5 ", "Job-5"] {
            assert_eq!(JobNumber::from_text(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_first_uuid_of_a_seed_is_pinned() {
        let first = Uuids::new(0).next_uuid();
        assert_eq!(first.to_string(), "6C3B9AA7-67F7-45B5-B7C0-D8BA5FA54677");
        assert_eq!(alloc::format!("{first:x}"), first.to_string().to_lowercase());
    }

    #[test]
    fn a_number_is_short_printable_and_free_of_separators() {
        assert_eq!(Number::new("139xxxx0501").unwrap().as_str(), "139xxxx0501");
        for text in ["", "1 2", "1:2", "1>2", "1\n", "é", &"1".repeat(29)] {
            assert_eq!(Number::new(text), None, "{text:?}");
        }
        assert!(Number::new(&"1".repeat(28)).is_some());
    }
}
