//! How much of the rules a run has been through.
//!
//! Five things are counted: the states that something was in, the transitions (rows) that fired, the pairs of rows that fired one
//! after the other on the same user, job, channel or flag, and the cells of user state and request, accepted and refused.
//!
//! A state is hit when a row leads into it; where something is seen for the first time, the row that moves it shows where it stood. What a
//! given world holds and nothing moves is not hit. A request that the dialect refuses before the machine hears of it has no cell.
//!
//! It is measured from the trace that a world keeps when told to ([`World::start_trace`](offhook_machine::World::start_trace)). Asking
//! the world before and after each input would not do: one input may move a user twice, and a bit set of rows knows neither how
//! often nor in which order. A trace costs one test of a pointer a row while it is off, which the benchmark of whole life cycles
//! cannot tell from nothing.

mod count;
mod json;
mod rows;

pub use count::{Coverage, Shares, TableShares};
pub use json::CoverageError;
