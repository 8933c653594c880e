//! How much a failure counts: as what is cited, no more than what it rests on, no more than the row of what is expected.
#![cfg(test)]

mod common;

use common::says;
use offhook_harness::{CaseReport, Options, Verdict, Wrapped, read_nothing, run_case};
use offhook_machine::Basis;
use offhook_scenario::{Severity, parse};

/// A call that is begun and polled for, on a subject that says something else.
fn played(head: &str, expect: &str, instead_of: &'static str, this: &'static str) -> CaseReport {
    let text = format!(
        r#"offhook: 1
id: weights.poll
{head}
dialect: ccc
given:
  users:
    amy: {{ state: READY, extension: "8001" }}
steps:
- request: {{ by: amy, action: MakeCall, with: {{ Callee: "13188888888" }} }}
- poll: {{ user: amy, expect: {{ {expect} }} }}
"#
    );
    let scenario = parse("weights.yaml", &text).unwrap();
    let otherwise = says(|_, reply| reply.body = reply.body.replace(instead_of, this), |_| ());
    run_case(&scenario, &mut Wrapped::new(otherwise), &Options::new(&read_nothing))
}

#[test]
fn what_a_case_rests_on_weighs_it() {
    let state = |head| played(head, "Data.UserContext.UserState: DIALING", "DIALING", "TALKING");
    let documented = state("cites: [ccc.make-call]");
    assert_eq!((documented.verdict, documented.basis), (Verdict::Fail, Basis::Documented));
    let inferred = state("cites: [ccc.make-call]\nrests_on: [ccc.rules.early-snapshot]");
    assert_eq!((inferred.verdict, inferred.basis), (Verdict::Inconclusive, Basis::Inferred));
    assert_eq!(inferred.failures[0].severity, Severity::Warning);
    let by_a_rule = state("cites: [ccc.make-call]\nrests_on: [user.break.work]");
    assert_eq!((by_a_rule.verdict, by_a_rule.basis), (Verdict::Inconclusive, Basis::Chosen));
    let chosen = state("cites: [ccc.make-call]\nrests_on: [ccc.rules.early-snapshot, ccc.rules.no-row]");
    assert_eq!((chosen.verdict, chosen.basis), (Verdict::Inconclusive, Basis::Chosen));
    assert_eq!(chosen.failures[0].severity, Severity::Note);
}

#[test]
fn what_rests_on_less_than_is_cited_cannot_count_more() {
    let report = played(
        "cites: [ccc.rules.early-snapshot]\nrests_on: [ccc.make-call]",
        "Data.UserContext.UserState: DIALING",
        "DIALING",
        "TALKING",
    );
    assert_eq!((report.verdict, report.basis), (Verdict::Inconclusive, Basis::Inferred));
}

#[test]
fn a_field_counts_no_more_than_its_row() {
    // What a ContextId is, is documented; how contexts are counted is ours.
    let report =
        played("cites: [ccc.poll-user-status]", "Data.ContextId: 2", "\"ContextId\":2", "\"ContextId\":7");
    assert_eq!((report.verdict, report.failures.len()), (Verdict::Inconclusive, 1), "{:?}", report.failures);
    assert_eq!(report.failures[0].severity, Severity::Note);
}
