//! The state is sound after every input, and the events lead somewhere.

use offhook_machine::{ChannelState, Event, JobState, World};
use proptest::prelude::*;

use crate::{
    fixture::Stage,
    random_run::{campaign, life},
};

proptest! {
    #![proptest_config(campaign(1, 250))]

    #[test]
    fn every_invariant_holds_at_acceptance_and_after_the_effect(life in life(60)) {
        let mut stage = Stage::new(&life);
        prop_assert_eq!(stage.world.broken_invariants(), []);
        for step in &life.steps {
            stage.give(step);
            prop_assert_eq!(stage.world.broken_invariants(), [], "at acceptance of {:?}", step);
            stage.follow_up(step);
            prop_assert_eq!(stage.world.broken_invariants(), [], "after {:?}", step);
        }
    }

    #[test]
    fn events_polled_after_their_input_have_readable_handles_and_never_go_back_in_time(life in life(60)) {
        let mut stage = Stage::new(&life);
        let mut last = 0;
        for step in &life.steps {
            stage.give(step);
            stage.world.advance(stage.world.now()).expect("now is not in the past");
            while let Some(event) = stage.world.poll_event() {
                prop_assert!(is_readable(&stage.world, &event), "{:?} after {:?}", event, step);
                prop_assert!(last <= event.at && event.at <= stage.world.now(), "{:?}", event);
                last = event.at;
            }
        }
    }

    /// What alerts waits for somebody's answer, or for its time to be up.
    #[test]
    fn no_call_is_stuck(life in life(60)) {
        let mut stage = Stage::new(&life);
        for step in &life.steps {
            stage.give(step);
            stage.world.advance(stage.world.now()).expect("now is not in the past");
            for (_, job) in stage.world.jobs().filter(|(_, job)| job.state == JobState::Alerting) {
                let mut legs = job.channels.iter().filter_map(|leg| stage.world.channel(*leg));
                let awaits = legs.any(|leg| leg.is_live() && leg.state != ChannelState::Answered);
                prop_assert!(awaits || stage.world.next_deadline().is_some(), "after {:?}", step);
            }
        }
    }

    #[test]
    fn no_timer_outlives_its_job(life in life(60)) {
        let mut stage = Stage::new(&life);
        for step in &life.steps {
            stage.give(step);
            stage.world.advance(stage.world.now()).expect("now is not in the past");
            let is_idle = stage.world.jobs().all(|(_, job)| job.state == JobState::Ended);
            prop_assert!(!is_idle || stage.world.next_deadline().is_none(), "after {:?}", step);
        }
    }

    #[test]
    fn every_readable_job_has_a_number_of_its_own_and_is_found_by_it_while_it_lives(life in life(60)) {
        let mut stage = Stage::new(&life);
        for step in &life.steps {
            stage.give(step);
            stage.follow_up(step);
            let mut numbers: Vec<_> = stage.world.jobs().map(|(_, job)| job.number).collect();
            let count = numbers.len();
            numbers.sort_unstable();
            numbers.dedup();
            prop_assert_eq!(numbers.len(), count, "after {:?}", step);
            for (id, job) in stage.world.jobs() {
                let lives = job.channels.iter().any(|it| stage.world.channel(*it).is_some_and(|it| it.is_live()));
                prop_assert_eq!(stage.world.find_job(job.number), lives.then_some(id));
            }
        }
    }
}

fn is_readable(world: &World, event: &Event) -> bool {
    let leads = |channel| world.channel(channel).is_some_and(|it| Some(it.job) == event.job);
    event.instance.is_none_or(|it| world.instance(it).is_some())
        && event.user.is_none_or(|it| world.user(it).is_some())
        && event.job.is_none_or(|it| world.job(it).is_some())
        && event.channel.is_none_or(leads)
        && event.target.is_none_or(leads)
}
