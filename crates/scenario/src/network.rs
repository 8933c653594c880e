//! Stimuli: actions of the telephone network or of the remote party.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::at::At;
use crate::default::is_default;
use crate::diagnostic::{Code, Diagnostic};
use crate::reading;

/// A stimulus: exactly one verb, and its details.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct Network {
    /// The verb and the party.
    pub stimulus: Stimulus,
    /// The cause that the network gives.
    pub cause: Option<At<String>>,
    /// The job, if it is not the latest.
    pub job: Option<At<String>>,
    /// The name of the job for later steps.
    pub bind: Option<At<String>>,
    /// True if the subject must reject it as impossible in this state.
    pub impossible: bool,
}

/// One thing that happens on the network.
#[derive(Clone, Debug, PartialEq)]
pub enum Stimulus {
    /// Something happens to one party's channel of a job.
    Channel {
        /// The verb.
        verb: Verb,
        /// The party of the channel: a user's alias, `customer`, or an outside number.
        party: At<String>,
    },
    /// A call comes in.
    Inbound(Inbound),
    /// An agent dials on its SIP phone.
    Dials(Dials),
    /// The call centre proposes a call to an agent.
    Proposes(Proposes),
    /// An agent does something at the handset that acts as one with the client.
    Handset(Handset),
}

/// A call from outside.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inbound {
    /// The caller's number.
    pub from: At<String>,
    /// The callee: a user's alias or a skill group.
    pub to: At<String>,
}

/// A number that an agent dials on its SIP phone.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dials {
    /// The agent.
    pub by: At<String>,
    /// The number dialled: an outside number, or a colleague's extension.
    pub number: At<String>,
}

/// A call that the call centre proposes to an agent of CC-Gateway.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proposes {
    /// The agent.
    pub to: At<String>,
    /// The number by which the agent names the proposal.
    pub control: At<u32>,
    /// The number to call.
    pub number: At<String>,
    /// The data that the call carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<At<String>>,
}

/// An action of a CC-Gateway agent at the handset.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Handset {
    /// The agent.
    pub by: At<String>,
    /// The action.
    pub does: At<HandsetAct>,
}

/// The actions at a handset during a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandsetAct {
    /// Hold the call.
    Hold,
    /// Retrieve the call.
    Retrieve,
    /// Mute the call.
    Mute,
    /// Unmute the call.
    Unmute,
}

impl HandsetAct {
    /// The word that files use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Retrieve => "retrieve",
            Self::Mute => "mute",
            Self::Unmute => "unmute",
        }
    }
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident = $field:ident,)*) => {
        /// The verbs for one party's channel.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Verb {
            $($(#[$doc])* $name,)*
        }

        impl Verb {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The key that files use.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($field),)*
                }
            }
        }

        /// A stimulus: exactly one verb, and its details.
        #[derive(Clone, Default, Deserialize, Serialize, JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        #[schemars(rename = "Network")]
        struct Fields {
            $($(#[$doc])*
            #[serde(skip_serializing_if = "Option::is_none")]
            $field: Option<At<String>>,)*
            /// A call comes in.
            #[serde(skip_serializing_if = "Option::is_none")]
            inbound: Option<At<Inbound>>,
            /// An agent dials on its SIP phone.
            #[serde(skip_serializing_if = "Option::is_none")]
            dials: Option<At<Dials>>,
            /// The call centre proposes a call to an agent.
            #[serde(skip_serializing_if = "Option::is_none")]
            proposes: Option<At<Proposes>>,
            /// An agent does something at the handset that acts as one with the client.
            #[serde(skip_serializing_if = "Option::is_none")]
            handset: Option<At<Handset>>,
            /// The cause that the network gives, such as `404 - No destination`.
            #[serde(skip_serializing_if = "Option::is_none")]
            cause: Option<At<String>>,
            /// The job, if it is not the latest.
            #[serde(skip_serializing_if = "Option::is_none")]
            job: Option<At<String>>,
            /// The name of the job for later steps, such as the name of a call that comes in.
            #[serde(skip_serializing_if = "Option::is_none")]
            bind: Option<At<String>>,
            /// True if the subject must reject it as impossible in this state.
            #[serde(skip_serializing_if = "is_default")]
            impossible: bool,
        }

        impl Fields {
            /// Every stimulus that is named, in the order of the table.
            fn stimuli(&mut self) -> Vec<At<Stimulus>> {
                let channels = [$((Verb::$name, self.$field.take())),*];
                let channels = channels.into_iter().filter_map(|(verb, party)| {
                    party.map(|party| At { place: party.place, value: Stimulus::Channel { verb, party } })
                });
                let inbound = self.inbound.take();
                let inbound = inbound.map(|call| At { place: call.place, value: Stimulus::Inbound(call.value) });
                let dials = self.dials.take();
                let dials = dials.map(|call| At { place: call.place, value: Stimulus::Dials(call.value) });
                let proposes = self.proposes.take();
                let proposes =
                    proposes.map(|call| At { place: call.place, value: Stimulus::Proposes(call.value) });
                let handset = self.handset.take();
                let handset =
                    handset.map(|call| At { place: call.place, value: Stimulus::Handset(call.value) });
                channels.chain(inbound).chain(dials).chain(proposes).chain(handset).collect()
            }

            fn set(&mut self, verb: Verb, party: At<String>) {
                match verb {
                    $(Verb::$name => self.$field = Some(party),)*
                }
            }
        }
    };
}

