//! What the telephone network or the far party does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::at::At;
use crate::diagnostic::{Code, Diagnostic};
use crate::reading;
use crate::scenario::is_default;

/// A stimulus: exactly one verb, and what goes with it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct Network {
    /// What happens, and to whom.
    pub stimulus: Stimulus,
    /// The cause that the network gives.
    pub cause: Option<At<String>>,
    /// The job it is about, where that is not the latest.
    pub job: Option<At<String>>,
    /// The name by which the job is known from here on.
    pub bind: Option<At<String>>,
    /// Whether the subject is to refuse it as impossible in this state.
    pub impossible: bool,
}

/// What happens on the network.
#[derive(Clone, Debug, PartialEq)]
pub enum Stimulus {
    /// Something happens to one party's leg of a job.
    Channel {
        /// What.
        verb: Verb,
        /// Whose leg: a user's alias, `customer`, or an outside number.
        party: At<String>,
    },
    /// A call comes in.
    Inbound(Inbound),
    /// An agent dials on the own SIP phone.
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
    /// Who is called: a user's alias or a skill group.
    pub to: At<String>,
}

/// What an agent dials on the own SIP phone.
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
    /// Whom to call.
    pub number: At<String>,
    /// The data that are to travel with the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<At<String>>,
}

/// What an agent of CC-Gateway does at the handset.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Handset {
    /// The agent.
    pub by: At<String>,
    /// What.
    pub does: At<HandsetAct>,
}

/// What can be done at a handset during a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandsetAct {
    /// Hold the call.
    Hold,
    /// Take the call back.
    Retrieve,
    /// Not be heard.
    Mute,
    /// Be heard again.
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
        /// What happens to one party's leg.
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

        /// A stimulus: exactly one verb, and what goes with it.
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
            /// An agent dials on the own SIP phone.
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
            /// The job it is about, where that is not the latest.
            #[serde(skip_serializing_if = "Option::is_none")]
            job: Option<At<String>>,
            /// The name by which the job is known from here on, such as that of a call that comes in.
            #[serde(skip_serializing_if = "Option::is_none")]
            bind: Option<At<String>>,
            /// Whether the subject is to refuse it as impossible in this state.
            #[serde(skip_serializing_if = "is_default")]
            impossible: bool,
        }

        impl Fields {
            /// Every stimulus that is named, in the order of the table.
            fn stimuli(&mut self) -> Vec<At<Stimulus>> {
                let legs = [$((Verb::$name, self.$field.take())),*];
                let legs = legs.into_iter().filter_map(|(verb, party)| {
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
                legs.chain(inbound).chain(dials).chain(proposes).chain(handset).collect()
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
    /// The leg of this party comes into being.
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
    /// Something happens to one party's leg, with nothing more to say.
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
        // In the order of the file: the first is taken for the one that was meant.
        stimuli.sort_by_key(|stimulus| stimulus.place);
        if stimuli.is_empty() {
            let verbs: Vec<_> = Verb::ALL.iter().map(|verb| format!("`{}`", verb.as_str())).collect();
            let help = format!(
                "say what happens: {}, `inbound`, `dials`, `proposes` or `handset`",
                verbs.join(", ")
            );
            reading::report(Diagnostic::error(Code::NotOneKey, "a network step without a verb").help(help))?;
            stimuli.push(Stimulus::Channel { verb: Verb::Created, party: "".into() }.into());
        }
        let first = stimuli.remove(0);
        for second in stimuli {
            let title = format!("a network step with two verbs, `{}` and `{}`", first.verb(), second.verb());
            let fault = Diagnostic::error(Code::NotOneKey, title)
                .at(second.place)
                .label(format!("`{}`", second.verb()))
                .help("make two steps of it, so that their order is said");
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
