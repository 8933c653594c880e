//! Calls that are under way, and their channels.

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
    /// Instance that the answers name. Left out: the instance of the world; null: no instance.
    #[serde(deserialize_with = "null_is_said", skip_serializing_if = "Option::is_none")]
    pub instance: Option<Option<At<String>>>,
    /// Call type, such as OUTBOUND.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_type: Option<At<String>>,
    /// Its channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<Vec<At<Channel>>>,
}

/// One party's part of a call.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// The side of the call: the agent's or the remote party's.
    pub side: At<Side>,
    /// Alias of the user, if the channel is an agent's.
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
    /// The caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originator: Option<At<String>>,
    /// The callee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<At<String>>,
    /// Call type of this channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_type: Option<At<String>>,
    /// Skill group of this channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill_group: Option<At<String>>,
    /// Position among the channels of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<At<u32>>,
    /// Start of the channel, in milliseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<At<u64>>,
    /// Latest change of the channel, in milliseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<At<u64>>,
    /// The party that released it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_initiator: Option<At<String>>,
    /// Reason of the release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_reason: Option<At<String>>,
}

/// The side of a call that a channel belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The agent's.
    User,
    /// The remote party's.
    Customer,
}

/// Keeps null: a field that is null means something else than a field that is left out.
fn null_is_said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<At<String>>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
