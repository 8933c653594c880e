//! What a scenario is played on: the machine in process, or other people's implementations.

use std::fmt;

use offhook_dialect::{Edition, Form, Format};
use offhook_machine::{Digest, Fired, Signal, Trace};
use offhook_scenario::{Dialect, Scenario, Wire};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a subject is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speech {
    /// The vendor's API.
    pub dialect: Dialect,
    /// How answers are written.
    pub form: Form,
    /// In which notation.
    pub format: Format,
    /// Which generation of the documents counts.
    pub edition: Edition,
}

impl Speech {
    /// What a scenario asks for.
    pub fn of(scenario: &Scenario) -> Self {
        let edition = scenario.given.policy.edition.as_ref().map(|edition| edition.value.as_str());
        Self {
            dialect: scenario.dialect.value,
            form: match scenario.wire {
                Wire::Typed => Form::Typed,
                Wire::Documented => Form::Documented,
            },
            format: match scenario.format {
                offhook_scenario::Format::Json => Format::Json,
                offhook_scenario::Format::Xml => Format::Xml,
            },
            edition: edition.and_then(|name| edition_of(scenario.dialect.value, name)).unwrap_or_default(),
        }
    }
}

/// The editions of each vendor's documents, by name.
const CCC_EDITIONS: &[(&str, Edition)] = &[
    ("first", Edition::First),
    ("2021", Edition::First),
    ("later", Edition::Later),
    ("2023", Edition::Later),
];
const CC_GATEWAY_EDITIONS: &[(&str, Edition)] = &[
    ("first", Edition::First),
    ("2023", Edition::First),
    ("2024", Edition::First),
    ("later", Edition::Later),
    ("2025", Edition::Later),
];

/// The editions that a scenario of this dialect may name.
pub const fn editions(dialect: Dialect) -> &'static [(&'static str, Edition)] {
    match dialect {
        Dialect::Ccc => CCC_EDITIONS,
        Dialect::CcGateway => CC_GATEWAY_EDITIONS,
    }
}

/// The edition of this name.
pub(crate) fn edition_of(dialect: Dialect, name: &str) -> Option<Edition> {
    editions(dialect).iter().find(|(known, _)| *known == name).map(|(_, edition)| *edition)
}

/// A request on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// An RPC of CCC.
    Rpc {
        /// The action's name.
        action: String,
        /// The parameters.
        params: Vec<(String, String)>,
        /// The id of the user that the caller's account stands for.
        account: Option<String>,
    },
    /// An HTTP request of CC-Gateway.
    Rest {
        /// The method.
        method: String,
        /// The path and query.
        target: String,
        /// The headers.
        headers: Vec<(String, String)>,
        /// The body.
        body: String,
    },
}

/// An answer on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Reply {
    /// The value of a header; the case of letters in its name does not count.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// What the network or the far party is to do. Written, it is the `stimulus` of the adapter protocol.
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
    /// Something happens to a leg; the word is what happens.
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

/// The kinds of stimuli that are not about a leg, in the words of the adapter protocol.
const OTHER_STIMULI: [&str; 4] = ["inbound", "dials", "proposes", "handset"];

/// The kinds of stimuli, in the words of the adapter protocol.
pub(crate) fn stimulus_kinds() -> impl Iterator<Item = &'static str> + Clone {
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

/// What only a subject in process lets one see.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The fingerprint of the whole state.
    pub digest: Digest,
    /// The names of the invariants that do not hold.
    pub broken: Vec<&'static str>,
    /// The rules that have fired.
    pub fired: Fired,
}

/// Why a subject cannot be used: never the fault of what it claims.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubjectError {
    /// The world asked for cannot be set up here.
    Scene(String),
    /// The subject cannot be reached, or broke.
    Broken(String),
    /// The clock cannot be moved so far.
    Clock(String),
    /// The subject cannot be asked this, and need not: why.
    NotApplicable(String),
    /// The subject has been down for so many requests in a row; the case was not begun.
    Down(u32),
    /// The run is being ended from outside.
    Interrupted,
}

impl fmt::Display for SubjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scene(reason) => write!(f, "the given world cannot be set up: {reason}"),
            Self::Broken(reason) | Self::Clock(reason) => write!(f, "the subject broke: {reason}"),
            Self::NotApplicable(reason) => f.write_str(reason),
            Self::Down(times) => {
                write!(f, "the subject is down: {times} requests in a row were not answered")
            }
            Self::Interrupted => f.write_str("the run was interrupted"),
        }
    }
}

impl std::error::Error for SubjectError {}

/// An implementation under test. One call at a time; a subject is never shared by two cases.
pub trait Subject {
    /// Forgets everything and sets the scene of a scenario.
    ///
    /// # Errors
    /// The scene cannot be set here.
    fn reset(&mut self, scenario: &Scenario, seed: u64) -> Result<(), SubjectError>;

    /// Is told that the given world stands, the sign-ins of its agents included: what it says of an outage holds from here.
    ///
    /// # Errors
    /// The subject broke.
    fn begin(&mut self) -> Result<(), SubjectError> {
        Ok(())
    }

    /// Sends a request.
    ///
    /// # Errors
    /// There is no answer at all; a refusal is an answer.
    fn request(&mut self, ask: &Ask) -> Result<Reply, SubjectError>;

    /// Lets what an accepted request asked for take effect. A subject that does so by itself does nothing here.
    ///
    /// # Errors
    /// The subject broke.
    fn settle(&mut self) -> Result<(), SubjectError>;

    /// Plays the far party.
    ///
    /// # Errors
    /// The subject broke; what cannot happen is an answer.
    fn stimulus(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, SubjectError>;

    /// Moves the clock.
    ///
    /// # Errors
    /// The subject broke.
    fn advance(&mut self, by_ms: u64) -> Result<(), SubjectError>;

    /// The vendor's pushed events since the last call, oldest first. CC-Gateway has none: it is polled.
    ///
    /// # Errors
    /// The subject broke.
    fn events(&mut self) -> Result<Vec<Value>, SubjectError>;

    /// Whether [`events`](Self::events) tells what happens. Where it does not, legs are learnt by polling.
    fn tells_events(&self) -> bool {
        true
    }

    /// Whether the calls that a case is given are to be made: the subject can only be given users.
    fn makes_given_calls(&self) -> bool {
        false
    }

    /// Is told that the case is over: what it began is cleaned up.
    fn finish(&mut self) {}

    /// What only a subject in process lets one see.
    fn inspect(&self) -> Option<Inspection> {
        None
    }

    /// Of CC-Gateway, the events that wait for an agent's polls: the place of each among all that were ever told, oldest first, where
    /// the subject lets one see.
    fn waiting(&self, _agent: &str) -> Vec<u64> {
        Vec::new()
    }

    /// Every row that fired and every request that was judged since the scene was set, where the subject keeps a trace.
    fn take_trace(&mut self) -> Trace {
        Trace::default()
    }
}
