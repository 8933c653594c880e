//! ChangeWorkMode, ChangeVisibility and ResetAgentState: how an agent takes calls, and the way out of a state that is stuck. `Data`
//! is the user context itself.
//!
//! The fields are documented, their order is ours: it follows MakeCall's.

use offhook_machine::OpKind;

use super::action::{Action, Does};
use super::documents;
use super::errors::{BLANK, CHANNEL_STATE, ENUMERATION, NO_INSTANCE, NO_USER, USER_STATE, chosen, inferred};
use super::ops;
use super::rows::{envelope, flat, param};
use crate::shape::{Bounds, FieldRow, NoneAs, ParamRow, Required, Type};

/// ChangeWorkMode.
pub static CHANGE_WORK_MODE: Action = Action {
    name: "ChangeWorkMode",
    clause: "ccc.change-work-mode",
    document: &documents::REFERENCE,
    about: "an agent takes calls elsewhere from now on",
    params: &[
        param::action(&["ChangeWorkMode"]),
        param::INSTANCE_ID,
        param::demanded("WorkMode", "where the agent takes calls").bounds(Bounds::OneOf(&[
            "ON_SITE",
            "OFF_SITE",
            "OFFICE_PHONE",
        ])),
        param::USER_ID,
        param::DEVICE_ID_OPTIONAL,
        param::optional("Mobile", "the agent's own number, for work off site"),
        ParamRow::new(
            "SignedSkillGroupIdList",
            Type::StringList,
            Required::Never,
            "the skill groups that an agent off site signs in to, as a JSON list",
        ),
    ],
    fields: FIELDS,
    errors: &[ENUMERATION, inferred(NO_INSTANCE), inferred(NO_USER), inferred(USER_STATE), inferred(BLANK)],
    samples: None,
    does: Does {
        also: Some(ops::skill_groups),
        ..Does::plain(&[OpKind::Configure, OpKind::Adjust], ops::work_mode)
    },
};

/// ChangeVisibility.
pub static CHANGE_VISIBILITY: Action = Action {
    name: "ChangeVisibility",
    clause: "ccc.change-visibility",
    document: &documents::REFERENCE,
    about: "an agent is hidden from inbound calls, or shown again",
    params: &[
        param::action(&["ChangeVisibility"]),
        param::INSTANCE_ID,
        param::USER_ID,
        ParamRow::new(
            "Invisible",
            Type::Boolean,
            Required::Never,
            "whether the agent only places calls from now on",
        ),
    ],
    fields: FIELDS,
    errors: &[CHANNEL_STATE, USER_STATE, NO_INSTANCE, NO_USER, inferred(BLANK), inferred(ENUMERATION)],
    samples: None,
    does: Does::plain(&[OpKind::Configure], ops::visibility),
};

/// ResetAgentState.
pub static RESET_AGENT_STATE: Action = Action {
    name: "ResetAgentState",
    clause: "ccc.reset-agent-state",
    document: &documents::REFERENCE,
    about: "takes an agent back to OFFLINE",
    params: &[param::action(&["ResetAgentState"]), param::DEVICE_ID, param::INSTANCE_ID, param::USER_ID],
    fields: RESET_FIELDS,
    errors: &[NO_INSTANCE, NO_USER, chosen(USER_STATE), inferred(BLANK), inferred(ENUMERATION)],
    samples: None,
    does: Does::plain(&[OpKind::Reset], ops::reset),
};

const FIELDS: &[FieldRow] = &[
    envelope::REQUEST_ID,
    envelope::MESSAGE,
    envelope::HTTP_STATUS_CODE,
    envelope::PARAMS,
    envelope::DATA,
    flat::EXTENSION.none(NoneAs::Placeholder),
    flat::USER_STATE,
    flat::INSTANCE_ID,
    flat::USER_ID,
    flat::DEVICE_ID,
    flat::BREAK_CODE,
    flat::OUTBOUND_SCENARIO,
    flat::WORK_MODE,
    flat::JOB_ID,
    flat::SIGNED_SKILL_GROUPS,
    envelope::CODE,
];

/// The sample leaves out what there is nothing to say of.
const RESET_FIELDS: &[FieldRow] = &[
    envelope::REQUEST_ID,
    envelope::MESSAGE.none(NoneAs::Omitted),
    envelope::HTTP_STATUS_CODE,
    envelope::PARAMS.none(NoneAs::Omitted),
    envelope::DATA,
    flat::EXTENSION.none(NoneAs::Omitted),
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
