//! A second call while one is held: the end of either, alternate and conference.

use offhook_machine::{
    CallType, Flag, JobId, JobState, Op, Party, Policy, Refused, Signal, Supervision, Target, UserState,
};

use crate::fixture::{ANSWER, BOBS, CUSTOMER, FRIEND, Fixture, blind, consult, number, supervise};

const HANG_UP: Op<'static> = Op::Release { job: None, channel: None };
const ALTERNATE: Op<'static> = Op::Alternate { job: None };
const JOIN: Op<'static> = Op::Conference { job: None };

fn call(callee: &str) -> Op<'static> {
    Op::MakeCall { callee: number(callee), caller: None, timeout_ms: None }
}

/// Amy talks with the customer, who is on hold.
fn held() -> (Fixture, JobId) {
    let mut fixture = Fixture::gateway();
    let first = fixture.outbound_talk();
    let channel = fixture.channel(first, None);
    fixture.does(fixture.amy, Op::Hold { job: None, channel }).unwrap();
    fixture.events();
    (fixture, first)
}

/// Amy calls the friend while the customer is on hold.
fn dialling() -> (Fixture, JobId, JobId) {
    let (mut fixture, first) = held();
    let second = fixture.calls(fixture.amy, FRIEND);
    assert_eq!(fixture.events(), ["user-dialing amy", "dialing amy", "picked-up amy"]);
    (fixture, first, second)
}

/// Amy talks with the friend while the customer is on hold.
fn talking() -> (Fixture, JobId, JobId) {
    let (mut fixture, first, second) = dialling();
    let expected = ["user-talking amy", "established amy", "established friend"];
    assert_eq!(fixture.signals(second, Party::Customer, Signal::Answered), expected);
    (fixture, first, second)
}

/// The current call and the held call of Amy are these.
fn check(fixture: &Fixture, current: Option<JobId>, held_call: Option<JobId>) {
    let amy = fixture.world.user(fixture.amy).unwrap();
    assert_eq!((amy.job, amy.held_call.map(|held_call| held_call.job)), (current, held_call));
    assert_eq!(fixture.world.broken_invariants(), []);
}

#[test]
fn the_handset_is_up_already_and_the_remote_party_is_called_at_once() {
    let (mut fixture, first, second) = dialling();
    check(&fixture, Some(second), Some(first));
    assert_eq!(fixture.state(fixture.amy), UserState::Dialing);
    assert_eq!(fixture.signals(second, Party::Customer, Signal::Ringing), ["ringing friend"]);
}

#[test]
fn the_answer_shows_the_new_call_and_the_agent_still_talking() {
    let (mut fixture, first) = held();
    let second = fixture.asks(fixture.amy, call(FRIEND)).unwrap().job.unwrap();
    assert_eq!((fixture.state(fixture.amy), first != second), (UserState::Talking, true));
    assert_eq!(fixture.world.job(second).unwrap().state, JobState::Accepted);
    check(&fixture, Some(second), Some(first));
}

#[test]
fn nobody_in_the_held_call_hears_the_agent_or_is_heard() {
    let (fixture, first, second) = talking();
    let (own, customer) = (fixture.channel(first, Some(fixture.amy)), fixture.channel(first, None));
    assert!(!fixture.world.hears(own, customer) && !fixture.world.hears(customer, own));
    let (own, friend) = (fixture.channel(second, Some(fixture.amy)), fixture.channel(second, None));
    assert!(fixture.world.hears(own, friend) && fixture.world.hears(friend, own));
}

#[test]
fn a_call_that_is_not_on_hold_admits_no_second_call() {
    let mut fixture = Fixture::gateway();
    fixture.outbound_talk();
    assert_eq!(fixture.refuses(fixture.amy, call(FRIEND)), Refused::FlagDown(Flag::Hold));
}

#[test]
fn a_third_call_is_refused() {
    let (mut fixture, _, second) = talking();
    let channel = fixture.channel(second, None);
    assert_eq!(fixture.refuses(fixture.amy, call(BOBS)), Refused::HeldCall);
    fixture.does(fixture.amy, Op::Hold { job: None, channel }).unwrap();
    assert_eq!(fixture.refuses(fixture.amy, call(BOBS)), Refused::HeldCall);
}

