//! The matrix: every clause that a case cites, by document and action, with the outcomes of its cases.

use std::collections::BTreeMap;

use maud::{Markup, html};
use offhook_harness::Verdict;
use offhook_harness::document::{Case, ClauseText, Document, Outcome};

use super::{badge, meter, outcome_badge, sign};
use crate::words::count;

/// The most cases that the row of a clause names.
const MOST: usize = 4;

/// A clause and the cases that cite it.
struct Row<'a> {
    id: &'a str,
    clause: &'a ClauseText,
    cases: Vec<&'a Case>,
}

impl Row<'_> {
    /// The worst outcome of its cases; a case that is not applicable does not count if another one passes.
    fn outcome(&self) -> Outcome {
        let any = |outcome: &Outcome| self.cases.iter().any(|case| case.outcome() == *outcome);
        let passes = any(&Outcome::Of(Verdict::Pass));
        let outcomes =
            Outcome::ALL.into_iter().filter(|it| !(passes && *it == Outcome::Of(Verdict::NotApplicable)));
        outcomes.into_iter().find(any).unwrap_or(Outcome::Of(Verdict::NotApplicable))
    }
}

type Actions<'a> = BTreeMap<&'a str, Vec<Row<'a>>>;

pub(super) fn section(document: &Document) -> Markup {
    let documents = by_document(document);
    html! {
        section #clauses {
            h2 { "Clauses" }
            p.quiet {
                "Each square is a clause that a case cites, in its worst outcome: "
                @for outcome in Outcome::ALL.into_iter().rev() { (outcome_badge(outcome)) " " }
            }
            @for (title, actions) in &documents { (of_document(title, actions)) }
        }
    }
}

fn by_document(document: &Document) -> BTreeMap<&str, Actions<'_>> {
    let mut citing: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in &document.cases {
        for (id, _) in case.cites.iter().flat_map(|cite| document.cited(cite)) {
            citing.entry(id).or_default().push(case);
        }
    }
    let mut documents: BTreeMap<&str, Actions<'_>> = BTreeMap::new();
    for (id, clause) in &document.clauses {
        let row = Row { id, clause, cases: citing.remove(id.as_str()).unwrap_or_default() };
        // The second part of a clause's id is the action.
        let action = id.split('.').nth(1).unwrap_or("other");
        documents.entry(&clause.document).or_default().entry(action).or_default().push(row);
    }
    documents
}

fn of_document(title: &str, actions: &Actions<'_>) -> Markup {
    let rows = || actions.values().flatten();
    let all = rows().count();
    let passed = rows().filter(|row| row.outcome() == Outcome::Of(Verdict::Pass)).count();
    html! {
        details.document open[passed < all] {
            summary {
                span.name { (title) }
                span.share { (meter(passed, all)) (passed) " of " (count(all, "clause")) " pass" }
            }
            @for (action, rows) in actions { (of_action(action, rows)) }
        }
    }
}

fn of_action(action: &str, rows: &[Row<'_>]) -> Markup {
    let worst = Outcome::ALL.into_iter().find(|it| rows.iter().any(|row| row.outcome() == *it));
    let worst = worst.unwrap_or(Outcome::Of(Verdict::NotApplicable));
    let passed = rows.iter().filter(|row| row.outcome() == Outcome::Of(Verdict::Pass)).count();
    let words = if passed == rows.len() {
        format!("all {passed} pass")
    } else {
        format!("{passed} of {} pass", rows.len())
    };
    html! {
        details.action open[passed < rows.len() && rows.len() < 60] {
            summary {
                span.name { (action) }
                (badge(worst.as_str(), &words))
                span.cells aria-hidden="true" {
                    @for row in rows {
                        @let outcome = row.outcome().as_str();
                        i class=(outcome) title=(format!("{}: {outcome}", row.id)) { (sign(outcome)) }
                    }
                }
            }
            table.clauses {
                thead { tr { th { "clause" } th { "outcome" } th { "says" } th { "cases" } } }
                tbody { @for row in rows { (line(row)) } }
            }
        }
    }
}

fn line(row: &Row<'_>) -> Markup {
    let outcome = row.outcome();
    // The cases that decide the outcome come first.
    let (deciding, others): (Vec<&&Case>, Vec<&&Case>) =
        row.cases.iter().partition(|case| case.outcome() == outcome);
    html! {
        tr data-outcome=(outcome.as_str()) {
            td { code { (row.id) } br; span.basis { (row.clause.basis) } }
            td { (outcome_badge(outcome)) }
            td { (row.clause.text) @if !row.clause.section.is_empty() { " " span.quiet { "§ " (row.clause.section) } } }
            td {
                @for case in deciding.iter().chain(&others).take(MOST) {
                    a href=(format!("#{}", case.id)) { (short(case)) } " "
                }
                @if row.cases.len() > MOST { span.quiet { "and " (row.cases.len() - MOST) " more" } }
            }
        }
    }
}

/// The end of a case's id: the row shows the rest already.
fn short(case: &Case) -> &str {
    case.id.rsplit_once('.').map_or(case.id.as_str(), |(_, end)| end)
}
