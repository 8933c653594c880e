//! The steps of a scenario.

use std::fmt;

use schemars::JsonSchema;
use serde::de::{self, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::at::At;
use crate::diagnostic::{Code, Diagnostic};
use crate::events::EventItem;
use crate::map::Map;
use crate::nearest::suggest;
use crate::network::Network;
use crate::path::Path;
use crate::reading;
use crate::time::Millis;
use crate::written;

pub use crate::matcher::Expectations;

/// Values of an answer that later steps use: a name, and the path of the value.
pub type Binds = Map<String, At<Path>>;

/// One step: a mapping of exactly one key.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Step {
    /// A user sends a request through the vendor's interface.
    Request(Box<Request>),
    /// The network or the remote party does something.
    Network(Box<Network>),
    /// Time passes.
    Wait(At<Millis>),
    /// A user's state is read.
    Poll(Box<Poll>),
    /// Exactly these events have come since the last `events` step, in this order; an inner list in any order.
    Events(Vec<At<EventItem>>),
    /// Steps that are repeated.
    Repeat(Repeat),
}

/// A request through the vendor's interface.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Alias of the user that sends the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<At<String>>,
    /// Action of `ccc`, such as MakeCall, or operation of `cc-gateway`, such as release.
    pub action: At<String>,
    /// Parameters; null leaves out a parameter that would be filled in.
    #[serde(default, skip_serializing_if = "Map::is_empty", deserialize_with = "written::values")]
    pub with: Map<String, At<Value>>,
    /// Body, sent unchanged instead of the body that is made from `with`. `cc-gateway` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<At<String>>,
    /// Headers to add or replace; null leaves one out. `cc-gateway` only.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Option<At<String>>>,
    /// HTTP method in place of the documented one. `cc-gateway` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^[A-Z]{1,20}$"))]
    pub method: Option<At<String>>,
    /// Path and query in place of the documented ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<At<String>>,
    /// HTTP status of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 100, max = 599))]
    pub status: Option<At<u16>>,
    /// Expected values of the answer, by path.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub expect: Expectations,
    /// File whose values the answer has, all of them, relative to this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<At<String>>,
    /// Values of the answer that later steps use: names for `$name`, and their paths.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub bind: Binds,
}

/// A poll of a user's state.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Poll {
    /// Alias of the user.
    pub user: At<String>,
    /// Expected values of the answer, by path.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub expect: Expectations,
    /// Values of the answer that later steps use.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub bind: Binds,
}

/// Steps that are repeated.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// Number of turns.
    #[schemars(range(min = 1, max = 10_000))]
    pub times: At<u32>,
    /// The repeated steps.
    #[schemars(length(min = 1))]
    pub steps: Vec<At<Step>>,
}

/// The keys of steps.
const VERBS: [&str; 6] = ["request", "network", "wait", "poll", "events", "repeat"];

impl Step {
    /// The key of the step: `request`, `network`, …
    #[must_use]
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::Network(_) => "network",
            Self::Wait(_) => "wait",
            Self::Poll(_) => "poll",
            Self::Events(_) => "events",
            Self::Repeat(_) => "repeat",
        }
    }
}

/// Written by hand, so that a wrong key is reported with its name and place, and later faults are reported, too.
impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StepVisitor)
    }
}

struct StepVisitor;

impl<'de> Visitor<'de> for StepVisitor {
    type Value = Step;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a step such as `wait: 5s`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Step, E> {
        let fault = Diagnostic::error(Code::NotOneKey, format!("`{text}` is not a step"));
        reading::report(fault.help("a step is a mapping of one key, such as `wait: 5s`"))?;
        Ok(stand_in())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Step, E> {
        let fault = Diagnostic::error(Code::NotOneKey, "an empty step");
        reading::report(fault.help("write one key, such as `wait: 5s`"))?;
        Ok(stand_in())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Step, A::Error> {
        let Some(verb) = access.next_key::<At<String>>()? else { return self.visit_unit() };
        let step = match verb.as_str() {
            "request" => Step::Request(access.next_value()?),
            "network" => Step::Network(access.next_value()?),
            "wait" => Step::Wait(access.next_value()?),
            "poll" => Step::Poll(access.next_value()?),
            "events" => Step::Events(access.next_value()?),
            "repeat" => Step::Repeat(access.next_value()?),
            unknown => {
                access.next_value::<IgnoredAny>()?;
                let fault = Diagnostic::error(Code::UnknownStep, format!("unknown step `{unknown}`"));
                reading::report(fault.at(verb.place).help_maybe(suggest(unknown, VERBS)))?;
                stand_in()
            }
        };
        while let Some((second, _)) = access.next_entry::<At<String>, IgnoredAny>()? {
            let fault =
                Diagnostic::error(Code::NotOneKey, format!("a step with a second key, `{}`", second.value));
            reading::report(
                fault
                    .at(second.place)
                    .related(verb.place, "the step")
                    .help("begin a new step with `- `, or indent what belongs to this one"),
            )?;
        }
        Ok(step)
    }
}

/// The placeholder of an invalid step, until its fault is reported.
fn stand_in() -> Step {
    Step::Wait(Millis::default().into())
}

/// Writes a mapping of one key: the derived form would be a YAML tag.
impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::Request(request) => map.serialize_entry(self.verb(), request)?,
            Self::Network(network) => map.serialize_entry(self.verb(), network)?,
            Self::Wait(time) => map.serialize_entry(self.verb(), time)?,
            Self::Poll(poll) => map.serialize_entry(self.verb(), poll)?,
            Self::Events(events) => map.serialize_entry(self.verb(), events)?,
            Self::Repeat(repeat) => map.serialize_entry(self.verb(), repeat)?,
        }
        map.end()
    }
}
