//! The end of a command: [`exit_code`] is the only place that decides exit codes.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use offhook_harness::DraftError;
use offhook_harness::document::{DocumentError, Ending};
use offhook_scenario::files::FilesError;
use offhook_server::{JournalError, ServeError};

use crate::options::Format;
use crate::output;

/// The table of exit codes, as the help shows it.
pub(crate) const TABLE: &str = "\
Exit codes:
  0  all as expected
  1  the command line is wrong
  2  a scenario, a statement or an address does not parse
  3  the harness or the subject broke, or a result cannot be written
  4  a verdict failed
  5  nothing ran";

/// The end of a command that printed its result. Of several outcomes the highest is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// All as expected.
    AsExpected,
    /// The result names what broke in the harness or in the subject.
    Broke,
    /// A verdict failed.
    Failed,
    /// Nothing ran.
    NothingRan,
}

impl From<Ending> for Outcome {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::AsExpected => Self::AsExpected,
            Ending::Broke => Self::Broke,
            Ending::Failed => Self::Failed,
            Ending::Nothing => Self::NothingRan,
        }
    }
}

/// The error of a command that has no result.
///
/// | code | meaning |
/// | --- | --- |
/// | 0 | all as expected |
/// | 1 | the command line is wrong: an argument, or a file that it names and that cannot be read |
/// | 2 | a scenario, statement or other input file, or an address, does not parse |
/// | 3 | the harness or the subject broke, or a result cannot be written |
/// | 4 | a verdict failed |
/// | 5 | nothing ran |
#[derive(Debug)]
pub(crate) enum CliError {
    /// The arguments do not parse, or ask for help or the version: clap prints all three.
    Arguments(clap::Error),
    /// The arguments parse, and cannot be carried out.
    Usage(Cause),
    /// A file or directory cannot be read.
    File { path: PathBuf, cause: Cause },
    /// A file or directory for a result cannot be written.
    Unwritable { path: PathBuf, cause: io::Error },
    /// A file parses, and what it holds is of another kind.
    Content { path: PathBuf, cause: Cause },
    /// An address is none.
    Address { text: String, why: &'static str },
    /// Scenario files, a statement, waivers or a behaviour cannot be read. JSON output carries the faults, too.
    Input { error: FilesError, format: Format },
    /// A file is no JSON report.
    Report { path: PathBuf, error: DocumentError },
    /// An implementation cannot be probed.
    Probe(DraftError),
    /// The server does not start or stops.
    Serve(ServeError),
    /// The harness, or a subject, cannot go on.
    Broke(Cause),
    /// A machine that is broken on purpose was not recognised, so no result of this command can be trusted.
    MissedCanary(String),
    /// The result cannot be written to the standard output.
    Output(io::Error),
    /// Ctrl-C was pressed a second time.
    Interrupted,
    /// No case, scenario or mutant is selected.
    NothingSelected(String),
}

/// The reason of an error, in words.
pub(crate) type Cause = Box<dyn Error + Send + Sync>;

impl CliError {
    /// A file or directory for a result cannot be written.
    pub(crate) fn unwritable(path: &Path, cause: io::Error) -> Self {
        Self::Unwritable { path: path.to_owned(), cause }
    }

    /// A file or directory cannot be read.
    pub(crate) fn file(path: &Path, cause: impl Into<Cause>) -> Self {
        Self::File { path: path.to_owned(), cause: cause.into() }
    }

    /// A file parses, and what it holds is of another kind.
    pub(crate) fn content(path: &Path, cause: impl Into<Cause>) -> Self {
        Self::Content { path: path.to_owned(), cause: cause.into() }
    }

    /// The arguments cannot be carried out.
    pub(crate) fn usage(cause: impl Into<Cause>) -> Self {
        Self::Usage(cause.into())
    }

    /// The harness, or a subject, cannot go on.
    pub(crate) fn broke(cause: impl Into<Cause>) -> Self {
        Self::Broke(cause.into())
    }

