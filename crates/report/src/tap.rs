//! Test Anything Protocol, version 14. A waived or inconclusive case is a `TODO`: it may fail, and stays visible.

use std::fmt::Write as _;

use offhook_harness::Verdict;
use offhook_harness::document::{Case, Document, Outcome};
use serde_json::{Value, json};

use crate::findings::{lines, numbered};
use crate::words::visible;

/// One test point for each case, then one for each problem of the run as a whole, then the findings as comments.
pub(crate) fn run(document: &Document) -> String {
    let mut text = String::from("TAP version 14\n");
    let _ = writeln!(text, "1..{}", document.cases.len() + document.problems.len());
    for (name, value) in crate::facts::facts(document) {
        let _ = writeln!(text, "# {name}: {}", visible(&value));
    }
    for (nth, case) in (1..).zip(&document.cases) {
        point(&mut text, nth, document, case);
    }
    for (nth, problem) in (document.cases.len() + 1..).zip(&document.problems) {
        let _ = writeln!(text, "not ok {nth} - {}", escaped(&format!("run.{}", problem.code)));
        block(&mut text, &[("message", json!(problem.title)), ("at", json!(problem.place))]);
    }
    for (number, finding) in numbered(document) {
        for line in lines(document, number, &finding) {
            let _ = writeln!(text, "# {line}");
        }
    }
    if document.interrupted {
        text.push_str("Bail out! the run was interrupted\n");
    }
    text
}

fn point(text: &mut String, nth: usize, document: &Document, case: &Case) {
    let reason = case.worst().map_or("", |failure| failure.title.as_str());
    let (ok, directive) = match case.outcome() {
        Outcome::Of(Verdict::Pass) => ("ok", String::new()),
        Outcome::Of(Verdict::NotApplicable | Verdict::NotRun) => {
            ("ok", format!(" # SKIP {}", escaped(reason)))
        }
        Outcome::Of(Verdict::Inconclusive) => ("not ok", " # TODO inconclusive".to_owned()),
        Outcome::Waived => {
            let until = case.waived.as_ref().map(|it| format!("until {}: {}", it.expires, it.reason));
            ("not ok", format!(" # TODO waived {}", escaped(&until.unwrap_or_default())))
        }
        Outcome::Of(Verdict::Fail | Verdict::Error) => ("not ok", String::new()),
    };
    let _ = writeln!(text, "{ok} {nth} - {}{directive}", escaped(&case.id));
    if ok != "ok" {
        block(text, &details(document, case));
    }
}

fn details<'a>(document: &Document, case: &Case) -> Vec<(&'a str, Value)> {
    let clauses = case.cites.iter().flat_map(|cite| document.cited(cite));
    let clause = |(id, it): (&str, &offhook_harness::document::ClauseText)| {
        format!("{id}: {} ({})", it.text, it.document)
    };
    let mut pairs = vec![
        ("verdict", json!(case.verdict)),
        ("title", json!(case.title)),
        ("file", json!(case.file)),
        ("steps", json!(format!("{} of {}", case.executed, case.planned))),
        ("clauses", clauses.map(clause).collect()),
        ("failures", case.failures.iter().map(|failure| failure.shown.as_str()).collect()),
    ];
    if let Some(waived) = &case.waived {
        pairs.push(("issue", json!(waived.issue)));
    }
    pairs
}

/// A YAML block of scalars and lists; every value is written as JSON, which is valid YAML.
fn block(text: &mut String, pairs: &[(&str, Value)]) {
    text.push_str("  ---\n");
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_null()) {
        match value {
            Value::Array(items) if !items.is_empty() => {
                let _ = writeln!(text, "  {name}:");
                for item in items {
                    let _ = writeln!(text, "    - {}", printable(item));
                }
            }
            value => {
                let _ = writeln!(text, "  {name}: {}", printable(value));
            }
        }
    }
    text.push_str("  ...\n");
}

/// A value in JSON without control characters, so that it is valid YAML.
fn printable(value: &Value) -> String {
    let mut text = String::new();
    for symbol in value.to_string().chars() {
        if symbol.is_control() {
            let _ = write!(text, "\\u{:04x}", u32::from(symbol));
        } else {
            text.push(symbol);
        }
    }
    text
}

/// Escapes a text for the line of a test point, in which `#` begins a directive.
fn escaped(text: &str) -> String {
    visible(text).replace('\\', "\\\\").replace('#', "\\#")
}
