//! Decodes a request's parameters as their rows say.

use std::fmt;

use serde_json::Value;

use crate::form::{from_text, wire_text};
use crate::shape::{Bounds, Edition, ParamRow, Type};

/// Why a request's parameters cannot be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParamError {
    /// A required parameter is absent, empty or blank.
    Blank {
        /// Which.
        name: &'static str,
    },
    /// Not a whole number.
    NotInteger {
        /// Which.
        name: &'static str,
        /// What came instead.
        value: String,
    },
    /// Neither true nor false.
    NotBoolean {
        /// Which.
        name: &'static str,
        /// What came instead.
        value: String,
    },
    /// Not a JSON list of strings, or not a JSON object where one is declared.
    NotJson {
        /// Which.
        name: &'static str,
        /// The declared type.
        expected: Type,
    },
    /// A number outside its bounds.
    OutOfRange {
        /// Which.
        name: &'static str,
        /// What came.
        value: i64,
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// Not one of the values allowed.
    NotOneOf {
        /// Which.
        name: &'static str,
        /// What came.
        value: String,
        /// What is allowed.
        allowed: &'static [&'static str],
    },
    /// A text of the wrong length.
    WrongLength {
        /// Which.
        name: &'static str,
        /// How many characters came.
        length: usize,
        /// The fewest.
        min: usize,
        /// The most.
        max: usize,
    },
    /// A text that is too long in bytes.
    TooManyBytes {
        /// Which.
        name: &'static str,
        /// How many bytes came.
        bytes: usize,
        /// The most.
        max: usize,
    },
    /// A character outside the alphabet.
    BadSymbol {
        /// Which.
        name: &'static str,
        /// The first such character.
        symbol: char,
        /// What is allowed.
        alphabet: &'static str,
    },
}

impl ParamError {
    /// The parameter that is wrong.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Blank { name }
            | Self::NotInteger { name, .. }
            | Self::NotBoolean { name, .. }
            | Self::NotJson { name, .. }
            | Self::OutOfRange { name, .. }
            | Self::NotOneOf { name, .. }
            | Self::WrongLength { name, .. }
            | Self::TooManyBytes { name, .. }
            | Self::BadSymbol { name, .. } => name,
        }
    }
}

impl fmt::Display for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank { name } => write!(f, "{name} is missing or blank"),
            Self::NotInteger { name, value } => write!(f, "{name} is {value:?}, not a whole number"),
            Self::NotBoolean { name, value } => write!(f, "{name} is {value:?}, neither true nor false"),
            Self::NotJson { name, expected } => write!(f, "{name} is not a {} in JSON", expected.as_str()),
            Self::OutOfRange { name, value, min, max } => {
                write!(f, "{name} is {value}, not within {min} to {max}")
            }
            Self::NotOneOf { name, value, allowed } => {
                write!(f, "{name} is {value:?}, not one of {}", allowed.join(", "))
            }
            Self::WrongLength { name, length, min, max } => {
                write!(f, "{name} has {length} characters, not {min} to {max}")
            }
            Self::TooManyBytes { name, bytes, max } => {
                write!(f, "{name} has {bytes} bytes, more than {max}")
            }
            Self::BadSymbol { name, symbol, alphabet } => {
                write!(f, "{name} holds {symbol:?}, which is not one of {alphabet}")
            }
        }
    }
}

impl std::error::Error for ParamError {}

/// The parameters of a request with their declared types, in the order of the rows. Absent ones are absent, unless the row has
/// a default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DecodedParams {
    values: Vec<(&'static str, Value)>,
}

impl DecodedParams {
    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// The value of a text parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// The value of a whole-number parameter.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_i64()
    }

    /// The value of a true-or-false parameter.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.get(name)?.as_bool()
    }

    /// The items of a list parameter.
    pub fn list(&self, name: &str) -> Option<Vec<&str>> {
        self.get(name)?.as_array().map(|items| items.iter().filter_map(Value::as_str).collect())
    }

    /// All parameters, in the order of the rows.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.values.iter().map(|(name, value)| (*name, value))
    }

    /// The parameters as the texts that decode to them again.
    pub fn encode(&self) -> Vec<(String, String)> {
        self.iter().map(|(name, value)| (name.to_owned(), wire_text(value).into_owned())).collect()
    }
}

