//! An agent asks somebody while the other party waits, and then hands the call over, takes it back or joins all three.

use offhook_machine::{ChannelState, Flag, JobId, JobState, Op, Party, Refused, Signal, Target, UserState};

use crate::fixture::{ANSWER, BOBS, FRIEND, Scene, consult, number};

const COMPLETE: Op<'static> = Op::CompleteTransfer { job: None };
const CANCEL: Op<'static> = Op::CancelTransfer { job: None };
const JOIN: Op<'static> = Op::SwitchToConference { job: None };
const HANG_UP: Op<'static> = Op::Release { job: None, channel: None };

/// Amy talks with the customer and calls Bob.
fn asked() -> (Scene, JobId) {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.events();
    let events = scene.tells(scene.amy, consult(Target::User(scene.bob)));
    assert_eq!(events, ["initiate-consult amy -> bob", "user-ringing bob", "ringing bob"]);
    (scene, job)
}

/// Bob has answered.
fn started() -> (Scene, JobId) {
    let (mut scene, job) = asked();
    let expected = ["user-talking bob", "established bob", "start-consult amy -> bob"];
    assert_eq!(scene.tells(scene.bob, ANSWER), expected);
    (scene, job)
}

fn states(scene: &Scene) -> [UserState; 2] {
    [scene.state(scene.amy), scene.state(scene.bob)]
}

#[test]
fn the_other_party_waits_and_nobody_else() {
    let (scene, job) = started();
    assert_eq!(scene.flags(job, None), [Flag::Hold]);
    assert_eq!((scene.flags(job, Some(scene.amy)), scene.flags(job, Some(scene.bob))), (vec![], vec![]));
    assert_eq!(states(&scene), [UserState::Talking; 2]);
    assert_eq!(scene.world.broken_invariants(), []);
}

#[test]
fn the_answer_shows_nobody_waiting_yet() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.asks(scene.amy, consult(Target::User(scene.bob))).unwrap();
    assert_eq!((scene.flags(job, None), scene.world.job(job).unwrap().consult), (vec![], None));
    assert_eq!(scene.leg_states(job), [ChannelState::Answered; 2]);
}

#[test]
fn completing_it_leaves_the_party_who_waited_with_the_party_asked() {
    let (mut scene, job) = started();
    let expected = [
        "user-left amy",
        "released amy",
        "attended-transfer customer -> bob",
        "stop-consult amy -> bob",
        "work amy",
    ];
    assert_eq!(scene.tells(scene.amy, COMPLETE), expected);
    assert_eq!((scene.flags(job, None), states(&scene)), (vec![], [UserState::Working, UserState::Talking]));
    let expected = ["released customer", "user-left bob", "released bob", "work bob"];
    assert_eq!(scene.hears_of(job, Party::Customer, Signal::HungUp), expected);
}

#[test]
fn whoever_took_the_call_may_ask_somebody_in_turn() {
    let (mut scene, job) = started();
    scene.does(scene.amy, COMPLETE).unwrap();
    scene.does(scene.amy, Op::Ready { outbound_only: false }).unwrap();
    scene.does(scene.bob, consult(Target::User(scene.amy))).unwrap();
    scene.does(scene.amy, ANSWER).unwrap();
    scene.does(scene.bob, COMPLETE).unwrap();
    assert_eq!(states(&scene), [UserState::Talking, UserState::Working]);
    assert_eq!((scene.flags(job, None), scene.world.broken_invariants()), (vec![], vec![]));
}

#[test]
fn cancelling_it_before_the_answer_leaves_the_party_asked_ready() {
    let (mut scene, job) = asked();
    let expected = ["user-left bob", "released bob", "stop-consult amy -> bob", "ready bob"];
    assert_eq!(scene.tells(scene.amy, CANCEL), expected);
    assert_eq!((scene.flags(job, None), states(&scene)), (vec![], [UserState::Talking, UserState::Ready]));
}

