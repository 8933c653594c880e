//! The rules as graphs: of each table, and of several agents together; what can be wrong with them; and the formats in which
//! they are written.
//!
//! ```
//! use offhook_explore::graph::{Conditions, Of, mermaid, survey};
//! use offhook_machine::Table;
//!
//! let jobs = survey(&Of::Tables(vec![Table::Job]), &Conditions::of_each(), None)?;
//! assert!(jobs.findings.is_empty() && jobs.missed.is_empty());
//! assert!(mermaid(&jobs.drawings).contains("job.accepted.begin"));
//! # Ok::<(), offhook_explore::graph::TooMany>(())
//! ```

mod agents;
mod analyses;
mod canaries;
mod conditions;
mod dot;
mod drawing;
mod join;
mod json;
mod layout;
mod mermaid;
mod page;
mod palette;
mod survey;
mod svg;
mod tables;
mod text;

pub use agents::{Agent, Agents, AgentsGraph, HeldChannel, MAX_AGENTS_NODES, Move, TooMany, agents};
pub use analyses::{Analysis, Finding, analyse, dead, nondeterministic, restless, unreachable};
pub use canaries::missed as missed_canaries;
pub use conditions::Conditions;
pub use dot::dot;
pub use drawing::{Drawing, DrawnState, Heat, Step};
pub use json::json;
pub use mermaid::mermaid;
pub use page::{PAGE, page};
pub use survey::{Of, Survey, survey};
pub use svg::{MAX_SVG_STATES, TooLarge, svg};
pub use tables::{RuleGraph, RuleTable, State};
pub use text::text;
