//! ClaimCall: a waiting call is given to an agent by hand.
//!
//! The first edition does not know it.

use offhook_machine::OpKind;

use super::action::{Action, Does, ShownCall};
use super::documents;
use super::errors::{
    BLANK, ENUMERATION, NO_INSTANCE, NO_JOB, NO_USER, USER_BUSY, USER_STATE, chosen, inferred,
};
use super::nested::nested;
use super::ops;
use super::rows::param;
use crate::shape::ErrorRow;

/// ClaimCall.
pub static CLAIM_CALL: Action = Action {
    name: "ClaimCall",
    clause: "ccc.claim-call",
    document: &documents::REFERENCE,
    about: "a call that waits in a queue is assigned to an agent",
    params: &[
        param::action(&["ClaimCall"]),
        param::INSTANCE_ID,
        param::JOB_ID,
        param::optional(
            "CandidateUserListJson",
            "the agents who may get the call, each with a skill group, as JSON text",
        ),
        param::optional("SkillGroupId", "the skill group that the call is assigned to"),
        param::TAGS,
        param::USER_ID,
    ],
    fields: nested! {
        user: [] [] [],
        call: [],
        channel: [VARIABLES] [],
        data: [CONTEXT_ID]
    },
    errors: &[
        inferred(NO_INSTANCE),
        inferred(NO_JOB),
        chosen(NO_USER),
        chosen(ErrorRow { about: "none of the candidates is free", ..USER_BUSY }),
        inferred(USER_STATE),
        inferred(BLANK),
        inferred(ENUMERATION),
    ],
    samples: None,
    does: Does { call: ShownCall::Claimed, ..Does::plain(&[OpKind::Claim], ops::claim) },
};
