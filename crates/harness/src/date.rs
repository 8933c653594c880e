//! A day of the calendar, written `2026-12-31`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A day. Later days are greater.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct Date(#[schemars(regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))] String);

impl Date {
    /// The day of a moment, in UTC.
    pub fn of(moment: std::time::SystemTime) -> Self {
        let mut text = humantime::format_rfc3339_seconds(moment).to_string();
        text.truncate("2026-12-31".len());
        Self(text)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_day = text.len() == "2026-12-31".len()
            && humantime::parse_rfc3339(&format!("{text}T00:00:00Z"))
                .is_ok_and(|moment| Self::of(moment).0 == text);
        if is_day { Ok(Self(text.to_owned())) } else { Err("not a day such as 2026-12-31".to_owned()) }
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_there_are() {
        assert!("2026-02-28".parse::<Date>().unwrap() < "2026-03-01".parse().unwrap());
        for text in ["2026-02-30", "2026-13-01", "2026-2-1", "tomorrow", "2026-02-28T00:00:00Z", ""] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
