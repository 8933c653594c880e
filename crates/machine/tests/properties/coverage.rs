//! The coverage of the random runs: a proof over nothing must not pass.

use std::collections::BTreeSet;

use offhook_machine::{CallType, ChannelState, EventKind, Fired, JobState, Table, UserState};
use proptest::test_runner::TestRunner;

use crate::{
    fixture::{Fixture, Outcome},
    random_run::{config, run},
};

/// Everything that was seen at least once.
#[derive(Default)]
struct Seen {
    fired: Fired,
    users: BTreeSet<UserState>,
    jobs: BTreeSet<JobState>,
    channels: BTreeSet<ChannelState>,
    events: BTreeSet<EventKind>,
    outcomes: BTreeSet<String>,
    /// The kinds of calls that were placed on a SIP phone and answered.
    from_phone: BTreeSet<CallType>,
}

impl Seen {
    fn look(&mut self, fixture: &Fixture) {
        self.fired = self.fired.union(fixture.world.fired());
        self.users.extend(fixture.world.users().map(|(_, user)| user.state));
        for (_, job) in fixture.world.jobs() {
            self.jobs.insert(job.state);
            self.from_phone.extend((job.from_phone && job.connected).then_some(job.call_type));
            let channels = job.channels.iter().filter_map(|channel| fixture.world.channel(*channel));
            self.channels.extend(channels.map(|channel| channel.state));
        }
    }

    /// Notes the outcome's kind, without its data.
    fn note(&mut self, outcome: &Outcome) {
        let text = format!("{outcome:?}");
        let words = text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
        self.outcomes.insert(words.take(3).collect::<Vec<_>>().join(" "));
    }
}

/// Every kind of outcome but one: no run is long enough for a limit on stimuli.
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

fn seen_in(cases: u32) -> Seen {
    let mut seen = Seen::default();
    let cell = std::cell::RefCell::new(&mut seen);
    let mut runner = TestRunner::new(config(6, cases));
    let outcome = runner.run(&run(160), |run| {
        let mut seen = cell.borrow_mut();
        let mut fixture = Fixture::new(&run);
        for step in &run.steps {
            seen.note(&fixture.give(step));
            seen.look(&fixture);
            let events = fixture.follow_up(step);
            seen.events.extend(events.iter().map(|event| event.kind));
            seen.look(&fixture);
        }
        Ok(())
    });
    assert!(outcome.is_ok(), "{outcome:?}");
    seen
}

#[test]
fn the_random_runs_take_every_rule_and_meet_every_state_event_and_outcome() {
    let seen = seen_in(1_400);
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
