//! Points in time and lengths of time.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::{MAX_CLOCK_MS, MAX_DURATION_MS};
use crate::reading;

/// A point in time, in milliseconds since the Unix epoch. Written `2020-12-29T07:28:00Z`, or as that number.
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

impl Clock {
    fn parse(text: &str) -> Option<Self> {
        let time = humantime::parse_rfc3339(text).ok()?;
        let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        Self::bounded(since.as_millis())
    }

    fn bounded(ms: u128) -> Option<Self> {
        u64::try_from(ms).ok().filter(|ms| *ms <= MAX_CLOCK_MS).map(|ms| Self { ms })
    }

    fn or_report<E: de::Error>(read: Option<Self>, written: &str) -> Result<Self, E> {
        if let Some(clock) = read {
            return Ok(clock);
        }
        reading::report(
            Diagnostic::error(Code::BadClock, format!("`{written}` is not a point in time"))
                .label("between the years 1970 and 9999, in UTC")
                .help("write `2020-12-29T07:28:00Z`, or milliseconds since the Unix epoch"),
        )?;
        Ok(Self::default())
    }
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
                Clock::or_report(u128::try_from(ms).ok().and_then(Clock::bounded), &ms.to_string())
            }

            fn visit_f64<E: de::Error>(self, ms: f64) -> Result<Clock, E> {
                Clock::or_report(None, &ms.to_string())
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
            assert_eq!(Clock::parse(&Clock { ms }.to_string()), Some(Clock { ms }));
        }
    }

    #[test]
    fn invalid_times_are_rejected() {
        for text in ["", "5", "soon", "-5s", "1ns", "400days", "99999999999999999999y"] {
            assert!(Millis::parse(text).is_err(), "{text}");
        }
        for text in ["1969-12-31T23:59:59Z", "noon", "", "2020-13-01T00:00:00Z"] {
            assert!(Clock::parse(text).is_none(), "{text}");
        }
    }
}
