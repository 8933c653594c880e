//! A progress bar for long runs on a terminal.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Runs shorter than this show no bar.
const PATIENCE: usize = 500;

/// A bar for this number of cases; hidden for short runs, and if the standard error is no terminal.
pub(crate) fn bar(cases: usize) -> ProgressBar {
    bar_of(cases, "scenarios")
}

/// The same for other things than cases.
pub(crate) fn bar_of(cases: usize, what: &str) -> ProgressBar {
    if cases < PATIENCE || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(cases as u64);
    if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:40}} {{pos}} of {{len}} {what}")) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
