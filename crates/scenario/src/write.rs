//! Writes a scenario as YAML.

use crate::scenario::Scenario;

/// The line that names the schema for editors.
const EDITOR_LINE: &str = "# yaml-language-server: $schema=";
/// The path of the schema, as seen from `scenarios/<dialect>/<action>/`.
const SCHEMA_PATH: &str = "../../schema.json";

/// Writes a scenario without the fields that have their default. [`parse`](crate::parse) reads the same scenario again.
///
/// ```
/// use offhook_scenario::{Dialect, Millis, Scenario, Step, parse, to_yaml};
///
/// let scenario = Scenario::new("a.b", Dialect::named("ccc").unwrap(), vec![Step::Wait(Millis { ms: 5000 }.into())]);
/// let text = to_yaml(&scenario);
/// assert!(text.ends_with("offhook: 1\nid: a.b\ndialect: ccc\nsteps:\n- wait: 5s\n"));
/// assert_eq!(parse("a.yaml", &text), Ok(scenario));
/// ```
#[must_use]
pub fn to_yaml(scenario: &Scenario) -> String {
    // This writer belongs to the reader: it quotes every text that the reader would take for another type.
    // It fails only for keys that are no scalars, and a scenario has none; if it fails, the file holds the error.
    let body =
        serde_saphyr::to_string(scenario).unwrap_or_else(|why| format!("# cannot be written: {why}\n"));
    format!("{EDITOR_LINE}{SCHEMA_PATH}\n{body}")
}
