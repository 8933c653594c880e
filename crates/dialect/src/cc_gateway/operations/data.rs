//! Events, and what there is to know of calls.

use offhook_machine::Basis;

use super::common::{USUAL_REFUSALS, common};
use crate::cc_gateway::events::EMPTY_POLL_FIELDS;
use crate::cc_gateway::operation::{
    AGENT_ID, AGENTS, CALL_IDS, CONTENT_TYPE, Does, GUID, LATER_AGENTS, Method, NAMED_CALL, Operation,
    RetcodeRow, body, chosen, likely, listed,
};
use crate::cc_gateway::results::{
    ALL_EVENTS_RESULT, CALL_IDS_RESULT, CALL_INFO_RESULT, CALL_INFOS_RESULT, DATA_RESULT, HOLD_LIST_RESULT,
    NUMBERS_RESULT, ONE_CALL_RESULT, STATISTICS_RESULT,
};
use crate::cc_gateway::retcodes::{
    BAD_PARAMETER, INTERNAL, NO_HOLD_LIST, NO_RIGHT, NOT_INSPECTOR, NOT_SIGNED_IN, NOTHING_TO_SET,
    QUERY_NO_AGENT, QUERY_NO_RIGHT, SET_NO_CALL, SIGN_IN_ILLEGAL,
};
use crate::cc_gateway::session_layer::{polls, queries};
use crate::shape::{Bounds, ParamRow, Place, Required, Type};

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
    asks: &[],
    ..common(Does::Poll(polls::get_agent_event))
};

/// Polls for the next events of all agents.
pub static ALL_AGENT_EVENT: Operation = Operation {
    id: "allAgentEvent",
    clause: "cc-gateway.all-agent-event",
    log_name: "getAllAgentEvent",
    method: Method::Get,
    path: "/agentgateway/resource/agentevent/allagentevent",
    about: "waits for the next events of all agents who are signed in to this gateway",
    params: &[CONTENT_TYPE, GUID],
    fields: ALL_EVENTS_RESULT,
    success_message: "",
    retcodes: USUAL_REFUSALS,
    basis: Basis::Inferred,
    asks: &[],
    ..common(Does::AnyToken(polls::all_agent_event))
};

/// What all queries about calls have in common.
const fn query(does: Does) -> Operation {
    Operation { method: Method::Get, retcodes: USUAL_REFUSALS, ..common(does) }
}

