//! The operations, by family.

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

use offhook_machine::Basis;

use super::operation::{
    AGENT_ID, CONTENT_TYPE, EventRow, GUID, Method, Operation, RetcodeRow, body, chosen, likely, listed,
    listed_event,
};
use super::results::RESERVED_RESULT;
use super::retcodes::{
    BAD_MESSAGE, BAD_PARAMETER, INTERNAL, NO_RIGHT, NOT_SIGNED_IN, RELEASE_NO_CALL, STATE_NOT_SET,
    WRONG_NUMBER,
};
use crate::clause::documents;
use crate::shape::{Bounds, ParamRow, Required, Type};

const SUCCESS: &str = "success";
const BARE: &[ParamRow] = &[AGENT_ID, CONTENT_TYPE, GUID];
const DIALLED: Bounds = Bounds::Symbols { alphabet: "0123456789*#", min: 1, max: 24 };
const DIGITS: Bounds = Bounds::Symbols { alphabet: "0123456789", min: 1, max: 24 };

/// What the operations have in common.
const COMMON: Operation = Operation {
    id: "",
    clause: "",
    log_name: "",
    method: Method::Post,
    path: "",
    deprecated: false,
    about: "",
    params: BARE,
    fields: RESERVED_RESULT,
    success_message: SUCCESS,
    events: &[],
    retcodes: &[],
    document: &documents::GATEWAY_REFERENCE,
    basis: Basis::Documented,
};

const CALLER_ROW: ParamRow =
    body("caller", Type::String, Required::Never, "the number shown; the centre's own if empty")
        .bounds(Bounds::Symbols { alphabet: "0123456789", min: 0, max: 24 });
const CALL_DATA: ParamRow =
    body("callappdata", Type::String, Required::Never, "data that travel with the call")
        .bounds(Bounds::Length { min: 0, max: 1024 })
        .later_bounds(Bounds::Length { min: 0, max: 16_384 });
const MEDIA_ABILITY: ParamRow =
    body("mediaability", Type::Integer, Required::Never, "0 sound, 1 picture, 2 both where possible")
        .bounds(Bounds::OneOf(&["0", "1", "2"]))
        .default("0");
const HOLD_FLAG: ParamRow =
    body("holdflag", Type::Boolean, Required::Never, "whether the call is held in the meantime")
        .default("true");

/// What an operation refuses with whose page's list is not at hand.
const USUAL_REFUSALS: &[RetcodeRow] =
    &[likely(BAD_PARAMETER), likely(NOT_SIGNED_IN), likely(INTERNAL), likely(NO_RIGHT)];
const STATE_REFUSALS: &[RetcodeRow] = &[
    likely(NOT_SIGNED_IN),
    likely(INTERNAL),
    likely(STATE_NOT_SET),
    chosen(BAD_PARAMETER),
    likely(NO_RIGHT),
];
const DIAL_REFUSALS: &[RetcodeRow] = &[
    likely(BAD_PARAMETER),
    likely(BAD_MESSAGE),
    likely(NOT_SIGNED_IN),
    likely(INTERNAL),
    likely(WRONG_NUMBER),
    likely(NO_RIGHT),
];
const RELEASE_EVENTS: &[EventRow] =
    &[listed_event("AgentEvent_Call_Release"), listed_event("AgentEvent_Customer_Release")];
const RELEASE_REFUSALS: &[RetcodeRow] = &[
    listed(NOT_SIGNED_IN),
    listed(INTERNAL),
    listed(RELEASE_NO_CALL),
    chosen(BAD_PARAMETER),
    likely(NO_RIGHT),
];

/// Every operation, in the order of an agent's day.
pub static OPERATIONS: &[&Operation] = &[
    &LOGIN,
    &FORCE_LOGIN,
    &LOGIN_EX,
    &HAND_SHAKE,
    &UPDATE_GUID,
    &RESET_SKILL,
    &AUTO_ENTER_IDLE,
    &SET_TALK_RIGHT,
    &SAY_FREE,
    &SAY_BUSY,
    &CANCEL_BUSY,
    &REST,
    &CANCEL_REST,
    &WORK,
    &CANCEL_WORK,
    &AGENT_STATUS,
    &GET_AGENT_EVENT,
    &ALL_AGENT_EVENT,
    &CALLOUT,
    &PREVIEW_CALLOUT,
    &CALL_INNER,
    &CALL_INNER_SKILL,
    &ANSWER,
    &SNATCH_PICKUP,
    &PHONE_PICKUP,
    &PHONE_HANGUP,
    &HOLD,
    &GET_HOLD,
    &CONNECT_HOLD,
    &BEGIN_MUTE,
    &END_MUTE,
    &SECOND_DIAL,
    &SECOND_DIAL_EX,
    &INNER_HELP,
    &CONF_JOIN,
    &TRANSFER,
    &CANCEL_TRANSFER,
    &RELEASE,
    &RELEASE_EX,
    &DROP_CALL,
    &DISCONNECT,
    &RELEASE_PHONE,
    &QUERY_HOLD_LIST_INFO,
    &QUERY_CALL_INFO,
    &QUERY_CALL_INFO_BEFORE_ANSWER,
    &QUERY_CALL_INFO_BY_CALL_ID,
    &ALL_CALL_ID,
    &QUERY_ALL_CALL_INFO,
    &QUERY_ALL_CALL_INFO_EX,
    &REMOTE_NUMBERS,
    &QUERY_APP_DATA,
    &SET_CALL_DATA_EX,
    &QUERY_STATISTICS,
    &LOGOUT,
    &FORCE_LOGOUT,
    &FORCE_LOGOUT_WITH_REASON,
];

/// The operation of this id.
pub fn operation(id: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().copied().find(|operation| operation.id == id)
}
