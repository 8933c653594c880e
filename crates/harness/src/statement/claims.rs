//! What a statement claims of the implementation.

use offhook_dialect::Edition;
use offhook_scenario::{At, Scenario, Wire};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Statement, Time};

/// A way to observe an implementation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Observation {
    /// A user's state is read by the vendor's own operation.
    Polls,
    /// Events: of `ccc` by the control endpoint, of `cc-gateway` by the vendor's own operation.
    Events,
}

impl Observation {
    pub(super) fn all() -> Vec<Self> {
        vec![Self::Polls, Self::Events]
    }
}

/// How the network and the remote party are played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stimuli {
    /// By the control endpoint.
    Control,
    /// By the program's standard input.
    Stdio,
    /// Not at all.
    None,
}

impl Stimuli {
    /// The word that files use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Stdio => "stdio",
            Self::None => "none",
        }
    }
}

/// Something that an implementation is known to do otherwise.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// Clause that does not hold; `ccc.hold-call.*` stands for all that begin so.
    #[serde(default)]
    pub clause: Option<At<String>>,
    /// Action or operation that is otherwise.
    #[serde(default)]
    pub action: Option<At<String>>,
    /// Why.
    pub reason: At<String>,
}

impl Statement {
    /// Whether an action or operation is claimed.
    pub fn claims_action(&self, action: &str) -> bool {
        self.actions.as_ref().is_none_or(|claimed| claimed.iter().any(|it| it.value == action))
    }

    /// Whether a parameter of an action is claimed.
    pub fn claims_parameter(&self, action: &str, parameter: &str) -> bool {
        let claimed = self.parameters.get(action);
        claimed.is_none_or(|claimed| claimed.iter().any(|it| it.value == parameter))
    }

    /// Whether it can be observed so.
    pub fn observed_by(&self, observation: Observation) -> bool {
        self.observation.contains(&observation)
    }

    /// How the remote party is played.
    pub fn stimuli(&self) -> Stimuli {
        match &self.stimuli {
            Some(stimuli) => stimuli.value,
            None if !self.command.is_empty() => Stimuli::Stdio,
            None if self.control.is_some() => Stimuli::Control,
            None => Stimuli::None,
        }
    }

    /// Whether a kind of stimulus is claimed.
    pub fn claims_stimulus(&self, kind: &str) -> bool {
        self.stimuli() != Stimuli::None
            && self.stimulus_kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|it| it.value == kind))
    }

    /// The edition of the documents that it follows.
    pub fn edition(&self) -> Edition {
        let named = self.edition.as_ref().and_then(|name| self.dialect.value.edition(&name.value));
        named.unwrap_or_default()
    }

    /// Whether its time moves only when the harness moves it.
    pub fn is_virtual(&self) -> bool {
        self.time.value == Time::Virtual
    }

    /// Whether it writes answers as a scenario wants them.
    pub(crate) fn writes_as(&self, scenario: &Scenario) -> bool {
        let form = scenario.dialect.value.wire.form.is_some() || self.wire == scenario.wire;
        form && self.formats.iter().any(|format| format.value == scenario.format)
    }

    /// The word for the form of values in its answers.
    pub(crate) const fn form(&self) -> &'static str {
        match self.wire {
            Wire::Typed => "typed",
            Wire::Documented => "documented",
        }
    }
}
