//! Calls that are under way, and their legs.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::at::At;

/// A call that is under way.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Job {
    /// Id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<At<String>>,
    /// Instance that the answers name: left out, the one of the world; null, none.
    #[serde(deserialize_with = "null_is_said", skip_serializing_if = "Option::is_none")]
    pub instance: Option<Option<At<String>>>,
    /// Call type, such as OUTBOUND.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_type: Option<At<String>>,
    /// Its legs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<Vec<At<Channel>>>,
}

/// One party's leg of a call.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Whose leg: the agent's or the far party's.
    pub side: At<Side>,
    /// Alias of the user whose leg it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<At<String>>,
    /// Id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<At<String>>,
    /// State, such as ANSWERED.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<At<String>>,
    /// Flags, such as HOLD.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<At<String>>,
    /// Who calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originator: Option<At<String>>,
    /// Who is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<At<String>>,
    /// Call type of this leg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_type: Option<At<String>>,
    /// Skill group of this leg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill_group: Option<At<String>>,
    /// Position among the legs of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<At<u32>>,
    /// When the leg began, in milliseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<At<u64>>,
    /// When it last changed, in milliseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<At<u64>>,
    /// Who released it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_initiator: Option<At<String>>,
    /// Why it was released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_reason: Option<At<String>>,
}

/// Whose leg of a call it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The agent's.
    User,
    /// The far party's.
    Customer,
}

/// A field that is null says something else than one that is left out.
fn null_is_said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<At<String>>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
