//! Generated suites: what they cover, that they see through every fault that they promise to, and that they run.
#![cfg(test)]

use offhook_explore::Configuration;
use offhook_explore::automaton::{Automaton, Sight, Tell, learn};
use offhook_explore::generate::{Method, Plan, Suite, generate, planted, scenarios};
use offhook_explore::moves::{Families, moves};
use offhook_explore::script::{Watch, can_say};
use offhook_harness::{InProcess, Options, Verdict, read_nothing, run_case};
use offhook_machine::UserState;
use offhook_scenario::{Dialect, check};

const MOST: usize = 2_000_000;

fn channels(dialect: Dialect, sight: Sight) -> (Configuration, Automaton) {
    let configuration = Configuration::new(dialect, 1, 1, UserState::Offline).unwrap();
    let all =
        moves(&configuration, Families::CHANNELS).into_iter().filter(|it| can_say(dialect, it)).collect();
    let automaton = learn(&configuration, all, sight, 10_000).unwrap();
    (configuration, automaton)
}

fn suite(automaton: &Automaton, method: Method, extra_states: u32) -> Suite {
    generate(automaton, &Plan { extra_states, ..Plan::new(method) }, MOST).unwrap()
}

/// What is seen of a test on an automaton that may have been changed.
fn seen(test: &[usize], step: &dyn Fn(u32, usize) -> (u32, u32)) -> Vec<u32> {
    let mut state = 0;
    let one = |input: &usize| {
        let (next, seen) = step(state, *input);
        state = next;
        seen
    };
    test.iter().map(one).collect()
}

/// Whether some test sees a difference.
fn kills(automaton: &Automaton, suite: &Suite, mutant: &dyn Fn(u32, usize) -> (u32, u32)) -> bool {
    let original = |state, input| (automaton.next(state, input), automaton.seen(state, input));
    suite.tests.iter().any(|test| seen(test, &original) != seen(test, mutant))
}

/// Whether a changed automaton, of the original's states and perhaps one more, can be told from it at all.
fn differs(automaton: &Automaton, mutant: &dyn Fn(u32, usize) -> (u32, u32)) -> bool {
    let mut known = std::collections::BTreeSet::from([(0, 0)]);
    let mut open = vec![(0, 0)];
    while let Some((state, other)) = open.pop() {
        for input in 0..automaton.inputs() {
            let (next, seen) = mutant(other, input);
            if seen != automaton.seen(state, input) {
                return true;
            }
            let pair = (automaton.next(state, input), next);
            if known.insert(pair) {
                open.push(pair);
            }
        }
    }
    false
}

#[test]
fn the_transition_cover_tries_every_request_in_every_state() {
    for dialect in Dialect::all() {
        for sight in [Sight::Answers, Sight::Events] {
            let (_, automaton) = channels(dialect, sight);
            let cost = suite(&automaton, Method::Transitions, 0).cost(&automaton);
            assert_eq!(cost.cells, cost.all_cells, "{dialect:?}");
            let naive = cost.all_cells * 4;
            assert!(cost.steps < naive, "{} steps, one test a cell would take about {naive}", cost.steps);
        }
    }
}

#[test]
fn all_pairs_has_every_two_changes_in_a_row() {
    let (_, automaton) = channels(Dialect::named("ccc").unwrap(), Sight::Answers);
    let mut rows = std::collections::BTreeSet::new();
    for test in &suite(&automaton, Method::Pairs, 0).tests {
        let (mut state, mut last) = (0, None);
        for input in test {
            if automaton.is_effective(state, *input) {
                if let Some((from, before)) = last {
                    rows.insert((from, before, *input));
                }
                last = Some((state, *input));
            }
            state = automaton.next(state, *input);
        }
    }
    for state in 0..automaton.states() {
        for before in (0..automaton.inputs()).filter(|input| automaton.is_effective(state, *input)) {
            let after = automaton.next(state, before);
            for next in (0..automaton.inputs()).filter(|input| automaton.is_effective(after, *input)) {
                assert!(
                    rows.contains(&(state, before, next)),
                    "{} {}",
                    automaton.moves[before],
                    automaton.moves[next]
                );
            }
        }
    }
}

#[test]
fn hold_and_mute_do_not_show_in_answers_but_are_told_apart_by_sequences() {
    let (_, automaton) = channels(Dialect::named("cc-gateway").unwrap(), Sight::Answers);
    let tell = Tell::new(&automaton);
    let mut longest = 0;
    for one in 0..automaton.states() {
        for other in one + 1..automaton.states() {
            let sequence = tell.sequence(one, other);
            assert!(!sequence.is_empty(), "{one} and {other} are told apart");
            let end = sequence.len() - 1;
            let (before, last) = (&sequence[..end], sequence[end]);
            let (one, other) = (automaton.after(one, before), automaton.after(other, before));
            assert_ne!(automaton.seen(one, last), automaton.seen(other, last));
            longest = longest.max(sequence.len());
        }
    }
    assert!(longest >= 1, "{longest}");
}