#[test]
fn a_policy_without_second_calls_admits_none_during_a_held_call() {
    let mut fixture = Fixture::with(Policy { second_call: false, ..Policy::CC_GATEWAY });
    let job = fixture.outbound_talk();
    let channel = fixture.channel(job, None);
    fixture.does(fixture.amy, Op::Hold { job: None, channel }).unwrap();
    for op in [call(FRIEND), ALTERNATE, JOIN] {
        assert!(matches!(
            fixture.refuses(fixture.amy, op),
            Refused::UserState { state: UserState::Talking, .. }
        ));
    }
}

#[test]
fn an_attempt_that_fails_leaves_the_call_on_hold() {
    for signal in [Signal::Busy, Signal::Rejected, Signal::NoRoute] {
        let (mut fixture, first, second) = dialling();
        let told = fixture.signals(second, Party::Customer, signal);
        assert_eq!(told, ["released friend", "released amy"]);
        check(&fixture, Some(first), None);
        assert_eq!(
            (fixture.state(fixture.amy), fixture.flags(first, None)),
            (UserState::Talking, vec![Flag::Hold])
        );
    }
}

#[test]
fn an_attempt_given_up_or_too_long_leaves_the_call_on_hold() {
    let (mut fixture, first, _) = dialling();
    assert_eq!(fixture.emits(fixture.amy, HANG_UP), ["released amy", "released friend"]);
    check(&fixture, Some(first), None);
    let (mut fixture, first, second) = dialling();
    fixture.waits(60_000);
    check(&fixture, Some(first), None);
    assert_eq!(fixture.world.job(second).unwrap().state, JobState::Ended);
    assert_eq!(fixture.state(fixture.amy), UserState::Talking);
}

#[test]
fn when_the_current_call_ends_the_held_call_is_current_and_still_on_hold() {
    for by_agent in [true, false] {
        let (mut fixture, first, second) = talking();
        if by_agent {
            fixture.releases(fixture.amy);
        } else {
            fixture.signal(second, Party::Customer, Signal::HungUp).unwrap();
        }
        check(&fixture, Some(first), None);
        assert_eq!(
            (fixture.state(fixture.amy), fixture.flags(first, None)),
            (UserState::Talking, vec![Flag::Hold])
        );
        fixture.releases(fixture.amy);
        check(&fixture, None, None);
        assert_eq!(fixture.state(fixture.amy), UserState::Ready);
    }
}

#[test]
fn when_the_held_party_hangs_up_the_current_call_goes_on() {
    let (mut fixture, first, second) = talking();
    let told = fixture.signals(first, Party::Customer, Signal::HungUp);
    assert_eq!(told, ["released customer", "released amy"]);
    check(&fixture, Some(second), None);
    assert_eq!(fixture.state(fixture.amy), UserState::Talking);
}

#[test]
fn when_the_held_party_hangs_up_the_dialling_goes_on_and_its_end_ends_all() {
    let (mut fixture, first, second) = dialling();
    fixture.signal(first, Party::Customer, Signal::HungUp).unwrap();
    check(&fixture, Some(second), None);
    assert_eq!(fixture.state(fixture.amy), UserState::Dialing);
    fixture.signal(second, Party::Customer, Signal::Busy).unwrap();
    check(&fixture, None, None);
    assert_eq!(fixture.state(fixture.amy), UserState::Ready);
}

#[test]
fn the_held_call_is_released_by_its_job() {
    let (mut fixture, first, second) = talking();
    fixture.does(fixture.amy, Op::Release { job: Some(first), channel: None }).unwrap();
    check(&fixture, Some(second), None);
    assert_eq!(fixture.world.job(first).unwrap().state, JobState::Ended);
}

#[test]
fn changing_over_holds_the_one_and_takes_the_other_back() {
    let (mut fixture, first, second) = talking();
    for (current, held_call, told) in [
        (first, second, ["held amy -> friend", "retrieved amy -> customer"]),
        (second, first, ["held amy -> customer", "retrieved amy -> friend"]),
    ] {
        assert_eq!(fixture.emits(fixture.amy, Op::Alternate { job: Some(current) }), told);
        check(&fixture, Some(current), Some(held_call));
        assert_eq!(
            (fixture.flags(current, None), fixture.flags(held_call, None)),
            (vec![], vec![Flag::Hold])
        );
    }
}

