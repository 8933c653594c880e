//! What holds for every life: drawn at random, the same in every run.
#![expect(clippy::expect_used, reason = "the drawn scenes are part of the tests")]

mod draw;
mod input;
mod likely;
mod reached;
mod refusal;
mod sameness;
mod soundness;
mod stage;
mod time;
