//! Scenario in, text out.

use crate::scenario::Scenario;

/// The line that tells an editor where the schema is.
const EDITOR_LINE: &str = "# yaml-language-server: $schema=";
/// Where the schema is, as seen from `scenarios/<dialect>/<action>/`.
const SCHEMA_PATH: &str = "../../schema.json";

/// Writes a scenario: what is at its default is left out, and [`parse`](crate::parse) reads the same again.
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
    // The reader's own writer: it knows what its reader would take for something else than a text.
    // It fails for keys that are no scalars, of which there are none. Should it ever, the file says so.
    let body =
        serde_saphyr::to_string(scenario).unwrap_or_else(|why| format!("# cannot be written: {why}\n"));
    format!("{EDITOR_LINE}{SCHEMA_PATH}\n{body}")
}
