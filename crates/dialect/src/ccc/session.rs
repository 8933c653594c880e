//! SignInGroup, SignOutGroup, ReadyForService and TakeBreak: an agent's session. `Data` is the user context itself.
//!
//! The fields are documented, their order is ours: it follows MakeCall's. Which fields a sample leaves out when there is nothing
//! to say differs from action to action.

use offhook_machine::OpKind;

use super::action::{Action, Does};
use super::documents;
use super::errors::{
    BLANK, CHANNEL_STATE, ENUMERATION, NO_EXTENSION, NO_INSTANCE, NO_USER, USER_STATE, chosen, inferred,
};
use super::ops;
use super::rows::{envelope, flat, param};
use crate::shape::{FieldRow, NoneAs, ParamRow, Required, Type};

/// SignInGroup.
pub static SIGN_IN_GROUP: Action = Action {
    name: "SignInGroup",
    clause: "ccc.sign-in-group",
    document: &documents::REFERENCE,
    about: "an agent signs in to skill groups",
    params: &[
        param::action(&["SignInGroup"]),
        ParamRow { required: Required::Always, ..param::DEVICE_ID },
        param::INSTANCE_ID,
        param::USER_ID,
        ParamRow::new(
            "SignedSkillGroupIdList",
            Type::StringList,
            Required::LaterEditionsOnly,
            "the skill groups, as a JSON list",
        ),
        ParamRow::new(
            "Additivity",
            Type::Boolean,
            Required::Never,
            "whether the skill groups are added to those already signed in to",
        ),
        param::optional("ChatDeviceId", "the workbench for chats, beside that for calls"),
    ],
    fields: SIGN_IN_FIELDS,
    errors: &[
        NO_INSTANCE,
        NO_USER,
        chosen(NO_EXTENSION),
        inferred(USER_STATE),
        inferred(BLANK),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does::plain(&[OpKind::SignIn], ops::sign_in),
};

/// SignOutGroup.
pub static SIGN_OUT_GROUP: Action = Action {
    name: "SignOutGroup",
    clause: "ccc.sign-out-group",
    document: &documents::REFERENCE,
    about: "an agent signs out",
    params: &[
        param::action(&["SignOutGroup"]),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::USER_ID_DEMANDED,
    ],
    fields: SIGN_OUT_FIELDS,
    errors: &[NO_INSTANCE, NO_USER, inferred(USER_STATE), inferred(BLANK), inferred(ENUMERATION)],
    samples: None,
    does: Does::plain(&[OpKind::SignOut], ops::sign_out),
};

/// ReadyForService.
pub static READY_FOR_SERVICE: Action = Action {
    name: "ReadyForService",
    clause: "ccc.ready-for-service",
    document: &documents::REFERENCE,
    about: "an agent becomes ready for calls, from a break or from after-call work",
    params: &[
        param::action(&["ReadyForService"]),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::USER_ID,
        ParamRow::new(
            "OutboundScenario",
            Type::Boolean,
            Required::Never,
            "whether the agent only places calls from now on",
        ),
    ],
    fields: READY_FIELDS,
    errors: &[NO_INSTANCE, NO_USER, CHANNEL_STATE, USER_STATE, inferred(BLANK), inferred(ENUMERATION)],
    samples: None,
    does: Does::plain(&[OpKind::Ready], ops::ready),
};

/// TakeBreak.
pub static TAKE_BREAK: Action = Action {
    name: "TakeBreak",
    clause: "ccc.take-break",
    document: &documents::REFERENCE,
    about: "an agent takes a break, and says why",
    params: &[
        param::action(&["TakeBreak"]),
        ParamRow::new("Code", Type::String, Required::Always, "why the agent takes a break"),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::USER_ID_DEMANDED,
    ],
    fields: BREAK_FIELDS,
    errors: &[NO_INSTANCE, NO_USER, BLANK, USER_STATE, inferred(ENUMERATION)],
    samples: None,
    does: Does::plain(&[OpKind::Break], ops::take_break),
};

const SIGN_IN_FIELDS: &[FieldRow] = &[
    envelope::REQUEST_ID,
    envelope::MESSAGE,
    envelope::HTTP_STATUS_CODE,
    envelope::PARAMS,
    envelope::DATA,
    flat::EXTENSION,
    flat::USER_STATE,
    flat::INSTANCE_ID,
    flat::USER_ID,
    flat::DEVICE_ID,
    flat::BREAK_CODE,
    flat::OUTBOUND_SCENARIO,
    flat::WORK_MODE,
    flat::JOB_ID.none(NoneAs::Omitted),
    flat::SIGNED_SKILL_GROUPS,
    flat::CHAT_DEVICE_ID,
    envelope::CODE,
];

const SIGN_OUT_FIELDS: &[FieldRow] = &[
    envelope::REQUEST_ID,
    envelope::MESSAGE,
    envelope::HTTP_STATUS_CODE,
    envelope::PARAMS,
    envelope::DATA,
    flat::EXTENSION,
    flat::USER_STATE,
    flat::INSTANCE_ID,
    flat::USER_ID,
    flat::DEVICE_ID,
    flat::BREAK_CODE,
    flat::OUTBOUND_SCENARIO,
    flat::MOBILE,
    flat::HEARTBEAT,
    flat::WORK_MODE,
    flat::JOB_ID,
    flat::SIGNED_SKILL_GROUPS,
    flat::RESERVED,
    envelope::CODE,
];

const READY_FIELDS: &[FieldRow] = &[
    envelope::REQUEST_ID,
    envelope::MESSAGE.none(NoneAs::Omitted),
    envelope::HTTP_STATUS_CODE,
    envelope::PARAMS.none(NoneAs::Omitted),
    envelope::DATA,
    flat::EXTENSION,
    flat::USER_STATE,
    flat::INSTANCE_ID,
    flat::USER_ID,
    flat::DEVICE_ID.none(NoneAs::Omitted),
    flat::BREAK_CODE.none(NoneAs::Omitted),
    flat::OUTBOUND_SCENARIO,
    flat::WORK_MODE,
    flat::JOB_ID.none(NoneAs::Omitted),
    flat::SIGNED_SKILL_GROUPS.none(NoneAs::Omitted),
    envelope::CODE,
];

const BREAK_FIELDS: &[FieldRow] = &[
    envelope::REQUEST_ID,
    envelope::MESSAGE.none(NoneAs::Omitted),
    envelope::HTTP_STATUS_CODE,
    envelope::PARAMS.none(NoneAs::Omitted),
    envelope::DATA,
    flat::EXTENSION,
    flat::USER_STATE,
    flat::INSTANCE_ID,
    flat::USER_ID,
    flat::DEVICE_ID,
    flat::BREAK_CODE,
    flat::OUTBOUND_SCENARIO,
    flat::MOBILE,
    flat::HEARTBEAT,
    flat::WORK_MODE,
    flat::JOB_ID.none(NoneAs::Omitted),
    flat::SIGNED_SKILL_GROUPS,
    flat::RESERVED,
    envelope::CODE,
];
