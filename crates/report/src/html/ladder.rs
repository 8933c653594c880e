//! A case as a ladder of messages between agents, subject and remote party.

use maud::{Markup, html};
use offhook_harness::{Asked, Check, Entry, Ladder, What};

use super::tree;
use crate::words::count;

pub(super) fn draw(ladder: &Ladder) -> Markup {
    html! {
        div.ladder {
            div.lanes { span { "agent" } span { "subject" } span { "remote party" } }
            ol {
                @for (nth, entry) in ladder.entries.iter().enumerate() {
                    @let before = nth.checked_sub(1).and_then(|nth| ladder.entries.get(nth));
                    @if before.is_none_or(|before| before.step != entry.step) { (step(entry)) }
                    (rung(entry))
                }
            }
            @if ladder.left_off > 0 { p.quiet { "and " (count(ladder.left_off, "entry")) " more, left out by the limit" } }
        }
    }
}

fn step(entry: &Entry) -> Markup {
    html! {
        li.step { span { @if entry.step == 0 { "setup" } @else { "step " (entry.step) } } }
    }
}

fn rung(entry: &Entry) -> Markup {
    match &entry.what {
        What::Request(asked) => request(asked),
        What::Stimulus { signal, party, detail, impossible } => html! {
            li {
                div.arrow.far.left { b { (signal) } " " (party) @if !detail.is_empty() { " " span.quiet { (detail) } } }
                @if let Some(reason) = impossible { p.note { "impossible: " (reason) } }
            }
        },
        What::Event { name, party, body } => html! {
            li {
                details.fold {
                    summary { div.arrow.agent.left.event { b { (name) } " " (party) } }
                    pre { (tree::pretty(body, &[])) }
                }
            }
        },
        What::Wait { ms } => html! { li.wait { span { "⏱ " (time(*ms)) " pass" } } },
        What::Fault { title, label } => html! {
            li.fault { p { strong { "✗ " (title) } @if !label.is_empty() { br; (label) } } }
        },
    }
}

fn request(asked: &Asked) -> Markup {
    let differs = asked.checks.iter().any(|check| !check.holds);
    let wrong: Vec<&str> =
        asked.checks.iter().filter(|check| !check.holds).map(|check| check.path.as_str()).collect();
    html! {
        li {
            details.fold {
                summary { div.arrow.agent.right { b { (asked.action) } " " (asked.by) } }
                pre { (asked.sent) }
            }
            details.fold open[differs] {
                summary {
                    div.arrow.agent.left {
                        @match asked.status {
                            Some(status) => { b { "HTTP " (status) } }
                            None => { b { "no answer" } }
                        }
                        @if !asked.checks.is_empty() {
                            " "
                            @if differs { span.differs { "✗ not as expected" } } @else { span.holds { "✓ as expected" } }
                        }
                    }
                }
                @if !asked.checks.is_empty() { (checks(&asked.checks)) }
                @if !asked.answer.is_empty() { pre { (tree::pretty(&asked.answer, &wrong)) } }
            }
        }
    }
}

fn checks(checks: &[Check]) -> Markup {
    html! {
        table.checks {
            thead { tr { th { "at" } th { "expected" } th { "observed" } th { "" } } }
            tbody {
                @for check in checks {
                    tr class=(if check.holds { "holds" } else { "differs" }) {
                        td { code { (check.path) } }
                        td { code { (check.expected) } }
                        td { code { (check.observed) } }
                        td { @if check.holds { "✓ same" } @else { "✗ differs" } }
                    }
                }
            }
        }
    }
}

fn time(ms: u64) -> String {
    if ms.is_multiple_of(1_000) { format!("{} s", ms / 1_000) } else { format!("{ms} ms") }
}
