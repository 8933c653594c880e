//! What a journal says.

use offhook_centre::RemoteParty;
use offhook_dialect::{Admitted, HttpRequest, Nonce};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::frame::Link;
use super::snapshot::Base;
use crate::hosted::Players;

/// An input, and the time of the world's clock when it came.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Entry {
    /// The beginning: the first of every file, and nowhere else.
    Began(Box<Began>),
    /// A piece of the snapshot that the journal begins with: right behind the beginning, and nowhere else.
    Snapshot { piece: String },
    /// A request, as the gate admitted it.
    Request {
        at_ms: u64,
        request: HttpRequest,
        /// The nonce of its signature.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nonce: Option<Nonce>,
    },
    /// Nonces of requests before this file began, which are not to be good again.
    Nonces { at_ms: u64, nonces: Vec<Nonce> },
    /// The network or a remote party.
    Stimulus { at_ms: u64, stimulus: RemoteParty },
    /// The clock is moved by hand.
    Clock { at_ms: u64, by_ms: u64 },
    /// The clock stands from here on.
    Freeze { at_ms: u64 },
    /// The clock goes on.
    Resume { at_ms: u64 },
    /// The digest of the world.
    Digest { at_ms: u64, digest: String },
    /// A reset to this generation was refused, or a compaction failed: it does not count, and this one goes on.
    Abandoned { at_ms: u64, generation: u64 },
}

/// How it all began.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Began {
    /// The version of the form of journals.
    pub(crate) format: u32,
    /// The version of the program.
    pub(crate) version: String,
    /// Of which vendor it is.
    pub(crate) dialect: String,
    /// Which file of this vendor it is, counted from 1.
    pub(crate) generation: u64,
    /// The file that ended with the reset to this one, or was compacted to it.
    pub(crate) predecessor: Option<Predecessor>,
    /// What the server was started with.
    pub(crate) started_with: StartedWith,
    pub(crate) seed: u64,
    /// The seed of tokens, where it was drawn from the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) token_seed: Option<u64>,
    /// Whether the world named no time of its own.
    pub(crate) undated: bool,
    /// Who plays the parties of the world.
    #[serde(default, skip_serializing_if = "Players::are_people")]
    pub(crate) players: Players,
    /// The world, in the words of a reset.
    pub(crate) world: Value,
    /// What had become of it when the journal was compacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) base: Option<Base>,
}

/// A generation, and where it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Predecessor {
    pub(crate) generation: u64,
    pub(crate) end: Link,
}

/// What a server was started with, as far as its journal can be gone on with by no other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct StartedWith {
    /// A checksum of the world.
    pub(crate) given: u32,
    pub(crate) seed: u64,
    /// A checksum of what channels do by themselves.
    pub(crate) behaviour: u32,
}

impl StartedWith {
    /// The options that differ.
    pub(crate) fn differs(&self, other: &Self) -> Vec<&'static str> {
        let options = [
            ("--given", self.given == other.given),
            ("--seed", self.seed == other.seed),
            ("--behaviour, --numbers, --auto-answer or --time", self.behaviour == other.behaviour),
        ];
        options.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect()
    }
}

impl Entry {
    pub(crate) fn request(at_ms: u64, admitted: &Admitted) -> Self {
        let Admitted { request, nonce } = admitted.clone();
        Self::Request { at_ms, request, nonce }
    }

    pub(crate) fn stimulus(at_ms: u64, stimulus: &RemoteParty) -> Self {
        Self::Stimulus { at_ms, stimulus: stimulus.clone() }
    }

    /// The time of the clock; none of a beginning and of its snapshot, whose world says so.
    pub(crate) const fn at_ms(&self) -> Option<u64> {
        match self {
            Self::Began(_) | Self::Snapshot { .. } => None,
            Self::Request { at_ms, .. }
            | Self::Nonces { at_ms, .. }
            | Self::Stimulus { at_ms, .. }
            | Self::Clock { at_ms, .. }
            | Self::Freeze { at_ms }
            | Self::Resume { at_ms }
            | Self::Digest { at_ms, .. }
            | Self::Abandoned { at_ms, .. } => Some(*at_ms),
        }
    }
}
