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
