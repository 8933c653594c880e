//! A state that nobody sees: once a row has fired, the rules are others.

use std::sync::Arc;

use offhook_harness::InProcess;
use offhook_machine::Rules;

use super::super::mutant::TableMutant;
use super::Wrap;

pub(in super::super) struct Hidden {
    after: Option<usize>,
    rules: Arc<Rules>,
    differed: bool,
    changed: bool,
}

impl Hidden {
    pub(in super::super) fn new(table: TableMutant) -> Self {
        Self { after: table.after, rules: table.rules, differed: false, changed: false }
    }
}

impl Wrap for Hidden {
    fn reset(&mut self) {
        self.changed = false;
    }

    fn look(&mut self, inner: &mut InProcess) {
        let Some(row) = self.after.filter(|_| !self.changed) else { return };
        let Some(world) = inner.world_mut() else { return };
        if world.fired().has(row) {
            world.set_rules(self.rules.clone());
            self.changed = true;
            self.differed = true;
        }
    }

    fn differed(&self) -> Option<bool> {
        self.after.map(|_| self.differed)
    }
}
