//! RedialCall, StartBack2BackCall and StartPredictiveCall: other ways to place a call.
//!
//! The first edition knows none of them.

use offhook_machine::OpKind;

use super::action::{Action, Does};
use super::documents;
use super::errors::{
    BLANK, ENUMERATION, NO_EXTENSION, NO_INSTANCE, NO_JOB, NO_USER, USER_BUSY, USER_STATE, inferred,
};
use super::nested::nested;
use super::ops;
use super::rows::{self, param};
use crate::operation::Begins;
use crate::shape::{Bounds, ErrorRow, FieldRow, NoneAs, ParamRow, Required, Type};

/// RedialCall.
pub static REDIAL_CALL: Action = Action {
    name: "RedialCall",
    clause: "ccc.redial-call",
    document: &documents::REFERENCE,
    about: "an agent calls the party of an earlier call again",
    params: &[
        param::action(&["RedialCall"]),
        param::INSTANCE_ID,
        param::optional("Callee", "the number called, in place of that of the earlier call"),
        param::optional("Caller", "the outside number that the called party sees"),
        param::DEVICE_ID_OPTIONAL,
        ParamRow { about: "the earlier call", ..param::JOB_ID_OPTIONAL },
        param::TAGS,
        ParamRow::new(
            "TimeoutSeconds",
            Type::Integer,
            Required::Never,
            "after how many seconds without an answer the call is given up",
        )
        .bounds(Bounds::Integer { min: 1, max: 300 }),
        param::USER_ID,
    ],
    fields: nested! {
        user: [] [] [],
        call: [CALL_TYPE],
        channel: [] [CHANNEL_FLAGS],
        data: [CONTEXT_ID]
    },
    errors: &[
        inferred(NO_USER),
        inferred(NO_INSTANCE),
        inferred(NO_JOB),
        inferred(USER_BUSY),
        inferred(NO_EXTENSION),
        inferred(USER_STATE),
        inferred(BLANK),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does::begins(&[OpKind::MakeCall], ops::redial, Begins::OwnCall),
};

/// StartBack2BackCall.
pub static START_BACK2BACK_CALL: Action = Action {
    name: "StartBack2BackCall",
    clause: "ccc.start-back2back-call",
    document: &documents::REFERENCE,
    about: "the call centre calls two outside parties and connects them",
    params: &[
        param::action(&["StartBack2BackCall"]),
        param::demanded("Broker", "the call centre's number, which calls both parties"),
        param::demanded("Callee", "the party called second"),
        param::demanded("Caller", "the party called first"),
        param::INSTANCE_ID,
        param::optional("AdditionalBroker", "another number of the call centre, to call the second party"),
        param::TAGS,
        param::timeout_seconds("after how many seconds without an answer the call is given up").default("30"),
    ],
    fields: AGENTLESS_FIELDS,
    errors: AGENTLESS_ERRORS,
    samples: None,
    does: Does::begins(&[OpKind::DialOut], ops::back_to_back, Begins::OthersCall),
};

/// StartPredictiveCall.
pub static START_PREDICTIVE_CALL: Action = Action {
    name: "StartPredictiveCall",
    clause: "ccc.start-predictive-call",
    document: &documents::REFERENCE,
    about: "the call centre calls an outside party, who meets a contact flow on answering",
    params: &[
        param::action(&["StartPredictiveCall"]),
        param::demanded("Callee", "the number called"),
        param::demanded("Caller", "the call centre's number that calls"),
        param::demanded("ContactFlowId", "the contact flow that the called party meets"),
        param::INSTANCE_ID,
        param::CONTACT_FLOW_VARIABLES,
        param::MASKED_CALLEE,
        param::optional("SkillGroupId", "the skill group among whose numbers the calling one is chosen"),
        param::TAGS,
        param::timeout_seconds("after how many seconds without an answer the call is given up"),
    ],
    fields: AGENTLESS_FIELDS,
    errors: AGENTLESS_ERRORS,
    samples: None,
    does: Does::begins(&[OpKind::DialOut], ops::predictive, Begins::OthersCall),
};

/// The request names no agent: there is a user to tell of only if the caller's account stands for one.
const AGENTLESS_FIELDS: &[FieldRow] = nested! {
    context: rows::user::CONTEXT.none(NoneAs::Omitted),
    extension: rows::user::EXTENSION.none(NoneAs::Placeholder),
    user: [MOBILE] [HEARTBEAT] [RESERVED, DEVICE_STATE],
    call: [CALL_TYPE],
    channel: [] [CHANNEL_FLAGS],
    data: []
};

/// A user who cannot be named cannot be unknown.
const AGENTLESS_ERRORS: &[ErrorRow] = &[inferred(NO_INSTANCE), inferred(BLANK), inferred(ENUMERATION)];
