//! Repeats become one flat list.

use offhook_scenario::{At, Dialect, Millis, Repeat, Scenario, Step, plan};

use crate::support::{SAMPLE, read};

fn repeat(times: u32, steps: Vec<Step>) -> Step {
    Step::Repeat(Repeat { times: times.into(), steps: steps.into_iter().map(At::from).collect() })
}

fn wait() -> Step {
    Step::Wait(Millis { ms: 1 }.into())
}

#[test]
fn the_turns_of_nested_repeats_are_counted_from_the_outside() {
    let sample = read(SAMPLE);
    let plan = plan(&sample).unwrap();
    let turns: Vec<_> =
        plan.steps[8..].iter().map(|step| (step.step.verb(), step.turns.as_slice())).collect();
    let once = |turn| [("request", vec![turn]), ("wait", vec![turn, 1]), ("wait", vec![turn, 2])];
    let expected: Vec<_> = (1..=3).flat_map(once).collect();
    assert_eq!(turns, expected.iter().map(|(verb, turns)| (*verb, turns.as_slice())).collect::<Vec<_>>());
}

#[test]
fn a_plan_of_too_many_steps_is_rejected() {
    let scenario =
        |times| Scenario::new("a", Dialect::named("ccc").unwrap(), vec![repeat(times, vec![wait(), wait()])]);
    assert_eq!(plan(&scenario(5000)).unwrap().steps.len(), 10_000);
    assert_eq!(plan(&scenario(5001)).unwrap_err().to_string(), "10002 steps, of 10000 that are allowed");
    assert!(plan(&scenario(u32::MAX)).is_err());
}

#[test]
fn repeating_nothing_takes_no_time() {
    let nothing = (0..4).fold(repeat(u32::MAX, Vec::new()), |inner, _| repeat(u32::MAX, vec![inner]));
    assert_eq!(plan(&Scenario::new("a", Dialect::named("ccc").unwrap(), vec![nothing])).unwrap().steps, []);
}
