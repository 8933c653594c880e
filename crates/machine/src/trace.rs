//! The trace of a world: the rows that fired and the requests that were judged. Coverage is measured from it.
//!
//! A world keeps a trace only on demand, because nothing of it is needed to run: [`World::start_trace`](crate::World::start_trace)
//! switches it on, [`World::take_trace`](crate::World::take_trace) hands it over. A trace is no state: it changes no answer, no event
//! and no digest.

use alloc::vec::Vec;

use crate::{
    identity::{ChannelId, JobId, UserId},
    limits::MAX_TRACED,
    op::OpKind,
    rules::Table,
    state::{Flag, UserState},
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
