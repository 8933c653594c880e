//! An agent hands a call over at once.

use offhook_machine::{
    AfterCall, ChannelState, Flag, JobState, Op, Part, Party, Refused, Signal, Supervision, Target, UserState,
};

use crate::fixture::{
    ANSWER, BOBS, CUSTOMER, FRIEND, Fixture, INSTANCE_NUMBER, PLAIN, blind, consult, number, supervise,
};

const GONE: [&str; 3] = ["released amy", "user-left amy", "blind-transfer customer -> bob"];

#[test]
fn the_target_rings_once_the_agent_has_left() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.events();
    let events = fixture.emits(fixture.amy, blind(Target::User(fixture.bob)));
    assert_eq!(events[..3], GONE);
    assert_eq!(events[3..], ["work amy", "user-ringing bob", "ringing bob"]);
    assert_eq!(fixture.world.job(job).unwrap().state, JobState::Alerting);
    fixture.does(fixture.amy, Op::Ready { outbound_only: false }).unwrap();
    fixture.events();
    assert_eq!(fixture.emits(fixture.bob, ANSWER), ["user-talking bob", "established bob"]);
    assert_eq!(fixture.world.job(job).unwrap().state, JobState::Connected);
    let ended = ["released customer", "user-left bob", "released bob", "work bob"];
    assert_eq!(fixture.signals(job, Party::Customer, Signal::HungUp), ended);
    assert_eq!(fixture.world.broken_invariants(), []);
}

#[test]
fn the_answer_shows_the_agent_still_talking() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let accepted = fixture.asks(fixture.amy, blind(Target::User(fixture.bob))).unwrap();
    assert_eq!((accepted.job, fixture.state(fixture.amy)), (Some(job), UserState::Talking));
    assert_eq!(fixture.channel_states(job), [ChannelState::Answered; 2]);
}

#[test]
fn a_party_on_hold_is_retrieved_before_the_transfer() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let channel = fixture.channel(job, None);
    fixture.does(fixture.amy, Op::Hold { job: None, channel }).unwrap();
    fixture.does(fixture.amy, blind(Target::User(fixture.bob))).unwrap();
    assert_eq!(fixture.flags(job, None), []);
}

#[test]
fn a_target_that_does_not_answer_ends_the_call() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.does(fixture.amy, blind(Target::User(fixture.bob))).unwrap();
    fixture.events();
    fixture.waits(29_999);
    assert_eq!(fixture.events(), [""; 0]);
    fixture.waits(1);
    let expected = ["ring-timeout bob", "user-left bob", "released bob", "released customer", "break bob"];
    assert_eq!(fixture.events(), expected);
    assert_eq!(fixture.world.job(job).unwrap().state, JobState::Ended);
}

#[test]
fn a_target_that_declines_ends_the_call() {
    let mut fixture = Fixture::ccc();
    fixture.outbound_talk();
    fixture.does(fixture.amy, blind(Target::User(fixture.bob))).unwrap();
    fixture.events();
    let expected = ["user-left bob", "released bob", "released customer", "break bob"];
    assert_eq!(fixture.emits(fixture.bob, Op::Release { job: None, channel: None }), expected);
}

#[test]
fn a_party_who_hangs_up_while_the_target_rings_leaves_the_target_ready() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.does(fixture.amy, blind(Target::User(fixture.bob))).unwrap();
    fixture.events();
    let expected = ["released customer", "user-left bob", "released bob", "ready bob"];
    assert_eq!(fixture.signals(job, Party::Customer, Signal::HungUp), expected);
}

#[test]
fn the_channels_of_both_agents_are_part_of_the_transfer() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.does(fixture.amy, blind(Target::User(fixture.bob))).unwrap();
    let parts: Vec<Option<Part>> = fixture
        .world
        .job(job)
        .unwrap()
        .channels
        .iter()
        .map(|channel| fixture.world.channel(*channel).unwrap().part)
        .collect();
    assert_eq!(parts, [Some(Part::BlindTransfer), None, Some(Part::BlindTransfer)]);
}

