//! SendDtmfSignaling, LaunchAuthentication and LaunchSurvey: a call meets a machine.

use offhook_machine::OpKind;

use super::action::{Action, Does};
use super::documents;
use super::errors::{
    BLANK, CHANNEL_STATE, ENUMERATION, NO_CHANNEL, NO_INSTANCE, NO_JOB, NO_USER, USER_STATE, chosen, inferred,
};
use super::nested::nested;
use super::ops;
use super::rows::{call, channel, envelope, param, user};
use crate::shape::{Bounds, ErrorRow, FieldRow, NoneAs, ParamRow, Required};

/// SendDtmfSignaling.
pub static SEND_DTMF_SIGNALING: Action = Action {
    name: "SendDtmfSignaling",
    clause: "ccc.send-dtmf-signaling",
    document: &documents::REFERENCE,
    about: "an agent presses a key, which a channel of the call hears",
    params: &[
        param::action(&["SendDtmfSignaling"]),
        param::channel_id(Required::Always, "the channel that hears the key"),
        param::DEVICE_ID,
        param::demanded("Dtmf", "the key").bounds(Bounds::Symbols {
            alphabet: "0123456789*#",
            min: 1,
            max: 1,
        }),
        param::INSTANCE_ID,
        param::JOB_ID,
        param::USER_ID_DEMANDED,
    ],
    fields: DTMF_FIELDS,
    errors: ERRORS,
    samples: None,
    does: Does::plain(&[OpKind::Dtmf], ops::send_dtmf),
};

/// LaunchAuthentication.
pub static LAUNCH_AUTHENTICATION: Action = Action {
    name: "LaunchAuthentication",
    clause: "ccc.launch-authentication",
    document: &documents::REFERENCE,
    about: "an agent sends the customer through a contact flow that asks for a password",
    params: &[
        param::action(&["LaunchAuthentication"]),
        param::demanded("ContactFlowId", "the contact flow"),
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::JOB_ID,
        param::USER_ID_DEMANDED,
        param::CONTACT_FLOW_VARIABLES,
    ],
    fields: nested! {
        user: [MOBILE] [HEARTBEAT] [RESERVED],
        call: [CALL_TYPE],
        channel: [INDEX, SKILL_GROUP_ID, ASSOCIATED_DATA] [CHANNEL_FLAGS],
        data: []
    },
    errors: ERRORS,
    samples: None,
    does: Does::plain(&[OpKind::Flow], ops::authenticate),
};

/// LaunchSurvey.
pub static LAUNCH_SURVEY: Action = Action {
    name: "LaunchSurvey",
    clause: "ccc.launch-survey",
    document: &documents::REFERENCE,
    about: "an agent has the customer asked how satisfied they are",
    params: &[
        param::action(&["LaunchSurvey"]),
        ParamRow {
            required: Required::FirstEditionOnly,
            ..param::demanded("ContactFlowId", "the contact flow of a survey by voice")
        },
        param::DEVICE_ID,
        param::INSTANCE_ID,
        param::JOB_ID,
        param::USER_ID_DEMANDED,
        param::CONTACT_FLOW_VARIABLES,
        param::optional("SmsMetadataId", "what a survey by text message is made of"),
        param::optional("SurveyChannel", "how the customer is asked; by voice if left out"),
        param::optional("SurveyTemplateId", "the template of the survey"),
        param::optional("SurveyTemplateVariables", "what the template leaves open, as JSON text"),
    ],
    fields: nested! {
        user: [MOBILE] [HEARTBEAT] [RESERVED],
        call: [CALL_TYPE],
        channel: [INDEX, SKILL_GROUP_ID, ASSOCIATED_DATA] [CHANNEL_FLAGS],
        data: [CONTEXT_ID]
    },
    errors: ERRORS,
    samples: None,
    does: Does::plain(&[OpKind::Flow], ops::survey),
};

/// Alone among its like, the sample of SendDtmfSignaling leaves out what there is nothing to say of.
const DTMF_FIELDS: &[FieldRow] = &[
    envelope::REQUEST_ID,
    envelope::MESSAGE.none(NoneAs::Omitted),
    envelope::HTTP_STATUS_CODE,
    envelope::PARAMS.none(NoneAs::Omitted),
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
    channel::RELEASE_INITIATOR.none(NoneAs::Omitted),
    channel::CALL_TYPE,
    channel::INDEX,
    channel::SKILL_GROUP_ID,
    channel::CHANNEL_ID,
    channel::TIMESTAMP,
    channel::RELEASE_REASON.none(NoneAs::Omitted),
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
