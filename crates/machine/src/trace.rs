//! The trace of a world: the rows that fired and the requests that were judged. Coverage is measured from it.
//!
//! A world keeps a trace only on demand, because nothing of it is needed to run: [`World::start_trace`](crate::World::start_trace)
//! switches it on, [`World::take_trace`](crate::World::take_trace) hands it over. A trace is no state: it changes no answer, no event
//! and no digest.

use alloc::vec::Vec;

use crate::{
    identity::{ChannelId, JobId, UserId},
    input::Op,
    limits::MAX_TRACED,
    rules::Table,
    state::{Flag, UserState, words},
};

/// The thing that a row moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// A user.
    User(UserId),
    /// A job.
    Job(JobId),
    /// A channel.
    Channel(ChannelId),
    /// A flag of a channel.
    Flag(ChannelId, Flag),
}

impl Entity {
    /// The table whose rows move it.
    pub const fn table(self) -> Table {
        match self {
            Self::User(_) => Table::User,
            Self::Job(_) => Table::Job,
            Self::Channel(_) => Table::Channel,
            Self::Flag(_, flag) => flag.table(),
        }
    }
}

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traced {
    /// A row fired.
    Fired {
        /// The thing that moved.
        entity: Entity,
        /// Its place in the order of [`Table::ALL`] and [`Table::rows`].
        row: u8,
    },
    /// A request was judged.
    Asked {
        /// The kind of request.
        kind: OpKind,
        /// The state of the user before the request.
        state: UserState,
        /// True if the request was accepted.
        accepted: bool,
    },
}

/// Everything traced since the last trace was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// In order, the first [`MAX_TRACED`].
    pub steps: Vec<Traced>,
    /// The number of further steps.
    pub lost: u64,
}

impl Trace {
    #[cold]
    pub(crate) fn add(&mut self, step: Traced) {
        if self.steps.len() < MAX_TRACED {
            self.steps.push(step);
        } else {
            self.lost = self.lost.saturating_add(1);
        }
    }
}

words! {
    /// The kinds of requests.
    OpKind {
        /// [`Op::SignIn`].
        SignIn = "sign-in",
        /// [`Op::SignOut`].
        SignOut = "sign-out",
        /// [`Op::Ready`].
        Ready = "ready",
        /// [`Op::Break`].
        Break = "break",
        /// [`Op::Work`].
        Work = "work",
        /// [`Op::Reset`].
        Reset = "reset",
        /// [`Op::WorkMode`] and [`Op::Visibility`].
        Configure = "configure",
        /// [`Op::AfterCall`] and [`Op::SkillGroups`].
        Adjust = "adjust",
        /// [`Op::Poll`].
        Poll = "poll",
        /// [`Op::MakeCall`].
        MakeCall = "make-call",
        /// [`Op::Answer`].
        Answer = "answer",
        /// [`Op::Release`].
        Release = "release",
        /// [`Op::Hold`].
        Hold = "hold",
        /// [`Op::Retrieve`].
        Retrieve = "retrieve",
        /// [`Op::Mute`].
        Mute = "mute",
        /// [`Op::Unmute`].
        Unmute = "unmute",
        /// [`Op::Dtmf`].
        Dtmf = "dtmf",
        /// [`Op::BlindTransfer`].
        BlindTransfer = "blind-transfer",
        /// [`Op::Consult`].
        Consult = "consult",
        /// [`Op::CompleteTransfer`].
        CompleteTransfer = "complete-transfer",
        /// [`Op::CancelTransfer`].
        CancelTransfer = "cancel-transfer",
        /// [`Op::StartConference`] and [`Op::SwitchToConference`].
        StartConference = "start-conference",
        /// [`Op::EndConference`].
        EndConference = "end-conference",
        /// [`Op::Flow`] and [`Op::Survey`].
        Flow = "flow",
        /// [`Op::Claim`].
        Claim = "claim",
        /// [`Op::Alternate`].
        Alternate = "alternate",
        /// [`Op::Conference`].
        Conference = "conference",
        /// [`Op::DirectedPickup`].
        DirectedPickup = "directed-pickup",
        /// [`Op::Supervise`].
        Supervise = "supervise",
        /// [`Op::BackToBack`] and [`Op::Predictive`].
        DialOut = "dial-out",
    }
}

impl Op<'_> {
    /// The kind of request.
    pub const fn kind(&self) -> OpKind {
        match self {
            Self::SignIn(_) => OpKind::SignIn,
            Self::SignOut => OpKind::SignOut,
            Self::Ready { .. } => OpKind::Ready,
            Self::Break { .. } => OpKind::Break,
            Self::Work => OpKind::Work,
            Self::Reset => OpKind::Reset,
            Self::WorkMode { .. } | Self::Visibility { .. } => OpKind::Configure,
            Self::AfterCall { .. } | Self::SkillGroups { .. } => OpKind::Adjust,
            Self::Poll => OpKind::Poll,
            Self::MakeCall { .. } => OpKind::MakeCall,
            Self::Answer { .. } => OpKind::Answer,
            Self::Release { .. } => OpKind::Release,
            Self::Hold { .. } => OpKind::Hold,
            Self::Retrieve { .. } => OpKind::Retrieve,
            Self::Mute { .. } => OpKind::Mute,
            Self::Unmute { .. } => OpKind::Unmute,
            Self::Dtmf { .. } => OpKind::Dtmf,
            Self::BlindTransfer { .. } => OpKind::BlindTransfer,
            Self::Consult { .. } => OpKind::Consult,
            Self::CompleteTransfer { .. } => OpKind::CompleteTransfer,
            Self::CancelTransfer { .. } => OpKind::CancelTransfer,
            Self::StartConference { .. } | Self::SwitchToConference { .. } => OpKind::StartConference,
            Self::EndConference { .. } => OpKind::EndConference,
            Self::Flow { .. } | Self::Survey { .. } => OpKind::Flow,
            Self::Claim { .. } => OpKind::Claim,
            Self::Alternate { .. } => OpKind::Alternate,
            Self::Conference { .. } => OpKind::Conference,
            Self::DirectedPickup { .. } => OpKind::DirectedPickup,
            Self::Supervise { .. } => OpKind::Supervise,
            Self::BackToBack { .. } | Self::Predictive { .. } => OpKind::DialOut,
        }
    }
}
