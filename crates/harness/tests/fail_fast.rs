//! A suite that is to end with the first case that fails.
#![cfg(test)]

use std::sync::atomic::{AtomicBool, Ordering};

use offhook_harness::document::{Document, Ending, Subject};
use offhook_harness::{CaseReport, InProcess, Options, Verdict, read_nothing, run_suite};
use offhook_scenario::{Scenario, parse};

const CASES: usize = 60;

/// Cases of which the one at each of these places fails.
fn scenarios(failing: &[usize]) -> Vec<Scenario> {
    let case = |at: usize| {
        let state = if failing.contains(&at) { "TALKING" } else { "READY" };
        let text = format!(
            "offhook: 1\nid: case.n{at}\ndialect: ccc\ngiven: {{ users: {{ amy: {{ state: READY }} }} }}\nsteps:\n\
             - poll: {{ user: amy, expect: {{ Data.UserContext.UserState: {state} }} }}\n"
        );
        parse("case.yaml", &text).unwrap_or_else(|faults| panic!("{faults:?}"))
    };
    (0..CASES).map(case).collect()
}

#[test]
fn the_first_failure_ends_the_run_whatever_the_threads_do() {
    let scenarios = scenarios(&[7, 20]);
    for jobs in [1, 2, 8] {
        let options = Options { fail_fast: true, ..Options::new(&read_nothing) };
        let report = run_suite(&scenarios, jobs, &options, InProcess::new, |_| {});
        let verdicts: Vec<Verdict> = report.cases.iter().map(|case| case.verdict).collect();
        let mut expected = vec![Verdict::Pass; 7];
        expected.push(Verdict::Fail);
        expected.resize(CASES, Verdict::NotRun);
        assert_eq!(verdicts, expected);
        let document = Document::of(&report, Subject::in_process(), 0, false);
        assert_eq!((document.summary.failed, document.summary.not_run), (1, CASES - 8));
        assert_eq!(document.findings().len(), 1);
        assert_eq!(document.ending(), Ending::Failed);
    }
}

#[test]
fn what_stands_behind_an_interruption_is_not_run() {
    let scenarios = scenarios(&[]);
    let interrupted = AtomicBool::new(false);
    let options = Options { interrupt: Some(&interrupted), ..Options::new(&read_nothing) };
    let done = |case: &CaseReport| {
        if case.id == "case.n9" {
            interrupted.store(true, Ordering::Relaxed);
        }
    };
    let report = run_suite(&scenarios, 1, &options, InProcess::new, done);
    assert_eq!(
        (report.counts().passed, report.counts().not_run, report.counts().failed),
        (10, CASES - 10, 0)
    );
    assert_eq!(Document::of(&report, Subject::in_process(), 0, false).ending(), Ending::Broke);
}

#[test]
fn without_a_failure_every_case_is_run() {
    let scenarios = scenarios(&[]);
    let options = Options { fail_fast: true, ..Options::new(&read_nothing) };
    let report = run_suite(&scenarios, 2, &options, InProcess::new, |_| {});
    assert_eq!(report.counts().passed, CASES);
}

#[test]
fn where_it_is_not_asked_for_a_failure_ends_nothing() {
    let scenarios = scenarios(&[7, 20]);
    let report = run_suite(&scenarios, 2, &Options::new(&read_nothing), InProcess::new, |_| {});
    assert_eq!((report.counts().passed, report.counts().failed), (CASES - 2, 2));
}
