//! HoldCall and RetrieveCall: a channel hears music, and is retrieved.

use offhook_machine::OpKind;

use super::action::{Action, Does};
use super::documents;
use super::errors::{
    BLANK, CHANNEL_STATE, ENUMERATION, NO_CHANNEL, NO_INSTANCE, NO_JOB, NO_USER, USER_STATE, chosen, inferred,
};
use super::ops;
use super::rows::{call, channel, envelope, param, user};
use crate::operation::Samples;
use crate::shape::{ErrorRow, FieldRow, NoneAs, ParamRow, Required, Type};

/// The two answers differ in the call centre only.
macro_rules! fields {
    ($instance:expr) => {
        &[
            envelope::REQUEST_ID,
            envelope::MESSAGE,
            envelope::HTTP_STATUS_CODE,
            envelope::PARAMS,
            envelope::DATA,
            user::CONTEXT,
            user::USER_STATE,
            user::INSTANCE_ID,
            user::DEVICE_ID,
            user::BREAK_CODE,
            user::OUTBOUND_SCENARIO,
            user::MOBILE,
            user::SIGNED_SKILL_GROUPS,
            user::EXTENSION,
            user::USER_ID,
            user::HEARTBEAT,
            user::WORK_MODE,
            user::JOB_ID,
            user::RESERVED,
            call::CONTEXT,
            $instance,
            call::CALL_TYPE,
            call::JOB_ID,
            call::CHANNELS,
            channel::DESTINATION,
            channel::CHANNEL_STATE,
            channel::RELEASE_INITIATOR,
            channel::CALL_TYPE,
            channel::SKILL_GROUP_ID,
            channel::ASSOCIATED_DATA,
            channel::CHANNEL_ID,
            channel::TIMESTAMP,
            channel::RELEASE_REASON,
            channel::ORIGINATOR,
            channel::USER_ID,
            channel::USER_EXTENSION,
            channel::JOB_ID,
            envelope::CODE,
        ]
    };
}

/// HoldCall.
pub static HOLD_CALL: Action = Action {
    name: "HoldCall",
    clause: "ccc.hold-call",
    document: &documents::HOLD_CALL,
    about: "an agent puts a channel of the call on hold",
    params: &[
        param::action(&["HoldCall"]),
        param::channel_id(Required::Always, "the channel to hold"),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::JOB_ID,
        param::USER_ID_DEMANDED,
        ParamRow::new("Music", Type::String, Required::Never, "what the held party hears"),
    ],
    fields: HOLD_FIELDS,
    errors: ERRORS,
    samples: Some(Samples {
        request: include_str!("../../fixtures/hold-call.request.txt"),
        json: include_str!("../../fixtures/hold-call.json"),
        xml: include_str!("../../fixtures/hold-call.xml"),
    }),
    does: Does::plain(&[OpKind::Hold], ops::hold),
};

/// RetrieveCall.
pub static RETRIEVE_CALL: Action = Action {
    name: "RetrieveCall",
    clause: "ccc.retrieve-call",
    document: &documents::REFERENCE,
    about: "an agent retrieves a held channel",
    params: &[
        param::action(&["RetrieveCall"]),
        param::channel_id(Required::Always, "the channel to retrieve"),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::JOB_ID,
        param::USER_ID_DEMANDED,
    ],
    fields: fields!(call::INSTANCE_ID),
    errors: ERRORS,
    samples: None,
    does: Does::plain(&[OpKind::Retrieve], ops::retrieve),
};

/// The one sample has no call centre in its call context.
const HOLD_FIELDS: &[FieldRow] = fields!(call::INSTANCE_ID.none(NoneAs::Placeholder));

const ERRORS: &[ErrorRow] = &[
    NO_CHANNEL,
    NO_INSTANCE,
    NO_JOB,
    chosen(NO_USER),
    inferred(USER_STATE),
    inferred(CHANNEL_STATE),
    inferred(BLANK),
    inferred(ENUMERATION),
];
