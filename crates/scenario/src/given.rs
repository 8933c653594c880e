//! The world at the beginning of a scenario.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::at::{At, OptionalList};
use crate::instance::Instance;
use crate::job::Job;
use crate::map::Map;
use crate::time::{Clock, Millis};
use crate::user::User;

/// The world at the beginning: clock, users, calls. The harness chooses everything that is left out.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    /// A file that holds such a mapping, relative to this one. The keys here replace the keys of that file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include: Option<At<String>>,
    /// The time at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<At<Clock>>,
    /// Seed of everything that looks random, such as request ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<At<u64>>,
    /// The call centre: its id, or a mapping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<At<Instance>>,
    /// The settings of this call centre that differ from its vendor's policy.
    #[serde(skip_serializing_if = "Policy::is_empty")]
    pub policy: Policy,
    /// True if the platform behind the gateway cannot be reached.
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
    /// Returns true if no field is set.
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

    /// The id of this user of this name.
    #[must_use]
    pub fn id_of(&self, alias: &str, user: &User) -> String {
        let instance = self.instance_id();
        user.id.as_ref().map_or_else(|| format!("{alias}@{instance}"), |id| id.value.clone())
    }
}

/// The settings of a call centre that differ from its vendor's policy.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// The state of an agent after a call: `work` or `idle`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_call: Option<At<AfterCall>>,
    /// Ring timeout of an agent's phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ring_timeout: Option<At<Millis>>,
    /// Timeout of an outside call that is not answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_timeout: Option<At<Millis>>,
    /// True if an agent may call from a break.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_from_break: Option<At<bool>>,
    /// Lifetime of a Guid of `cc-gateway`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<At<Tokens>>,
    /// Edition of the documents that the call centre follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<At<String>>,
}

impl Policy {
    /// Returns true if no field is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The state of an agent after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AfterCall {
    /// After-call work, until the agent ends it.
    Work,
    /// Free for the next call.
    Idle,
}

/// Lifetime of a Guid of `cc-gateway`.
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
    /// Returns true if no field is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// An invariant of the machine that a world breaks, with the reason.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waive {
    /// Name of the invariant.
    pub invariant: At<String>,
    /// The reason, such as the documented sample that shows it.
    pub why: At<String>,
}
