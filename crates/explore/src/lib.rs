//! The rules under attack: graphs of them, coverage, the exhaustive check, generated suites, fuzzing and mutants.
//!
//! Everything here works on the machine's own tables and by its public contract, and is the same for a seed on any number of threads.
//!
//! ```
//! use offhook_explore::check::Check;
//! use offhook_explore::moves::Families;
//! use offhook_scenario::Dialect;
//!
//! let dialect = Dialect::named("ccc").ok_or("no such vendor")?;
//! let check = Check { families: Families::CHANNELS, ..Check::new(dialect) };
//! let checked = check.run(|_, _| {}).map_err(|error| error.to_string())?;
//! assert!(checked.violation.is_none()); // every invariant holds in every state
//! # Ok::<(), String>(())
//! ```
#![forbid(unsafe_code)]

pub mod automaton;
pub mod canaries;
pub mod check;
mod configuration;
pub mod coverage;
mod draw;
pub mod fuzz;
pub mod generate;
pub mod graph;
pub mod groups;
mod leave_out;
mod machine;
mod many;
pub mod minimise;
pub mod moves;
pub mod mutants;
mod outline;
pub mod product;
pub mod recorded;
pub mod script;
mod search;
#[cfg(feature = "proptest")]
pub mod strategies;
pub mod suites;
pub mod variants;
mod wire;

pub use configuration::{Configuration, ConfigurationError, MAX_AGENTS, MAX_CUSTOMERS};
pub use draw::Draw;
pub use machine::{Flaw, MachineModel, Tally};
pub use many::{MAX_MANY, Many, Step};
pub use outline::{Key, Outliner};
pub use search::{Bounds, End, Found, Merge, Model, Visit, search};
