//! Callers who talk with the IVR, wait for an agent of a skill group, and are assigned to a free one.

use offhook_machine::{
    Impossible, JobId, JobState, NewInstance, NewUser, Op, Party, Policy, Refused, Signal, SkillGroupId,
    Stimulus, Supervision, Target, UserId, UserState, limits::Limit,
};

use crate::fixture::{ANSWER, BOBS, CUSTOMER, Fixture, blind, number, supervise};

const READY: Op<'static> = Op::Ready { outbound_only: false };
const HANG_UP: Op<'static> = Op::Release { job: None, channel: None };

struct Queue {
    fixture: Fixture,
    sales: SkillGroupId,
    dan: UserId,
    eve: UserId,
}

/// Dan and Eve serve the group; neither Amy nor Bob does.
fn queue() -> Queue {
    let mut fixture = Fixture::ccc();
    let sales = fixture.adds_group("sales");
    let dan = fixture.adds("dan", "80011477", &[sales]);
    let eve = fixture.adds("eve", "80011478", &[sales]);
    Queue { fixture, sales, dan, eve }
}

impl Queue {
    fn rings_at(&self, job: JobId) -> Option<UserId> {
        let is_there = |user: &UserId| self.fixture.world.user(*user).unwrap().job == Some(job);
        [self.dan, self.eve].into_iter().find(is_there)
    }

    fn calls_in(&mut self) -> JobId {
        self.fixture.inbound_to_group(self.sales)
    }

    fn state(&self, job: JobId) -> JobState {
        self.fixture.world.job(job).unwrap().state
    }

    fn waiting(&self) -> Vec<JobId> {
        self.fixture.world.skill_group(self.sales).unwrap().waiting.iter().copied().collect()
    }

    /// Neither Dan nor Eve takes calls.
    fn stops_taking_calls(&mut self) {
        for user in [self.dan, self.eve] {
            self.fixture.does(user, Op::Work).unwrap();
        }
        self.fixture.events();
    }
}

#[test]
fn a_caller_passes_through_the_ivr_and_the_queue_to_an_agent() {
    let mut it = queue();
    let job = it.calls_in();
    let expected = [
        "route-to-ivr customer",
        "enqueue customer",
        "assign-agent customer -> dan",
        "ringing dan",
        "user-ringing dan",
    ];
    assert_eq!(it.fixture.events(), expected);
    assert_eq!(it.fixture.emits(it.dan, ANSWER), ["user-talking dan", "established dan"]);
    assert_eq!(it.state(job), JobState::Connected);
    let channels = &it.fixture.world.job(job).unwrap().channels;
    assert!(
        channels
            .iter()
            .all(|channel| it.fixture.world.channel(*channel).unwrap().skill_group == Some(it.sales))
    );
    let expected = ["user-left dan", "released dan", "released customer", "work dan"];
    assert_eq!(it.fixture.emits(it.dan, HANG_UP), expected);
}

#[test]
fn the_agent_who_has_been_ready_for_longest_is_called_and_of_several_the_first() {
    let mut it = queue();
    let first = it.calls_in();
    assert_eq!(it.rings_at(first), Some(it.dan));
    it.fixture.signal(first, Party::Customer, Signal::HungUp).unwrap();
    // Dan becomes ready in the same millisecond; a later one counts.
    it.fixture.waits(1);
    it.fixture.does(it.dan, Op::Work).unwrap();
    it.fixture.does(it.dan, READY).unwrap();
    let second = it.calls_in();
    assert_eq!(it.rings_at(second), Some(it.eve));
    it.fixture.signal(second, Party::Customer, Signal::HungUp).unwrap();
    // To say READY again, or not to hide, does not begin it anew.
    it.fixture.waits(1);
    it.fixture.does(it.dan, READY).unwrap();
    it.fixture.does(it.dan, Op::Visibility { invisible: false }).unwrap();
    it.fixture.does(it.eve, Op::Work).unwrap();
    it.fixture.does(it.eve, READY).unwrap();
    let third = it.calls_in();
    assert_eq!(it.rings_at(third), Some(it.dan));
}

