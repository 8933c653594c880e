//! How an implementation is reached, and kept from one case to the next.

use offhook_scenario::At;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Secret;

/// What requests of `ccc` are signed with.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// Id of the access key.
    pub access_key_id: At<Secret>,
    /// The access key's secret.
    pub access_key_secret: At<Secret>,
    /// Token of temporary credentials.
    #[serde(default)]
    pub security_token: Option<At<Secret>>,
    /// How requests are signed.
    #[serde(default)]
    pub signature: Signature,
}

/// How a request is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Signature {
    /// ACS3-HMAC-SHA256, in headers, as the vendor's current clients do.
    #[default]
    Acs3,
    /// Version 1.0, in the query, as older clients do.
    Rpc,
}

/// How the time of an implementation passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Time {
    /// It moves only when the harness moves it, by the operation `clock`.
    #[default]
    Virtual,
    /// As by the wall clock: waits are slept.
    Real,
    /// So many times as fast as the wall clock.
    Scaled(#[schemars(range(min = 1, max = 1_000_000))] u32),
}

impl Time {
    /// The fastest that time may pass.
    pub const MAX_SCALE: u32 = 1_000_000;

    /// How many of its milliseconds pass in one of the wall clock; none if the harness moves it.
    pub const fn scale(self) -> Option<u32> {
        match self {
            Self::Virtual => None,
            Self::Real => Some(1),
            Self::Scaled(scale) => Some(scale),
        }
    }
}

/// How one case is kept from the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Isolation {
    /// Before each case everything is forgotten, by the operation `reset`.
    #[default]
    Reset,
    /// Each case plays with users out of `users`, who are signed out afterwards.
    FreshUsers,
}

/// A user who is provisioned for the suite.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PoolUser {
    /// Id, of `ccc`.
    #[serde(default)]
    pub id: Option<At<String>>,
    /// Number of the agent, of `cc-gateway`.
    #[serde(default)]
    pub agent_id: Option<At<u32>>,
    /// Extension: in quotes, for it is a text.
    #[serde(default)]
    pub extension: Option<At<String>>,
    /// Id of the device that the user signs in with.
    #[serde(default)]
    pub device_id: Option<At<String>>,
    /// Password, of `cc-gateway`.
    #[serde(default)]
    pub password: Option<At<Secret>>,
    /// Skill groups that the user may sign in to.
    #[serde(default)]
    pub skill_groups: Vec<At<String>>,
}
