//! The fault power of the suite: which known-bad variants of the machine it notices, by class.

use maud::{Markup, html};

use super::{badge, meter};
use crate::power::{Power, Tally};

/// How many survivors are named.
const MOST: usize = 200;

pub(super) fn section(power: &Power) -> Markup {
    let summary = &power.summary;
    let survivors: Vec<_> = power.mutants.iter().filter(|it| it.fate == "survived").collect();
    html! {
        section #power {
            h2 { "Fault power" }
            p.quiet { "Known-bad variants of the machine that " (summary.scenarios) " scenarios notice. The share leaves out what is equivalent." }
            @for canary in &summary.canaries { p { (badge("error", "canary")) " " (canary) } }
            table.power {
                thead { tr {
                    th { "class" } th {} th.number { "noticed" } th.number { "of" } th.number { "survived" } th.number { "undecided" } th.number { "equivalent" }
                } }
                tbody {
                    @for (class, tally) in &summary.classes { (line(class, tally)) }
                    (line("all", &summary.total))
                }
            }
            @if !survivors.is_empty() {
                details {
                    summary { (survivors.len()) " that nobody noticed" }
                    ul { @for variant in survivors.iter().take(MOST) { li { code { (variant.id) } " " (variant.change) } } }
                    @if survivors.len() > MOST { p.quiet { "and " (survivors.len() - MOST) " more" } }
                }
            }
        }
    }
}

fn line(class: &str, tally: &Tally) -> Markup {
    let possible = tally.mutants.saturating_sub(tally.equivalent);
    html! {
        tr {
            th scope="row" { (class) }
            td { (meter(tally.killed, possible)) }
            td.number { (tally.per_mille / 10) "." (tally.per_mille % 10) " %" }
            td.number { (possible) }
            td.number { (tally.survived) }
            td.number { (tally.undecided) }
            td.number { (tally.equivalent) }
        }
    }
}
