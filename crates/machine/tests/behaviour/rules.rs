//! The session requests do what the rows say, under every condition and from every state.

use offhook_machine::{
    AfterCall, NewUser, Op, Policy, Refused, Rule, SignIn, USER_RULES, UserState, UserTrigger, When,
};

use crate::fixture::{CUSTOMER, Fixture, number};

const REQUESTS: [(UserTrigger, Op<'static>); 7] = [
    (UserTrigger::SignIn, Op::SignIn(SIGN_IN)),
    (UserTrigger::SignOut, Op::SignOut),
    (UserTrigger::Ready, Op::Ready { outbound_only: false }),
    (UserTrigger::Break, Op::Break { code: "Lunch" }),
    (UserTrigger::Work, Op::Work),
    (UserTrigger::Poll, Op::Poll),
    (UserTrigger::Answer, Op::Answer { job: None }),
];
const SIGN_IN: SignIn<'static> =
    SignIn { device: None, extension: None, skill_groups: None, after_call: None, auto_answer: false };

fn holds(policy: &Policy, when: When) -> bool {
    match when {
        When::Always => true,
        When::AfterCallWork => policy.after_call == AfterCall::Work,
        When::AutoIdle => policy.after_call == AfterCall::Idle,
        When::WarmUp => policy.warm_up,
        When::StraightReady => !policy.warm_up,
        When::CallFromBreak => policy.call_from_break,
        When::SecondCall => policy.second_call,
    }
}

/// Every combination of what rows ask for.
fn policies() -> impl Iterator<Item = Policy> {
    (0..8).map(|bits| Policy {
        after_call: if bits & 1 == 0 { AfterCall::Work } else { AfterCall::Idle },
        warm_up: bits & 2 == 0,
        call_from_break: bits & 4 == 0,
        ..Policy::CCC
    })
}

/// The rows that hold for a trigger, read one by one.
fn rows(policy: &Policy, trigger: UserTrigger) -> Vec<Rule<UserState, UserTrigger>> {
    USER_RULES.iter().filter(|row| row.trigger == trigger && holds(policy, row.when)).copied().collect()
}

/// Amy, without a call, in any state: what the request does must be what a row says.
fn check(policy: Policy, from: UserState, trigger: UserTrigger, op: Op<'_>) {
    let amy = NewUser { state: from, extension: Some(number("8001")), ..NewUser::new("amy") };
    let mut fixture = Fixture::of(policy, &amy, &NewUser::new("bob"));
    let rows = rows(&policy, trigger);
    match (fixture.does(fixture.amy, op), rows.iter().find(|row| row.from == from)) {
        (Ok(_), Some(row)) => assert_eq!(fixture.state(fixture.amy), row.to, "{row:?}"),
        (Err(Refused::UserState { state, allowed }), None) => {
            assert_eq!(state, from);
            assert_eq!(allowed, rows.iter().map(|row| row.from).collect());
        }
        // The state is given, but there is no call.
        (Err(Refused::NoSuchJob), Some(row)) => assert_eq!(row.trigger, UserTrigger::Answer),
        (outcome, row) => panic!("{from:?} {trigger:?}: {outcome:?} against {row:?}"),
    }
}

#[test]
fn a_request_is_accepted_where_a_row_holds_and_rejected_with_the_states_of_all_rows_that_hold() {
    let call = Op::MakeCall { callee: number(CUSTOMER), caller: None, timeout_ms: None };
    for policy in policies() {
        for from in UserState::ALL {
            for (trigger, op) in REQUESTS.into_iter().chain([(UserTrigger::MakeCall, call)]) {
                check(policy, *from, trigger, op);
            }
        }
    }
}
