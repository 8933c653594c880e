//! What a statement can claim beyond what it does, and why a case does not apply without it.

use std::fmt;

use offhook_scenario::{At, Format, Wire};

use super::WHOLE_CONFIGURATION;
use crate::statement::{Isolation, Observation, PoolUser, Statement, Stimuli, Time};

/// One thing that a statement can claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// An action or operation.
    Action(String),
    /// A parameter of an action.
    Parameter {
        /// The action.
        action: String,
        /// Its parameter.
        name: String,
    },
    /// The state of users can be polled.
    Polls,
    /// Events are reported.
    Events,
    /// The network and the remote party can be played.
    RemoteParty,
    /// A kind of stimulus.
    Stimulus(String),
    /// A message beyond the basics of the adapter protocol, such as `dials`.
    Message(&'static str),
    /// The whole configuration of a case can be set.
    Configuration,
    /// Everything can be forgotten before a case.
    Reset,
    /// A clock that moves only when the harness moves it.
    Clock,
    /// Another edition of the documents.
    Edition(String),
    /// Values in the documented form.
    DocumentedForm,
    /// Values in the declared types.
    TypedForm,
    /// Answers in XML.
    Xml,
    /// Answers in JSON.
    Json,
    /// So many numbers that the call centre shows outside.
    Numbers(usize),
    /// A control endpoint with the messages that every one has: the remote party, the clock, events, and a reset.
    Endpoint,
    /// An account for each user.
    Accounts,
    /// So many provisioned users in all.
    Users(usize),
}

impl Claim {
    /// What a control endpoint brings that has the messages which every one has.
    const OF_ENDPOINT: [Self; 4] = [Self::RemoteParty, Self::Clock, Self::Events, Self::Reset];

    /// The form of values in answers.
    pub(super) const fn form(wire: Wire) -> Self {
        match wire {
            Wire::Typed => Self::TypedForm,
            Wire::Documented => Self::DocumentedForm,
        }
    }

    /// The notation of answers.
    pub(super) const fn format(format: Format) -> Self {
        match format {
            Format::Json => Self::Json,
            Format::Xml => Self::Xml,
        }
    }

    /// Whether who claims this has no need to claim the other.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Endpoint, Self::RemoteParty | Self::Clock | Self::Events | Self::Reset) => true,
            (Self::Users(own), Self::Users(other)) | (Self::Numbers(own), Self::Numbers(other)) => {
                own >= other
            }
            _ => self == other,
        }
    }

    /// What the statement has to say.
    pub fn line(&self) -> String {
        match self {
            Self::Action(action) => format!("`{action}` among `actions:`"),
            Self::Parameter { action, name } => format!("`{name}` among `parameters:` of {action}"),
            Self::Polls => "`polls` among `observation:`".to_owned(),
            Self::Events => "`events` among `observation:`, and the message `events`".to_owned(),
            Self::RemoteParty => "`control: http://…` with the message `stimulus`".to_owned(),
            Self::Stimulus(kind) => format!("`{kind}` among `stimulus_kinds:`"),
            Self::Message(op) => format!("`{op}` among the `ops` of `hello`"),
            Self::Configuration => {
                format!("`isolation: reset`, and `{WHOLE_CONFIGURATION}` among the `ops` of `hello`")
            }
            Self::Reset => "`isolation: reset` with the message `reset`".to_owned(),
            Self::Clock => "`time: virtual` with the message `clock`".to_owned(),
            Self::Edition(edition) => format!("`edition: \"{edition}\"`, in place of the present one"),
            Self::DocumentedForm => "`wire: documented`, in place of the present form".to_owned(),
            Self::TypedForm => "`wire: typed`, in place of the present form".to_owned(),
            Self::Xml => "`xml` among `formats:`".to_owned(),
            Self::Json => "`json` among `formats:`".to_owned(),
            Self::Numbers(count) => format!("`numbers:` with {count} in the list"),
            Self::Endpoint => "`control: http://…`, `time: virtual`, `isolation: reset`".to_owned(),
            Self::Accounts => "`accounts: true`".to_owned(),
            Self::Users(count) => format!("`users:` with {count} in the list"),
        }
    }

    /// Claims it, together with the messages that it needs.
    pub(crate) fn add_to(&self, statement: &mut Statement, ops: &mut Vec<String>) {
        match self {
            Self::Action(action) => add(&mut statement.actions, action),
            Self::Parameter { action, name } => {
                let mut claimed = statement.parameters.get(action).cloned();
                add(&mut claimed, name);
                statement.parameters.insert(action.as_str(), claimed.unwrap_or_default());
            }
            Self::Polls => statement.observation.push(Observation::Polls),
            Self::Events => {
                statement.observation.push(Observation::Events);
                offer(ops, "events");
            }
            Self::RemoteParty => {
                statement.stimuli = Some(Stimuli::Control.into());
                offer(ops, "stimulus");
            }
            Self::Stimulus(kind) => add(&mut statement.stimulus_kinds, kind),
            Self::Message(op) => offer(ops, op),
            Self::Configuration => {
                statement.isolation.value = Isolation::Reset;
                offer(ops, "reset");
                offer(ops, WHOLE_CONFIGURATION);
            }
            Self::Reset => {
                statement.isolation.value = Isolation::Reset;
                offer(ops, "reset");
            }
            Self::Clock => {
                statement.time.value = Time::Virtual;
                offer(ops, "clock");
            }
            Self::Edition(edition) => statement.edition = Some(edition.as_str().into()),
            Self::DocumentedForm => statement.wire = Wire::Documented,
            Self::TypedForm => statement.wire = Wire::Typed,
            Self::Xml => statement.formats.push(Format::Xml.into()),
            Self::Json => statement.formats.push(Format::Json.into()),
            Self::Numbers(count) => statement.numbers.resize(*count, At::from("")),
            Self::Endpoint => {
                for part in Self::OF_ENDPOINT {
                    part.add_to(statement, ops);
                }
            }
            Self::Accounts => statement.accounts = true,
            Self::Users(count) => statement.users.resize(*count, PoolUser::default()),
        }
    }
}

