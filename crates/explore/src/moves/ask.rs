//! What an agent asks for: a row each, with its word, the moves it is tried in, whom it calls and the machine's operation.
//!
//! A new operation of the machine is a row here, and nothing else in this crate: its name, its list of moves, its text, the same
//! about somebody else and the request itself follow from the row.

use offhook_machine::{
    AfterCall, ChannelId, JobId, Millis, Number, Op, Queueing, SignIn, Supervision, Target, UserId, WorkMode,
    World,
};

use super::list::People;
use super::{Agent, Customer, Family, Whither, Who};
use crate::configuration::Configuration;

/// Whom a request can be about.
trait About: Copy {
    /// Whom it is about.
    fn whither(self) -> Whither;
    /// The same about others.
    fn map(self, other: &dyn Fn(Who) -> Who) -> Self;
}

impl About for Who {
    fn whither(self) -> Whither {
        Whither::To(self)
    }

    fn map(self, other: &dyn Fn(Self) -> Self) -> Self {
        other(self)
    }
}

impl About for Whither {
    fn whither(self) -> Whither {
        self
    }

    fn map(self, other: &dyn Fn(Who) -> Who) -> Self {
        match self {
            Self::To(who) => Self::To(other(who)),
            Self::Group => Self::Group,
            Self::Ivr => Self::Ivr,
        }
    }
}

impl About for Agent {
    fn whither(self) -> Whither {
        Whither::To(Who::Agent(self.0))
    }

    fn map(self, other: &dyn Fn(Who) -> Who) -> Self {
        Self(other(Who::Agent(self.0)).index())
    }
}

impl About for Customer {
    fn whither(self) -> Whither {
        Whither::To(Who::Customer(self.0))
    }

    fn map(self, other: &dyn Fn(Who) -> Who) -> Self {
        Self(other(Who::Customer(self.0)).index())
    }
}

fn everybody(people: &People) -> Vec<Who> {
    people.everybody.clone()
}

fn agents(people: &People) -> Vec<Agent> {
    people.agents.iter().copied().map(Agent).collect()
}

fn customers(people: &People) -> Vec<Customer> {
    people.customers.iter().copied().map(Customer).collect()
}

/// Everybody to whom a call can be handed.
fn persons(people: &People) -> Vec<Whither> {
    people.everybody.iter().copied().map(Whither::To).collect()
}

/// Where a call can be handed to, but to nobody in particular.
fn services(_: &People) -> Vec<Whither> {
    vec![Whither::Group, Whither::Ivr]
}

/// Wherever a call can be handed to.
fn places(people: &People) -> Vec<Whither> {
    persons(people).into_iter().chain(services(people)).collect()
}

/// Writes the table of requests, a row each: `Name(whom: …) = "word", in family (with whom it is tried) | …, calls whom =>
/// operation;`. `it` and `invited` are the names by which the operations know the [`Asker`] and what a conference borrows.
macro_rules! asks {
    ($it:ident, $invited:ident; $(
        $(#[$meta:meta])*
        $name:ident $(($who:ident: $About:ident))? = $word:literal,
        in $($family:ident $(($some:ident))?)|+
        $(, calls $called:expr)?
        => $op:expr;
    )+) => {
        /// What an agent asks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Ask {
            $($(#[$meta])* $name $(($About))?,)+
        }

        impl Ask {
            /// The word that rules, tables and reports use for it.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name { .. } => $word,)+
                }
            }

            /// Whom it is about; none where it is about the agent or the own call alone.
            pub(crate) fn about(self) -> Option<Whither> {
                match self {
                    $(Self::$name $(($who))? => asks!(@about $($who)?),)+
                }
            }

            /// The same about others.
            #[must_use]
            pub(crate) fn map(self, other: &dyn Fn(Who) -> Who) -> Self {
                match self {
                    $(Self::$name $(($who))? => Self::$name $(($who.map(other)))?,)+
                }
            }

            /// True if this holds of somebody whom it has called.
            pub(super) fn calls(self, holds: impl FnMut(Who) -> bool) -> bool {
                match self {
                    $(Self::$name $(($who))? => {
                        $(let _ = $who;)?
                        asks!(@calls holds $($called)?)
                    })+
                }
            }

            /// Adds what a family tries of it.
            pub(super) fn list(family: Family, people: &People, asks: &mut Vec<Self>) {
                $($(
                    if family == Family::$family {
                        asks!(@list $name, people, asks $(, $some)?);
                    }
                )+)+
            }

            /// The operation of the machine. `invited` keeps what that of a conference borrows.
            pub(crate) fn op<'a>(self, $it: &Asker<'_>, $invited: &'a mut [Target; 1]) -> Op<'a> {
                match self {
                    $(Self::$name $(($who))? => $op,)+
                }
            }
        }
    };
    (@about) => { None };
    (@about $who:ident) => { Some($who.whither()) };
    (@calls $holds:ident) => {{
        let _ = $holds;
        false
    }};
    (@calls $holds:ident $called:expr) => { $called.into_iter().any($holds) };
    (@list $name:ident, $people:ident, $asks:ident) => { $asks.push(Self::$name) };
    (@list $name:ident, $people:ident, $asks:ident, $some:ident) => {
        $asks.extend($some($people).into_iter().map(Self::$name))
    };
}

