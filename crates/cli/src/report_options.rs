//! The options for the reports, waivers and shard of a run.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::{Args, ValueEnum};
use offhook_harness::{Date, Ladders, Shard};
use offhook_report::Format;

/// The options that `run` and `conform` share.
#[derive(Debug, Args)]
pub(crate) struct RunOptions {
    #[command(flatten)]
    pub(crate) reports: Reports,
    /// The cases whose messages are kept for the reports
    #[arg(long, value_enum, value_name = "WHICH", default_value_t)]
    pub(crate) ladders: Keep,
    /// Known failures, each with its reason, its issue and its expiry date
    #[arg(long, value_name = "FILE")]
    pub(crate) waivers: Option<PathBuf>,
    /// The date for the expiry of waivers [default: today, in UTC]
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<Date>,
    /// End with the first case that fails; the cases behind it are not run
    #[arg(long)]
    pub(crate) fail_fast: bool,
    /// Run only the I-th of N parts of the suite, such as 2/5
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
}

/// The report files.
#[derive(Debug, Args)]
pub(crate) struct Reports {
    /// Write a report: junit, json, tap, html or console; can be given several times. FILE `-` is the standard output
    #[arg(long, value_name = "FORMAT=FILE", value_parser = OsStringValueParser::new().try_map(Target::read))]
    pub(crate) report: Vec<Target>,
    /// Show in HTML the mutants that the suite kills, from `offhook mutants --format json`
    #[arg(long, value_name = "FILE")]
    pub(crate) power: Option<PathBuf>,
    /// Show in HTML the correct variants that the suite condemns, from `offhook variants --format json`
    #[arg(long, value_name = "FILE")]
    pub(crate) variants: Option<PathBuf>,
}

/// A report that is to be written: its format, and the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) format: Format,
    pub(crate) file: PathBuf,
}

impl Target {
    /// Reads `FORMAT=FILE`; the name of the file need not be UTF-8.
    #[expect(clippy::needless_pass_by_value, reason = "the reader of arguments hands it over")]
    fn read(text: OsString) -> Result<Self, String> {
        let shown = text.to_string_lossy();
        let words = || Format::ALL.map(Format::as_str).join(", ");
        let (format, file) = shown.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or_else(|| {
            format!("expected FORMAT=FILE, such as junit=report.xml; the formats are {}", words())
        })?;
        let known = Format::ALL.into_iter().find(|it| it.as_str() == format);
        let format =
            known.ok_or_else(|| format!("unknown format `{format}`: expected one of {}", words()))?;
        Ok(Self { format, file: behind(&text, format.as_str().len() + 1).unwrap_or_else(|| file.into()) })
    }
}

/// What stands behind so many bytes of an argument that is not UTF-8, where the system has such arguments.
fn behind(text: &OsStr, bytes: usize) -> Option<PathBuf> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        text.as_bytes().get(bytes..).map(|rest| OsStr::from_bytes(rest).into())
    }
    #[cfg(not(unix))]
    {
        text.to_str().and_then(|text| text.get(bytes..)).map(PathBuf::from)
    }
}

/// The cases whose ladder of messages is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Keep {
    /// Cases that did not pass
    #[default]
    Failed,
    /// Every case
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
