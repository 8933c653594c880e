//! Signing in and out, and staying signed in.

use offhook_machine::OpKind;

use super::common::common;
use crate::cc_gateway::operation::{
    AGENT_ID, CONTENT_TYPE, Does, GUID, Method, Operation, RetcodeRow, body, chosen, likely, likely_event,
    listed, listed_event,
};
use crate::cc_gateway::results::{GUID_RESULT, NO_RESULT, SIGN_IN_RESULT};
use crate::cc_gateway::retcodes::{
    AGENT_TYPE, BAD_MESSAGE, BAD_PARAMETER, CANNOT_FORCE, INTERNAL, IP_INVALID, NO_RIGHT, NOT_SIGNED_IN,
    PHONE_INVALID, PHONE_RANGE, SIGN_IN_EMPTY, SIGN_IN_ILLEGAL, SIGN_OUT_ILLEGAL, SIGN_OUT_STATE,
    SIGNED_IN_ALREADY, SIGNED_OUT_ALREADY, WRONG_PASSWORD,
};
use crate::cc_gateway::session_layer::{sign_in, sign_out, tokens};
use crate::operation::Trigger;
use crate::shape::{Bounds, ParamRow, Place, Required, Type};

const PHONE: ParamRow = body("phonenum", Type::String, Required::Always, "the agent's phone")
    .bounds(Bounds::Length { min: 1, max: 24 });

/// The parameters of a sign-in, with the row of the phone and what comes behind the common ones.
macro_rules! sign_in {
    ($phone:expr $(, $more:expr)*) => {
        &[
            AGENT_ID,
            CONTENT_TYPE,
            body(
                "password",
                Type::String,
                Required::Always,
                "the password; may be empty where none is checked",
            )
            .bounds(Bounds::Length { min: 0, max: 32 }),
            $phone,
            body(
                "autoanswer",
                Type::Boolean,
                Required::Never,
                "whether calls are answered by themselves",
            )
            .default("true"),
            body(
                "autoenteridle",
                Type::Boolean,
                Required::Never,
                "idle after a call, or after-call work",
            )
            .default("true"),
            body(
                "releasephone",
                Type::Boolean,
                Required::Never,
                "whether the handset is hung up between calls",
            )
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
            body(
                "phonelinkage",
                Type::Boolean,
                Required::Never,
                "whether the handset and the client act as one",
            )
            .default("false"),
            body(
                "callBackUri",
                Type::String,
                Required::Never,
                "where events are pushed, with a service token",
            ),
            body("serviceToken", Type::String, Required::Never, "the token for pushed events"),
            $($more),*
        ]
    };
}

const SIGN_IN_EVENTS: &[Trigger] = &[
    likely_event("AgentOther_InService"),
    likely_event("AgentState_Ready"),
    likely_event("AgentState_SetNotReady_Success"),
    likely_event("AgentState_Work"),
];

/// The refusals of a sign-in, with the one that speaks of another session.
macro_rules! sign_in_refusals {
    ($($other:expr),+) => {
        &[
            likely(SIGN_IN_EMPTY),
            $($other,)+
            likely(WRONG_PASSWORD),
            likely(SIGN_IN_ILLEGAL),
            likely(AGENT_TYPE),
            likely(PHONE_INVALID),
            likely(PHONE_RANGE),
            likely(IP_INVALID),
            likely(BAD_MESSAGE),
            chosen(BAD_PARAMETER),
            chosen(INTERNAL),
        ]
    };
}

/// Signs an agent in.
pub static LOGIN: Operation = Operation {
    id: "login",
    clause: "cc-gateway.login",
    log_name: "login",
    method: Method::Put,
    path: "/agentgateway/resource/onlineagent/{agentid}",
    about: "signs an agent in and opens a session",
    params: sign_in![PHONE],
    fields: SIGN_IN_RESULT,
    success_message: "",
    events: SIGN_IN_EVENTS,
    retcodes: sign_in_refusals![likely(SIGNED_IN_ALREADY)],
    asks: &[OpKind::SignIn, OpKind::Break, OpKind::Work],
    ..common(Does::SignIn(sign_in::login))
};

/// Signs an agent in who may be signed in already.
pub static FORCE_LOGIN: Operation = Operation {
    id: "forceLogin",
    clause: "cc-gateway.force-login",
    log_name: "forceLogin",
    method: Method::Put,
    path: "/agentgateway/resource/onlineagent/{agentid}/forcelogin",
    about: "signs an agent in again and opens a session in place of the one before",
    params: sign_in![PHONE],
    fields: SIGN_IN_RESULT,
    success_message: "",
    events: SIGN_IN_EVENTS,
    retcodes: sign_in_refusals![likely(CANNOT_FORCE)],
    asks: &[OpKind::SignIn, OpKind::SignOut, OpKind::Release, OpKind::Break, OpKind::Work],
    ..common(Does::SignIn(sign_in::force_login))
};

