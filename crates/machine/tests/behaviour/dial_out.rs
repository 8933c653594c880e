//! The centre places calls without an agent, or leads a party to its voice.

use offhook_machine::{JobId, JobState, Op, Party, Refused, Signal, SkillGroupId, Target, UserState};

use crate::fixture::{ANSWER, CENTRE, CUSTOMER, FRIEND, Scene, consult, number};

const FIRST: Party = Party::Customer;

fn second() -> Party {
    Party::Number(number(FRIEND))
}

/// The centre calls the customer first, then the friend.
fn back_to_back() -> (Scene, JobId) {
    let mut scene = Scene::ccc();
    let call = Op::BackToBack {
        broker: number(CENTRE),
        second_broker: None,
        caller: number(CUSTOMER),
        callee: number(FRIEND),
        timeout_ms: Some(20_000),
    };
    let job = scene.does(scene.amy, call).unwrap().job.unwrap();
    assert_eq!(scene.events(), ["dialing customer"]);
    (scene, job)
}

fn predictive(scene: &mut Scene, group: Option<SkillGroupId>) -> JobId {
    let (callee, caller) = (number(CUSTOMER), number(CENTRE));
    let call = Op::Predictive { callee, caller, group, timeout_ms: Some(20_000) };
    scene.does(scene.amy, call).unwrap().job.unwrap()
}

fn state(scene: &Scene, job: JobId) -> JobState {
    scene.world.job(job).unwrap().state
}

#[test]
fn a_double_call_calls_one_after_the_other_and_connects_the_two() {
    let (mut scene, job) = back_to_back();
    assert_eq!(scene.hears_of(job, FIRST, Signal::Ringing), ["ringing customer"]);
    assert_eq!(scene.hears_of(job, FIRST, Signal::Answered), [""; 0]);
    assert_eq!(scene.hears_of(job, second(), Signal::Ringing), ["ringing friend"]);
    let expected = ["established customer", "established friend"];
    assert_eq!(scene.hears_of(job, second(), Signal::Answered), expected);
    assert_eq!((state(&scene, job), scene.world.next_deadline()), (JobState::Connected, None));
    assert_eq!(scene.hears_of(job, second(), Signal::HungUp), ["released friend", "released customer"]);
    assert_eq!(scene.state(scene.amy), UserState::Ready);
}

#[test]
fn a_double_call_of_which_one_does_not_answer_ends_for_both() {
    let (mut scene, job) = back_to_back();
    assert_eq!(scene.hears_of(job, FIRST, Signal::Busy), ["released customer"]);
    let (mut scene, job) = back_to_back();
    scene.signal(job, FIRST, Signal::Answered).unwrap();
    scene.waits(20_000);
    assert_eq!(scene.events(), ["released customer", "released friend"]);
    assert_eq!(state(&scene, job), JobState::Ended);
    let (mut scene, job) = back_to_back();
    scene.signal(job, FIRST, Signal::Answered).unwrap();
    assert_eq!(scene.hears_of(job, FIRST, Signal::HungUp), ["released customer", "released friend"]);
    let (mut scene, job) = back_to_back();
    scene.signal(job, FIRST, Signal::Answered).unwrap();
    assert_eq!(scene.hears_of(job, second(), Signal::Rejected), ["released friend", "released customer"]);
}

#[test]
fn a_double_call_is_given_up_after_half_a_minute() {
    let mut scene = Scene::ccc();
    let (broker, caller, callee) = (number(CENTRE), number(CUSTOMER), number(FRIEND));
    let call = Op::BackToBack { broker, second_broker: None, caller, callee, timeout_ms: None };
    let job = scene.does(scene.amy, call).unwrap().job.unwrap();
    scene.waits(29_999);
    assert_eq!(state(&scene, job), JobState::Alerting);
    scene.waits(1);
    assert_eq!(state(&scene, job), JobState::Ended);
}

#[test]
fn a_predictive_call_has_no_agent_until_the_party_has_answered() {
    let mut scene = Scene::ccc();
    let group = scene.adds_group("sales");
    let dan = scene.adds("dan", "80011477", &[group]);
    let job = predictive(&mut scene, Some(group));
    assert_eq!(scene.events(), ["dialing customer"]);
    assert_eq!(scene.hears_of(job, FIRST, Signal::Ringing), ["ringing customer"]);
    let expected = [
        "established customer",
        "route-to-ivr customer",
        "enqueue customer",
        "assign-agent customer -> dan",
        "ringing dan",
        "user-ringing dan",
    ];
    assert_eq!(scene.hears_of(job, FIRST, Signal::Answered), expected);
    assert_eq!(scene.tells(dan, ANSWER), ["user-talking dan", "established dan"]);
    assert_eq!((state(&scene, job), scene.world.next_deadline()), (JobState::Connected, None));
}

