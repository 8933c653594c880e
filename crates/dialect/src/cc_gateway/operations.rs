//! The operations.

use offhook_machine::Basis;

use super::events::EMPTY_POLL_FIELDS;
use super::operation::{
    AGENT_ID, CALL_ID, CALL_ID_RESULT, CONTENT_TYPE, EventRow, GUID, Method, NAMED_CALL, Operation,
    RESERVED_RESULT, RetcodeRow, SIGN_IN_RESULT, STATUS_RESULT, body, chosen, likely, likely_event, listed,
    listed_event,
};
use super::retcodes::{
    AGENT_TYPE, ANSWER_NO_CALL, BAD_MESSAGE, BAD_PARAMETER, DROP_NO_CALL, HOLD_NO_CALL, HOLD_STATE, INTERNAL,
    IP_INVALID, MUTE_NO_CALL, MUTE_STATE, NO_HELD_CALL, NO_RIGHT, NOT_SIGNED_IN, PHONE_INVALID, PHONE_RANGE,
    RELEASE_NO_CALL, SIGN_IN_EMPTY, SIGN_IN_ILLEGAL, SIGN_OUT_ILLEGAL, SIGN_OUT_STATE, SIGNED_IN_ALREADY,
    SIGNED_OUT_ALREADY, STATE_NOT_SET, UNHOLD_STATE, UNMUTE_NO_CALL, UNMUTE_STATE, WRONG_NUMBER,
    WRONG_PASSWORD,
};
use crate::clause::documents;
use crate::shape::{Bounds, ParamRow, Required, Type};

const SUCCESS: &str = "success";
const BARE: &[ParamRow] = &[AGENT_ID, CONTENT_TYPE, GUID];
const DIALLED: Bounds = Bounds::Symbols { alphabet: "0123456789*#", min: 1, max: 24 };
const CALLER: Bounds = Bounds::Symbols { alphabet: "0123456789", min: 0, max: 24 };

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

/// Signs an agent in.
pub static LOGIN: Operation = Operation {
    id: "login",
    clause: "cc-gateway.login",
    log_name: "login",
    method: Method::Put,
    path: "/agentgateway/resource/onlineagent/{agentid}",
    about: "signs an agent in and opens a session",
    params: &[
        AGENT_ID,
        CONTENT_TYPE,
        body("password", Type::String, Required::Always, "the password; may be empty where none is checked")
            .bounds(Bounds::Length { min: 0, max: 32 }),
        body("phonenum", Type::String, Required::Always, "the agent's phone")
            .bounds(Bounds::Length { min: 1, max: 24 }),
        body("autoanswer", Type::Boolean, Required::Never, "whether calls are answered by themselves")
            .default("true"),
        body("autoenteridle", Type::Boolean, Required::Never, "idle after a call, or after-call work")
            .default("true"),
        body("releasephone", Type::Boolean, Required::Never, "whether the handset is hung up between calls")
            .default("true"),
        body("agenttype", Type::Integer, Required::Never, "4 for a phone, 11 for a video phone")
            .bounds(Bounds::OneOf(&["4", "11"]))
            .default("4"),
        body(
            "status",
            Type::Integer,
            Required::Never,
            "the state to begin in: 3 busy, 4 idle, 5 after-call work",
        )
        .bounds(Bounds::OneOf(&["3", "4", "5"]))
        .default("4"),
        body("ip", Type::String, Required::Never, "the client's IPv4 address")
            .bounds(Bounds::Symbols { alphabet: "0123456789.", min: 7, max: 15 })
            .default("127.0.0.1"),
        body("entryIp", Type::String, Required::Never, "the address of the entry"),
        body("phonelinkage", Type::Boolean, Required::Never, "whether the handset and the client act as one")
            .default("false"),
        body("callBackUri", Type::String, Required::Never, "where events are pushed, with a service token"),
        body("serviceToken", Type::String, Required::Never, "the token for pushed events"),
    ],
    fields: SIGN_IN_RESULT,
    success_message: "",
    events: &[
        likely_event("AgentOther_InService"),
        likely_event("AgentState_Ready"),
        likely_event("AgentState_SetNotReady_Success"),
        likely_event("AgentState_Work"),
    ],
    retcodes: &[
        likely(SIGN_IN_EMPTY),
        likely(SIGNED_IN_ALREADY),
        likely(WRONG_PASSWORD),
        likely(SIGN_IN_ILLEGAL),
        likely(AGENT_TYPE),
        likely(PHONE_INVALID),
        likely(PHONE_RANGE),
        likely(IP_INVALID),
        likely(BAD_MESSAGE),
        chosen(BAD_PARAMETER),
        chosen(INTERNAL),
    ],
    ..COMMON
};

