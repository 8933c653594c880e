//! The findings: the failures grouped by cause, each with links to its cases.

use maud::{Markup, html};
use offhook_harness::document::{Document, Finding};

use crate::findings::numbered;
use crate::words::count;

/// The most cases that a finding links at once; the rest folds open.
const MOST: usize = 12;

pub(super) fn section(document: &Document) -> Markup {
    let findings = numbered(document);
    html! {
        @if !findings.is_empty() {
            section #findings {
                h2 { "Findings" }
                p.quiet { "Failures of one cause are one finding. Failures that are waived are not among them." }
                @for (number, finding) in &findings { (self::finding(document, *number, finding)) }
            }
        }
    }
}

fn finding(document: &Document, number: usize, it: &Finding) -> Markup {
    let clause = it.clause.as_ref().map(|id| (id, document.clauses.get(id)));
    let (first, rest) = it.cases.split_at(it.cases.len().min(MOST));
    html! {
        div id=(format!("finding-{number}")) class=(format!("failure {}", it.severity)) {
            p { strong { (it.severity) " " (it.code) } " " (it.title)
                @if let Some(label) = &it.expected_observed { br; span.label { (label) } } }
            @if let Some((id, clause)) = clause {
                p {
                    code { (id) }
                    @if let Some(clause) = clause {
                        " " span.basis { (clause.basis) } " " (clause.text) " " cite.quiet { (clause.document) }
                    }
                }
            }
            p { "In " (count(it.cases.len(), "case")) @if it.cases.len() > 1 { ", the smallest" } ": " (link(&it.smallest.id)) " " code { (it.smallest.file) } }
            @if it.cases.len() > 1 { p { @for id in first { (link(id)) " " } } }
            @if !rest.is_empty() {
                details {
                    summary { "and " (rest.len()) " more" }
                    p { @for id in rest { (link(id)) " " } }
                }
            }
        }
    }
}

fn link(id: &str) -> Markup {
    html! { a href=(format!("#{id}")) { (id) } }
}
