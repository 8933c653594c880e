//! A caller talks with the centre's voice, waits for an agent of a skill group, and is called to whoever is free.

use offhook_machine::{
    Impossible, JobId, JobState, NewInstance, NewUser, Op, Party, Policy, Refused, Signal, SkillGroupId,
    Stimulus, Supervision, Target, UserId, UserState, limits::Limit,
};

use crate::fixture::{ANSWER, BOBS, CUSTOMER, Scene, blind, number, supervise};

const READY: Op<'static> = Op::Ready { outbound_only: false };
const HANG_UP: Op<'static> = Op::Release { job: None, channel: None };

struct Centre {
    scene: Scene,
    sales: SkillGroupId,
    dan: UserId,
    eve: UserId,
}

/// Dan and Eve serve the group; neither Amy nor Bob does.
fn centre() -> Centre {
    let mut scene = Scene::ccc();
    let sales = scene.adds_group("sales");
    let dan = scene.adds("dan", "80011477", &[sales]);
    let eve = scene.adds("eve", "80011478", &[sales]);
    Centre { scene, sales, dan, eve }
}

impl Centre {
    fn rings_at(&self, job: JobId) -> Option<UserId> {
        let is_there = |user: &UserId| self.scene.world.user(*user).unwrap().job == Some(job);
        [self.dan, self.eve].into_iter().find(is_there)
    }

    fn calls_in(&mut self) -> JobId {
        self.scene.inbound_to_group(self.sales)
    }

    fn state(&self, job: JobId) -> JobState {
        self.scene.world.job(job).unwrap().state
    }

    fn waiting(&self) -> Vec<JobId> {
        self.scene.world.skill_group(self.sales).unwrap().waiting.iter().copied().collect()
    }

    /// Neither Dan nor Eve takes calls.
    fn rests(&mut self) {
        for user in [self.dan, self.eve] {
            self.scene.does(user, Op::Work).unwrap();
        }
        self.scene.events();
    }
}

#[test]
fn a_caller_passes_through_the_centres_voice_and_the_queue_to_an_agent() {
    let mut it = centre();
    let job = it.calls_in();
    let expected = [
        "route-to-ivr customer",
        "enqueue customer",
        "assign-agent customer -> dan",
        "ringing dan",
        "user-ringing dan",
    ];
    assert_eq!(it.scene.events(), expected);
    assert_eq!(it.scene.tells(it.dan, ANSWER), ["user-talking dan", "established dan"]);
    assert_eq!(it.state(job), JobState::Connected);
    let legs = &it.scene.world.job(job).unwrap().channels;
    assert!(legs.iter().all(|leg| it.scene.world.channel(*leg).unwrap().skill_group == Some(it.sales)));
    let expected = ["user-left dan", "released dan", "released customer", "work dan"];
    assert_eq!(it.scene.tells(it.dan, HANG_UP), expected);
}

#[test]
fn of_those_who_are_ready_the_one_who_has_been_so_longest_is_called_and_of_several_the_first() {
    let mut it = centre();
    let first = it.calls_in();
    assert_eq!(it.rings_at(first), Some(it.dan));
    it.scene.signal(first, Party::Customer, Signal::HungUp).unwrap();
    // Dan's rest begins with the same millisecond, a later one counts.
    it.scene.waits(1);
    it.scene.does(it.dan, Op::Work).unwrap();
    it.scene.does(it.dan, READY).unwrap();
    let second = it.calls_in();
    assert_eq!(it.rings_at(second), Some(it.eve));
    it.scene.signal(second, Party::Customer, Signal::HungUp).unwrap();
    // To say READY again, or not to hide, does not begin it anew.
    it.scene.waits(1);
    it.scene.does(it.dan, READY).unwrap();
    it.scene.does(it.dan, Op::Visibility { invisible: false }).unwrap();
    it.scene.does(it.eve, Op::Work).unwrap();
    it.scene.does(it.eve, READY).unwrap();
    let third = it.calls_in();
    assert_eq!(it.rings_at(third), Some(it.dan));
}

