//! The list of actions.

use super::action::Action;
use super::call::{ANSWER_CALL, POLL_USER_STATUS};
use super::hold_call::{HOLD_CALL, RETRIEVE_CALL};
use super::make_call::MAKE_CALL;
use super::mute_call::{MUTE_CALL, UNMUTE_CALL};
use super::release_call::RELEASE_CALL;
use super::rows::envelope;
use super::session::{READY_FOR_SERVICE, SIGN_IN_GROUP, SIGN_OUT_GROUP, TAKE_BREAK};
use crate::shape::FieldRow;

/// Every action, in the order of an agent's day.
pub static ACTIONS: &[&Action] = &[
    &SIGN_IN_GROUP,
    &READY_FOR_SERVICE,
    &TAKE_BREAK,
    &SIGN_OUT_GROUP,
    &POLL_USER_STATUS,
    &MAKE_CALL,
    &ANSWER_CALL,
    &HOLD_CALL,
    &RETRIEVE_CALL,
    &MUTE_CALL,
    &UNMUTE_CALL,
    &RELEASE_CALL,
];

/// The fields of a refusal, the same for every action: no `Data`, and the arguments of the message in `Params`.
pub const ERROR_FIELDS: &[FieldRow] = envelope::REFUSAL;

/// The action of this name; the case of letters counts.
pub fn action(name: &str) -> Option<&'static Action> {
    ACTIONS.iter().copied().find(|action| action.name == name)
}