#[test]
fn cancelling_it_after_the_answer_leaves_the_party_asked_at_work() {
    let (mut scene, job) = started();
    let expected = ["user-left bob", "released bob", "stop-consult amy -> bob", "work bob"];
    assert_eq!(scene.tells(scene.amy, CANCEL), expected);
    assert_eq!((scene.flags(job, None), scene.world.job(job).unwrap().consult), (vec![], None));
    assert_eq!(scene.world.job(job).unwrap().state, JobState::Connected);
}

#[test]
fn a_party_asked_who_hangs_up_or_declines_ends_the_consultation_only() {
    let (mut scene, job) = started();
    let expected = ["user-left bob", "released bob", "stop-consult amy -> bob", "work bob"];
    assert_eq!(scene.tells(scene.bob, HANG_UP), expected);
    assert_eq!((scene.flags(job, None), scene.state(scene.amy)), (vec![], UserState::Talking));
    let (mut scene, job) = asked();
    let expected = ["user-left bob", "released bob", "stop-consult amy -> bob", "break bob"];
    assert_eq!(scene.hears_of(job, Party::User(scene.bob), Signal::Rejected), expected);
    assert_eq!((scene.flags(job, None), scene.state(scene.amy)), (vec![], UserState::Talking));
}

#[test]
fn a_party_asked_who_does_not_answer_is_called_no_more() {
    let (mut scene, job) = asked();
    scene.waits(29_999);
    assert_eq!(scene.events(), [""; 0]);
    scene.waits(1);
    let expected =
        ["ring-timeout bob", "user-left bob", "released bob", "stop-consult amy -> bob", "break bob"];
    assert_eq!(scene.events(), expected);
    assert_eq!((scene.flags(job, None), scene.state(scene.amy)), (vec![], UserState::Talking));
}

#[test]
fn an_outside_party_asked_has_the_time_that_the_request_says() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.events();
    let to = Target::Number(number(FRIEND));
    let ask = Op::Consult { job: None, to, caller: None, timeout_ms: Some(5_000) };
    assert_eq!(scene.tells(scene.amy, ask), ["initiate-consult amy -> friend"]);
    scene.waits(5_000);
    assert_eq!(scene.events(), ["released friend", "stop-consult amy -> friend"]);
    assert_eq!(scene.flags(job, None), []);
    scene.does(scene.amy, ask).unwrap();
    scene.events();
    let friend = Party::Number(number(FRIEND));
    let answered = ["established friend", "start-consult amy -> friend"];
    assert_eq!(scene.hears_of(job, friend, Signal::Answered), answered);
    scene.waits(5_000);
    scene.does(scene.amy, COMPLETE).unwrap();
    scene.events();
    assert_eq!(
        scene.hears_of(job, Party::Customer, Signal::HungUp),
        ["released customer", "released friend"]
    );
}

#[test]
fn the_party_who_waits_ends_everything_by_hanging_up() {
    let (mut scene, job) = asked();
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
    assert_eq!(scene.hears_of(job, Party::Customer, Signal::HungUp), expected);
    let (mut scene, job) = started();
    scene.signal(job, Party::Customer, Signal::HungUp).unwrap();
    assert_eq!(states(&scene), [UserState::Working; 2]);
    assert_eq!(scene.world.job(job).unwrap().consult, None);
    assert_eq!(scene.world.broken_invariants(), []);
}

#[test]
fn the_agent_who_asks_ends_everything_by_hanging_up() {
    for (mut scene, job) in [asked(), started()] {
        scene.releases(scene.amy);
        assert_eq!(scene.state(scene.amy), UserState::Working);
        assert_eq!(scene.leg_states(job), [ChannelState::Retired; 3]);
        assert_eq!((scene.world.next_deadline(), scene.world.broken_invariants()), (None, vec![]));
    }
}

#[test]
fn joining_all_three_makes_a_conference_that_anybody_may_leave() {
    let (mut scene, job) = started();
    assert_eq!(scene.tells(scene.amy, JOIN), ["stop-consult amy -> bob"]);
    assert_eq!(scene.flags(job, None), []);
    for leaves in [Party::Customer, Party::User(scene.amy), Party::User(scene.bob)] {
        let mut world = scene.world.clone();
        let hangs_up =
            offhook_machine::Stimulus::Channel { job, party: leaves, signal: Signal::HungUp, cause: None };
        world.stimulus(world.now(), &hangs_up).unwrap();
        assert_eq!(world.job(job).unwrap().state, JobState::Connected, "{leaves:?}");
        assert_eq!(world.broken_invariants(), []);
    }
    scene.releases(scene.amy);
    scene.releases(scene.bob);
    assert_eq!(scene.world.job(job).unwrap().state, JobState::Ended);
}

