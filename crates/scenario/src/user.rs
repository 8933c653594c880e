//! Agents and supervisors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::at::{At, OptionalList};

/// An agent or supervisor.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct User {
    /// Id; if it is left out, `<alias>@<instance>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<At<String>>,
    /// Number of the agent in `cc-gateway`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<At<u32>>,
    /// Extension: in quotes, because it is a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<At<String>>,
    /// Id of the device that the user is signed in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<At<String>>,
    /// State, such as READY.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<At<String>>,
    /// Reason of the break.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub break_code: Option<At<String>>,
    /// Work mode, such as ON_SITE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_mode: Option<At<String>>,
    /// Mobile number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<At<String>>,
    /// Skill groups that the user is signed in to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill_groups: OptionalList,
    /// True if the user takes no inbound calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outbound_only: Option<At<bool>>,
    /// Password in `cc-gateway`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<At<String>>,
    /// True if the phone answers by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_answer: Option<At<bool>>,
    /// True if the user is READY at once after a call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_idle: Option<At<bool>>,
    /// Time of the client's latest request, in milliseconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heartbeat: Option<At<u64>>,
    /// Time at which the user was reserved for a call, in milliseconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved: Option<At<u64>>,
    /// Alias of the job that the user is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<At<String>>,
}
