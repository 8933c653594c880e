//! The exhaustive check: what it counts, what it finds, and that threads change nothing.
#![cfg(test)]

use offhook_explore::check::{Check, canaries};
use offhook_explore::moves::{Families, Family};
use offhook_explore::{Bounds, End, Model, Visit, search};
use offhook_machine::UserState;
use offhook_scenario::Dialect;

#[test]
fn every_canary_is_caught_by_the_shortest_way() {
    let found = canaries().into_iter().map(|canary| {
        let checked = canary.check.run(|_, _| {}).unwrap();
        let found = checked.violation.map(|found| (found.flaw.word(), found.way.len()));
        (canary.about, found, Some((canary.flaw.to_owned(), canary.depth)))
    });
    let missed: Vec<_> = found.filter(|(_, found, expected)| found != expected).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

/// Two timers that run out at the same instant; only the order in which they fire shows whether all is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Timers {
    now: u8,
    ring: Option<u8>,
    call: Option<u8>,
    /// The call was given up while its phone still rang.
    torn: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    StartRing,
    StartCall,
    Tick,
}

/// A machine of two timers that lets the wrong one fire first.
struct Race;

impl Model for Race {
    type State = Timers;
    type Act = Act;
    type Flaw = &'static str;
    type Tally = ();
    type Workspace = ();

    fn workspace(&self) {}

    fn starts(&self) -> Vec<Timers> {
        vec![Timers { now: 0, ring: None, call: None, torn: false }]
    }

    fn key(&self, state: &Timers, (): &mut ()) -> u128 {
        let part = |timer: Option<u8>| timer.map_or(255, u128::from);
        u128::from(state.now) | part(state.ring) << 8 | part(state.call) << 16 | u128::from(state.torn) << 24
    }

    fn expand(
        &self,
        state: &Timers,
        (): &mut (),
        (): &mut (),
        visit: &mut Visit<'_, Self>,
    ) -> Result<(), (Act, &'static str)> {
        if state.ring.is_none() {
            visit(Act::StartRing, &Timers { ring: Some(state.now + 3), ..*state }, &mut ());
        }
        if state.call.is_none() {
            visit(Act::StartCall, &Timers { call: Some(state.now + 5), ..*state }, &mut ());
        }
        if state.now < 20 {
            let now = state.now + 1;
            let torn = state.call == Some(now) && state.ring == Some(now);
            let running = |timer: Option<u8>| timer.filter(|deadline| *deadline > now);
            visit(
                Act::Tick,
                &Timers { now, ring: running(state.ring), call: running(state.call), torn },
                &mut (),
            );
        }
        Ok(())
    }

    fn flaw(&self, state: &Timers, (): &mut ()) -> Option<&'static str> {
        state.torn.then_some("the call was given up while its phone rang")
    }

    fn bytes(&self, _: &Timers) -> usize {
        size_of::<Timers>()
    }
}

#[test]
fn a_race_of_two_timers_is_found_by_the_shortest_way() {
    for jobs in [1, 3] {
        let found = search(&Race, &Bounds { jobs, ..Bounds::default() }, |_, _| {});
        let (way, _) = found.flaw.expect("there is a race");
        let ticks = way.iter().filter(|act| **act == Act::Tick).count();
        assert_eq!((way.len(), ticks), (7, 5), "{way:?}");
    }
}

fn families(leave_out: &[Family]) -> Families {
    Families::ALL.iter().filter(|family| !leave_out.contains(family)).collect()
}

#[test]
fn one_agent_and_one_customer_are_sound_in_every_state() {
    for dialect in Dialect::all() {
        let check = Check { families: families(&[Family::Settings]), ..Check::new(dialect) };
        let checked = check.run(|_, _| {}).unwrap();
        assert_eq!(checked.violation, None);
        assert_eq!(checked.end, End::Complete);
        assert_eq!(checked.levels.iter().sum::<u64>(), checked.states);
        let never: Vec<&str> = checked.never().collect();
        assert!(never.contains(&"user.ready.supervise"), "alone, nobody supervises: {never:?}");
        assert!(!never.contains(&"user.talking.hold"), "{never:?}");
    }
}

#[test]
fn threads_change_nothing() {
    let run = |jobs| {
        let bounds = Bounds { depth: Some(4), jobs, ..Bounds::default() };
        let check = Check {
            agents: 2,
            customers: 1,
            from: UserState::Ready,
            bounds,
            ..Check::new(Dialect::named("ccc").unwrap())
        };
        let checked = check.run(|_, _| {}).unwrap();
        (checked.states, checked.steps, checked.turned_down, checked.levels, checked.cells, checked.fired)
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(7));
}

#[test]
fn symmetry_merges_states_and_finds_the_same() {
    let run = |symmetric| {
        let check = Check {
            agents: 2,
            customers: 2,
            families: Families::CHANNELS,
            symmetric,
            ..Check::new(Dialect::named("ccc").unwrap())
        };
        check.run(|_, _| {}).unwrap()
    };
    let (merged, apart) = (run(true), run(false));
    assert!(merged.states < apart.states, "{} {}", merged.states, apart.states);
    assert_eq!(merged.fired, apart.fired);
    assert_eq!((merged.end, merged.violation), (apart.end, apart.violation));
}

#[test]
fn the_way_to_a_full_call_is_explored_where_channels_are_counted() {
    for dialect in Dialect::all() {
        let check = |counts_channels| Check {
            agents: 2,
            families: [Family::Call, Family::Transfer].into_iter().collect(),
            from: UserState::Ready,
            counts_channels,
            ..Check::new(dialect)
        };
        let run = |counts_channels| check(counts_channels).run(|_, _| {}).unwrap();
        let (blind, counted) = (run(false), run(true));
        assert_eq!((counted.end, &counted.violation), (End::Complete, &None));
        assert!(counted.states > blind.states, "{} and {}", counted.states, blind.states);
        assert!(blind.never().any(|id| id == "job.full"));
        assert!(!counted.never().any(|id| id == "job.full"));
    }
}

#[test]
fn a_bound_stops_the_search_and_says_so() {
    let run = |bounds| {
        let check = Check { agents: 2, customers: 2, bounds, ..Check::new(Dialect::named("ccc").unwrap()) };
        check.run(|_, _| {}).unwrap().end
    };
    assert_eq!(run(Bounds { depth: Some(2), ..Bounds::default() }), End::Depth);
    assert_eq!(run(Bounds { states: Some(100), ..Bounds::default() }), End::States);
    assert_eq!(run(Bounds { memory_bytes: 1 << 20, ..Bounds::default() }), End::Memory);
}