#[test]
fn the_next_agent_is_the_one_a_call_would_ring_at() {
    let mut it = centre();
    let next = |it: &Centre, except| it.scene.world.next_agent(it.sales, except);
    assert_eq!(next(&it, None), Some(it.dan));
    assert_eq!(next(&it, Some(it.dan)), Some(it.eve));
    it.scene.waits(1);
    it.scene.does(it.dan, Op::Work).unwrap();
    it.scene.does(it.dan, READY).unwrap();
    assert_eq!(next(&it, None), Some(it.eve), "dan is ready since later");
    let job = it.calls_in();
    assert_eq!(it.rings_at(job), Some(it.eve));
    assert_eq!(next(&it, None), Some(it.dan));
    assert_eq!(next(&it, Some(it.dan)), None);
    it.scene.does(it.dan, Op::Ready { outbound_only: true }).unwrap();
    assert_eq!(next(&it, None), None);
    let mut other = Scene::ccc();
    let groups = [other.adds_group("first"), other.adds_group("second")];
    assert_eq!(it.scene.world.next_agent(groups[1], None), None, "the group of another world");
}

#[test]
fn nobody_is_called_who_hides_only_places_calls_or_serves_another_group() {
    let mut it = centre();
    it.scene.does(it.dan, Op::Visibility { invisible: true }).unwrap();
    it.scene.does(it.eve, Op::Ready { outbound_only: true }).unwrap();
    let job = it.calls_in();
    assert_eq!((it.state(job), it.waiting()), (JobState::Queued, vec![job]));
    it.scene.events();
    // The answer shows READY; the call follows.
    it.scene.asks(it.dan, Op::Visibility { invisible: false }).unwrap();
    assert_eq!(it.scene.state(it.dan), UserState::Ready);
    it.scene.waits(0);
    assert_eq!((it.rings_at(job), it.waiting()), (Some(it.dan), vec![]));
}

#[test]
fn who_becomes_ready_takes_the_call_that_has_waited_longest() {
    let mut it = centre();
    it.rests();
    let (first, second) = (it.calls_in(), it.calls_in());
    assert_eq!(it.waiting(), [first, second]);
    it.scene.does(it.eve, READY).unwrap();
    assert_eq!((it.rings_at(first), it.waiting()), (Some(it.eve), vec![second]));
    it.scene.does(it.eve, ANSWER).unwrap();
    it.scene.does(it.dan, READY).unwrap();
    assert_eq!(it.rings_at(second), Some(it.dan));
}

#[test]
fn who_signs_in_to_a_group_takes_a_call_that_waits_there() {
    let mut it = centre();
    it.rests();
    let job = it.calls_in();
    it.scene.events();
    it.scene.does(it.scene.amy, Op::SkillGroups { groups: &[it.sales] }).unwrap();
    assert_eq!(it.scene.world.user(it.scene.amy).unwrap().job, Some(job));
}

#[test]
fn a_call_that_rang_too_long_goes_back_to_its_place() {
    let mut it = centre();
    it.scene.does(it.eve, Op::Work).unwrap();
    let (first, second) = (it.calls_in(), it.calls_in());
    it.scene.events();
    it.scene.waits(30_000);
    let expected = ["ring-timeout dan", "user-left dan", "released dan", "break dan", "enqueue customer"];
    assert_eq!(it.scene.events(), expected);
    assert_eq!(it.waiting(), [first, second]);
    assert_eq!(it.scene.break_code(it.dan), "RingingTimeout");
    assert_eq!(it.scene.world.broken_invariants(), []);
}

#[test]
fn calls_that_come_back_one_after_the_other_stand_as_they_came() {
    let mut it = centre();
    let (first, second) = (it.calls_in(), it.calls_in());
    let third = it.calls_in();
    it.scene.does(it.dan, HANG_UP).unwrap();
    it.scene.does(it.eve, HANG_UP).unwrap();
    assert_eq!(it.waiting(), [first, second, third]);
}

#[test]
fn a_call_that_is_declined_goes_to_the_next_who_is_free() {
    let mut it = centre();
    let job = it.calls_in();
    it.scene.events();
    let expected = [
        "user-left dan",
        "released dan",
        "break dan",
        "enqueue customer",
        "assign-agent customer -> eve",
        "ringing eve",
        "user-ringing eve",
    ];
    assert_eq!(it.scene.tells(it.dan, HANG_UP), expected);
    it.scene.does(it.eve, ANSWER).unwrap();
    assert_eq!((it.state(job), it.scene.state(it.dan)), (JobState::Connected, UserState::Break));
}

