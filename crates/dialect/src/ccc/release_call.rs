//! ReleaseCall: an agent hangs up.

use offhook_machine::OpKind;

use super::action::{Action, Does};
use super::documents;
use super::errors::{
    BLANK, CHANNEL_STATE, ENUMERATION, NO_CHANNEL, NO_INSTANCE, NO_JOB, NO_USER, USER_STATE, chosen, inferred,
};
use super::ops;
use super::rows::{call, channel, envelope, param, user};
use crate::operation::Samples;
use crate::shape::{ErrorRow, FieldRow, NoneAs, Required};

/// ReleaseCall.
pub static RELEASE_CALL: Action = Action {
    name: "ReleaseCall",
    clause: "ccc.release-call",
    document: &documents::RELEASE_CALL,
    about: "an agent ends the call, or a channel of it",
    params: &[
        param::action(&["ReleaseCall"]),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::JOB_ID,
        param::USER_ID,
        param::channel_id(Required::Never, "the channel to end; the agent's own if there is none"),
    ],
    fields: FIELDS,
    errors: ERRORS,
    samples: Some(Samples {
        request: include_str!("../../fixtures/release-call.request.txt"),
        json: include_str!("../../fixtures/release-call.json"),
        xml: include_str!("../../fixtures/release-call.xml"),
    }),
    does: Does::plain(&[OpKind::Release], ops::release),
};

const FIELDS: &[FieldRow] = &[
    envelope::REQUEST_ID,
    envelope::MESSAGE,
    envelope::HTTP_STATUS_CODE,
    envelope::PARAMS,
    envelope::DATA,
    user::CONTEXT,
    user::EXTENSION,
    user::USER_STATE,
    user::INSTANCE_ID,
    user::USER_ID,
    user::DEVICE_ID,
    user::BREAK_CODE,
    user::OUTBOUND_SCENARIO,
    user::WORK_MODE,
    user::JOB_ID,
    user::SIGNED_SKILL_GROUPS,
    call::CONTEXT,
    call::INSTANCE_ID,
    call::JOB_ID,
    call::CHANNELS,
    channel::DESTINATION,
    channel::CHANNEL_STATE,
    channel::RELEASE_INITIATOR,
    channel::CALL_TYPE,
    // Alone among the samples, this one writes "no value" as nothing.
    channel::ASSOCIATED_DATA.none(NoneAs::Empty),
    channel::CHANNEL_ID,
    channel::TIMESTAMP,
    channel::RELEASE_REASON,
    channel::ORIGINATOR,
    channel::USER_ID,
    channel::USER_EXTENSION,
    channel::JOB_ID,
    envelope::CODE,
];

const ERRORS: &[ErrorRow] = &[
    NO_INSTANCE,
    chosen(NO_JOB),
    chosen(NO_CHANNEL),
    chosen(NO_USER),
    inferred(USER_STATE),
    inferred(CHANNEL_STATE),
    inferred(BLANK),
    inferred(ENUMERATION),
];
