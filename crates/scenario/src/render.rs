//! Diagnostics as text, in the form of compiler messages.
//!
//! annotate-snippets draws it: the YAML reader depends on it already, and it handles wide characters, tabs
//! and the control characters of a hostile file.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::at::Place;
use crate::diagnostic::{Diagnostic, Remark, Severity};
use crate::terminal::{visible, visible_lines};

/// Longest line that is shown; for a longer one, such as a whole file without line breaks, only the place is shown.
const MAX_SHOWN_LINE_BYTES: usize = 10_000;

impl Diagnostic {
    /// The file, line and column, the source line with a caret, and the remedy. Ends with a line break.
    ///
    /// Without colour the bytes depend on nothing but the diagnostic.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let level = match self.severity {
            Severity::Note => Level::NOTE,
            Severity::Warning => Level::WARNING,
            Severity::Error => Level::ERROR,
        };
        let remarks = self.remarks.iter().map(|remark| match remark {
            Remark::Note(text) => Level::NOTE.message(text),
            Remark::Help(text) => Level::HELP.message(text),
        });
        let group = Group::with_title(level.primary_title(&self.title).id(self.code.as_str()))
            .elements(self.excerpt())
            .elements(remarks);
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut text = renderer.render(&[group]);
        text.push('\n');
        text
    }

    /// The lines from the first to the last place, those without a place folded.
    fn excerpt(&self) -> Option<Element<'_>> {
        if self.source.name.is_empty() {
            return None;
        }
        let path = visible(&self.source.name);
        if !self.place.is_known() {
            return Some(Origin::path(path).into());
        }
        let lines: Vec<u32> = std::iter::once(self.place.line)
            .chain(self.related.iter().map(|(place, _)| place.line).filter(|line| *line > 0))
            .collect();
        let first = lines.iter().min().copied().unwrap_or(1);
        let last = lines.iter().max().copied().unwrap_or(first);
        // A character stands for each, so that the columns stay.
        let window = visible_lines(&window(&self.source.text, first, last).replace("\r\n", "\n"));
        if window.lines().any(|line| line.len() > MAX_SHOWN_LINE_BYTES) {
            let Place { line, column, .. } = self.place;
            return Some(Origin::path(path).line(line as usize).char_column(column as usize).into());
        }
        let mut snippet = Snippet::source(window.clone()).path(path).line_start(first as usize).annotation(
            AnnotationKind::Primary.span(range(&window, first, self.place)).label(self.label.as_deref()),
        );
        for (place, label) in self.related.iter().filter(|(place, _)| place.is_known()) {
            snippet = snippet.annotation(
                AnnotationKind::Context.span(range(&window, first, *place)).label(label.as_str()),
            );
        }
        Some(snippet.into())
    }
}

/// The text of the lines `first..=last`, without the last line break.
fn window(text: &str, first: u32, last: u32) -> &str {
    let mut lines = text.split_inclusive('\n');
    let start: usize = lines.by_ref().take(first as usize - 1).map(str::len).sum();
    let len: usize = lines.take((last - first) as usize + 1).map(str::len).sum();
    text[start..start + len].trim_end_matches(['\n', '\r'])
}

/// The bytes of `window`, which begins with line `first`, that a place covers.
fn range(window: &str, first: u32, place: Place) -> Range<usize> {
    let above: usize =
        window.split_inclusive('\n').take(place.line.saturating_sub(first) as usize).map(str::len).sum();
    let line = window[above..].lines().next().unwrap_or_default();
    let byte = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(byte, _)| byte);
    let column = place.column.saturating_sub(1) as usize;
    let start = byte(column);
    let end = match place.len {
        0 => start + token_len(&line[start..]),
        // A range that continues on the next line is underlined to the end of this one.
        len => byte(column.saturating_add(len as usize)),
    };
    above + start..above + end
}

/// The length of the YAML token at the start of `text`, if the reader gives none.
fn token_len(text: &str) -> usize {
    let stop = |(at, char): &(usize, char)| *at > 0 && (char.is_whitespace() || ":,]}".contains(*char));
    text.char_indices().find(stop).map_or(text.len(), |(at, _)| at)
}