#[test]
fn a_caller_may_give_up_in_the_queue_and_while_the_phone_rings() {
    let mut it = centre();
    let job = it.calls_in();
    it.scene.events();
    let expected =
        ["abandoned-in-ring customer", "released customer", "user-left dan", "released dan", "ready dan"];
    assert_eq!(it.scene.hears_of(job, Party::Customer, Signal::HungUp), expected);
    it.rests();
    let job = it.calls_in();
    it.scene.events();
    let expected = ["abandoned-in-queue customer", "released customer"];
    assert_eq!(it.scene.hears_of(job, Party::Customer, Signal::HungUp), expected);
    assert_eq!((it.waiting(), it.scene.world.next_deadline()), (vec![], None));
    it.scene.does(it.dan, READY).unwrap();
    assert_eq!(it.scene.state(it.dan), UserState::Ready);
}

#[test]
fn a_caller_waits_for_a_minute_and_not_a_millisecond_longer() {
    let mut it = centre();
    it.rests();
    let job = it.calls_in();
    it.scene.events();
    it.scene.waits(59_999);
    assert_eq!(it.scene.events(), [""; 0]);
    it.scene.waits(1);
    assert_eq!(it.scene.events(), ["queue-timeout customer", "released customer"]);
    assert_eq!((it.state(job), it.waiting()), (JobState::Ended, vec![]));
}

#[test]
fn a_call_that_comes_back_waits_for_a_whole_minute_more() {
    let mut it = centre();
    it.scene.does(it.eve, Op::Work).unwrap();
    let job = it.calls_in();
    it.scene.waits(30_000);
    it.scene.waits(59_999);
    assert_eq!(it.state(job), JobState::Queued);
    it.scene.waits(1);
    assert_eq!(it.state(job), JobState::Ended);
}

#[test]
fn the_policy_says_how_long_a_caller_waits() {
    let mut scene = Scene::with(Policy { queue_timeout_ms: 5, ..Policy::CCC });
    let group = scene.adds_group("sales");
    let job = scene.inbound_to_group(group);
    scene.waits(5);
    assert_eq!(scene.world.job(job).unwrap().state, JobState::Ended);
}

#[test]
fn a_call_that_nobody_takes_and_that_has_no_room_for_another_leg_waits_until_its_time_is_up() {
    let mut it = centre();
    it.scene.does(it.eve, Op::Work).unwrap();
    let job = it.calls_in();
    for _ in 0..7 {
        assert_eq!(it.rings_at(job), Some(it.dan));
        it.scene.does(it.dan, HANG_UP).unwrap();
        it.scene.does(it.dan, READY).unwrap();
    }
    assert_eq!((it.state(job), it.scene.state(it.dan)), (JobState::Queued, UserState::Ready));
    let full = Refused::Limit(Limit::Channels);
    assert_eq!(it.scene.refuses(it.scene.amy, Op::Claim { job, among: &[] }), full);
    // Those behind it are served.
    let next = it.calls_in();
    assert_eq!((it.rings_at(next), it.waiting()), (Some(it.dan), vec![job]));
    it.scene.waits(60_000);
    assert_eq!(it.state(job), JobState::Ended);
    assert_eq!(it.scene.world.broken_invariants(), []);
}

#[test]
fn who_is_ready_may_claim_a_call_that_waits() {
    let mut it = centre();
    it.rests();
    let (first, second) = (it.calls_in(), it.calls_in());
    it.scene.events();
    let expected = ["assign-agent customer -> amy", "ringing amy", "user-ringing amy"];
    assert_eq!(it.scene.tells(it.scene.amy, Op::Claim { job: second, among: &[] }), expected);
    assert_eq!(it.waiting(), [first]);
    it.scene.does(it.scene.amy, ANSWER).unwrap();
    assert_eq!(it.state(second), JobState::Connected);
}

#[test]
fn of_several_who_may_get_a_claimed_call_the_one_free_for_longest_does() {
    let mut it = centre();
    it.rests();
    let job = it.calls_in();
    let (amy, bob) = (it.scene.amy, it.scene.bob);
    it.scene.does(amy, Op::Work).unwrap();
    it.scene.waits(1);
    it.scene.does(amy, READY).unwrap();
    // Who claims need not be free, and those who are not are passed over.
    let claim = Op::Claim { job, among: &[it.eve, amy, bob] };
    it.scene.does(it.dan, claim).unwrap();
    assert_eq!(it.scene.world.user(bob).unwrap().job, Some(job));
    let other = it.calls_in();
    let busy = Op::Claim { job: other, among: &[it.eve, bob] };
    assert_eq!(it.scene.refuses(amy, busy), Refused::Busy(it.eve));
}

