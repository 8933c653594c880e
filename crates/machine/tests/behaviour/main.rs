//! What the machine does, one theme a file.
#![expect(clippy::unwrap_used, clippy::panic, reason = "the scene's helpers are part of the tests")]

mod agent_to_agent;
mod answers;
mod auto_answer;
mod centre;
mod clock;
mod conference;
mod configure;
mod consult;
mod directed_pickup;
mod failed_calls;
mod given;
mod hearing;
mod hold_and_mute;
mod inbound;
mod limits;
mod numbers;
mod outbound;
mod queue;
mod rules;
mod scene;
mod second_call;
mod sessions;
mod strangers;
mod supervision;
mod timeouts;
mod trace;
mod transfer;
