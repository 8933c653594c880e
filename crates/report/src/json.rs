//! JSON for scripts.

use offhook_harness::Summarised;
use offhook_harness::document::Document;
use offhook_scenario::terminal::steers;
use offhook_scenario::{Diagnostic, Remark};
use serde::Serialize;
use serde_json::{Value, json};

/// The first character that JSON lets stand in a text as it is, and that a terminal may obey all the same.
const FIRST_BEYOND_ASCII: char = '\u{7f}';

/// A run: the one format of `--format json` and of `--report json`, which `offhook schema --of report` describes.
pub fn document(document: &Document) -> String {
    text(&document.written())
}

/// A value on several lines, the last with its end. What a terminal would obey is written by its number.
pub fn text(value: &impl Serialize) -> String {
    // Every key is a text, so writing cannot fail; if it does, the text holds the error.
    let whole = serde_json::to_string_pretty(value)
        .unwrap_or_else(|why| json!({ "error": why.to_string() }).to_string());
    let mut text = String::with_capacity(whole.len() + 1);
    for symbol in whole.chars() {
        if symbol >= FIRST_BEYOND_ASCII && steers(symbol) {
            let mut units = [0; 2];
            symbol.encode_utf16(&mut units).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
        } else {
            text.push(symbol);
        }
    }
    text.push('\n');
    text
}

/// Files that do not parse, so that nothing ran.
pub fn faults(faults: &[Diagnostic]) -> Summarised {
    let none = ["planned", "executed", "passed", "failed", "skipped"].map(|name| (name, 0.into()));
    Summarised::new(none, [("diagnostics", faults.iter().map(diagnostic).collect())])
        .with("faults", faults.len())
}

/// A diagnostic: place, title and remedies.
pub fn diagnostic(it: &Diagnostic) -> Value {
    let text = |wanted: fn(&Remark) -> Option<&String>| {
        it.remarks.iter().filter_map(wanted).cloned().collect::<Vec<_>>()
    };
    let mut object = json!({
        "code": it.code.as_str(),
        "file": it.source.name.as_ref(),
        "line": it.place.line,
        "column": it.place.column,
        "title": it.title,
        "label": it.label,
        "notes": text(|remark| match remark { Remark::Note(text) => Some(text), Remark::Help(_) => None }),
        "help": text(|remark| match remark { Remark::Help(text) => Some(text), Remark::Note(_) => None }),
    });
    if let Some(clause) = &it.clause {
        object["clause"] = clause.as_str().into();
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_written_by_its_number_and_reads_as_it_was() {
        let value = json!({ "a": "x\u{9b}\u{202e}\u{7f}\u{1b}[2J ü" });
        let shown = text(&value);
        assert!(!shown.chars().any(|it| steers(it) && it != '\n'), "{shown:?}");
        assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), value);
    }
}
