//! StartConference, SwitchToConference and EndConference: more than two parties talk.
//!
//! The first edition knows none of them.

use offhook_machine::OpKind;

use super::action::{Action, Does};
use super::documents;
use super::errors::{
    BLANK, CHANNEL_STATE, ENUMERATION, NO_EXTENSION, NO_INSTANCE, NO_JOB, NO_USER, USER_BUSY, USER_STATE,
    chosen, inferred,
};
use super::nested::nested;
use super::ops;
use super::rows::param;
use crate::operation::Begins;
use crate::shape::{ErrorRow, ParamRow, Required, Type};

/// StartConference.
pub static START_CONFERENCE: Action = Action {
    name: "StartConference",
    clause: "ccc.start-conference",
    document: &documents::REFERENCE,
    about: "an agent calls several parties to a conference",
    params: &[
        param::action(&["StartConference"]),
        param::INSTANCE_ID,
        ParamRow::new(
            "ParticipantListJson",
            Type::StringList,
            Required::Always,
            "the parties, as a JSON list: a colleague's extension, or an outside number",
        ),
        param::TAGS,
        param::timeout_seconds("after how many seconds without an answer the call is given up").default("30"),
        param::USER_ID,
    ],
    fields: nested! {
        user: [MOBILE] [HEARTBEAT] [RESERVED, DEVICE_STATE],
        call: [CALL_TYPE],
        channel: [] [CHANNEL_FLAGS],
        data: []
    },
    errors: &[
        inferred(NO_INSTANCE),
        inferred(NO_USER),
        chosen(PARTICIPANT_BUSY),
        chosen(NO_EXTENSION),
        inferred(USER_STATE),
        inferred(BLANK),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does::begins(&[OpKind::StartConference], ops::start_conference, Begins::OwnCall),
};

/// SwitchToConference.
pub static SWITCH_TO_CONFERENCE: Action = Action {
    name: "SwitchToConference",
    clause: "ccc.switch-to-conference",
    document: &documents::REFERENCE,
    about: "an agent turns a consultation into a conference of three",
    params: &[
        param::action(&["SwitchToConference"]),
        param::INSTANCE_ID,
        param::JOB_ID,
        param::DEVICE_ID_OPTIONAL,
        param::USER_ID,
    ],
    fields: nested! {
        user: [MOBILE] [HEARTBEAT] [DEVICE_STATE],
        call: [CALL_TYPE],
        channel: [INDEX, SKILL_GROUP_ID] [CHANNEL_FLAGS],
        data: []
    },
    errors: &[
        BLANK,
        inferred(NO_INSTANCE),
        inferred(NO_JOB),
        chosen(NO_USER),
        inferred(USER_STATE),
        inferred(CHANNEL_STATE),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does::plain(&[OpKind::StartConference], ops::switch_to_conference),
};

/// EndConference.
pub static END_CONFERENCE: Action = Action {
    name: "EndConference",
    clause: "ccc.end-conference",
    document: &documents::REFERENCE,
    about: "an agent leaves a conference",
    params: &[param::action(&["EndConference"]), param::INSTANCE_ID, param::JOB_ID, param::USER_ID],
    fields: nested! {
        user: [] [] [DEVICE_STATE],
        call: [],
        channel: [] [],
        data: [CONTEXT_ID]
    },
    errors: &[
        inferred(NO_INSTANCE),
        inferred(NO_JOB),
        chosen(NO_USER),
        inferred(USER_STATE),
        inferred(CHANNEL_STATE),
        inferred(BLANK),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does::plain(&[OpKind::EndConference], ops::end_conference),
};

/// A colleague cannot take a call now.
const PARTICIPANT_BUSY: ErrorRow = ErrorRow {
    args: &["Participant"],
    about: "a colleague called to the conference cannot take a call now",
    ..USER_BUSY
};
