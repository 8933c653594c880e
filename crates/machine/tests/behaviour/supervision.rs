//! A supervisor listens to an agent's call, whispers to the agent, joins or takes the call over.

use offhook_machine::{
    CallType, ChannelState, Flag, JobId, JobState, Op, Party, Refused, Signal, Supervision, Target, UserId,
    UserState,
};

use crate::fixture::{ANSWER, BOBS, FRIEND, Fixture, blind, consult, number, supervise};

const HANG_UP: Op<'static> = Op::Release { job: None, channel: None };

struct Supervised {
    fixture: Fixture,
    job: JobId,
    sue: UserId,
}

/// Amy talks with the customer; Sue is ready.
fn talking() -> Supervised {
    let mut fixture = Fixture::ccc();
    let sue = fixture.adds("sue", "80011476", &[]);
    let job = fixture.outbound_talk();
    fixture.events();
    Supervised { fixture, job, sue }
}

/// Sue takes part so, from READY.
fn taking_part(kind: Supervision) -> Supervised {
    let Supervised { mut fixture, job, sue } = talking();
    fixture.does(sue, supervise(kind, fixture.amy)).unwrap();
    fixture.signal(job, Party::User(sue), Signal::Answered).unwrap();
    assert_eq!(fixture.world.broken_invariants(), []);
    fixture.events();
    Supervised { fixture, job, sue }
}

impl Supervised {
    fn flags(&self) -> [Vec<Flag>; 2] {
        [self.fixture.flags(self.job, Some(self.sue)), self.fixture.flags(self.job, Some(self.fixture.amy))]
    }

    fn is_over(&self) -> bool {
        self.fixture.world.job(self.job).unwrap().state == JobState::Ended
    }

    fn own_phone(&mut self) -> Vec<String> {
        self.fixture.signals(self.job, Party::User(self.sue), Signal::Answered)
    }
}

#[test]
fn listening_marks_both_channels_and_leaves_no_mark() {
    let mut it = talking();
    let (amy, sue) = (it.fixture.amy, it.sue);
    let monitor = supervise(Supervision::SilentMonitor, amy);
    assert_eq!(it.fixture.emits(sue, monitor), ["user-dialing sue", "dialing sue"]);
    let expected = ["user-talking sue", "established sue", "start-silent-monitor amy -> sue"];
    assert_eq!(it.own_phone(), expected);
    assert_eq!(it.flags(), [vec![Flag::Monitoring], vec![Flag::Monitored]]);
    let expected = ["user-left sue", "released sue", "stop-silent-monitor amy -> sue", "ready sue"];
    assert_eq!(it.fixture.emits(sue, HANG_UP), expected);
    assert_eq!(it.flags(), [vec![], vec![]]);
    let expected = ["released customer", "user-left amy", "released amy", "work amy"];
    assert_eq!(it.fixture.signals(it.job, Party::Customer, Signal::HungUp), expected);
}

#[test]
fn the_answer_shows_the_supervisor_still_ready() {
    let mut it = talking();
    it.fixture.asks(it.sue, supervise(Supervision::SilentMonitor, it.fixture.amy)).unwrap();
    assert_eq!(it.fixture.state(it.sue), UserState::Ready);
    assert_eq!(it.fixture.channel_states(it.job), [ChannelState::Answered; 2]);
}

/// The events of a change from monitoring to another supervision, until the supervisor answers.
fn from_listening(kind: Supervision) -> (Supervised, Vec<String>) {
    let mut it = taking_part(Supervision::SilentMonitor);
    let mut events = it.fixture.emits(it.sue, supervise(kind, it.fixture.amy));
    let expected = ["user-left sue", "released sue", "stop-silent-monitor amy -> sue", "ready sue"];
    assert_eq!(events.drain(..4).collect::<Vec<_>>(), expected);
    (it, events)
}

#[test]
fn coaching_follows_listening() {
    let (mut it, events) = from_listening(Supervision::Coach);
    assert_eq!(events, ["user-dialing sue", "dialing sue"]);
    assert_eq!(it.own_phone(), ["user-talking sue", "established sue", "start-coach sue -> amy"]);
    assert_eq!(it.flags(), [vec![Flag::Coaching], vec![Flag::Coached]]);
    let expected = ["stop-coach sue -> amy", "user-left sue", "released sue", "ready sue"];
    assert_eq!(it.fixture.emits(it.sue, HANG_UP), expected);
    assert_eq!(it.flags(), [vec![], vec![]]);
}