#[test]
fn an_outside_target_is_called_with_the_number_named_and_leaves_two_outside_parties() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.events();
    let (to, caller) = (Target::Number(number(FRIEND)), Some(number("4008")));
    let transfer = Op::BlindTransfer { job: Some(job), to, caller, timeout_ms: Some(5_000), queueing: PLAIN };
    let expected = ["released amy", "user-left amy", "blind-transfer customer -> friend", "work amy"];
    assert_eq!(fixture.emits(fixture.amy, transfer), expected);
    let friend = Party::Number(number(FRIEND));
    assert_eq!(fixture.signals(job, friend, Signal::Ringing), ["ringing friend"]);
    assert_eq!(fixture.signals(job, friend, Signal::Answered), ["established friend"]);
    let channel = *fixture.world.job(job).unwrap().channels.last().unwrap();
    assert_eq!(fixture.world.channel(channel).unwrap().originator, number("4008"));
    fixture.waits(5_000);
    assert_eq!(fixture.events(), [""; 0]);
    assert_eq!(fixture.signals(job, friend, Signal::HungUp), ["released friend", "released customer"]);
}

#[test]
fn a_caller_from_outside_is_transferred_with_the_number_of_the_instance() {
    let mut fixture = Fixture::ccc();
    let job = fixture.inbound(fixture.amy).unwrap();
    fixture.does(fixture.amy, ANSWER).unwrap();
    fixture.does(fixture.amy, blind(Target::Number(number(FRIEND)))).unwrap();
    let channel = fixture.world.channel(*fixture.world.job(job).unwrap().channels.last().unwrap()).unwrap();
    assert_eq!((channel.originator, channel.party()), (number(INSTANCE_NUMBER), number(FRIEND)));
    fixture.signal(job, Party::Number(number(FRIEND)), Signal::Answered).unwrap();
    assert_eq!(fixture.world.job(job).unwrap().state, JobState::Connected);
}

#[test]
fn an_outside_target_that_does_not_answer_in_time_ends_the_call() {
    let mut fixture = Fixture::ccc();
    fixture.outbound_talk();
    let to = Target::Number(number(FRIEND));
    let transfer =
        Op::BlindTransfer { job: None, to, caller: None, timeout_ms: Some(5_000), queueing: PLAIN };
    fixture.does(fixture.amy, transfer).unwrap();
    fixture.events();
    fixture.waits(4_999);
    assert_eq!(fixture.events(), [""; 0]);
    fixture.waits(1);
    assert_eq!(fixture.events(), ["released friend", "released customer"]);
}

#[test]
fn a_party_transferred_to_a_group_waits_for_the_next_free_agent() {
    let mut fixture = Fixture::ccc();
    let group = fixture.adds_group("sales");
    let dan = fixture.adds("dan", "80011477", &[group]);
    let job = fixture.outbound_talk();
    fixture.events();
    let events = fixture.emits(fixture.amy, blind(Target::Group(group)));
    let queued = ["blind-transfer customer", "work amy", "enqueue customer", "assign-agent customer -> dan"];
    assert_eq!(events[2..6], queued);
    assert_eq!(events[6..], ["ringing dan", "user-ringing dan"]);
    assert_eq!(fixture.emits(dan, ANSWER), ["user-talking dan", "established dan"]);
    assert_eq!(fixture.world.job(job).unwrap().queue, None);
}

#[test]
fn a_party_handed_to_a_group_may_give_up_there() {
    let mut fixture = Fixture::ccc();
    let group = fixture.adds_group("sales");
    let job = fixture.outbound_talk();
    fixture.does(fixture.amy, blind(Target::Group(group))).unwrap();
    fixture.events();
    let expected = ["abandoned-in-queue customer", "released customer"];
    assert_eq!(fixture.signals(job, Party::Customer, Signal::HungUp), expected);
}

#[test]
fn a_party_transferred_to_the_ivr_is_alone_with_it() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.events();
    let events = fixture.emits(fixture.amy, blind(Target::Ivr));
    assert_eq!(events[2..], ["blind-transfer customer", "work amy", "route-to-ivr customer"]);
    assert_eq!(fixture.world.job(job).unwrap().state, JobState::Ivr);
    // The talk is over: nobody gives up.
    assert_eq!(fixture.signals(job, Party::Customer, Signal::HungUp), ["released customer"]);
}

