//! What can happen in a configuration: every request of every agent, every stimulus, and the passing of time, legal or not.

mod apply;
mod ask;
mod list;

pub use apply::{LINGER_MS, Outcome, RESTLESS_MS};
pub use ask::Ask;
pub(crate) use ask::Asker;
pub use list::{Families, Family, moves, timed_moves};

use offhook_machine::Signal;

/// Somebody who has a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// An agent of the configuration.
    Agent(u8),
    /// An outside party.
    Customer(u8),
}

/// An agent of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Agent(pub u8);

/// An outside party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Customer(pub u8);

/// Where a call is handed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whither {
    /// To somebody.
    To(Who),
    /// To the skill group.
    Group,
    /// To the IVR.
    Ivr,
}

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Move {
    /// An agent asks for something.
    Ask {
        /// Who.
        by: u8,
        /// What.
        ask: Ask,
    },
    /// Something happens to somebody's channel.
    Channel {
        /// Whose.
        who: Who,
        /// What.
        signal: Signal,
    },
    /// An outside party calls an agent.
    Inbound {
        /// The outside party.
        from: u8,
        /// The agent.
        to: u8,
    },
    /// An outside party calls the skill group.
    InboundToGroup {
        /// The outside party.
        from: u8,
    },
    /// An agent dials on the SIP phone.
    Dials {
        /// The agent.
        by: u8,
        /// Who is called.
        to: Who,
    },
    /// Nothing happens until something is due, or for [`RESTLESS_MS`] where nothing is.
    Elapse,
    /// Nothing happens until [`LINGER_MS`] before something is due: too short a wait for it.
    Linger,
}

impl Who {
    /// The place among the agents, or among the outside parties.
    pub(crate) const fn index(self) -> u8 {
        match self {
            Self::Agent(it) | Self::Customer(it) => it,
        }
    }
}

impl Whither {
    /// Somebody, where it is to somebody.
    pub(crate) const fn who(self) -> Option<Who> {
        match self {
            Self::To(who) => Some(who),
            Self::Group | Self::Ivr => None,
        }
    }
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Agent(agent) => f.write_str(crate::configuration::Configuration::alias(*agent)),
            Self::Customer(customer) => write!(f, "customer {}", customer + 1),
        }
    }
}

impl std::fmt::Display for Whither {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::To(who) => who.fmt(f),
            Self::Group => f.write_str("the group"),
            Self::Ivr => f.write_str("the IVR"),
        }
    }
}

impl std::fmt::Display for Move {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::Ask { by, ask } => {
                write!(f, "{}: {}", Who::Agent(by), ask.word())?;
                ask.about().map_or(Ok(()), |about| write!(f, " {about}"))
            }
            Self::Channel { who, signal } => write!(f, "{who} {}", signal.as_str()),
            Self::Inbound { from, to } => write!(f, "{} calls {}", Who::Customer(from), Who::Agent(to)),
            Self::InboundToGroup { from } => write!(f, "{} calls the group", Who::Customer(from)),
            Self::Dials { by, to } => write!(f, "{} dials {to}", Who::Agent(by)),
            Self::Elapse => f.write_str("time passes"),
            Self::Linger => f.write_str("time passes, not enough"),
        }
    }
}
