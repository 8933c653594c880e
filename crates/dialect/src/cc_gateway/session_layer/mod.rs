//! The session layer of CC-Gateway: requests of the wire to the machine, and the machine's events to the agents' polls.

pub(super) mod agent_state;
mod answer;
pub(super) mod call;
pub(super) mod consultation;
mod consultation_events;
mod counts;
pub(super) mod dispatch;
mod events;
mod facts;
mod follow_up;
mod handset;
pub(super) mod held_call;
mod lookup;
mod outline;
pub(super) mod polls;
pub(super) mod proposals;
pub(super) mod queries;
mod refusals;
mod schedule;
pub(super) mod sign_in;
pub(super) mod sign_out;
pub(super) mod state;
pub(super) mod tokens;

pub(super) use answer::{refusal, refusal_saying};
pub use lookup::{call_id, find_call};
pub(super) use state::LIMITS;
pub use state::{
    GUID_INTERVAL_MS, GUID_TIMEOUT_MS, MAX_EVENTS_PER_AGENT, MAX_PROPOSALS_PER_AGENT, SILENCE_MS, Sessions,
};
