//! An agent asks somebody while the other party waits, and then completes the transfer, cancels it or makes a conference of all three.

use offhook_machine::{ChannelState, Flag, JobId, JobState, Op, Party, Refused, Signal, Target, UserState};

use crate::fixture::{ANSWER, BOBS, FRIEND, Fixture, consult, number};

const COMPLETE: Op<'static> = Op::CompleteTransfer { job: None };
const CANCEL: Op<'static> = Op::CancelTransfer { job: None };
const JOIN: Op<'static> = Op::SwitchToConference { job: None };
const HANG_UP: Op<'static> = Op::Release { job: None, channel: None };

/// Amy talks with the customer and calls Bob.
fn asked() -> (Fixture, JobId) {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.events();
    let events = fixture.emits(fixture.amy, consult(Target::User(fixture.bob)));
    assert_eq!(events, ["initiate-consult amy -> bob", "user-ringing bob", "ringing bob"]);
    (fixture, job)
}

/// Bob has answered.
fn started() -> (Fixture, JobId) {
    let (mut fixture, job) = asked();
    let expected = ["user-talking bob", "established bob", "start-consult amy -> bob"];
    assert_eq!(fixture.emits(fixture.bob, ANSWER), expected);
    (fixture, job)
}

fn states(fixture: &Fixture) -> [UserState; 2] {
    [fixture.state(fixture.amy), fixture.state(fixture.bob)]
}

#[test]
fn the_other_party_waits_and_nobody_else() {
    let (fixture, job) = started();
    assert_eq!(fixture.flags(job, None), [Flag::Hold]);
    assert_eq!(
        (fixture.flags(job, Some(fixture.amy)), fixture.flags(job, Some(fixture.bob))),
        (vec![], vec![])
    );
    assert_eq!(states(&fixture), [UserState::Talking; 2]);
    assert_eq!(fixture.world.broken_invariants(), []);
}

#[test]
fn the_answer_shows_nobody_waiting_yet() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.asks(fixture.amy, consult(Target::User(fixture.bob))).unwrap();
    assert_eq!((fixture.flags(job, None), fixture.world.job(job).unwrap().consult), (vec![], None));
    assert_eq!(fixture.channel_states(job), [ChannelState::Answered; 2]);
}

#[test]
fn completion_connects_the_party_on_hold_with_the_party_consulted() {
    let (mut fixture, job) = started();
    let expected = [
        "user-left amy",
        "released amy",
        "attended-transfer customer -> bob",
        "stop-consult amy -> bob",
        "work amy",
    ];
    assert_eq!(fixture.emits(fixture.amy, COMPLETE), expected);
    assert_eq!(
        (fixture.flags(job, None), states(&fixture)),
        (vec![], [UserState::Working, UserState::Talking])
    );
    let expected = ["released customer", "user-left bob", "released bob", "work bob"];
    assert_eq!(fixture.signals(job, Party::Customer, Signal::HungUp), expected);
}

#[test]
fn the_agent_who_got_the_call_may_consult_in_turn() {
    let (mut fixture, job) = started();
    fixture.does(fixture.amy, COMPLETE).unwrap();
    fixture.does(fixture.amy, Op::Ready { outbound_only: false }).unwrap();
    fixture.does(fixture.bob, consult(Target::User(fixture.amy))).unwrap();
    fixture.does(fixture.amy, ANSWER).unwrap();
    fixture.does(fixture.bob, COMPLETE).unwrap();
    assert_eq!(states(&fixture), [UserState::Talking, UserState::Working]);
    assert_eq!((fixture.flags(job, None), fixture.world.broken_invariants()), (vec![], vec![]));
}

#[test]
fn cancelling_it_before_the_answer_leaves_the_party_asked_ready() {
    let (mut fixture, job) = asked();
    let expected = ["user-left bob", "released bob", "stop-consult amy -> bob", "ready bob"];
    assert_eq!(fixture.emits(fixture.amy, CANCEL), expected);
    assert_eq!(
        (fixture.flags(job, None), states(&fixture)),
        (vec![], [UserState::Talking, UserState::Ready])
    );
}

#[test]
fn cancelling_it_after_the_answer_leaves_the_party_asked_at_work() {
    let (mut fixture, job) = started();
    let expected = ["user-left bob", "released bob", "stop-consult amy -> bob", "work bob"];
    assert_eq!(fixture.emits(fixture.amy, CANCEL), expected);
    assert_eq!((fixture.flags(job, None), fixture.world.job(job).unwrap().consult), (vec![], None));
    assert_eq!(fixture.world.job(job).unwrap().state, JobState::Connected);
}