asks! { it, invited;
    /// Opens a session.
    SignIn = "sign-in", in Session => Op::SignIn(SignIn::default());
    /// Closes it.
    SignOut = "sign-out", in Session => Op::SignOut;
    /// Takes calls.
    Ready = "ready", in Session => Op::Ready { outbound_only: false };
    /// Takes a break.
    Break = "break", in Session => Op::Break { code: it.break_code };
    /// Does after-call work.
    Work = "work", in Session => Op::Work;
    /// Forgets the session.
    Reset = "reset", in Session => Op::Reset;
    /// Reads the own state.
    Poll = "poll", in Session => Op::Poll;

    /// Calls somebody.
    Call(who: Who) = "make-call", in Call(everybody), calls [who]
        => Op::MakeCall { callee: it.number(who), caller: None, timeout_ms: it.timeout_ms };
    /// Answers the call that rings.
    Answer = "answer", in Call => Op::Answer { job: None };
    /// Hangs up.
    Release = "release", in Call => Op::Release { job: None, channel: None };
    /// Ends somebody's channel of the own call.
    Drop(who: Who) = "drop", in Call(everybody) => Op::Release { job: None, channel: Some(it.channel(who)) };
    /// Sends a tone to somebody.
    Dtmf(who: Who) = "dtmf", in Call(everybody) => Op::Dtmf { job: None, channel: it.channel(who) };

    /// Lets somebody wait.
    Hold(who: Who) = "hold", in Hold(everybody) => Op::Hold { job: None, channel: it.channel(who) };
    /// Reconnects somebody.
    Retrieve(who: Who) = "retrieve", in Hold(everybody) => Op::Retrieve { job: None, channel: it.channel(who) };
    /// Is not heard.
    Mute = "mute", in Hold => Op::Mute { job: None, channel: None };
    /// Is heard again.
    Unmute = "unmute", in Hold => Op::Unmute { job: None, channel: None };

    /// Takes calls, but none that come in.
    ReadyOutboundOnly = "ready-outbound-only", in Settings => Op::Ready { outbound_only: true };
    /// Hides from routing.
    Hide = "hide", in Settings => Op::Visibility { invisible: true };
    /// Shows again.
    Show = "show", in Settings => Op::Visibility { invisible: false };
    /// Takes calls on the mobile.
    OffSite = "off-site", in Settings => Op::WorkMode { mode: WorkMode::OffSite, mobile: Some(it.mobile()) };
    /// Takes calls in the workbench again.
    OnSite = "on-site", in Settings => Op::WorkMode { mode: WorkMode::OnSite, mobile: None };
    /// Takes calls on the SIP phone.
    OfficePhone = "office-phone", in Settings => Op::WorkMode { mode: WorkMode::OfficePhone, mobile: None };
    /// Wants to be ready after a call.
    AutoIdle = "auto-idle", in Settings => Op::AfterCall { after_call: AfterCall::Idle };
    /// Wants to do after-call work.
    AfterCallWork = "after-call-work", in Settings => Op::AfterCall { after_call: AfterCall::Work };

    /// Hands the call on.
    BlindTransfer(to: Whither) = "blind-transfer", in Queue(services) | Transfer(persons), calls to.who()
        => Op::BlindTransfer {
            job: None,
            to: it.target(to),
            caller: None,
            timeout_ms: it.timeout_ms,
            queueing: Queueing::default(),
        };
    /// Leads the other party to the IVR, and stays.
    Authenticate = "authenticate", in Queue => Op::Flow { job: None, leave: false };
    /// Leads the other party to the IVR, and leaves.
    Survey = "survey", in Queue => Op::Flow { job: None, leave: true };
    /// Takes the call of an outside party who waits.
    Claim(customer: Customer) = "claim", in Queue(customers) => Op::Claim { job: it.job_of(customer), among: &[] };
    /// Takes a call that rings at a colleague.
    DirectedPickup(agent: Agent) = "directed-pickup", in Queue(agents) => Op::DirectedPickup { agent: it.agent(agent) };

    /// Asks somebody meanwhile.
    Consult(to: Whither) = "consult", in Transfer(places), calls to.who()
        => Op::Consult { job: None, to: it.target(to), caller: None, timeout_ms: it.timeout_ms };
    /// Hands the call to the party who was asked.
    CompleteTransfer = "complete-transfer", in Transfer => Op::CompleteTransfer { job: None };
    /// Retrieves the call.
    CancelTransfer = "cancel-transfer", in Transfer => Op::CancelTransfer { job: None };

    /// Talks with all three.
    SwitchToConference = "switch-to-conference", in Conference => Op::SwitchToConference { job: None };
    /// Leaves a conference.
    EndConference = "end-conference", in Conference => Op::EndConference { job: None };
    /// Calls everybody together.
    StartConference(who: Who) = "start-conference", in Conference(everybody), calls [who] => {
        *invited = [it.target(Whither::To(who))];
        Op::StartConference { invited, timeout_ms: it.timeout_ms }
    };

    /// Hears another agent's call.
    Monitor(agent: Agent) = "monitor", in Supervision(agents) => it.supervise(Supervision::SilentMonitor, agent);
    /// Speaks to another agent in a call.
    Coach(agent: Agent) = "coach", in Supervision(agents) => it.supervise(Supervision::Coach, agent);
    /// Joins another agent's call.
    BargeIn(agent: Agent) = "barge-in", in Supervision(agents) => it.supervise(Supervision::Barge, agent);
    /// Takes another agent's call.
    Intercept(agent: Agent) = "intercept", in Supervision(agents) => it.supervise(Supervision::Intercept, agent);

    /// Has the centre connect two outside parties.
    BackToBack = "back-to-back", in Centre, calls [0, 1].map(Who::Customer) => Op::BackToBack {
        broker: Configuration::own_number(),
        second_broker: None,
        caller: it.customer(Customer(0)),
        callee: it.customer(Customer(1)),
        timeout_ms: it.timeout_ms,
    };
    /// Has the centre call an outside party.
    Predictive(customer: Customer) = "predictive", in Centre(customers), calls [Who::Customer(customer.0)] => Op::Predictive {
        callee: it.customer(customer),
        caller: Configuration::own_number(),
        group: None,
        timeout_ms: it.timeout_ms,
    };

    /// Alternates with the call on hold.
    Alternate = "alternate", in SecondCall => Op::Alternate { job: None };
    /// Joins the held call to the current one.
    Conference = "conference", in SecondCall => Op::Conference { job: None };
}

