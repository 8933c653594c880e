//! Alibaba Cloud CCC, version 2020-07-01: thirty-three actions as tables.
//!
//! The order of fields is documented where a sample shows it (MakeCall, HoldCall, MuteCall, ReleaseCall) and chosen elsewhere.

pub mod errors;
pub mod signature;

mod action;
mod actions;
mod call;
mod claim_call;
mod clauses;
mod client;
mod conference;
mod decoded;
mod derived;
mod documents;
mod enumerations;
mod events;
mod flow;
mod freedoms;
mod gate;
mod hold_call;
mod make_call;
mod mute_call;
mod nested;
mod nonces;
mod openapi;
mod ops;
mod out_of_reach;
mod outbound;
mod refusal;
mod release_call;
mod rows;
mod rpc;
mod session;
mod session_layer;
mod supervision;
mod transfer;
mod unobservable;
mod vendor;
mod view;
mod work_mode;

pub use action::{Action, ActionRefusal, Decoded, Does, ShownCall, ShownChannels, ToOp, decode_params};
pub use actions::{ACTIONS, ERROR_FIELDS, action};
pub use call::{ANSWER_CALL, POLL_USER_STATUS};
pub use claim_call::CLAIM_CALL;
pub use conference::{END_CONFERENCE, START_CONFERENCE, SWITCH_TO_CONFERENCE};
pub use events::{EVENTS, EventRow, Field, event};
pub use flow::{LAUNCH_AUTHENTICATION, LAUNCH_SURVEY, SEND_DTMF_SIGNALING};
pub use gate::{MAX_NONCE_BYTES, MAX_NONCES, MAX_NONCES_PER_KEY, MAX_SKEW};
pub use hold_call::{HOLD_CALL, RETRIEVE_CALL};
pub use make_call::MAKE_CALL;
pub use mute_call::{MUTE_CALL, UNMUTE_CALL};
pub use outbound::{REDIAL_CALL, START_BACK2BACK_CALL, START_PREDICTIVE_CALL};
pub use release_call::RELEASE_CALL;
pub use rpc::{RpcRequest, VERSION};
pub use session::{READY_FOR_SERVICE, SIGN_IN_GROUP, SIGN_OUT_GROUP, TAKE_BREAK};
pub use session_layer::Session;
pub use supervision::{BARGE_IN_CALL, COACH_CALL, INTERCEPT_CALL, MONITOR_CALL};
pub use transfer::{
    BLIND_TRANSFER, CANCEL_ATTENDED_TRANSFER, COMPLETE_ATTENDED_TRANSFER, INITIATE_ATTENDED_TRANSFER,
};
pub use vendor::VENDOR;
pub use work_mode::{CHANGE_VISIBILITY, CHANGE_WORK_MODE, RESET_AGENT_STATE};
