//! What a run proved, and what the tables say: one module per format. Nothing is decided here.
#![forbid(unsafe_code)]

mod conform;
pub mod console;
pub mod coverage;
pub mod docs;
pub mod explain;
pub mod json;
pub mod list;

pub use conform::conform;
