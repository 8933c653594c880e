//! What a call centre has told, for those who ask by the control API: its pushed events, and the lines of its time line.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The latest of them, each with its place since the beginning; the first has place 1.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventLog {
    most: usize,
    kept: VecDeque<Value>,
    dropped: u64,
}

impl EventLog {
    /// A log that keeps so many.
    pub(crate) const fn new(most: usize) -> Self {
        Self { most, kept: VecDeque::new(), dropped: 0 }
    }

    pub(crate) fn extend(&mut self, events: impl IntoIterator<Item = Value>) {
        for event in events {
            if self.kept.len() >= self.most {
                self.kept.pop_front();
                self.dropped += 1;
            }
            self.kept.push_back(event);
        }
    }

    /// The lowest place after which nothing is gone.
    pub(crate) const fn oldest(&self) -> u64 {
        self.dropped
    }

    /// The place of the latest event.
    pub(crate) fn cursor(&self) -> u64 {
        self.dropped + self.kept.len() as u64
    }

    /// The events after this place; the place of the oldest one kept where some of them are gone.
    pub(crate) fn after(&self, place: u64) -> Result<Vec<Value>, u64> {
        let skip = place.checked_sub(self.dropped).ok_or(self.dropped)?;
        Ok(self.kept.iter().skip(usize::try_from(skip).unwrap_or(usize::MAX)).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: usize = 100;

    #[test]
    fn events_are_read_from_a_place_on_and_the_oldest_are_dropped() {
        let mut log = EventLog::new(MOST);
        log.extend((1..=3).map(Value::from));
        assert_eq!(log.after(0), Ok((1..=3).map(Value::from).collect()));
        assert_eq!(log.after(2), Ok(vec![Value::from(3)]));
        assert_eq!(log.after(99), Ok(Vec::new()));
        log.extend(vec![Value::Null; MOST]);
        assert_eq!(log.cursor(), 3 + MOST as u64);
        assert_eq!(log.after(2), Err(3));
        assert_eq!(log.after(3).map(|events| events.len()), Ok(MOST));
    }
}