#[test]
fn w_and_hsi_see_through_every_wrong_answer_and_every_wrong_next_state() {
    let (_, automaton) = channels(Dialect::named("ccc").unwrap(), Sight::Answers);
    for method in [Method::W, Method::Hsi] {
        let suite = suite(&automaton, method, 0);
        let mut mutants = 0;
        for state in 0..automaton.states() {
            for input in 0..automaton.inputs() {
                let answer = |at: u32, it: usize| {
                    let wrong = u32::from(at == state && it == input) * 1_000;
                    (automaton.next(at, it), automaton.seen(at, it) + wrong)
                };
                assert!(kills(&automaton, &suite, &answer), "{method:?}: a wrong answer");
                for wrong in (0..automaton.states()).filter(|it| *it != automaton.next(state, input)) {
                    let next = |at: u32, it: usize| {
                        let next = if at == state && it == input { wrong } else { automaton.next(at, it) };
                        (next, automaton.seen(at, it))
                    };
                    mutants += 1;
                    assert!(
                        kills(&automaton, &suite, &next),
                        "{method:?}: {state} {} to {wrong}",
                        automaton.moves[input]
                    );
                }
            }
        }
        assert!(mutants > 1_000, "{mutants}");
    }
}

#[test]
fn hsi_with_one_extra_state_sees_through_a_hidden_state_that_differs_in_one_cell() {
    let (_, automaton) = channels(Dialect::named("cc-gateway").unwrap(), Sight::Answers);
    let suite = suite(&automaton, Method::Hsi, 1);
    let hidden = automaton.states();
    let mut mutants = 0;
    // The change `enter` leads to a twin of the state after it, which differs in where `input` leads.
    for state in 0..automaton.states() {
        for enter in (0..automaton.inputs()).filter(|input| automaton.is_effective(state, *input)) {
            let twin = automaton.next(state, enter);
            for input in 0..automaton.inputs() {
                let wrong = (automaton.next(twin, input) + 1) % automaton.states();
                let mutant = |at: u32, it: usize| {
                    let like = if at == hidden { twin } else { at };
                    let next = match (at, it) {
                        (at, it) if at == state && it == enter => hidden,
                        (at, it) if at == hidden && it == input => wrong,
                        _ if at == hidden && automaton.next(twin, it) == twin => hidden,
                        _ => automaton.next(like, it),
                    };
                    (next, automaton.seen(like, it))
                };
                if differs(&automaton, &mutant) {
                    mutants += 1;
                    assert!(kills(&automaton, &suite, &mutant), "{state} {enter} {input}");
                }
            }
        }
    }
    assert!(mutants > 300, "{mutants}");
}

#[test]
fn planted_faults_are_seen_by_a_whole_suite_and_not_by_half_of_one() {
    let (_, automaton) = channels(Dialect::named("ccc").unwrap(), Sight::Answers);
    for method in [Method::Transitions, Method::Pairs, Method::W, Method::Hsi] {
        let whole = suite(&automaton, method, 0);
        let (count, missed) = planted(&automaton, &Plan::new(method), &whole);
        assert!(count >= 60 && missed == 0, "{method:?}: {missed} of {count}");
        let half = Suite { tests: whole.tests[whole.tests.len() / 2..].to_vec() };
        assert!(planted(&automaton, &Plan::new(method), &half).1 > 0, "{method:?}");
    }
}

#[test]
fn a_suite_is_the_same_every_time_and_random_walks_follow_their_seed() {
    let (_, automaton) = channels(Dialect::named("ccc").unwrap(), Sight::Answers);
    for method in Method::ALL {
        assert_eq!(suite(&automaton, *method, 0), suite(&automaton, *method, 0), "{method:?}");
    }
    let walks = |seed| generate(&automaton, &Plan { seed, ..Plan::new(Method::Random) }, MOST).unwrap();
    assert_ne!(walks(1), walks(2));
}

#[test]
fn more_sequences_than_allowed_are_refused_with_advice() {
    let (_, automaton) = channels(Dialect::named("ccc").unwrap(), Sight::Answers);
    let error = generate(&automaton, &Plan { extra_states: 3, ..Plan::new(Method::W) }, 10_000).unwrap_err();
    assert!(error.to_string().starts_with("more than 10000 sequences: take fewer extra states"));
}

#[test]
fn generated_scenarios_are_well_formed_and_pass() {
    let options = Options::strict(&read_nothing);
    for dialect in Dialect::all() {
        let (configuration, automaton) = channels(dialect, Sight::Events);
        let suite = suite(&automaton, Method::Transitions, 0);
        let mut ids = std::collections::BTreeSet::new();
        for scenario in scenarios(&configuration, &automaton, Method::Transitions, &suite, Watch::Each) {
            let scenario = scenario.unwrap();
            assert!(check(&scenario, &offhook_centre::vocabulary()).is_empty());
            let report = run_case(&scenario, &mut InProcess::new(), &options);
            assert_eq!(report.verdict, Verdict::Pass, "{:?}", report.failures);
            assert!(ids.insert(scenario.id.value.clone()), "{} twice", scenario.id.value);
        }
        assert_eq!(ids.len(), suite.tests.len());
    }
}
