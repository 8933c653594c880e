//! The budget for waiting: where time is real, a case that waits takes as long as it says.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use offhook_scenario::{Scenario, Step, plan};

use super::Testbed;
use crate::applicable::Claims;

offhook_machine::limits! {
    /// The longest that one case waits where time is real and nothing else is said, in milliseconds.
    pub const DEFAULT_CASE_WAIT_MS: u64 = 2 * 60 * 1000;
    /// The longest that the cases of a run wait in all where time is real and nothing else is said, in milliseconds.
    pub const DEFAULT_RUN_WAIT_MS: u64 = 30 * 60 * 1000;
}

/// How long cases may wait where time is real, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitBudget {
    /// One case.
    pub case_ms: u64,
    /// All cases together.
    pub run_ms: u64,
}

impl Default for WaitBudget {
    fn default() -> Self {
        Self { case_ms: DEFAULT_CASE_WAIT_MS, run_ms: DEFAULT_RUN_WAIT_MS }
    }
}

/// What the cases of a run wait for, and which of them are left out for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// The cases that wait and are played.
    pub cases: usize,
    /// How long they wait in all, in milliseconds.
    pub total_ms: u64,
    /// Why each case is left out that waits for longer than there is, by its id.
    pub left_out: BTreeMap<String, String>,
}

impl Waits {
    /// True if nobody waits.
    pub fn is_empty(&self) -> bool {
        self.cases == 0 && self.left_out.is_empty()
    }
}

impl fmt::Display for Waits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let many = if self.cases == 1 { "case waits" } else { "cases wait" };
        write!(f, "time is real: {} {many} for {} in all", self.cases, Seconds(self.total_ms))?;
        match self.left_out.len() {
            0 => Ok(()),
            left_out => write!(f, "; left out, because they wait for longer than the budget: {left_out}"),
        }
    }
}

/// A length of time as people read it.
struct Seconds(u64);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        humantime::format_duration(Duration::from_secs(self.0.div_ceil(1000))).fmt(f)
    }
}

impl Testbed<'_> {
    /// What these cases wait for, in real time. Cases are counted in their order; what does not apply anyway waits for nothing.
    pub fn waits(&self, scenarios: &[Scenario], budget: WaitBudget) -> Waits {
        let mut waits = Waits::default();
        let Some(scale) = self.statement.time.value.scale() else { return waits };
        let none = BTreeMap::new();
        let claims = Claims { statement: self.statement, ops: &self.ops, left_out: &none };
        for scenario in scenarios {
            let ms = waited(scenario) / u64::from(scale.max(1));
            if ms == 0 || claims.apply_to(scenario).is_err() {
                continue;
            }
            let reason = if ms > budget.case_ms {
                format!(
                    "it waits for {}, and one case may wait for {} (--wait-budget)",
                    Seconds(ms),
                    Seconds(budget.case_ms)
                )
            } else if waits.total_ms + ms > budget.run_ms {
                format!("the cases before it wait for {} in all (--wait-total)", Seconds(waits.total_ms))
            } else {
                waits.cases += 1;
                waits.total_ms += ms;
                continue;
            };
            waits.left_out.insert(scenario.id.value.clone(), reason);
        }
        waits
    }

    /// Leaves out the cases that wait for too long.
    #[must_use]
    pub fn leaving_out(self, waits: &Waits) -> Self {
        Self { left_out: waits.left_out.clone(), ..self }
    }
}

/// How long a case waits, repeats unrolled, in milliseconds.
fn waited(scenario: &Scenario) -> u64 {
    let steps = plan(scenario).map(|plan| plan.steps).unwrap_or_default();
    let waits = steps.iter().filter_map(|step| match &step.step.value {
        Step::Wait(wait) => Some(wait.value.ms),
        _ => None,
    });
    waits.fold(0, u64::saturating_add)
}
