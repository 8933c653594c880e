//! How a call centre is spoken to.

use offhook_dialect::{Edition, Form, Format};
use offhook_scenario::{Dialect, Scenario, Wire};

/// How a call centre is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WireChoice {
    /// The vendor's API.
    pub dialect: Dialect,
    /// How answers are written.
    pub form: Form,
    /// In which notation.
    pub format: Format,
    /// Which generation of the documents counts.
    pub edition: Edition,
}

impl WireChoice {
    /// What a scenario asks for.
    pub fn of(scenario: &Scenario) -> Self {
        let dialect = scenario.dialect.value;
        let edition = scenario.given.policy.edition.as_ref().map(|edition| edition.value.as_str());
        let form = match scenario.wire {
            Wire::Typed => Form::Typed,
            Wire::Documented => Form::Documented,
        };
        let format = match scenario.format {
            offhook_scenario::Format::Json => Format::Json,
            offhook_scenario::Format::Xml => Format::Xml,
        };
        Self {
            dialect,
            form: dialect.wire.form.unwrap_or(form),
            format,
            edition: edition.and_then(|name| dialect.edition(name)).unwrap_or_default(),
        }
    }
}
