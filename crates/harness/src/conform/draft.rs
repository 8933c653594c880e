//! A first statement of an implementation, from what it answers.

use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use offhook_scenario::{Diagnostic, Dialect};

use super::ConformError;
use crate::probe::{self, Found, Introduction};
use crate::remote::{Reach, Watch};
use crate::statement::Statement;
use crate::subject::SubjectError;

/// A statement that was drafted.
#[derive(Clone, Debug)]
pub struct Drafted {
    /// The statement, as YAML.
    pub yaml: String,
    /// What was found.
    pub found: Found,
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
                f.write_str(&titles.join("; "))
            }
            Self::Asking(error) => error.fmt(f),
            Self::Dialect => {
                f.write_str("its answers are of no dialect that is known: name it with --dialect")
            }
        }
    }
}

impl std::error::Error for DraftError {}

/// Drafts the statement of the implementation at an address.
///
/// # Errors
/// It cannot be asked.
pub fn draft(
    target: &str,
    control: Option<&str>,
    dialect: Option<Dialect>,
    interrupt: Arc<AtomicBool>,
) -> Result<Drafted, DraftError> {
    let watch = Arc::new(Watch::new(interrupt, None));
    let dialects: Vec<Dialect> = dialect.map_or_else(|| Dialect::all().collect(), |it| vec![it]);
    for dialect in &dialects {
        let bare = write(*dialect, target, control, &Introduction::default(), None);
        let statement = Statement::parse("the draft", &bare).map_err(DraftError::Address)?;
        let reach =
            Reach::of(&statement, &watch).map_err(|why| DraftError::Asking(ConformError::Setup(why)))?;
        let mut link = reach.link();
        let asking = |error: SubjectError| DraftError::Asking(ConformError::Unreached(error));
        if dialects.len() > 1 && !probe::speaks(&mut link, *dialect).map_err(asking)? {
            continue;
        }
        let introduction = match control {
            Some(_) => probe::introduce(&mut link).map_err(asking)?,
            None => Introduction::default(),
        };
        let found = probe::find(&mut link, *dialect).map_err(asking)?;
        return Ok(Drafted { yaml: write(*dialect, target, control, &introduction, Some(&found)), found });
    }
    Err(DraftError::Dialect)
}

/// A text as YAML and JSON both read it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn write(
    dialect: Dialect,
    target: &str,
    control: Option<&str>,
    introduction: &Introduction,
    found: Option<&Found>,
) -> String {
    let has = |op: &str| introduction.ops.as_ref().is_none_or(|ops| ops.iter().any(|it| it == op));
    let name = introduction.name.as_deref().unwrap_or("unnamed");
    let version = introduction.version.as_deref().unwrap_or("unknown");
    let mut yaml =
        String::from("# Drafted by `offhook probe`: read it, and change what is not so.\noffhook: 1\n");
    let _ = writeln!(yaml, "name: {}\nversion: {}", quoted(name), quoted(version));
    let _ = writeln!(yaml, "dialect: {}\ntarget: {}", dialect.as_str(), quoted(target));
    match control {
        Some(control) => {
            let _ = writeln!(yaml, "control: {}", quoted(control));
            let stimuli = if has("stimulus") { "control" } else { "none" };
            let _ = writeln!(yaml, "stimuli: {stimuli}");
            if !has("clock") {
                yaml.push_str("time: real\n");
            }
            if dialect.delivery.poll().is_none() && !has("events") {
                yaml.push_str("observation: [polls]\n");
            }
        }
        None => {
            yaml.push_str("stimuli: none\nobservation: [polls]\ntime: real\n");
            yaml.push_str("# Without a control endpoint nothing can be reset: name users that the suite may play with.\n");
            yaml.push_str("isolation: fresh-users\n");
            yaml.push_str(dialect.examples.provisioned_users);
        }
    }
    let Some(found) = found else { return yaml };
    if found.silent {
        yaml.push_str(
            "# It answers every action like one that does not exist: list the `actions` that it has.\n",
        );
    } else if found.absent.is_empty() {
        yaml.push_str("# Every action of the dialect is there.\n");
    } else {
        yaml.push_str("actions:\n");
        found.present.iter().for_each(|action| yaml.push_str(&format!("- {action}\n")));
        let _ = writeln!(yaml, "# Not there: {}.", found.absent.join(", "));
    }
    yaml
}
