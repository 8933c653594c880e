//! The timers: a heap with back-pointers, so that a timer is removed when its cause goes away.

use alloc::vec::Vec;

use crate::identity::{ChannelId, JobId, Millis};

/// The kinds of timers. At the same instant, an earlier variant comes first; then the older timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Due {
    /// The phone rang too long.
    Ring(ChannelId),
    /// A channel was not answered in time; the call may go on without it.
    Channel(ChannelId),
    /// The call stayed unconnected too long.
    Call(JobId),
    /// A party waited too long.
    Queue(JobId),
}

impl Due {
    const fn rank(self) -> u64 {
        match self {
            Self::Ring(_) => 0,
            Self::Channel(_) => 1,
            Self::Call(_) => 2,
            Self::Queue(_) => 3,
        }
    }
}

/// A running timer's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TimerId(u32);

#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
struct Entry {
    deadline: Millis,
    order: u64,
    due: Due,
    id: TimerId,
}

impl Entry {
    const fn key(&self) -> (Millis, u64) {
        (self.deadline, self.order)
    }
}

#[derive(Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Timers {
    heap: Vec<Entry>,
    /// The place of each timer in the heap.
    #[cfg_attr(feature = "serde", serde(skip))]
    places: Vec<u32>,
    free: Vec<TimerId>,
    started: u64,
}

super::reuse! { Timers { heap, places, free, started } }

impl Timers {
    pub(crate) fn next_deadline(&self) -> Option<Millis> {
        self.heap.first().map(|entry| entry.deadline)
    }

    pub(crate) fn start(&mut self, deadline: Millis, due: Due) -> TimerId {
        #[expect(clippy::cast_possible_truncation, reason = "timers are fewer than channels")]
        let id = self.free.pop().unwrap_or_else(|| {
            self.places.push(0);
            TimerId(self.places.len() as u32 - 1)
        });
        self.started += 1;
        self.heap.push(Entry { deadline, order: due.rank() << 56 | self.started, due, id });
        self.rise(self.heap.len() - 1);
        id
    }

    pub(crate) fn cancel(&mut self, id: TimerId) {
        self.remove(self.places[id.0 as usize] as usize);
    }

    /// Takes the first timer that is due by then.
    pub(crate) fn pop(&mut self, now: Millis) -> Option<(Millis, Due)> {
        let first = *self.heap.first().filter(|entry| entry.deadline <= now)?;
        self.remove(0);
        Some((first.deadline, first.due))
    }

    /// True if this timer runs for this.
    pub(crate) fn is_for(&self, id: TimerId, due: Due) -> bool {
        let place = self.places.get(id.0 as usize).and_then(|place| self.heap.get(*place as usize));
        place.is_some_and(|entry| entry.id == id && entry.due == due)
    }

    /// Every running timer.
    pub(crate) fn running(&self) -> impl Iterator<Item = (TimerId, Due)> {
        self.heap.iter().map(|entry| (entry.id, entry.due))
    }

    /// Every running timer in the order in which it fires.
    pub(crate) fn in_order(&self) -> Vec<(Millis, Due)> {
        // The other fields serve the heap: nothing due depends on them.
        let Self { heap, places: _, free: _, started: _ } = self;
        let mut entries = heap.clone();
        entries.sort_unstable_by_key(Entry::key);
        entries.into_iter().map(|entry| (entry.deadline, entry.due)).collect()
    }

    /// Finds the places once more, which are not saved; false if these are no timers.
    #[cfg(feature = "serde")]
    pub(super) fn find_places(&mut self) -> bool {
        let Self { heap, places, free, started: _ } = self;
        let parent = |at: usize| at.checked_sub(1).and_then(|before| heap.get(before / 2));
        let mut in_order = heap.iter().enumerate();
        if !in_order.all(|(at, entry)| parent(at).is_none_or(|parent| parent.key() <= entry.key())) {
            return false;
        }
        let mut found = alloc::vec![None; heap.len() + free.len()];
        let ids = heap.iter().map(|entry| entry.id).chain(free.iter().copied());
        for (place, id) in (0_u32..).zip(ids) {
            match found.get_mut(id.0 as usize) {
                Some(it @ None) => *it = Some(place),
                _ => return false,
            }
        }
        // The place of a timer that does not run is never looked at.
        *places = found.into_iter().flatten().collect();
        true
    }

    fn remove(&mut self, at: usize) {
        let gone = self.heap.swap_remove(at);
        self.free.push(gone.id);
        if at < self.heap.len() {
            let settled = self.rise(at);
            self.sink(settled);
        }
    }

    /// Moves an entry towards the root until its parent is earlier. Returns its place.
    fn rise(&mut self, mut at: usize) -> usize {
        let entry = self.heap[at];
        while at > 0 {
            let parent = (at - 1) / 2;
            if self.heap[parent].key() <= entry.key() {
                break;
            }
            self.put(at, self.heap[parent]);
            at = parent;
        }
        self.put(at, entry);
        at
    }

    /// Moves an entry towards the back until its children are later.
    fn sink(&mut self, mut at: usize) {
        let entry = self.heap[at];
        loop {
            let left = 2 * at + 1;
            let Some(first) = self.heap.get(left) else { break };
            let right = self.heap.get(left + 1).filter(|right| right.key() < first.key());
            let (child, place) = right.map_or((*first, left), |right| (*right, left + 1));
            if entry.key() <= child.key() {
                break;
            }
            self.put(at, child);
            at = place;
        }
        self.put(at, entry);
    }

    fn put(&mut self, at: usize, entry: Entry) {
        self.heap[at] = entry;
        #[expect(clippy::cast_possible_truncation, reason = "timers are fewer than channels")]
        let place = at as u32;
        self.places[entry.id.0 as usize] = place;
    }
}

#[cfg(test)]
mod tests {
    use slotmap::Key as _;

    use super::*;

    fn ring() -> Due {
        Due::Ring(ChannelId::null())
    }

    fn call() -> Due {
        Due::Call(JobId::null())
    }

    #[test]
    fn what_is_due_at_the_same_instant_fires_by_kind_and_then_by_age() {
        let mut timers = Timers::default();
        timers.start(5, call());
        timers.start(5, ring());
        timers.start(4, call());
        let fired: Vec<_> = core::iter::from_fn(|| timers.pop(10)).collect();
        assert_eq!(fired, [(4, call()), (5, ring()), (5, call())]);
    }

    #[test]
    fn cancelled_timers_never_fire_and_the_others_keep_their_order() {
        let mut timers = Timers::default();
        let ids: Vec<_> = (0..100).map(|n| timers.start((n * 37) % 101, call())).collect();
        for id in ids.iter().step_by(3) {
            timers.cancel(*id);
        }
        let mut expected: Vec<u64> = (0..100).filter(|n| n % 3 != 0).map(|n| (n * 37) % 101).collect();
        expected.sort_unstable();
        assert_eq!(timers.in_order().iter().map(|(at, _)| *at).collect::<Vec<_>>(), expected);
        let fired: Vec<u64> = core::iter::from_fn(|| timers.pop(u64::MAX)).map(|(at, _)| at).collect();
        assert_eq!(fired, expected);
    }

    #[test]
    fn nothing_fires_before_its_time() {
        let mut timers = Timers::default();
        timers.start(5, ring());
        assert_eq!((timers.pop(4), timers.next_deadline()), (None, Some(5)));
    }
}
