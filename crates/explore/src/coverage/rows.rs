//! The rows of all tables, with their places.

use std::sync::OnceLock;

use offhook_machine::{RuleText, Table};

/// The states and rows of one table.
pub(super) struct Places {
    pub(super) table: Table,
    pub(super) states: Vec<&'static str>,
    pub(super) rows: Vec<RuleText>,
    /// The place of the table's first row among those of all tables.
    pub(super) first: usize,
}

impl Places {
    pub(super) fn state(&self, text: &str) -> Option<usize> {
        self.states.iter().position(|state| *state == text)
    }

    pub(super) fn row(&self, id: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.id == id)
    }

    /// Whether the second row can be the next after the first.
    pub(super) fn follows(&self, first: usize, then: usize) -> bool {
        matches!((self.rows.get(first), self.rows.get(then)), (Some(first), Some(then)) if first.to == then.from)
    }

    /// How many pairs of consecutive transitions there can be.
    pub(super) fn pairs(&self) -> usize {
        let after = |row: &RuleText| self.rows.iter().filter(|then| then.from == row.to).count();
        self.rows.iter().map(after).sum()
    }
}

/// Every table, in the order of [`Table::ALL`].
pub(super) fn all() -> &'static [Places] {
    static ALL: OnceLock<Vec<Places>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut first = 0;
        let place = |table: Table| {
            let rows: Vec<RuleText> = table.rows().collect();
            let places = Places { table, states: table.states().collect(), first, rows };
            first += places.rows.len();
            places
        };
        Table::ALL.into_iter().map(place).collect()
    })
}
