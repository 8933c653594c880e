//! Canaries die where a suite checks, and live where it does not.
#![cfg(test)]

use offhook_explore::canaries::plant;
use offhook_harness::{Options, read_nothing};
use offhook_scenario::{Scenario, parse};

const OPTIONS: Options<'_> = Options::new(&read_nothing);

fn call(id: &str) -> Scenario {
    let text = format!(
        r#"offhook: 1
id: {id}
dialect: ccc
given:
  users:
    amy: {{ state: READY, extension: "8001" }}
steps:
- request: {{ by: amy, action: MakeCall, with: {{ Callee: "13188888888" }} }}
- events: [AgentDialing amy, Dialing amy]
- poll: {{ user: amy, expect: {{ Data.UserContext.UserState: DIALING }} }}
"#
    );
    parse("call.yaml", &text).unwrap()
}

#[test]
fn every_kind_dies_on_a_case_that_looks() {
    let canaries = plant(&[&call("a.b")], &OPTIONS);
    assert_eq!(canaries.alive, [""; 0]);
    assert_eq!(canaries.planted, 5);
}

#[test]
fn no_more_than_three_of_a_kind_are_planted() {
    let cases: Vec<Scenario> = (0..9).map(|n| call(&format!("a.b{n}"))).collect();
    let canaries = plant(&cases.iter().collect::<Vec<_>>(), &OPTIONS);
    assert_eq!((canaries.planted, canaries.alive.len()), (15, 0));
}

#[test]
fn one_that_takes_any_answer_lets_canaries_live() {
    // An unreadable expectation of nothing: whatever is answered will do, but for garbage and a wrong status.
    let text = r#"offhook: 1
id: a.careless
dialect: ccc
given:
  users:
    amy: { state: READY, extension: "8001" }
steps:
- request: { by: amy, action: MakeCall, with: { Callee: "13188888888" }, expect: { Code: { pattern: ".*" } } }
"#;
    let canaries = plant(&[&parse("careless.yaml", text).unwrap()], &OPTIONS);
    assert!(canaries.planted > 0);
    let kinds = canaries.alive.join(", ");
    assert!(!kinds.contains("garbage"), "{kinds}");
}
