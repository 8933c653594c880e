//! Fuzzing: nothing is found where nothing is wrong, what is wrong is found and made small, threads change nothing.
#![cfg(test)]

use std::sync::Arc;

use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_explore::Configuration;
use offhook_explore::fuzz::{Fuzz, Mode, against, breaks, shrink};
use offhook_explore::moves::Families;
use offhook_harness::{
    InProcess, Options, Subject as _, SubjectError, Verdict, Wrap, Wrapped, read_nothing, run_case,
};
use offhook_machine::{FlagState, FlagTrigger, HOLD_RULES, Rules, Tables, UserState};
use offhook_scenario::Dialect;

fn fuzz(configuration: Configuration, steps: u64, jobs: usize) -> Fuzz {
    Fuzz { configuration, families: Families::ALL, seed: 1, steps, length: 100, mode: Mode::Mixed, jobs }
}

#[test]
fn the_documented_rules_hold_in_every_drawn_run() {
    for dialect in Dialect::all() {
        let configuration = Configuration::new(dialect, 4, 2, UserState::Ready).unwrap();
        let fuzzed = fuzz(configuration, 400_000, 2).run(&|_| false);
        assert_eq!(fuzzed.findings, []);
        assert!(fuzzed.steps >= 400_000 && !fuzzed.stopped);
        assert!(fuzzed.turned_down > 100_000 && fuzzed.turned_down < fuzzed.steps);
        assert!(fuzzed.fired.count() > 95, "{}", fuzzed.fired.count());
    }
}

#[test]
fn threads_change_nothing() {
    let run = |jobs| {
        let configuration =
            Configuration::new(Dialect::named("ccc").unwrap(), 3, 2, UserState::Ready).unwrap();
        let fuzzed = fuzz(configuration, 40_000, jobs).run(&|_| false);
        (fuzzed.steps, fuzzed.turned_down, fuzzed.runs, fuzzed.fired, fuzzed.cells)
    };
    assert_eq!(run(1), run(5));
}

#[test]
fn every_way_of_choosing_goes_its_own_way() {
    let run = |mode| {
        let configuration =
            Configuration::new(Dialect::named("ccc").unwrap(), 3, 2, UserState::Ready).unwrap();
        let fuzzed = Fuzz { mode, ..fuzz(configuration, 40_000, 1) }.run(&|_| false);
        fuzzed.turned_down * 100 / fuzzed.steps
    };
    let (uniform, likely, steered) = (run(Mode::Uniform), run(Mode::Likely), run(Mode::Steered));
    assert!(uniform > 50 && likely > 30 && steered > 30, "{uniform} {likely} {steered}");
}

fn hold_survives() -> Arc<Rules> {
    let rows: Vec<_> = HOLD_RULES
        .iter()
        .copied()
        .filter(|row| (row.from, row.trigger) != (FlagState::Up, FlagTrigger::Release))
        .collect();
    Arc::new(Rules::compile(&Tables { hold: &rows, ..Tables::DOCUMENTED }).unwrap())
}

#[test]
fn a_flag_that_survives_is_found_and_no_move_of_its_way_can_go() {
    let configuration =
        Configuration::with_rules(hold_survives(), Dialect::named("ccc").unwrap(), 4, 2, UserState::Ready)
            .unwrap();
    let fuzzed = fuzz(configuration.clone(), 200_000, 2).run(&|_| false);
    let finding = fuzzed.findings.first().expect("hold survives");
    let word = finding.flaw.word();
    let same = |way: &[_]| breaks(&configuration, way).is_some_and(|flaw| flaw.word() == word);
    let small = shrink(&finding.way, 20_000, same);
    assert!(same(&small.way) && !small.gave_up);
    assert_eq!(small.way.len(), 4, "{:?}", small.way);
    for left_out in 0..small.way.len() {
        let mut shorter = small.way.clone();
        shorter.remove(left_out);
        assert!(!same(&shorter), "{left_out} can go");
    }
}

/// Answers every RetrieveCall as if all were well, and leaves the party on hold.
struct Deaf;

impl Wrap for Deaf {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let target = request.target.replace("Action=RetrieveCall", "Action=PollUserStatus");
        inner.request(&HttpRequest { target, ..request.clone() })
    }
}

#[test]
fn a_cross_check_that_differs_is_handed_back_as_a_scenario_that_fails_by_itself() {
    let configuration = Configuration::new(Dialect::named("ccc").unwrap(), 2, 1, UserState::Ready).unwrap();
    let mut deaf = Wrapped::new(Deaf);
    let found =
        against(&configuration, Families::CHANNELS, 3, 30, 30, &mut deaf, &|| false).unwrap().disagreements;
    assert!(!found.is_empty());
    let options = Options::strict(&read_nothing);
    for finding in &found {
        assert_eq!(finding.report.verdict, Verdict::Fail);
        assert!(finding.shrunk.way.len() <= 5, "{:?}", finding.shrunk.way);
        assert_eq!(run_case(&finding.scenario, &mut deaf, &options).verdict, Verdict::Fail);
        assert_eq!(run_case(&finding.scenario, &mut InProcess::new(), &options).verdict, Verdict::Pass);
    }
    let ours = against(&configuration, Families::CHANNELS, 3, 30, 30, &mut InProcess::new(), &|| false)
        .unwrap()
        .disagreements;
    assert!(ours.is_empty());
}
