//! The fault power of the suite: the mutants of the machine that it kills, by class.

use maud::{Markup, html};

use super::{badge, meter};
use crate::power::{Power, Tally};

/// The most survivors that are named.
const MOST: usize = 200;

pub(super) fn section(power: &Power) -> Markup {
    let summary = &power.summary;
    let survivors: Vec<_> = power.mutants.iter().filter(|it| it.fate == "survived").collect();
    html! {
        section #power {
            h2 { "Fault power" }
            p.quiet { "Mutants of the machine that " (summary.scenarios) " scenarios kill. Equivalent mutants do not count in the share." }
            @for canary in &summary.canaries { p { (badge("error", "canary")) " " (canary) } }
            table.power {
                thead { tr {
                    th { "class" } th {} th.number { "killed" } th.number { "of" } th.number { "survived" } th.number { "undecided" } th.number { "equivalent" }
                } }
                tbody {
                    @for (class, tally) in &summary.classes { (line(class, tally)) }
                    (line("all", &summary.total))
                }
            }
            @if !survivors.is_empty() {
                details {
                    summary { (survivors.len()) " that survived" }
                    ul { @for mutant in survivors.iter().take(MOST) { li { code { (mutant.id) } " " (mutant.change) } } }
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
