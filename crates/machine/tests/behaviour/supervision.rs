//! A supervisor listens to an agent's call, whispers to the agent, joins or takes the call over.

use offhook_machine::{
    CallType, ChannelState, Flag, JobId, JobState, Op, Party, Refused, Signal, Supervision, Target, UserId,
    UserState,
};

use crate::fixture::{ANSWER, BOBS, FRIEND, Scene, blind, consult, number, supervise};

const HANG_UP: Op<'static> = Op::Release { job: None, channel: None };

struct Supervised {
    scene: Scene,
    job: JobId,
    sue: UserId,
}

/// Amy talks with the customer; Sue is ready.
fn talking() -> Supervised {
    let mut scene = Scene::ccc();
    let sue = scene.adds("sue", "80011476", &[]);
    let job = scene.outbound_talk();
    scene.events();
    Supervised { scene, job, sue }
}

/// Sue takes part so, from READY.
fn taking_part(kind: Supervision) -> Supervised {
    let Supervised { mut scene, job, sue } = talking();
    scene.does(sue, supervise(kind, scene.amy)).unwrap();
    scene.signal(job, Party::User(sue), Signal::Answered).unwrap();
    assert_eq!(scene.world.broken_invariants(), []);
    scene.events();
    Supervised { scene, job, sue }
}

impl Supervised {
    fn flags(&self) -> [Vec<Flag>; 2] {
        [self.scene.flags(self.job, Some(self.sue)), self.scene.flags(self.job, Some(self.scene.amy))]
    }

    fn is_over(&self) -> bool {
        self.scene.world.job(self.job).unwrap().state == JobState::Ended
    }

    fn own_phone(&mut self) -> Vec<String> {
        self.scene.hears_of(self.job, Party::User(self.sue), Signal::Answered)
    }
}

#[test]
fn listening_marks_both_legs_and_leaves_no_mark() {
    let mut it = talking();
    let (amy, sue) = (it.scene.amy, it.sue);
    let monitor = supervise(Supervision::SilentMonitor, amy);
    assert_eq!(it.scene.tells(sue, monitor), ["user-dialing sue", "dialing sue"]);
    let expected = ["user-talking sue", "established sue", "start-silent-monitor amy -> sue"];
    assert_eq!(it.own_phone(), expected);
    assert_eq!(it.flags(), [vec![Flag::Monitoring], vec![Flag::Monitored]]);
    let expected = ["user-left sue", "released sue", "stop-silent-monitor amy -> sue", "ready sue"];
    assert_eq!(it.scene.tells(sue, HANG_UP), expected);
    assert_eq!(it.flags(), [vec![], vec![]]);
    let expected = ["released customer", "user-left amy", "released amy", "work amy"];
    assert_eq!(it.scene.hears_of(it.job, Party::Customer, Signal::HungUp), expected);
}

#[test]
fn the_answer_shows_the_supervisor_still_ready() {
    let mut it = talking();
    it.scene.asks(it.sue, supervise(Supervision::SilentMonitor, it.scene.amy)).unwrap();
    assert_eq!(it.scene.state(it.sue), UserState::Ready);
    assert_eq!(it.scene.leg_states(it.job), [ChannelState::Answered; 2]);
}

/// What is told from listening to anything else, until the supervisor's phone is picked up.
fn from_listening(kind: Supervision) -> (Supervised, Vec<String>) {
    let mut it = taking_part(Supervision::SilentMonitor);
    let mut events = it.scene.tells(it.sue, supervise(kind, it.scene.amy));
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
    assert_eq!(it.scene.tells(it.sue, HANG_UP), expected);
    assert_eq!(it.flags(), [vec![], vec![]]);
}

