//! The pure call-state machine.
#![no_std]
extern crate alloc;

mod basis;
mod state;

pub use basis::Basis;
pub use state::{CallType, ChannelState, Flag, Flags, JobState, Side, UserState, WorkMode};
