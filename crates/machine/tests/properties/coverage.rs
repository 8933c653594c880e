//! What the drawn lives reach: a proof over nothing must not pass.

use std::collections::BTreeSet;

use offhook_machine::{CallType, ChannelState, EventKind, Fired, JobState, Table, UserState};
use proptest::test_runner::TestRunner;

use crate::{
    fixture::{Outcome, Stage},
    random_run::{campaign, life},
};

/// What was seen at least once.
#[derive(Default)]
struct Seen {
    fired: Fired,
    users: BTreeSet<UserState>,
    jobs: BTreeSet<JobState>,
    channels: BTreeSet<ChannelState>,
    events: BTreeSet<EventKind>,
    outcomes: BTreeSet<String>,
    /// Of which kind the calls are that were placed on a SIP phone and answered.
    from_phone: BTreeSet<CallType>,
}

impl Seen {
    fn look(&mut self, stage: &Stage) {
        self.fired = self.fired.union(stage.world.fired());
        self.users.extend(stage.world.users().map(|(_, user)| user.state));
        for (_, job) in stage.world.jobs() {
            self.jobs.insert(job.state);
            self.from_phone.extend((job.from_phone && job.connected).then_some(job.call_type));
            let legs = job.channels.iter().filter_map(|channel| stage.world.channel(*channel));
            self.channels.extend(legs.map(|leg| leg.state));
        }
    }

    /// Notes the outcome's kind, without its data.
    fn note(&mut self, outcome: &Outcome) {
        let text = format!("{outcome:?}");
        let words = text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
        self.outcomes.insert(words.take(3).collect::<Vec<_>>().join(" "));
    }
}

/// Every kind of outcome but one: no life is long enough for a limit on what the network does.
const OUTCOMES: [&str; 29] = [
    "Request Err Busy",
    "Request Err ChannelState",
    "Request Err Clock",
    "Request Err FlagDown",
    "Request Err FlagUp",
    "Request Err InConsult",
    "Request Err Limit",
    "Request Err NoConsult",
    "Request Err NoExtension",
    "Request Err NoSuchChannel",
    "Request Err NoSuchJob",
    "Request Err NoSuchSkillGroup",
    "Request Err NoSuchUser",
    "Request Err NoHeldCall",
    "Request Err HeldCall",
    "Request Err UserState",
    "Request Ok Accepted",
    "Stimulus Err ChannelState",
    "Stimulus Err Clock",
    "Stimulus Err NoExtension",
    "Stimulus Err NoSipPhone",
    "Stimulus Err NoSuchJob",
    "Stimulus Err NoSuchParty",
    "Stimulus Err NotReady",
    "Stimulus Err OutsideOnly",
    "Stimulus Ok JobId",
    "Wait Err TooLate",
    "Wait Err WentBack",
    "Wait Ok",
];

fn campaign_of(cases: u32) -> Seen {
    let mut seen = Seen::default();
    let cell = std::cell::RefCell::new(&mut seen);
    let mut runner = TestRunner::new(campaign(6, cases));
    let outcome = runner.run(&life(160), |life| {
        let mut seen = cell.borrow_mut();
        let mut stage = Stage::new(&life);
        for step in &life.steps {
            seen.note(&stage.give(step));
            seen.look(&stage);
            let events = stage.follow_up(step);
            seen.events.extend(events.iter().map(|event| event.kind));
            seen.look(&stage);
        }
        Ok(())
    });
    assert!(outcome.is_ok(), "{outcome:?}");
    seen
}

#[test]
fn the_drawn_lives_take_every_rule_and_meet_every_state_event_and_outcome() {
    let seen = campaign_of(1_400);
    let fired: BTreeSet<String> = seen.fired.rules().map(|rule| rule.id).collect();
    let missed: Vec<String> = Table::ALL
        .into_iter()
        .flat_map(Table::rows)
        .map(|rule| rule.id)
        .filter(|id| !fired.contains(id))
        .collect();
    assert_eq!(missed, [""; 0]);
    assert_eq!(seen.users, UserState::ALL.iter().copied().collect());
    assert_eq!(seen.jobs, JobState::ALL.iter().copied().collect());
    assert_eq!(seen.channels, ChannelState::ALL.iter().copied().collect());
    assert_eq!(seen.events, EventKind::ALL.iter().copied().collect());
    assert_eq!(
        seen.from_phone,
        BTreeSet::from([CallType::Outbound, CallType::Internal, CallType::Conference])
    );
    assert_eq!(seen.outcomes, OUTCOMES.map(String::from).into());
}
