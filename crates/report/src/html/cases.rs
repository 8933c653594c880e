//! The cases: one line each, with details for those that did not pass.

use std::collections::BTreeMap;

use maud::{Markup, html};
use offhook_harness::Verdict;
use offhook_harness::document::{Case, Document, Failure, Outcome};

use super::{badge, ladder, outcome_badge};
use crate::words::count;

offhook_machine::limits! {
    /// The most ladders that one page draws: the page must open at once, even if everything failed. The JSON report has them all.
    pub const MAX_DRAWN_LADDERS: usize = 300;
}
/// Up to this number, all failures are open at the beginning; beyond it, none.
const MAX_OPEN: usize = 20;

pub(super) fn section(document: &Document) -> Markup {
    let mut groups: BTreeMap<(&str, &str), Vec<&Case>> = BTreeMap::new();
    for case in &document.cases {
        groups.entry((&case.dialect, case.action())).or_default().push(case);
    }
    let page = Page::of(document);
    html! {
        section #cases {
            h2 { "Cases" }
            (filters(document))
            @for ((dialect, action), cases) in &groups { (group(&page, dialect, action, cases)) }
        }
    }
}

/// Properties of the page that every case needs.
struct Page<'a> {
    document: &'a Document,
    /// The last case with a ladder on the page.
    last_drawn: Option<&'a str>,
    /// True if failures are open at the beginning.
    open: bool,
}

impl<'a> Page<'a> {
    fn of(document: &'a Document) -> Self {
        let mut drawn: Vec<&str> =
            document.cases.iter().filter(|case| case.ladder.is_some()).map(|case| case.id.as_str()).collect();
        drawn.sort_unstable();
        drawn.truncate(MAX_DRAWN_LADDERS);
        let failed = document.cases.iter().filter(|case| case.verdict == Verdict::Fail).count();
        Self { document, last_drawn: drawn.last().copied(), open: failed <= MAX_OPEN }
    }
}

/// Shown by the script, because filtering needs it.
fn filters(document: &Document) -> Markup {
    let there_is = |outcome: &Outcome| document.cases.iter().any(|case| case.outcome() == *outcome);
    html! {
        form #filters hidden {
            input #words type="search" placeholder="id, title or clause" aria-label="Show cases with these words";
            @for outcome in Outcome::ALL.into_iter().rev().filter(there_is) {
                label { input type="checkbox" name="outcome" value=(outcome.as_str()) checked; (outcome_badge(outcome)) }
            }
            button type="button" data-open="1" { "Open all shown" }
            button type="button" data-open="0" { "Close all" }
            output #shown {}
        }
    }
}

fn group(page: &Page<'_>, dialect: &str, action: &str, cases: &[&Case]) -> Markup {
    let passed = cases.iter().filter(|case| case.verdict == Verdict::Pass).count();
    let worst = Outcome::ALL.into_iter().find(|it| cases.iter().any(|case| case.outcome() == *it));
    let worst = worst.map_or("not-applicable", Outcome::as_str);
    let words = if passed == cases.len() {
        format!("all {passed} pass")
    } else {
        format!("{passed} of {} pass", cases.len())
    };
    html! {
        details.group open[passed < cases.len()] {
            summary { span.name { (dialect) " " (action) } (badge(worst, &words)) }
            @for case in cases { (entry(page, case)) }
        }
    }
}

fn entry(page: &Page<'_>, case: &Case) -> Markup {
    let outcome = case.outcome();
    let line = html! {
        (outcome_badge(outcome)) " " code.id { (case.id) } " " span.title { (case.title) }
    };
    let plain = outcome == Outcome::Of(Verdict::Pass) && case.ladder.is_none();
    let word = outcome.as_str();
    html! {
        @if plain {
            div.case id=(case.id) data-outcome=(word) { (line) }
        } @else {
            details.case id=(case.id) data-outcome=(word) open[page.open && outcome == Outcome::Of(Verdict::Fail)] {
                summary { (line) }
                (body(page, case))
            }
        }
    }
}

fn body(page: &Page<'_>, case: &Case) -> Markup {
    html! {
        p.quiet {
            code { (case.file) } ", " (case.executed) " of " (case.planned) " steps, " (count(case.requests, "request"))
            @if !case.hash.is_empty() { ", " code { (case.hash) } }
        }
        @if let Some(waived) = &case.waived {
            p.waiver { (badge("waived", "waived")) " until " (waived.expires) ": " (waived.reason) " (" (waived.issue) ")" }
        }
        @for failure in &case.failures { (self::failure(failure)) }
        ul.cites {
            @for (id, clause) in case.cites.iter().flat_map(|cite| page.document.cited(cite)) {
                li {
                    code { (id) } " " span.basis { (clause.basis) } " " (clause.text)
                    " " cite { (clause.document) @if !clause.section.is_empty() { ", " (clause.section) } }
                }
            }
        }
        @if !case.rests_on.is_empty() {
            p.quiet {
                "It rests on "
                @for (index, id) in case.rests_on.iter().enumerate() { @if index > 0 { ", " } code { (id) } }
                ", and so counts as " (case.basis) "."
            }
        }
        @if let Some(ladder) = &case.ladder {
            @if page.last_drawn.is_some_and(|last| case.id.as_str() <= last) {
                (ladder::draw(ladder))
            } @else {
                p.quiet { "The messages are in the JSON report: a page draws at most " (MAX_DRAWN_LADDERS) " ladders." }
            }
        }
    }
}

fn failure(failure: &Failure) -> Markup {
    html! {
        div class=(format!("failure {}", failure.severity)) {
            p { strong { (failure.severity) } " " (failure.title)
                @if let Some(label) = &failure.label { br; span.label { (label) } } }
            @if !failure.shown.is_empty() { pre { (failure.shown) } }
        }
    }
}
