//! MuteCall and UnmuteCall: a channel is not heard, and is heard again.

use offhook_machine::OpKind;

use super::action::{Action, Does};
use super::documents;
use super::errors::{
    BLANK, CHANNEL_STATE, ENUMERATION, NO_CHANNEL, NO_INSTANCE, NO_JOB, NO_USER, USER_STATE, chosen, inferred,
};
use super::ops;
use super::rows::{call, channel, envelope, param, user};
use crate::operation::Samples;
use crate::shape::{ErrorRow, FieldRow, Required};

/// MuteCall.
pub static MUTE_CALL: Action = Action {
    name: "MuteCall",
    clause: "ccc.mute-call",
    document: &documents::MUTE_CALL,
    about: "an agent mutes a channel of the call",
    params: &[
        param::action(&["MuteCall"]),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::JOB_ID,
        param::USER_ID_DEMANDED,
        param::channel_id(Required::Never, "the channel to mute; the agent's own if there is none"),
    ],
    fields: MUTE_FIELDS,
    errors: ERRORS,
    samples: Some(Samples {
        request: include_str!("../../fixtures/mute-call.request.txt"),
        json: include_str!("../../fixtures/mute-call.json"),
        xml: include_str!("../../fixtures/mute-call.xml"),
    }),
    does: Does::plain(&[OpKind::Mute], ops::mute),
};

/// UnmuteCall.
pub static UNMUTE_CALL: Action = Action {
    name: "UnmuteCall",
    clause: "ccc.unmute-call",
    document: &documents::REFERENCE,
    about: "an agent makes a muted channel heard again",
    params: &[
        param::action(&["UnmuteCall"]),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::USER_ID_DEMANDED,
        param::JOB_ID_OPTIONAL,
        param::channel_id(Required::Never, "the channel to unmute; the agent's own if there is none"),
    ],
    fields: UNMUTE_FIELDS,
    errors: ERRORS,
    samples: None,
    does: Does::plain(&[OpKind::Unmute], ops::unmute),
};

const MUTE_FIELDS: &[FieldRow] = &[
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
    call::INSTANCE_ID,
    call::CALL_TYPE,
    call::JOB_ID,
    call::CHANNELS,
    channel::DESTINATION,
    channel::CHANNEL_STATE,
    channel::RELEASE_INITIATOR,
    channel::CALL_TYPE,
    channel::INDEX,
    channel::ASSOCIATED_DATA,
    channel::CHANNEL_ID,
    channel::TIMESTAMP,
    channel::RELEASE_REASON,
    channel::ORIGINATOR,
    channel::CHANNEL_FLAGS,
    channel::USER_ID,
    channel::USER_EXTENSION,
    channel::JOB_ID,
    envelope::CODE,
];

/// The order is MuteCall's: no sample shows another.
const UNMUTE_FIELDS: &[FieldRow] = &[
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
    call::CONTEXT,
    call::INSTANCE_ID,
    call::CALL_TYPE,
    call::JOB_ID,
    call::CHANNELS,
    channel::DESTINATION,
    channel::CHANNEL_STATE,
    channel::RELEASE_INITIATOR,
    channel::CALL_TYPE,
    channel::INDEX,
    channel::SKILL_GROUP_ID,
    channel::ASSOCIATED_DATA,
    channel::CHANNEL_ID,
    channel::TIMESTAMP,
    channel::RELEASE_REASON,
    channel::ORIGINATOR,
    channel::CHANNEL_FLAGS,
    channel::USER_ID,
    channel::USER_EXTENSION,
    channel::JOB_ID,
    envelope::CODE,
];

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
