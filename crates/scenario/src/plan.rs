//! The flat list of steps, with repeats unrolled.

use std::fmt;

use crate::at::At;
use crate::limits::MAX_STEPS;
use crate::scenario::Scenario;
use crate::step::Step;

/// The steps of a scenario in the order of execution.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan<'a> {
    /// Every step but `repeat`, once for each execution.
    pub steps: Vec<PlannedStep<'a>>,
}

/// A step, and the turns of the repeats around it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedStep<'a> {
    /// The step, never a `repeat`.
    pub step: &'a At<Step>,
    /// The turns, from 1, of the repeats around the step, the outermost first.
    pub turns: Vec<u32>,
}

/// A scenario with more than [`MAX_STEPS`] steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManySteps {
    /// The number of its steps.
    pub count: u64,
}

impl fmt::Display for TooManySteps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} steps, of {MAX_STEPS} that are allowed", self.count)
    }
}

impl std::error::Error for TooManySteps {}

/// Unrolls a scenario.
///
/// ```
/// let text = "{offhook: 1, id: a, dialect: ccc, steps: [repeat: {times: 2, steps: [wait: 1s, events: []]}]}";
/// let scenario = offhook_scenario::parse("a.yaml", text).unwrap();
/// let plan = offhook_scenario::plan(&scenario).unwrap();
/// let order: Vec<_> = plan.steps.iter().map(|step| (step.step.verb(), step.turns[0])).collect();
/// assert_eq!(order, [("wait", 1), ("events", 1), ("wait", 2), ("events", 2)]);
/// ```
///
/// # Errors
/// There are too many steps. [`parse`](crate::parse) rejects such files.
pub fn plan(scenario: &Scenario) -> Result<Plan<'_>, TooManySteps> {
    let count = count(&scenario.steps);
    if count > MAX_STEPS {
        return Err(TooManySteps { count });
    }
    let mut steps = Vec::new();
    unroll(&scenario.steps, &mut Vec::new(), &mut steps);
    Ok(Plan { steps })
}

fn unroll<'a>(list: &'a [At<Step>], turns: &mut Vec<u32>, planned: &mut Vec<PlannedStep<'a>>) {
    for step in list {
        match &step.value {
            // Ten thousand turns of nothing, four deep, would take for ever.
            Step::Repeat(repeat) if count(&repeat.steps) == 0 => {}
            Step::Repeat(repeat) => {
                for turn in 1..=repeat.times.value {
                    turns.push(turn);
                    unroll(&repeat.steps, turns, planned);
                    turns.pop();
                }
            }
            _ => planned.push(PlannedStep { step, turns: turns.clone() }),
        }
    }
}

/// The number of steps that a list unrolls to.
pub(crate) fn count(steps: &[At<Step>]) -> u64 {
    let each = steps.iter().map(|step| match &step.value {
        Step::Repeat(repeat) => u64::from(repeat.times.value).saturating_mul(count(&repeat.steps)),
        _ => 1,
    });
    each.fold(0, u64::saturating_add)
}
