//! Results to the standard output, errors to the standard error.

use std::io::{IsTerminal as _, Write as _};

use offhook_scenario::Diagnostic;
use offhook_scenario::files::FilesError;
use offhook_scenario::terminal::visible_lines;
use serde::Serialize;

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

/// A text as a terminal may have it: our own colours stay, where there are any, and nothing else that it would obey.
fn safe(text: &str, color: bool) -> String {
    if !color {
        return visible_lines(text);
    }
    let mut parts = text.split(COLOR);
    let mut safe = visible_lines(parts.next().unwrap_or_default());
    for part in parts {
        let end = part.find(|it: char| !(it.is_ascii_digit() || it == ';'));
        let is_color = end.is_some_and(|end| part[end..].starts_with('m'));
        safe.push_str(&if is_color { COLOR.to_owned() } else { visible_lines(COLOR) });
        safe.push_str(&visible_lines(part));
    }
    safe
}

/// How a colour begins.
const COLOR: &str = "\u{1b}[";

/// Prints a result. A closed pipe is no error: the reader has what it wanted.
///
/// # Errors
/// The result is lost for another reason.
pub(crate) fn result(text: &str) -> Result<(), CliError> {
    let mut stdout = std::io::stdout();
    let text = safe(text, stdout_color());
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(lost) if lost.kind() != std::io::ErrorKind::BrokenPipe => Err(CliError::Output(lost)),
        _ => Ok(()),
    }
}

/// Prints a JSON value.
///
/// # Errors
/// As [`result`].
pub(crate) fn json(value: &impl Serialize) -> Result<(), CliError> {
    result(&offhook_report::json::text(value))
}

/// Prints the error of a command.
pub(crate) fn failure(failure: &CliError) {
    match failure {
        CliError::Arguments(wrong) => {
            let (is_error, message) = (wrong.use_stderr(), wrong.render());
            let color = if is_error { stderr_color() } else { stdout_color() };
            let message = if color { message.ansi().to_string() } else { message.to_string() };
            if is_error {
                to_stderr(&message);
            } else {
                let _ = result(&message);
            }
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
    to_stderr(&format!("error: {message}\n"));
}

/// Prints a note.
pub(crate) fn note(message: impl std::fmt::Display) {
    to_stderr(&format!("note: {message}\n"));
}

fn diagnostics(all: &[Diagnostic]) {
    all.iter().for_each(|diagnostic| to_stderr(&diagnostic.render(stderr_color())));
}

/// Returns true if the standard error may be coloured.
pub(crate) fn stderr_color() -> bool {
    color(std::io::stderr().is_terminal())
}

/// Prints to the standard error. If that is lost, nobody can be shown that it is.
pub(crate) fn to_stderr(text: &str) {
    let _ = std::io::stderr().write_all(safe(text, stderr_color()).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_colours_reach_a_terminal_and_nothing_else_that_it_would_obey() {
        let text = "\u{1b}[1;31mred\u{1b}[0m \u{1b}[2J \u{1b}]0;title\u{7} \u{9b}m \u{202e}\n";
        let shown = "\u{1b}[1;31mred\u{1b}[0m \u{FFFD}[2J \u{FFFD}]0;title\u{FFFD} \u{FFFD}m \u{FFFD}\n";
        assert_eq!(safe(text, true), shown);
        assert_eq!(safe(text, false), shown.replace('\u{1b}', "\u{FFFD}"));
    }
}
