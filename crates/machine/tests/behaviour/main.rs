//! The behaviour of the machine, one theme a file.
#![expect(clippy::unwrap_used, clippy::panic, reason = "the fixture's helpers are part of the tests")]

mod agent_to_agent;
mod answers;
mod auto_answer;
mod clock;
mod conference;
mod configure;
mod consult;
mod dial_out;
mod directed_pickup;
mod failed_calls;
mod fixture;
mod foreign_handles;
mod hearing;
mod hold_and_mute;
mod inbound;
mod limits;
mod new_job;
mod numbers;
mod outbound;
mod queue;
mod rules;
mod second_call;
mod sessions;
mod supervision;
mod timeouts;
mod trace;
mod transfer;