#[test]
fn a_supervisor_may_barge_in_after_monitoring_and_leaves_by_hanging_up() {
    let (mut it, events) = from_listening(Supervision::Barge);
    assert_eq!(events, ["user-dialing sue", "dialing sue"]);
    assert_eq!(it.own_phone(), ["user-talking sue", "established sue", "barge-in sue -> amy"]);
    assert_eq!(it.flags(), [vec![], vec![]]);
    for op in [blind(Target::User(it.fixture.bob)), consult(Target::User(it.fixture.bob))] {
        assert_eq!(it.fixture.refuses(it.sue, op), Refused::NoSuchJob);
        assert_eq!(it.fixture.refuses(it.fixture.amy, op), Refused::NoSuchJob);
    }
    assert_eq!(it.fixture.emits(it.sue, HANG_UP), ["user-left sue", "released sue", "ready sue"]);
    assert_eq!(it.fixture.state(it.fixture.amy), UserState::Talking);
}

#[test]
fn taking_over_follows_listening_and_is_followed_by_work() {
    let (mut it, events) = from_listening(Supervision::Intercept);
    let expected = [
        "user-left amy",
        "released amy",
        "intercept sue -> amy",
        "user-dialing sue",
        "dialing sue",
        "work amy",
    ];
    assert_eq!(events, expected);
    assert_eq!(it.own_phone(), ["user-talking sue", "established sue"]);
    let expected = ["released customer", "user-left sue", "released sue", "work sue"];
    assert_eq!(it.fixture.signals(it.job, Party::Customer, Signal::HungUp), expected);
}

#[test]
fn an_intercepted_call_is_the_supervisors_own() {
    let mut it = taking_part(Supervision::Intercept);
    let bob = it.fixture.bob;
    it.fixture.does(it.sue, consult(Target::User(bob))).unwrap();
    it.fixture.does(bob, ANSWER).unwrap();
    it.fixture.does(it.sue, Op::CompleteTransfer { job: None }).unwrap();
    assert_eq!((it.fixture.state(it.sue), it.fixture.state(bob)), (UserState::Working, UserState::Talking));
}

#[test]
fn an_interception_retrieves_the_party_on_hold() {
    let mut it = talking();
    let channel = it.fixture.channel(it.job, None);
    it.fixture.does(it.fixture.amy, Op::Hold { job: None, channel }).unwrap();
    it.fixture.does(it.sue, supervise(Supervision::Intercept, it.fixture.amy)).unwrap();
    assert_eq!(it.fixture.flags(it.job, None), []);
}

#[test]
fn a_supervisor_who_does_not_answer_returns_to_idle_and_the_call_goes_on() {
    for kind in [Supervision::SilentMonitor, Supervision::Coach, Supervision::Barge] {
        let mut it = talking();
        it.fixture.does(it.sue, supervise(kind, it.fixture.amy)).unwrap();
        it.fixture.events();
        it.fixture.waits(29_999);
        assert_eq!(it.fixture.events(), [""; 0]);
        it.fixture.waits(1);
        assert_eq!(it.fixture.events(), ["user-left sue", "released sue", "ready sue"], "{kind:?}");
        assert_eq!((it.fixture.state(it.fixture.amy), it.flags()), (UserState::Talking, [vec![], vec![]]));
    }
}

#[test]
fn an_intercepted_call_that_is_not_answered_ends() {
    let mut it = talking();
    it.fixture.does(it.sue, supervise(Supervision::Intercept, it.fixture.amy)).unwrap();
    it.fixture.events();
    it.fixture.waits(30_000);
    assert_eq!(it.fixture.events(), ["user-left sue", "released sue", "released customer", "ready sue"]);
    let mut it = talking();
    it.fixture.does(it.sue, supervise(Supervision::Intercept, it.fixture.amy)).unwrap();
    it.fixture.events();
    let expected = ["released customer", "user-left sue", "released sue", "ready sue"];
    assert_eq!(it.fixture.signals(it.job, Party::Customer, Signal::HungUp), expected);
}

