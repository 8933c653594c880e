//! Several calls and several parties: alternating, consultation, conferences and transfers.

use offhook_machine::{Basis, OpKind};

use super::common::{CALL_DATA, CALLER_ROW, HOLD_FLAG, MEDIA_ABILITY, common};
use crate::cc_gateway::operation::{
    AGENT_ID, CALL_IDS, CONTENT_TYPE, Does, GUID, NAMED_CALL, Operation, body, chosen, likely, likely_event,
    listed, listed_event,
};
use crate::cc_gateway::results::{CALL_ID_RESULT, LIKELY_RESULT};
use crate::cc_gateway::retcodes::{
    BAD_PARAMETER, CONFERENCE_NO_CALL, CONFERENCE_NO_HELD, CONNECT_NO_CALL, CONNECT_NO_HELD, CONSULT_NO_CALL,
    HOLD_NO_CALL, HOLD_STATE, INTERNAL, NO_RIGHT, NOT_SIGNED_IN, TRANSFER_NO_CALL,
};
use crate::cc_gateway::session_layer::{consultation, held_call};
use crate::shape::{Bounds, Required, Type};

/// Holds the current call and retrieves a held one.
pub static CONNECT_HOLD: Operation = Operation {
    id: "connectHold",
    clause: "cc-gateway.connect-hold",
    log_name: "connectHold",
    path: "/agentgateway/resource/voicecall/{agentid}/connecthold/{callid}",
    about: "alternates between the current call and the held one",
    params: &[AGENT_ID, NAMED_CALL, CONTENT_TYPE, GUID],
    // What the page lists reads as if copied from another one.
    events: &[
        likely_event("AgentEvent_Hold"),
        likely_event("AgentEvent_Talking"),
        listed_event("AgentEvent_Call_Release"),
        listed_event("AgentEvent_Customer_Release"),
        listed_event("AgentOther_PhoneRelease"),
        listed_event("AgentMediaEvent_StopRecordDone"),
    ],
    retcodes: &[
        listed(NOT_SIGNED_IN),
        listed(INTERNAL),
        likely(CONNECT_NO_CALL),
        likely(CONNECT_NO_HELD),
        listed(HOLD_NO_CALL),
        listed(HOLD_STATE),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    asks: &[OpKind::Alternate],
    ..common(Does::Session(held_call::connect_hold))
};

/// Asks a colleague for help.
pub static INNER_HELP: Operation = Operation {
    id: "innerHelp",
    clause: "cc-gateway.inner-help",
    log_name: "innerHelp",
    path: "/agentgateway/resource/voicecall/{agentid}/innerhelp",
    about: "asks another agent for help with the current call",
    params: &[
        AGENT_ID,
        CONTENT_TYPE,
        GUID,
        body("dstaddress", Type::String, Required::Always, "the number of the agent, or of the skill"),
        body("devicetype", Type::Integer, Required::Never, "1 for a skill, 2 for an agent")
            .bounds(Bounds::OneOf(&["1", "2"]))
            .default("2"),
        body("mode", Type::Integer, Required::Never, "1 to talk with the helper alone, 2 for all three")
            .bounds(Bounds::OneOf(&["1", "2"]))
            .default("1"),
        CALL_DATA,
        HOLD_FLAG,
    ],
    fields: CALL_ID_RESULT,
    success_message: "",
    events: &[
        listed_event("AgentEvent_Hold"),
        listed_event("AgentEvent_Customer_Alerting"),
        listed_event("AgentEvent_Talking"),
        likely_event("AgentEvent_Conference"),
        likely_event("AgentEvent_Consult_Fail"),
    ],
    retcodes: &[
        likely(NOT_SIGNED_IN),
        likely(INTERNAL),
        likely(CONSULT_NO_CALL),
        likely(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    asks: &[OpKind::Consult],
    ..common(Does::Session(consultation::inner_help))
};

/// Joins the current call and the held one.
pub static CONF_JOIN: Operation = Operation {
    id: "confJoin",
    clause: "cc-gateway.conf-join",
    log_name: "confJoin",
    path: "/agentgateway/resource/voicecall/{agentid}/confjoin",
    about: "joins the current call and the held one to a conversation of three",
    params: &[
        AGENT_ID,
        CONTENT_TYPE,
        GUID,
        body("callid", Type::String, Required::Always, "the held call").bounds(CALL_IDS),
        CALL_DATA,
    ],
    events: &[listed_event("AgentEvent_Conference"), listed_event("AgentEvent_Customer_Release")],
    retcodes: &[
        listed(NOT_SIGNED_IN),
        listed(INTERNAL),
        listed(CONFERENCE_NO_CALL),
        listed(CONFERENCE_NO_HELD),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    asks: &[OpKind::Conference],
    ..common(Does::Session(held_call::conf_join))
};

/// Hands the call on.
pub static TRANSFER: Operation = Operation {
    id: "transfer",
    clause: "cc-gateway.transfer",
    log_name: "transfer",
    path: "/agentgateway/resource/voicecall/{agentid}/transfer",
    about: "hands the call on to a skill, an agent, a voice menu, an access code or an outside number",
    params: &[
        AGENT_ID,
        CONTENT_TYPE,
        GUID,
        body(
            "devicetype",
            Type::Integer,
            Required::Always,
            "to what: 1 a skill, 2 an agent, 3 a voice menu, 4 an access code, 5 an outside number",
        )
        .bounds(Bounds::OneOf(&["1", "2", "3", "4", "5"])),
        body("address", Type::String, Required::Always, "its number")
            .bounds(Bounds::Symbols { alphabet: "0123456789", min: 1, max: 24 })
            .later_bounds(Bounds::Symbols { alphabet: "0123456789*#ABCDEabcde", min: 1, max: 24 }),
        body("mode", Type::Integer, Required::Always, "how; what a number means depends on devicetype")
            .bounds(Bounds::OneOf(&["0", "1", "2", "3", "4"])),
        CALL_DATA,
        CALLER_ROW,
        MEDIA_ABILITY,
        HOLD_FLAG,
        body("skillId", Type::Integer, Required::Never, "a skill; what for is not at hand")
            .basis(Basis::Inferred),
    ],
    fields: LIKELY_RESULT,
    events: &[
        listed_event("AgentEvent_Customer_Alerting"),
        listed_event("AgentEvent_Talking"),
        listed_event("AgentEvent_Connect_Fail"),
        listed_event("AgentEvent_Call_Release"),
        listed_event("AgentEvent_SuccTransResult"),
        listed_event("AgentMediaEvent_StopRecordDone"),
        listed_event("AgentEvent_Conference"),
        listed_event("AgentEvent_ReturnFromIvr"),
    ],
    retcodes: &[
        likely(NOT_SIGNED_IN),
        likely(INTERNAL),
        likely(TRANSFER_NO_CALL),
        likely(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    asks: &[OpKind::BlindTransfer, OpKind::Consult, OpKind::Flow],
    ..common(Does::Session(consultation::transfer))
};

/// Cancels the transfer of a call that is being handed on.
pub static CANCEL_TRANSFER: Operation = Operation {
    id: "cancelTransfer",
    clause: "cc-gateway.cancel-transfer",
    log_name: "cancelTransfer",
    path: "/agentgateway/resource/voicecall/{agentid}/canceltransfer",
    about: "cancels the transfer of a call that is being handed on to an outside number",
    events: &[listed_event("AgentEvent_Talking"), listed_event("AgentEvent_Customer_Release")],
    retcodes: &[
        listed(NOT_SIGNED_IN),
        listed(INTERNAL),
        listed(TRANSFER_NO_CALL),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    asks: &[OpKind::CancelTransfer, OpKind::Release],
    ..common(Does::Session(consultation::cancel_transfer))
};
