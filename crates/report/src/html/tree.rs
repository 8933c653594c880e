//! A JSON body line by line, with marks on the lines that differ from the expectation.

use maud::{Markup, html};
use serde_json::Value;

/// A line, and the path of its value.
struct Line {
    path: String,
    text: String,
}

/// A body for reading: JSON indented, anything else unchanged. `wrong` holds the paths whose values differ.
pub(super) fn pretty(body: &str, wrong: &[&str]) -> Markup {
    let Ok(value) = serde_json::from_str::<Value>(body) else { return html! { (body) } };
    let mut lines = Vec::new();
    write(&value, "", "", 0, "", &mut lines);
    html! {
        @for line in &lines {
            @if wrong.contains(&line.path.as_str()) { mark { (line.text) } "\n" } @else { (line.text) "\n" }
        }
    }
}

fn write(value: &Value, name: &str, path: &str, depth: usize, end: &str, lines: &mut Vec<Line>) {
    let indent = "  ".repeat(depth);
    let name = if name.is_empty() { String::new() } else { format!("\"{name}\": ") };
    let mut line = |path: &str, text: String| lines.push(Line { path: path.to_owned(), text });
    match value {
        Value::Object(members) if !members.is_empty() => {
            line(path, format!("{indent}{name}{{"));
            let last = members.len() - 1;
            for (nth, (name, member)) in members.iter().enumerate() {
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                write(member, name, &inner, depth + 1, if nth < last { "," } else { "" }, lines);
            }
            lines.push(Line { path: String::new(), text: format!("{indent}}}{end}") });
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            line(path, format!("{indent}{name}["));
            let last = items.len() - 1;
            for (nth, item) in items.iter().enumerate() {
                write(
                    item,
                    "",
                    &format!("{path}[{nth}]"),
                    depth + 1,
                    if nth < last { "," } else { "" },
                    lines,
                );
            }
            lines.push(Line { path: String::new(), text: format!("{indent}]{end}") });
        }
        leaf => line(path, format!("{indent}{name}{leaf}{end}")),
    }
}
