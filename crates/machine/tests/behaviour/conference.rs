//! An agent calls several parties into one conference.

use offhook_machine::{
    CallType, JobId, JobState, Op, Party, Refused, Signal, Target, UserState, limits::Limit,
};

use crate::fixture::{ANSWER, CUSTOMER, FRIEND, Scene, blind, number};

const LEAVE: Op<'static> = Op::EndConference { job: None };

/// Amy has invited Bob and the customer, and her own phone has been picked up.
fn invited() -> (Scene, JobId) {
    let mut scene = Scene::ccc();
    let invited = [Target::User(scene.bob), Target::Number(number(CUSTOMER))];
    let confer = Op::StartConference { invited: &invited, timeout_ms: Some(10_000) };
    let job = scene.does(scene.amy, confer).unwrap().job.unwrap();
    assert_eq!(scene.events(), ["user-dialing amy", "dialing amy"]);
    let expected = ["picked-up amy", "user-ringing bob", "ringing bob"];
    assert_eq!(scene.hears_of(job, Party::User(scene.amy), Signal::Answered), expected);
    (scene, job)
}

/// All three talk.
fn conferring() -> (Scene, JobId) {
    let (mut scene, job) = invited();
    let expected = ["user-talking amy", "established amy", "user-talking bob", "established bob"];
    assert_eq!(scene.tells(scene.bob, ANSWER), expected);
    assert_eq!(scene.hears_of(job, Party::Customer, Signal::Answered), ["established customer"]);
    (scene, job)
}

fn state(scene: &Scene, job: JobId) -> JobState {
    scene.world.job(job).unwrap().state
}

#[test]
fn who_confers_is_called_first_and_then_everybody_else() {
    let (scene, job) = conferring();
    assert_eq!(scene.world.job(job).unwrap().call_type, CallType::Conference);
    assert_eq!((scene.state(scene.amy), scene.state(scene.bob)), (UserState::Talking, UserState::Talking));
    assert_eq!((scene.world.next_deadline(), scene.world.broken_invariants()), (None, vec![]));
}

#[test]
fn the_answer_shows_nobody_called() {
    let mut scene = Scene::ccc();
    let invited = [Target::User(scene.bob)];
    let accepted =
        scene.asks(scene.amy, Op::StartConference { invited: &invited, timeout_ms: None }).unwrap();
    assert_eq!(state(&scene, accepted.job.unwrap()), JobState::Accepted);
    assert_eq!((scene.state(scene.amy), scene.state(scene.bob)), (UserState::Ready, UserState::Ready));
}

#[test]
fn who_does_not_answer_in_time_is_missing() {
    let (mut scene, job) = invited();
    scene.signal(job, Party::Customer, Signal::Answered).unwrap();
    scene.events();
    scene.waits(10_000);
    let expected = ["ring-timeout bob", "user-left bob", "released bob", "break bob"];
    assert_eq!(scene.events(), expected);
    assert_eq!((state(&scene, job), scene.state(scene.amy)), (JobState::Connected, UserState::Talking));
}

#[test]
fn while_nobody_has_answered_the_others_are_waited_for() {
    let (mut scene, job) = invited();
    let declined = ["user-left bob", "released bob", "break bob"];
    assert_eq!(scene.hears_of(job, Party::User(scene.bob), Signal::Rejected), declined);
    assert_eq!(state(&scene, job), JobState::Alerting);
    let expected = ["released customer", "user-left amy", "released amy", "ready amy"];
    assert_eq!(scene.hears_of(job, Party::Customer, Signal::Busy), expected);
}

#[test]
fn without_the_agent_who_invites_nobody_is_waited_for() {
    let (mut scene, job) = invited();
    let expected = [
        "user-left amy",
        "released amy",
        "user-left bob",
        "released bob",
        "released customer",
        "ready amy",
        "ready bob",
    ];
    assert_eq!(scene.tells(scene.amy, Op::Release { job: None, channel: None }), expected);
    assert_eq!(state(&scene, job), JobState::Ended);
}

#[test]
fn it_goes_on_as_long_as_two_are_left() {
    for (first, second) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
        let (mut scene, job) = conferring();
        let parties = [Party::User(scene.amy), Party::User(scene.bob), Party::Customer];
        scene.signal(job, parties[first], Signal::HungUp).unwrap();
        assert_eq!(state(&scene, job), JobState::Connected);
        scene.signal(job, parties[second], Signal::HungUp).unwrap();
        assert_eq!(state(&scene, job), JobState::Ended);
        assert_eq!(scene.world.broken_invariants(), []);
    }
}

