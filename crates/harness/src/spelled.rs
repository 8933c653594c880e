//! What the steps of a case write out, and so expect word for word.

use offhook_scenario::Scenario;

use offhook_centre::DEFAULT_CLOCK_MS;

/// Milliseconds since 1970 have so many digits.
const TIME_DIGITS: usize = 13;
/// A number so near to the clock of a case is a time: a year.
const NEAR_MS: u64 = 366 * 24 * 60 * 60 * 1000;

/// Whether the steps of a case hold a text.
pub(crate) fn spells(scenario: &Scenario, text: &str) -> bool {
    serde_json::to_string(&scenario.steps).is_ok_and(|steps| steps.contains(text))
}

/// Whether the steps of a case hold a number, or its text, as a value of its own and not as a part of a longer text.
pub(crate) fn spells_value(scenario: &Scenario, number: &str) -> bool {
    let steps = serde_json::to_string(&scenario.steps).unwrap_or_default();
    steps.match_indices(number).any(|(at, _)| {
        let before = steps.get(..at).unwrap_or_default();
        let after = steps.get(at + number.len()..).unwrap_or_default();
        before.ends_with([':', ',', '[', '"']) && after.starts_with([',', '}', ']', '"'])
    })
}

/// Whether the steps of a case hold a time.
pub(crate) fn spells_time(scenario: &Scenario) -> bool {
    let clock = scenario.given.clock.as_ref().map_or(DEFAULT_CLOCK_MS, |clock| clock.value.ms);
    let steps = serde_json::to_string(&scenario.steps).unwrap_or_default();
    let numbers = steps.split(|symbol: char| !symbol.is_ascii_digit()).filter(|run| run.len() == TIME_DIGITS);
    numbers.filter_map(|run| run.parse::<u64>().ok()).any(|time| time.abs_diff(clock) < NEAR_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_value_of_its_own_or_a_part_of_a_text() {
        let spells = |value: &str| {
            let text = format!(
                "offhook: 1\nid: a.b\ndialect: ccc\nsteps:\n- request: {{ action: MakeCall, with: {{ Callee: {value} }} }}\n"
            );
            spells_value(&offhook_scenario::parse("a.yaml", &text).unwrap(), "16092")
        };
        assert!(spells("16092") && spells("\"16092\"") && spells("[1, 16092]"));
        assert!(!spells("\"ch:1:16092:job\"") && !spells("160921"));
    }

    #[test]
    fn a_time_is_told_from_a_phone_number() {
        let spells = |value: &str| {
            let text = format!(
                "offhook: 1\nid: a.b\ndialect: ccc\nsteps:\n- request: {{ action: MakeCall, with: {{ Callee: {value} }} }}\n"
            );
            spells_time(&offhook_scenario::parse("a.yaml", &text).unwrap())
        };
        assert!(spells("1609225718123") && spells("\"x:1609225718123:y\""));
        assert!(!spells("\"13188888888\"") && !spells("\"8613188888888\""));
    }
}