#[test]
fn a_claimed_call_that_is_not_answered_goes_back() {
    let mut it = centre();
    it.rests();
    let job = it.calls_in();
    it.scene.does(it.scene.amy, Op::Claim { job, among: &[] }).unwrap();
    it.scene.waits(30_000);
    assert_eq!((it.state(job), it.scene.break_code(it.scene.amy)), (JobState::Queued, "RingingTimeout"));
}

#[test]
fn what_does_not_wait_cannot_be_claimed() {
    let mut it = centre();
    let (amy, bob) = (it.scene.amy, it.scene.bob);
    let rings = it.calls_in();
    assert_eq!(it.scene.refuses(amy, Op::Claim { job: rings, among: &[] }), Refused::NoSuchJob);
    it.scene.does(it.dan, ANSWER).unwrap();
    assert_eq!(it.scene.refuses(amy, Op::Claim { job: rings, among: &[] }), Refused::NoSuchJob);
    it.rests_of_eve();
    let waits = it.calls_in();
    it.scene.does(bob, Op::Work).unwrap();
    assert!(matches!(it.scene.refuses(bob, Op::Claim { job: waits, among: &[] }), Refused::UserState { .. }));
    // Nor can one of another centre.
    let elsewhere =
        it.scene.world.add_instance(&NewInstance { name: "other", ..NewInstance::default() }).unwrap();
    let ann = NewUser { state: UserState::Ready, extension: Some(number("1")), ..NewUser::new("ann") };
    let ann = it.scene.world.add_user(elsewhere, &ann).unwrap();
    assert_eq!(it.scene.refuses(ann, Op::Claim { job: waits, among: &[] }), Refused::NoSuchJob);
}

impl Centre {
    fn rests_of_eve(&mut self) {
        self.scene.does(self.eve, Op::Work).unwrap();
    }
}

#[test]
fn who_answers_automatically_is_connected_at_once() {
    let mut scene = Scene::ccc();
    let sales = scene.adds_group("sales");
    let dan = NewUser {
        state: UserState::Ready,
        extension: Some(number("80011477")),
        skill_groups: &[sales],
        auto_answer: true,
        ..NewUser::new("dan")
    };
    let dan = scene.world.add_user(scene.instance, &dan).unwrap();
    let job = scene.inbound_to_group(sales);
    assert_eq!((scene.state(dan), scene.world.job(job).unwrap().queue), (UserState::Talking, None));
    assert_eq!((scene.world.next_deadline(), scene.world.broken_invariants()), (None, vec![]));
}

#[test]
fn who_has_no_phone_is_given_one_when_called_or_is_not_called() {
    for pool in [vec![], vec![number("80019999")]] {
        let mut scene = Scene::ccc();
        let new = NewInstance { name: "other", extensions: &pool, ..NewInstance::default() };
        let other = scene.world.add_instance(&new).unwrap();
        let group = scene.world.add_skill_group(other, "sales").unwrap();
        let ann = NewUser { state: UserState::Ready, skill_groups: &[group], ..NewUser::new("ann") };
        let ann = scene.world.add_user(other, &ann).unwrap();
        scene.inbound_to_group(group);
        let expected = if pool.is_empty() { UserState::Ready } else { UserState::Ringing };
        assert_eq!(scene.state(ann), expected);
    }
}

#[test]
fn a_supervisor_who_gives_up_listening_to_an_agent_who_waits_does_not_send_the_call_back() {
    let mut it = centre();
    let (amy, bob, sue) = (it.scene.amy, it.scene.bob, it.scene.adds("sue", "80011476", &[]));
    let job = it.scene.calls(amy, BOBS);
    it.scene.does(bob, ANSWER).unwrap();
    it.scene.does(sue, supervise(Supervision::Coach, bob)).unwrap();
    it.scene.does(amy, blind(Target::Group(it.sales))).unwrap();
    it.scene.events();
    assert_eq!(it.scene.tells(sue, HANG_UP), ["user-left sue", "released sue", "ready sue"]);
    assert_eq!((it.state(job), it.rings_at(job), it.waiting()), (JobState::Alerting, Some(it.dan), vec![]));
}

#[test]
fn nobody_can_ask_for_a_group_that_there_is_not() {
    let mut scene = Scene::ccc();
    let theirs = Scene::ccc().adds_group("theirs");
    let before = scene.world.digest();
    let inbound = Stimulus::InboundToGroup { from: number(CUSTOMER), to: theirs };
    assert_eq!(scene.world.stimulus(scene.world.now(), &inbound), Err(Impossible::NoSuchParty));
    assert_eq!(scene.world.digest(), before);
}
