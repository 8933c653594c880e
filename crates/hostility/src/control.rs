//! Worlds that come with a message.

use offhook_centre::adapter::{Call, MAX_USERS};
use offhook_harness::{InProcess, Subject};
use offhook_scenario::{Dialect, check, parse};

use crate::scenario::vocabulary;

/// An hour: every timer of a call has run out by then.
const LONG_MS: u64 = 3_600_000;

/// Reads a `reset`, begins with its world, and lets an hour go by.
pub(crate) fn run(bytes: &[u8]) {
    let Ok(object) = serde_json::from_slice(bytes) else { return };
    let Ok(Call::Reset(reset)) = Call::read("reset", object) else { return };
    for dialect in Dialect::all() {
        let (text, seed) = reset.to_scenario_text(dialect);
        let Ok(scenario) = parse("reset", &text) else { continue };
        assert!(scenario.given.users.len() <= MAX_USERS);
        let faults = check(&scenario, vocabulary());
        let mut subject = InProcess::new();
        if !faults.is_empty() || subject.reset(&scenario, seed).is_err() {
            continue;
        }
        let went_on = subject.begin().and_then(|()| subject.advance(LONG_MS));
        assert!(went_on.is_ok() || scenario.given.clock.is_some(), "{went_on:?}");
        assert!(subject.events().is_ok());
    }
}