/// Offers a message of the adapter protocol.
fn offer(ops: &mut Vec<String>, op: &str) {
    if !ops.iter().any(|it| it == op) {
        ops.push(op.to_owned());
    }
}

/// Adds a word to a list that is claimed; where nothing is listed, all are.
fn add(claimed: &mut Option<Vec<At<String>>>, word: &str) {
    if let Some(claimed) = claimed {
        claimed.push(word.into());
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Action(action) => write!(f, "the action {action}"),
            Self::Parameter { action, name } => write!(f, "the parameter {name} of {action}"),
            Self::Polls => f.write_str("polls of a user's state"),
            Self::Events => f.write_str("events"),
            Self::RemoteParty => f.write_str("a control channel for the remote party"),
            Self::Stimulus(kind) => write!(f, "the stimulus `{kind}`"),
            Self::Message(op) => write!(f, "the message `{op}`"),
            Self::Configuration => f.write_str("the whole configuration of a case"),
            Self::Reset => f.write_str("a reset before each case"),
            Self::Clock => f.write_str("a clock"),
            Self::Edition(edition) => write!(f, "the edition {edition}"),
            Self::DocumentedForm => f.write_str("the documented form of values"),
            Self::TypedForm => f.write_str("the typed form of values"),
            Self::Xml => f.write_str("answers in XML"),
            Self::Json => f.write_str("answers in JSON"),
            Self::Numbers(1) => f.write_str("the number that the call centre shows"),
            Self::Numbers(count) => write!(f, "the {count} numbers that the call centre shows"),
            Self::Endpoint => f.write_str(
                "a control endpoint (the remote party, a clock, events, a reset before each case)",
            ),
            Self::Accounts => f.write_str("an account for each user"),
            Self::Users(count) => write!(f, "{count} provisioned users"),
        }
    }
}

/// Why a case does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// In words.
    pub why: String,
    /// The claim that is missing, where one would do.
    pub claim: Option<Claim>,
}

impl Reason {
    /// What is not claimed.
    pub(super) fn unclaimed(why: impl Into<String>, claim: Claim) -> Self {
        Self { why: why.into(), claim: Some(claim) }
    }

    /// What to do, if anything can be done.
    pub(crate) fn remedy(&self) -> Option<String> {
        self.claim.as_ref().map(|claim| format!("to claim {claim}: {}", claim.line()))
    }
}

impl From<String> for Reason {
    fn from(why: String) -> Self {
        Self { why, claim: None }
    }
}

impl From<&str> for Reason {
    fn from(why: &str) -> Self {
        why.to_owned().into()
    }
}
