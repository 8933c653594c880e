//! Calls that the instance places without an agent, and parties led to the IVR.

use offhook_machine::{JobId, JobState, Op, Party, Refused, Signal, SkillGroupId, Target, UserState};

use crate::fixture::{ANSWER, CUSTOMER, FRIEND, Fixture, INSTANCE_NUMBER, consult, number};

const FIRST: Party = Party::Customer;

fn second() -> Party {
    Party::Number(number(FRIEND))
}

/// The instance calls the customer first, then the friend.
fn back_to_back() -> (Fixture, JobId) {
    let mut fixture = Fixture::ccc();
    let call = Op::BackToBack {
        broker: number(INSTANCE_NUMBER),
        second_broker: None,
        caller: number(CUSTOMER),
        callee: number(FRIEND),
        timeout_ms: Some(20_000),
    };
    let job = fixture.does(fixture.amy, call).unwrap().job.unwrap();
    assert_eq!(fixture.events(), ["dialing customer"]);
    (fixture, job)
}

fn predictive(fixture: &mut Fixture, group: Option<SkillGroupId>) -> JobId {
    let (callee, caller) = (number(CUSTOMER), number(INSTANCE_NUMBER));
    let call = Op::Predictive { callee, caller, group, timeout_ms: Some(20_000) };
    fixture.does(fixture.amy, call).unwrap().job.unwrap()
}

fn state(fixture: &Fixture, job: JobId) -> JobState {
    fixture.world.job(job).unwrap().state
}

#[test]
fn a_double_call_calls_one_after_the_other_and_connects_the_two() {
    let (mut fixture, job) = back_to_back();
    assert_eq!(fixture.signals(job, FIRST, Signal::Ringing), ["ringing customer"]);
    assert_eq!(fixture.signals(job, FIRST, Signal::Answered), [""; 0]);
    assert_eq!(fixture.signals(job, second(), Signal::Ringing), ["ringing friend"]);
    let expected = ["established customer", "established friend"];
    assert_eq!(fixture.signals(job, second(), Signal::Answered), expected);
    assert_eq!((state(&fixture, job), fixture.world.next_deadline()), (JobState::Connected, None));
    assert_eq!(fixture.signals(job, second(), Signal::HungUp), ["released friend", "released customer"]);
    assert_eq!(fixture.state(fixture.amy), UserState::Ready);
}

#[test]
fn a_double_call_of_which_one_does_not_answer_ends_for_both() {
    let (mut fixture, job) = back_to_back();
    assert_eq!(fixture.signals(job, FIRST, Signal::Busy), ["released customer"]);
    let (mut fixture, job) = back_to_back();
    fixture.signal(job, FIRST, Signal::Answered).unwrap();
    fixture.waits(20_000);
    assert_eq!(fixture.events(), ["released customer", "released friend"]);
    assert_eq!(state(&fixture, job), JobState::Ended);
    let (mut fixture, job) = back_to_back();
    fixture.signal(job, FIRST, Signal::Answered).unwrap();
    assert_eq!(fixture.signals(job, FIRST, Signal::HungUp), ["released customer", "released friend"]);
    let (mut fixture, job) = back_to_back();
    fixture.signal(job, FIRST, Signal::Answered).unwrap();
    assert_eq!(fixture.signals(job, second(), Signal::Rejected), ["released friend", "released customer"]);
}

#[test]
fn a_double_call_is_given_up_after_half_a_minute() {
    let mut fixture = Fixture::ccc();
    let (broker, caller, callee) = (number(INSTANCE_NUMBER), number(CUSTOMER), number(FRIEND));
    let call = Op::BackToBack { broker, second_broker: None, caller, callee, timeout_ms: None };
    let job = fixture.does(fixture.amy, call).unwrap().job.unwrap();
    fixture.waits(29_999);
    assert_eq!(state(&fixture, job), JobState::Alerting);
    fixture.waits(1);
    assert_eq!(state(&fixture, job), JobState::Ended);
}

#[test]
fn a_predictive_call_has_no_agent_until_the_party_has_answered() {
    let mut fixture = Fixture::ccc();
    let group = fixture.adds_group("sales");
    let dan = fixture.adds("dan", "80011477", &[group]);
    let job = predictive(&mut fixture, Some(group));
    assert_eq!(fixture.events(), ["dialing customer"]);
    assert_eq!(fixture.signals(job, FIRST, Signal::Ringing), ["ringing customer"]);
    let expected = [
        "established customer",
        "route-to-ivr customer",
        "enqueue customer",
        "assign-agent customer -> dan",
        "ringing dan",
        "user-ringing dan",
    ];
    assert_eq!(fixture.signals(job, FIRST, Signal::Answered), expected);
    assert_eq!(fixture.emits(dan, ANSWER), ["user-talking dan", "established dan"]);
    assert_eq!((state(&fixture, job), fixture.world.next_deadline()), (JobState::Connected, None));
}

