//! One call: placing it, taking it, holding, muting and ending it.

use offhook_machine::{Basis, OpKind};

use super::common::{
    CALL_DATA, CALLER_ROW, DIAL_REFUSALS, DIALLED, DIGITS, MEDIA_ABILITY, RELEASE_EVENTS, RELEASE_REFUSALS,
    USUAL_REFUSALS, common,
};
use crate::cc_gateway::documents;
use crate::cc_gateway::operation::{
    AGENT_ID, AGENTS, CALL_ID, CONTENT_TYPE, Does, GUID, LATER_AGENTS, Method, NAMED_CALL, Operation,
    RetcodeRow, body, chosen, likely, likely_event, listed, listed_event,
};
use crate::cc_gateway::results::CALL_ID_RESULT;
use crate::cc_gateway::retcodes::{
    ANSWER_NO_CALL, BAD_PARAMETER, DISCONNECT_NO_CALL, DISCONNECT_NOT_IN_CALL, DROP_NO_CALL, HOLD_NO_CALL,
    HOLD_STATE, INTERNAL, MUTE_NO_CALL, MUTE_STATE, NO_HELD_CALL, NO_RIGHT, NOT_SIGNED_IN, UNHOLD_STATE,
    UNMUTE_NO_CALL, UNMUTE_STATE, WRONG_NUMBER,
};
use crate::cc_gateway::session_layer::{call, held_call, proposals};
use crate::operation::{Begins, Trigger};
use crate::shape::{Bounds, ParamRow, Place, Required, Type};

const CALLED: ParamRow = body("called", Type::String, Required::Always, "the number called").bounds(DIALLED);
const SKILL_ID: ParamRow = body("skillid", Type::Integer, Required::Never, "the skill the call counts for");

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
        CALLED,
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
    asks: &[OpKind::MakeCall],
    begins: Some(Begins::OwnCall),
    ..common(Does::Session(call::callout))
};

/// Calls a number that the call centre proposed.
pub static PREVIEW_CALLOUT: Operation = Operation {
    id: "previewCallout",
    clause: "cc-gateway.preview-callout",
    log_name: "previewCallout",
    method: Method::Put,
    path: "/agentgateway/resource/voicecall/{agentid}/previewCallout",
    about: "calls a number that the call centre proposed to the agent",
    params: &[
        AGENT_ID,
        CONTENT_TYPE,
        GUID,
        body("called", Type::String, Required::Always, "one of the numbers proposed"),
        body("callcontrolid", Type::Long, Required::Always, "which proposal"),
    ],
    fields: CALL_ID_RESULT,
    success_message: "",
    events: &[
        listed_event("AgentOther_PhoneAlerting"),
        listed_event("AgentOther_PhoneOffhook"),
        listed_event("AgentEvent_Talking"),
        listed_event("AgentEvent_Call_Out_Fail"),
    ],
    retcodes: &[
        listed(BAD_PARAMETER),
        likely(NOT_SIGNED_IN),
        likely(INTERNAL),
        likely(WRONG_NUMBER),
        likely(NO_RIGHT),
    ],
    asks: &[OpKind::MakeCall],
    begins: Some(Begins::OwnCall),
    ..common(Does::Session(proposals::preview_callout))
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
    events: INNER_EVENTS,
    retcodes: DIAL_REFUSALS,
    asks: &[OpKind::MakeCall],
    begins: Some(Begins::OwnCall),
    ..common(Does::Session(call::call_inner))
};

const INNER_EVENTS: &[Trigger] = &[
    listed_event("AgentOther_PhoneAlerting"),
    listed_event("AgentOther_PhoneOffhook"),
    listed_event("AgentState_Busy"),
    listed_event("AgentEvent_Customer_Alerting"),
    listed_event("AgentEvent_Talking"),
    listed_event("AgentEvent_Inside_Call_Fail"),
];

/// Calls whoever serves a skill.
pub static CALL_INNER_SKILL: Operation = Operation {
    id: "callInnerSkill",
    clause: "cc-gateway.call-inner-skill",
    log_name: "callInnerSkill",
    method: Method::Put,
    path: "/agentgateway/resource/voicecall/{agentid}/callinnerskill",
    about: "calls an idle agent of a skill",
    params: &[
        AGENT_ID,
        CONTENT_TYPE,
        GUID,
        body("skillId", Type::Integer, Required::Always, "the skill whose agents are called"),
    ],
    fields: CALL_ID_RESULT,
    success_message: "",
    events: INNER_EVENTS,
    retcodes: &[listed(BAD_PARAMETER), listed(NOT_SIGNED_IN), listed(INTERNAL), likely(NO_RIGHT)],
    asks: &[OpKind::MakeCall],
    begins: Some(Begins::OwnCall),
    ..common(Does::Session(call::call_inner_skill))
};

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
    asks: &[OpKind::Answer],
    ..common(Does::Session(call::answer))
};

/// Takes a call that rings at a colleague.
pub static SNATCH_PICKUP: Operation = Operation {
    id: "snatchPickup",
    clause: "cc-gateway.snatch-pickup",
    log_name: "snatchPickup",
    method: Method::Put,
    path: "/agentgateway/resource/voicecall/{agentid}/snatchpickup",
    about: "takes a call that rings at another agent of the group",
    params: &[
        AGENT_ID,
        ParamRow::new("destWorkNo", Type::Integer, Required::Always, "the agent at whom it rings")
            .bounds(AGENTS)
            .later_bounds(LATER_AGENTS),
        CONTENT_TYPE,
        // The page's own table of headers does not have it.
        GUID.basis(Basis::Inferred),
    ],
    events: &[likely_event("AgentEvent_Talking")],
    retcodes: USUAL_REFUSALS,
    asks: &[OpKind::DirectedPickup],
    ..common(Does::Session(call::snatch_pickup))
};

