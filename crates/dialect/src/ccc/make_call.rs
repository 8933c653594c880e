//! MakeCall: an agent calls a number or a colleague.

use offhook_machine::OpKind;

use super::action::{Action, Does};
use super::documents;
use super::errors::{
    BLANK, ENUMERATION, NO_EXTENSION, NO_INSTANCE, NO_USER, USER_BUSY, USER_STATE, inferred,
};
use super::ops;
use super::rows::{call, channel, envelope, param, user};
use crate::operation::{Begins, Samples};
use crate::shape::{Bounds, ErrorRow, FieldRow, ParamRow, Required, Type};

/// MakeCall.
pub static MAKE_CALL: Action = Action {
    name: "MakeCall",
    clause: "ccc.make-call",
    document: &documents::MAKE_CALL,
    about: "an agent calls an outside number or a colleague's extension",
    params: PARAMS,
    fields: FIELDS,
    errors: ERRORS,
    samples: Some(Samples {
        request: include_str!("../../fixtures/make-call.request.txt"),
        json: include_str!("../../fixtures/make-call.json"),
        xml: include_str!("../../fixtures/make-call.xml"),
    }),
    does: Does::begins(&[OpKind::MakeCall], ops::make_call, Begins::OwnCall),
};

const PARAMS: &[ParamRow] = &[
    param::action(&["MakeCall"]),
    ParamRow::new("Callee", Type::String, Required::Always, "the number called"),
    param::DEVICE_ID,
    param::INSTANCE_ID,
    param::USER_ID,
    ParamRow::new(
        "Caller",
        Type::String,
        Required::Never,
        "the outside number that the called party sees; without effect between colleagues",
    ),
    // The help pages say 30 to 300; the documented example is 10.
    ParamRow::new(
        "TimeoutSeconds",
        Type::Integer,
        Required::Never,
        "after how many seconds without an answer the call is given up",
    )
    .bounds(Bounds::IntegerOr { other: 10, min: 30, max: 300 }),
    param::optional("FlashSmsVariables", "what the flash message sent along says, as JSON text"),
    param::MASKED_CALLEE,
    param::optional("MediaType", "whether there is a picture beside the sound; sound only if left out")
        .bounds(Bounds::OneOf(&["AUDIO", "VIDEO"])),
    param::TAGS,
];

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
    call::CALL_TYPE,
    call::JOB_ID,
    call::CHANNELS,
    channel::DESTINATION,
    channel::CHANNEL_STATE,
    channel::RELEASE_INITIATOR,
    channel::CALL_TYPE,
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

/// Who calls has no channel yet whose state could stand against it.
const ERRORS: &[ErrorRow] = &[
    NO_USER,
    NO_INSTANCE,
    USER_BUSY,
    NO_EXTENSION,
    inferred(USER_STATE),
    inferred(BLANK),
    inferred(ENUMERATION),
];