#[test]
fn a_predictive_party_who_does_not_answer_or_declines_gives_nothing_up() {
    let mut scene = Scene::ccc();
    let group = scene.adds_group("sales");
    let job = predictive(&mut scene, Some(group));
    scene.events();
    assert_eq!(scene.hears_of(job, FIRST, Signal::Rejected), ["released customer"]);
    predictive(&mut scene, Some(group));
    scene.events();
    scene.waits(20_000);
    assert_eq!(scene.events(), ["released customer"]);
}

#[test]
fn a_predictive_party_may_give_up_in_the_dialogue_the_queue_and_the_ring() {
    let mut scene = Scene::ccc();
    let job = predictive(&mut scene, None);
    scene.signal(job, FIRST, Signal::Answered).unwrap();
    assert_eq!((state(&scene, job), scene.world.next_deadline()), (JobState::Ivr, None));
    scene.events();
    let expected = ["abandoned-in-ivr customer", "released customer"];
    assert_eq!(scene.hears_of(job, FIRST, Signal::HungUp), expected);

    let group = scene.adds_group("sales");
    let job = predictive(&mut scene, Some(group));
    scene.signal(job, FIRST, Signal::Answered).unwrap();
    scene.events();
    let expected = ["abandoned-in-queue customer", "released customer"];
    assert_eq!(scene.hears_of(job, FIRST, Signal::HungUp), expected);

    scene.adds("dan", "80011477", &[group]);
    let job = predictive(&mut scene, Some(group));
    scene.signal(job, FIRST, Signal::Answered).unwrap();
    scene.events();
    assert_eq!(scene.hears_of(job, FIRST, Signal::HungUp)[0], "abandoned-in-ring customer");
}

#[test]
fn a_predictive_call_asks_for_a_group_of_the_same_centre() {
    let mut scene = Scene::ccc();
    let group = Some(Scene::ccc().adds_group("theirs"));
    let (callee, caller) = (number(CUSTOMER), number(CENTRE));
    let call = Op::Predictive { callee, caller, group, timeout_ms: None };
    assert_eq!(scene.refuses(scene.amy, call), Refused::NoSuchSkillGroup);
}

#[test]
fn a_party_who_proves_who_it_is_comes_back_to_the_agent() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.events();
    let stays = Op::Flow { job: None, leave: false };
    assert_eq!(scene.tells(scene.amy, stays), ["route-to-ivr customer"]);
    assert_eq!((scene.state(scene.amy), state(&scene, job)), (UserState::Talking, JobState::Connected));
}

#[test]
fn a_party_who_is_asked_how_it_went_is_alone_with_the_centres_voice() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.events();
    let leaves = Op::Flow { job: None, leave: true };
    let expected = ["user-left amy", "released amy", "route-to-ivr customer", "work amy"];
    assert_eq!(scene.tells(scene.amy, leaves), expected);
    assert_eq!((scene.state(scene.amy), state(&scene, job)), (UserState::Working, JobState::Ivr));
    assert_eq!(scene.hears_of(job, FIRST, Signal::HungUp), ["released customer"]);
}

#[test]
fn a_party_who_is_asked_otherwise_than_in_the_call_stays_in_it() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.events();
    assert_eq!(scene.tells(scene.amy, Op::Survey { job: Some(job) }), [""; 0]);
    assert_eq!((scene.state(scene.amy), state(&scene, job)), (UserState::Talking, JobState::Connected));
    assert!(matches!(scene.refuses(scene.bob, Op::Survey { job: Some(job) }), Refused::UserState { .. }));
}

#[test]
fn keys_change_nothing_and_go_to_answered_legs_of_the_own_call() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.events();
    let key = Op::Dtmf { job: None, channel: scene.leg(job, None) };
    assert_eq!(scene.tells(scene.amy, key), [""; 0]);
    assert_eq!(scene.refuses(scene.bob, key), Refused::NoSuchJob);
    scene.does(scene.amy, consult(Target::User(scene.bob))).unwrap();
    let to_bob = Op::Dtmf { job: None, channel: scene.leg(job, Some(scene.bob)) };
    assert!(matches!(scene.refuses(scene.amy, to_bob), Refused::ChannelState { .. }));
}
