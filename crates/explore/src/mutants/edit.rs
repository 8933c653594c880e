//! One change of one cell of one rule table.

use std::sync::Arc;

use offhook_machine::{
    Basis, CHANNEL_RULES, ChannelState, ChannelTrigger, FlagState, FlagTrigger, HOLD_RULES, JOB_RULES,
    JobState, JobTrigger, MUTE_RULES, Rule, RuleText, Rules, SUPERVISION_RULES, Table, Tables, USER_RULES,
    UserState, UserTrigger, When, Word,
};

/// What is changed. States and triggers are named by their positions, rows by their place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The row is gone.
    Drop {
        /// Which.
        row: usize,
    },
    /// The row leads elsewhere.
    Retarget {
        /// Which.
        row: usize,
        /// The state after.
        to: usize,
    },
    /// The row holds without its condition.
    Free {
        /// Which.
        row: usize,
    },
    /// There is one row more.
    Add {
        /// The state before.
        from: usize,
        /// What happens.
        trigger: usize,
        /// The state after.
        to: usize,
    },
}

/// A change of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// Which table.
    pub table: Table,
    /// What is changed.
    pub change: Change,
}

impl Edit {
    /// The row that is gone or leads elsewhere; none where a row is added, or holds where it did not.
    pub fn row(&self) -> Option<RuleText> {
        match self.change {
            Change::Drop { row } | Change::Retarget { row, .. } => self.table.rows().nth(row),
            Change::Free { .. } | Change::Add { .. } => None,
        }
    }

    /// The state to which the cell leads instead; none where the row is gone, or holds where it did not.
    pub fn leads_to(&self) -> Option<&'static str> {
        fn word<S: Word>(at: usize) -> Option<&'static str> {
            S::WORDS.get(at).map(|word| word.text())
        }
        let (Change::Retarget { to, .. } | Change::Add { to, .. }) = self.change else { return None };
        match self.table {
            Table::User => word::<UserState>(to),
            Table::Job => word::<JobState>(to),
            Table::Channel => word::<ChannelState>(to),
            Table::Hold | Table::Mute | Table::Supervision => word::<FlagState>(to),
        }
    }

    /// The cell that is changed: the table, the state before, what happens.
    pub fn cell(&self) -> (Table, &'static str, &'static str) {
        fn words<S: Word, T: Word>(from: usize, trigger: usize) -> (&'static str, &'static str) {
            let state = S::WORDS.get(from).map_or("", |word| word.text());
            (state, T::WORDS.get(trigger).map_or("", |word| word.text()))
        }
        let (from, trigger) = match (self.change, self.table) {
            (Change::Drop { row } | Change::Retarget { row, .. } | Change::Free { row }, table) => {
                table.rows().nth(row).map_or(("", ""), |row| (row.from, row.trigger))
            }
            (Change::Add { from, trigger, .. }, Table::User) => {
                words::<UserState, UserTrigger>(from, trigger)
            }
            (Change::Add { from, trigger, .. }, Table::Job) => words::<JobState, JobTrigger>(from, trigger),
            (Change::Add { from, trigger, .. }, Table::Channel) => {
                words::<ChannelState, ChannelTrigger>(from, trigger)
            }
            (Change::Add { from, trigger, .. }, Table::Hold | Table::Mute | Table::Supervision) => {
                words::<FlagState, FlagTrigger>(from, trigger)
            }
        };
        (self.table, from, trigger)
    }

    /// The changed tables, compiled; none where the change makes two rows hold at once.
    pub fn rules(&self) -> Option<Arc<Rules>> {
        fn of<S: Word, T: Word>(edit: &Edit, table: Table, rows: &[Rule<S, T>]) -> Vec<Rule<S, T>> {
            if edit.table == table { changed(rows, edit.change) } else { rows.to_vec() }
        }
        let user = of(self, Table::User, USER_RULES);
        let job = of(self, Table::Job, JOB_RULES);
        let channel = of(self, Table::Channel, CHANNEL_RULES);
        let hold = of(self, Table::Hold, HOLD_RULES);
        let mute = of(self, Table::Mute, MUTE_RULES);
        let supervision = of(self, Table::Supervision, SUPERVISION_RULES);
        let tables = Tables {
            user: &user,
            job: &job,
            channel: &channel,
            hold: &hold,
            mute: &mute,
            supervision: &supervision,
        };
        Rules::compile(&tables).ok().map(Arc::new)
    }
}

fn changed<S: Word, T: Word>(rows: &[Rule<S, T>], change: Change) -> Vec<Rule<S, T>> {
    let mut rows = rows.to_vec();
    match change {
        Change::Drop { row } if row < rows.len() => {
            rows.remove(row);
        }
        Change::Retarget { row, to } => {
            if let (Some(row), Some(to)) = (rows.get_mut(row), S::WORDS.get(to)) {
                row.to = *to;
            }
        }
        Change::Free { row } => {
            if let Some(row) = rows.get_mut(row) {
                row.when = When::Always;
            }
        }
        Change::Add { from, trigger, to } => {
            if let (Some(from), Some(trigger), Some(to)) =
                (S::WORDS.get(from), T::WORDS.get(trigger), S::WORDS.get(to))
            {
                rows.push(row(*from, *trigger, *to));
            }
        }
        Change::Drop { .. } => {}
    }
    rows
}

/// Rules under which a user may do everything everywhere: an empty cell leads where the trigger's first row leads. A flag may be
/// raised that is up and lowered that is down, every channel may be held and muted, and one that has ended may end again.
pub(super) fn permissive() -> Option<Arc<Rules>> {
    let mut user = USER_RULES.to_vec();
    for trigger in UserTrigger::ALL {
        let Some(to) = USER_RULES.iter().find(|row| row.trigger == *trigger).map(|row| row.to) else {
            continue;
        };
        for from in UserState::ALL {
            let in_cell = |row: &&Rule<UserState, UserTrigger>| row.from == *from && row.trigger == *trigger;
            if USER_RULES.iter().filter(in_cell).all(|row| row.when == When::CallFromBreak) {
                user.retain(|row| !in_cell(&row));
                user.push(row(*from, *trigger, to));
            }
        }
    }
    let again = [
        row(FlagState::Up, FlagTrigger::Raise, FlagState::Up),
        row(FlagState::Down, FlagTrigger::Lower, FlagState::Down),
    ];
    let hold = [HOLD_RULES, &again].concat();
    let mute = [MUTE_RULES, &again].concat();
    let unanswered = ChannelState::ALL.iter().filter(|state| **state != ChannelState::Answered);
    let any_channel = unanswered.flat_map(|state| {
        [row(*state, ChannelTrigger::Hold, *state), row(*state, ChannelTrigger::Mute, *state)]
    });
    let again = [row(ChannelState::Released, ChannelTrigger::Release, ChannelState::Released)];
    let channel: Vec<_> = CHANNEL_RULES.iter().copied().chain(any_channel).chain(again).collect();
    let tables = Tables { user: &user, hold: &hold, mute: &mute, channel: &channel, ..Tables::DOCUMENTED };
    Rules::compile(&tables).ok().map(Arc::new)
}

const fn row<S: Copy, T: Copy>(from: S, trigger: T, to: S) -> Rule<S, T> {
    Rule { from, trigger, to, when: When::Always, basis: Basis::Chosen, clause: "" }
}
