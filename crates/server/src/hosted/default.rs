//! The call centres that are open where none is named.

use offhook_scenario::{Diagnostic, Dialect, Scenario, parse};

/// The call centre of a dialect where none is named.
pub(crate) fn default_centre(dialect: Dialect) -> Result<Scenario, Vec<Diagnostic>> {
    match dialect {
        Dialect::Ccc => parse("default/ccc.yaml", include_str!("ccc.yaml")),
        Dialect::CcGateway => parse("default/cc-gateway.yaml", include_str!("cc-gateway.yaml")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_call_centres_are_scenarios_without_fault() {
        for dialect in [Dialect::Ccc, Dialect::CcGateway] {
            let scenario = default_centre(dialect).unwrap();
            assert_eq!(scenario.dialect.value, dialect);
            assert_eq!(offhook_scenario::check(&scenario, &offhook_harness::vocabulary()), []);
        }
    }
}
