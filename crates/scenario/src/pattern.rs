//! Regular expressions.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::{MAX_PATTERN_BYTES, MAX_PATTERN_PROGRAM_BYTES};
use crate::reading;

/// A regular expression, compiled, of bounded size. Equality looks at the text.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    /// None only for the placeholder of an expression that was reported as a fault; no scenario holds one.
    regex: Option<regex::Regex>,
}

/// The reason why a text is not a regular expression.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadPattern {
    /// The expression breaks the grammar; the parser's own words.
    Syntax(String),
    /// Longer than [`MAX_PATTERN_BYTES`], or larger than [`MAX_PATTERN_PROGRAM_BYTES`] when compiled.
    TooLarge,
}

impl std::fmt::Display for BadPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Syntax(why) => f.write_str(why),
            Self::TooLarge => f.write_str("too large"),
        }
    }
}

impl std::error::Error for BadPattern {}

impl Pattern {
    /// Compiles an expression.
    ///
    /// # Errors
    /// It breaks the grammar or a limit.
    pub fn parse(text: &str) -> Result<Self, BadPattern> {
        if text.len() > MAX_PATTERN_BYTES {
            return Err(BadPattern::TooLarge);
        }
        let built = regex::RegexBuilder::new(text).size_limit(MAX_PATTERN_PROGRAM_BYTES).build();
        match built {
            Ok(regex) => Ok(Self { text: text.to_owned(), regex: Some(regex) }),
            // The last line of the parser's message names the fault; the caret is drawn by the diagnostic.
            Err(regex::Error::Syntax(picture)) => {
                let last = picture.lines().last().unwrap_or_default();
                Err(BadPattern::Syntax(last.trim_start_matches("error: ").to_owned()))
            }
            Err(_) => Err(BadPattern::TooLarge),
        }
    }

    /// Returns true if the expression matches somewhere in a text.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.as_ref().is_some_and(|regex| regex.is_match(text))
    }

    /// The expression as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match Self::parse(&text) {
            Ok(pattern) => Ok(pattern),
            Err(why) => {
                let fault = Diagnostic::error(Code::BadPattern, "not a regular expression").label(why);
                reading::report(fault.help("escape a literal character, as in `\\(`"))?;
                Ok(Self { text, regex: None })
            }
        }
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}
