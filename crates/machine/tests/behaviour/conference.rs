//! An agent calls several parties into one conference.

use offhook_machine::{
    CallType, JobId, JobState, Op, Party, Refused, Signal, Target, UserState, limits::Limit,
};

use crate::fixture::{ANSWER, CUSTOMER, FRIEND, Fixture, blind, number};

const LEAVE: Op<'static> = Op::EndConference { job: None };

/// Amy has invited Bob and the customer, and her own phone has been picked up.
fn invited() -> (Fixture, JobId) {
    let mut fixture = Fixture::ccc();
    let invited = [Target::User(fixture.bob), Target::Number(number(CUSTOMER))];
    let confer = Op::StartConference { invited: &invited, timeout_ms: Some(10_000) };
    let job = fixture.does(fixture.amy, confer).unwrap().job.unwrap();
    assert_eq!(fixture.events(), ["user-dialing amy", "dialing amy"]);
    let expected = ["picked-up amy", "user-ringing bob", "ringing bob"];
    assert_eq!(fixture.signals(job, Party::User(fixture.amy), Signal::Answered), expected);
    (fixture, job)
}

/// All three talk.
fn conferring() -> (Fixture, JobId) {
    let (mut fixture, job) = invited();
    let expected = ["user-talking amy", "established amy", "user-talking bob", "established bob"];
    assert_eq!(fixture.emits(fixture.bob, ANSWER), expected);
    assert_eq!(fixture.signals(job, Party::Customer, Signal::Answered), ["established customer"]);
    (fixture, job)
}

fn state(fixture: &Fixture, job: JobId) -> JobState {
    fixture.world.job(job).unwrap().state
}

#[test]
fn the_inviting_agent_is_called_first_and_then_everybody_else() {
    let (fixture, job) = conferring();
    assert_eq!(fixture.world.job(job).unwrap().call_type, CallType::Conference);
    assert_eq!(
        (fixture.state(fixture.amy), fixture.state(fixture.bob)),
        (UserState::Talking, UserState::Talking)
    );
    assert_eq!((fixture.world.next_deadline(), fixture.world.broken_invariants()), (None, vec![]));
}

#[test]
fn the_answer_shows_nobody_called() {
    let mut fixture = Fixture::ccc();
    let invited = [Target::User(fixture.bob)];
    let accepted =
        fixture.asks(fixture.amy, Op::StartConference { invited: &invited, timeout_ms: None }).unwrap();
    assert_eq!(state(&fixture, accepted.job.unwrap()), JobState::Accepted);
    assert_eq!(
        (fixture.state(fixture.amy), fixture.state(fixture.bob)),
        (UserState::Ready, UserState::Ready)
    );
}

#[test]
fn an_invited_party_that_does_not_answer_in_time_is_left_out() {
    let (mut fixture, job) = invited();
    fixture.signal(job, Party::Customer, Signal::Answered).unwrap();
    fixture.events();
    fixture.waits(10_000);
    let expected = ["ring-timeout bob", "user-left bob", "released bob", "break bob"];
    assert_eq!(fixture.events(), expected);
    assert_eq!((state(&fixture, job), fixture.state(fixture.amy)), (JobState::Connected, UserState::Talking));
}

#[test]
fn while_nobody_has_answered_the_others_are_waited_for() {
    let (mut fixture, job) = invited();
    let declined = ["user-left bob", "released bob", "break bob"];
    assert_eq!(fixture.signals(job, Party::User(fixture.bob), Signal::Rejected), declined);
    assert_eq!(state(&fixture, job), JobState::Alerting);
    let expected = ["released customer", "user-left amy", "released amy", "ready amy"];
    assert_eq!(fixture.signals(job, Party::Customer, Signal::Busy), expected);
}

#[test]
fn without_the_inviting_agent_the_conference_ends() {
    let (mut fixture, job) = invited();
    let expected = [
        "user-left amy",
        "released amy",
        "user-left bob",
        "released bob",
        "released customer",
        "ready amy",
        "ready bob",
    ];
    assert_eq!(fixture.emits(fixture.amy, Op::Release { job: None, channel: None }), expected);
    assert_eq!(state(&fixture, job), JobState::Ended);
}

#[test]
fn it_goes_on_as_long_as_two_are_left() {
    for (first, second) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
        let (mut fixture, job) = conferring();
        let parties = [Party::User(fixture.amy), Party::User(fixture.bob), Party::Customer];
        fixture.signal(job, parties[first], Signal::HungUp).unwrap();
        assert_eq!(state(&fixture, job), JobState::Connected);
        fixture.signal(job, parties[second], Signal::HungUp).unwrap();
        assert_eq!(state(&fixture, job), JobState::Ended);
        assert_eq!(fixture.world.broken_invariants(), []);
    }
}

