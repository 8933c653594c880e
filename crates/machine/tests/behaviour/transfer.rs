//! An agent hands a call over at once.

use offhook_machine::{
    AfterCall, ChannelState, Flag, JobState, Op, Part, Party, Refused, Signal, Supervision, Target, UserState,
};

use crate::fixture::{
    ANSWER, BOBS, CENTRE, CUSTOMER, FRIEND, PLAIN, Scene, blind, consult, number, supervise,
};

const GONE: [&str; 3] = ["released amy", "user-left amy", "blind-transfer customer -> bob"];

#[test]
fn the_target_rings_once_the_agent_has_left() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.events();
    let events = scene.tells(scene.amy, blind(Target::User(scene.bob)));
    assert_eq!(events[..3], GONE);
    assert_eq!(events[3..], ["work amy", "user-ringing bob", "ringing bob"]);
    assert_eq!(scene.world.job(job).unwrap().state, JobState::Alerting);
    scene.does(scene.amy, Op::Ready { outbound_only: false }).unwrap();
    scene.events();
    assert_eq!(scene.tells(scene.bob, ANSWER), ["user-talking bob", "established bob"]);
    assert_eq!(scene.world.job(job).unwrap().state, JobState::Connected);
    let ended = ["released customer", "user-left bob", "released bob", "work bob"];
    assert_eq!(scene.hears_of(job, Party::Customer, Signal::HungUp), ended);
    assert_eq!(scene.world.broken_invariants(), []);
}

#[test]
fn the_answer_shows_the_agent_still_talking() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let accepted = scene.asks(scene.amy, blind(Target::User(scene.bob))).unwrap();
    assert_eq!((accepted.job, scene.state(scene.amy)), (Some(job), UserState::Talking));
    assert_eq!(scene.leg_states(job), [ChannelState::Answered; 2]);
}

#[test]
fn a_party_on_hold_is_taken_back_before_being_handed_over() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let channel = scene.leg(job, None);
    scene.does(scene.amy, Op::Hold { job: None, channel }).unwrap();
    scene.does(scene.amy, blind(Target::User(scene.bob))).unwrap();
    assert_eq!(scene.flags(job, None), []);
}

#[test]
fn a_target_that_does_not_answer_ends_the_call() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.does(scene.amy, blind(Target::User(scene.bob))).unwrap();
    scene.events();
    scene.waits(29_999);
    assert_eq!(scene.events(), [""; 0]);
    scene.waits(1);
    let expected = ["ring-timeout bob", "user-left bob", "released bob", "released customer", "break bob"];
    assert_eq!(scene.events(), expected);
    assert_eq!(scene.world.job(job).unwrap().state, JobState::Ended);
}

#[test]
fn a_target_that_declines_ends_the_call() {
    let mut scene = Scene::ccc();
    scene.outbound_talk();
    scene.does(scene.amy, blind(Target::User(scene.bob))).unwrap();
    scene.events();
    let expected = ["user-left bob", "released bob", "released customer", "break bob"];
    assert_eq!(scene.tells(scene.bob, Op::Release { job: None, channel: None }), expected);
}

#[test]
fn a_party_who_hangs_up_while_the_target_rings_leaves_the_target_ready() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.does(scene.amy, blind(Target::User(scene.bob))).unwrap();
    scene.events();
    let expected = ["released customer", "user-left bob", "released bob", "ready bob"];
    assert_eq!(scene.hears_of(job, Party::Customer, Signal::HungUp), expected);
}

#[test]
fn the_legs_of_who_hands_a_call_on_and_of_who_gets_it_are_part_of_the_transfer() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.does(scene.amy, blind(Target::User(scene.bob))).unwrap();
    let parts: Vec<Option<Part>> = scene
        .world
        .job(job)
        .unwrap()
        .channels
        .iter()
        .map(|leg| scene.world.channel(*leg).unwrap().part)
        .collect();
    assert_eq!(parts, [Some(Part::BlindTransfer), None, Some(Part::BlindTransfer)]);
}

