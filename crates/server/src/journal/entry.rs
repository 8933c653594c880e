//! What a journal says.

use offhook_dialect::Format;
use offhook_harness::{Ask, RemoteParty};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An input, and what the clock of the world showed when it came.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Entry {
    /// The beginning: the first of every file, and nowhere else.
    Began(Box<Began>),
    /// A request.
    Request { at_ms: u64, ask: Requested },
    /// The far party.
    Stimulus { at_ms: u64, stimulus: RemoteParty },
    /// The clock is moved by hand.
    Clock { at_ms: u64, by_ms: u64 },
    /// The clock stands from here on.
    Freeze { at_ms: u64 },
    /// The clock goes on.
    Resume { at_ms: u64 },
    /// What the world looked like.
    Digest { at_ms: u64, digest: String },
}

/// How it all began.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Began {
    /// The version of the form of journals.
    pub(crate) format: u32,
    /// The version of the program.
    pub(crate) version: String,
    /// What the server was started with, in one number.
    pub(crate) started_with: u32,
    pub(crate) seed: u64,
    /// Whether the world named no time of its own.
    pub(crate) undated: bool,
    /// The world, in the words of a reset.
    pub(crate) world: Value,
}

/// A request that reached the call centre.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Requested {
    Rpc { action: String, params: Vec<(String, String)>, account: Option<String>, xml: bool },
    Rest { method: String, target: String, headers: Vec<(String, String)>, body: String },
}

impl Requested {
    pub(crate) fn new(ask: &Ask, format: Format) -> Self {
        match ask.clone() {
            Ask::Rpc { action, params, account } => {
                Self::Rpc { action, params, account, xml: format == Format::Xml }
            }
            Ask::Rest { method, target, headers, body } => Self::Rest { method, target, headers, body },
        }
    }

    pub(crate) fn into_ask(self) -> (Ask, Format) {
        match self {
            Self::Rpc { action, params, account, xml } => {
                (Ask::Rpc { action, params, account }, if xml { Format::Xml } else { Format::Json })
            }
            Self::Rest { method, target, headers, body } => {
                (Ask::Rest { method, target, headers, body }, Format::Json)
            }
        }
    }
}

impl Entry {
    pub(crate) fn request(at_ms: u64, ask: &Ask, format: Format) -> Self {
        Self::Request { at_ms, ask: Requested::new(ask, format) }
    }

    pub(crate) fn stimulus(at_ms: u64, stimulus: &RemoteParty) -> Self {
        Self::Stimulus { at_ms, stimulus: stimulus.clone() }
    }

    /// What the clock showed; none of a beginning, whose world says so.
    pub(crate) const fn at_ms(&self) -> Option<u64> {
        match self {
            Self::Began(_) => None,
            Self::Request { at_ms, .. }
            | Self::Stimulus { at_ms, .. }
            | Self::Clock { at_ms, .. }
            | Self::Freeze { at_ms }
            | Self::Resume { at_ms }
            | Self::Digest { at_ms, .. } => Some(*at_ms),
        }
    }
}
