//! What the rows of several operations share.

use offhook_machine::Basis;

use crate::cc_gateway::documents;
use crate::cc_gateway::operation::{
    AGENT_ID, CONTENT_TYPE, Does, GUID, Method, Operation, RetcodeRow, body, chosen, likely, listed,
    listed_event,
};
use crate::cc_gateway::results::RESERVED_RESULT;
use crate::cc_gateway::retcodes::{
    BAD_MESSAGE, BAD_PARAMETER, INTERNAL, NO_RIGHT, NOT_SIGNED_IN, RELEASE_NO_CALL, STATE_NOT_SET,
    WRONG_NUMBER,
};
use crate::operation::Trigger;
use crate::shape::{Bounds, ParamRow, Required, Type};

pub(super) const SUCCESS: &str = "success";
pub(super) const BARE: &[ParamRow] = &[AGENT_ID, CONTENT_TYPE, GUID];
pub(super) const DIALLED: Bounds = Bounds::Symbols { alphabet: "0123456789*#", min: 1, max: 24 };
pub(super) const DIGITS: Bounds = Bounds::Symbols { alphabet: "0123456789", min: 1, max: 24 };

/// What the operations have in common; a row that does not say what it does is not a row.
pub(super) const fn common(does: Does) -> Operation {
    Operation {
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
        document: &documents::REFERENCE,
        basis: Basis::Documented,
        asks: &[],
        begins: None,
        does,
    }
}

pub(super) const CALLER_ROW: ParamRow =
    body("caller", Type::String, Required::Never, "the number shown; the centre's own if empty")
        .bounds(Bounds::Symbols { alphabet: "0123456789", min: 0, max: 24 });
pub(super) const CALL_DATA: ParamRow =
    body("callappdata", Type::String, Required::Never, "data that travel with the call")
        .bounds(Bounds::Length { min: 0, max: 1024 })
        .later_bounds(Bounds::Length { min: 0, max: 16_384 });
pub(super) const MEDIA_ABILITY: ParamRow =
    body("mediaability", Type::Integer, Required::Never, "0 sound, 1 picture, 2 both where possible")
        .bounds(Bounds::OneOf(&["0", "1", "2"]))
        .default("0");
pub(super) const HOLD_FLAG: ParamRow =
    body("holdflag", Type::Boolean, Required::Never, "whether the call is held in the meantime")
        .default("true");

/// What an operation refuses with whose page's list is not at hand.
pub(super) const USUAL_REFUSALS: &[RetcodeRow] =
    &[likely(BAD_PARAMETER), likely(NOT_SIGNED_IN), likely(INTERNAL), likely(NO_RIGHT)];
pub(super) const STATE_REFUSALS: &[RetcodeRow] = &[
    likely(NOT_SIGNED_IN),
    likely(INTERNAL),
    likely(STATE_NOT_SET),
    chosen(BAD_PARAMETER),
    likely(NO_RIGHT),
];
pub(super) const DIAL_REFUSALS: &[RetcodeRow] = &[
    likely(BAD_PARAMETER),
    likely(BAD_MESSAGE),
    likely(NOT_SIGNED_IN),
    likely(INTERNAL),
    likely(WRONG_NUMBER),
    likely(NO_RIGHT),
];
pub(super) const RELEASE_EVENTS: &[Trigger] =
    &[listed_event("AgentEvent_Call_Release"), listed_event("AgentEvent_Customer_Release")];
pub(super) const RELEASE_REFUSALS: &[RetcodeRow] = &[
    listed(NOT_SIGNED_IN),
    listed(INTERNAL),
    listed(RELEASE_NO_CALL),
    chosen(BAD_PARAMETER),
    likely(NO_RIGHT),
];
