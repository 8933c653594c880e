//! AnswerCall and PollUserStatus: what else shows a call.
//!
//! The fields are documented, their order is ours: no sample of these actions is at hand. It follows HoldCall's.

use offhook_machine::OpKind;

use super::action::{Action, Does, ShownChannels};
use super::documents;
use super::errors::{
    BLANK, ENUMERATION, NO_CHANNEL, NO_INSTANCE, NO_JOB, NO_USER, USER_STATE, chosen, inferred,
};
use super::ops;
use super::rows::{call, channel, envelope, param, user};
use crate::shape::{FieldRow, NoneAs};

/// AnswerCall.
pub static ANSWER_CALL: Action = Action {
    name: "AnswerCall",
    clause: "ccc.answer-call",
    document: &documents::REFERENCE,
    about: "an agent picks up a ringing call",
    params: &[
        param::action(&["AnswerCall"]),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::JOB_ID,
        param::USER_ID_DEMANDED,
    ],
    fields: ANSWER_FIELDS,
    errors: &[
        NO_CHANNEL,
        NO_INSTANCE,
        NO_JOB,
        chosen(NO_USER),
        // No channel can be named: the state of the own one is shown by that of the user.
        inferred(USER_STATE),
        inferred(BLANK),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does::plain(&[OpKind::Answer], ops::answer),
};

/// PollUserStatus.
pub static POLL_USER_STATUS: Action = Action {
    name: "PollUserStatus",
    clause: "ccc.poll-user-status",
    document: &documents::REFERENCE,
    about: "shows the state of a user and of the call the user is in",
    params: &[
        param::action(&["PollUserStatus"]),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::USER_ID_DEMANDED,
    ],
    fields: POLL_FIELDS,
    errors: &[NO_INSTANCE, NO_USER, inferred(BLANK), inferred(ENUMERATION)],
    samples: None,
    does: Does { channels: ShownChannels::All, ..Does::plain(&[OpKind::Poll], ops::poll) },
};

/// The call type is later than the first edition, which has it on the channels only.
const ANSWER_FIELDS: &[FieldRow] = &[
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
    call::CALL_TYPE.none(NoneAs::Omitted),
    call::JOB_ID,
    call::CHANNELS,
    channel::DESTINATION,
    channel::CHANNEL_STATE,
    channel::RELEASE_INITIATOR,
    channel::CALL_TYPE,
    channel::INDEX.none(NoneAs::Omitted),
    channel::SKILL_GROUP_ID,
    channel::ASSOCIATED_DATA,
    channel::VARIABLES,
    channel::CHANNEL_ID,
    channel::TIMESTAMP,
    channel::RELEASE_REASON,
    channel::ORIGINATOR,
    channel::USER_ID,
    channel::USER_EXTENSION,
    channel::JOB_ID,
    envelope::CONTEXT_ID,
    envelope::CODE,
];

/// A user may be polled who is in no call, or has never signed in.
const POLL_FIELDS: &[FieldRow] = &[
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
    user::EXTENSION.none(NoneAs::Placeholder),
    user::USER_ID,
    user::HEARTBEAT,
    user::WORK_MODE,
    user::JOB_ID,
    user::RESERVED,
    call::CONTEXT.none(NoneAs::Omitted),
    call::INSTANCE_ID,
    call::CALL_TYPE,
    call::VARIABLES,
    call::JOB_ID,
    call::CHANNELS,
    channel::DESTINATION,
    channel::CHANNEL_STATE,
    channel::RELEASE_INITIATOR,
    channel::CALL_TYPE,
    channel::INDEX,
    channel::SKILL_GROUP_ID,
    channel::ASSOCIATED_DATA,
    channel::VARIABLES,
    channel::CHANNEL_ID,
    channel::TIMESTAMP,
    channel::RELEASE_REASON,
    channel::ORIGINATOR,
    channel::CHANNEL_FLAGS,
    channel::USER_ID,
    channel::USER_EXTENSION,
    channel::JOB_ID,
    envelope::CONTEXT_ID,
    envelope::CODE,
];