#[test]
fn a_consulted_party_that_hangs_up_or_rejects_ends_only_the_consultation() {
    let (mut fixture, job) = started();
    let expected = ["user-left bob", "released bob", "stop-consult amy -> bob", "work bob"];
    assert_eq!(fixture.emits(fixture.bob, HANG_UP), expected);
    assert_eq!((fixture.flags(job, None), fixture.state(fixture.amy)), (vec![], UserState::Talking));
    let (mut fixture, job) = asked();
    let expected = ["user-left bob", "released bob", "stop-consult amy -> bob", "break bob"];
    assert_eq!(fixture.signals(job, Party::User(fixture.bob), Signal::Rejected), expected);
    assert_eq!((fixture.flags(job, None), fixture.state(fixture.amy)), (vec![], UserState::Talking));
}

#[test]
fn a_consulted_party_that_does_not_answer_is_released() {
    let (mut fixture, job) = asked();
    fixture.waits(29_999);
    assert_eq!(fixture.events(), [""; 0]);
    fixture.waits(1);
    let expected =
        ["ring-timeout bob", "user-left bob", "released bob", "stop-consult amy -> bob", "break bob"];
    assert_eq!(fixture.events(), expected);
    assert_eq!((fixture.flags(job, None), fixture.state(fixture.amy)), (vec![], UserState::Talking));
}

#[test]
fn an_outside_party_asked_has_the_time_that_the_request_says() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    fixture.events();
    let to = Target::Number(number(FRIEND));
    let ask = Op::Consult { job: None, to, caller: None, timeout_ms: Some(5_000) };
    assert_eq!(fixture.emits(fixture.amy, ask), ["initiate-consult amy -> friend"]);
    fixture.waits(5_000);
    assert_eq!(fixture.events(), ["released friend", "stop-consult amy -> friend"]);
    assert_eq!(fixture.flags(job, None), []);
    fixture.does(fixture.amy, ask).unwrap();
    fixture.events();
    let friend = Party::Number(number(FRIEND));
    let answered = ["established friend", "start-consult amy -> friend"];
    assert_eq!(fixture.signals(job, friend, Signal::Answered), answered);
    fixture.waits(5_000);
    fixture.does(fixture.amy, COMPLETE).unwrap();
    fixture.events();
    assert_eq!(
        fixture.signals(job, Party::Customer, Signal::HungUp),
        ["released customer", "released friend"]
    );
}

#[test]
fn the_party_on_hold_ends_the_job_by_hanging_up() {
    let (mut fixture, job) = asked();
    let expected = [
        "released customer",
        "user-left amy",
        "released amy",
        "user-left bob",
        "released bob",
        "stop-consult amy -> bob",
        "work amy",
        "ready bob",
    ];
    assert_eq!(fixture.signals(job, Party::Customer, Signal::HungUp), expected);
    let (mut fixture, job) = started();
    fixture.signal(job, Party::Customer, Signal::HungUp).unwrap();
    assert_eq!(states(&fixture), [UserState::Working; 2]);
    assert_eq!(fixture.world.job(job).unwrap().consult, None);
    assert_eq!(fixture.world.broken_invariants(), []);
}

#[test]
fn the_consulting_agent_ends_the_job_by_hanging_up() {
    for (mut fixture, job) in [asked(), started()] {
        fixture.releases(fixture.amy);
        assert_eq!(fixture.state(fixture.amy), UserState::Working);
        assert_eq!(fixture.channel_states(job), [ChannelState::Retired; 3]);
        assert_eq!((fixture.world.next_deadline(), fixture.world.broken_invariants()), (None, vec![]));
    }
}

#[test]
fn switching_to_a_conference_lets_any_party_leave() {
    let (mut fixture, job) = started();
    assert_eq!(fixture.emits(fixture.amy, JOIN), ["stop-consult amy -> bob"]);
    assert_eq!(fixture.flags(job, None), []);
    for leaves in [Party::Customer, Party::User(fixture.amy), Party::User(fixture.bob)] {
        let mut world = fixture.world.clone();
        let hangs_up =
            offhook_machine::Stimulus::Channel { job, party: leaves, signal: Signal::HungUp, cause: None };
        world.stimulus(world.now(), &hangs_up).unwrap();
        assert_eq!(world.job(job).unwrap().state, JobState::Connected, "{leaves:?}");
        assert_eq!(world.broken_invariants(), []);
    }
    fixture.releases(fixture.amy);
    fixture.releases(fixture.bob);
    assert_eq!(fixture.world.job(job).unwrap().state, JobState::Ended);
}