const LINKAGE_REFUSALS: &[RetcodeRow] =
    &[listed(NOT_SIGNED_IN), listed(INTERNAL), chosen(BAD_PARAMETER), likely(NO_RIGHT)];

/// Lifts the handset that acts as one with the client.
pub static PHONE_PICKUP: Operation = Operation {
    id: "phonePickup",
    clause: "cc-gateway.phone-pickup",
    log_name: "phonepickup",
    path: "/agentgateway/resource/voicecall/{agentid}/phonepickup",
    about: "lifts the agent's handset while it rings",
    events: &[listed_event("AgentOther_PhoneOffhook"), listed_event("AgentEvent_Talking")],
    retcodes: LINKAGE_REFUSALS,
    asks: &[],
    ..common(Does::Session(call::phone_pickup))
};

/// Declines a call at the handset that acts as one with the client.
pub static PHONE_HANGUP: Operation = Operation {
    id: "phoneHangup",
    clause: "cc-gateway.phone-hangup",
    log_name: "phonehangup",
    path: "/agentgateway/resource/voicecall/{agentid}/phonehangup",
    about: "declines the call for which the agent's handset rings",
    events: &[listed_event("AgentOther_PhoneRelease"), listed_event("AgentEvent_No_Answer")],
    retcodes: LINKAGE_REFUSALS,
    asks: &[],
    ..common(Does::Session(call::phone_hangup))
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
    asks: &[OpKind::Hold],
    ..common(Does::Session(call::hold))
};

/// Retrieves a held call.
pub static GET_HOLD: Operation = Operation {
    id: "getHold",
    clause: "cc-gateway.get-hold",
    log_name: "getHold",
    path: "/agentgateway/resource/voicecall/{agentid}/gethold",
    about: "retrieves a held call",
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
    asks: &[OpKind::Retrieve, OpKind::Alternate],
    ..common(Does::Session(held_call::get_hold))
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
    asks: &[OpKind::Mute],
    ..common(Does::Session(call::begin_mute))
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
    asks: &[OpKind::Unmute],
    ..common(Does::Session(call::end_mute))
};

/// Sends digits into the call.
pub static SECOND_DIAL: Operation = Operation {
    id: "secondDial",
    clause: "cc-gateway.second-dial",
    log_name: "secondDial",
    path: "/agentgateway/resource/voicecall/{agentid}/seconddial/{number}",
    deprecated: true,
    about: "sends digits into the call",
    params: &[
        AGENT_ID,
        ParamRow::new("number", Type::String, Required::Always, "the digits")
            .place(Place::Path)
            .bounds(DIGITS)
            .basis(Basis::Chosen),
        CONTENT_TYPE,
        GUID,
    ],
    retcodes: USUAL_REFUSALS,
    basis: Basis::Inferred,
    asks: &[OpKind::Dtmf],
    ..common(Does::Session(call::second_dial))
};

/// Sends digits, the number sign included, into the call.
pub static SECOND_DIAL_EX: Operation = Operation {
    id: "secondDialEx",
    clause: "cc-gateway.second-dial-ex",
    log_name: "secondDialEx",
    path: "/agentgateway/resource/voicecall/{agentid}/seconddialex",
    about: "sends digits, asterisks and number signs into the call",
    params: &[
        AGENT_ID,
        ParamRow::new("number", Type::String, Required::Always, "what is dialled").bounds(DIALLED),
        CONTENT_TYPE,
        GUID,
    ],
    retcodes: &[listed(BAD_PARAMETER), listed(NOT_SIGNED_IN), listed(INTERNAL), likely(NO_RIGHT)],
    asks: &[OpKind::Dtmf],
    ..common(Does::Session(call::second_dial))
};

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
    asks: &[OpKind::Release, OpKind::CompleteTransfer],
    ..common(Does::Session(call::release))
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
    asks: &[OpKind::Release, OpKind::CompleteTransfer],
    ..common(Does::Session(call::release))
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
    asks: &[OpKind::Release, OpKind::CancelTransfer],
    ..common(Does::Session(call::drop_call))
};

/// Takes one party off the call.
pub static DISCONNECT: Operation = Operation {
    id: "disconnect",
    clause: "cc-gateway.disconnect",
    log_name: "disconnect",
    path: "/agentgateway/resource/voicecall/{agentid}/disconnect/{number}",
    about: "takes one number off the agent's latest call",
    params: &[
        AGENT_ID,
        ParamRow::new("number", Type::String, Required::Always, "whom: a number, or a helper's agent number")
            .place(Place::Path)
            .bounds(DIGITS),
        CONTENT_TYPE,
        GUID,
    ],
    events: RELEASE_EVENTS,
    retcodes: &[
        listed(NOT_SIGNED_IN),
        listed(INTERNAL),
        listed(DISCONNECT_NO_CALL),
        listed(DISCONNECT_NOT_IN_CALL),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    asks: &[OpKind::Release, OpKind::CompleteTransfer, OpKind::CancelTransfer],
    ..common(Does::Session(call::disconnect))
};

/// Puts the handset back.
pub static RELEASE_PHONE: Operation = Operation {
    id: "releasePhone",
    clause: "cc-gateway.release-phone",
    log_name: "releasePhone",
    method: Method::Delete,
    path: "/agentgateway/resource/voicecall/{agentid}/releasephone",
    about: "puts the agent's handset back on its hook",
    events: &[likely_event("AgentOther_PhoneRelease")],
    retcodes: USUAL_REFUSALS,
    basis: Basis::Inferred,
    asks: &[],
    ..common(Does::Session(call::release_phone))
};