#[test]
fn joining_follows_listening_and_is_left_by_hanging_up() {
    let (mut it, events) = from_listening(Supervision::Barge);
    assert_eq!(events, ["user-dialing sue", "dialing sue"]);
    assert_eq!(it.own_phone(), ["user-talking sue", "established sue", "barge-in sue -> amy"]);
    assert_eq!(it.flags(), [vec![], vec![]]);
    for op in [blind(Target::User(it.scene.bob)), consult(Target::User(it.scene.bob))] {
        assert_eq!(it.scene.refuses(it.sue, op), Refused::NoSuchJob);
        assert_eq!(it.scene.refuses(it.scene.amy, op), Refused::NoSuchJob);
    }
    assert_eq!(it.scene.tells(it.sue, HANG_UP), ["user-left sue", "released sue", "ready sue"]);
    assert_eq!(it.scene.state(it.scene.amy), UserState::Talking);
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
    assert_eq!(it.scene.hears_of(it.job, Party::Customer, Signal::HungUp), expected);
}

#[test]
fn a_call_taken_over_is_the_supervisors_own() {
    let mut it = taking_part(Supervision::Intercept);
    let bob = it.scene.bob;
    it.scene.does(it.sue, consult(Target::User(bob))).unwrap();
    it.scene.does(bob, ANSWER).unwrap();
    it.scene.does(it.sue, Op::CompleteTransfer { job: None }).unwrap();
    assert_eq!((it.scene.state(it.sue), it.scene.state(bob)), (UserState::Working, UserState::Talking));
}

#[test]
fn taking_over_takes_a_party_back_who_was_on_hold() {
    let mut it = talking();
    let channel = it.scene.leg(it.job, None);
    it.scene.does(it.scene.amy, Op::Hold { job: None, channel }).unwrap();
    it.scene.does(it.sue, supervise(Supervision::Intercept, it.scene.amy)).unwrap();
    assert_eq!(it.scene.flags(it.job, None), []);
}

#[test]
fn a_supervisor_whose_own_phone_is_not_picked_up_is_ready_again_and_the_call_goes_on() {
    for kind in [Supervision::SilentMonitor, Supervision::Coach, Supervision::Barge] {
        let mut it = talking();
        it.scene.does(it.sue, supervise(kind, it.scene.amy)).unwrap();
        it.scene.events();
        it.scene.waits(29_999);
        assert_eq!(it.scene.events(), [""; 0]);
        it.scene.waits(1);
        assert_eq!(it.scene.events(), ["user-left sue", "released sue", "ready sue"], "{kind:?}");
        assert_eq!((it.scene.state(it.scene.amy), it.flags()), (UserState::Talking, [vec![], vec![]]));
    }
}

#[test]
fn a_call_that_is_taken_over_and_not_picked_up_ends() {
    let mut it = talking();
    it.scene.does(it.sue, supervise(Supervision::Intercept, it.scene.amy)).unwrap();
    it.scene.events();
    it.scene.waits(30_000);
    assert_eq!(it.scene.events(), ["user-left sue", "released sue", "released customer", "ready sue"]);
    let mut it = talking();
    it.scene.does(it.sue, supervise(Supervision::Intercept, it.scene.amy)).unwrap();
    it.scene.events();
    let expected = ["released customer", "user-left sue", "released sue", "ready sue"];
    assert_eq!(it.scene.hears_of(it.job, Party::Customer, Signal::HungUp), expected);
}

#[test]
fn when_the_supervised_call_ends_so_does_the_supervision() {
    for (kind, about) in [
        (Supervision::SilentMonitor, "stop-silent-monitor amy -> sue"),
        (Supervision::Coach, "stop-coach sue -> amy"),
    ] {
        for by_agent in [false, true] {
            let mut it = taking_part(kind);
            let party = if by_agent { Party::User(it.scene.amy) } else { Party::Customer };
            let events = it.scene.hears_of(it.job, party, Signal::HungUp);
            assert!(events.contains(&about.to_owned()), "{events:?}");
            assert_eq!(events[events.len() - 2..], ["work amy", "ready sue"]);
            assert!(it.is_over() && it.flags() == [vec![], vec![]]);
            assert_eq!(it.scene.world.broken_invariants(), []);
        }
    }
}