#[test]
fn a_predictive_party_that_does_not_answer_or_rejects_abandons_nothing() {
    let mut fixture = Fixture::ccc();
    let group = fixture.adds_group("sales");
    let job = predictive(&mut fixture, Some(group));
    fixture.events();
    assert_eq!(fixture.signals(job, FIRST, Signal::Rejected), ["released customer"]);
    predictive(&mut fixture, Some(group));
    fixture.events();
    fixture.waits(20_000);
    assert_eq!(fixture.events(), ["released customer"]);
}

#[test]
fn a_predictive_party_may_give_up_in_the_dialogue_the_queue_and_the_ring() {
    let mut fixture = Fixture::ccc();
    let job = predictive(&mut fixture, None);
    fixture.signal(job, FIRST, Signal::Answered).unwrap();
    assert_eq!((state(&fixture, job), fixture.world.next_deadline()), (JobState::Ivr, None));
    fixture.events();
    let expected = ["abandoned-in-ivr customer", "released customer"];
    assert_eq!(fixture.signals(job, FIRST, Signal::HungUp), expected);

    let group = fixture.adds_group("sales");
    let job = predictive(&mut fixture, Some(group));
    fixture.signal(job, FIRST, Signal::Answered).unwrap();
    fixture.events();
    let expected = ["abandoned-in-queue customer", "released customer"];
    assert_eq!(fixture.signals(job, FIRST, Signal::HungUp), expected);

    fixture.adds("dan", "80011477", &[group]);
    let job = predictive(&mut fixture, Some(group));
    fixture.signal(job, FIRST, Signal::Answered).unwrap();
    fixture.events();
    assert_eq!(fixture.signals(job, FIRST, Signal::HungUp)[0], "abandoned-in-ring customer");
}

#[test]
fn a_predictive_call_needs_a_group_of_the_same_instance() {
    let mut fixture = Fixture::ccc();
    let group = Some(Fixture::ccc().adds_group("theirs"));
    let (callee, caller) = (number(CUSTOMER), number(INSTANCE_NUMBER));
    let call = Op::Predictive { callee, caller, group, timeout_ms: None };
    assert_eq!(fixture.refuses(fixture.amy, call), Refused::NoSuchSkillGroup);
}

#[test]
fn an_authenticated_party_returns_to_the_agent() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.events();
    let stays = Op::Flow { job: None, leave: false };
    assert_eq!(fixture.emits(fixture.amy, stays), ["route-to-ivr customer"]);
    assert_eq!((fixture.state(fixture.amy), state(&fixture, job)), (UserState::Talking, JobState::Connected));
}

#[test]
fn a_party_in_a_survey_is_alone_with_the_ivr() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.events();
    let leaves = Op::Flow { job: None, leave: true };
    let expected = ["user-left amy", "released amy", "route-to-ivr customer", "work amy"];
    assert_eq!(fixture.emits(fixture.amy, leaves), expected);
    assert_eq!((fixture.state(fixture.amy), state(&fixture, job)), (UserState::Working, JobState::Ivr));
    assert_eq!(fixture.signals(job, FIRST, Signal::HungUp), ["released customer"]);
}

#[test]
fn a_survey_outside_the_call_leaves_the_party_in_it() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.events();
    assert_eq!(fixture.emits(fixture.amy, Op::Survey { job: Some(job) }), [""; 0]);
    assert_eq!((fixture.state(fixture.amy), state(&fixture, job)), (UserState::Talking, JobState::Connected));
    assert!(matches!(fixture.refuses(fixture.bob, Op::Survey { job: Some(job) }), Refused::UserState { .. }));
}

#[test]
fn tones_change_nothing_and_go_to_answered_channels_of_the_own_call() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.events();
    let key = Op::Dtmf { job: None, channel: fixture.channel(job, None) };
    assert_eq!(fixture.emits(fixture.amy, key), [""; 0]);
    assert_eq!(fixture.refuses(fixture.bob, key), Refused::NoSuchJob);
    fixture.does(fixture.amy, consult(Target::User(fixture.bob))).unwrap();
    let to_bob = Op::Dtmf { job: None, channel: fixture.channel(job, Some(fixture.bob)) };
    assert!(matches!(fixture.refuses(fixture.amy, to_bob), Refused::ChannelState { .. }));
}
