//! The mutants of the rule tables.

use offhook_dialect::kebab;
use offhook_machine::{
    ChannelState, FlagState, FlagTrigger, JobState, JobTrigger, RuleText, Table, UserState, UserTrigger, When,
};
use offhook_machine::{ChannelTrigger, Word};
use offhook_scenario::Dialect;

use super::class::Class;
use super::edit::{Change, Edit};
use super::marks;
use super::mutant::{Fault, Mutant, TableMutant};

/// The words of a table's triggers.
fn triggers(table: Table) -> Vec<&'static str> {
    fn words<T: Word>() -> Vec<&'static str> {
        T::WORDS.iter().map(|word| word.text()).collect()
    }
    match table {
        Table::User => words::<UserTrigger>(),
        Table::Job => words::<JobTrigger>(),
        Table::Channel => words::<ChannelTrigger>(),
        Table::Hold | Table::Mute | Table::Supervision => words::<FlagTrigger>(),
    }
}

fn states(table: Table) -> Vec<&'static str> {
    fn words<S: Word>() -> Vec<&'static str> {
        S::WORDS.iter().map(|word| word.text()).collect()
    }
    match table {
        Table::User => words::<UserState>(),
        Table::Job => words::<JobState>(),
        Table::Channel => words::<ChannelState>(),
        Table::Hold | Table::Mute | Table::Supervision => words::<FlagState>(),
    }
}

/// Whether a row can hold in this dialect. Only the warm-up is fixed by the vendor; the rest a scenario or a user may set.
fn can_hold(when: When, dialect: Dialect) -> bool {
    match when {
        When::WarmUp => dialect.policy.warm_up,
        When::StraightReady => !dialect.policy.warm_up,
        _ => true,
    }
}

/// One table, and where its rows stand among all.
struct Sheet {
    table: Table,
    rows: Vec<RuleText>,
    states: Vec<&'static str>,
    triggers: Vec<&'static str>,
    first: usize,
}

impl Sheet {
    fn all() -> Vec<Self> {
        let mut first = 0;
        let mut sheets = Vec::new();
        for table in Table::ALL {
            let rows: Vec<RuleText> = table.rows().collect();
            let next = first + rows.len();
            sheets.push(Self { table, rows, states: states(table), triggers: triggers(table), first });
            first = next;
        }
        sheets
    }

    fn live(&self, dialect: Dialect) -> impl Iterator<Item = (usize, &RuleText)> {
        self.rows.iter().enumerate().filter(move |(_, row)| can_hold(row.when, dialect))
    }

    fn state(&self, text: &str) -> usize {
        self.states.iter().position(|state| *state == text).unwrap_or_default()
    }

    fn mutant(&self, dialect: Dialect, of: &Making<'_>) -> Option<Mutant> {
        let edit = Edit { table: self.table, change: of.change };
        let after = of.after.map(|row| self.first + row);
        let rules = edit.rules()?;
        let id = format!("{}/{}/{}", dialect.as_str(), of.class.as_str(), of.what);
        let mut touches = Vec::new();
        let mut near = Vec::new();
        if let Some(row) = of.row {
            touches.extend([self.rows[row].id.clone(), self.rows[row].clause.to_owned()]);
            near.push(marks::rule(self.first + row));
        }
        // Hidden until a row fires: without it, the mutant is the original.
        let needs = after.map(marks::rule);
        let table = TableMutant { dialect, edit, after, rules };
        let change = of.change_text.to_owned();
        Some(Mutant {
            id,
            class: of.class,
            dialect,
            change,
            touches,
            needs,
            near,
            fault: Fault::Rules(table),
        })
    }

    fn missing(&self, dialect: Dialect, out: &mut Vec<Mutant>) {
        for (row, rule) in self.live(dialect) {
            out.extend(self.mutant(
                dialect,
                &Making {
                    class: Class::MissingTransition,
                    what: &rule.id,
                    change: Change::Drop { row },
                    row: Some(row),
                    after: None,
                    change_text: &format!("the rule {} is gone", rule.id),
                },
            ));
        }
    }