#[test]
fn who_is_still_called_is_not_one_of_the_two() {
    let (mut scene, job) = invited();
    scene.does(scene.bob, ANSWER).unwrap();
    scene.releases(scene.bob);
    assert_eq!((state(&scene, job), scene.world.next_deadline()), (JobState::Ended, None));
}

#[test]
fn an_agent_leaves_a_conference_and_nothing_less() {
    let (mut scene, job) = conferring();
    let expected = ["user-left bob", "released bob", "work bob"];
    assert_eq!(scene.tells(scene.bob, LEAVE), expected);
    assert_eq!(state(&scene, job), JobState::Connected);
    assert_eq!(scene.refuses(scene.amy, LEAVE), Refused::NoSuchJob);
    assert!(matches!(scene.refuses(scene.bob, LEAVE), Refused::UserState { .. }));
}

#[test]
fn a_party_can_be_thrown_out_but_a_conference_cannot_be_handed_over() {
    let (mut scene, job) = conferring();
    let dan = scene.adds("dan", "80011477", &[]);
    for op in [blind(Target::User(dan)), blind(Target::Ivr), Op::Flow { job: None, leave: true }] {
        assert_eq!(scene.refuses(scene.amy, op), Refused::NoSuchJob);
    }
    let channel = Some(scene.leg(job, None));
    assert_eq!(scene.tells(scene.amy, Op::Release { job: None, channel }), ["released customer"]);
    scene.does(scene.amy, blind(Target::User(dan))).unwrap();
    assert_eq!(scene.state(dan), UserState::Ringing);
}

#[test]
fn a_party_on_hold_whom_no_agent_can_take_back_is_taken_back() {
    let mut scene = Scene::ccc();
    let invited = [Target::Number(number(CUSTOMER)), Target::Number(number(FRIEND))];
    let confer = Op::StartConference { invited: &invited, timeout_ms: None };
    let job = scene.does(scene.amy, confer).unwrap().job.unwrap();
    for party in [Party::User(scene.amy), Party::Customer, Party::Number(number(FRIEND))] {
        scene.signal(job, party, Signal::Answered).unwrap();
    }
    let channel = scene.leg(job, None);
    scene.does(scene.amy, Op::Hold { job: None, channel }).unwrap();
    scene.releases(scene.amy);
    assert_eq!((scene.flags(job, None), state(&scene, job)), (vec![], JobState::Connected));
}

#[test]
fn whoever_is_no_longer_free_is_left_out() {
    let mut scene = Scene::ccc();
    let invited = [Target::User(scene.bob)];
    let confer = Op::StartConference { invited: &invited, timeout_ms: None };
    let job = scene.does(scene.amy, confer).unwrap().job.unwrap();
    scene.does(scene.bob, Op::Work).unwrap();
    scene.signal(job, Party::User(scene.amy), Signal::Answered).unwrap();
    assert_eq!(scene.state(scene.bob), UserState::Working);
    scene.waits(30_000);
    assert_eq!((scene.state(scene.amy), state(&scene, job)), (UserState::Ready, JobState::Ended));
}

#[test]
fn who_cannot_be_invited_is_refused_and_nothing_changes() {
    let mut scene = Scene::ccc();
    let (amy, bob) = (scene.amy, scene.bob);
    let group = scene.adds_group("sales");
    let user = Target::User;
    let refused = |scene: &mut Scene, by, invited: &[Target]| {
        scene.refuses(by, Op::StartConference { invited, timeout_ms: None })
    };
    assert_eq!(refused(&mut scene, amy, &[user(amy)]), Refused::Busy(amy));
    assert_eq!(refused(&mut scene, amy, &[user(bob), user(bob)]), Refused::Busy(bob));
    assert_eq!(refused(&mut scene, amy, &[Target::Group(group)]), Refused::NoSuchSkillGroup);
    assert_eq!(refused(&mut scene, amy, &[Target::Ivr]), Refused::NoSuchSkillGroup);
    let crowd = [Target::Number(number(CUSTOMER)); 8];
    assert_eq!(refused(&mut scene, amy, &crowd), Refused::Limit(Limit::Channels));
    let ann = offhook_machine::NewUser { state: UserState::Ready, ..offhook_machine::NewUser::new("ann") };
    let ann = scene.world.add_user(scene.instance, &ann).unwrap();
    assert_eq!(refused(&mut scene, amy, &[user(ann)]), Refused::NoExtension);
    scene.does(bob, Op::Work).unwrap();
    assert_eq!(refused(&mut scene, amy, &[user(bob)]), Refused::Busy(bob));
    assert!(matches!(refused(&mut scene, bob, &[user(amy)]), Refused::UserState { .. }));
}
