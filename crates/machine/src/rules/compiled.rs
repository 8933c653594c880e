//! The tables as the machine executes them: one array lookup a step.

use alloc::{boxed::Box, sync::Arc, vec, vec::Vec};
use core::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
};

use super::{
    CHANNEL_RULES, ChannelTrigger, Deviation, FlagState, FlagTrigger, HOLD_RULES, JOB_RULES, JobTrigger,
    MUTE_RULES, Rule, RuleText, SUPERVISION_RULES, Table, USER_RULES, UserTrigger, Word, deviation::word,
};
use crate::{
    policy::Mode,
    state::{ChannelState, Flag, JobState, UserState},
};

/// A set of user states, in declaration order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct StateSet(u8);

impl StateSet {
    /// True if the state is in the set.
    pub const fn has(self, state: UserState) -> bool {
        self.0 & (1 << state as u8) != 0
    }

    /// The states of the set.
    pub fn iter(self) -> impl Iterator<Item = UserState> {
        UserState::ALL.iter().copied().filter(move |state| self.has(*state))
    }
}

impl FromIterator<UserState> for StateSet {
    fn from_iter<I: IntoIterator<Item = UserState>>(states: I) -> Self {
        Self(states.into_iter().fold(0, |bits, state| bits | 1 << state as u8))
    }
}

impl fmt::Display for StateSet {
    /// Comma-joined without spaces, as the documented error does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().enumerate().try_for_each(|(index, state)| {
            f.write_str(if index == 0 { "" } else { "," })?;
            f.write_str(state.as_str())
        })
    }
}

/// Two rows that could both hold: the table would not be deterministic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguous {
    /// The table.
    pub table: Table,
    /// The state before.
    pub from: &'static str,
    /// The trigger.
    pub trigger: &'static str,
}

impl fmt::Display for Ambiguous {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "two {} rules may hold for {} in {}", self.table.as_str(), self.trigger, self.from)
    }
}

impl core::error::Error for Ambiguous {}

/// One cell: the state after and the row, or nothing.
#[derive(Clone, Copy, Debug)]
struct Cell {
    to: u8,
    row: u8,
}

impl Cell {
    const NONE: Self = Self { to: u8::MAX, row: u8::MAX };
    /// The row of a cell that no table has.
    const NO_ROW: u8 = u8::MAX - 1;
}

/// One table as an array over guard, state and trigger.
#[derive(Clone, Debug)]
struct Lookup<S, T> {
    cells: Box<[Cell]>,
    /// The states and triggers that have been asked about, where this is watched.
    asked: Option<Arc<[AtomicBool]>>,
    words: core::marker::PhantomData<fn(S, T)>,
}

impl<S: Word, T: Word> Lookup<S, T> {
    fn compile(table: Table, rows: &[Rule<S, T>], first: usize) -> Result<Self, Ambiguous> {
        let mut cells = vec![Cell::NONE; Mode::COUNT * S::WORDS.len() * T::WORDS.len()].into_boxed_slice();
        for (index, row) in rows.iter().enumerate() {
            for mode in Mode::all().filter(|mode| mode.holds(row.when)) {
                let cell = &mut cells[Self::at(mode, row.from, row.trigger)];
                if cell.row != u8::MAX {
                    return Err(Ambiguous { table, from: row.from.text(), trigger: row.trigger.text() });
                }
                #[expect(clippy::cast_possible_truncation, reason = "tables have fewer than 255 rows in all")]
                let (to, row) = (row.to.position() as u8, (first + index) as u8);
                *cell = Cell { to, row };
            }
        }
        Ok(Self { cells, asked: None, words: core::marker::PhantomData })
    }

    fn at(mode: Mode, from: S, trigger: T) -> usize {
        (mode.index() * S::WORDS.len() + from.position()) * T::WORDS.len() + trigger.position()
    }