/// An agent who asks, in a world. A missing call or channel is named by a handle that leads nowhere: such requests are tried, too,
/// and rejected.
#[derive(Clone, Copy)]
pub(crate) struct Asker<'w> {
    configuration: &'w Configuration,
    world: &'w World,
    by: u8,
    /// The time-out of what has one; none for the policy's.
    pub(crate) timeout_ms: Option<Millis>,
    /// The reason for a break.
    pub(crate) break_code: &'static str,
}

impl<'w> Asker<'w> {
    pub(crate) const fn new(configuration: &'w Configuration, world: &'w World, by: u8) -> Self {
        Self { configuration, world, by, timeout_ms: None, break_code: "Warm-up" }
    }

    /// The agent who asks.
    pub(crate) fn user(&self) -> UserId {
        self.configuration.agent(self.by)
    }

    fn agent(&self, agent: Agent) -> UserId {
        self.configuration.agent(agent.0)
    }

    fn customer(&self, customer: Customer) -> Number {
        self.configuration.customer(customer.0)
    }

    fn mobile(&self) -> Number {
        Configuration::mobile(self.by)
    }

    fn number(&self, who: Who) -> Number {
        self.configuration.number(self.world, who)
    }

    fn target(&self, to: Whither) -> Target {
        self.configuration.target(to)
    }

    /// Somebody's live channel of the agent's call.
    fn channel(&self, who: Who) -> ChannelId {
        let job = self.world.user(self.user()).and_then(|user| user.job);
        job.and_then(|job| self.configuration.channel_in(self.world, job, who)).unwrap_or_default()
    }

    fn job_of(&self, customer: Customer) -> JobId {
        self.configuration.job_of(self.world, Who::Customer(customer.0)).unwrap_or_default()
    }

    fn supervise(&self, kind: Supervision, agent: Agent) -> Op<'static> {
        Op::Supervise { kind, job: None, agent: self.agent(agent), timeout_ms: self.timeout_ms }
    }
}