verbs! {
    /// The channel of this party is created.
    Created = created,
    /// This party's phone rings.
    Rings = rings,
    /// This party's side sends sound before the answer.
    EarlyMedia = early_media,
    /// This party answers.
    Answers = answers,
    /// This party's line is busy.
    Busy = busy,
    /// This party declines.
    Rejects = rejects,
    /// This party cannot be reached.
    NoRoute = no_route,
    /// This party hangs up.
    HangsUp = hangs_up,
}

impl Stimulus {
    /// The key that files use.
    #[must_use]
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Channel { verb, .. } => verb.as_str(),
            Self::Inbound(_) => "inbound",
            Self::Dials(_) => "dials",
            Self::Proposes(_) => "proposes",
            Self::Handset(_) => "handset",
        }
    }
}

impl Network {
    /// A stimulus for one party's channel, without details.
    #[must_use]
    pub fn channel(verb: Verb, party: &str) -> Self {
        Stimulus::Channel { verb, party: party.into() }.into()
    }

    /// A call comes in.
    #[must_use]
    pub fn inbound(from: &str, to: &str) -> Self {
        Stimulus::Inbound(Inbound { from: from.into(), to: to.into() }).into()
    }
}

impl From<Dials> for Network {
    fn from(dials: Dials) -> Self {
        Stimulus::Dials(dials).into()
    }
}

impl From<Stimulus> for Network {
    fn from(stimulus: Stimulus) -> Self {
        Self { stimulus, cause: None, job: None, bind: None, impossible: false }
    }
}

impl TryFrom<Fields> for Network {
    type Error = serde::de::value::Error;

    fn try_from(mut fields: Fields) -> Result<Self, Self::Error> {
        let mut stimuli = fields.stimuli();
        // In the order of the file: the first verb is kept.
        stimuli.sort_by_key(|stimulus| stimulus.place);
        if stimuli.is_empty() {
            let verbs: Vec<_> = Verb::ALL.iter().map(|verb| format!("`{}`", verb.as_str())).collect();
            let help =
                format!("write one of {}, `inbound`, `dials`, `proposes` or `handset`", verbs.join(", "));
            reading::report(Diagnostic::error(Code::NotOneKey, "a network step without a verb").help(help))?;
            stimuli.push(Stimulus::Channel { verb: Verb::Created, party: "".into() }.into());
        }
        let first = stimuli.remove(0);
        for second in stimuli {
            let title = format!("a network step with two verbs, `{}` and `{}`", first.verb(), second.verb());
            let fault = Diagnostic::error(Code::NotOneKey, title)
                .at(second.place)
                .label(format!("`{}`", second.verb()))
                .help("make two steps of it, so that their order is fixed");
            reading::report(fault.related(first.place, format!("`{}`", first.verb())))?;
        }
        let Fields { cause, job, bind, impossible, .. } = fields;
        Ok(Self { stimulus: first.value, cause, job, bind, impossible })
    }
}

impl From<Network> for Fields {
    fn from(network: Network) -> Self {
        let Network { stimulus, cause, job, bind, impossible } = network;
        let mut fields = Self { cause, job, bind, impossible, ..Self::default() };
        match stimulus {
            Stimulus::Channel { verb, party } => fields.set(verb, party),
            Stimulus::Inbound(inbound) => fields.inbound = Some(inbound.into()),
            Stimulus::Dials(dials) => fields.dials = Some(dials.into()),
            Stimulus::Proposes(proposes) => fields.proposes = Some(proposes.into()),
            Stimulus::Handset(handset) => fields.handset = Some(handset.into()),
        }
        fields
    }
}