#[test]
fn a_party_still_ringing_is_not_one_of_the_two() {
    let (mut fixture, job) = invited();
    fixture.does(fixture.bob, ANSWER).unwrap();
    fixture.releases(fixture.bob);
    assert_eq!((state(&fixture, job), fixture.world.next_deadline()), (JobState::Ended, None));
}

#[test]
fn an_agent_leaves_a_conference_and_nothing_less() {
    let (mut fixture, job) = conferring();
    let expected = ["user-left bob", "released bob", "work bob"];
    assert_eq!(fixture.emits(fixture.bob, LEAVE), expected);
    assert_eq!(state(&fixture, job), JobState::Connected);
    assert_eq!(fixture.refuses(fixture.amy, LEAVE), Refused::NoSuchJob);
    assert!(matches!(fixture.refuses(fixture.bob, LEAVE), Refused::UserState { .. }));
}

#[test]
fn a_party_can_be_thrown_out_but_a_conference_cannot_be_handed_over() {
    let (mut fixture, job) = conferring();
    let dan = fixture.adds("dan", "80011477", &[]);
    for op in [blind(Target::User(dan)), blind(Target::Ivr), Op::Flow { job: None, leave: true }] {
        assert_eq!(fixture.refuses(fixture.amy, op), Refused::NoSuchJob);
    }
    let channel = Some(fixture.channel(job, None));
    assert_eq!(fixture.emits(fixture.amy, Op::Release { job: None, channel }), ["released customer"]);
    fixture.does(fixture.amy, blind(Target::User(dan))).unwrap();
    assert_eq!(fixture.state(dan), UserState::Ringing);
}

#[test]
fn a_party_on_hold_is_retrieved_when_no_agent_is_left() {
    let mut fixture = Fixture::ccc();
    let invited = [Target::Number(number(CUSTOMER)), Target::Number(number(FRIEND))];
    let confer = Op::StartConference { invited: &invited, timeout_ms: None };
    let job = fixture.does(fixture.amy, confer).unwrap().job.unwrap();
    for party in [Party::User(fixture.amy), Party::Customer, Party::Number(number(FRIEND))] {
        fixture.signal(job, party, Signal::Answered).unwrap();
    }
    let channel = fixture.channel(job, None);
    fixture.does(fixture.amy, Op::Hold { job: None, channel }).unwrap();
    fixture.releases(fixture.amy);
    assert_eq!((fixture.flags(job, None), state(&fixture, job)), (vec![], JobState::Connected));
}

#[test]
fn an_invited_agent_who_is_no_longer_free_is_left_out() {
    let mut fixture = Fixture::ccc();
    let invited = [Target::User(fixture.bob)];
    let confer = Op::StartConference { invited: &invited, timeout_ms: None };
    let job = fixture.does(fixture.amy, confer).unwrap().job.unwrap();
    fixture.does(fixture.bob, Op::Work).unwrap();
    fixture.signal(job, Party::User(fixture.amy), Signal::Answered).unwrap();
    assert_eq!(fixture.state(fixture.bob), UserState::Working);
    fixture.waits(30_000);
    assert_eq!((fixture.state(fixture.amy), state(&fixture, job)), (UserState::Ready, JobState::Ended));
}

#[test]
fn an_impossible_invitation_is_rejected_and_changes_nothing() {
    let mut fixture = Fixture::ccc();
    let (amy, bob) = (fixture.amy, fixture.bob);
    let group = fixture.adds_group("sales");
    let user = Target::User;
    let refused = |fixture: &mut Fixture, by, invited: &[Target]| {
        fixture.refuses(by, Op::StartConference { invited, timeout_ms: None })
    };
    assert_eq!(refused(&mut fixture, amy, &[user(amy)]), Refused::Busy(amy));
    assert_eq!(refused(&mut fixture, amy, &[user(bob), user(bob)]), Refused::Busy(bob));
    assert_eq!(refused(&mut fixture, amy, &[Target::Group(group)]), Refused::NoSuchSkillGroup);
    assert_eq!(refused(&mut fixture, amy, &[Target::Ivr]), Refused::NoSuchSkillGroup);
    let crowd = [Target::Number(number(CUSTOMER)); 8];
    assert_eq!(refused(&mut fixture, amy, &crowd), Refused::Limit(Limit::Channels));
    let ann = offhook_machine::NewUser { state: UserState::Ready, ..offhook_machine::NewUser::new("ann") };
    let ann = fixture.world.add_user(fixture.instance, &ann).unwrap();
    assert_eq!(refused(&mut fixture, amy, &[user(ann)]), Refused::NoExtension);
    fixture.does(bob, Op::Work).unwrap();
    assert_eq!(refused(&mut fixture, amy, &[user(bob)]), Refused::Busy(bob));
    assert!(matches!(refused(&mut fixture, bob, &[user(amy)]), Refused::UserState { .. }));
}