#[test]
fn the_next_agent_is_the_one_a_call_would_ring_at() {
    let mut it = queue();
    let next = |it: &Queue, except| it.fixture.world.next_agent(it.sales, except);
    assert_eq!(next(&it, None), Some(it.dan));
    assert_eq!(next(&it, Some(it.dan)), Some(it.eve));
    it.fixture.waits(1);
    it.fixture.does(it.dan, Op::Work).unwrap();
    it.fixture.does(it.dan, READY).unwrap();
    assert_eq!(next(&it, None), Some(it.eve), "dan is ready since later");
    let job = it.calls_in();
    assert_eq!(it.rings_at(job), Some(it.eve));
    assert_eq!(next(&it, None), Some(it.dan));
    assert_eq!(next(&it, Some(it.dan)), None);
    it.fixture.does(it.dan, Op::Ready { outbound_only: true }).unwrap();
    assert_eq!(next(&it, None), None);
    let mut other = Fixture::ccc();
    let groups = [other.adds_group("first"), other.adds_group("second")];
    assert_eq!(it.fixture.world.next_agent(groups[1], None), None, "the group of another world");
}

#[test]
fn invisible_outbound_only_and_foreign_agents_are_not_called() {
    let mut it = queue();
    it.fixture.does(it.dan, Op::Visibility { invisible: true }).unwrap();
    it.fixture.does(it.eve, Op::Ready { outbound_only: true }).unwrap();
    let job = it.calls_in();
    assert_eq!((it.state(job), it.waiting()), (JobState::Queued, vec![job]));
    it.fixture.events();
    // The answer shows READY; the call follows.
    it.fixture.asks(it.dan, Op::Visibility { invisible: false }).unwrap();
    assert_eq!(it.fixture.state(it.dan), UserState::Ready);
    it.fixture.waits(0);
    assert_eq!((it.rings_at(job), it.waiting()), (Some(it.dan), vec![]));
}

#[test]
fn an_agent_who_becomes_ready_takes_the_call_that_has_waited_longest() {
    let mut it = queue();
    it.stops_taking_calls();
    let (first, second) = (it.calls_in(), it.calls_in());
    assert_eq!(it.waiting(), [first, second]);
    it.fixture.does(it.eve, READY).unwrap();
    assert_eq!((it.rings_at(first), it.waiting()), (Some(it.eve), vec![second]));
    it.fixture.does(it.eve, ANSWER).unwrap();
    it.fixture.does(it.dan, READY).unwrap();
    assert_eq!(it.rings_at(second), Some(it.dan));
}

#[test]
fn an_agent_who_signs_in_to_a_group_takes_a_waiting_call() {
    let mut it = queue();
    it.stops_taking_calls();
    let job = it.calls_in();
    it.fixture.events();
    it.fixture.does(it.fixture.amy, Op::SkillGroups { groups: &[it.sales] }).unwrap();
    assert_eq!(it.fixture.world.user(it.fixture.amy).unwrap().job, Some(job));
}

#[test]
fn a_call_that_rang_too_long_goes_back_to_its_place() {
    let mut it = queue();
    it.fixture.does(it.eve, Op::Work).unwrap();
    let (first, second) = (it.calls_in(), it.calls_in());
    it.fixture.events();
    it.fixture.waits(30_000);
    let expected = ["ring-timeout dan", "user-left dan", "released dan", "break dan", "enqueue customer"];
    assert_eq!(it.fixture.events(), expected);
    assert_eq!(it.waiting(), [first, second]);
    assert_eq!(it.fixture.break_code(it.dan), "RingingTimeout");
    assert_eq!(it.fixture.world.broken_invariants(), []);
}

#[test]
fn calls_that_return_to_the_queue_keep_their_order() {
    let mut it = queue();
    let (first, second) = (it.calls_in(), it.calls_in());
    let third = it.calls_in();
    it.fixture.does(it.dan, HANG_UP).unwrap();
    it.fixture.does(it.eve, HANG_UP).unwrap();
    assert_eq!(it.waiting(), [first, second, third]);
}

#[test]
fn a_rejected_call_goes_to_the_next_free_agent() {
    let mut it = queue();
    let job = it.calls_in();
    it.fixture.events();
    let expected = [
        "user-left dan",
        "released dan",
        "break dan",
        "enqueue customer",
        "assign-agent customer -> eve",
        "ringing eve",
        "user-ringing eve",
    ];
    assert_eq!(it.fixture.emits(it.dan, HANG_UP), expected);
    it.fixture.does(it.eve, ANSWER).unwrap();
    assert_eq!((it.state(job), it.fixture.state(it.dan)), (JobState::Connected, UserState::Break));
}

#[test]
fn a_caller_may_give_up_in_the_queue_and_while_the_phone_rings() {
    let mut it = queue();
    let job = it.calls_in();
    it.fixture.events();
    let expected =
        ["abandoned-in-ring customer", "released customer", "user-left dan", "released dan", "ready dan"];
    assert_eq!(it.fixture.signals(job, Party::Customer, Signal::HungUp), expected);
    it.stops_taking_calls();
    let job = it.calls_in();
    it.fixture.events();
    let expected = ["abandoned-in-queue customer", "released customer"];
    assert_eq!(it.fixture.signals(job, Party::Customer, Signal::HungUp), expected);
    assert_eq!((it.waiting(), it.fixture.world.next_deadline()), (vec![], None));
    it.fixture.does(it.dan, READY).unwrap();
    assert_eq!(it.fixture.state(it.dan), UserState::Ready);
}

