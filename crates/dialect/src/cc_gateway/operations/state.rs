//! The agent's state and skills.

use offhook_machine::{Basis, OpKind};

use super::common::{STATE_REFUSALS, USUAL_REFUSALS, common};
use crate::cc_gateway::operation::{
    AGENT_ID, CONTENT_TYPE, Does, GUID, Method, Operation, RetcodeRow, chosen, likely, likely_event, listed,
    listed_event,
};
use crate::cc_gateway::results::STATUS_RESULT;
use crate::cc_gateway::retcodes::{BAD_PARAMETER, INTERNAL, NO_RIGHT, NOT_SIGNED_IN, STATE_NOT_SET};
use crate::cc_gateway::session_layer::agent_state;
use crate::shape::{Bounds, ParamRow, Place, Required, Type};

/// Becomes idle.
pub static SAY_FREE: Operation = Operation {
    id: "sayFree",
    clause: "cc-gateway.say-free",
    log_name: "sayFree",
    path: "/agentgateway/resource/onlineagent/{agentid}/sayfree",
    about: "makes the agent idle",
    events: &[likely_event("AgentState_Ready"), likely_event("AgentState_CancelNotReady_Success")],
    retcodes: STATE_REFUSALS,
    asks: &[OpKind::Ready],
    ..common(Does::Session(agent_state::say_free))
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
    asks: &[OpKind::Break],
    ..common(Does::Session(agent_state::say_busy))
};

/// What leaving a state refuses with.
const LEAVING_REFUSALS: &[RetcodeRow] = &[
    listed(NOT_SIGNED_IN),
    listed(INTERNAL),
    listed(STATE_NOT_SET),
    chosen(BAD_PARAMETER),
    likely(NO_RIGHT),
];

/// Is busy no longer.
pub static CANCEL_BUSY: Operation = Operation {
    id: "cancelBusy",
    clause: "cc-gateway.cancel-busy",
    log_name: "cancelBusy",
    path: "/agentgateway/resource/onlineagent/{agentid}/cancelbusy",
    about: "makes a busy agent idle",
    events: &[listed_event("AgentState_CancelNotReady_Success")],
    retcodes: LEAVING_REFUSALS,
    asks: &[OpKind::Ready],
    ..common(Does::Session(agent_state::cancel_busy))
};

/// Takes a rest.
pub static REST: Operation = Operation {
    id: "rest",
    clause: "cc-gateway.rest",
    log_name: "rest",
    path: "/agentgateway/resource/onlineagent/{agentid}/rest/{time}/{restcause}",
    about: "asks for a rest of so many seconds",
    params: &[
        AGENT_ID,
        ParamRow::new("time", Type::Long, Required::Always, "for how many seconds")
            .place(Place::Path)
            .bounds(Bounds::Integer { min: 1, max: 86_399 }),
        ParamRow::new("restcause", Type::Integer, Required::Always, "why; 0 for no reason")
            .place(Place::Path)
            .bounds(Bounds::Integer { min: 0, max: 255 }),
        ParamRow::new("prolong", Type::Boolean, Required::Never, "whether a rest is given another reason"),
        CONTENT_TYPE,
        GUID,
    ],
    events: &[listed_event("AgentState_SetRest_Success")],
    retcodes: USUAL_REFUSALS,
    asks: &[OpKind::Break],
    ..common(Does::Session(agent_state::rest))
};

/// Ends a rest.
pub static CANCEL_REST: Operation = Operation {
    id: "cancelRest",
    clause: "cc-gateway.cancel-rest",
    log_name: "cancelRest",
    path: "/agentgateway/resource/onlineagent/{agentid}/cancelrest",
    about: "ends the agent's rest",
    events: &[listed_event("AgentState_CancelRest_Success")],
    retcodes: STATE_REFUSALS,
    asks: &[OpKind::Ready],
    ..common(Does::Session(agent_state::cancel_rest))
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
    asks: &[OpKind::Work],
    ..common(Does::Session(agent_state::work))
};

