//! The counts.

use std::collections::BTreeMap;

use offhook_harness::{Share, SuiteReport};
use offhook_machine::{Entity, OpKind, Table, Trace, Traced, UserState};

use super::rows::{self, Places};

/// What of one table was hit, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hits {
    /// By place of the state.
    pub(super) states: Vec<u64>,
    /// By place of the row.
    pub(super) rows: Vec<u64>,
    /// By places of the first row and the next.
    pub(super) pairs: BTreeMap<(usize, usize), u64>,
}

/// How often a request was accepted and refused in one state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) accepted: u64,
    pub(super) refused: u64,
}

/// How much of the rules a run has been through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// In the order of [`Table::ALL`].
    pub(super) tables: Vec<Hits>,
    /// By state of the user who asked, then by request.
    pub(super) cells: Vec<Judged>,
    /// Steps that a trace had no room for.
    pub(super) lost: u64,
}

/// What of one table was hit at least once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableShares {
    /// The table.
    pub table: Table,
    /// Of its states.
    pub states: Share,
    /// Of its rows.
    pub transitions: Share,
    /// Of the pairs of rows of which the second starts where the first ends.
    pub pairs: Share,
}

/// What was hit at least once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shares {
    /// Of each table.
    pub tables: Vec<TableShares>,
    /// Of the cells of user state and request.
    pub cells: Share,
}

impl Default for Coverage {
    fn default() -> Self {
        let none = |places: &Places| Hits {
            states: vec![0; places.states.len()],
            rows: vec![0; places.rows.len()],
            pairs: BTreeMap::new(),
        };
        Self {
            tables: rows::all().iter().map(none).collect(),
            cells: vec![Judged::default(); UserState::COUNT * OpKind::COUNT],
            lost: 0,
        }
    }
}

impl Coverage {
    /// What the cases of a run went through, whatever came of them. It is nothing where the subject kept no trace.
    pub fn of(report: &SuiteReport) -> Self {
        let mut all = Self::default();
        report.cases.iter().for_each(|case| all.add(&case.trace));
        all
    }

    /// Counts what one world did.
    pub fn add(&mut self, trace: &Trace) {
        self.lost = self.lost.saturating_add(trace.lost);
        let mut last: BTreeMap<Entity, usize> = BTreeMap::new();
        for step in &trace.steps {
            match *step {
                Traced::Fired { entity, row } => self.fired(entity, usize::from(row), &mut last),
                Traced::Asked { kind, state, accepted } => {
                    let cell = &mut self.cells[cell(state.index(), kind.index())];
                    more(if accepted { &mut cell.accepted } else { &mut cell.refused }, 1);
                }
            }
        }
    }

    fn fired(&mut self, entity: Entity, row: usize, last: &mut BTreeMap<Entity, usize>) {
        let index = Table::ALL.iter().position(|table| *table == entity.table());
        let Some((hits, places)) =
            index.and_then(|index| Some((self.tables.get_mut(index)?, rows::all().get(index)?)))
        else {
            return;
        };
        let Some((row, rule)) =
            row.checked_sub(places.first).and_then(|row| Some((row, places.rows.get(row)?)))
        else {
            return;
        };
        more(&mut hits.rows[row], 1);
        let before = last.insert(entity, row).filter(|before| places.follows(*before, row));
        // A pair counts one step on; what is seen for the first time shows where it stood.
        let entered = if let Some(before) = before {
            more(hits.pairs.entry((before, row)).or_default(), 1);
            [None, places.state(rule.to)]
        } else {
            [places.state(rule.from), places.state(rule.to)]
        };
        entered.into_iter().flatten().for_each(|state| more(&mut hits.states[state], 1));
    }

    /// These counts and those.
    pub fn merge(&mut self, other: &Self) {
        for (own, others) in self.tables.iter_mut().zip(&other.tables) {
            own.states.iter_mut().zip(&others.states).for_each(|(own, other)| more(own, *other));
            own.rows.iter_mut().zip(&others.rows).for_each(|(own, other)| more(own, *other));
            for (pair, hits) in &others.pairs {
                more(own.pairs.entry(*pair).or_default(), *hits);
            }
        }
        for (own, other) in self.cells.iter_mut().zip(&other.cells) {
            more(&mut own.accepted, other.accepted);
            more(&mut own.refused, other.refused);
        }
        self.lost = self.lost.saturating_add(other.lost);
    }

    /// How often the state of this table was entered or begun in.
    pub fn state(&self, table: Table, state: &str) -> u64 {
        self.look(table, |places, hits| hits.states.get(places.state(state)?).copied())
    }

    /// How often the row with this id fired.
    pub fn transition(&self, table: Table, id: &str) -> u64 {
        self.look(table, |places, hits| hits.rows.get(places.row(id)?).copied())
    }

    /// How often the row with this id fired, whichever table it is of.
    pub fn rule(&self, id: &str) -> u64 {
        Table::ALL.into_iter().map(|table| self.transition(table, id)).sum()
    }

