//! Results to the standard output, errors to the standard error.

use std::io::{IsTerminal as _, Write as _};

use offhook_scenario::Diagnostic;
use offhook_scenario::files::FilesError;

use crate::exit::CliError;
use crate::options::Format;

/// Returns true if output may be coloured: on a terminal, unless `NO_COLOR` is set.
pub(crate) fn color(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Returns true if the standard output may be coloured.
pub(crate) fn stdout_color() -> bool {
    color(std::io::stdout().is_terminal())
}

/// Prints a result. A closed pipe is no error: the reader has what it wanted.
///
/// # Errors
/// The result is lost for another reason.
pub(crate) fn result(text: &str) -> Result<(), CliError> {
    let mut stdout = std::io::stdout();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(lost) if lost.kind() != std::io::ErrorKind::BrokenPipe => Err(CliError::Output(lost)),
        _ => Ok(()),
    }
}

/// Prints a JSON object.
///
/// # Errors
/// As [`result`].
pub(crate) fn json(value: &serde_json::Value) -> Result<(), CliError> {
    result(&format!("{value:#}\n"))
}

/// Prints the error of a command.
pub(crate) fn failure(failure: &CliError) {
    match failure {
        CliError::Arguments(error) => {
            let _ = error.print();
        }
        CliError::Input { error: FilesError::Faults(faults), format } => {
            // The exit code is that of the faults, even if their JSON is lost.
            if *format == Format::Json
                && let Err(lost) = json(&offhook_report::json::faults(faults))
            {
                error(lost);
            }
            diagnostics(faults);
        }
        other => error(other),
    }
}

/// Prints an error.
pub(crate) fn error(message: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "error: {message}");
}

/// Prints a note.
pub(crate) fn note(message: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "note: {message}");
}

fn diagnostics(all: &[Diagnostic]) {
    let color = color(std::io::stderr().is_terminal());
    let mut stderr = std::io::stderr();
    for diagnostic in all {
        let _ = stderr.write_all(diagnostic.render(color).as_bytes());
    }
}
