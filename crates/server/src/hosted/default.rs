//! The call centres that are open where none is named.

use offhook_scenario::{Diagnostic, Dialect, Scenario, parse};

/// The call centre of a dialect where none is named.
pub(crate) fn default_centre(dialect: Dialect) -> Result<Scenario, Vec<Diagnostic>> {
    parse(&format!("default/{dialect}.yaml"), dialect.examples.world)
}

#[cfg(test)]
mod tests {
    use offhook_centre::vocabulary;
    use offhook_scenario::check;

    use super::*;

    #[test]
    fn the_default_call_centres_are_scenarios_without_fault() {
        for dialect in Dialect::all() {
            let scenario = default_centre(dialect).unwrap();
            assert_eq!(scenario.dialect.value, dialect);
            assert_eq!(check(&scenario, &vocabulary()), []);
        }
    }
}