#[test]
fn a_consultation_of_a_group_calls_the_next_agent() {
    let mut fixture = Fixture::ccc();
    let (group, nobodys) = (fixture.adds_group("sales"), fixture.adds_group("nobody's"));
    let dan = fixture.adds("dan", "80011477", &[group]);
    fixture.outbound_talk();
    fixture.events();
    let expected = ["initiate-consult amy -> dan", "user-ringing dan", "ringing dan"];
    assert_eq!(fixture.emits(fixture.amy, consult(Target::Group(group))), expected);
    fixture.does(fixture.amy, CANCEL).unwrap();
    fixture.does(dan, Op::Work).unwrap();
    assert_eq!(fixture.refuses(fixture.amy, consult(Target::Group(group))), Refused::Busy(dan));
    assert_eq!(fixture.refuses(fixture.amy, consult(Target::Group(nobodys))), Refused::NoSuchSkillGroup);
    assert_eq!(fixture.refuses(fixture.amy, consult(Target::Ivr)), Refused::NoSuchSkillGroup);
}

#[test]
fn what_needs_a_consultation_that_has_started_is_refused_without() {
    let mut fixture = Fixture::ccc();
    fixture.outbound_talk();
    for op in [COMPLETE, CANCEL, JOIN] {
        assert_eq!(fixture.refuses(fixture.amy, op), Refused::NoConsult);
    }
    let (mut fixture, job) = asked();
    let rings = Refused::ChannelState { state: ChannelState::Ringing, needs: ChannelState::Answered };
    assert_eq!((fixture.refuses(fixture.amy, COMPLETE), fixture.refuses(fixture.amy, JOIN)), (rings, rings));
    fixture.does(fixture.bob, ANSWER).unwrap();
    // It is Amy's, not Bob's.
    for op in [COMPLETE, CANCEL, JOIN] {
        assert_eq!(fixture.refuses(fixture.bob, op), Refused::NoConsult);
    }
    let channel = fixture.channel(job, None);
    assert_eq!(fixture.refuses(fixture.amy, consult(Target::Number(number(FRIEND)))), Refused::InConsult);
    assert_eq!(fixture.refuses(fixture.amy, Op::Retrieve { job: None, channel }), Refused::InConsult);
    assert_eq!(fixture.refuses(fixture.amy, Op::Flow { job: None, leave: true }), Refused::InConsult);
    // A consulted party cannot name the other channels.
    let throw_out = Op::Release { job: None, channel: Some(channel) };
    assert_eq!(fixture.refuses(fixture.bob, throw_out), Refused::NoSuchChannel);
}

#[test]
fn a_colleague_waits_as_a_customer_does() {
    let mut fixture = Fixture::ccc();
    let dan = fixture.adds("dan", "80011477", &[]);
    let job = fixture.calls(fixture.amy, BOBS);
    fixture.does(fixture.bob, ANSWER).unwrap();
    fixture.does(fixture.amy, consult(Target::User(dan))).unwrap();
    assert_eq!(fixture.flags(job, Some(fixture.bob)), [Flag::Hold]);
    fixture.does(dan, ANSWER).unwrap();
    fixture.does(fixture.amy, COMPLETE).unwrap();
    assert_eq!(fixture.flags(job, Some(fixture.bob)), []);
    assert_eq!((fixture.state(fixture.bob), fixture.state(dan)), (UserState::Talking, UserState::Talking));
}

#[test]
fn after_too_many_consultations_a_job_has_no_room_for_another() {
    let mut fixture = Fixture::ccc();
    fixture.outbound_talk();
    for _ in 0..6 {
        fixture.does(fixture.amy, consult(Target::User(fixture.bob))).unwrap();
        fixture.does(fixture.amy, CANCEL).unwrap();
    }
    let full = Refused::Limit(offhook_machine::limits::Limit::Channels);
    assert_eq!(fixture.refuses(fixture.amy, consult(Target::User(fixture.bob))), full);
}
