//! How time passes in a call centre, and what happens in it by itself.

use std::time::Duration;

use offhook_centre::CentreError;
use offhook_machine::ClockError;
use offhook_machine::limits::MAX_TIME_MS;

use super::{HostError, Hosted};
use crate::behaviour::Act;
use crate::journal::{Entry, Journal, JournalError};
use crate::limits::MAX_TURNS;
use crate::timeline;
use crate::wall::Now;

impl Hosted {
    /// What the clock of the world shows.
    pub(crate) fn now_ms(&self) -> u64 {
        self.centre.now()
    }

    /// Lets everything happen that is due by now.
    pub(crate) fn catch_up(&mut self, now: Now) -> Result<(), CentreError> {
        let due = self.clock.shows(now).unwrap_or_default();
        let by = due.saturating_sub(self.now_ms());
        if by > 0 { self.move_on(by) } else { Ok(()) }
    }

    /// When, by the wall, something is due next.
    pub(crate) fn wakes(&self) -> Option<Duration> {
        let journal = self.journal.as_ref().and_then(Journal::wakes);
        let world = self.next_deadline().and_then(|due| self.clock.when(due));
        [journal, world].into_iter().flatten().min()
    }

    /// Moves the clock by the control API.
    pub(crate) fn advance(&mut self, by_ms: u64, now: Now) -> Result<u64, HostError> {
        if self.now_ms().saturating_add(by_ms) > MAX_TIME_MS {
            return Err(CentreError::Clock(ClockError::TooLate).into());
        }
        self.note(|at_ms| Entry::Clock { at_ms, by_ms })?;
        self.move_by_hand(by_ms)?;
        self.clock.jump(now, self.now_ms());
        Ok(self.now_ms())
    }

    pub(super) fn move_by_hand(&mut self, by_ms: u64) -> Result<(), CentreError> {
        self.timeline.extend([timeline::clock(self.now_ms(), by_ms)]);
        self.move_on(by_ms)
    }

    pub(super) fn next_deadline(&self) -> Option<u64> {
        [self.centre.next_deadline(), self.player.next_deadline()].into_iter().flatten().min()
    }

    /// Moves the clock from one thing that is due to the next; what channels do by themselves comes after what the machine does at
    /// the same time.
    pub(super) fn move_on(&mut self, by_ms: u64) -> Result<(), CentreError> {
        let end = self.now_ms().saturating_add(by_ms);
        loop {
            let now = self.now_ms();
            let to = match self.next_deadline().filter(|_| !self.setup.behaviours.is_empty()) {
                Some(due) => due.clamp(now, end),
                None => end,
            };
            self.centre.advance(to.saturating_sub(now))?;
            self.collect()?;
            if to == end {
                return Ok(());
            }
        }
    }

    /// Takes note of what has happened, and lets channels do what is theirs to do by now.
    pub(super) fn collect(&mut self) -> Result<(), CentreError> {
        self.report();
        for _ in 0..MAX_TURNS {
            self.player.look(self.centre.world_mut());
            let due = self.player.take_due(self.centre.now());
            if due.is_empty() {
                return Ok(());
            }
            for act in due {
                self.act(act)?;
            }
        }
        tracing::warn!(
            dialect = self.dialect().as_str(),
            "channels do too much at once by themselves: they stop"
        );
        self.player.give_up();
        Ok(())
    }

    pub(super) fn act(&mut self, act: Act) -> Result<(), CentreError> {
        match act.remote_party(self.centre.world(), self.dialect().ids.job) {
            Some(remote_party) => self.play(&remote_party, true).map(|_| ()),
            None => Ok(()),
        }
    }

    pub(super) fn report(&mut self) {
        let (events, at_ms) = (self.centre.take_events(), self.now_ms());
        let vendor = self.dialect().vendor();
        self.timeline.extend(events.iter().map(|event| timeline::event(at_ms, vendor, event)));
        self.events.extend(events);
    }

    /// The clock stands because it must.
    pub(crate) const fn stop_clock(&mut self) {
        self.clock.freeze();
    }

    pub(crate) fn freeze(&mut self) -> Result<(), JournalError> {
        self.note(|at_ms| Entry::Freeze { at_ms })?;
        self.clock.freeze();
        Ok(())
    }

    pub(crate) fn resume(&mut self, now: Now) -> Result<(), JournalError> {
        self.note(|at_ms| Entry::Resume { at_ms })?;
        if !self.clock.runs() {
            self.clock.resume(now, self.now_ms());
        }
        Ok(())
    }
}
