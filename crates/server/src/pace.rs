//! How the clock of a call centre goes.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::limits::MAX_SCALE;
use crate::wall::Now;

/// How time passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// The clock moves by the control API only.
    #[default]
    Virtual,
    /// The clock goes so many times as fast as the wall clock.
    Scaled(u32),
}

/// Why a text names no pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPace;

impl fmt::Display for BadPace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "neither `virtual`, `real` nor `scaled=N` with N from 1 to {MAX_SCALE}")
    }
}

impl std::error::Error for BadPace {}

impl FromStr for Pace {
    type Err = BadPace;

    fn from_str(text: &str) -> Result<Self, BadPace> {
        match (text, text.strip_prefix("scaled=")) {
            ("virtual", _) => Ok(Self::Virtual),
            ("real", _) => Ok(Self::Scaled(1)),
            (_, Some(scale)) => match scale.parse() {
                Ok(scale @ 1..=MAX_SCALE) => Ok(Self::Scaled(scale)),
                _ => Err(BadPace),
            },
            _ => Err(BadPace),
        }
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Virtual => f.write_str("virtual"),
            Self::Scaled(1) => f.write_str("real"),
            Self::Scaled(scale) => write!(f, "scaled={scale}"),
        }
    }
}

/// A clock that follows the wall clock, or stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    pace: Pace,
    /// What it showed when; none while it stands.
    anchor: Option<(Duration, u64)>,
}

impl Clock {
    pub(crate) fn new(pace: Pace, now: Now, shows: u64) -> Self {
        let mut clock = Self { pace, anchor: None };
        clock.resume(now, shows);
        clock
    }

    /// Whether it moves by itself.
    pub(crate) const fn runs(&self) -> bool {
        self.anchor.is_some()
    }

    pub(crate) const fn freeze(&mut self) {
        self.anchor = None;
    }

    /// Goes on from what it shows; a virtual clock stands still.
    pub(crate) fn resume(&mut self, now: Now, shows: u64) {
        self.anchor = (self.pace != Pace::Virtual).then_some((now.elapsed, shows));
    }

    /// Shows another time from now on, if it runs.
    pub(crate) fn jump(&mut self, now: Now, shows: u64) {
        if self.runs() {
            self.resume(now, shows);
        }
    }

    /// What it shows; none while it stands.
    pub(crate) fn shows(&self, now: Now) -> Option<u64> {
        let (at, shown) = self.anchor?;
        let passed = now.elapsed.saturating_sub(at).saturating_mul(self.scale());
        Some(shown.saturating_add(u64::try_from(passed.as_millis()).unwrap_or(u64::MAX)))
    }

    /// When, by the wall, it will show this; none while it stands.
    pub(crate) fn when(&self, shows: u64) -> Option<Duration> {
        let (at, shown) = self.anchor?;
        Some(at.saturating_add(self.on_the_wall(shows.saturating_sub(shown))))
    }

    /// How long, by the wall, so many of its milliseconds take.
    pub(crate) fn on_the_wall(&self, ms: u64) -> Duration {
        // Rounded up, so that what is due has come when one wakes.
        let micros = ms.saturating_mul(1_000).div_ceil(u64::from(self.scale()));
        Duration::from_micros(micros)
    }

    const fn scale(&self) -> u32 {
        match self.pace {
            Pace::Virtual => 1,
            Pace::Scaled(scale) => scale,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Now {
        Now { elapsed: Duration::from_millis(ms), unix_ms: 0 }
    }

    #[test]
    fn a_scaled_clock_goes_so_many_times_as_fast_and_jumps() {
        let mut clock = Clock::new(Pace::Scaled(10), at(100), 5_000);
        assert_eq!(clock.shows(at(200)), Some(6_000));
        assert_eq!(clock.when(6_000), Some(Duration::from_millis(200)));
        clock.jump(at(200), 9_000);
        assert_eq!(clock.shows(at(201)), Some(9_010));
        clock.freeze();
        assert_eq!((clock.shows(at(900)), clock.when(9_999)), (None, None));
        clock.resume(at(1_000), 9_010);
        assert_eq!(clock.shows(at(1_001)), Some(9_020));
    }

    #[test]
    fn a_virtual_clock_never_runs() {
        let mut clock = Clock::new(Pace::Virtual, at(0), 7);
        clock.resume(at(5), 7);
        clock.jump(at(6), 8);
        assert_eq!(clock.shows(at(9)), None);
    }

    #[test]
    fn a_pace_is_written_as_it_is_read() {
        for text in ["virtual", "real", "scaled=20"] {
            assert_eq!(text.parse::<Pace>().map(|pace| pace.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "scaled=0", "scaled=10001", "scaled=-1", "fast"] {
            assert_eq!(text.parse::<Pace>(), Err(BadPace), "{text}");
        }
    }
}
