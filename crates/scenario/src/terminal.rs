//! Texts that go to a terminal: what would move its cursor, or turn what is written, is made visible.

/// Whether a terminal would obey a character instead of showing it: the control characters, ESC and those of C1 among them, and the
/// characters that turn the direction of what follows. A line break and a tab are such, too.
pub fn steers(symbol: char) -> bool {
    symbol.is_control()
        || matches!(symbol, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text of one line that no terminal obeys: U+FFFD stands for each character that it would.
pub fn visible(text: &str) -> String {
    text.chars().map(|symbol| if steers(symbol) { '\u{FFFD}' } else { symbol }).collect()
}

/// The same for a text of several lines; line breaks and tabs stay.
pub fn visible_lines(text: &str) -> String {
    let shown = |symbol: char| !steers(symbol) || matches!(symbol, '\n' | '\t');
    text.chars().map(|symbol| if shown(symbol) { symbol } else { '\u{FFFD}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown_and_all_else_stays() {
        let text = "a\u{1b}[2J\u{9b}31m\u{7f}\u{202e}\u{2067}\u{200f}\u{61c}\tü\nb";
        assert_eq!(
            visible(text),
            "a\u{FFFD}[2J\u{FFFD}31m\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}ü\u{FFFD}b"
        );
        assert!(visible_lines(text).ends_with("\tü\nb"));
        assert!(!visible_lines(text).chars().any(|it| steers(it) && !matches!(it, '\n' | '\t')));
    }
}
