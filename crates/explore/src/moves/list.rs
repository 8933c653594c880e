//! The list of moves: what is tried in every state.

use offhook_machine::Signal;

use super::{Ask, Move, Who};
use crate::configuration::Configuration;

/// Moves that belong together, to be tried or left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Sign-in and sign-out, ready, break, work.
    Session,
    /// One call: placed, answered, released; the remote party's phone.
    Call,
    /// Hold and mute.
    Hold,
    /// Where and how calls are taken.
    Settings,
    /// Calls from outside to an agent.
    Inbound,
    /// The skill group, the IVR, claims.
    Queue,
    /// Blind and attended transfers.
    Transfer,
    /// Several parties.
    Conference,
    /// Monitor, coach, barge in, intercept.
    Supervision,
    /// Calls that the centre places.
    Centre,
    /// A consultation call: a second one while the first is on hold.
    SecondCall,
    /// What the network reports between dialling and the answer.
    Progress,
}

impl Family {
    /// Every family.
    pub const ALL: &'static [Self] = &[
        Self::Session,
        Self::Call,
        Self::Hold,
        Self::Settings,
        Self::Inbound,
        Self::Queue,
        Self::Transfer,
        Self::Conference,
        Self::Supervision,
        Self::Centre,
        Self::SecondCall,
        Self::Progress,
    ];

    /// The word used on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Call => "call",
            Self::Hold => "hold",
            Self::Settings => "settings",
            Self::Inbound => "inbound",
            Self::Queue => "queue",
            Self::Transfer => "transfer",
            Self::Conference => "conference",
            Self::Supervision => "supervision",
            Self::Centre => "centre",
            Self::SecondCall => "second-call",
            Self::Progress => "progress",
        }
    }

    /// The family of this name.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|family| family.as_str() == text)
    }
}

/// A set of families.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Families(u16);

impl Families {
    /// All of them.
    pub const ALL: Self = Self(u16::MAX);
    /// One agent's own channels: session, call, hold and mute.
    pub const CHANNELS: Self =
        Self(1 << Family::Session as u16 | 1 << Family::Call as u16 | 1 << Family::Hold as u16);

    /// Whether the family is in the set.
    pub const fn has(self, family: Family) -> bool {
        self.0 & 1 << family as u16 != 0
    }

    /// The families of the set, in order.
    pub fn iter(self) -> impl Iterator<Item = Family> {
        Family::ALL.iter().copied().filter(move |family| self.has(*family))
    }
}

impl FromIterator<Family> for Families {
    fn from_iter<I: IntoIterator<Item = Family>>(families: I) -> Self {
        Self(families.into_iter().fold(0, |bits, family| bits | 1 << family as u16))
    }
}

/// Who there is in a configuration, in the order in which everything is tried with them.
pub(super) struct People {
    pub(super) agents: Vec<u8>,
    pub(super) customers: Vec<u8>,
    pub(super) everybody: Vec<Who>,
}

impl People {
    fn of(configuration: &Configuration) -> Self {
        let agents: Vec<u8> = (0..configuration.agents()).collect();
        let customers: Vec<u8> = (0..configuration.customers()).collect();
        let everybody = customers.iter().map(|it| Who::Customer(*it));
        let everybody = everybody.chain(agents.iter().map(|it| Who::Agent(*it))).collect();
        Self { agents, customers, everybody }
    }
}

/// Everything of these families that can be tried in the configuration, legal or not, in a fixed order.
pub fn moves(configuration: &Configuration, families: Families) -> Vec<Move> {
    let people = People::of(configuration);
    let mut all = Vec::new();
    for by in &people.agents {
        let mut asks = Vec::new();
        for family in families.iter() {
            Ask::list(family, &people, &mut asks);
        }
        all.extend(asks.into_iter().map(|ask| Move::Ask { by: *by, ask }));
    }
    for family in families.iter() {
        stimuli_of(family, &people, families, &mut all);
    }
    all.push(Move::Elapse);
    all
}

/// The same, and waits that are too short for what is due.
pub fn timed_moves(configuration: &Configuration, families: Families) -> Vec<Move> {
    let mut all = moves(configuration, families);
    all.push(Move::Linger);
    all
}

fn stimuli_of(family: Family, people: &People, families: Families, all: &mut Vec<Move>) {
    let People { agents, customers, everybody } = people;
    let mut channels = |signals: &[Signal]| {
        for who in everybody {
            all.extend(signals.iter().map(|signal| Move::Channel { who: *who, signal: *signal }));
        }
    };
    match family {
        Family::Call => channels(&[Signal::Answered, Signal::Rejected, Signal::HungUp]),
        Family::Progress => {
            channels(&[Signal::Created, Signal::Ringing, Signal::EarlyMedia, Signal::Busy, Signal::NoRoute]);
        }
        Family::Inbound => {
            for from in customers {
                all.extend(agents.iter().map(|to| Move::Inbound { from: *from, to: *to }));
            }
        }
        Family::Queue => all.extend(customers.iter().map(|from| Move::InboundToGroup { from: *from })),
        Family::Settings => {
            for by in agents.iter().filter(|_| families.has(Family::Call)) {
                all.extend(everybody.iter().map(|to| Move::Dials { by: *by, to: *to }));
            }
        }
        Family::Session
        | Family::Hold
        | Family::Transfer
        | Family::Conference
        | Family::Supervision
        | Family::Centre
        | Family::SecondCall => {}
    }
}