    /// Makes a cell lead to another state, or nowhere, in every mode; none if there is no such state or trigger.
    fn deviate(&mut self, Deviation { from, trigger, to, .. }: &Deviation) -> Option<()> {
        let (from, trigger): (S, T) = (word(from)?, word(trigger)?);
        let to: Option<S> = to.map(|to| word(to).ok_or(())).transpose().ok()?;
        for mode in Mode::all() {
            let cell = &mut self.cells[Self::at(mode, from, trigger)];
            *cell = match to {
                #[expect(clippy::cast_possible_truncation, reason = "no table has 255 states")]
                Some(to) => Cell { to: to.position() as u8, row: cell.row.min(Cell::NO_ROW) },
                None => Cell::NONE,
            };
        }
        Some(())
    }

    fn watch(&mut self) {
        self.asked = Some((0..S::WORDS.len() * T::WORDS.len()).map(|_| AtomicBool::new(false)).collect());
    }

    /// The states and triggers that have been asked about.
    fn asked(&self, table: Table) -> impl Iterator<Item = (Table, &'static str, &'static str)> {
        let asked = self.asked.as_deref().unwrap_or_default().iter().enumerate();
        asked.filter(|(_, asked)| asked.load(Ordering::Relaxed)).map(move |(index, _)| {
            let (from, trigger) = (S::WORDS[index / T::WORDS.len()], T::WORDS[index % T::WORDS.len()]);
            (table, from.text(), trigger.text())
        })
    }

    #[inline]
    fn next(&self, mode: Mode, from: S, trigger: T) -> Option<(S, u8)> {
        if let Some(asked) = &self.asked {
            asked[from.position() * T::WORDS.len() + trigger.position()].store(true, Ordering::Relaxed);
        }
        let cell = self.cells[Self::at(mode, from, trigger)];
        S::WORDS.get(usize::from(cell.to)).map(|to| (*to, cell.row))
    }
}

/// The tables, compiled. Two worlds may share one.
#[derive(Clone, Debug)]
pub struct Rules {
    user: Lookup<UserState, UserTrigger>,
    job: Lookup<JobState, JobTrigger>,
    channel: Lookup<ChannelState, ChannelTrigger>,
    hold: Lookup<FlagState, FlagTrigger>,
    mute: Lookup<FlagState, FlagTrigger>,
    supervision: Lookup<FlagState, FlagTrigger>,
}

/// The tables to compile, such as a mutant's.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'a> {
    /// Of users.
    pub user: &'a [Rule<UserState, UserTrigger>],
    /// Of jobs.
    pub job: &'a [Rule<JobState, JobTrigger>],
    /// Of channels.
    pub channel: &'a [Rule<ChannelState, ChannelTrigger>],
    /// Of the flag HOLD.
    pub hold: &'a [Rule<FlagState, FlagTrigger>],
    /// Of the flag MUTED.
    pub mute: &'a [Rule<FlagState, FlagTrigger>],
    /// Of the flags of supervision.
    pub supervision: &'a [Rule<FlagState, FlagTrigger>],
}

impl Tables<'static> {
    /// The tables of this crate.
    pub const DOCUMENTED: Self = Self {
        user: USER_RULES,
        job: JOB_RULES,
        channel: CHANNEL_RULES,
        hold: HOLD_RULES,
        mute: MUTE_RULES,
        supervision: SUPERVISION_RULES,
    };
}

impl Rules {
    /// The tables of this crate.
    pub fn documented() -> Self {
        match Self::compile(&Tables::DOCUMENTED) {
            Ok(rules) => rules,
            Err(_) => unreachable!("a test compiles the tables of this crate"),
        }
    }