#[test]
fn a_current_call_on_hold_is_not_held_again() {
    let (mut fixture, first, second) = talking();
    let channel = fixture.channel(second, None);
    fixture.does(fixture.amy, Op::Hold { job: None, channel }).unwrap();
    fixture.events();
    assert_eq!(fixture.emits(fixture.amy, ALTERNATE), ["retrieved amy -> customer"]);
    check(&fixture, Some(first), Some(second));
}

#[test]
fn alternate_and_conference_need_two_answered_calls() {
    let (mut fixture, first) = held();
    for op in [ALTERNATE, JOIN] {
        assert_eq!(fixture.refuses(fixture.amy, op), Refused::NoHeldCall);
    }
    let (mut dialling, _, second) = dialling();
    for op in [ALTERNATE, JOIN] {
        assert!(matches!(dialling.refuses(dialling.amy, op), Refused::UserState { .. }));
    }
    dialling.signal(second, Party::Customer, Signal::Answered).unwrap();
    for op in [Op::Alternate { job: Some(second) }, Op::Conference { job: Some(second) }] {
        assert_eq!(dialling.refuses(dialling.amy, op), Refused::NoSuchJob);
    }
    check(&fixture, Some(first), None);
}

#[test]
fn a_conference_connects_all_three_and_ends_the_held_job() {
    let (mut fixture, first, second) = talking();
    assert_eq!(
        fixture.emits(fixture.amy, Op::Conference { job: Some(first) }),
        ["conferenced amy -> customer", "released amy"]
    );
    check(&fixture, Some(second), None);
    assert_eq!(fixture.world.job(first).unwrap().state, JobState::Ended);
    let job = fixture.world.job(second).unwrap();
    assert_eq!((job.call_type, job.channels.len()), (CallType::Conference, 3));
    for ear in &job.channels {
        for mouth in job.channels.iter().filter(|mouth| *mouth != ear) {
            assert!(fixture.world.hears(*ear, *mouth));
        }
    }
}

#[test]
fn two_parties_of_a_conference_stay_when_one_leaves() {
    for leaves in [None, Some(CUSTOMER), Some(FRIEND)] {
        let (mut fixture, _, second) = talking();
        fixture.does(fixture.amy, JOIN).unwrap();
        match leaves {
            None => fixture.releases(fixture.amy),
            Some(party) => {
                fixture.signal(second, Party::Number(number(party)), Signal::HungUp).unwrap();
            }
        }
        assert_eq!(fixture.world.job(second).unwrap().state, JobState::Connected, "{leaves:?}");
        check(&fixture, leaves.map(|_| second), None);
        let expected = if leaves.is_some() { UserState::Talking } else { UserState::Ready };
        assert_eq!(fixture.state(fixture.amy), expected);
    }
}

#[test]
fn a_colleague_can_be_in_the_conference() {
    let (mut fixture, _) = held();
    let second = fixture.calls(fixture.amy, BOBS);
    fixture.does(fixture.bob, ANSWER).unwrap();
    fixture.does(fixture.amy, JOIN).unwrap();
    check(&fixture, Some(second), None);
    fixture.releases(fixture.amy);
    assert_eq!(
        (fixture.state(fixture.amy), fixture.state(fixture.bob)),
        (UserState::Ready, UserState::Talking)
    );
    check(&fixture, None, None);
}

#[test]
fn a_held_colleague_can_be_in_the_conference_and_goes_on_talking() {
    let mut fixture = Fixture::gateway();
    let first = fixture.calls(fixture.amy, BOBS);
    fixture.does(fixture.bob, ANSWER).unwrap();
    let channel = fixture.channel(first, Some(fixture.bob));
    fixture.does(fixture.amy, Op::Hold { job: None, channel }).unwrap();
    let second = fixture.calls(fixture.amy, CUSTOMER);
    fixture.signal(second, Party::Customer, Signal::Answered).unwrap();
    fixture.does(fixture.amy, JOIN).unwrap();
    assert_eq!(fixture.world.user(fixture.bob).unwrap().job, Some(second));
    assert_eq!(fixture.state(fixture.bob), UserState::Talking);
    check(&fixture, Some(second), None);
}

