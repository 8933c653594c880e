//! What moves amount to as a scenario: it passes on the machine that it was filled in from, and goes the same way.
#![cfg(test)]

use std::collections::BTreeSet;

use offhook_explore::{Configuration, Draw, moves, script};
use offhook_harness::{InProcess, Options, Verdict, read_nothing, run_case};
use offhook_machine::UserState;
use offhook_scenario::{Dialect, check};

const OPTIONS: Options<'_> = Options::strict(&read_nothing);

/// A walk that takes an effective move where it meets one, and now and then one that is rejected.
fn walk(configuration: &Configuration, seed: u64, steps: usize) -> Vec<moves::Move> {
    let all: Vec<_> = moves::moves(configuration, moves::Families::ALL)
        .into_iter()
        .filter(|it| script::can_say(configuration.dialect(), it))
        .collect();
    let mut draw = Draw::new(seed);
    let mut world = configuration.start().clone();
    let mut way = Vec::new();
    while way.len() < steps {
        let Some(it) = draw.pick(&all) else { break };
        let mut next = world.clone();
        let outcome = configuration.play(&mut next, it);
        if outcome.is_effective() || draw.below(20) == 0 {
            way.push(it);
            world = next;
        }
        while world.poll_event().is_some() {}
    }
    way
}

#[test]
fn a_filled_script_is_a_well_formed_scenario_and_passes() {
    for dialect in Dialect::all() {
        let configuration = Configuration::new(dialect, 3, 2, UserState::Ready).unwrap();
        for seed in 0..150 {
            let way = walk(&configuration, seed, 25);
            let script = script::script(&configuration, "drawn.walk", &way, script::Watch::Each);
            let filled = script::fill(&script)
                .unwrap_or_else(|error| panic!("{seed}: {error}\n{}", offhook_scenario::to_yaml(&script)));
            let faults = check(&filled, &offhook_centre::vocabulary());
            assert!(faults.is_empty(), "{dialect:?} {seed}: {}", faults[0].render(false));
            let report = run_case(&filled, &mut InProcess::new(), &OPTIONS);
            let text = offhook_scenario::to_yaml(&filled);
            let failures: Vec<String> = report.failures.iter().map(|it| it.render(false)).collect();
            assert_eq!(report.verdict, Verdict::Pass, "{dialect:?} {seed}: {}\n{text}", failures.join("\n"));
        }
    }
}

#[test]
fn a_script_goes_the_way_of_its_moves() {
    let configuration = Configuration::new(Dialect::named("ccc").unwrap(), 3, 2, UserState::Ready).unwrap();
    for seed in 0..150 {
        let way = walk(&configuration, seed, 25);
        let mut world = configuration.start().clone();
        for it in &way {
            configuration.play(&mut world, *it);
            while world.poll_event().is_some() {}
        }
        let script =
            script::fill(&script::script(&configuration, "drawn.walk", &way, script::Watch::Nothing))
                .unwrap();
        let report = run_case(&script, &mut InProcess::new(), &OPTIONS);
        // A script may have to look a channel's id up.
        let ids = |fired: offhook_machine::Fired| -> BTreeSet<String> {
            fired.rules().map(|row| row.id).filter(|id| !id.ends_with(".poll")).collect()
        };
        let (by_moves, by_script) = (ids(world.fired()), ids(report.fired));
        let apart: Vec<&String> = by_moves.symmetric_difference(&by_script).collect();
        let way: Vec<String> = way.iter().map(ToString::to_string).collect();
        assert!(
            apart.is_empty(),
            "{seed}: {apart:?}\n{}\n{}",
            way.join("\n"),
            offhook_scenario::to_yaml(&script)
        );
    }
}