    /// Other tables. A table that is left empty has no transitions.
    ///
    /// # Errors
    /// Two rows with the same state and trigger whose conditions can hold together.
    pub fn compile(tables: &Tables<'_>) -> Result<Self, Ambiguous> {
        let Tables { user, job, channel, hold, mute, supervision } = *tables;
        let after_user = user.len();
        let after_job = after_user + job.len();
        let after_channel = after_job + channel.len();
        let after_hold = after_channel + hold.len();
        let after_mute = after_hold + mute.len();
        Ok(Self {
            user: Lookup::compile(Table::User, user, 0)?,
            job: Lookup::compile(Table::Job, job, after_user)?,
            channel: Lookup::compile(Table::Channel, channel, after_job)?,
            hold: Lookup::compile(Table::Hold, hold, after_channel)?,
            mute: Lookup::compile(Table::Mute, mute, after_hold)?,
            supervision: Lookup::compile(Table::Supervision, supervision, after_mute)?,
        })
    }

    /// True for what a deviation has added: no table has a row for it.
    pub(crate) const fn is_no_row(row: u8) -> bool {
        row == Cell::NO_ROW
    }

    /// Makes one cell otherwise than its table has it; none if the table has no such cell.
    pub(super) fn deviate(&mut self, deviation: &Deviation) -> Option<()> {
        match deviation.table {
            Table::User => self.user.deviate(deviation),
            Table::Job => self.job.deviate(deviation),
            Table::Channel => self.channel.deviate(deviation),
            Table::Hold => self.hold.deviate(deviation),
            Table::Mute => self.mute.deviate(deviation),
            Table::Supervision => self.supervision.deviate(deviation),
        }
    }

    /// The same rules, noting from here on the cells that any world asks about.
    #[must_use]
    pub fn watched(mut self) -> Self {
        self.user.watch();
        self.job.watch();
        self.channel.watch();
        self.hold.watch();
        self.mute.watch();
        self.supervision.watch();
        self
    }

    /// The cells that have been asked about: table, state before, trigger. None of rules that are not
    /// [`watched`](Self::watched). A cell that was never asked about can hold anything.
    pub fn asked(&self) -> Vec<(Table, &'static str, &'static str)> {
        let user = self.user.asked(Table::User).chain(self.job.asked(Table::Job));
        let flags = self.hold.asked(Table::Hold).chain(self.mute.asked(Table::Mute));
        let rest = self.channel.asked(Table::Channel).chain(flags);
        user.chain(rest).chain(self.supervision.asked(Table::Supervision)).collect()
    }

    #[inline]
    pub(crate) fn user(&self, mode: Mode, from: UserState, trigger: UserTrigger) -> Option<(UserState, u8)> {
        self.user.next(mode, from, trigger)
    }

    #[inline]
    pub(crate) fn job(&self, from: JobState, trigger: JobTrigger) -> Option<(JobState, u8)> {
        self.job.next(Mode::PLAIN, from, trigger)
    }

    #[inline]
    pub(crate) fn channel(&self, from: ChannelState, trigger: ChannelTrigger) -> Option<(ChannelState, u8)> {
        self.channel.next(Mode::PLAIN, from, trigger)
    }

    #[inline]
    pub(crate) fn flag(&self, flag: Flag, up: bool, trigger: FlagTrigger) -> Option<(bool, u8)> {
        let table = match flag {
            Flag::Hold => &self.hold,
            Flag::Muted => &self.mute,
            Flag::Monitoring | Flag::Monitored | Flag::Coaching | Flag::Coached => &self.supervision,
        };
        let from = if up { FlagState::Up } else { FlagState::Down };
        table.next(Mode::PLAIN, from, trigger).map(|(to, row)| (to == FlagState::Up, row))
    }

    /// The states in which a user of this mode may do this.
    pub(crate) fn allowed(&self, mode: Mode, trigger: UserTrigger) -> StateSet {
        UserState::ALL.iter().copied().filter(|state| self.user(mode, *state, trigger).is_some()).collect()
    }
}

/// Which rows have fired: what coverage is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fired([u64; 4]);

impl Fired {
    #[inline]
    pub(crate) const fn add(&mut self, row: u8) {
        self.0[(row >> 6) as usize] |= 1 << (row & 63);
    }

    /// True if this row fired, counted over all tables in their order.
    pub const fn has(self, row: usize) -> bool {
        row < 256 && self.0[row >> 6] & (1 << (row & 63)) != 0
    }

