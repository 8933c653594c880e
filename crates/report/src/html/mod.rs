//! The HTML page. It loads no other file, and its script is optional.

mod cases;
mod false_alarms;
mod findings;
mod ladder;
mod matrix;
mod power;
mod tree;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use offhook_harness::Verdict;
use offhook_harness::document::{Case, Document, Ending, Outcome, Proved};
use offhook_machine::Basis;

use crate::facts::facts;
use crate::false_alarms::FalseAlarms;
use crate::power::Power;
use crate::shares::shares;
use crate::words::count;

pub(crate) use cases::LIMITS;
pub use cases::MAX_DRAWN_LADDERS;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// The page loads nothing, whatever its content.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/// Optional parts of the HTML page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras<'a> {
    /// The graphs of states, each with its title, as SVG from our own renderer: it is embedded without escaping.
    pub states: &'a [(String, String)],
    /// The mutants of the machine, and those that the suite kills.
    pub power: Option<&'a Power>,
    /// The benign variants, and those that the suite condemns.
    pub false_alarms: Option<&'a FalseAlarms>,
}

/// A run as a page.
pub(crate) fn run(document: &Document, extras: Extras<'_>) -> String {
    let subject = &document.subject;
    let title = format!("{} {}", subject.name, subject.version);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="color-scheme" content="light dark";
                title { "offhook: " (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (header(document, &title, extras))
                main {
                    (findings::section(document))
                    (overview(document))
                    (problems(document))
                    (claims(document))
                    (matrix::section(document))
                    (cases::section(document))
                    (states(document, extras.states))
                    @if let Some(power) = extras.power { (power::section(power)) }
                    @if let Some(read) = extras.false_alarms { (false_alarms::section(read)) }
                    (manifest(document))
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string() + "\n"
}

fn header(document: &Document, title: &str, extras: Extras<'_>) -> Markup {
    let (class, words) = match document.ending() {
        Ending::AsExpected => ("pass", "All as expected"),
        Ending::Failed => ("fail", "Not as expected"),
        Ending::Broke => ("error", "Broke"),
        Ending::Nothing => ("not-applicable", "Nothing ran"),
    };
    html! {
        header {
            p.brand { "offhook conformance report" }
            h1 { (title) }
            p.ending { (badge(class, words)) " " (document.verdict()) }
            nav {
                @if document.cases.iter().any(Case::is_failing) { a href="#findings" { "Findings" } }
                a href="#clauses" { "Clauses" }
                a href="#cases" { "Cases" }
                @if !extras.states.is_empty() { a href="#states" { "States" } }
                @if extras.power.is_some() { a href="#power" { "Fault power" } }
                @if extras.false_alarms.is_some() { a href="#false-alarms" { "False alarms" } }
                a href="#manifest" { "Manifest" }
            }
        }
    }
}

/// The counts, the proved clauses and the facts of the run.
fn overview(document: &Document) -> Markup {
    let counts: Vec<(Outcome, usize)> = Outcome::ALL
        .into_iter()
        .rev()
        .map(|outcome| (outcome, document.cases.iter().filter(|case| case.outcome() == outcome).count()))
        .filter(|(outcome, count)| *count > 0 || *outcome == Outcome::Of(Verdict::Pass))
        .collect();
    html! {
        section.overview {
            div.card {
                h2 { "Cases" }
                div.bar aria-hidden="true" {
                    @for (outcome, count) in &counts {
                        @if *count > 0 { span class=(outcome.as_str()) style=(format!("flex-grow:{count}")) {} }
                    }
                }
                ul.counts {
                    @for (outcome, count) in &counts {
                        li { (outcome_badge(*outcome)) " " strong { (count) } }
                    }
                }
                p.quiet { (count(document.summary.steps, "step")) ", " (count(document.summary.requests, "request")) }
            }
            div.card {
                h2 { "Proved by passing cases" }
                (proved(document))
                @for line in shares(document) { p.quiet { (line) } }
            }
            div.card {
                h2 { "Run" }
                dl {
                    @for (name, value) in facts(document) {
                        @if !matches!(name, "manifest" | "verdict") { dt { (name) } dd { (value) } }
                    }
                    dt { "manifest" }
                    dd { code { (document.manifest.hash) } " of " (count(document.manifest.count, "case")) }
                }
            }
        }
    }
}

fn proved(document: &Document) -> Markup {
    let of = |name: &str| document.summary.proved.get(name).copied().unwrap_or_default();
    let rows = Basis::ALL.map(|basis| (basis.as_str(), basis.as_str()));
    let rows = [("all", "all clauses")]
        .into_iter()
        .chain(rows)
        .chain([
            (Proved::STATED, "documented or sampled"),
            (Proved::REACHABLE, "of these, reachable"),
            ("seeds", "of the five seeds"),
            ("rules", "rules fired"),
        ])
        .filter(|(key, _)| document.summary.proved.contains_key(*key))
        // The rules that fired in another implementation are not visible.
        .filter(|(key, _)| *key != "rules" || document.subject.is_in_process());
    html! {
        table.shares {
            @for (key, name) in rows {
                @let Proved { covered, total } = of(key);
                tr {
                    th scope="row" { (name) }
                    td { (meter(covered, total)) }
                    td.number { (covered) " of " (total) }
                }
            }
        }
    }
}

/// A share as a bar; the table shows the figures next to it.
fn meter(part: usize, of: usize) -> Markup {
    let per_mille = (part * 1_000).checked_div(of).unwrap_or(0);
    let width = format!("width:{}.{}%", per_mille / 10, per_mille % 10);
    html! { div.meter aria-hidden="true" { span style=(width) {} } }
}

fn problems(document: &Document) -> Markup {
    html! {
        @if !document.problems.is_empty() || document.interrupted {
            section.problems {
                h2 { "Problems of the run as a whole" }
                ul {
                    @if document.interrupted { li { "the run was interrupted" } }
                    @for problem in &document.problems {
                        li {
                            (badge("error", &problem.code)) " " (problem.title)
                            @if let Some(place) = &problem.place { " " code { (place) } }
                        }
                    }
                }
            }
        }
    }
}

/// What further claims of the subject's statement would add to the run.
fn claims(document: &Document) -> Markup {
    html! {
        @if let Some(scope) = document.scope.as_ref().filter(|scope| !scope.additions.is_empty()) {
            section #claims {
                h2 { "What further claims would add" }
                p.quiet { "All of them together: " (count(scope.together, "case")) "." }
                table.shares {
                    tr { th scope="col" { "claim" } th scope="col" { "the statement says" } th scope="col" { "cases" }
                        th scope="col" { "with other claims" } }
                    @for it in &scope.additions {
                        tr { th scope="row" { (it.claim) } td { (it.line) } td.number { (it.alone) } td.number { (it.with_others) } }
                    }
                }
            }
        }
    }
}

/// Each graph fits the page, and a checkbox shows it at full size without a script.
fn states(document: &Document, graphs: &[(String, String)]) -> Markup {
    html! {
        @if !graphs.is_empty() {
            section #states {
                h2 { "Rules exercised by the cases" }
                @if !document.subject.is_in_process() {
                    p.quiet { "As the oracle ran on the same steps: the rules inside an implementation are not visible." }
                }
                p.quiet { "The rules as graphs. A thicker and warmer line is hit more often; no case met a dashed line." }
                @for (nth, (title, svg)) in graphs.iter().enumerate() {
                    details.group open[nth == 0] {
                        summary { span.name { (title) } }
                        div.graph {
                            label { input.large type="checkbox"; " full size" }
                            div.picture tabindex="0" { (PreEscaped(svg)) }
                        }
                    }
                }
            }
        }
    }
}

/// The cases that must run, with the hash of each.
fn manifest(document: &Document) -> Markup {
    html! {
        section #manifest {
            h2 { "Manifest" }
            p { code { (document.manifest.hash) } " of " (count(document.manifest.count, "case"))
                @if let Some(shard) = document.manifest.shard { ", of which this is the shard " (shard) } }
            details {
                summary { "The cases and their hashes" }
                pre {
                    @for case in &document.cases { (case.hash) "  " (case.id) "\n" }
                }
            }
        }
    }
}

/// A word with its colour and its sign, so that the colour is never the only mark.
fn badge(class: &str, words: &str) -> Markup {
    let sign = sign(class);
    html! { span class=(format!("badge {class}")) { span.sign aria-hidden="true" { (sign) } (words) } }
}

fn outcome_badge(outcome: Outcome) -> Markup {
    badge(outcome.as_str(), outcome.as_str())
}

fn sign(class: &str) -> &'static str {
    match class {
        "pass" => "✓",
        "fail" => "✗",
        "error" => "!",
        "waived" => "~",
        "inconclusive" => "?",
        _ => "–",
    }
}
