//! A first statement of an implementation, from what it answers.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use offhook_scenario::{Diagnostic, Dialect, Scenario};

use super::seen::{Seen, look};
use super::{Applicability, ConformError};
use crate::address::BAD_ADDRESS;
use crate::probe::{self, Found, Introduction};
use crate::remote::{Reach, Watch};
use crate::statement::Statement;
use crate::subject::SubjectError;

/// What is known of an implementation before the first contact.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contact<'a> {
    /// Its address.
    pub target: &'a str,
    /// The address of its control endpoint.
    pub control: Option<&'a str>,
    /// The dialect; found out by its answers if left out.
    pub dialect: Option<Dialect>,
    /// The id of a call centre that it has.
    pub instance: Option<&'a str>,
    /// The id of a user whom it has, to be polled once.
    pub user: Option<&'a str>,
    /// The id of an access key, and the variable of the environment that holds its secret.
    pub key: Option<(&'a str, &'a str)>,
}

/// A statement that was drafted.
#[derive(Clone, Debug)]
pub struct Drafted {
    /// The statement, as YAML.
    pub yaml: String,
    /// What was found.
    pub found: Found,
    /// What the draft makes of the suite.
    pub applicability: Applicability,
}

/// Why nothing can be drafted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum DraftError {
    /// The addresses are none.
    Address(Vec<Diagnostic>),
    /// The implementation cannot be asked.
    Asking(ConformError),
    /// Its answers are of no dialect that is known.
    Dialect,
}

impl fmt::Display for DraftError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(faults) => {
                let titles: Vec<&str> = faults.iter().map(|fault| fault.title.as_str()).collect();
                write!(f, "{BAD_ADDRESS}: {}", titles.join("; "))
            }
            Self::Asking(error) => error.fmt(f),
            Self::Dialect => {
                f.write_str("its answers are of no dialect that is known: name it with --dialect")
            }
        }
    }
}

impl std::error::Error for DraftError {}

/// Drafts the statement of the implementation at an address. The draft says of each claim what was seen, and what further claims
/// would add to the suite.
///
/// # Errors
/// It cannot be asked.
pub fn draft(
    contact: &Contact<'_>,
    suite: &[Scenario],
    interrupt: Arc<AtomicBool>,
) -> Result<Drafted, DraftError> {
    let watch = Arc::new(Watch::new(interrupt, None));
    let dialects: Vec<Dialect> = contact.dialect.map_or_else(|| Dialect::all().collect(), |it| vec![it]);
    for dialect in &dialects {
        let bare = super::written::write(*dialect, contact, &Seen::default());
        let statement = Statement::parse("the draft", &bare).map_err(DraftError::Address)?;
        let secrets = statement.secrets();
        let asking = |error: SubjectError| {
            DraftError::Asking(ConformError::Unreached(secrets.keep_out_of_error(error)))
        };
        let reach =
            Reach::of(&statement, &watch).map_err(|why| DraftError::Asking(ConformError::Setup(why)))?;
        let mut link = reach.link();
        if dialects.len() > 1 && !probe::speaks(&mut link, *dialect).map_err(asking)? {
            continue;
        }
        let introduction = match contact.control {
            Some(_) => probe::introduce(&mut link, &secrets).map_err(asking)?,
            None => Introduction::default(),
        };
        let named = (contact.instance, contact.user);
        let seen = look(&mut link, *dialect, &watch, introduction, named).map_err(asking)?.without(&secrets);
        let mut yaml = super::written::write(*dialect, contact, &seen);
        let statement = Statement::parse("the draft", &yaml).map_err(DraftError::Address)?;
        let of_dialect: Vec<Scenario> =
            suite.iter().filter(|scenario| scenario.dialect.value == *dialect).cloned().collect();
        let ops = super::ops(&statement, &seen.introduction);
        let applicability = Applicability::of(&statement, &ops, &of_dialect);
        yaml.push_str(&super::written::unseen(&seen, &applicability));
        return Ok(Drafted { yaml, found: seen.found, applicability });
    }
    Err(DraftError::Dialect)
}
