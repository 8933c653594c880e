//! The operations, by family.

mod common;
mod data;
mod session;
mod state;
mod transfer;
mod voice;

pub use data::*;
pub use session::*;
pub use state::*;
pub use transfer::*;
pub use voice::*;

use super::operation::Operation;
use crate::operation;

/// Writes the list once, for code of this folder and for code that knows no vendor.
macro_rules! operations {
    ($($operation:ident),+ $(,)?) => {
        /// Every operation, in the order of an agent's day.
        pub static OPERATIONS: &[&Operation] = &[$(&$operation),+];
        /// The same list for code that knows no vendor.
        pub(in crate::cc_gateway) static ROWS: &[&dyn operation::Operation] = &[$(&$operation),+];
    };
}

operations![
    LOGIN,
    FORCE_LOGIN,
    LOGIN_EX,
    HAND_SHAKE,
    UPDATE_GUID,
    RESET_SKILL,
    AUTO_ENTER_IDLE,
    SET_TALK_RIGHT,
    SAY_FREE,
    SAY_BUSY,
    CANCEL_BUSY,
    REST,
    CANCEL_REST,
    WORK,
    CANCEL_WORK,
    AGENT_STATUS,
    GET_AGENT_EVENT,
    ALL_AGENT_EVENT,
    CALLOUT,
    PREVIEW_CALLOUT,
    CALL_INNER,
    CALL_INNER_SKILL,
    ANSWER,
    SNATCH_PICKUP,
    PHONE_PICKUP,
    PHONE_HANGUP,
    HOLD,
    GET_HOLD,
    CONNECT_HOLD,
    BEGIN_MUTE,
    END_MUTE,
    SECOND_DIAL,
    SECOND_DIAL_EX,
    INNER_HELP,
    CONF_JOIN,
    TRANSFER,
    CANCEL_TRANSFER,
    RELEASE,
    RELEASE_EX,
    DROP_CALL,
    DISCONNECT,
    RELEASE_PHONE,
    QUERY_HOLD_LIST_INFO,
    QUERY_CALL_INFO,
    QUERY_CALL_INFO_BEFORE_ANSWER,
    QUERY_CALL_INFO_BY_CALL_ID,
    ALL_CALL_ID,
    QUERY_ALL_CALL_INFO,
    QUERY_ALL_CALL_INFO_EX,
    REMOTE_NUMBERS,
    QUERY_APP_DATA,
    SET_CALL_DATA_EX,
    QUERY_STATISTICS,
    LOGOUT,
    FORCE_LOGOUT,
    FORCE_LOGOUT_WITH_REASON,
];

/// The operation of this id.
pub fn operation(id: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().copied().find(|operation| operation.id == id)
}