    fn wrong_next(&self, dialect: Dialect, out: &mut Vec<Mutant>) {
        for (row, rule) in self.live(dialect) {
            for (to, state) in self.states.iter().enumerate().filter(|(_, state)| **state != rule.to) {
                out.extend(self.mutant(
                    dialect,
                    &Making {
                        class: Class::WrongNextState,
                        what: &format!("{}.to.{}", rule.id, kebab(state)),
                        change: Change::Retarget { row, to },
                        row: Some(row),
                        after: None,
                        change_text: &format!("the rule {} leads to {state}, not to {}", rule.id, rule.to),
                    },
                ));
            }
        }
    }

    /// Each empty cell: once so that nothing changes, once so that it leads where its trigger leads elsewhere.
    fn extra(&self, dialect: Dialect, out: &mut Vec<Mutant>) {
        for (from, state) in self.states.iter().enumerate() {
            for (trigger, word) in self.triggers.iter().enumerate() {
                let in_cell = |row: &&RuleText| row.from == *state && row.trigger == *word;
                if let Some(row) = self.rows.iter().position(|row| in_cell(&row)) {
                    self.freed(dialect, row, out);
                    continue;
                }
                let elsewhere = self.rows.iter().find(|row| row.trigger == *word);
                let mut targets = vec![from];
                targets.extend(elsewhere.map(|row| self.state(row.to)).filter(|to| *to != from));
                for to in targets {
                    let table = self.table.as_str();
                    let what = format!("{table}.{}.{word}.to.{}", kebab(state), kebab(self.states[to]));
                    out.extend(self.mutant(
                        dialect,
                        &Making {
                            class: Class::ExtraTransition,
                            what: &what,
                            change: Change::Add { from, trigger, to },
                            row: None,
                            after: None,
                            change_text: &format!(
                                "{word} is allowed in {state}, and leads to {}",
                                self.states[to]
                            ),
                        },
                    ));
                }
            }
        }
    }

    /// A cell that is empty unless a condition holds.
    fn freed(&self, dialect: Dialect, row: usize, out: &mut Vec<Mutant>) {
        let rule = &self.rows[row];
        if rule.when == When::CallFromBreak {
            out.extend(self.mutant(
                dialect,
                &Making {
                    class: Class::ExtraTransition,
                    what: &format!("{}.always", rule.id),
                    change: Change::Free { row },
                    row: Some(row),
                    after: None,
                    change_text: &format!("the rule {} holds without its condition", rule.id),
                },
            ));
        }
    }

    /// Once a row has fired, it holds no more; or leads elsewhere; or the next row of its table holds no more.
    fn hidden(&self, dialect: Dialect, out: &mut Vec<Mutant>) {
        let live: Vec<usize> = self.live(dialect).map(|(row, _)| row).collect();
        for (place, row) in live.iter().copied().enumerate() {
            let rule = &self.rows[row];
            let next = live[(place + 1) % live.len()];
            let to = (self.state(rule.to) + 1) % self.states.len();
            let makings = [
                (Change::Drop { row }, row, "once", format!("the rule {} fires once only", rule.id)),
                (
                    Change::Retarget { row, to },
                    row,
                    "once-right",
                    format!("the rule {} leads to {} from the second time on", rule.id, self.states[to]),
                ),
                (
                    Change::Drop { row: next },
                    next,
                    "ends-the-next",
                    format!("once the rule {} has fired, the rule {} is gone", rule.id, self.rows[next].id),
                ),
            ];
            for (change, changed, tail, text) in makings {
                out.extend(self.mutant(
                    dialect,
                    &Making {
                        class: Class::HiddenState,
                        what: &format!("{}.{tail}", rule.id),
                        change,
                        row: Some(changed),
                        after: Some(row),
                        change_text: &text,
                    },
                ));
            }
        }
    }
}

struct Making<'a> {
    class: Class,
    what: &'a str,
    change: Change,
    row: Option<usize>,
    after: Option<usize>,
    change_text: &'a str,
}

/// Every mutant of the rule tables, in the order of the tables.
pub(super) fn all(dialect: Dialect, out: &mut Vec<Mutant>) {
    let sheets = Sheet::all();
    for make in [Sheet::missing, Sheet::wrong_next, Sheet::extra, Sheet::hidden] {
        sheets.iter().for_each(|sheet| make(sheet, dialect, out));
    }
}