/// Shows the calls on hold.
pub static QUERY_HOLD_LIST_INFO: Operation = Operation {
    id: "queryHoldListInfo",
    clause: "cc-gateway.query-hold-list-info",
    log_name: "queryHoldListInfo",
    path: "/agentgateway/resource/calldata/{agentid}/holdlist",
    about: "shows the calls that the agent holds",
    fields: HOLD_LIST_RESULT,
    retcodes: &[
        likely(NOT_SIGNED_IN),
        likely(INTERNAL),
        likely(NO_HOLD_LIST),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    asks: &[],
    ..query(Does::Session(queries::hold_list))
};

/// Shows the current call, or the last.
pub static QUERY_CALL_INFO: Operation = Operation {
    id: "queryCallInfo",
    clause: "cc-gateway.query-call-info",
    log_name: "queryCallInfo",
    path: "/agentgateway/resource/calldata/{agentid}/callinfo",
    about: "shows what is known of the agent's call",
    params: &[
        AGENT_ID,
        ParamRow::new(
            "isNoContainLastCall",
            Type::Boolean,
            Required::Never,
            "whether the last call is meant where the agent has none",
        ),
        CONTENT_TYPE,
        GUID,
    ],
    fields: CALL_INFO_RESULT,
    asks: &[],
    ..query(Does::Session(queries::call_info))
};

/// Shows the call that rings.
pub static QUERY_CALL_INFO_BEFORE_ANSWER: Operation = Operation {
    id: "queryCallInfoBeforeAnswer",
    clause: "cc-gateway.query-call-info-before-answer",
    log_name: "queryCallInfoBeforeAnswer",
    path: "/agentgateway/resource/calldata/{agentid}/callinfobeforeanswer",
    about: "shows what is known of the call that waits for the agent's answer",
    fields: ONE_CALL_RESULT,
    asks: &[],
    ..query(Does::Session(queries::call_info_before_answer))
};

/// Shows the call of an id.
pub static QUERY_CALL_INFO_BY_CALL_ID: Operation = Operation {
    id: "queryCallInfoByCallId",
    clause: "cc-gateway.query-call-info-by-call-id",
    log_name: "queryCallInfoByCallId",
    path: "/agentgateway/resource/calldata/{agentid}/callinfobycallid/{callid}",
    about: "shows what is known of the call of this id",
    params: &[AGENT_ID, NAMED_CALL, CONTENT_TYPE, GUID],
    fields: ONE_CALL_RESULT,
    asks: &[],
    ..query(Does::Session(queries::this_call_info))
};

/// Shows the ids of the agent's calls.
pub static ALL_CALL_ID: Operation = Operation {
    id: "allCallId",
    clause: "cc-gateway.all-call-id",
    log_name: "queryAllCallId",
    path: "/agentgateway/resource/calldata/{agentid}/allcallid",
    about: "shows the ids of the agent's calls",
    fields: CALL_IDS_RESULT,
    basis: Basis::Inferred,
    asks: &[],
    ..query(Does::Session(queries::own_calls))
};

const WORK_NO: ParamRow =
    ParamRow::new("workno", Type::String, Required::Always, "the agent who is asked about")
        .place(Place::Path)
        .bounds(AGENTS)
        .later_bounds(LATER_AGENTS);
const ABOUT_ANOTHER: &[ParamRow] = &[AGENT_ID, WORK_NO, CONTENT_TYPE, GUID];

/// Shows another agent's calls.
pub static QUERY_ALL_CALL_INFO: Operation = Operation {
    id: "queryAllCallInfo",
    clause: "cc-gateway.query-all-call-info",
    log_name: "queryAllCallInfoByAgentWorkNo",
    path: "/agentgateway/resource/calldata/{agentid}/allcallinfo/{workno}",
    about: "shows what is known of another agent's calls",
    params: ABOUT_ANOTHER,
    fields: CALL_INFOS_RESULT,
    retcodes: OTHER_REFUSALS,
    basis: Basis::Inferred,
    asks: &[],
    ..query(Does::Session(queries::all_call_info))
};

const OTHER_REFUSALS: &[RetcodeRow] = &[
    likely(NOT_SIGNED_IN),
    likely(INTERNAL),
    likely(QUERY_NO_RIGHT),
    likely(QUERY_NO_AGENT),
    likely(BAD_PARAMETER),
    likely(NO_RIGHT),
];

/// Shows the ids of another agent's calls.
pub static QUERY_ALL_CALL_INFO_EX: Operation = Operation {
    id: "queryAllCallInfoEx",
    clause: "cc-gateway.query-all-call-info-ex",
    log_name: "queryAllCallInfoByAgentWorkNoEx",
    path: "/agentgateway/resource/calldata/{agentid}/allcallinfoEx/{workno}",
    about: "shows the ids of another agent's calls",
    params: ABOUT_ANOTHER,
    fields: CALL_IDS_RESULT,
    retcodes: &[
        listed(NOT_SIGNED_IN),
        listed(INTERNAL),
        listed(SIGN_IN_ILLEGAL),
        listed(NOT_INSPECTOR),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    asks: &[],
    ..query(Does::Session(queries::all_call_info_ex))
};

/// Shows the numbers on the call.
pub static REMOTE_NUMBERS: Operation = Operation {
    id: "remoteNumbers",
    clause: "cc-gateway.remote-numbers",
    log_name: "queryRemoteNumbers",
    path: "/agentgateway/resource/calldata/{agentid}/remotenumbers",
    about: "shows the numbers of the other parties on the agent's call",
    fields: NUMBERS_RESULT,
    basis: Basis::Inferred,
    asks: &[],
    ..query(Does::Session(queries::own_calls))
};

/// Shows the data that travel with the call.
pub static QUERY_APP_DATA: Operation = Operation {
    id: "queryAppData",
    clause: "cc-gateway.query-app-data",
    log_name: "queryCallAppData",
    path: "/agentgateway/resource/calldata/{agentid}/appdata",
    about: "shows the data that travel with the call",
    params: &[
        AGENT_ID,
        // Whatever is not true counts as false.
        ParamRow::new("isEncodeResult", Type::String, Required::Never, "true for the data in Base64"),
        // The path has callId, the table of parameters callid.
        ParamRow::new("callId", Type::String, Required::Never, "which call; needed for media sessions")
            .bounds(CALL_IDS),
        CONTENT_TYPE,
        GUID,
    ],
    fields: DATA_RESULT,
    asks: &[],
    ..query(Does::Session(queries::this_call_info))
};

/// Puts data on the call.
pub static SET_CALL_DATA_EX: Operation = Operation {
    id: "setCallDataEx",
    clause: "cc-gateway.set-call-data-ex",
    log_name: "setCallAppDataEx",
    method: Method::Put,
    path: "/agentgateway/resource/calldata/{agentid}/setcalldataex",
    about: "replaces the data that travel with the call",
    params: &[
        AGENT_ID,
        CONTENT_TYPE,
        GUID,
        body("callid", Type::String, Required::Never, "which call").bounds(CALL_IDS),
        body("calldata", Type::String, Required::Never, "the data")
            .bounds(Bounds::Length { min: 0, max: 16_384 }),
        body("isDataEncoded", Type::Boolean, Required::Never, "whether the data come in Base64")
            .default("false"),
    ],
    retcodes: &[
        likely(NOT_SIGNED_IN),
        likely(INTERNAL),
        likely(SET_NO_CALL),
        likely(NOTHING_TO_SET),
        likely(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    asks: &[],
    ..common(Does::Session(queries::set_call_data))
};

/// Shows the agent's counts.
pub static QUERY_STATISTICS: Operation = Operation {
    id: "queryStatistics",
    clause: "cc-gateway.query-statistics",
    log_name: "queryCallStatisticsInfo",
    path: "/agentgateway/resource/calldata/{agentid}/statistics",
    about: "shows how many calls the agent had, and for how long",
    fields: STATISTICS_RESULT,
    asks: &[],
    ..query(Does::Session(queries::own_calls))
};
