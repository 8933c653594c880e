//! Helpers for texts in reports.

pub(crate) use offhook_scenario::terminal::{visible, visible_lines};

/// `1 case`, `2 cases`.
pub(crate) fn count(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