#[test]
fn an_outside_target_is_called_with_the_number_named_and_leaves_two_outside_parties() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.events();
    let (to, caller) = (Target::Number(number(FRIEND)), Some(number("4008")));
    let transfer = Op::BlindTransfer { job: Some(job), to, caller, timeout_ms: Some(5_000), queueing: PLAIN };
    let expected = ["released amy", "user-left amy", "blind-transfer customer -> friend", "work amy"];
    assert_eq!(scene.tells(scene.amy, transfer), expected);
    let friend = Party::Number(number(FRIEND));
    assert_eq!(scene.hears_of(job, friend, Signal::Ringing), ["ringing friend"]);
    assert_eq!(scene.hears_of(job, friend, Signal::Answered), ["established friend"]);
    let leg = *scene.world.job(job).unwrap().channels.last().unwrap();
    assert_eq!(scene.world.channel(leg).unwrap().originator, number("4008"));
    scene.waits(5_000);
    assert_eq!(scene.events(), [""; 0]);
    assert_eq!(scene.hears_of(job, friend, Signal::HungUp), ["released friend", "released customer"]);
}

#[test]
fn a_caller_from_outside_is_handed_on_with_the_centres_number() {
    let mut scene = Scene::ccc();
    let job = scene.inbound(scene.amy).unwrap();
    scene.does(scene.amy, ANSWER).unwrap();
    scene.does(scene.amy, blind(Target::Number(number(FRIEND)))).unwrap();
    let leg = scene.world.channel(*scene.world.job(job).unwrap().channels.last().unwrap()).unwrap();
    assert_eq!((leg.originator, leg.party()), (number(CENTRE), number(FRIEND)));
    scene.signal(job, Party::Number(number(FRIEND)), Signal::Answered).unwrap();
    assert_eq!(scene.world.job(job).unwrap().state, JobState::Connected);
}

#[test]
fn an_outside_target_that_does_not_answer_in_time_ends_the_call() {
    let mut scene = Scene::ccc();
    scene.outbound_talk();
    let to = Target::Number(number(FRIEND));
    let transfer =
        Op::BlindTransfer { job: None, to, caller: None, timeout_ms: Some(5_000), queueing: PLAIN };
    scene.does(scene.amy, transfer).unwrap();
    scene.events();
    scene.waits(4_999);
    assert_eq!(scene.events(), [""; 0]);
    scene.waits(1);
    assert_eq!(scene.events(), ["released friend", "released customer"]);
}

#[test]
fn to_a_group_the_party_waits_for_whoever_is_free() {
    let mut scene = Scene::ccc();
    let group = scene.adds_group("sales");
    let dan = scene.adds("dan", "80011477", &[group]);
    let job = scene.outbound_talk();
    scene.events();
    let events = scene.tells(scene.amy, blind(Target::Group(group)));
    let queued = ["blind-transfer customer", "work amy", "enqueue customer", "assign-agent customer -> dan"];
    assert_eq!(events[2..6], queued);
    assert_eq!(events[6..], ["ringing dan", "user-ringing dan"]);
    assert_eq!(scene.tells(dan, ANSWER), ["user-talking dan", "established dan"]);
    assert_eq!(scene.world.job(job).unwrap().queue, None);
}

#[test]
fn a_party_handed_to_a_group_may_give_up_there() {
    let mut scene = Scene::ccc();
    let group = scene.adds_group("sales");
    let job = scene.outbound_talk();
    scene.does(scene.amy, blind(Target::Group(group))).unwrap();
    scene.events();
    let expected = ["abandoned-in-queue customer", "released customer"];
    assert_eq!(scene.hears_of(job, Party::Customer, Signal::HungUp), expected);
}

#[test]
fn to_the_centres_voice_the_party_is_alone_with_it() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.events();
    let events = scene.tells(scene.amy, blind(Target::Ivr));
    assert_eq!(events[2..], ["blind-transfer customer", "work amy", "route-to-ivr customer"]);
    assert_eq!(scene.world.job(job).unwrap().state, JobState::Ivr);
    // The talk is over: nobody gives up.
    assert_eq!(scene.hears_of(job, Party::Customer, Signal::HungUp), ["released customer"]);
}

