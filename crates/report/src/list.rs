//! The list of scenarios.

use std::fmt::Write as _;

use offhook_harness::Summarised;
use offhook_scenario::{Scenario, plan};
use serde_json::json;

use crate::words::visible;

/// One line for each scenario: id and title.
pub fn text(scenarios: &[Scenario], skipped: usize) -> String {
    let width = scenarios.iter().map(|scenario| scenario.id.value.len()).max().unwrap_or_default();
    let mut text = String::new();
    for scenario in scenarios {
        let _ = writeln!(text, "{:<width$}  {}", scenario.id.value, visible(title(scenario)));
    }
    let skipped = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    let _ = writeln!(text, "{} scenarios{skipped}", scenarios.len());
    text
}

/// The list as one JSON object.
pub fn json(scenarios: &[Scenario], skipped: usize) -> Summarised {
    let one = |scenario: &Scenario| {
        json!({
            "id": scenario.id.value,
            "file": scenario.sources.of(scenario.id.place).name.as_ref(),
            "title": title(scenario),
            "dialect": scenario.dialect.value.as_str(),
            "cites": scenario.cites.iter().map(|cite| &cite.value).collect::<Vec<_>>(),
            "steps": plan(scenario).map(|plan| plan.steps.len()).unwrap_or_default(),
        })
    };
    let counts =
        [("planned", scenarios.len()), ("executed", 0), ("passed", 0), ("failed", 0), ("skipped", skipped)];
    Summarised::new(
        counts.map(|(name, count)| (name, count.into())),
        [("scenarios", scenarios.iter().map(one).collect())],
    )
}

fn title(scenario: &Scenario) -> &str {
    scenario.title.as_ref().map_or("", |title| &title.value)
}