#[test]
fn a_colleague_who_answers_a_transferred_held_call_leaves_the_current_one_alone() {
    let mut fixture = Fixture::gateway();
    let dave = fixture.adds("dave", "80011477", &[]);
    let first = fixture.calls(fixture.amy, BOBS);
    fixture.does(fixture.bob, ANSWER).unwrap();
    let channel = fixture.channel(first, Some(fixture.bob));
    fixture.does(fixture.amy, Op::Hold { job: None, channel }).unwrap();
    let second = fixture.calls(fixture.amy, CUSTOMER);
    fixture.does(fixture.bob, blind(Target::User(dave))).unwrap();
    fixture.does(dave, ANSWER).unwrap();
    assert_eq!(fixture.state(fixture.amy), UserState::Dialing);
    check(&fixture, Some(second), Some(first));
}

#[test]
fn a_transfer_of_the_current_call_makes_the_held_call_current() {
    let (mut fixture, first, second) = talking();
    fixture.does(fixture.amy, blind(Target::User(fixture.bob))).unwrap();
    check(&fixture, Some(first), None);
    assert_eq!(fixture.world.job(second).unwrap().state, JobState::Alerting);
    let (mut fixture, first, _) = talking();
    fixture.does(fixture.amy, consult(Target::User(fixture.bob))).unwrap();
    for op in [ALTERNATE, JOIN] {
        assert_eq!(fixture.refuses(fixture.amy, op), Refused::InConsult);
    }
    fixture.does(fixture.bob, ANSWER).unwrap();
    fixture.does(fixture.amy, Op::CompleteTransfer { job: None }).unwrap();
    check(&fixture, Some(first), None);
}

#[test]
fn an_agent_of_two_calls_does_not_sign_out() {
    let (mut fixture, ..) = talking();
    assert!(matches!(fixture.refuses(fixture.amy, Op::SignOut), Refused::UserState { .. }));
    let (mut fixture, ..) = dialling();
    assert!(matches!(fixture.refuses(fixture.amy, Op::SignOut), Refused::UserState { .. }));
}

#[test]
fn a_supervisor_listens_to_the_current_call_and_takes_it_over() {
    let (mut fixture, first, second) = talking();
    let bob = fixture.bob;
    let named = Op::Supervise {
        kind: Supervision::SilentMonitor,
        job: Some(first),
        agent: fixture.amy,
        timeout_ms: None,
    };
    assert_eq!(fixture.refuses(bob, named), Refused::NoSuchJob);
    fixture.does(bob, supervise(Supervision::SilentMonitor, fixture.amy)).unwrap();
    fixture.signal(second, Party::User(bob), Signal::Answered).unwrap();
    check(&fixture, Some(second), Some(first));
    fixture.does(bob, supervise(Supervision::Intercept, fixture.amy)).unwrap();
    fixture.signal(second, Party::User(bob), Signal::Answered).unwrap();
    check(&fixture, Some(first), None);
    assert_eq!((fixture.state(fixture.amy), fixture.state(bob)), (UserState::Talking, UserState::Talking));
}

#[test]
fn a_supervisor_who_answers_late_monitors_the_call_that_was_held_meanwhile() {
    let (mut fixture, first) = held();
    let bob = fixture.bob;
    fixture.does(bob, supervise(Supervision::SilentMonitor, fixture.amy)).unwrap();
    let second = fixture.calls(fixture.amy, FRIEND);
    fixture.signal(first, Party::User(bob), Signal::Answered).unwrap();
    check(&fixture, Some(second), Some(first));
    assert_eq!(fixture.flags(first, Some(fixture.amy)), [Flag::Monitored]);
    fixture.signal(second, Party::Customer, Signal::Answered).unwrap();
    // A supervisor would be left behind.
    assert_eq!(fixture.refuses(fixture.amy, JOIN), Refused::NoSuchJob);
    fixture.signal(first, Party::Customer, Signal::HungUp).unwrap();
    check(&fixture, Some(second), None);
    assert_eq!(fixture.state(bob), UserState::Ready);
}
