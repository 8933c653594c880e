//! Helpers for texts in reports.

/// Makes the control characters of a text visible, so that a terminal does not obey them.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(|symbol| if symbol.is_control() { '\u{FFFD}' } else { symbol }).collect()
}

/// The same for a text of several lines; line breaks stay.
pub(crate) fn visible_lines(text: &str) -> String {
    let hidden = |symbol: char| symbol.is_control() && !matches!(symbol, '\n' | '\t');
    text.chars().map(|symbol| if hidden(symbol) { '\u{FFFD}' } else { symbol }).collect()
}

/// `1 case`, `2 cases`.
pub(crate) fn count(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
