//! A world that a client gives: a scenario of which only the world counts.

use std::sync::OnceLock;

use offhook_centre::vocabulary;
use offhook_scenario::{Diagnostic, Scenario, Vocabulary, check, parse};

/// Reads a scenario for its world.
pub(crate) fn world_of(name: &str, text: &str) -> Result<Scenario, String> {
    static WORDS: OnceLock<Vocabulary<'static>> = OnceLock::new();
    let said = |faults: &[Diagnostic]| faults.iter().map(|fault| fault.render(false)).collect::<String>();
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
