//! What all cases of a run share: whether to go on at all, and how fast.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::limits::MAX_SILENCES;
use crate::subject::SubjectError;

/// How long a sleep goes on before it looks whether the run is to end.
const NAP: Duration = Duration::from_millis(20);

/// Watches over a run: ends it when the user says so or when the subject is down, and keeps its rate.
#[derive(Debug)]
pub(crate) struct Watch {
    interrupt: Arc<AtomicBool>,
    silences: AtomicU32,
    interval: Option<Duration>,
    /// When the next request may be sent.
    next: Mutex<Instant>,
}

impl Watch {
    /// A run that ends when the flag is set, with at most so many requests a second.
    pub(crate) fn new(interrupt: Arc<AtomicBool>, rate: Option<u32>) -> Self {
        let interval = rate.map(|rate| Duration::from_secs(1) / rate.max(1));
        Self { interrupt, silences: AtomicU32::new(0), interval, next: Mutex::new(Instant::now()) }
    }

    /// Whether to go on.
    pub(crate) fn goes_on(&self) -> Result<(), SubjectError> {
        if self.interrupt.load(Ordering::Relaxed) {
            return Err(SubjectError::Interrupted);
        }
        if self.silences.load(Ordering::Relaxed) >= MAX_SILENCES {
            return Err(SubjectError::Down(MAX_SILENCES));
        }
        Ok(())
    }

    /// Waits for the turn of the next request.
    pub(crate) fn turn(&self) -> Result<(), SubjectError> {
        self.goes_on()?;
        let Some(interval) = self.interval else { return Ok(()) };
        let now = Instant::now();
        let turn = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let turn = (*next).max(now);
            *next = turn + interval;
            turn
        };
        self.sleep(turn.saturating_duration_since(now))
    }

    /// Sleeps, unless the run is to end.
    pub(crate) fn sleep(&self, length: Duration) -> Result<(), SubjectError> {
        let end = Instant::now() + length;
        loop {
            self.goes_on()?;
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(NAP));
        }
    }

    /// Notes that the subject has answered.
    pub(crate) fn answered(&self) {
        self.silences.store(0, Ordering::Relaxed);
    }

    /// Notes that the subject has not answered at all.
    pub(crate) fn silent(&self) {
        self.silences.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_that_never_answers_is_down_and_one_answer_brings_it_back() {
        let watch = Watch::new(Arc::default(), None);
        for _ in 0..MAX_SILENCES {
            assert_eq!(watch.turn(), Ok(()));
            watch.silent();
        }
        assert_eq!(watch.turn(), Err(SubjectError::Down(MAX_SILENCES)));
        watch.answered();
        assert_eq!(watch.turn(), Ok(()));
    }

    #[test]
    fn a_rate_is_kept_and_an_interrupt_ends_a_sleep() {
        let flag = Arc::new(AtomicBool::new(false));
        let watch = Watch::new(Arc::clone(&flag), Some(100));
        let begin = Instant::now();
        for _ in 0..6 {
            watch.turn().unwrap();
        }
        assert!(begin.elapsed() >= Duration::from_millis(50), "{:?}", begin.elapsed());
        flag.store(true, Ordering::Relaxed);
        assert_eq!(watch.sleep(Duration::from_secs(3600)), Err(SubjectError::Interrupted));
    }
}