#[test]
fn who_joined_is_a_party_so_that_two_of_three_remain() {
    for leaves in 0..3 {
        let mut it = taking_part(Supervision::Barge);
        let party = [Party::Customer, Party::User(it.scene.amy), Party::User(it.sue)][leaves];
        it.scene.signal(it.job, party, Signal::HungUp).unwrap();
        assert!(!it.is_over());
        let next = [Party::User(it.scene.amy), Party::User(it.sue), Party::Customer][leaves];
        it.scene.signal(it.job, next, Signal::HungUp).unwrap();
        assert!(it.is_over());
        assert_eq!(it.scene.state(it.sue), UserState::Ready);
        assert_eq!(it.scene.world.broken_invariants(), []);
    }
}

#[test]
fn who_is_about_to_join_leaves_with_the_agent() {
    let mut it = talking();
    it.scene.does(it.sue, supervise(Supervision::Coach, it.scene.amy)).unwrap();
    it.scene.events();
    it.scene.does(it.scene.amy, blind(Target::User(it.scene.bob))).unwrap();
    assert_eq!(it.scene.state(it.sue), UserState::Ready);
    assert!(!it.is_over());
}

#[test]
fn a_supervisor_listens_on_while_the_agent_asks_somebody_but_cannot_join() {
    let mut it = taking_part(Supervision::SilentMonitor);
    it.scene.does(it.scene.amy, consult(Target::User(it.scene.bob))).unwrap();
    for kind in [Supervision::Barge, Supervision::Intercept] {
        assert_eq!(it.scene.refuses(it.sue, supervise(kind, it.scene.amy)), Refused::InConsult);
    }
    it.scene.does(it.sue, supervise(Supervision::Coach, it.scene.amy)).unwrap();
    it.own_phone();
    it.scene.does(it.scene.bob, ANSWER).unwrap();
    it.scene.events();
    let events = it.scene.tells(it.scene.amy, Op::CompleteTransfer { job: None });
    let expected = ["stop-coach sue -> amy", "user-left sue", "released sue"];
    assert_eq!(events[2..5], expected);
    assert_eq!(
        (it.scene.state(it.sue), it.scene.state(it.scene.bob)),
        (UserState::Ready, UserState::Talking)
    );
}

#[test]
fn nobody_who_waits_is_served_while_a_supervisor_goes_from_listening_to_coaching() {
    let mut it = taking_part(Supervision::SilentMonitor);
    let group = it.scene.adds_group("sales");
    it.scene.does(it.sue, Op::SkillGroups { groups: &[group] }).unwrap();
    let waiting = it.scene.inbound_to_group(group);
    it.scene.does(it.sue, supervise(Supervision::Coach, it.scene.amy)).unwrap();
    assert_eq!(it.scene.world.user(it.sue).unwrap().job, Some(it.job));
    assert_eq!(it.scene.world.job(waiting).unwrap().state, JobState::Queued);
    it.scene.releases(it.sue);
    assert_eq!(it.scene.world.user(it.sue).unwrap().job, Some(waiting));
}

#[test]
fn an_agent_has_one_supervisor_at_a_time() {
    for kind in [Supervision::SilentMonitor, Supervision::Coach, Supervision::Barge] {
        let mut it = taking_part(kind);
        let (amy, bob) = (it.scene.amy, it.scene.bob);
        assert_eq!(it.scene.refuses(bob, supervise(Supervision::SilentMonitor, amy)), Refused::Busy(amy));
        it.scene.releases(it.sue);
        it.scene.does(bob, supervise(Supervision::SilentMonitor, amy)).unwrap();
    }
}

