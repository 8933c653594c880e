//! Properties of random runs, which are the same each time.
#![expect(clippy::expect_used, reason = "the fixture and the runs are part of the tests")]

mod clock;
mod coverage;
mod determinism;
mod fitting_input;
mod fixture;
mod input;
mod invariants;
mod random_run;
mod rejection;
#[cfg(feature = "serde")]
mod saved;
