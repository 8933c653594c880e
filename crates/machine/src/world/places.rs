//! The places of jobs and channels as text. A handle is a place and how often it has been taken or left, and the places that are free are
//! taken in an order of their own: both are written down, so that the next handles are what they would have been.

use alloc::{collections::BTreeMap, vec::Vec};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use slotmap::{Key, KeyData, SlotMap};

use super::{Channel, Job};
use crate::{
    identity::{JobId, JobNumber, Number},
    state::CallType,
};

/// Of what a free place holds one while the order of the free places is found out or made.
pub(super) trait Blank: Clone {
    fn blank() -> Self;
}

impl Blank for Job {
    fn blank() -> Self {
        Self::new(JobNumber(0), 0, 0, None, CallType::Inbound)
    }
}

impl Blank for Channel {
    fn blank() -> Self {
        Self::new(JobId::default(), None, CallType::Inbound, (Number::NONE, Number::NONE), 0)
    }
}

/// A map with the order of its free places.
pub(super) struct Places<K: Key, V> {
    pub(super) map: SlotMap<K, V>,
    /// The keys that are handed out next, until places are made that were not there before.
    free: Vec<K>,
}

/// A place as a map writes it, and reads it.
#[derive(Serialize)]
struct Place<'a, V> {
    value: Option<&'a V>,
    version: u32,
}

/// Its version once it is left, taken and left again is the one that it had: so much is taken off.
const LEFT_AGAIN: u32 = 2;
/// The version of a place that is taken for the first time.
const FIRST: u32 = 1;

#[expect(clippy::cast_possible_truncation, reason = "the two halves of 64 bits")]
fn parts(key: KeyData) -> (u32, u32) {
    let bits = key.as_ffi();
    (bits as u32, (bits >> 32) as u32)
}

impl<K: Key, V: Blank> Places<K, V> {
    pub(super) fn of(map: &SlotMap<K, V>) -> Self {
        let mut probe = map.clone();
        let next = core::iter::repeat_with(|| probe.insert(V::blank()));
        let free = next.take_while(|key| parts(key.data()).1 != FIRST).collect();
        Self { map: map.clone(), free }
    }
}

impl<K: Key, V: Serialize> Serialize for Places<K, V> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a, V> {
            places: Vec<Place<'a, V>>,
            free: Vec<u32>,
        }
        // The first place is never taken.
        let all = 1 + self.map.len() + self.free.len();
        let mut places: Vec<Place<'_, V>> = (0..all).map(|_| Place { value: None, version: 0 }).collect();
        let taken = self.map.iter().map(|(key, value)| (parts(key.data()), Some(value)));
        let free = self.free.iter().map(|key| {
            let (place, taken_next) = parts(key.data());
            ((place, taken_next.wrapping_sub(1 + LEFT_AGAIN)), None)
        });
        for ((place, version), value) in taken.chain(free) {
            if let Some(it) = places.get_mut(place as usize) {
                *it = Place { value, version };
            }
        }
        let free = self.free.iter().map(|key| parts(key.data()).0).collect();
        Written { places, free }.serialize(to)
    }
}

impl<'de, K: Key, V: Blank + Deserialize<'de>> Deserialize<'de> for Places<K, V> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, bound = "V: Deserialize<'de>")]
        struct Read<K: Key, V> {
            places: SlotMap<K, V>,
            free: Vec<u32>,
        }
        let Read { places: mut map, free } = Read::<K, V>::deserialize(from)?;
        let taken = free.iter().map(|_| map.insert(V::blank()));
        let mut keys: BTreeMap<u32, K> = taken.map(|key| (parts(key.data()).0, key)).collect();
        // What is left last is taken first.
        let free = free.iter().rev().map(|place| {
            let key = keys.remove(place)?;
            map.remove(key).map(|_| key)
        });
        let free: Option<Vec<K>> = free.collect();
        let free = free.ok_or_else(|| D::Error::custom("the free places are others"))?;
        Ok(Self { map, free })
    }
}
