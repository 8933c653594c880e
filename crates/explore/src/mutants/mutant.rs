//! What a mutant is: a value, made from the tables.

use std::sync::Arc;

use offhook_machine::Rules;
use offhook_scenario::{Dialect, Scenario};

use super::class::Class;
use super::edit::Edit;
use super::twist::Twist;

pub(super) use super::spot::Spot;

/// One known-bad variant of the machine or of what it says.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// `{dialect}/{class}/{what}`.
    pub id: String,
    /// What kind of fault.
    pub class: Class,
    /// Of which dialect.
    pub dialect: Dialect,
    /// What was changed, in one sentence.
    pub change: String,
    /// The rules and clauses that it touches.
    pub touches: Vec<String>,
    /// What must occur in a run on the original for the mutant to differ at all.
    pub(super) needs: Option<String>,
    /// What a run that is likely to tell has in it.
    pub(super) near: Vec<String>,
    /// How it is made.
    pub(super) fault: Fault,
}

/// How a mutant is made.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// The machine has other rules.
    Rules(TableMutant),
    /// A field at a spot is another.
    Field {
        spot: Spot,
        path: &'static str,
        twist: Twist,
    },
    /// An answer with this code (none: of success) has another HTTP status.
    Status {
        of: &'static str,
        code: Option<&'static str>,
        status: u16,
    },
    /// A code is another.
    Code {
        of: &'static str,
        code: &'static str,
        instead: &'static str,
    },
    Ignored {
        of: &'static str,
    },
    Applied {
        of: &'static str,
    },
    /// Carried out, and answered with this refusal.
    Refused {
        of: &'static str,
        code: &'static str,
    },
    Stale {
        of: &'static str,
    },
    DoubleRelease {
        of: &'static str,
    },
    Event {
        name: &'static str,
        how: EventFault,
    },
    /// A request asks about the other channel.
    OtherChannelAsked {
        of: &'static str,
    },
    /// An answer swaps its first two channels' values of a field.
    OtherChannelTold {
        of: &'static str,
        field: &'static str,
    },
    /// An event names the other channel.
    OtherChannelInEvent {
        name: &'static str,
    },
    /// Two fields change places.
    Exchanged {
        spot: Spot,
        fields: (&'static str, &'static str),
    },
    Timer {
        kind: TimerKind,
        how: TimerFault,
    },
    /// A parameter that is a length of time is read as longer.
    LongParam {
        of: &'static str,
        param: &'static str,
        by: i64,
    },
    Survives {
        of: &'static str,
        flag: &'static str,
    },
    Reused(IdKind),
    /// Every answer is empty: a canary.
    Mute,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EventFault {
    Lost,
    Doubled,
    Reordered,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimerKind {
    Ring,
    Call,
    Queue,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimerFault {
    NotCancelled,
    Late { by_ms: u64 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdKind {
    Request,
    Call,
    Token,
}

/// A mutant of the rule tables, for whoever judges it by exploring the product of the two worlds.
#[derive(Clone, Debug)]
pub struct TableMutant {
    /// Of which dialect: it decides over the policy.
    pub dialect: Dialect,
    /// What is changed.
    pub edit: Edit,
    /// Only once this row has fired, counted over all tables as the machine counts; none: from the beginning.
    pub after: Option<usize>,
    /// The changed rules.
    pub rules: Arc<Rules>,
}

/// What is known of a table mutant without a suite.
#[derive(Clone, Debug)]
pub enum Judgement {
    /// No input tells it from the original.
    Equivalent {
        /// How we know.
        why: String,
    },
    /// This scenario does, and none shorter.
    Differs {
        /// It runs by itself.
        trace: Box<Scenario>,
    },
    /// Nobody knows.
    Undecided {
        /// How far we came.
        why: String,
    },
}

/// Says what is known of a table mutant.
pub type Judge<'a> = dyn Fn(&TableMutant) -> Judgement + Sync + 'a;

/// A judge who knows nothing.
pub fn undecided(_: &TableMutant) -> Judgement {
    Judgement::Undecided { why: "nothing was explored".to_owned() }
}

impl Mutant {
    /// The change of the rules, if it is one.
    pub fn table(&self) -> Option<&TableMutant> {
        match &self.fault {
            Fault::Rules(table) => Some(table),
            _ => None,
        }
    }
}
