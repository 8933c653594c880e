//! Answers as diagnostics show them.

use serde_json::Value;

/// A text cut to what a reader takes in.
pub(super) fn short(text: &str) -> String {
    const MOST: usize = 600;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The object of an answer that a path leads into.
pub(super) fn around(tree: &Value, path: &str) -> String {
    let mut at = tree;
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let (name, index) = name
            .split_once('[')
            .map_or((name, None), |(name, rest)| (name, rest.trim_end_matches(']').parse::<usize>().ok()));
        let inner = at.get(name).and_then(|inner| index.map_or(Some(inner), |index| inner.get(index)));
        match inner {
            Some(inner) if inner.is_object() && names.peek().is_some() => at = inner,
            _ => break,
        }
    }
    short(&at.to_string())
}
