//! The options that say which reports a run leaves behind.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use offhook_harness::{Date, Ladders, Shard};
use offhook_report::Format;

/// What is handed over after a run, and which part of the suite it is about.
#[derive(Debug, Args)]
pub(crate) struct RunOptions {
    #[command(flatten)]
    pub(crate) reports: Reports,
    /// What was said in which cases is kept for the reports
    #[arg(long, value_enum, value_name = "WHICH", default_value_t)]
    pub(crate) ladders: Keep,
    /// Known failures, each with its reason, its issue and the day on which it expires
    #[arg(long, value_name = "FILE")]
    pub(crate) waivers: Option<PathBuf>,
    /// The day that waivers are held against [default: the system's, in UTC]
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<Date>,
    /// Only the I-th of N parts of the suite, such as 2/5
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
}

/// Where reports are written to.
#[derive(Debug, Args)]
pub(crate) struct Reports {
    /// Write a report: junit, json, tap, html or console; can be given several times
    #[arg(long, value_name = "FORMAT=FILE")]
    pub(crate) report: Vec<Target>,
    /// Show in HTML which known-bad variants the suite notices, from `offhook mutants --format json`
    #[arg(long, value_name = "FILE")]
    pub(crate) power: Option<PathBuf>,
}

/// A report that is to be written: its format, and the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) format: Format,
    pub(crate) file: PathBuf,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = || Format::ALL.map(Format::as_str).join(", ");
        let (format, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or_else(|| {
            format!("not a FORMAT=FILE such as junit=report.xml; the formats are {}", words())
        })?;
        let known = Format::ALL.into_iter().find(|it| it.as_str() == format);
        let format = known.ok_or_else(|| format!("`{format}` is none of the formats {}", words()))?;
        Ok(Self { format, file: file.into() })
    }
}

/// Of which cases the ladder is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Keep {
    /// Of those that did not pass
    #[default]
    Failed,
    /// Of every case
    All,
}

impl From<Keep> for Ladders {
    fn from(keep: Keep) -> Self {
        match keep {
            Keep::Failed => Self::Failed,
            Keep::All => Self::All,
        }
    }
}