#[test]
fn a_caller_waits_for_a_minute_and_not_a_millisecond_longer() {
    let mut it = queue();
    it.stops_taking_calls();
    let job = it.calls_in();
    it.fixture.events();
    it.fixture.waits(59_999);
    assert_eq!(it.fixture.events(), [""; 0]);
    it.fixture.waits(1);
    assert_eq!(it.fixture.events(), ["queue-timeout customer", "released customer"]);
    assert_eq!((it.state(job), it.waiting()), (JobState::Ended, vec![]));
}

#[test]
fn a_call_that_returns_to_the_queue_waits_for_a_whole_minute_more() {
    let mut it = queue();
    it.fixture.does(it.eve, Op::Work).unwrap();
    let job = it.calls_in();
    it.fixture.waits(30_000);
    it.fixture.waits(59_999);
    assert_eq!(it.state(job), JobState::Queued);
    it.fixture.waits(1);
    assert_eq!(it.state(job), JobState::Ended);
}

#[test]
fn the_policy_says_how_long_a_caller_waits() {
    let mut fixture = Fixture::with(Policy { queue_timeout_ms: 5, ..Policy::CCC });
    let group = fixture.adds_group("sales");
    let job = fixture.inbound_to_group(group);
    fixture.waits(5);
    assert_eq!(fixture.world.job(job).unwrap().state, JobState::Ended);
}

#[test]
fn a_call_that_nobody_takes_and_that_has_no_room_for_another_channel_waits_until_its_time_is_up() {
    let mut it = queue();
    it.fixture.does(it.eve, Op::Work).unwrap();
    let job = it.calls_in();
    for _ in 0..7 {
        assert_eq!(it.rings_at(job), Some(it.dan));
        it.fixture.does(it.dan, HANG_UP).unwrap();
        it.fixture.does(it.dan, READY).unwrap();
    }
    assert_eq!((it.state(job), it.fixture.state(it.dan)), (JobState::Queued, UserState::Ready));
    let full = Refused::Limit(Limit::Channels);
    assert_eq!(it.fixture.refuses(it.fixture.amy, Op::Claim { job, among: &[] }), full);
    // Those behind it are served.
    let next = it.calls_in();
    assert_eq!((it.rings_at(next), it.waiting()), (Some(it.dan), vec![job]));
    it.fixture.waits(60_000);
    assert_eq!(it.state(job), JobState::Ended);
    assert_eq!(it.fixture.world.broken_invariants(), []);
}

#[test]
fn a_ready_agent_may_claim_a_waiting_call() {
    let mut it = queue();
    it.stops_taking_calls();
    let (first, second) = (it.calls_in(), it.calls_in());
    it.fixture.events();
    let expected = ["assign-agent customer -> amy", "ringing amy", "user-ringing amy"];
    assert_eq!(it.fixture.emits(it.fixture.amy, Op::Claim { job: second, among: &[] }), expected);
    assert_eq!(it.waiting(), [first]);
    it.fixture.does(it.fixture.amy, ANSWER).unwrap();
    assert_eq!(it.state(second), JobState::Connected);
}

#[test]
fn of_several_candidates_the_one_free_for_longest_gets_a_claimed_call() {
    let mut it = queue();
    it.stops_taking_calls();
    let job = it.calls_in();
    let (amy, bob) = (it.fixture.amy, it.fixture.bob);
    it.fixture.does(amy, Op::Work).unwrap();
    it.fixture.waits(1);
    it.fixture.does(amy, READY).unwrap();
    // The claiming user need not be free; candidates who are not are passed over.
    let claim = Op::Claim { job, among: &[it.eve, amy, bob] };
    it.fixture.does(it.dan, claim).unwrap();
    assert_eq!(it.fixture.world.user(bob).unwrap().job, Some(job));
    let other = it.calls_in();
    let busy = Op::Claim { job: other, among: &[it.eve, bob] };
    assert_eq!(it.fixture.refuses(amy, busy), Refused::Busy(it.eve));
}