    /// How often the one row fired on something right after the other.
    pub fn pair(&self, table: Table, first: &str, then: &str) -> u64 {
        self.look(table, |places, hits| hits.pairs.get(&(places.row(first)?, places.row(then)?)).copied())
    }

    /// How often users in this state asked for this and were accepted, and refused.
    pub fn cell(&self, state: UserState, request: OpKind) -> (u64, u64) {
        let cell = self.cells[cell(state.index(), request.index())];
        (cell.accepted, cell.refused)
    }

    /// Steps that traces had no room for, and that are not counted.
    pub const fn lost(&self) -> u64 {
        self.lost
    }

    fn look(&self, table: Table, find: impl Fn(&Places, &Hits) -> Option<u64>) -> u64 {
        let found = rows::all().iter().zip(&self.tables).find(|(places, _)| places.table == table);
        found.and_then(|(places, hits)| find(places, hits)).unwrap_or_default()
    }

    /// What was hit at least once, of all there is.
    pub fn shares(&self) -> Shares {
        let hit = |counts: &[u64]| Share {
            covered: counts.iter().filter(|hits| **hits > 0).count(),
            total: counts.len(),
        };
        let table = |(places, hits): (&Places, &Hits)| TableShares {
            table: places.table,
            states: hit(&hits.states),
            transitions: hit(&hits.rows),
            pairs: Share { covered: hits.pairs.len(), total: places.pairs() },
        };
        let asked = self.cells.iter().filter(|cell| **cell != Judged::default()).count();
        Shares {
            tables: rows::all().iter().zip(&self.tables).map(table).collect(),
            cells: Share { covered: asked, total: self.cells.len() },
        }
    }
}

/// The place of a cell.
pub(super) const fn cell(state: usize, request: usize) -> usize {
    state * OpKind::COUNT + request
}

pub(super) const fn more(count: &mut u64, by: u64) {
    *count = count.saturating_add(by);
}

#[cfg(test)]
mod tests {
    use offhook_machine::{
        NewInstance, NewUser, Number, Op, Party, Policy, Request, Signal, Stimulus, World,
    };

    use super::*;

    /// An agent calls a customer, talks, and hangs up; a second sign-in is refused.
    fn call() -> Trace {
        let now = 1_609_225_718_000;
        let mut world = World::new(Policy::CCC, now, 259);
        world.start_trace();
        let instance = world.add_instance(&NewInstance { name: "one", ..NewInstance::default() }).unwrap();
        let user =
            NewUser { state: UserState::Ready, extension: Number::new("80011474"), ..NewUser::new("amy") };
        let by = world.add_user(instance, &user).unwrap();
        let callee = Number::new("13188888888").unwrap();
        let call = Op::MakeCall { callee, caller: None, timeout_ms: None };
        let job = world.request(now, &Request { by, op: call }).unwrap().job.unwrap();
        world.advance(now).unwrap();
        for party in [Party::User(by), Party::Customer] {
            world
                .stimulus(now, &Stimulus::Channel { job, party, signal: Signal::Answered, cause: None })
                .unwrap();
        }
        assert!(world.request(now, &Request { by, op: Op::SignOut }).is_err());
        world.request(now, &Request { by, op: Op::Release { job: None, channel: None } }).unwrap();
        world.advance(now).unwrap();
        world.take_trace()
    }

    #[test]
    fn a_call_hits_its_states_rows_pairs_and_cells() {
        let mut coverage = Coverage::default();
        coverage.add(&call());
        let states = ["OFFLINE", "BREAK", "READY", "DIALING", "RINGING", "TALKING", "WORKING"]
            .map(|state| coverage.state(Table::User, state));
        assert_eq!(states, [0, 0, 1, 1, 0, 1, 1]);
        assert_eq!(coverage.transition(Table::User, "user.ready.make-call"), 1);
        assert_eq!(coverage.transition(Table::User, "user.ready.ring"), 0);
        assert_eq!(coverage.pair(Table::User, "user.ready.make-call", "user.dialing.connect"), 1);
        assert_eq!(coverage.pair(Table::User, "user.dialing.connect", "user.ready.make-call"), 0);
        assert_eq!(coverage.transition(Table::Channel, "channel.released.retire"), 2);
        assert_eq!(coverage.cell(UserState::Ready, OpKind::MakeCall), (1, 0));
        assert_eq!(coverage.cell(UserState::Talking, OpKind::SignOut), (0, 1));
        let shares = coverage.shares();
        assert_eq!(shares.cells, Share { covered: 3, total: 7 * 30 });
        assert_eq!(shares.tables[0].states, Share { covered: 4, total: 7 });
        assert_eq!(shares.tables[0].pairs.covered, 2);
    }

    #[test]
    fn two_runs_merged_count_what_both_did() {
        let (mut once, mut twice) = (Coverage::default(), Coverage::default());
        once.add(&call());
        twice.add(&call());
        twice.add(&call());
        let mut merged = once.clone();
        merged.merge(&once);
        assert_eq!(merged, twice);
        merged.merge(&Coverage::default());
        assert_eq!(merged, twice);
    }
}
