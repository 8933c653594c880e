//! The scenario: the whole file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::at::{At, Place};
use crate::default::is_default;
use crate::diagnostic::Diagnostic;
use crate::dialect::Dialect;
use crate::given::Given;
use crate::source::Sources;
use crate::step::Step;

/// A script of one conversation with a call centre, and its expected results.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Version of the language: 1.
    #[schemars(range(min = 1, max = 1))]
    pub offhook: At<u32>,
    /// Stable name: lower-case words joined by `.` and `-`, such as `ccc.hold-call.hold-and-retrieve`.
    #[schemars(length(max = 200), regex(pattern = "^[a-z0-9]+([.-][a-z0-9]+)*$"))]
    pub id: At<String>,
    /// One sentence that describes the scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<At<String>>,
    /// The clauses that this scenario tests; `ccc.hold-call.*` means all that begin with `ccc.hold-call`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<At<String>>,
    /// Clauses and rules that the expectations rest on, if their basis is weaker than that of the cited clauses: the weakest
    /// basis decides the weight of the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<At<String>>,
    /// The vendor's interface.
    pub dialect: At<Dialect>,
    /// The form of values on the wire.
    #[serde(default, skip_serializing_if = "is_default")]
    pub wire: Wire,
    /// The format of answers.
    #[serde(default, skip_serializing_if = "is_default")]
    pub format: Format,
    /// The world at the beginning.
    #[serde(default, skip_serializing_if = "Given::is_empty")]
    pub given: Given,
    /// The steps, in order.
    #[schemars(length(min = 1))]
    pub steps: Vec<At<Step>>,
    /// The files that this was read from.
    #[serde(skip)]
    pub sources: Sources,
}

/// The form of values on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// The declared types: what the live service sends.
    #[default]
    Typed,
    /// The documented samples, token for token.
    Documented,
}

/// The format of answers; not every vendor knows both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// JSON.
    #[default]
    Json,
    /// XML.
    Xml,
}

impl Scenario {
    /// A scenario that was built in code, with nothing but steps.
    #[must_use]
    pub fn new(id: &str, dialect: Dialect, steps: Vec<Step>) -> Self {
        Self {
            offhook: 1.into(),
            id: id.into(),
            title: None,
            cites: Vec::new(),
            rests_on: Vec::new(),
            dialect: dialect.into(),
            wire: Wire::default(),
            format: Format::default(),
            given: Given::default(),
            steps: steps.into_iter().map(At::from).collect(),
            sources: Sources::default(),
        }
    }

    /// Puts a diagnostic at a place of this scenario, in the right file.
    pub fn locate(&self, place: Place, diagnostic: Diagnostic) -> Diagnostic {
        diagnostic.at(place).from(&self.sources.of(place))
    }
}