#[test]
fn a_claimed_call_that_is_not_answered_goes_back() {
    let mut it = queue();
    it.stops_taking_calls();
    let job = it.calls_in();
    it.fixture.does(it.fixture.amy, Op::Claim { job, among: &[] }).unwrap();
    it.fixture.waits(30_000);
    assert_eq!((it.state(job), it.fixture.break_code(it.fixture.amy)), (JobState::Queued, "RingingTimeout"));
}

#[test]
fn a_call_that_does_not_wait_cannot_be_claimed() {
    let mut it = queue();
    let (amy, bob) = (it.fixture.amy, it.fixture.bob);
    let rings = it.calls_in();
    assert_eq!(it.fixture.refuses(amy, Op::Claim { job: rings, among: &[] }), Refused::NoSuchJob);
    it.fixture.does(it.dan, ANSWER).unwrap();
    assert_eq!(it.fixture.refuses(amy, Op::Claim { job: rings, among: &[] }), Refused::NoSuchJob);
    it.eve_stops_taking_calls();
    let waits = it.calls_in();
    it.fixture.does(bob, Op::Work).unwrap();
    assert!(matches!(
        it.fixture.refuses(bob, Op::Claim { job: waits, among: &[] }),
        Refused::UserState { .. }
    ));
    // A call of another instance cannot be claimed either.
    let elsewhere =
        it.fixture.world.add_instance(&NewInstance { name: "other", ..NewInstance::default() }).unwrap();
    let ann = NewUser { state: UserState::Ready, extension: Some(number("1")), ..NewUser::new("ann") };
    let ann = it.fixture.world.add_user(elsewhere, &ann).unwrap();
    assert_eq!(it.fixture.refuses(ann, Op::Claim { job: waits, among: &[] }), Refused::NoSuchJob);
}

impl Queue {
    fn eve_stops_taking_calls(&mut self) {
        self.fixture.does(self.eve, Op::Work).unwrap();
    }
}

#[test]
fn an_agent_with_auto_answer_is_connected_at_once() {
    let mut fixture = Fixture::ccc();
    let sales = fixture.adds_group("sales");
    let dan = NewUser {
        state: UserState::Ready,
        extension: Some(number("80011477")),
        skill_groups: &[sales],
        auto_answer: true,
        ..NewUser::new("dan")
    };
    let dan = fixture.world.add_user(fixture.instance, &dan).unwrap();
    let job = fixture.inbound_to_group(sales);
    assert_eq!((fixture.state(dan), fixture.world.job(job).unwrap().queue), (UserState::Talking, None));
    assert_eq!((fixture.world.next_deadline(), fixture.world.broken_invariants()), (None, vec![]));
}

#[test]
fn an_agent_without_an_extension_is_given_one_or_not_called() {
    for pool in [vec![], vec![number("80019999")]] {
        let mut fixture = Fixture::ccc();
        let new = NewInstance { name: "other", extensions: &pool, ..NewInstance::default() };
        let other = fixture.world.add_instance(&new).unwrap();
        let group = fixture.world.add_skill_group(other, "sales").unwrap();
        let ann = NewUser { state: UserState::Ready, skill_groups: &[group], ..NewUser::new("ann") };
        let ann = fixture.world.add_user(other, &ann).unwrap();
        fixture.inbound_to_group(group);
        let expected = if pool.is_empty() { UserState::Ready } else { UserState::Ringing };
        assert_eq!(fixture.state(ann), expected);
    }
}

#[test]
fn a_supervisor_who_gives_up_monitoring_does_not_send_the_call_back() {
    let mut it = queue();
    let (amy, bob, sue) = (it.fixture.amy, it.fixture.bob, it.fixture.adds("sue", "80011476", &[]));
    let job = it.fixture.calls(amy, BOBS);
    it.fixture.does(bob, ANSWER).unwrap();
    it.fixture.does(sue, supervise(Supervision::Coach, bob)).unwrap();
    it.fixture.does(amy, blind(Target::Group(it.sales))).unwrap();
    it.fixture.events();
    assert_eq!(it.fixture.emits(sue, HANG_UP), ["user-left sue", "released sue", "ready sue"]);
    assert_eq!((it.state(job), it.rings_at(job), it.waiting()), (JobState::Alerting, Some(it.dan), vec![]));
}

#[test]
fn an_unknown_group_is_rejected() {
    let mut fixture = Fixture::ccc();
    let theirs = Fixture::ccc().adds_group("theirs");
    let before = fixture.world.digest();
    let inbound = Stimulus::InboundToGroup { from: number(CUSTOMER), to: theirs };
    assert_eq!(fixture.world.stimulus(fixture.world.now(), &inbound), Err(Impossible::NoSuchParty));
    assert_eq!(fixture.world.digest(), before);
}
