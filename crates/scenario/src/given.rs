//! The world at the beginning of a scenario.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::at::At;
use crate::instance::Instance;
use crate::job::Job;
use crate::map::Map;
use crate::time::{Clock, Millis};
use crate::user::User;

/// A list that may be left out, which is not the same as an empty one.
pub type OptionalList = Option<Vec<At<String>>>;

/// The world at the beginning: clock, users, calls. What is left out, the harness chooses.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    /// A file that holds such a mapping, relative to this one. What stands here goes over it, key by key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include: Option<At<String>>,
    /// The time at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<At<Clock>>,
    /// Seed of everything that looks random, such as request ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<At<u64>>,
    /// The call centre: its id, or more about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<At<Instance>>,
    /// Where this call centre differs from its vendor's policy.
    #[serde(skip_serializing_if = "Policy::is_empty")]
    pub policy: Policy,
    /// Whether what stands behind the gateway cannot be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outage: Option<At<bool>>,
    /// Agents and supervisors, by the alias that the steps use.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub users: Map<String, User>,
    /// Calls that are under way, by alias.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub jobs: Map<String, Job>,
    /// The next ids to hand out, in order.
    #[serde(skip_serializing_if = "Ids::is_empty")]
    pub ids: Ids,
    /// Invariants of the machine that this world breaks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waives: Vec<Waive>,
}

impl Given {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The id of a user: as given, else `<alias>@<instance>`.
    #[must_use]
    pub fn user_id(&self, alias: &str) -> Option<String> {
        self.users.get(alias).map(|user| self.id_of(alias, user))
    }

    /// The id of the call centre.
    #[must_use]
    pub fn instance_id(&self) -> &str {
        self.instance.as_ref().map_or(Instance::DEFAULT_ID, |instance| &instance.value.id.value)
    }

    pub(crate) fn id_of(&self, alias: &str, user: &User) -> String {
        let instance = self.instance_id();
        user.id.as_ref().map_or_else(|| format!("{alias}@{instance}"), |id| id.value.clone())
    }
}

/// Where a call centre differs from its vendor's policy.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// What an agent is after a call: `work` or `idle`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_call: Option<At<AfterCall>>,
    /// How long an agent's phone rings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ring_timeout: Option<At<Millis>>,
    /// How long an outside call is tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_timeout: Option<At<Millis>>,
    /// Whether an agent may call from a break.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_from_break: Option<At<bool>>,
    /// How long a Guid of `cc-gateway` is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<At<Tokens>>,
    /// Edition of the documents that is followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<At<String>>,
}

impl Policy {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What an agent is after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AfterCall {
    /// In after-call work, until the agent ends it.
    Work,
    /// Free for the next call.
    Idle,
}

/// How long a Guid of `cc-gateway` is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tokens {
    /// As long as the session (AUTHMODE 1).
    Lasting,
    /// Until a poll hands out the next one (AUTHMODE 2).
    Renewed,
}

/// The next ids to hand out, in order; after them the world goes on by its own rules.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Ids {
    /// Node that job ids carry, 0 to 1023.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 1023))]
    pub node: Option<At<u16>>,
    /// Request ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: OptionalList,
    /// Job ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jobs: OptionalList,
    /// Channel ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: OptionalList,
}

impl Ids {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// An invariant of the machine that a world breaks, and why it must.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waive {
    /// Name of the invariant.
    pub invariant: At<String>,
    /// The reason, such as the documented sample that shows it.
    pub why: At<String>,
}