/// Signs an agent in without the media server.
pub static LOGIN_EX: Operation = Operation {
    id: "loginEx",
    clause: "cc-gateway.login-ex",
    log_name: "loginEx",
    method: Method::Put,
    path: "/agentgateway/resource/onlineagent/{agentid}/loginex",
    about: "signs an agent in, with or without a phone and the servers for chat and mail",
    params: sign_in![
        body("phonenum", Type::String, Required::Never, "the agent's phone")
            .bounds(Bounds::Length { min: 1, max: 24 }),
        body("checkInWebm", Type::Boolean, Required::Never, "whether to sign in to the server for chats")
            .default("true"),
        body("checkInMailm", Type::Boolean, Required::Never, "whether to sign in to the server for mail")
            .default("false")
    ],
    fields: SIGN_IN_RESULT,
    success_message: "",
    events: &[
        listed_event("AgentOther_InService"),
        listed_event("AgentState_Ready"),
        listed_event("AgentState_SetNotReady_Success"),
        listed_event("AgentState_Work"),
    ],
    retcodes: sign_in_refusals![likely(SIGNED_IN_ALREADY)],
    asks: &[OpKind::SignIn, OpKind::Break, OpKind::Work],
    ..common(Does::SignIn(sign_in::login))
};

/// Keeps a session alive whose events are pushed.
pub static HAND_SHAKE: Operation = Operation {
    id: "handShake",
    clause: "cc-gateway.hand-shake",
    log_name: "handShake",
    path: "/agentgateway/resource/onlineagent/{agentid}/handshake",
    about: "keeps the session of an agent alive whose events are pushed",
    params: &[
        AGENT_ID,
        CONTENT_TYPE,
        GUID,
        ParamRow::new("service_token", Type::String, Required::Never, "a new token for pushed events")
            .place(Place::Header)
            .bounds(Bounds::Length { min: 0, max: 50 }),
    ],
    fields: NO_RESULT,
    retcodes: &[
        listed(SIGN_IN_EMPTY),
        likely(NOT_SIGNED_IN),
        likely(INTERNAL),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    asks: &[],
    ..common(Does::Session(tokens::hand_shake))
};

/// Asks for a new token.
pub static UPDATE_GUID: Operation = Operation {
    id: "updateGuid",
    clause: "cc-gateway.update-guid",
    log_name: "updateGuid",
    method: Method::Put,
    path: "/agentgateway/resource/onlineagent/{agentid}/updateGuid",
    about: "renews the token of the session",
    fields: GUID_RESULT,
    retcodes: &[listed(NOT_SIGNED_IN), chosen(INTERNAL), chosen(BAD_PARAMETER), likely(NO_RIGHT)],
    asks: &[],
    ..common(Does::Session(tokens::update_guid))
};

/// Signs an agent out.
pub static LOGOUT: Operation = Operation {
    id: "logout",
    clause: "cc-gateway.logout",
    log_name: "logout",
    method: Method::Delete,
    path: "/agentgateway/resource/onlineagent/{agentid}/logout",
    about: "signs an agent out and closes the session",
    events: SIGN_OUT_EVENTS,
    retcodes: &[
        listed(SIGN_OUT_ILLEGAL),
        listed(NOT_SIGNED_IN),
        listed(INTERNAL),
        listed(SIGNED_OUT_ALREADY),
        likely(SIGN_OUT_STATE),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    asks: &[OpKind::SignOut],
    ..common(Does::Session(sign_out::logout))
};

const SIGN_OUT_EVENTS: &[Trigger] = &[listed_event("AgentOther_ShutdownService")];

/// Refusals of a forced sign-out; its page lists none.
const FORCED_REFUSALS: &[RetcodeRow] =
    &[likely(NOT_SIGNED_IN), likely(INTERNAL), chosen(BAD_PARAMETER), likely(NO_RIGHT)];

/// Signs an agent out, whatever the agent does.
pub static FORCE_LOGOUT: Operation = Operation {
    id: "forceLogout",
    clause: "cc-gateway.force-logout",
    log_name: "forceLogout",
    method: Method::Delete,
    path: "/agentgateway/resource/onlineagent/{agentid}/forcelogout",
    about: "signs an agent out in any state",
    fields: NO_RESULT,
    events: SIGN_OUT_EVENTS,
    retcodes: FORCED_REFUSALS,
    asks: &[OpKind::SignOut, OpKind::Release],
    ..common(Does::Session(sign_out::force_logout))
};

/// Signs an agent out, whatever the agent does, and says why.
pub static FORCE_LOGOUT_WITH_REASON: Operation = Operation {
    id: "forceLogoutWithReason",
    clause: "cc-gateway.force-logout-with-reason",
    log_name: "forceLogoutWithReason",
    method: Method::Delete,
    path: "/agentgateway/resource/onlineagent/{agentid}/forcelogoutwithreason/{reason}",
    about: "signs an agent out in any state, with a reason",
    params: &[
        AGENT_ID,
        ParamRow::new("reason", Type::Integer, Required::Always, "why")
            .place(Place::Path)
            .bounds(Bounds::Integer { min: 1, max: 255 }),
        CONTENT_TYPE,
        GUID,
    ],
    fields: NO_RESULT,
    events: SIGN_OUT_EVENTS,
    retcodes: &[
        listed(SIGN_OUT_ILLEGAL),
        likely(NOT_SIGNED_IN),
        likely(INTERNAL),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    asks: &[OpKind::SignOut, OpKind::Release],
    ..common(Does::Session(sign_out::force_logout))
};
