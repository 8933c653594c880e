//! Several calls and several parties: changing over, asking for help, conferences and transfers.

use offhook_machine::Basis;

use super::super::operation::{
    AGENT_ID, CALL_IDS, CONTENT_TYPE, GUID, NAMED_CALL, Operation, body, chosen, likely, likely_event,
    listed, listed_event,
};
use super::super::results::{CALL_ID_RESULT, LIKELY_RESULT};
use super::super::retcodes::{
    BAD_PARAMETER, CONFERENCE_NO_CALL, CONFERENCE_NO_HELD, CONNECT_NO_CALL, CONNECT_NO_HELD, CONSULT_NO_CALL,
    HOLD_NO_CALL, HOLD_STATE, INTERNAL, NO_RIGHT, NOT_SIGNED_IN, TRANSFER_NO_CALL,
};
use super::{CALL_DATA, CALLER_ROW, COMMON, HOLD_FLAG, MEDIA_ABILITY};
use crate::shape::{Bounds, Required, Type};

/// Holds the current call and takes a held one back.
pub static CONNECT_HOLD: Operation = Operation {
    id: "connectHold",
    clause: "cc-gateway.connect-hold",
    log_name: "connectHold",
    path: "/agentgateway/resource/voicecall/{agentid}/connecthold/{callid}",
    about: "changes over from the current call to the held one",
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
    ..COMMON
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
    ..COMMON
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
    ..COMMON
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
    ..COMMON
};

/// Takes back a call that is being handed on.
pub static CANCEL_TRANSFER: Operation = Operation {
    id: "cancelTransfer",
    clause: "cc-gateway.cancel-transfer",
    log_name: "cancelTransfer",
    path: "/agentgateway/resource/voicecall/{agentid}/canceltransfer",
    about: "takes back a call that is being handed on to an outside number",
    events: &[listed_event("AgentEvent_Talking"), listed_event("AgentEvent_Customer_Release")],
    retcodes: &[
        listed(NOT_SIGNED_IN),
        listed(INTERNAL),
        listed(TRANSFER_NO_CALL),
        chosen(BAD_PARAMETER),
        likely(NO_RIGHT),
    ],
    ..COMMON
};

/// What becomes of the parties of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransferKind {
    /// The agent is off the call at once.
    Release,
    /// The call comes back when the voice menu is through.
    Suspend,
    /// The agent stays on the call until the new party answers.
    Success,
    /// The agent talks with the new party while the customer waits.
    Talk,
    /// All three talk.
    ThreeParty,
}

/// One way to hand a call on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferMode {
    /// The number of the kind of target (`devicetype`).
    pub device: i64,
    /// The number of the way (`mode`).
    pub mode: i64,
    /// What it means.
    pub kind: TransferKind,
    /// What it means, in words.
    pub about: &'static str,
}

/// Every way to hand a call on. The same number means one thing inside the call centre and another outside.
pub static TRANSFER_MODES: &[TransferMode] = &[
    transfer(1, 0, TransferKind::Release, "to a skill: the agent is off the call at once"),
    transfer(1, 2, TransferKind::Success, "to a skill: the agent is off the call once somebody answers"),
    transfer(2, 0, TransferKind::Release, "to an agent: the first agent is off the call at once"),
    transfer(
        2,
        2,
        TransferKind::Success,
        "to an agent: the first agent is off the call once that one answers",
    ),
    transfer(3, 0, TransferKind::Release, "to a voice menu: the agent is off the call at once"),
    transfer(3, 1, TransferKind::Suspend, "to a voice menu: the call comes back to the agent afterwards"),
    transfer(4, 0, TransferKind::Release, "to an access code: the agent is off the call at once"),
    transfer(4, 2, TransferKind::Success, "to an access code: the agent is off the call once it is taken"),
    transfer(5, 1, TransferKind::Release, "to an outside number: the agent is off the call at once"),
    transfer(5, 2, TransferKind::Success, "to an outside number: the agent is off the call once it answers"),
    transfer(5, 3, TransferKind::Talk, "to an outside number: the agent talks with it, the customer waits"),
    transfer(5, 4, TransferKind::ThreeParty, "to an outside number: all three talk"),
];

const fn transfer(device: i64, mode: i64, kind: TransferKind, about: &'static str) -> TransferMode {
    TransferMode { device, mode, kind, about }
}

/// What a mode means for a kind of target; nothing if the two do not go together.
///
/// ```
/// use offhook_dialect::cc_gateway::{TransferKind, transfer_kind};
/// assert_eq!(transfer_kind(2, 0), Some(TransferKind::Release));
/// assert_eq!(transfer_kind(5, 1), Some(TransferKind::Release));
/// assert_eq!(transfer_kind(5, 0), None);
/// ```
pub fn transfer_kind(device: i64, mode: i64) -> Option<TransferKind> {
    TRANSFER_MODES.iter().find(|row| row.device == device && row.mode == mode).map(|row| row.kind)
}
