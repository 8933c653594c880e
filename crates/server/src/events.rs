//! The pushed events of a call centre, for those who ask by the control API.

use std::collections::VecDeque;

use serde_json::Value;

use crate::limits::MAX_EVENTS_KEPT;

/// The latest events, each with its place since the world began; the first has place 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct EventLog {
    kept: VecDeque<Value>,
    dropped: u64,
}

impl EventLog {
    pub(crate) fn extend(&mut self, events: Vec<Value>) {
        for event in events {
            if self.kept.len() >= MAX_EVENTS_KEPT {
                self.kept.pop_front();
                self.dropped += 1;
            }
            self.kept.push_back(event);
        }
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

    #[test]
    fn events_are_read_from_a_place_on_and_the_oldest_are_dropped() {
        let mut log = EventLog::default();
        log.extend((1..=3).map(Value::from).collect());
        assert_eq!(log.after(0), Ok((1..=3).map(Value::from).collect()));
        assert_eq!(log.after(2), Ok(vec![Value::from(3)]));
        assert_eq!(log.after(99), Ok(Vec::new()));
        log.extend(vec![Value::Null; MAX_EVENTS_KEPT]);
        assert_eq!(log.cursor(), 3 + MAX_EVENTS_KEPT as u64);
        assert_eq!(log.after(2), Err(3));
        assert_eq!(log.after(3).map(|events| events.len()), Ok(MAX_EVENTS_KEPT));
    }
}