    /// The exit code, by the table above.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            // Help and version are results.
            Self::Arguments(error) if !error.use_stderr() => AS_EXPECTED,
            Self::Arguments(_)
            | Self::Usage(_)
            | Self::File { .. }
            | Self::Input { error: FilesError::Path(_), .. } => USAGE,
            Self::Content { .. }
            | Self::Address { .. }
            | Self::Input { .. }
            | Self::Report { .. }
            | Self::Probe(DraftError::Address(_)) => PARSE,
            Self::Serve(error) => serve_code(error),
            Self::Probe(_)
            | Self::Broke(_)
            | Self::MissedCanary(_)
            | Self::Output(_)
            | Self::Unwritable { .. }
            | Self::Interrupted => BROKE,
            Self::NothingSelected(_) => NOTHING_RAN,
        }
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arguments(error) => error.fmt(f),
            Self::Usage(cause) | Self::Broke(cause) => cause.fmt(f),
            Self::File { path, cause } | Self::Content { path, cause } => {
                write!(f, "{}: {cause}", path.display())
            }
            Self::Address { text, why } => write!(f, "bad-address: `{text}` is no address: {why}"),
            Self::Unwritable { path, cause } => write!(f, "{} cannot be written: {cause}", path.display()),
            Self::Input { error, .. } => error.fmt(f),
            Self::Report { path, error } => write!(f, "{}: {error}", path.display()),
            Self::Probe(error) => error.fmt(f),
            Self::Serve(error) => error.fmt(f),
            Self::MissedCanary(message) | Self::NothingSelected(message) => f.write_str(message),
            Self::Output(error) => write!(f, "the result cannot be written: {error}"),
            Self::Interrupted => f.write_str("interrupted"),
        }
    }
}

impl Error for CliError {}

/// The end of a command that has a verdict and wrote its results. What is not written is an error, and hides no failed verdict.
pub(crate) fn delivered(verdict: Outcome, written: Result<(), CliError>) -> Result<Outcome, CliError> {
    match (verdict, written) {
        (Outcome::Failed, Err(lost)) => {
            output::error(lost);
            Ok(verdict)
        }
        (_, written) => written.map(|()| verdict),
    }
}

/// The exit code of a command.
pub(crate) fn exit_code(end: &Result<Outcome, CliError>) -> u8 {
    match end {
        Ok(Outcome::AsExpected) => AS_EXPECTED,
        Ok(Outcome::Broke) => BROKE,
        Ok(Outcome::Failed) => FAILED,
        Ok(Outcome::NothingRan) => NOTHING_RAN,
        Err(error) => error.exit_code(),
    }
}

const fn serve_code(error: &ServeError) -> u8 {
    match error {
        ServeError::World(..)
        | ServeError::Journal(
            JournalError::OtherStart { .. }
            | JournalError::Misnamed { .. }
            | JournalError::OtherFormat { .. }
            | JournalError::OtherSnapshot { .. },
        ) => PARSE,
        ServeError::Journal(JournalError::Locked { .. } | JournalError::NoFile { .. }) => USAGE,
        ServeError::Journal(_)
        | ServeError::System(_)
        | ServeError::Faults(_)
        | ServeError::Record { .. } => BROKE,
        _ => USAGE,
    }
}

const AS_EXPECTED: u8 = 0;
const USAGE: u8 = 1;
const PARSE: u8 = 2;
const BROKE: u8 = 3;
const FAILED: u8 = 4;
const NOTHING_RAN: u8 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_end_has_the_exit_code_of_the_published_table() {
        let path = Path::new("x.yaml");
        let ends = [
            (Ok(Outcome::AsExpected), 0),
            (Ok(Outcome::Broke), 3),
            (Ok(Outcome::Failed), 4),
            (Ok(Outcome::NothingRan), 5),
            (Err(CliError::usage("no access keys")), 1),
            (Err(CliError::file(path, "not found")), 1),
            (Err(CliError::unwritable(path, io::ErrorKind::StorageFull.into())), 3),
            (Err(CliError::content(path, "of another shape")), 2),
            (Err(CliError::Input { error: FilesError::Path("x".to_owned()), format: Format::Console }), 1),
            (Err(CliError::Input { error: FilesError::Faults(Vec::new()), format: Format::Console }), 2),
            (Err(CliError::Report { path: path.to_owned(), error: DocumentError::Version(9) }), 2),
            (Err(CliError::Address { text: "x".to_owned(), why: "it has no port" }), 2),
            (Err(CliError::Probe(DraftError::Address(Vec::new()))), 2),
            (Err(CliError::Probe(DraftError::Dialect)), 3),
            (Err(CliError::broke("the subject ended")), 3),
            (Err(CliError::NothingSelected("none of 3 scenarios matches".to_owned())), 5),
        ];
        for (end, code) in ends {
            assert_eq!(exit_code(&end), code, "{end:?}");
            assert!(TABLE.lines().any(|line| line.starts_with(&format!("  {code}  "))));
        }
    }

    #[test]
    fn a_result_that_is_not_written_hides_no_failed_verdict() {
        let lost = || Err(CliError::unwritable(Path::new("x.json"), io::ErrorKind::StorageFull.into()));
        let code = |verdict| exit_code(&delivered(verdict, lost()));
        assert_eq!([Outcome::AsExpected, Outcome::Broke, Outcome::Failed].map(code), [3, 3, 4]);
        assert_eq!(exit_code(&delivered(Outcome::Failed, Ok(()))), 4);
        assert_eq!(exit_code(&delivered(Outcome::AsExpected, Ok(()))), 0);
    }
}
