//! Points in time and lengths of time.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::time::{Duration, SystemTime};

use ::time::OffsetDateTime;
use ::time::format_description::well_known::Rfc3339;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::{MAX_CLOCK_MS, MAX_DURATION_MS};
use crate::reading;

const NS_PER_MS: i128 = 1_000_000;

/// Where the seconds stand in `2020-12-29T07:28:00Z`.
const SECONDS: Range<usize> = 17..19;

/// A point in time, in milliseconds since the Unix epoch. Written as RFC 3339 has it, `2020-12-29T07:28:00Z` or
/// `2020-12-29T15:28:00+08:00`, or as that number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    /// Milliseconds since the Unix epoch, at most [`MAX_CLOCK_MS`].
    pub ms: u64,
}

/// A length of time, in whole milliseconds. Written `5s`, `29999ms`, `2m 30s`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis {
    /// Milliseconds, at most [`MAX_DURATION_MS`].
    pub ms: u64,
}

/// Why a text or a number is no [`Clock`].
enum NoClock {
    NotATime,
    TooFine,
    OutOfBounds,
}

impl NoClock {
    fn label(&self) -> String {
        match self {
            Self::NotATime => "not a date and time with a time zone (RFC 3339)".to_owned(),
            Self::TooFine => "finer than a millisecond".to_owned(),
            Self::OutOfBounds => {
                let (first, last) = (Clock { ms: 0 }, Clock { ms: MAX_CLOCK_MS });
                format!("not between {first} and {last}")
            }
        }
    }
}

impl Clock {
    fn parse(text: &str) -> Result<Self, NoClock> {
        let ns = rfc3339_ns(text).ok_or(NoClock::NotATime)?;
        if ns % NS_PER_MS != 0 {
            return Err(NoClock::TooFine);
        }
        Self::bounded(ns / NS_PER_MS)
    }

    fn bounded(ms: i128) -> Result<Self, NoClock> {
        match u64::try_from(ms) {
            Ok(ms) if ms <= MAX_CLOCK_MS => Ok(Self { ms }),
            _ => Err(NoClock::OutOfBounds),
        }
    }

    fn or_report<E: de::Error>(read: Result<Self, NoClock>, written: &str) -> Result<Self, E> {
        match read {
            Ok(clock) => Ok(clock),
            Err(why) => {
                reading::report(
                    Diagnostic::error(Code::BadClock, format!("`{written}` is not a point in time"))
                        .label(why.label())
                        .help("write `2020-12-29T07:28:00Z`, or milliseconds since the Unix epoch"),
                )?;
                Ok(Self::default())
            }
        }
    }
}

/// Nanoseconds since the Unix epoch of a point in time as RFC 3339 writes it, with any offset and in letters of either case.
/// A leap second is, as in Unix time, the second after it.
///
/// ```
/// use offhook_scenario::rfc3339_ns;
///
/// assert_eq!(rfc3339_ns("1970-01-01T01:00:00.5+01:00"), Some(500_000_000));
/// assert_eq!(rfc3339_ns("1970-01-01"), None);
/// ```
#[must_use]
pub fn rfc3339_ns(text: &str) -> Option<i128> {
    const LAST_OF_A_SECOND: u32 = 999_999_999;
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    // The library reads a leap second as the end of the second before.
    let is_leap = time.nanosecond() == LAST_OF_A_SECOND && text.get(SECONDS) == Some("60");
    Some(time.unix_timestamp_nanos() + i128::from(is_leap))
}

