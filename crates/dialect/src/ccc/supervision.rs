//! MonitorCall, CoachCall, BargeInCall and InterceptCall: a supervisor and the call of an agent.

use offhook_machine::OpKind;

use super::action::{Action, Does, ShownCall};
use super::documents;
use super::errors::{
    BLANK, CHANNEL_STATE, ENUMERATION, NO_CHANNEL, NO_EXTENSION, NO_INSTANCE, NO_JOB, NO_USER, USER_BUSY,
    USER_STATE, chosen, inferred,
};
use super::nested::nested;
use super::ops;
use super::rows::param;
use crate::shape::{ErrorRow, FieldRow, ParamRow};

/// MonitorCall.
pub static MONITOR_CALL: Action = Action {
    name: "MonitorCall",
    clause: "ccc.monitor-call",
    document: &documents::REFERENCE,
    about: "a supervisor listens to the call of an agent",
    params: &[
        param::action(&["MonitorCall"]),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::demanded("MonitoredUserId", "the agent who is listened to"),
        param::USER_ID_DEMANDED,
        TIMEOUT_SECONDS,
    ],
    fields: FIELDS,
    errors: &[
        NO_CHANNEL,
        NO_INSTANCE,
        NO_USER,
        chosen(busy(&["MonitoredUserId"])),
        chosen(NO_EXTENSION),
        inferred(USER_STATE),
        inferred(CHANNEL_STATE),
        inferred(BLANK),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does { call: ShownCall::Supervised, ..Does::plain(&[OpKind::Supervise], ops::monitor) },
};

/// CoachCall. The first edition does not know it.
pub static COACH_CALL: Action = Action {
    name: "CoachCall",
    clause: "ccc.coach-call",
    document: &documents::REFERENCE,
    about: "a supervisor whispers to an agent in a call",
    params: &[
        param::action(&["CoachCall"]),
        param::demanded("CoachedUserId", "the agent who is whispered to"),
        param::INSTANCE_ID,
        param::JOB_ID,
        param::DEVICE_ID_OPTIONAL,
        TIMEOUT_SECONDS,
        param::USER_ID,
    ],
    fields: nested! {
        user: [MOBILE] [HEARTBEAT] [RESERVED, DEVICE_STATE],
        call: [CALL_TYPE],
        channel: [INDEX, SKILL_GROUP_ID] [CHANNEL_FLAGS],
        data: []
    },
    errors: &[
        inferred(NO_INSTANCE),
        inferred(NO_JOB),
        inferred(NO_USER),
        chosen(busy(&["CoachedUserId"])),
        chosen(NO_EXTENSION),
        inferred(USER_STATE),
        inferred(CHANNEL_STATE),
        inferred(BLANK),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does { call: ShownCall::Supervised, ..Does::plain(&[OpKind::Supervise], ops::coach) },
};

/// BargeInCall.
pub static BARGE_IN_CALL: Action = Action {
    name: "BargeInCall",
    clause: "ccc.barge-in-call",
    document: &documents::REFERENCE,
    about: "a supervisor joins the call of an agent",
    params: &[
        param::action(&["BargeInCall"]),
        param::demanded("BargedUserId", "the agent whose call is joined"),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::JOB_ID,
        param::USER_ID_DEMANDED,
        TIMEOUT_SECONDS,
    ],
    fields: FIELDS,
    errors: &[
        NO_INSTANCE,
        NO_JOB,
        NO_USER,
        chosen(busy(&["BargedUserId"])),
        chosen(NO_EXTENSION),
        inferred(USER_STATE),
        inferred(CHANNEL_STATE),
        inferred(BLANK),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does { call: ShownCall::Supervised, ..Does::plain(&[OpKind::Supervise], ops::barge_in) },
};

/// InterceptCall.
pub static INTERCEPT_CALL: Action = Action {
    name: "InterceptCall",
    clause: "ccc.intercept-call",
    document: &documents::REFERENCE,
    about: "a supervisor takes the call of an agent over",
    params: &[
        param::action(&["InterceptCall"]),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::demanded("InterceptedUserId", "the agent whose call is taken over"),
        param::JOB_ID,
        param::USER_ID_DEMANDED,
        TIMEOUT_SECONDS,
    ],
    fields: FIELDS,
    errors: &[
        NO_INSTANCE,
        NO_JOB,
        NO_USER,
        chosen(busy(&["InterceptedUserId"])),
        chosen(NO_EXTENSION),
        inferred(USER_STATE),
        inferred(CHANNEL_STATE),
        inferred(BLANK),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does { call: ShownCall::Supervised, ..Does::plain(&[OpKind::Supervise], ops::intercept) },
};

const FIELDS: &[FieldRow] = nested! {
    user: [MOBILE] [HEARTBEAT] [RESERVED],
    call: [CALL_TYPE],
    channel: [INDEX, SKILL_GROUP_ID, ASSOCIATED_DATA] [CHANNEL_FLAGS],
    data: []
};

const TIMEOUT_SECONDS: ParamRow =
    param::timeout_seconds("after how many seconds without success the attempt is given up").default("30");

/// Another supervisor is with the agent already.
const fn busy(args: &'static [&'static str]) -> ErrorRow {
    ErrorRow { args, about: "another supervisor is in the agent's call already", ..USER_BUSY }
}
