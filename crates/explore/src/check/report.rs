//! What a check found, for people and for scripts.

use std::fmt::Write as _;

use offhook_scenario::to_yaml;
use serde_json::{Value, json};

use super::{Check, Checked, Violation, invariants};
use crate::configuration::Configuration;
use crate::script::{Watch, script};
use crate::search::End;

/// The version of the JSON object.
pub const VERSION: u32 = 1;

impl Check {
    /// The configuration in a line.
    pub fn title(&self) -> String {
        let plural = |count: u8| if count == 1 { "" } else { "s" };
        format!(
            "{}: {} agent{}, {} customer{}, from {}{}",
            self.dialect.as_str(),
            self.agents,
            plural(self.agents),
            self.customers,
            plural(self.customers),
            self.from.as_str(),
            if self.counts_channels { ", channels counted" } else { "" }
        )
    }

    /// What was found, for people.
    pub fn text(&self, checked: &Checked) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "{}", self.title());
        let _ = writeln!(
            out,
            "  {} states, {} steps, {} inputs rejected without effect, {} moves tried in each state",
            grouped(checked.states),
            grouped(checked.steps),
            grouped(checked.turned_down),
            checked.moves
        );
        let _ = writeln!(out, "  {}", ended(checked));
        match &checked.violation {
            Some(violation) => {
                let _ = writeln!(out, "  VIOLATION: {}", violation.flaw);
                for (place, it) in violation.way.iter().enumerate() {
                    let _ = writeln!(out, "    {:>3}. {it}", place + 1);
                }
            }
            None => {
                let _ = writeln!(
                    out,
                    "  {} invariants hold in every state; from every state everybody can return to idle",
                    invariants()
                );
            }
        }
        out
    }

    /// What was found, for scripts.
    pub fn json(&self, checked: &Checked) -> Value {
        let cells = checked.cells.iter().map(|((state, request), [accepted, refused])| {
            json!({ "state": state.as_str(), "request": request, "accepted": accepted, "refused": refused })
        });
        json!({
            "offhook": VERSION,
            "dialect": self.dialect.as_str(),
            "agents": self.agents,
            "customers": self.customers,
            "from": self.from.as_str(),
            "families": self.families.iter().map(crate::moves::Family::as_str).collect::<Vec<_>>(),
            "symmetry": self.symmetric,
            "end": checked.end.as_str(),
            "states": checked.states,
            "steps": checked.steps,
            "turned_down": checked.turned_down,
            "depth": checked.depth,
            "levels": checked.levels,
            "moves": checked.moves,
            "invariants": invariants(),
            "never": checked.never().collect::<Vec<_>>(),
            "rules": checked.fired.rules().map(|row| row.id).collect::<Vec<_>>(),
            "cells": cells.collect::<Vec<_>>(),
            "violation": checked.violation.as_ref().map(|violation| json!({
                "flaw": violation.flaw.word(),
                "text": violation.flaw.to_string(),
                "way": violation.way.iter().map(ToString::to_string).collect::<Vec<_>>(),
            })),
        })
    }

    /// The violation as a scenario file: on the machine that was checked it fails by itself, where an invariant does not
    /// hold any more.
    pub fn scenario(&self, violation: &Violation) -> Option<String> {
        let configuration = Configuration::new(self.dialect, self.agents, self.customers, self.from).ok()?;
        let mut scenario = script(&configuration, "check.violation", &violation.way, Watch::End);
        scenario.title = Some(violation.flaw.to_string().as_str().into());
        Some(to_yaml(&scenario))
    }
}

fn ended(checked: &Checked) -> String {
    match checked.end {
        End::Complete => format!("complete: every state is at most {} moves away", checked.depth),
        End::Flawed => format!("stopped at a flaw, {} moves away", checked.depth),
        End::Depth => format!("bounded: every state at most {} moves away has been visited", checked.depth),
        End::States => format!("bounded: the number of states was reached {} moves away", checked.depth),
        End::Memory => format!("bounded: the memory was used up {} moves away", checked.depth),
    }
}

/// 1234567 as `1,234,567`.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let first = (digits.len() + 2) % 3 + 1;
    let (head, tail) = digits.split_at(first);
    let mut out = head.to_owned();
    for group in tail.as_bytes().chunks(3) {
        out.push(',');
        out.push_str(std::str::from_utf8(group).unwrap_or_default());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        let all: Vec<String> = [0, 12, 999, 1_000, 54_321, 1_234_567].into_iter().map(grouped).collect();
        assert_eq!(all, ["0", "12", "999", "1,000", "54,321", "1,234,567"]);
    }
}