#[test]
fn when_the_supervised_call_ends_so_does_the_supervision() {
    for (kind, about) in [
        (Supervision::SilentMonitor, "stop-silent-monitor amy -> sue"),
        (Supervision::Coach, "stop-coach sue -> amy"),
    ] {
        for by_agent in [false, true] {
            let mut it = taking_part(kind);
            let party = if by_agent { Party::User(it.fixture.amy) } else { Party::Customer };
            let events = it.fixture.signals(it.job, party, Signal::HungUp);
            assert!(events.contains(&about.to_owned()), "{events:?}");
            assert_eq!(events[events.len() - 2..], ["work amy", "ready sue"]);
            assert!(it.is_over() && it.flags() == [vec![], vec![]]);
            assert_eq!(it.fixture.world.broken_invariants(), []);
        }
    }
}

#[test]
fn a_supervisor_who_barged_in_is_a_party_so_that_two_of_three_remain() {
    for leaves in 0..3 {
        let mut it = taking_part(Supervision::Barge);
        let party = [Party::Customer, Party::User(it.fixture.amy), Party::User(it.sue)][leaves];
        it.fixture.signal(it.job, party, Signal::HungUp).unwrap();
        assert!(!it.is_over());
        let next = [Party::User(it.fixture.amy), Party::User(it.sue), Party::Customer][leaves];
        it.fixture.signal(it.job, next, Signal::HungUp).unwrap();
        assert!(it.is_over());
        assert_eq!(it.fixture.state(it.sue), UserState::Ready);
        assert_eq!(it.fixture.world.broken_invariants(), []);
    }
}

#[test]
fn a_supervisor_about_to_barge_in_leaves_with_the_agent() {
    let mut it = talking();
    it.fixture.does(it.sue, supervise(Supervision::Coach, it.fixture.amy)).unwrap();
    it.fixture.events();
    it.fixture.does(it.fixture.amy, blind(Target::User(it.fixture.bob))).unwrap();
    assert_eq!(it.fixture.state(it.sue), UserState::Ready);
    assert!(!it.is_over());
}

#[test]
fn a_supervisor_monitors_during_a_consultation_but_cannot_barge_in() {
    let mut it = taking_part(Supervision::SilentMonitor);
    it.fixture.does(it.fixture.amy, consult(Target::User(it.fixture.bob))).unwrap();
    for kind in [Supervision::Barge, Supervision::Intercept] {
        assert_eq!(it.fixture.refuses(it.sue, supervise(kind, it.fixture.amy)), Refused::InConsult);
    }
    it.fixture.does(it.sue, supervise(Supervision::Coach, it.fixture.amy)).unwrap();
    it.own_phone();
    it.fixture.does(it.fixture.bob, ANSWER).unwrap();
    it.fixture.events();
    let events = it.fixture.emits(it.fixture.amy, Op::CompleteTransfer { job: None });
    let expected = ["stop-coach sue -> amy", "user-left sue", "released sue"];
    assert_eq!(events[2..5], expected);
    assert_eq!(
        (it.fixture.state(it.sue), it.fixture.state(it.fixture.bob)),
        (UserState::Ready, UserState::Talking)
    );
}

#[test]
fn no_waiting_party_is_served_while_a_supervisor_changes_from_monitoring_to_coaching() {
    let mut it = taking_part(Supervision::SilentMonitor);
    let group = it.fixture.adds_group("sales");
    it.fixture.does(it.sue, Op::SkillGroups { groups: &[group] }).unwrap();
    let waiting = it.fixture.inbound_to_group(group);
    it.fixture.does(it.sue, supervise(Supervision::Coach, it.fixture.amy)).unwrap();
    assert_eq!(it.fixture.world.user(it.sue).unwrap().job, Some(it.job));
    assert_eq!(it.fixture.world.job(waiting).unwrap().state, JobState::Queued);
    it.fixture.releases(it.sue);
    assert_eq!(it.fixture.world.user(it.sue).unwrap().job, Some(waiting));
}

#[test]
fn an_agent_has_one_supervisor_at_a_time() {
    for kind in [Supervision::SilentMonitor, Supervision::Coach, Supervision::Barge] {
        let mut it = taking_part(kind);
        let (amy, bob) = (it.fixture.amy, it.fixture.bob);
        assert_eq!(it.fixture.refuses(bob, supervise(Supervision::SilentMonitor, amy)), Refused::Busy(amy));
        it.fixture.releases(it.sue);
        it.fixture.does(bob, supervise(Supervision::SilentMonitor, amy)).unwrap();
    }
}

