//! The suites by name: what is in them, and that our own machine passes each.
#![cfg(test)]

use std::path::Path;
use std::sync::Arc;

use offhook_explore::groups::Group;
use offhook_explore::suites::{Named, cases};
use offhook_harness::{InProcess, Options, Subject, Times, Verdict, cited_clauses, read_scenarios, run_case};
use offhook_machine::{Basis, HOLD_RULES, Rules, Tables};
use offhook_scenario::files::read_named;
use offhook_scenario::{Dialect, Scenario, Step, Stimulus, Verb};

fn shipped() -> Vec<Scenario> {
    read_scenarios(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")]).unwrap()
}

fn options(oracle: bool) -> Options<'static> {
    let oracle = oracle.then_some(Times::Virtual);
    Options { oracle, ..Options::new(&read_named) }
}

fn verdicts(scenarios: &[Scenario], subject: &mut dyn Subject) -> Vec<Verdict> {
    scenarios.iter().map(|scenario| run_case(scenario, subject, &options(true)).verdict).collect()
}

#[test]
fn names_are_read_and_written() {
    for name in ["documented", "full", "complete-0", "complete-3", "random"] {
        assert_eq!(name.parse::<Named>().unwrap().to_string(), name);
    }
    for name in ["complete", "complete-4", "complete--1", "everything"] {
        assert!(name.parse::<Named>().unwrap_err().to_string().contains("complete-0 to complete-3"));
    }
    for group in Group::ALL {
        assert_eq!(group.as_str().parse(), Ok(group));
    }
    assert!("all".parse::<Group>().unwrap_err().to_string().contains("basic-call"));
}

#[test]
fn the_documented_suite_rests_on_documents_alone() {
    let shipped = shipped();
    for (dialect, least) in Dialect::all().zip([60, 8]) {
        let suite = cases(Named::Documented, dialect, &shipped, &|_| true).unwrap();
        assert!(suite.scenarios.len() >= least, "{dialect:?}: {}", suite.scenarios.len());
        assert!(suite.requests() >= suite.scenarios.len());
        for clause in suite.scenarios.iter().flat_map(cited_clauses) {
            assert!(clause.basis <= Basis::Sampled, "{}", clause.id);
        }
        let full = cases(Named::Full, dialect, &shipped, &|_| true).unwrap();
        assert!(full.scenarios.len() > suite.scenarios.len());
    }
}

#[test]
fn our_machine_passes_the_generated_suites() {
    for (named, dialect) in [
        (Named::Complete(0), Dialect::named("ccc").unwrap()),
        (Named::Random(7), Dialect::named("cc-gateway").unwrap()),
    ] {
        let suite = cases(named, dialect, &[], &|_| true).unwrap();
        assert!(suite.scenarios.len() > 20 && suite.cost.is_some(), "{}", suite.scenarios.len());
        let mut subject = InProcess::new();
        assert!(verdicts(&suite.scenarios, &mut subject).iter().all(|verdict| *verdict == Verdict::Pass));
    }
}

#[test]
fn a_suite_without_expectations_sees_a_missing_rule() {
    let suite = cases(Named::Complete(0), Dialect::named("ccc").unwrap(), &[], &|_| true).unwrap();
    let up: Vec<_> = HOLD_RULES.iter().filter(|rule| rule.basis != Basis::Documented).copied().collect();
    assert!(up.len() < HOLD_RULES.len());
    let tables = Tables { hold: &up, ..Tables::DOCUMENTED };
    let mut subject = InProcess::with_rules(Arc::new(Rules::compile(&tables).unwrap()));
    assert!(verdicts(&suite.scenarios, &mut subject).contains(&Verdict::Fail));
}

#[test]
fn every_case_of_the_documented_suite_is_in_the_full_one() {
    let shipped = shipped();
    for dialect in Dialect::all() {
        let of = |named| cases(named, dialect, &shipped, &|_| true).unwrap().scenarios;
        let full = of(Named::Full);
        for scenario in of(Named::Documented) {
            assert!(full.contains(&scenario), "{} is not in `full`", scenario.id.value);
        }
    }
}

#[test]
fn another_seed_draws_another_suite_and_the_same_seed_the_same() {
    let ids = |seed: u64| -> Vec<String> {
        let suite = cases(Named::Random(seed), Dialect::named("ccc").unwrap(), &[], &|_| true).unwrap();
        suite.scenarios.iter().map(|it| it.id.value.clone()).collect()
    };
    assert_eq!(ids(1), ids(1));
    assert_ne!(ids(1), ids(2));
}

#[test]
fn groups_name_requests_that_there_are_and_have_cases_in_both_dialects() {
    let shipped = shipped();
    for group in Group::ALL {
        for dialect in Dialect::all() {
            for name in group.core(dialect.vendor()) {
                assert!(dialect.operation(name).is_some(), "{dialect}: {name}");
            }
        }
        let of = |dialect: Dialect| {
            shipped.iter().filter(|it| it.dialect.value == dialect && group.has(it)).count()
        };
        let least = if group == Group::Supervision { 0 } else { 5 };
        assert!(
            of(Dialect::named("ccc").unwrap()) >= 5 && of(Dialect::named("cc-gateway").unwrap()) >= least,
            "{group:?}"
        );
    }
}

#[test]
fn what_is_made_asks_only_for_what_is_claimed() {
    let dialect = Dialect::named("ccc").unwrap();
    let claimed = ["MakeCall", "ReleaseCall", "ReadyForService", "SignInGroup"];
    let is_claimed = |step: &Step| match step {
        Step::Request(request) => claimed.contains(&request.action.value.as_str()),
        Step::Network(network) => matches!(&network.stimulus, Stimulus::Channel { verb: Verb::Answers, .. }),
        Step::Poll(_) | Step::Wait(_) => false,
        Step::Events(_) | Step::Repeat(_) => true,
    };
    for named in [Named::Complete(1), Named::Random(3)] {
        let suite = cases(named, dialect, &[], &is_claimed).unwrap();
        let again = cases(named, dialect, &[], &is_claimed).unwrap();
        assert_eq!(suite.scenarios, again.scenarios, "{named}");
        let steps = || suite.scenarios.iter().flat_map(|scenario| &scenario.steps);
        assert!(steps().all(|step| is_claimed(&step.value)), "{named}");
        assert!(steps().any(|step| matches!(step.value, Step::Network(_))), "{named}");
    }
    let nothing = cases(Named::Random(3), dialect, &[], &|_| false).unwrap_err();
    assert_eq!(nothing, "the statement claims no request that the suite could be made of");
}
