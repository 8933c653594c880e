//! What holds for any sequence of requests, stimuli and waits, over the wire of both vendors. A case that does not hold is
//! shrunk and printed as a scenario, which `offhook run` replays.
#![cfg(test)]

mod draw;
mod drive;

use std::collections::BTreeSet;

use offhook_harness::{InProcess, Options, Verdict, read_nothing, run_case};
use offhook_scenario::{Step, Verb, to_yaml};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError};

use self::draw::{Case, case, writable};
use self::drive::{Drive, Transcript};

/// Campaigns repeat: the seed is fixed.
fn config() -> Config {
    Config {
        rng_seed: RngSeed::Fixed(20_200_701),
        cases: 1_024,
        failure_persistence: None,
        ..Config::default()
    }
}

/// Plays a case; what is wrong comes with the scenario that shows it.
fn play(case: &Case) -> Result<Transcript, TestCaseError> {
    let mut drive = Drive::new(case);
    drive.play(case).map_err(|reason| {
        TestCaseError::fail(format!("{reason}\n\nas a scenario:\n\n{}", to_yaml(&drive.scenario)))
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_sequence_keeps_every_invariant_and_a_refusal_changes_nothing(case in case()) {
        play(&case)?;
    }

    #[test]
    fn the_same_inputs_give_the_same_bytes(case in case()) {
        prop_assert_eq!(play(&case)?, play(&case)?);
    }

    #[test]
    fn what_was_played_replays_as_a_scenario_to_the_same_state(case in writable()) {
        let transcript = play(&case)?;
        let options = Options::strict(&read_nothing);
        let scenario = Drive::scenario_of(&case);
        let report = run_case(&scenario, &mut InProcess::new(), &options);
        let shown: Vec<String> = report.failures.iter().map(|failure| failure.render(false)).collect();
        prop_assert_eq!(report.verdict, Verdict::Pass, "{}\n{}", shown.join("\n"), to_yaml(&scenario));
        prop_assert_eq!(report.digest, Some(transcript.digest));
    }
}

#[test]
fn the_cases_drawn_reach_every_state_of_a_user_every_stimulus_and_most_rules() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::new(config());
    let mut fired = offhook_machine::Fired::default();
    let (mut happened, mut for_state) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..config().cases {
        let case = case().new_tree(&mut runner).unwrap().current();
        let mut drive = Drive::new(&case);
        fired = fired.union(drive.play(&case).unwrap().fired);
        for_state.extend(std::mem::take(&mut drive.refused_for_state));
        happened.extend(drive.scenario.steps.iter().filter_map(|step| match &step.value {
            Step::Network(network) if !network.impossible => Some(network.stimulus.verb()),
            _ => None,
        }));
    }
    for verb in Verb::ALL.iter().map(|verb| verb.as_str()).chain(["inbound", "dials", "proposes", "handset"])
    {
        assert!(happened.contains(verb), "`{verb}` never happens");
    }
    assert!(for_state.len() > 20, "the state refuses {for_state:?} only");
    let ids: Vec<String> = fired.rules().map(|rule| rule.id).collect();
    for state in offhook_machine::UserState::ALL {
        let poll = format!("user.{}.poll", state.as_str().to_lowercase());
        assert!(ids.contains(&poll), "no case polls a user in {}", state.as_str());
    }
    let all = offhook_machine::Table::ALL.into_iter().flat_map(offhook_machine::Table::rows).count();
    assert!(ids.len() * 10 >= all * 8, "only {} of {all} rules fire", ids.len());
}
