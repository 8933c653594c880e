//! The cases of a generated suite: with waits and without, each with the text that a report shows and the way in which it came to be.

use std::collections::BTreeSet;

use offhook_machine::UserState;
use offhook_scenario::{At, Dialect, Expectations, Matcher, Path, Scenario, Step, parse, to_yaml};

use super::{Cases, Named, Origins};
use crate::automaton::{Sight, learn};
use crate::configuration::Configuration;
use crate::generate::{Cost, Plan, generate, scenarios};
use crate::moves::{Families, Move, timed_moves};
use crate::script::{Watch, example_step};

/// The most states of a configuration that a generated suite is made of.
const MAX_STATES: u32 = 20_000;
/// The most sequences of a generated suite.
const MAX_TESTS: usize = 100_000;
/// A field that no table knows.
const NOWHERE: &str = "offhook";

/// The cases of a suite that is made from the rules of one agent's channels. A case that waits does not apply where there is no
/// clock; so the suite is made twice, and its part without waits covers by itself what can be covered without them.
pub(super) fn made(
    named: Named,
    dialect: Dialect,
    plan: &Plan,
    is_claimed: &dyn Fn(&Step) -> bool,
) -> Result<Cases, String> {
    let configuration =
        Configuration::new(dialect, 1, 1, UserState::Offline).map_err(|error| error.to_string())?;
    let (mut all, mut cost) = (Vec::new(), Cost::default());
    let mut known = BTreeSet::new();
    for waits in [false, true] {
        let (part, part_cost) = part(&configuration, plan, waits, is_claimed)?;
        all.extend(part.into_iter().filter(|scenario| known.insert(scenario.id.value.clone())));
        cost = Cost { tests: all.len(), steps: cost.steps + part_cost.steps, ..part_cost };
    }
    let mut cases = Cases { scenarios: Vec::new(), cost: Some(cost), origins: Origins::default() };
    let count = all.len();
    for (number, scenario) in (1..).zip(all) {
        let origin = Origin { named, plan, number, count };
        cases.origins.0.insert(scenario.id.value.clone(), origin.says(&scenario));
        cases.scenarios.push(origin.with_text(&without_expectations(scenario, is_claimed))?);
    }
    Ok(cases)
}

fn part(
    configuration: &Configuration,
    plan: &Plan,
    waits: bool,
    is_claimed: &dyn Fn(&Step) -> bool,
) -> Result<(Vec<Scenario>, Cost), String> {
    let is_wait = |it: &Move| matches!(it, Move::Elapse | Move::Linger);
    let can_be_said =
        |it: &Move| example_step(configuration.dialect(), *it).is_some_and(|step| is_claimed(&step));
    let inputs = timed_moves(configuration, Families::CHANNELS).into_iter();
    let inputs: Vec<Move> = inputs.filter(|it| can_be_said(it) && (waits || !is_wait(it))).collect();
    if !inputs.iter().any(|it| matches!(it, Move::Ask { .. })) {
        return Err("the statement claims no request that the suite could be made of".to_owned());
    }
    let automaton =
        learn(configuration, inputs, Sight::Events, MAX_STATES).map_err(|error| error.to_string())?;
    let suite = generate(&automaton, plan, MAX_TESTS).map_err(|error| error.to_string())?;
    let made: Result<Vec<Scenario>, _> =
        scenarios(configuration, &automaton, plan.method, &suite, Watch::End).collect();
    Ok((made.map_err(|error| error.to_string())?, suite.cost(&automaton)))
}

/// Where a generated case comes from.
struct Origin<'a> {
    named: Named,
    plan: &'a Plan,
    /// Its place in the suite, from 1.
    number: usize,
    /// How many cases the suite has.
    count: usize,
}

impl Origin<'_> {
    /// Where it comes from, and the command that runs it again.
    fn says(&self, scenario: &Scenario) -> String {
        let Self { named, plan, number, count } = self;
        let (method, seed, id) = (plan.method.as_str(), plan.seed, &scenario.id.value);
        format!(
            "case {number} of {count} of the suite {named}, made by the method {method} with the seed {seed} of what is \
             claimed; `offhook conform --suite {named} --seed {seed} --filter {id}` with the same statement runs it again"
        )
    }

    /// The scenario with a text of its own, as if a file held it: what is said of a step shows the step.
    fn with_text(&self, scenario: &Scenario) -> Result<Scenario, String> {
        let text = format!("# Generated: {}.\n{}", self.says(scenario), to_yaml(scenario));
        let name = format!("{}/{}.yaml", self.named, scenario.id.value);
        let wrong = |faults: Vec<offhook_scenario::Diagnostic>| {
            let first = faults.first().map_or("", |fault| fault.title.as_str());
            format!("{name} does not parse: {first}")
        };
        parse(&name, &text).map_err(wrong)
    }
}

/// A scenario that expects nothing by itself: our machine beside the subject is the judge, and weighs what it finds by how well
/// it is known. A refusal is not expected either, so every answer is taken. Polls are left out where the state of a user cannot
/// be polled.
fn without_expectations(mut scenario: Scenario, is_claimed: &dyn Fn(&Step) -> bool) -> Scenario {
    let dialect = scenario.dialect.value;
    scenario.steps.retain(|step| match &step.value {
        Step::Events(_) => false,
        Step::Poll(_) => is_claimed(&step.value),
        _ => true,
    });
    for step in &mut scenario.steps {
        match &mut step.value {
            Step::Request(request) => {
                request.expect = any_code(dialect);
                request.status = None;
            }
            Step::Poll(poll) => poll.expect = any_code(dialect),
            _ => {}
        }
    }
    scenario
}

/// An expectation that any answer meets: a request that expects nothing at all expects to be accepted. Where an accepted answer
/// has no code, none has a field that no table knows.
fn any_code(dialect: Dialect) -> Expectations {
    let mut expected = Expectations::new();
    let (path, matcher) = match dialect.tables.code {
        (_, "") => (NOWHERE, Matcher::Absent),
        (path, _) => (path, Matcher::Any),
    };
    if let Ok(path) = Path::parse(path) {
        expected.insert(path, At::from(matcher));
    }
    expected
}
