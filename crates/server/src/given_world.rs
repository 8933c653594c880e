//! A world that a client gives: a scenario of which only the world counts.

use std::sync::OnceLock;

use offhook_centre::vocabulary;
use offhook_scenario::{Diagnostic, Given, Scenario, Vocabulary, check, parse};

use crate::hosted::default_centre;

/// Reads a scenario for its world.
pub(crate) fn world_of(name: &str, text: &str) -> Result<Scenario, String> {
    static WORDS: OnceLock<Vocabulary<'static>> = OnceLock::new();
    let mut scenario = parse(name, text).map_err(|faults| said(&faults))?;
    // Only the world counts.
    scenario.cites.clear();
    scenario.steps.clear();
    if scenario.given.include.is_some() {
        return Err("no file is included here: send the world whole".to_owned());
    }
    let faults = check(&scenario, WORDS.get_or_init(vocabulary));
    if faults.is_empty() { Ok(scenario) } else { Err(said(&faults)) }
}

/// An empty world is the default one.
pub(crate) fn or_default(scenario: Scenario) -> Result<Scenario, String> {
    if scenario.given == Given::default() {
        default_centre(scenario.dialect.value).map_err(|faults| said(&faults))
    } else {
        Ok(scenario)
    }
}

fn said(faults: &[Diagnostic]) -> String {
    faults.iter().map(|fault| fault.render(false)).collect()
}
