//! In the steady state the machine touches no allocator.

#[path = "common/life.rs"]
mod life;

use life::{Agents, Phase};

const USERS: usize = 10_000;
const LIVES: usize = 1_000;

#[test]
fn whole_lives_in_the_steady_state_allocate_nothing() {
    let mut agents = Agents::new(USERS).unwrap();
    agents.live_in_turn(0, 500).unwrap();
    agents.events = 0;
    let info = allocation_counter::measure(|| agents.live_in_turn(500, LIVES).unwrap());
    assert_eq!(agents.events, Phase::EVENTS * LIVES as u64);
    assert_eq!((info.count_total, info.bytes_total), (0, 0));
}

#[test]
fn ten_thousand_calls_at_once_allocate_nothing_when_it_is_not_the_first_time() {
    let mut agents = Agents::new(USERS).unwrap();
    agents.live_abreast().unwrap();
    agents.live_abreast().unwrap();
    let info = allocation_counter::measure(|| agents.live_abreast().unwrap());
    assert_eq!(agents.events, 3 * Phase::EVENTS * USERS as u64);
    assert_eq!((info.count_total, info.bytes_total), (0, 0));
}
