//! The faults that the check finds.

use crate::at::At;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::MAX_DIAGNOSTICS;
use crate::nearest::suggest;

/// The faults found so far; up to [`MAX_DIAGNOSTICS`], because looking up the nearest word takes time.
#[derive(Default)]
pub(super) struct Found(Vec<Diagnostic>);

impl Found {
    pub(super) fn push(&mut self, fault: impl FnOnce() -> Diagnostic) {
        if self.0.len() < MAX_DIAGNOSTICS {
            self.0.push(fault());
        }
    }

    /// Reports a word that is not in its list.
    pub(super) fn look_up(&mut self, code: Code, what: &str, word: &At<String>, words: &[&str]) {
        if !words.contains(&word.as_str()) {
            self.unknown(code, what, word, words.iter().copied());
        }
    }

    pub(super) fn unknown<'a>(
        &mut self,
        code: Code,
        what: &str,
        word: &At<String>,
        words: impl IntoIterator<Item = &'a str>,
    ) {
        self.push(|| {
            Diagnostic::error(code, format!("unknown {what} `{}`", word.value))
                .at(word.place)
                .help_maybe(suggest(word, words))
        });
    }

    /// The faults in order of position.
    pub(super) fn sorted(mut self) -> Vec<Diagnostic> {
        self.0.sort_by_key(|fault| fault.place);
        self.0
    }
}