/// Decodes the parameters of `rows`; `lookup` finds the text of each. What no row names is not looked at.
///
/// An optional parameter with an empty value counts as absent.
///
/// # Errors
/// The first row, in table order, whose parameter is missing or has a wrong value.
pub(crate) fn decode<'a>(
    rows: impl IntoIterator<Item = &'a ParamRow>,
    edition: Edition,
    lookup: &dyn Fn(&ParamRow) -> Option<String>,
) -> Result<DecodedParams, ParamError> {
    let mut values = Vec::new();
    for row in rows {
        let bounds = row.bounds_in(edition);
        let given = lookup(row).or_else(|| row.default.map(str::to_owned));
        let blank = given.as_deref().is_none_or(|text| text.trim().is_empty());
        let admits_empty = given.is_some() && matches!(bounds, Bounds::Length { min: 0, .. });
        if blank && row.required.in_edition(edition) && !admits_empty {
            return Err(ParamError::Blank { name: row.name });
        }
        let Some(text) = given else { continue };
        if text.is_empty() && !row.required.in_edition(edition) {
            continue;
        }
        values.push((row.name, value(row, bounds, &text)?));
    }
    Ok(DecodedParams { values })
}

fn value(row: &ParamRow, bounds: Bounds, text: &str) -> Result<Value, ParamError> {
    let name = row.name;
    let value = match row.ty {
        // Clients write the booleans of their own language: True, true, TRUE.
        Type::Boolean => from_text(&text.to_ascii_lowercase(), row.ty)
            .ok_or_else(|| ParamError::NotBoolean { name, value: text.to_owned() })?,
        Type::Integer | Type::Long => from_text(text.trim(), row.ty)
            .ok_or_else(|| ParamError::NotInteger { name, value: text.to_owned() })?,
        _ => from_text(text, row.ty).ok_or(ParamError::NotJson { name, expected: row.ty })?,
    };
    check(name, &value, bounds)?;
    Ok(value)
}

fn check(name: &'static str, value: &Value, bounds: Bounds) -> Result<(), ParamError> {
    match bounds {
        Bounds::None => Ok(()),
        Bounds::Integer { min, max } => in_range(name, value, min, max),
        Bounds::IntegerOr { other, .. } if value.as_i64() == Some(other) => Ok(()),
        Bounds::IntegerOr { min, max, .. } => in_range(name, value, min, max),
        Bounds::Length { min, max } => length(name, value, min, max),
        Bounds::Symbols { alphabet, min, max } => {
            let odd = wire_text(value).chars().find(|c| !alphabet.contains(*c));
            match odd {
                Some(symbol) => Err(ParamError::BadSymbol { name, symbol, alphabet }),
                None => length(name, value, min, max),
            }
        }
        Bounds::Bytes { max } => match wire_text(value).len() {
            bytes if bytes > max => Err(ParamError::TooManyBytes { name, bytes, max }),
            _ => Ok(()),
        },
        Bounds::OneOf(allowed) => {
            let text = wire_text(value);
            if allowed.contains(&&*text) {
                Ok(())
            } else {
                Err(ParamError::NotOneOf { name, value: text.into_owned(), allowed })
            }
        }
    }
}

fn in_range(name: &'static str, value: &Value, min: i64, max: i64) -> Result<(), ParamError> {
    // A number in a text parameter, such as an agent's, is bounded too.
    let number = value.as_i64().or_else(|| digits(value.as_str()?));
    match number {
        None => Err(ParamError::NotInteger { name, value: wire_text(value).into_owned() }),
        Some(value) if value < min || value > max => Err(ParamError::OutOfRange { name, value, min, max }),
        Some(_) => Ok(()),
    }
}

fn length(name: &'static str, value: &Value, min: usize, max: usize) -> Result<(), ParamError> {
    let length = wire_text(value).chars().count();
    if (min..=max).contains(&length) {
        Ok(())
    } else {
        Err(ParamError::WrongLength { name, length, min, max })
    }
}

/// A number written with digits only: no sign, no space.
fn digits(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