#[test]
fn of_a_group_the_agent_who_is_called_next_is_asked() {
    let mut scene = Scene::ccc();
    let (group, nobodys) = (scene.adds_group("sales"), scene.adds_group("nobody's"));
    let dan = scene.adds("dan", "80011477", &[group]);
    scene.outbound_talk();
    scene.events();
    let expected = ["initiate-consult amy -> dan", "user-ringing dan", "ringing dan"];
    assert_eq!(scene.tells(scene.amy, consult(Target::Group(group))), expected);
    scene.does(scene.amy, CANCEL).unwrap();
    scene.does(dan, Op::Work).unwrap();
    assert_eq!(scene.refuses(scene.amy, consult(Target::Group(group))), Refused::Busy(dan));
    assert_eq!(scene.refuses(scene.amy, consult(Target::Group(nobodys))), Refused::NoSuchSkillGroup);
    assert_eq!(scene.refuses(scene.amy, consult(Target::Ivr)), Refused::NoSuchSkillGroup);
}

#[test]
fn what_needs_a_consultation_that_has_started_is_refused_without() {
    let mut scene = Scene::ccc();
    scene.outbound_talk();
    for op in [COMPLETE, CANCEL, JOIN] {
        assert_eq!(scene.refuses(scene.amy, op), Refused::NoConsult);
    }
    let (mut scene, job) = asked();
    let rings = Refused::ChannelState { state: ChannelState::Ringing, needs: ChannelState::Answered };
    assert_eq!((scene.refuses(scene.amy, COMPLETE), scene.refuses(scene.amy, JOIN)), (rings, rings));
    scene.does(scene.bob, ANSWER).unwrap();
    // It is Amy's, not Bob's.
    for op in [COMPLETE, CANCEL, JOIN] {
        assert_eq!(scene.refuses(scene.bob, op), Refused::NoConsult);
    }
    let channel = scene.leg(job, None);
    assert_eq!(scene.refuses(scene.amy, consult(Target::Number(number(FRIEND)))), Refused::InConsult);
    assert_eq!(scene.refuses(scene.amy, Op::Retrieve { job: None, channel }), Refused::InConsult);
    assert_eq!(scene.refuses(scene.amy, Op::Flow { job: None, leave: true }), Refused::InConsult);
    // Who is only asked has no say about the others.
    let throw_out = Op::Release { job: None, channel: Some(channel) };
    assert_eq!(scene.refuses(scene.bob, throw_out), Refused::NoSuchChannel);
}

#[test]
fn a_colleague_waits_as_a_customer_does() {
    let mut scene = Scene::ccc();
    let dan = scene.adds("dan", "80011477", &[]);
    let job = scene.calls(scene.amy, BOBS);
    scene.does(scene.bob, ANSWER).unwrap();
    scene.does(scene.amy, consult(Target::User(dan))).unwrap();
    assert_eq!(scene.flags(job, Some(scene.bob)), [Flag::Hold]);
    scene.does(dan, ANSWER).unwrap();
    scene.does(scene.amy, COMPLETE).unwrap();
    assert_eq!(scene.flags(job, Some(scene.bob)), []);
    assert_eq!((scene.state(scene.bob), scene.state(dan)), (UserState::Talking, UserState::Talking));
}

#[test]
fn after_too_many_consultations_a_job_has_no_room_for_another() {
    let mut scene = Scene::ccc();
    scene.outbound_talk();
    for _ in 0..6 {
        scene.does(scene.amy, consult(Target::User(scene.bob))).unwrap();
        scene.does(scene.amy, CANCEL).unwrap();
    }
    let full = Refused::Limit(offhook_machine::limits::Limit::Channels);
    assert_eq!(scene.refuses(scene.amy, consult(Target::User(scene.bob))), full);
}
