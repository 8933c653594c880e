//! What holds for every life: drawn at random, the same in every run.
#![expect(clippy::expect_used, reason = "the drawn scenes are part of the tests")]

mod clock;
mod coverage;
mod determinism;
mod fitting_input;
mod fixture;
mod input;
mod invariants;
mod random_run;
mod rejection;
