//! Alibaba Cloud CCC, version 2020-07-01: thirty-three actions as tables.
//!
//! The order of fields is documented where a sample shows it (MakeCall, HoldCall, MuteCall, ReleaseCall) and chosen elsewhere.

pub mod errors;

mod action;
mod actions;
mod call;
mod claim_call;
mod conference;
mod flow;
mod front;
mod hold_call;
mod make_call;
mod mute_call;
mod nested;
mod outbound;
mod release_call;
mod rows;
mod rpc;
mod session;
pub mod signature;
mod supervision;
mod transfer;
mod work_mode;

pub use action::{Action, Samples, decode_params};
pub use actions::{ACTIONS, ERROR_FIELDS, action};
pub use call::{ANSWER_CALL, POLL_USER_STATUS};
pub use claim_call::CLAIM_CALL;
pub use conference::{END_CONFERENCE, START_CONFERENCE, SWITCH_TO_CONFERENCE};
pub use flow::{LAUNCH_AUTHENTICATION, LAUNCH_SURVEY, SEND_DTMF_SIGNALING};
pub(crate) use front::parties;
pub use front::{Answer, Ask, EVENTS, EventRow, Field, Front, event};
pub use hold_call::{HOLD_CALL, RETRIEVE_CALL};
pub use make_call::MAKE_CALL;
pub use mute_call::{MUTE_CALL, UNMUTE_CALL};
pub use outbound::{REDIAL_CALL, START_BACK2BACK_CALL, START_PREDICTIVE_CALL};
pub use release_call::RELEASE_CALL;
pub use rpc::RpcRequest;
pub use session::{READY_FOR_SERVICE, SIGN_IN_GROUP, SIGN_OUT_GROUP, TAKE_BREAK};
pub use supervision::{BARGE_IN_CALL, COACH_CALL, INTERCEPT_CALL, MONITOR_CALL};
pub use transfer::{
    BLIND_TRANSFER, CANCEL_ATTENDED_TRANSFER, COMPLETE_ATTENDED_TRANSFER, INITIATE_ATTENDED_TRANSFER,
};
pub use work_mode::{CHANGE_VISIBILITY, CHANGE_WORK_MODE, RESET_AGENT_STATE};

/// The version of the API.
pub const VERSION: &str = "2020-07-01";