#[test]
fn a_supervisor_who_monitors_or_coaches_cannot_name_other_channels() {
    for kind in [Supervision::SilentMonitor, Supervision::Coach] {
        let mut it = taking_part(kind);
        let (job, channel) = (None, it.fixture.channel(it.job, None));
        let (own, sue) = (it.fixture.channel(it.job, Some(it.sue)), it.sue);
        for op in [
            Op::Hold { job, channel },
            Op::Dtmf { job, channel },
            Op::Release { job, channel: Some(channel) },
        ] {
            assert_eq!(it.fixture.refuses(sue, op), Refused::NoSuchChannel);
        }
        for op in [blind(Target::Ivr), Op::Flow { job, leave: true }, Op::EndConference { job }] {
            assert_eq!(it.fixture.refuses(sue, op), Refused::NoSuchJob);
        }
        assert_eq!(
            it.fixture.refuses(it.fixture.amy, Op::Hold { job, channel: own }),
            Refused::NoSuchChannel
        );
        it.fixture.does(sue, Op::Mute { job, channel: None }).unwrap();
        it.fixture.does(sue, Op::Release { job, channel: Some(own) }).unwrap();
        assert_eq!(it.fixture.state(sue), UserState::Ready);
    }
}

#[test]
fn an_impossible_supervision_is_rejected_and_changes_nothing() {
    let mut it = talking();
    let (amy, bob, sue) = (it.fixture.amy, it.fixture.bob, it.sue);
    assert_eq!(it.fixture.refuses(sue, supervise(Supervision::SilentMonitor, bob)), Refused::NoSuchJob);
    it.fixture.calls(bob, FRIEND);
    let created = Refused::ChannelState { state: ChannelState::Created, needs: ChannelState::Answered };
    assert_eq!(it.fixture.refuses(sue, supervise(Supervision::SilentMonitor, bob)), created);
    let elsewhere = Op::Supervise {
        kind: Supervision::SilentMonitor,
        job: it.fixture.world.user(bob).unwrap().job,
        agent: amy,
        timeout_ms: None,
    };
    assert_eq!(it.fixture.refuses(sue, elsewhere), Refused::NoSuchJob);
    assert_eq!(
        it.fixture.refuses(amy, supervise(Supervision::SilentMonitor, sue)),
        Refused::UserState { state: UserState::Talking, allowed: [UserState::Ready].into_iter().collect() }
    );
    it.fixture.does(sue, supervise(Supervision::SilentMonitor, amy)).unwrap();
    it.own_phone();
    // A supervisor who monitors already cannot begin again.
    let again = it.fixture.refuses(sue, supervise(Supervision::SilentMonitor, amy));
    assert!(matches!(again, Refused::UserState { state: UserState::Talking, .. }));
}

#[test]
fn the_supervisors_channel_says_how_it_takes_part() {
    for (kind, call_type) in [
        (Supervision::SilentMonitor, CallType::Monitor),
        (Supervision::Coach, CallType::Coach),
        (Supervision::Barge, CallType::Barge),
        (Supervision::Intercept, CallType::Intercept),
    ] {
        let it = taking_part(kind);
        let channel = it.fixture.world.channel(it.fixture.channel(it.job, Some(it.sue))).unwrap();
        assert_eq!((channel.call_type, channel.destination), (call_type, number("80011476")));
    }
}

#[test]
fn either_agent_of_a_call_between_agents_can_be_supervised() {
    let mut fixture = Fixture::ccc();
    let sue = fixture.adds("sue", "80011476", &[]);
    let job = fixture.calls(fixture.amy, BOBS);
    fixture.does(fixture.bob, ANSWER).unwrap();
    fixture.does(sue, supervise(Supervision::SilentMonitor, fixture.bob)).unwrap();
    fixture.signal(job, Party::User(sue), Signal::Answered).unwrap();
    assert_eq!(fixture.flags(job, Some(fixture.bob)), [Flag::Monitored]);
    assert_eq!(fixture.flags(job, Some(fixture.amy)), []);
    fixture.does(sue, supervise(Supervision::Intercept, fixture.bob)).unwrap();
    fixture.signal(job, Party::User(sue), Signal::Answered).unwrap();
    assert_eq!((fixture.state(fixture.bob), fixture.state(sue)), (UserState::Working, UserState::Talking));
    assert_eq!(fixture.world.broken_invariants(), []);
}