/// Signs an agent out.
pub static LOGOUT: Operation = Operation {
    id: "logout",
    clause: "cc-gateway.logout",
    log_name: "logout",
    method: Method::Delete,
    path: "/agentgateway/resource/onlineagent/{agentid}/logout",
    about: "signs an agent out and closes the session",
    events: &[listed_event("AgentOther_ShutdownService")],
    retcodes: &[
        listed(SIGN_OUT_ILLEGAL),
        listed(NOT_SIGNED_IN),
        listed(INTERNAL),
        listed(SIGNED_OUT_ALREADY),
        likely(SIGN_OUT_STATE),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    ..COMMON
};

/// Becomes idle.
pub static SAY_FREE: Operation = Operation {
    id: "sayFree",
    clause: "cc-gateway.say-free",
    log_name: "sayFree",
    path: "/agentgateway/resource/onlineagent/{agentid}/sayfree",
    about: "makes the agent idle",
    events: &[likely_event("AgentState_Ready"), likely_event("AgentState_CancelNotReady_Success")],
    retcodes: STATE_REFUSALS,
    ..COMMON
};

/// Becomes busy.
pub static SAY_BUSY: Operation = Operation {
    id: "sayBusy",
    clause: "cc-gateway.say-busy",
    log_name: "sayBusy",
    path: "/agentgateway/resource/onlineagent/{agentid}/saybusy",
    about: "makes the agent busy: no calls until further notice",
    params: &[
        AGENT_ID,
        ParamRow::new("reason", Type::Integer, Required::Never, "why: 200 to 250; 0 or none for no reason"),
        ParamRow::new("prolong", Type::Boolean, Required::Never, "whether a busy spell is made longer"),
        CONTENT_TYPE,
        GUID,
    ],
    events: &[listed_event("AgentState_SetNotReady_Success")],
    retcodes: &[
        listed(BAD_PARAMETER),
        listed(NOT_SIGNED_IN),
        listed(INTERNAL),
        listed(STATE_NOT_SET),
        likely(NO_RIGHT),
    ],
    ..COMMON
};

/// Begins after-call work.
pub static WORK: Operation = Operation {
    id: "work",
    clause: "cc-gateway.work",
    log_name: "work",
    path: "/agentgateway/resource/onlineagent/{agentid}/work",
    about: "puts the agent into after-call work",
    events: &[likely_event("AgentState_SetWork_Success")],
    retcodes: STATE_REFUSALS,
    basis: Basis::Inferred,
    ..COMMON
};

/// Ends after-call work.
pub static CANCEL_WORK: Operation = Operation {
    id: "cancelWork",
    clause: "cc-gateway.cancel-work",
    log_name: "cancelWork",
    path: "/agentgateway/resource/onlineagent/{agentid}/cancelwork",
    about: "ends the agent's after-call work",
    events: &[listed_event("AgentState_CancelWork_Success")],
    retcodes: &[
        listed(NOT_SIGNED_IN),
        listed(INTERNAL),
        listed(STATE_NOT_SET),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    ..COMMON
};

const STATE_REFUSALS: &[RetcodeRow] = &[
    likely(NOT_SIGNED_IN),
    likely(INTERNAL),
    likely(STATE_NOT_SET),
    chosen(BAD_PARAMETER),
    likely(NO_RIGHT),
];

/// Tells an agent's state.
pub static AGENT_STATUS: Operation = Operation {
    id: "agentStatus",
    clause: "cc-gateway.agent-status",
    log_name: "getAgentStatus",
    method: Method::Get,
    path: "/agentgateway/resource/onlineagent/{agentid}/agentstatus",
    about: "tells the agent's state",
    fields: STATUS_RESULT,
    retcodes: &[listed(BAD_PARAMETER), likely(NOT_SIGNED_IN), likely(INTERNAL), likely(NO_RIGHT)],
    ..COMMON
};

/// Polls for the next event.
pub static GET_AGENT_EVENT: Operation = Operation {
    id: "getAgentEvent",
    clause: "cc-gateway.get-agent-event",
    log_name: "getAgentEvent",
    method: Method::Get,
    path: "/agentgateway/resource/agentevent/{agentid}",
    about: "waits for the agent's next event and keeps the session alive",
    params: &[
        AGENT_ID,
        ParamRow::new("calldata", Type::String, Required::Never, "whether data of the call are wanted too"),
        CONTENT_TYPE,
        GUID,
    ],
    fields: EMPTY_POLL_FIELDS,
    success_message: "",
    retcodes: &[likely(NOT_SIGNED_IN), likely(INTERNAL), chosen(BAD_PARAMETER), likely(NO_RIGHT)],
    ..COMMON
};

/// Calls an outside number.
pub static CALLOUT: Operation = Operation {
    id: "callout",
    clause: "cc-gateway.callout",
    log_name: "callout",
    method: Method::Put,
    path: "/agentgateway/resource/voicecall/{agentid}/callout",
    about: "calls an outside number",
    params: &[
        AGENT_ID,
        CONTENT_TYPE,
        GUID,
        CALLER_ROW,
        body("called", Type::String, Required::Always, "the number called").bounds(DIALLED),
        SKILL_ID,
        CALL_DATA,
        MEDIA_ABILITY,
        body("userVideoDirection", Type::Integer, Required::Never, "which way a video runs")
            .bounds(Bounds::OneOf(&["1", "2", "3", "4"]))
            .default("4"),
    ],
    fields: CALL_ID_RESULT,
    success_message: "",
    events: &[
        listed_event("AgentOther_PhoneAlerting"),
        listed_event("AgentOther_PhoneOffhook"),
        listed_event("AgentState_Busy"),
        listed_event("AgentEvent_Customer_Alerting"),
        listed_event("AgentEvent_Talking"),
        listed_event("AgentEvent_Call_Out_Fail"),
        listed_event("AgentEvent_Connect_Fail"),
    ],
    retcodes: DIAL_REFUSALS,
    ..COMMON
};

/// Calls a colleague.
pub static CALL_INNER: Operation = Operation {
    id: "callInner",
    clause: "cc-gateway.call-inner",
    log_name: "callInner",
    method: Method::Put,
    path: "/agentgateway/resource/voicecall/{agentid}/callinner",
    about: "calls another agent",
    params: &[
        AGENT_ID,
        CONTENT_TYPE,
        GUID,
        CALLER_ROW,
        body("called", Type::String, Required::Always, "the number of the agent called").bounds(DIALLED),
        SKILL_ID,
        CALL_DATA,
        MEDIA_ABILITY,
    ],
    fields: CALL_ID_RESULT,
    success_message: "",
    events: &[
        listed_event("AgentOther_PhoneAlerting"),
        listed_event("AgentOther_PhoneOffhook"),
        listed_event("AgentState_Busy"),
        listed_event("AgentEvent_Customer_Alerting"),
        listed_event("AgentEvent_Talking"),
        listed_event("AgentEvent_Inside_Call_Fail"),
    ],
    retcodes: DIAL_REFUSALS,
    ..COMMON
};

const CALLER_ROW: ParamRow =
    body("caller", Type::String, Required::Never, "the number shown; the centre's own if empty")
        .bounds(CALLER);
const SKILL_ID: ParamRow = body("skillid", Type::Integer, Required::Never, "the skill the call counts for");
const CALL_DATA: ParamRow =
    body("callappdata", Type::String, Required::Never, "data that travel with the call")
        .bounds(Bounds::Length { min: 0, max: 1024 })
        .later_bounds(Bounds::Length { min: 0, max: 16_384 });
const MEDIA_ABILITY: ParamRow =
    body("mediaability", Type::Integer, Required::Never, "0 sound, 1 picture, 2 both where possible")
        .bounds(Bounds::OneOf(&["0", "1", "2"]))
        .default("0");

const DIAL_REFUSALS: &[RetcodeRow] = &[
    likely(BAD_PARAMETER),
    likely(BAD_MESSAGE),
    likely(NOT_SIGNED_IN),
    likely(INTERNAL),
    likely(WRONG_NUMBER),
    likely(NO_RIGHT),
];

/// Answers a ringing call.
pub static ANSWER: Operation = Operation {
    id: "answer",
    clause: "cc-gateway.answer",
    log_name: "answer",
    method: Method::Put,
    path: "/agentgateway/resource/voicecall/{agentid}/answer",
    about: "answers a ringing call",
    params: &[AGENT_ID, CALL_ID, CONTENT_TYPE, GUID],
    events: &[listed_event("AgentEvent_Talking")],
    retcodes: &[
        listed(NOT_SIGNED_IN),
        listed(INTERNAL),
        listed(ANSWER_NO_CALL),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    ..COMMON
};

const RELEASE_EVENTS: &[EventRow] =
    &[listed_event("AgentEvent_Call_Release"), listed_event("AgentEvent_Customer_Release")];
const RELEASE_REFUSALS: &[RetcodeRow] = &[
    listed(NOT_SIGNED_IN),
    listed(INTERNAL),
    listed(RELEASE_NO_CALL),
    chosen(BAD_PARAMETER),
    likely(NO_RIGHT),
];

/// Hangs up.
pub static RELEASE: Operation = Operation {
    id: "release",
    clause: "cc-gateway.release",
    log_name: "release",
    method: Method::Delete,
    path: "/agentgateway/resource/voicecall/{agentid}/release",
    about: "hangs up the agent's current call",
    events: RELEASE_EVENTS,
    retcodes: RELEASE_REFUSALS,
    document: &documents::RELEASE,
    ..COMMON
};

/// Hangs up, by the older path.
pub static RELEASE_EX: Operation = Operation {
    id: "releaseEx",
    clause: "cc-gateway.release-ex",
    log_name: "releaseEx",
    path: "/agentgateway/resource/voicecall/{agentid}",
    deprecated: true,
    about: "hangs up the agent's current call, for clients of earlier versions",
    method: Method::Delete,
    events: RELEASE_EVENTS,
    retcodes: RELEASE_REFUSALS,
    document: &documents::RELEASE,
    ..COMMON
};

/// Hangs up the call that is named.
pub static DROP_CALL: Operation = Operation {
    id: "dropCall",
    clause: "cc-gateway.drop-call",
    log_name: "dropCall",
    path: "/agentgateway/resource/voicecall/{agentid}/dropcall/{callid}",
    about: "hangs up the call of this id",
    params: &[AGENT_ID, NAMED_CALL, CONTENT_TYPE, GUID],
    events: &[
        listed_event("AgentEvent_Call_Release"),
        listed_event("AgentEvent_Customer_Release"),
        listed_event("AgentOther_PhoneRelease"),
    ],
    retcodes: &[
        listed(NOT_SIGNED_IN),
        listed(INTERNAL),
        listed(DROP_NO_CALL),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    ..COMMON
};

/// Holds the call.
pub static HOLD: Operation = Operation {
    id: "hold",
    clause: "cc-gateway.hold",
    log_name: "hold",
    path: "/agentgateway/resource/voicecall/{agentid}/hold",
    about: "holds the current call",
    events: &[listed_event("AgentEvent_Hold")],
    retcodes: &[
        likely(NOT_SIGNED_IN),
        likely(INTERNAL),
        likely(HOLD_NO_CALL),
        likely(HOLD_STATE),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    ..COMMON
};

/// Takes a held call back.
pub static GET_HOLD: Operation = Operation {
    id: "getHold",
    clause: "cc-gateway.get-hold",
    log_name: "getHold",
    path: "/agentgateway/resource/voicecall/{agentid}/gethold",
    about: "takes a held call back",
    params: &[AGENT_ID, CALL_ID, CONTENT_TYPE, GUID],
    events: &[likely_event("AgentEvent_Talking")],
    retcodes: &[
        likely(NOT_SIGNED_IN),
        likely(INTERNAL),
        likely(NO_HELD_CALL),
        likely(UNHOLD_STATE),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    ..COMMON
};

/// Mutes the agent.
pub static BEGIN_MUTE: Operation = Operation {
    id: "beginMute",
    clause: "cc-gateway.begin-mute",
    log_name: "beginMute",
    path: "/agentgateway/resource/voicecall/{agentid}/beginmute",
    about: "makes the agent unheard",
    retcodes: &[
        likely(NOT_SIGNED_IN),
        likely(INTERNAL),
        likely(MUTE_NO_CALL),
        likely(MUTE_STATE),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    ..COMMON
};

/// Unmutes the agent.
pub static END_MUTE: Operation = Operation {
    id: "endMute",
    clause: "cc-gateway.end-mute",
    log_name: "endMute",
    path: "/agentgateway/resource/voicecall/{agentid}/endmute",
    about: "makes the agent heard again",
    retcodes: &[
        likely(NOT_SIGNED_IN),
        likely(INTERNAL),
        likely(UNMUTE_NO_CALL),
        likely(UNMUTE_STATE),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    ..COMMON
};

/// Every operation, in the order of an agent's day.
pub static OPERATIONS: &[&Operation] = &[
    &LOGIN,
    &SAY_FREE,
    &SAY_BUSY,
    &WORK,
    &CANCEL_WORK,
    &AGENT_STATUS,
    &GET_AGENT_EVENT,
    &CALLOUT,
    &CALL_INNER,
    &ANSWER,
    &HOLD,
    &GET_HOLD,
    &BEGIN_MUTE,
    &END_MUTE,
    &RELEASE,
    &RELEASE_EX,
    &DROP_CALL,
    &LOGOUT,
];

/// The operation of this id.
pub fn operation(id: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().copied().find(|operation| operation.id == id)
}