#[test]
fn an_agent_who_returns_to_idle_is_notified_before_being_called_by_the_group() {
    let mut fixture = Fixture::ccc();
    let group = fixture.adds_group("sales");
    fixture.does(fixture.amy, Op::SkillGroups { groups: &[group] }).unwrap();
    fixture.does(fixture.amy, Op::AfterCall { after_call: AfterCall::Idle }).unwrap();
    fixture.outbound_talk();
    fixture.events();
    let events = fixture.emits(fixture.amy, blind(Target::Group(group)));
    let expected = ["ready amy", "enqueue customer", "assign-agent customer -> amy", "ringing amy"];
    assert_eq!(events[3..7], expected);
    assert_eq!(fixture.state(fixture.amy), UserState::Ringing);
}

#[test]
fn a_supervisor_who_monitors_leaves_with_the_agent() {
    let mut fixture = Fixture::ccc();
    let sue = fixture.adds("sue", "80011476", &[]);
    let job = fixture.outbound_talk();
    fixture.does(sue, supervise(Supervision::SilentMonitor, fixture.amy)).unwrap();
    fixture.signal(job, Party::User(sue), Signal::Answered).unwrap();
    fixture.events();
    let events = fixture.emits(fixture.amy, blind(Target::User(fixture.bob)));
    let expected =
        ["released amy", "user-left amy", "user-left sue", "released sue", "stop-silent-monitor amy -> sue"];
    assert_eq!(events[..5], expected);
    assert_eq!((fixture.state(sue), fixture.state(fixture.bob)), (UserState::Ready, UserState::Ringing));
}

#[test]
fn an_agent_can_be_handed_over_too() {
    let mut fixture = Fixture::ccc();
    let dan = fixture.adds("dan", "80011477", &[]);
    let job = fixture.calls(fixture.amy, BOBS);
    fixture.does(fixture.bob, ANSWER).unwrap();
    fixture.does(fixture.amy, blind(Target::User(dan))).unwrap();
    fixture.does(dan, ANSWER).unwrap();
    assert_eq!((fixture.state(fixture.bob), fixture.state(dan)), (UserState::Talking, UserState::Talking));
    assert_eq!(fixture.flags(job, Some(fixture.bob)), [] as [Flag; 0]);
}

#[test]
fn an_impossible_transfer_is_rejected_and_changes_nothing() {
    let mut fixture = Fixture::ccc();
    let (amy, bob) = (fixture.amy, fixture.bob);
    let dan = fixture.adds("dan", "80011477", &[]);
    assert!(matches!(fixture.refuses(amy, blind(Target::User(bob))), Refused::UserState { .. }));
    let over = fixture.calls(bob, CUSTOMER);
    fixture.releases(bob);
    fixture.outbound_talk();
    let ended = Op::BlindTransfer {
        job: Some(over),
        to: Target::User(dan),
        caller: None,
        timeout_ms: None,
        queueing: PLAIN,
    };
    assert_eq!(fixture.refuses(amy, ended), Refused::NoSuchJob);
    assert_eq!(fixture.refuses(amy, blind(Target::User(amy))), Refused::Busy(amy));
    fixture.does(dan, Op::Visibility { invisible: true }).unwrap();
    assert_eq!(fixture.refuses(amy, blind(Target::User(dan))), Refused::Busy(dan));
    fixture.does(dan, Op::Work).unwrap();
    assert_eq!(fixture.refuses(amy, consult(Target::User(dan))), Refused::Busy(dan));
    let group = {
        let mut other = Fixture::ccc();
        other.adds_group("theirs")
    };
    assert_eq!(fixture.refuses(amy, blind(Target::Group(group))), Refused::NoSuchSkillGroup);
    fixture.does(amy, consult(Target::User(bob))).unwrap();
    assert_eq!(fixture.refuses(amy, blind(Target::Ivr)), Refused::InConsult);
}