impl Millis {
    /// Reads a length of time.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let duration = humantime::parse_duration(text).map_err(|_| "a number and a unit")?;
        if duration.subsec_nanos() % 1_000_000 != 0 {
            return Err("finer than a millisecond");
        }
        match u64::try_from(duration.as_millis()) {
            Ok(ms) if ms <= MAX_DURATION_MS => Ok(Self { ms }),
            _ => Err("more than 366 days"),
        }
    }

    fn or_report<E: de::Error>(written: &str) -> Result<Self, E> {
        match Self::parse(written) {
            Ok(read) => Ok(read),
            Err(why) => {
                reading::report(
                    Diagnostic::error(Code::BadDuration, format!("`{written}` is not a length of time"))
                        .label(why)
                        .help("write `5s`, `29999ms` or `2m 30s`"),
                )?;
                Ok(Self::default())
            }
        }
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ms > MAX_CLOCK_MS {
            return write!(f, "{}", self.ms);
        }
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(self.ms);
        if self.ms.is_multiple_of(1000) {
            humantime::format_rfc3339_seconds(time).fmt(f)
        } else {
            humantime::format_rfc3339_millis(time).fmt(f)
        }
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Days and above are written in seconds: humantime's months and years are averages, not calendar units.
        const DAY_MS: u64 = 86_400_000;
        if !self.ms.is_multiple_of(1000) {
            write!(f, "{}ms", self.ms)
        } else if self.ms < DAY_MS {
            humantime::format_duration(Duration::from_millis(self.ms)).fmt(f)
        } else {
            write!(f, "{}s", self.ms / 1000)
        }
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ClockVisitor;

        impl Visitor<'_> for ClockVisitor {
            type Value = Clock;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a point in time")
            }

            fn visit_u64<E: de::Error>(self, ms: u64) -> Result<Clock, E> {
                Clock::or_report(Clock::bounded(ms.into()), &ms.to_string())
            }

            fn visit_i64<E: de::Error>(self, ms: i64) -> Result<Clock, E> {
                Clock::or_report(Clock::bounded(ms.into()), &ms.to_string())
            }

            fn visit_f64<E: de::Error>(self, ms: f64) -> Result<Clock, E> {
                Clock::or_report(Err(NoClock::NotATime), &ms.to_string())
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Clock, E> {
                Clock::or_report(Clock::parse(text), text)
            }
        }

        deserializer.deserialize_any(ClockVisitor)
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::or_report(&String::deserialize(deserializer)?)
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Clock {
    fn schema_name() -> Cow<'static, str> {
        "Clock".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A point in time: `2020-12-29T07:28:00Z`, or milliseconds since the Unix epoch.",
            "oneOf": [
                { "type": "string", "format": "date-time" },
                { "type": "integer", "minimum": 0, "maximum": MAX_CLOCK_MS },
            ],
        })
    }
}

impl JsonSchema for Millis {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A length of time: `5s`, `29999ms`, `2m 30s`.",
            "pattern": "^[0-9]+ *[a-z]+( *[0-9]+ *[a-z]+)*$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Clock, MAX_CLOCK_MS, Millis};

    #[test]
    fn a_written_time_reads_back() {
        for ms in [0, 1, 999, 1000, 29_999, 61_000, 86_399_000, 86_400_000, 31_622_400_000] {
            assert_eq!(Millis::parse(&Millis { ms }.to_string()), Ok(Millis { ms }));
        }
        for ms in [0, 1, 1_609_226_880_000, MAX_CLOCK_MS] {
            assert_eq!(Clock::parse(&Clock { ms }.to_string()).ok(), Some(Clock { ms }));
        }
    }

    #[test]
    fn invalid_times_are_rejected() {
        for text in ["", "5", "soon", "-5s", "1ns", "400days", "99999999999999999999y"] {
            assert!(Millis::parse(text).is_err(), "{text}");
        }
        for (text, label) in [
            ("1969-12-31T23:59:59Z", "not between 1970-01-01T00:00:00Z and 2090-03-07T15:47:35.551Z"),
            ("1970-01-01T00:30:00+01:00", "not between 1970-01-01T00:00:00Z and 2090-03-07T15:47:35.551Z"),
            ("2090-03-07T15:47:35.552Z", "not between 1970-01-01T00:00:00Z and 2090-03-07T15:47:35.551Z"),
            ("2020-12-29T07:28:00.0001Z", "finer than a millisecond"),
            ("noon", "not a date and time with a time zone (RFC 3339)"),
            ("", "not a date and time with a time zone (RFC 3339)"),
            ("2020-12-29T07:28:00", "not a date and time with a time zone (RFC 3339)"),
            ("2020-13-01T00:00:00Z", "not a date and time with a time zone (RFC 3339)"),
            ("2019-02-29T00:00:00Z", "not a date and time with a time zone (RFC 3339)"),
            ("2020-12-29T07:28:00+24:00", "not a date and time with a time zone (RFC 3339)"),
        ] {
            assert_eq!(Clock::parse(text).unwrap_err().label(), label, "{text}");
        }
    }

    #[test]
    fn a_clock_is_written_as_rfc_3339_has_it() {
        for (text, ms) in [
            ("2020-12-29T07:28:00Z", 1_609_226_880_000),
            ("2020-12-29t07:28:00z", 1_609_226_880_000),
            ("2020-12-29T15:28:00+08:00", 1_609_226_880_000),
            ("2020-12-29T01:58:00-05:30", 1_609_226_880_000),
            ("2020-12-29T07:28:00-00:00", 1_609_226_880_000),
            ("2020-12-29T07:28:00.5Z", 1_609_226_880_500),
            ("2020-12-29T07:28:00.500000000Z", 1_609_226_880_500),
            ("1969-12-31T23:00:00-01:00", 0),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000),
            ("2020-02-29T00:00:00Z", 1_582_934_400_000),
            ("2090-03-07T15:47:35.551Z", MAX_CLOCK_MS),
        ] {
            assert_eq!(Clock::parse(text).map_err(|why| why.label()), Ok(Clock { ms }), "{text}");
        }
    }
}
