//! The list of moves: what is tried in every state.

use offhook_machine::{Signal, Supervision};

use super::{Ask, Move, Whither, Who};
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

/// Everything of these families that can be tried in the configuration, legal or not, in a fixed order.
pub fn moves(configuration: &Configuration, families: Families) -> Vec<Move> {
    let mut all = Vec::new();
    let agents: Vec<u8> = (0..configuration.agents()).collect();
    let customers: Vec<u8> = (0..configuration.customers()).collect();
    let everybody: Vec<Who> = customers
        .iter()
        .map(|it| Who::Customer(*it))
        .chain(agents.iter().map(|it| Who::Agent(*it)))
        .collect();
    for by in &agents {
        let mut asks = Vec::new();
        for family in families.iter() {
            asks_of(family, &agents, &customers, &everybody, &mut asks);
        }
        all.extend(asks.into_iter().map(|ask| Move::Ask { by: *by, ask }));
    }
    for family in families.iter() {
        stimuli_of(family, &agents, &customers, &everybody, families, &mut all);
    }
    all.push(Move::Elapse);
    all
}

fn asks_of(family: Family, agents: &[u8], customers: &[u8], everybody: &[Who], asks: &mut Vec<Ask>) {
    let somebody = |make: fn(Who) -> Ask| everybody.iter().map(move |who| make(*who));
    match family {
        Family::Session => {
            let ready = Ask::Ready { outbound_only: false };
            asks.extend([Ask::SignIn, Ask::SignOut, ready, Ask::Break, Ask::Work, Ask::Reset, Ask::Poll]);
        }
        Family::Call => {
            asks.extend(somebody(Ask::Call));
            asks.extend([Ask::Answer, Ask::Release]);
            asks.extend(somebody(Ask::Drop));
            asks.extend(somebody(Ask::Dtmf));
        }
        Family::Hold => {
            asks.extend(somebody(Ask::Hold));
            asks.extend(somebody(Ask::Retrieve));
            asks.extend([Ask::Mute, Ask::Unmute]);
        }
        Family::Settings => {
            let truth = [true, false];
            asks.push(Ask::Ready { outbound_only: true });
            asks.extend(truth.map(|invisible| Ask::Visibility { invisible }));
            asks.extend(truth.map(|mobile| Ask::OffSite { mobile }));
            asks.push(Ask::OfficePhone);
            asks.extend(truth.map(|idle| Ask::AfterCall { idle }));
        }
        Family::Inbound | Family::Progress => {}
        Family::Queue => {
            asks.extend([Whither::Group, Whither::Ivr].map(Ask::BlindTransfer));
            asks.extend([false, true].map(|leave| Ask::Flow { leave }));
            asks.extend(customers.iter().map(|customer| Ask::Claim(*customer)));
            asks.extend(agents.iter().map(|agent| Ask::DirectedPickup(*agent)));
        }
        Family::SecondCall => asks.extend([Ask::Alternate, Ask::Conference]),
        Family::Transfer => {
            let whither = || everybody.iter().map(|who| Whither::To(*who));
            asks.extend(whither().map(Ask::BlindTransfer));
            asks.extend(whither().chain([Whither::Group, Whither::Ivr]).map(Ask::Consult));
            asks.extend([Ask::CompleteTransfer, Ask::CancelTransfer]);
        }
        Family::Conference => {
            asks.extend([Ask::SwitchToConference, Ask::EndConference]);
            asks.extend(somebody(Ask::StartConference));
        }
        Family::Supervision => {
            for kind in
                [Supervision::SilentMonitor, Supervision::Coach, Supervision::Barge, Supervision::Intercept]
            {
                asks.extend(agents.iter().map(|agent| Ask::Supervise(kind, *agent)));
            }
        }
        Family::Centre => {
            asks.push(Ask::BackToBack);
            asks.extend(customers.iter().map(|customer| Ask::Predictive(*customer)));
        }
    }
}

fn stimuli_of(
    family: Family,
    agents: &[u8],
    customers: &[u8],
    everybody: &[Who],
    families: Families,
    all: &mut Vec<Move>,
) {
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