/// Ends after-call work.
pub static CANCEL_WORK: Operation = Operation {
    id: "cancelWork",
    clause: "cc-gateway.cancel-work",
    log_name: "cancelWork",
    path: "/agentgateway/resource/onlineagent/{agentid}/cancelwork",
    about: "ends the agent's after-call work",
    events: &[listed_event("AgentState_CancelWork_Success")],
    retcodes: LEAVING_REFUSALS,
    asks: &[OpKind::Ready],
    ..common(Does::Session(agent_state::cancel_work))
};

/// Shows an agent's state.
pub static AGENT_STATUS: Operation = Operation {
    id: "agentStatus",
    clause: "cc-gateway.agent-status",
    log_name: "getAgentStatus",
    method: Method::Get,
    path: "/agentgateway/resource/onlineagent/{agentid}/agentstatus",
    about: "shows the agent's state",
    fields: STATUS_RESULT,
    retcodes: &[listed(BAD_PARAMETER), likely(NOT_SIGNED_IN), likely(INTERNAL), likely(NO_RIGHT)],
    asks: &[],
    ..common(Does::Session(agent_state::status))
};

/// Says which skills the agent serves.
pub static RESET_SKILL: Operation = Operation {
    id: "resetSkill",
    clause: "cc-gateway.reset-skill",
    log_name: "resetSkill",
    path: "/agentgateway/resource/onlineagent/{agentid}/resetskill/{autoflag}",
    about: "signs the agent in to skills: all that are configured, or those named",
    params: &[
        AGENT_ID,
        // Declared a truth value; but whatever is not true counts as false.
        ParamRow::new("autoflag", Type::String, Required::Always, "true for all skills that are configured")
            .place(Place::Path),
        ParamRow::new("skillid", Type::String, Required::Never, "the skills, joined by semicolons")
            .bounds(Bounds::Length { min: 0, max: 4000 }),
        ParamRow::new("phonelinkage", Type::Integer, Required::Never, "1 if handset and client act as one")
            .bounds(Bounds::OneOf(&["0", "1"])),
        CONTENT_TYPE,
        GUID,
    ],
    retcodes: USUAL_REFUSALS,
    asks: &[OpKind::Adjust],
    ..common(Does::Session(agent_state::reset_skill))
};

/// Says what follows a call.
pub static AUTO_ENTER_IDLE: Operation = Operation {
    id: "autoEnterIdle",
    clause: "cc-gateway.auto-enter-idle",
    log_name: "setAgentAutoEnterIdle",
    path: "/agentgateway/resource/onlineagent/{agentid}/autoenteridle/{flag}",
    about: "says whether the agent is idle after a call, or does after-call work",
    params: &[
        AGENT_ID,
        ParamRow::new("flag", Type::String, Required::Always, "true for idle, anything else for work")
            .place(Place::Path)
            .bounds(Bounds::Length { min: 1, max: 5 }),
        CONTENT_TYPE,
        GUID,
    ],
    retcodes: USUAL_REFUSALS,
    asks: &[OpKind::Adjust],
    ..common(Does::Session(agent_state::auto_enter_idle))
};

/// Says whether the agent takes inbound calls.
pub static SET_TALK_RIGHT: Operation = Operation {
    id: "setTalkRight",
    clause: "cc-gateway.set-talk-right",
    log_name: "setTalkRight",
    path: "/agentgateway/resource/onlineagent/{agentid}/settalkright",
    about: "says whether the agent takes inbound calls",
    params: &[
        AGENT_ID,
        ParamRow::new("flag", Type::Integer, Required::Always, "1 to take them, 0 not to")
            .bounds(Bounds::OneOf(&["0", "1"])),
        CONTENT_TYPE,
        GUID,
    ],
    retcodes: &[listed(BAD_PARAMETER), likely(NOT_SIGNED_IN), listed(INTERNAL), likely(NO_RIGHT)],
    asks: &[OpKind::Configure],
    ..common(Does::Session(agent_state::set_talk_right))
};
