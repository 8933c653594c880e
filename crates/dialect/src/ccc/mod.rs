//! Alibaba Cloud CCC, version 2020-07-01: twelve actions as tables.
//!
//! The order of fields is documented where a sample shows it (MakeCall, HoldCall, MuteCall, ReleaseCall) and chosen elsewhere.

pub mod errors;

mod action;
mod actions;
mod call;
mod front;
mod hold_call;
mod make_call;
mod mute_call;
mod release_call;
mod rows;
mod session;

pub use action::{Action, Samples, decode_params};
pub use actions::{ACTIONS, ERROR_FIELDS, action};
pub use call::{ANSWER_CALL, POLL_USER_STATUS};
pub(crate) use front::parties;
pub use front::{Answer, Ask, EVENTS, EventRow, Field, Front, event};
pub use hold_call::{HOLD_CALL, RETRIEVE_CALL};
pub use make_call::MAKE_CALL;
pub use mute_call::{MUTE_CALL, UNMUTE_CALL};
pub use release_call::RELEASE_CALL;
pub use session::{READY_FOR_SERVICE, SIGN_IN_GROUP, SIGN_OUT_GROUP, TAKE_BREAK};

/// The version of the API.
pub const VERSION: &str = "2020-07-01";
