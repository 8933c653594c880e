//! The rule tables: every legal transition is a row, and nothing states a transition a second time.
//!
//! A row names a state, a trigger and the state after, the condition of the [`Policy`](crate::Policy), the basis and the
//! clause. The machine executes the rows through [`Rules`], an array lookup compiled
//! from them; the docs print them; suites cover them; mutants edit them.

mod channel;
mod compiled;
mod deviation;
mod flag;
mod job;
mod user;

use alloc::{format, string::String};

pub use channel::{CHANNEL_RULES, ChannelTrigger};
pub use compiled::{Ambiguous, Fired, Rules, StateSet, Tables};
pub use deviation::{Deviation, UnknownCell};
pub use flag::{FlagState, FlagTrigger, HOLD_RULES, MUTE_RULES, SUPERVISION_RULES};
pub use job::{JOB_RULES, JobTrigger};
pub use user::{OwnChannel, USER_RULES, UserTrigger};

use crate::{basis::Basis, policy::When};

/// A closed set of words that rules are made of: states and triggers.
pub trait Word: Copy + PartialEq + core::fmt::Debug + 'static {
    /// Every word, in declaration order.
    const WORDS: &'static [Self];
    /// The position in [`Self::WORDS`].
    fn position(self) -> usize;
    /// The spelling.
    fn text(self) -> &'static str;
}

macro_rules! impl_word {
    ($($name:ty),+) => {$(
        impl Word for $name {
            const WORDS: &'static [Self] = Self::ALL;
            fn position(self) -> usize { self.index() }
            fn text(self) -> &'static str { self.as_str() }
        }
    )+};
}

impl_word!(
    crate::state::UserState,
    crate::state::JobState,
    crate::state::ChannelState,
    UserTrigger,
    JobTrigger,
    ChannelTrigger,
    FlagState,
    FlagTrigger
);

/// One legal transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule<S, T> {
    /// The state before.
    pub from: S,
    /// The trigger.
    pub trigger: T,
    /// The state after.
    pub to: S,
    /// The condition under which the row holds.
    pub when: When,
    /// The basis.
    pub basis: Basis,
    /// The clause that states the rule, or records our choice.
    pub clause: &'static str,
}

/// The tables, in the order in which [`Fired`] counts their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// [`USER_RULES`].
    User,
    /// [`JOB_RULES`].
    Job,
    /// [`CHANNEL_RULES`].
    Channel,
    /// [`HOLD_RULES`].
    Hold,
    /// [`MUTE_RULES`].
    Mute,
    /// [`SUPERVISION_RULES`].
    Supervision,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 6] =
        [Self::User, Self::Job, Self::Channel, Self::Hold, Self::Mute, Self::Supervision];

    /// The first part of a rule's id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Job => "job",
            Self::Channel => "channel",
            Self::Hold => "hold",
            Self::Mute => "mute",
            Self::Supervision => "supervision",
        }
    }

    /// A heading for the table.
    pub const fn title(self) -> &'static str {
        match self {
            Self::User => "Users",
            Self::Job => "Jobs",
            Self::Channel => "Channels",
            Self::Hold => "The flag HOLD",
            Self::Mute => "The flag MUTED",
            Self::Supervision => "The flags of supervision",
        }
    }

    /// The rows, with their words as text.
    pub fn rows(self) -> impl Iterator<Item = RuleText> {
        let rows: alloc::vec::Vec<RuleText> = match self {
            Self::User => texts(self, USER_RULES),
            Self::Job => texts(self, JOB_RULES),
            Self::Channel => texts(self, CHANNEL_RULES),
            Self::Hold => texts(self, HOLD_RULES),
            Self::Mute => texts(self, MUTE_RULES),
            Self::Supervision => texts(self, SUPERVISION_RULES),
        };
        rows.into_iter()
    }

    /// The words of the table's states.
    pub fn states(self) -> impl Iterator<Item = &'static str> {
        let words: alloc::vec::Vec<&'static str> = match self {
            Self::User => crate::state::UserState::WORDS.iter().map(|word| word.text()).collect(),
            Self::Job => crate::state::JobState::WORDS.iter().map(|word| word.text()).collect(),
            Self::Channel => crate::state::ChannelState::WORDS.iter().map(|word| word.text()).collect(),
            Self::Hold | Self::Mute | Self::Supervision => {
                FlagState::WORDS.iter().map(|word| word.text()).collect()
            }
        };
        words.into_iter()
    }
}

/// A row with its words as text: what the docs, the command line and the graphs show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleText {
    /// `{table}.{from}.{trigger}`, and the state after where a condition chooses between two.
    pub id: String,
    /// The state before.
    pub from: &'static str,
    /// The trigger.
    pub trigger: &'static str,
    /// The state after.
    pub to: &'static str,
    /// The condition.
    pub when: When,
    /// The basis.
    pub basis: Basis,
    /// The clause.
    pub clause: &'static str,
}

fn texts<S: Word, T: Word>(table: Table, rows: &[Rule<S, T>]) -> alloc::vec::Vec<RuleText> {
    rows.iter()
        .map(|row| {
            let mut id = format!("{}.{}.{}", table.as_str(), row.from.text(), row.trigger.text());
            if row.when != When::Always {
                id = format!("{id}.{}", row.to.text());
            }
            RuleText {
                id: id.to_lowercase().replace('_', "-"),
                from: row.from.text(),
                trigger: row.trigger.text(),
                to: row.to.text(),
                when: row.when,
                basis: row.basis,
                clause: row.clause,
            }
        })
        .collect()
}

/// Writes a table: `from + trigger => to, when condition: basis "clause";` a row.
macro_rules! table {
    ($(#[$meta:meta])* $name:ident: $state:ident, $trigger:ident {
        $($from:ident + $what:ident => $to:ident $(, when $when:ident)?: $basis:ident $clause:literal;)+
    }) => {
        $(#[$meta])*
        pub const $name: &[$crate::rules::Rule<$state, $trigger>] = &[$($crate::rules::Rule {
            from: $state::$from,
            trigger: $trigger::$what,
            to: $state::$to,
            when: $crate::rules::table!(@when $($when)?),
            basis: $crate::basis::Basis::$basis,
            clause: $clause,
        },)+];
    };
    (@when) => { $crate::policy::When::Always };
    (@when $when:ident) => { $crate::policy::When::$when };
}
pub(crate) use table;

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;

    #[test]
    fn rule_ids_are_unique() {
        let ids: alloc::vec::Vec<String> =
            Table::ALL.iter().flat_map(|table| table.rows()).map(|row| row.id).collect();
        let distinct: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len());
        assert!(distinct.contains(&String::from("user.ready.make-call")));
    }
}
