//! The findings of a run in plain lines, for every format that has no layout of its own for them.

use offhook_harness::document::{Document, Finding};

use crate::words::{count, visible};

/// Every finding, each with its number, from 1.
pub(crate) fn numbered(document: &Document) -> Vec<(usize, Finding)> {
    (1..).zip(document.findings()).collect()
}

/// A finding: what is wrong, what was expected and observed, what the clause says, in how many cases, and the smallest of them.
pub(crate) fn lines(document: &Document, number: usize, finding: &Finding) -> Vec<String> {
    let Finding { severity, code, title, expected_observed, cases, smallest, .. } = finding;
    let mut lines = vec![format!("finding {number}  {severity}[{code}]: {title}")];
    lines.extend(expected_observed.iter().map(|label| format!("  {label}")));
    lines.extend(finding.clause.as_ref().map(|id| format!("  it is about {}", clause(document, id))));
    lines.push(match cases.len() {
        1 => format!("  in 1 case: {} ({})", smallest.id, smallest.file),
        many => format!("  in {}, the smallest: {} ({})", count(many, "case"), smallest.id, smallest.file),
    });
    lines.iter().map(|line| visible(line)).collect()
}

/// A clause with what it says and where, if the document holds it.
pub(crate) fn clause(document: &Document, id: &str) -> String {
    match document.clauses.get(id) {
        Some(clause) => format!("{id}: {} ({})", clause.text, clause.document),
        None => id.to_owned(),
    }
}
