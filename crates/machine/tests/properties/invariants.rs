//! The state is sound after every input, and the events lead somewhere.

use std::collections::BTreeMap;

use offhook_machine::{ChannelId, ChannelState, Event, JobState, World};
use proptest::prelude::*;

use crate::{
    fixture::Fixture,
    random_run::{config, run},
};

proptest! {
    #![proptest_config(config(1, 250))]

    #[test]
    fn every_invariant_holds_at_acceptance_and_after_the_effect(run in run(60)) {
        let mut fixture = Fixture::new(&run);
        prop_assert_eq!(fixture.world.broken_invariants(), []);
        for step in &run.steps {
            fixture.give(step);
            prop_assert_eq!(fixture.world.broken_invariants(), [], "at acceptance of {:?}", step);
            fixture.follow_up(step);
            prop_assert_eq!(fixture.world.broken_invariants(), [], "after {:?}", step);
        }
    }

    #[test]
    fn events_polled_after_their_input_have_readable_handles_and_never_go_back_in_time(run in run(60)) {
        let mut fixture = Fixture::new(&run);
        let mut last = 0;
        for step in &run.steps {
            fixture.give(step);
            fixture.world.advance(fixture.world.now()).expect("now is not in the past");
            while let Some(event) = fixture.world.poll_event() {
                prop_assert!(is_readable(&fixture.world, &event), "{:?} after {:?}", event, step);
                prop_assert!(last <= event.at && event.at <= fixture.world.now(), "{:?}", event);
                last = event.at;
            }
        }
    }

    /// An alerting job waits for an answer or for a deadline.
    #[test]
    fn no_call_is_stuck(run in run(60)) {
        let mut fixture = Fixture::new(&run);
        for step in &run.steps {
            fixture.give(step);
            fixture.world.advance(fixture.world.now()).expect("now is not in the past");
            for (_, job) in fixture.world.jobs().filter(|(_, job)| job.state == JobState::Alerting) {
                let mut channels = job.channels.iter().filter_map(|channel| fixture.world.channel(*channel));
                let awaits = channels.any(|channel| channel.is_live() && channel.state != ChannelState::Answered);
                prop_assert!(awaits || fixture.world.next_deadline().is_some(), "after {:?}", step);
            }
        }
    }

    #[test]
    fn no_timer_outlives_its_job(run in run(60)) {
        let mut fixture = Fixture::new(&run);
        for step in &run.steps {
            fixture.give(step);
            fixture.world.advance(fixture.world.now()).expect("now is not in the past");
            let is_idle = fixture.world.jobs().all(|(_, job)| job.state == JobState::Ended);
            prop_assert!(!is_idle || fixture.world.next_deadline().is_none(), "after {:?}", step);
        }
    }

    #[test]
    fn every_readable_job_has_a_number_of_its_own_and_is_found_by_it_while_it_lives(run in run(60)) {
        let mut fixture = Fixture::new(&run);
        for step in &run.steps {
            fixture.give(step);
            fixture.follow_up(step);
            let mut numbers: Vec<_> = fixture.world.jobs().map(|(_, job)| job.number).collect();
            let count = numbers.len();
            numbers.sort_unstable();
            numbers.dedup();
            prop_assert_eq!(numbers.len(), count, "after {:?}", step);
            for (id, job) in fixture.world.jobs() {
                let is_live = job.channels.iter().any(|it| fixture.world.channel(*it).is_some_and(|it| it.is_live()));
                prop_assert_eq!(fixture.world.find_job(job.number), is_live.then_some(id));
                prop_assert_eq!(fixture.world.find_serial(job.serial), is_live.then_some(id));
            }
        }
    }

    /// Who follows the channels does not have to look at all of them.
    #[test]
    fn a_channel_that_begins_or_changes_its_state_is_touched(run in run(60)) {
        let mut fixture = Fixture::new(&run);
        prop_assert_eq!(fixture.world.take_touched(), None, "nobody has followed them yet");
        let mut known = states(&fixture.world);
        for step in &run.steps {
            fixture.give(step);
            fixture.follow_up(step);
            let now = states(&fixture.world);
            let mut touched = fixture.world.take_touched().unwrap_or_default();
            // An ended job is forgotten with its channels after many others.
            touched.retain(|id| fixture.world.channel(*id).is_some());
            for (id, state) in &now {
                prop_assert!(known.get(id) == Some(state) || touched.contains(id), "{:?} after {:?}", id, step);
            }
            known = now;
        }
    }
}

fn states(world: &World) -> BTreeMap<ChannelId, ChannelState> {
    let channels = world.jobs().flat_map(|(_, job)| job.channels.iter().copied());
    channels.filter_map(|id| Some((id, world.channel(id)?.state))).collect()
}

fn is_readable(world: &World, event: &Event) -> bool {
    let leads = |channel| world.channel(channel).is_some_and(|it| Some(it.job) == event.job);
    event.instance.is_none_or(|it| world.instance(it).is_some())
        && event.user.is_none_or(|it| world.user(it).is_some())
        && event.job.is_none_or(|it| world.job(it).is_some())
        && event.channel.is_none_or(leads)
        && event.target.is_none_or(leads)
}