    /// The rows that fired, in table order.
    pub fn rules(self) -> impl Iterator<Item = RuleText> {
        Table::ALL
            .into_iter()
            .flat_map(Table::rows)
            .enumerate()
            .filter(move |(row, _)| self.has(*row))
            .map(|(_, rule)| rule)
    }

    /// These rows and those.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(core::array::from_fn(|word| self.0[word] | other.0[word]))
    }

    /// The number of rows that fired.
    pub fn count(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;
    use crate::{
        basis::Basis,
        policy::{AfterCall, Policy, When},
    };

    #[test]
    fn the_tables_of_this_crate_compile_and_fit_the_fired_set() {
        let _ = Rules::documented();
        assert!(Table::ALL.into_iter().flat_map(Table::rows).count() <= usize::from(Cell::NO_ROW));
    }

    /// The answer of the rows themselves, read one by one.
    fn naive<S: Word, T: Word>(
        rows: &[Rule<S, T>],
        first: usize,
        mode: Mode,
        from: S,
        trigger: T,
    ) -> Option<(S, usize)> {
        let fits = |row: &Rule<S, T>| row.from == from && row.trigger == trigger && mode.holds(row.when);
        rows.iter().position(fits).map(|index| (rows[index].to, first + index))
    }

    fn check<S: Word, T: Word>(lookup: &Lookup<S, T>, rows: &[Rule<S, T>], first: usize) -> usize {
        for mode in Mode::all() {
            for from in S::WORDS {
                for trigger in T::WORDS {
                    let found = lookup.next(mode, *from, *trigger).map(|(to, row)| (to, usize::from(row)));
                    assert_eq!(found, naive(rows, first, mode, *from, *trigger), "{from:?} {trigger:?}");
                }
            }
        }
        first + rows.len()
    }

    #[test]
    fn the_lookup_says_what_the_rows_say_for_every_mode_state_and_trigger() {
        let rules = Rules::documented();
        let first = check(&rules.user, USER_RULES, 0);
        let first = check(&rules.job, JOB_RULES, first);
        let first = check(&rules.channel, CHANNEL_RULES, first);
        let first = check(&rules.hold, HOLD_RULES, first);
        let first = check(&rules.mute, MUTE_RULES, first);
        check(&rules.supervision, SUPERVISION_RULES, first);
    }

    #[test]
    fn the_allowed_states_are_those_from_which_a_row_starts() {
        let rules = Rules::documented();
        for mode in Mode::all() {
            for trigger in UserTrigger::ALL {
                let starts = |from: &UserState| naive(USER_RULES, 0, mode, *from, *trigger).is_some();
                let expected: StateSet = UserState::ALL.iter().copied().filter(starts).collect();
                assert_eq!(rules.allowed(mode, *trigger), expected, "{trigger:?}");
            }
        }
    }

    #[test]
    fn ready_is_allowed_where_the_captured_error_says() {
        let rules = Rules::documented();
        let mode = Policy::CCC.mode(AfterCall::Work);
        assert_eq!(rules.allowed(mode, UserTrigger::Ready).to_string(), "BREAK,READY,WORKING");
        assert_eq!(rules.allowed(mode, UserTrigger::MakeCall).to_string(), "READY");
        let huawei = Policy::CC_GATEWAY.mode(AfterCall::Idle);
        assert_eq!(rules.allowed(huawei, UserTrigger::MakeCall).to_string(), "BREAK,READY,WORKING");
    }

    #[test]
    fn two_rows_that_may_both_hold_are_refused() {
        let row = Rule {
            from: JobState::Accepted,
            trigger: JobTrigger::End,
            to: JobState::Ended,
            when: When::Always,
            basis: Basis::Chosen,
            clause: "",
        };
        let error = Rules::compile(&Tables { job: &[row, row], ..Tables::DOCUMENTED }).unwrap_err();
        assert_eq!(error.to_string(), "two job rules may hold for end in ACCEPTED");
    }
}