#[test]
fn who_listens_or_whispers_has_no_say_about_the_others() {
    for kind in [Supervision::SilentMonitor, Supervision::Coach] {
        let mut it = taking_part(kind);
        let (job, channel) = (None, it.scene.leg(it.job, None));
        let (own, sue) = (it.scene.leg(it.job, Some(it.sue)), it.sue);
        for op in [
            Op::Hold { job, channel },
            Op::Dtmf { job, channel },
            Op::Release { job, channel: Some(channel) },
        ] {
            assert_eq!(it.scene.refuses(sue, op), Refused::NoSuchChannel);
        }
        for op in [blind(Target::Ivr), Op::Flow { job, leave: true }, Op::EndConference { job }] {
            assert_eq!(it.scene.refuses(sue, op), Refused::NoSuchJob);
        }
        assert_eq!(it.scene.refuses(it.scene.amy, Op::Hold { job, channel: own }), Refused::NoSuchChannel);
        it.scene.does(sue, Op::Mute { job, channel: None }).unwrap();
        it.scene.does(sue, Op::Release { job, channel: Some(own) }).unwrap();
        assert_eq!(it.scene.state(sue), UserState::Ready);
    }
}

#[test]
fn what_cannot_be_supervised_is_refused_and_nothing_changes() {
    let mut it = talking();
    let (amy, bob, sue) = (it.scene.amy, it.scene.bob, it.sue);
    assert_eq!(it.scene.refuses(sue, supervise(Supervision::SilentMonitor, bob)), Refused::NoSuchJob);
    it.scene.calls(bob, FRIEND);
    let created = Refused::ChannelState { state: ChannelState::Created, needs: ChannelState::Answered };
    assert_eq!(it.scene.refuses(sue, supervise(Supervision::SilentMonitor, bob)), created);
    let elsewhere = Op::Supervise {
        kind: Supervision::SilentMonitor,
        job: it.scene.world.user(bob).unwrap().job,
        agent: amy,
        timeout_ms: None,
    };
    assert_eq!(it.scene.refuses(sue, elsewhere), Refused::NoSuchJob);
    assert_eq!(
        it.scene.refuses(amy, supervise(Supervision::SilentMonitor, sue)),
        Refused::UserState { state: UserState::Talking, allowed: [UserState::Ready].into_iter().collect() }
    );
    it.scene.does(sue, supervise(Supervision::SilentMonitor, amy)).unwrap();
    it.own_phone();
    // Who listens already does not begin again.
    let again = it.scene.refuses(sue, supervise(Supervision::SilentMonitor, amy));
    assert!(matches!(again, Refused::UserState { state: UserState::Talking, .. }));
}

#[test]
fn the_supervisors_leg_says_how_it_takes_part() {
    for (kind, call_type) in [
        (Supervision::SilentMonitor, CallType::Monitor),
        (Supervision::Coach, CallType::Coach),
        (Supervision::Barge, CallType::Barge),
        (Supervision::Intercept, CallType::Intercept),
    ] {
        let it = taking_part(kind);
        let leg = it.scene.world.channel(it.scene.leg(it.job, Some(it.sue))).unwrap();
        assert_eq!((leg.call_type, leg.destination), (call_type, number("80011476")));
    }
}

#[test]
fn either_agent_of_a_call_between_agents_can_be_supervised() {
    let mut scene = Scene::ccc();
    let sue = scene.adds("sue", "80011476", &[]);
    let job = scene.calls(scene.amy, BOBS);
    scene.does(scene.bob, ANSWER).unwrap();
    scene.does(sue, supervise(Supervision::SilentMonitor, scene.bob)).unwrap();
    scene.signal(job, Party::User(sue), Signal::Answered).unwrap();
    assert_eq!(scene.flags(job, Some(scene.bob)), [Flag::Monitored]);
    assert_eq!(scene.flags(job, Some(scene.amy)), []);
    scene.does(sue, supervise(Supervision::Intercept, scene.bob)).unwrap();
    scene.signal(job, Party::User(sue), Signal::Answered).unwrap();
    assert_eq!((scene.state(scene.bob), scene.state(sue)), (UserState::Working, UserState::Talking));
    assert_eq!(scene.world.broken_invariants(), []);
}
