//! What can happen in a configuration: every request of every agent, every stimulus, and the passing of time, legal or not.

mod apply;
mod list;

pub use apply::{Outcome, RESTLESS_MS};
pub use list::{Families, Family, moves};

use offhook_machine::{Signal, Supervision};

/// Somebody who has a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// An agent of the configuration.
    Agent(u8),
    /// An outside party.
    Customer(u8),
}

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

/// What an agent asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ask {
    /// Opens a session.
    SignIn,
    /// Closes it.
    SignOut,
    /// Takes calls, or none that come in.
    Ready {
        /// Whether only own calls are wanted.
        outbound_only: bool,
    },
    /// Takes a break.
    Break,
    /// Does after-call work.
    Work,
    /// Forgets the session.
    Reset,
    /// Reads the own state.
    Poll,
    /// Hides from routing, or shows again.
    Visibility {
        /// Whether to hide.
        invisible: bool,
    },
    /// Takes calls on the mobile, or in the workbench again.
    OffSite {
        /// Whether on the mobile.
        mobile: bool,
    },
    /// Takes calls on the SIP phone.
    OfficePhone,
    /// Says what follows a call.
    AfterCall {
        /// Whether ready at once.
        idle: bool,
    },
    /// Calls somebody.
    Call(Who),
    /// Picks up.
    Answer,
    /// Hangs up.
    Release,
    /// Ends somebody's channel of the own call.
    Drop(Who),
    /// Lets somebody wait.
    Hold(Who),
    /// Reconnects somebody.
    Retrieve(Who),
    /// Is not heard.
    Mute,
    /// Is heard again.
    Unmute,
    /// Sends a tone to somebody.
    Dtmf(Who),
    /// Hands the call on.
    BlindTransfer(Whither),
    /// Asks somebody meanwhile.
    Consult(Whither),
    /// Hands the call to who was asked.
    CompleteTransfer,
    /// Retrieves the call.
    CancelTransfer,
    /// Talks with all three.
    SwitchToConference,
    /// Leaves a conference.
    EndConference,
    /// Calls everybody together.
    StartConference(Who),
    /// Leads the other party to the IVR.
    Flow {
        /// Whether the agent leaves.
        leave: bool,
    },
    /// Takes the call of an outside party who waits.
    Claim(u8),
    /// Has the centre connect two outside parties.
    BackToBack,
    /// Has the centre call an outside party.
    Predictive(u8),
    /// Alternates with the call on hold.
    Alternate,
    /// Joins the held call to the current one.
    Conference,
    /// Takes a call that rings at a colleague.
    DirectedPickup(u8),
    /// Takes part in another agent's call.
    Supervise(Supervision, u8),
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
}

impl Ask {
    /// The word that rules, tables and reports use for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SignOut => "sign-out",
            Self::Ready { outbound_only: false } => "ready",
            Self::Ready { outbound_only: true } => "ready-outbound-only",
            Self::Break => "break",
            Self::Work => "work",
            Self::Reset => "reset",
            Self::Poll => "poll",
            Self::Visibility { invisible: true } => "hide",
            Self::Visibility { invisible: false } => "show",
            Self::OffSite { mobile: true } => "off-site",
            Self::OffSite { mobile: false } => "on-site",
            Self::OfficePhone => "office-phone",
            Self::AfterCall { idle: true } => "auto-idle",
            Self::AfterCall { idle: false } => "after-call-work",
            Self::Call(_) => "make-call",
            Self::Answer => "answer",
            Self::Release => "release",
            Self::Drop(_) => "drop",
            Self::Hold(_) => "hold",
            Self::Retrieve(_) => "retrieve",
            Self::Mute => "mute",
            Self::Unmute => "unmute",
            Self::Dtmf(_) => "dtmf",
            Self::BlindTransfer(_) => "blind-transfer",
            Self::Consult(_) => "consult",
            Self::CompleteTransfer => "complete-transfer",
            Self::CancelTransfer => "cancel-transfer",
            Self::SwitchToConference => "switch-to-conference",
            Self::EndConference => "end-conference",
            Self::StartConference(_) => "start-conference",
            Self::Flow { leave: false } => "authenticate",
            Self::Flow { leave: true } => "survey",
            Self::Claim(_) => "claim",
            Self::BackToBack => "back-to-back",
            Self::Predictive(_) => "predictive",
            Self::Alternate => "alternate",
            Self::Conference => "conference",
            Self::DirectedPickup(_) => "directed-pickup",
            Self::Supervise(kind, _) => match kind {
                Supervision::SilentMonitor => "monitor",
                Supervision::Coach => "coach",
                Supervision::Barge => "barge-in",
                Supervision::Intercept => "intercept",
            },
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
                match ask {
                    Ask::Call(who)
                    | Ask::Drop(who)
                    | Ask::Hold(who)
                    | Ask::Retrieve(who)
                    | Ask::Dtmf(who)
                    | Ask::StartConference(who) => {
                        write!(f, " {who}")
                    }
                    Ask::BlindTransfer(to) | Ask::Consult(to) => write!(f, " {to}"),
                    Ask::Claim(customer) | Ask::Predictive(customer) => {
                        write!(f, " {}", Who::Customer(customer))
                    }
                    Ask::Supervise(_, agent) | Ask::DirectedPickup(agent) => {
                        write!(f, " {}", Who::Agent(agent))
                    }
                    Ask::SignIn
                    | Ask::SignOut
                    | Ask::Ready { .. }
                    | Ask::Break
                    | Ask::Work
                    | Ask::Reset
                    | Ask::Poll
                    | Ask::Visibility { .. }
                    | Ask::OffSite { .. }
                    | Ask::OfficePhone
                    | Ask::AfterCall { .. }
                    | Ask::Answer
                    | Ask::Release
                    | Ask::Mute
                    | Ask::Unmute
                    | Ask::CompleteTransfer
                    | Ask::CancelTransfer
                    | Ask::SwitchToConference
                    | Ask::EndConference
                    | Ask::Flow { .. }
                    | Ask::BackToBack
                    | Ask::Alternate
                    | Ask::Conference => Ok(()),
                }
            }
            Self::Channel { who, signal } => write!(f, "{who} {}", signal.as_str()),
            Self::Inbound { from, to } => write!(f, "{} calls {}", Who::Customer(from), Who::Agent(to)),
            Self::InboundToGroup { from } => write!(f, "{} calls the group", Who::Customer(from)),
            Self::Dials { by, to } => write!(f, "{} dials {to}", Who::Agent(by)),
            Self::Elapse => f.write_str("time passes"),
        }
    }
}
