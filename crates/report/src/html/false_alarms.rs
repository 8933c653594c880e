//! The correct implementations that the suite condemns, and the faults that freedom hides from it.

use maud::{Markup, html};

use super::{badge, meter};
use crate::false_alarms::{Behind, FalseAlarms, Variants};

/// The most alarms that are named.
const MOST: usize = 50;

pub(super) fn section(read: &FalseAlarms) -> Markup {
    let alarms: Vec<_> = read
        .rows
        .iter()
        .flat_map(|row| &row.variants)
        .flat_map(|it| it.alarms.iter().map(move |alarm| (&it.id, alarm)))
        .collect();
    html! {
        section #false-alarms {
            h2 { "False alarms" }
            p.quiet {
                "Correct implementations that take other options where the documents leave several open. "
                "The suite condemns " strong { (read.false_alarms) } "."
            }
            table.power {
                thead { tr { th { "vendor" } th { "kind" } th.number { "variants" } th.number { "shown in a case" } th.number { "cases" } th.number { "false alarms" } } }
                tbody { @for row in &read.rows { (line(row)) } }
            }
            @if !read.power.is_empty() {
                p.quiet { "Faults behind such options: those that are caught on our own machine, laid over combinations of options." }
                table.power {
                    thead { tr { th { "vendor" } th {} th.number { "caught there" } th.number { "laid over" } th.number { "faults caught on ours" } th.number { "of" } } }
                    tbody { @for behind in &read.power { (line_behind(behind)) } }
                }
            }
            @if !alarms.is_empty() {
                details {
                    summary { (alarms.len()) " cases that condemn a variant" }
                    ul { @for (id, alarm) in alarms.iter().take(MOST) { li { (badge("fail", "alarm")) " " code { (id) } " in " code { (alarm.case) } ": " (alarm.reason) } } }
                    @if alarms.len() > MOST { p.quiet { "and " (alarms.len() - MOST) " more" } }
                }
            }
        }
    }
}

fn line(row: &Variants) -> Markup {
    let shown = row.variants.iter().filter(|it| it.cases > 0).count();
    let cases: usize = row.variants.iter().map(|it| it.cases).sum();
    let alarms = row.variants.iter().filter(|it| !it.alarms.is_empty()).count();
    html! {
        tr {
            th scope="row" { (row.dialect) }
            td { (row.kind) }
            td.number { (row.variants.len()) }
            td.number { (shown) }
            td.number { (cases) }
            td.number { (alarms) }
        }
    }
}

fn line_behind(behind: &Behind) -> Markup {
    let tenths = (behind.caught_behind * 1_000).checked_div(behind.laid_over).unwrap_or(0);
    html! {
        tr {
            th scope="row" { (behind.dialect) }
            td { (meter(behind.caught_behind, behind.laid_over)) }
            td.number { (tenths / 10) "." (tenths % 10) " %" }
            td.number { (behind.laid_over) }
            td.number { (behind.caught) }
            td.number { (behind.faults) }
        }
    }
}
