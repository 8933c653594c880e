//! The rules as graphs: of each table, and of several agents together.

mod agents;
mod analyses;
mod canaries;
mod conditions;
mod join;
mod tables;

pub use agents::{Agent, Agents, AgentsGraph, MAX_AGENTS_NODES, Move, TooMany, agents};
pub use analyses::{Analysis, Finding, analyse, dead, nondeterministic, restless, unreachable};
pub use canaries::missed as missed_canaries;
pub use conditions::Conditions;
pub use tables::{RuleGraph, RuleTable, State};
