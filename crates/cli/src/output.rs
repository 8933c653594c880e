//! Results to the standard output, errors to the standard error.

use std::io::{IsTerminal as _, Write as _};

use crate::exit;

/// Whether results may be coloured: on a terminal, unless `NO_COLOR` says no.
pub(crate) fn color(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Whether the standard output may be coloured.
pub(crate) fn stdout_color() -> bool {
    color(std::io::stdout().is_terminal())
}

/// Prints a result. A reader that went away is no error of ours; a result that is lost otherwise ends the program.
pub(crate) fn result(text: &str) {
    let mut stdout = std::io::stdout();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(lost) if lost.kind() != std::io::ErrorKind::BrokenPipe => {
            error(format!("the result cannot be written: {lost}"));
            std::process::exit(exit::BROKE.into());
        }
        _ => {}
    }
}

/// Prints a JSON object.
pub(crate) fn json(value: &serde_json::Value) {
    result(&format!("{value:#}\n"));
}

/// Prints an error.
pub(crate) fn error(message: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "error: {message}");
}

/// Prints what is worth knowing and no error.
pub(crate) fn note(message: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "note: {message}");
}

/// Prints diagnostics of files that do not parse.
pub(crate) fn diagnostics(all: &[offhook_scenario::Diagnostic]) -> u8 {
    let color = color(std::io::stderr().is_terminal());
    let mut stderr = std::io::stderr();
    for diagnostic in all {
        let _ = stderr.write_all(diagnostic.render(color).as_bytes());
    }
    exit::PARSE
}
