//! What the network and the remote parties do, in the words of the adapter protocol and of scenarios.

use offhook_machine::Signal;
use offhook_scenario::{At, Dials, Handset, HandsetAct, Inbound, Network, Proposes, Stimulus, Verb};
use serde::{Deserialize, Serialize};

/// What the network or a remote party is to do. Written, it is the `stimulus` of the adapter protocol.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "stimulus", rename_all = "snake_case")]
pub enum RemoteParty {
    /// An agent dials on the own SIP phone.
    Dials {
        /// The agent's id.
        by: String,
        /// The number dialled.
        number: String,
    },
    /// The call centre proposes a call to an agent.
    Proposes {
        /// The agent's id.
        to: String,
        /// The number by which the agent names the proposal.
        control: u32,
        /// Whom to call.
        number: String,
        /// The data that are to travel with the call.
        #[serde(default)]
        data: String,
    },
    /// An agent does something at the handset that acts as one with the client.
    Handset {
        /// The agent's id.
        by: String,
        /// `hold`, `retrieve`, `mute` or `unmute`.
        act: String,
    },
    /// An outside party calls.
    Inbound {
        /// The outside number.
        from: String,
        /// The id of the user, or of the skill group.
        to: String,
    },
    /// Something happens to a channel; the word is what happens.
    #[serde(untagged)]
    Channel {
        /// `ringing`, `answered` and so on.
        #[serde(rename = "stimulus")]
        signal: String,
        /// The job's id on the wire.
        job: String,
        /// `customer`, an outside number, or a user's id.
        party: String,
        /// The SIP cause.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<String>,
    },
}

impl RemoteParty {
    /// What kind of stimulus it is, in the words of the adapter protocol.
    pub fn kind(&self) -> &str {
        match self {
            Self::Channel { signal, .. } => signal,
            Self::Inbound { .. } => "inbound",
            Self::Dials { .. } => "dials",
            Self::Proposes { .. } => "proposes",
            Self::Handset { .. } => "handset",
        }
    }

    /// What has to be among the operations of an adapter for this to be asked of it: beyond `stimulus` are extras.
    pub const fn needs(&self) -> &'static str {
        match self {
            Self::Inbound { .. } | Self::Channel { .. } => "stimulus",
            Self::Dials { .. } => "dials",
            Self::Proposes { .. } => "proposes",
            Self::Handset { .. } => "handset",
        }
    }
}

/// The kinds of stimuli that are not about a channel, in the words of the adapter protocol.
const OTHER_STIMULI: [&str; 4] = ["inbound", "dials", "proposes", "handset"];

/// The kinds of stimuli, in the words of the adapter protocol.
pub fn stimulus_kinds() -> impl Iterator<Item = &'static str> + Clone {
    Signal::ALL.iter().map(|signal| signal.as_str()).chain(OTHER_STIMULI)
}

/// What came of a stimulus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stimulated {
    /// It happened, in this job.
    Done {
        /// The job's id on the wire; empty if it is about none.
        job: String,
    },
    /// It cannot happen in this state.
    Impossible {
        /// Why.
        reason: String,
    },
}

/// The step in which the remote party does this; `alias` gives the name in the scenario of a user's id. None where it is no
/// word of the language.
pub fn network(remote_party: &RemoteParty, alias: &dyn Fn(&str) -> Option<String>) -> Option<Network> {
    let name = |id: &str| At::from(alias(id).unwrap_or_else(|| id.to_owned()));
    let plain = |text: &str| At::from(text.replace('$', "$$"));
    let stimulus = match remote_party {
        RemoteParty::Dials { by, number } => Stimulus::Dials(Dials { by: name(by), number: plain(number) }),
        RemoteParty::Proposes { to, control, number, data } => Stimulus::Proposes(Proposes {
            to: name(to),
            control: (*control).into(),
            number: number.as_str().into(),
            data: Some(data.as_str().into()),
        }),
        RemoteParty::Handset { by, act } => {
            let acts = [HandsetAct::Hold, HandsetAct::Retrieve, HandsetAct::Mute, HandsetAct::Unmute];
            let does = acts.into_iter().find(|it| it.as_str() == act)?;
            Stimulus::Handset(Handset { by: name(by), does: does.into() })
        }
        RemoteParty::Inbound { from, to } => {
            Stimulus::Inbound(Inbound { from: from.as_str().into(), to: name(to) })
        }
        RemoteParty::Channel { signal: word, job, party, cause } => {
            let verb = Verb::ALL.iter().copied().find(|verb| signal(*verb) == word)?;
            let stimulus = Stimulus::Channel { verb, party: name(party) };
            let cause = cause.as_deref().map(At::from);
            return Some(Network { cause, job: Some(plain(job)), ..stimulus.into() });
        }
    };
    Some(stimulus.into())
}

/// The word of the adapter protocol for a verb of the language.
pub const fn signal(verb: Verb) -> &'static str {
    match verb {
        Verb::Created => "created",
        Verb::Rings => "ringing",
        Verb::EarlyMedia => "early_media",
        Verb::Answers => "answered",
        Verb::Busy => "busy",
        Verb::Rejects => "rejected",
        Verb::NoRoute => "no_route",
        Verb::HangsUp => "hung_up",
    }
}
