//! The list of actions.

use super::action::Action;
use super::call::{ANSWER_CALL, POLL_USER_STATUS};
use super::claim_call::CLAIM_CALL;
use super::conference::{END_CONFERENCE, START_CONFERENCE, SWITCH_TO_CONFERENCE};
use super::flow::{LAUNCH_AUTHENTICATION, LAUNCH_SURVEY, SEND_DTMF_SIGNALING};
use super::hold_call::{HOLD_CALL, RETRIEVE_CALL};
use super::make_call::MAKE_CALL;
use super::mute_call::{MUTE_CALL, UNMUTE_CALL};
use super::outbound::{REDIAL_CALL, START_BACK2BACK_CALL, START_PREDICTIVE_CALL};
use super::release_call::RELEASE_CALL;
use super::rows::envelope;
use super::session::{READY_FOR_SERVICE, SIGN_IN_GROUP, SIGN_OUT_GROUP, TAKE_BREAK};
use super::supervision::{BARGE_IN_CALL, COACH_CALL, INTERCEPT_CALL, MONITOR_CALL};
use super::transfer::{
    BLIND_TRANSFER, CANCEL_ATTENDED_TRANSFER, COMPLETE_ATTENDED_TRANSFER, INITIATE_ATTENDED_TRANSFER,
};
use super::work_mode::{CHANGE_VISIBILITY, CHANGE_WORK_MODE, RESET_AGENT_STATE};
use crate::operation::Operation;
use crate::shape::FieldRow;

/// Writes the list once, for code of this folder and for code that knows no vendor.
macro_rules! actions {
    ($($action:ident),+ $(,)?) => {
        /// Every action: those of an agent's day first, in its order; then what is rarer, by family.
        pub static ACTIONS: &[&Action] = &[$(&$action),+];
        /// The same list for code that knows no vendor.
        pub(super) static OPERATIONS: &[&dyn Operation] = &[$(&$action),+];
    };
}

actions![
    SIGN_IN_GROUP,
    READY_FOR_SERVICE,
    TAKE_BREAK,
    SIGN_OUT_GROUP,
    POLL_USER_STATUS,
    MAKE_CALL,
    ANSWER_CALL,
    HOLD_CALL,
    RETRIEVE_CALL,
    MUTE_CALL,
    UNMUTE_CALL,
    RELEASE_CALL,
    CHANGE_WORK_MODE,
    CHANGE_VISIBILITY,
    RESET_AGENT_STATE,
    REDIAL_CALL,
    START_BACK2BACK_CALL,
    START_PREDICTIVE_CALL,
    SEND_DTMF_SIGNALING,
    LAUNCH_AUTHENTICATION,
    LAUNCH_SURVEY,
    BLIND_TRANSFER,
    INITIATE_ATTENDED_TRANSFER,
    COMPLETE_ATTENDED_TRANSFER,
    CANCEL_ATTENDED_TRANSFER,
    START_CONFERENCE,
    SWITCH_TO_CONFERENCE,
    END_CONFERENCE,
    CLAIM_CALL,
    MONITOR_CALL,
    COACH_CALL,
    BARGE_IN_CALL,
    INTERCEPT_CALL,
];

/// The fields of a refusal, the same for every action: no `Data`, and the arguments of the message in `Params`.
pub const ERROR_FIELDS: &[FieldRow] = envelope::REFUSAL;

/// The action of this name; the case of letters counts.
pub fn action(name: &str) -> Option<&'static Action> {
    ACTIONS.iter().copied().find(|action| action.name == name)
}
