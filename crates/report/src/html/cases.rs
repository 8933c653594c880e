//! The cases: a line for each, and more where there is more to say.

use std::collections::BTreeMap;

use maud::{Markup, html};
use offhook_harness::Verdict;
use offhook_harness::document::{Case, Document, Failure, Outcome};

use super::{badge, ladder, outcome_badge};

pub(super) fn section(document: &Document) -> Markup {
    let mut groups: BTreeMap<(&str, &str), Vec<&Case>> = BTreeMap::new();
    for case in &document.cases {
        groups.entry((&case.dialect, case.action())).or_default().push(case);
    }
    html! {
        section #cases {
            h2 { "Cases" }
            (filters(document))
            @for ((dialect, action), cases) in &groups { (group(document, dialect, action, cases)) }
        }
    }
}

/// Shown by the script: without one there is nothing to filter with.
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

fn group(document: &Document, dialect: &str, action: &str, cases: &[&Case]) -> Markup {
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
            @for case in cases { (entry(document, case)) }
        }
    }
}

fn entry(document: &Document, case: &Case) -> Markup {
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
            details.case id=(case.id) data-outcome=(word) open[outcome == Outcome::Of(Verdict::Fail)] {
                summary { (line) }
                (body(document, case))
            }
        }
    }
}

fn body(document: &Document, case: &Case) -> Markup {
    html! {
        p.quiet {
            code { (case.file) } ", " (case.executed) " of " (case.planned) " steps, " (case.requests) " requests"
            @if !case.hash.is_empty() { ", " code { (case.hash) } }
        }
        @if let Some(waived) = &case.waived {
            p.waiver { (badge("waived", "waived")) " until " (waived.expires) ": " (waived.reason) " (" (waived.issue) ")" }
        }
        @for failure in &case.failures { (self::failure(failure)) }
        ul.cites {
            @for (id, clause) in case.cites.iter().flat_map(|cite| document.cited(cite)) {
                li {
                    code { (id) } " " span.basis { (clause.basis) } " " (clause.text)
                    " " cite { (clause.document) @if !clause.section.is_empty() { ", " (clause.section) } }
                }
            }
        }
        @if let Some(ladder) = &case.ladder { (ladder::draw(ladder)) }
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
