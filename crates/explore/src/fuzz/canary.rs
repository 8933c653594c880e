//! Fuzzing must see through the machines that are broken on purpose.

use std::sync::Arc;

use super::{Fuzz, Mode};
use crate::check::{Check, canaries};
use crate::configuration::Configuration;

/// Steps after which a canary that still survives counts as missed.
const CANARY_STEPS: u64 = 200_000;
/// Inputs in one of their runs.
const LENGTH: u32 = 100;

/// What a canary is about that fuzzing does not find. That somebody is stuck for ever is for the check to see: fuzzing looks
/// at one state at a time.
pub fn missed_canary() -> Option<&'static str> {
    let mut seen = canaries().into_iter().filter(|canary| !canary.is_stuck);
    seen.find(|canary| !is_found(&canary.check)).map(|canary| canary.about)
}

fn is_found(check: &Check) -> bool {
    let configuration = Configuration::with_rules(Arc::clone(&check.rules), check.dialect, 2, 1, check.from);
    configuration.is_ok_and(|configuration| {
        let drawing = Fuzz {
            configuration,
            families: check.families,
            seed: 0,
            steps: CANARY_STEPS,
            length: LENGTH,
            mode: Mode::Mixed,
            jobs: 1,
        };
        !drawing.run(&|_| false).findings.is_empty()
    })
}