#[test]
fn who_is_ready_again_at_once_is_told_so_before_being_called_by_the_group() {
    let mut scene = Scene::ccc();
    let group = scene.adds_group("sales");
    scene.does(scene.amy, Op::SkillGroups { groups: &[group] }).unwrap();
    scene.does(scene.amy, Op::AfterCall { after_call: AfterCall::Idle }).unwrap();
    scene.outbound_talk();
    scene.events();
    let events = scene.tells(scene.amy, blind(Target::Group(group)));
    let expected = ["ready amy", "enqueue customer", "assign-agent customer -> amy", "ringing amy"];
    assert_eq!(events[3..7], expected);
    assert_eq!(scene.state(scene.amy), UserState::Ringing);
}

#[test]
fn a_supervisor_who_listens_leaves_with_the_agent() {
    let mut scene = Scene::ccc();
    let sue = scene.adds("sue", "80011476", &[]);
    let job = scene.outbound_talk();
    scene.does(sue, supervise(Supervision::SilentMonitor, scene.amy)).unwrap();
    scene.signal(job, Party::User(sue), Signal::Answered).unwrap();
    scene.events();
    let events = scene.tells(scene.amy, blind(Target::User(scene.bob)));
    let expected =
        ["released amy", "user-left amy", "user-left sue", "released sue", "stop-silent-monitor amy -> sue"];
    assert_eq!(events[..5], expected);
    assert_eq!((scene.state(sue), scene.state(scene.bob)), (UserState::Ready, UserState::Ringing));
}

#[test]
fn an_agent_can_be_handed_over_too() {
    let mut scene = Scene::ccc();
    let dan = scene.adds("dan", "80011477", &[]);
    let job = scene.calls(scene.amy, BOBS);
    scene.does(scene.bob, ANSWER).unwrap();
    scene.does(scene.amy, blind(Target::User(dan))).unwrap();
    scene.does(dan, ANSWER).unwrap();
    assert_eq!((scene.state(scene.bob), scene.state(dan)), (UserState::Talking, UserState::Talking));
    assert_eq!(scene.flags(job, Some(scene.bob)), [] as [Flag; 0]);
}

#[test]
fn what_cannot_be_handed_over_is_refused_and_nothing_changes() {
    let mut scene = Scene::ccc();
    let (amy, bob) = (scene.amy, scene.bob);
    let dan = scene.adds("dan", "80011477", &[]);
    assert!(matches!(scene.refuses(amy, blind(Target::User(bob))), Refused::UserState { .. }));
    let over = scene.calls(bob, CUSTOMER);
    scene.releases(bob);
    scene.outbound_talk();
    let ended = Op::BlindTransfer {
        job: Some(over),
        to: Target::User(dan),
        caller: None,
        timeout_ms: None,
        queueing: PLAIN,
    };
    assert_eq!(scene.refuses(amy, ended), Refused::NoSuchJob);
    assert_eq!(scene.refuses(amy, blind(Target::User(amy))), Refused::Busy(amy));
    scene.does(dan, Op::Visibility { invisible: true }).unwrap();
    assert_eq!(scene.refuses(amy, blind(Target::User(dan))), Refused::Busy(dan));
    scene.does(dan, Op::Work).unwrap();
    assert_eq!(scene.refuses(amy, consult(Target::User(dan))), Refused::Busy(dan));
    let group = {
        let mut other = Scene::ccc();
        other.adds_group("theirs")
    };
    assert_eq!(scene.refuses(amy, blind(Target::Group(group))), Refused::NoSuchSkillGroup);
    scene.does(amy, consult(Target::User(bob))).unwrap();
    assert_eq!(scene.refuses(amy, blind(Target::Ivr)), Refused::InConsult);
}
