//! BlindTransfer and the attended transfer: a call is handed on, at once or after a consultation.

use offhook_machine::Basis;

use offhook_machine::OpKind;

use super::action::{Action, Does};
use super::documents;
use super::errors::{
    BLANK, CHANNEL_STATE, ENUMERATION, NO_CHANNEL, NO_EXTENSION, NO_INSTANCE, NO_JOB, NO_USER, USER_BUSY,
    USER_STATE, chosen, inferred,
};
use super::nested::nested;
use super::ops;
use super::rows::param;
use crate::shape::{Bounds, ErrorRow, ParamRow, Required, Type};

/// BlindTransfer.
pub static BLIND_TRANSFER: Action = Action {
    name: "BlindTransfer",
    clause: "ccc.blind-transfer",
    document: &documents::REFERENCE,
    about: "an agent hands the call on and leaves it at once",
    params: &[
        param::action(&["BlindTransfer"]),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::JOB_ID,
        TRANSFEREE,
        param::USER_ID_DEMANDED,
        TRANSFEROR,
        TIMEOUT_SECONDS,
        transferee_type(&["AGENT", "SKILL_GROUP", "IVR", "EXTERNAL_NUMBER"]),
        CALL_PRIORITY,
        param::CONTACT_FLOW_VARIABLES,
        QUEUING_OVERFLOW_THRESHOLD,
        QUEUING_TIMEOUT_SECONDS,
        ROUTING_TYPE,
        param::optional("SkillGroupId", "the skill group that the call counts for"),
        STRATEGY_NAME,
        STRATEGY_PARAMS,
        param::TAGS,
    ],
    fields: nested! {
        user: [MOBILE] [HEARTBEAT] [RESERVED],
        call: [CALL_TYPE],
        channel: [ASSOCIATED_DATA] [CHANNEL_FLAGS],
        data: [CONTEXT_ID]
    },
    errors: &[
        NO_INSTANCE,
        NO_JOB,
        chosen(NO_USER),
        chosen(TRANSFEREE_BUSY),
        chosen(NO_EXTENSION),
        inferred(USER_STATE),
        inferred(CHANNEL_STATE),
        inferred(BLANK),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does::plain(&[OpKind::BlindTransfer], ops::blind_transfer),
};

/// InitiateAttendedTransfer.
pub static INITIATE_ATTENDED_TRANSFER: Action = Action {
    name: "InitiateAttendedTransfer",
    clause: "ccc.initiate-attended-transfer",
    document: &documents::REFERENCE,
    about: "an agent consults somebody before handing the call on",
    params: &[
        param::action(&["InitiateAttendedTransfer"]),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::JOB_ID,
        TRANSFEREE,
        param::USER_ID_DEMANDED,
        TRANSFEROR,
        TIMEOUT_SECONDS,
        transferee_type(&["AGENT", "SKILL_GROUP", "EXTERNAL"]),
        CALL_PRIORITY,
        QUEUING_OVERFLOW_THRESHOLD,
        QUEUING_TIMEOUT_SECONDS,
        ROUTING_TYPE,
        STRATEGY_NAME,
        STRATEGY_PARAMS,
        param::TAGS,
    ],
    fields: nested! {
        user: [MOBILE] [HEARTBEAT] [RESERVED],
        call: [CALL_TYPE],
        channel: [INDEX, SKILL_GROUP_ID, ASSOCIATED_DATA] [CHANNEL_FLAGS],
        data: [CONTEXT_ID]
    },
    errors: &[
        NO_CHANNEL,
        NO_INSTANCE,
        NO_JOB,
        chosen(NO_USER),
        chosen(TRANSFEREE_BUSY),
        chosen(NO_EXTENSION),
        inferred(USER_STATE),
        inferred(CHANNEL_STATE),
        inferred(BLANK),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does::plain(&[OpKind::Consult], ops::consult),
};

/// CompleteAttendedTransfer.
pub static COMPLETE_ATTENDED_TRANSFER: Action = Action {
    name: "CompleteAttendedTransfer",
    clause: "ccc.complete-attended-transfer",
    document: &documents::REFERENCE,
    about: "an agent leaves the call to the party consulted",
    params: &[
        param::action(&["CompleteAttendedTransfer"]),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::JOB_ID,
        param::USER_ID_DEMANDED,
    ],
    fields: nested! {
        user: [MOBILE] [HEARTBEAT] [RESERVED],
        call: [CALL_TYPE],
        channel: [INDEX, SKILL_GROUP_ID, ASSOCIATED_DATA] [CHANNEL_FLAGS],
        data: [CONTEXT_ID]
    },
    errors: &[
        NO_CHANNEL,
        NO_INSTANCE,
        NO_JOB,
        chosen(NO_USER),
        inferred(USER_STATE),
        inferred(CHANNEL_STATE),
        inferred(BLANK),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does::plain(&[OpKind::CompleteTransfer], ops::complete_transfer),
};

/// CancelAttendedTransfer.
pub static CANCEL_ATTENDED_TRANSFER: Action = Action {
    name: "CancelAttendedTransfer",
    clause: "ccc.cancel-attended-transfer",
    document: &documents::REFERENCE,
    about: "an agent ends the consultation and keeps the call",
    params: &[
        param::action(&["CancelAttendedTransfer"]),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::JOB_ID,
        param::USER_ID_DEMANDED,
    ],
    fields: nested! {
        user: [MOBILE] [HEARTBEAT] [RESERVED],
        call: [CALL_TYPE],
        channel: [INDEX, ASSOCIATED_DATA] [CHANNEL_FLAGS],
        data: [CONTEXT_ID]
    },
    errors: &[
        NO_CHANNEL,
        NO_INSTANCE,
        NO_JOB,
        BLANK,
        chosen(NO_USER),
        inferred(USER_STATE),
        inferred(CHANNEL_STATE),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does::plain(&[OpKind::CancelTransfer], ops::cancel_transfer),
};

const TRANSFEREE: ParamRow =
    param::demanded("Transferee", "who gets the call: an agent, a skill group, a contact flow or a number");
const TRANSFEROR: ParamRow = param::optional(
    "Transferor",
    "the call centre's number that calls an outside target; without effect for others",
);
const TIMEOUT_SECONDS: ParamRow =
    param::timeout_seconds("after how many seconds without an answer of the target the attempt is given up")
        .default("30");
const CALL_PRIORITY: ParamRow = ParamRow::new(
    "CallPriority",
    Type::Integer,
    Required::Never,
    "how soon the call is served in a skill group's queue: 0 first, 9 last",
)
.bounds(Bounds::Integer { min: 0, max: 9 });

/// The upper end is ours, so the row is no more than chosen.
const QUEUING_OVERFLOW_THRESHOLD: ParamRow = ParamRow::new(
    "QueuingOverflowThreshold",
    Type::Integer,
    Required::Never,
    "how many calls may wait in the skill group's queue; 0 for any number",
)
.bounds(Bounds::Integer { min: 0, max: 100_000 })
.default("0")
.basis(Basis::Chosen);

/// The range is ours, so the row is no more than chosen.
const QUEUING_TIMEOUT_SECONDS: ParamRow = ParamRow::new(
    "QueuingTimeoutSeconds",
    Type::Integer,
    Required::Never,
    "after how many seconds in the skill group's queue the call is given up",
)
.bounds(Bounds::Integer { min: 1, max: 86_400 })
.basis(Basis::Chosen);

const ROUTING_TYPE: ParamRow =
    param::optional("RoutingType", "who assigns a waiting call to an agent: the service, or ClaimCall")
        .bounds(Bounds::OneOf(&["Automatic", "Manual"]))
        .default("Automatic");

/// The list of values is not said to be whole.
const STRATEGY_NAME: ParamRow =
    param::optional("StrategyName", "how the agent who gets a waiting call is picked")
        .bounds(Bounds::OneOf(&["MOST_IDLE", "MOST_SKILLED", "MOST_ACQUAINTED", "CUSTOMIZED"]))
        .basis(Basis::Inferred);
const STRATEGY_PARAMS: ParamRow =
    param::optional("StrategyParams", "what the way of picking needs to know, as JSON text");

/// The target cannot take a call now.
const TRANSFEREE_BUSY: ErrorRow =
    ErrorRow { about: "the agent who is to get the call cannot take it now", ..USER_BUSY };

/// The two transfers do not call an outside target the same.
const fn transferee_type(values: &'static [&'static str]) -> ParamRow {
    param::optional("TransfereeType", "what the target is; told by the form of Transferee if left out")
        .bounds(Bounds::OneOf(values))
}
