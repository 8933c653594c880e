//! The reasons of refusals.

use offhook_machine::Basis;

use crate::operation::Refusal;
use crate::shape::{FieldRow, Type};
use crate::source::Source;

/// A reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    /// The word on the wire.
    pub(super) code: &'static str,
    /// The HTTP status.
    pub(super) status: u16,
    /// The text for people.
    pub(super) text: &'static str,
    /// When it happens.
    pub(super) about: &'static str,
}

const fn reason(code: &'static str, status: u16, text: &'static str, about: &'static str) -> Reason {
    Reason { code, status, text, about }
}

pub(super) static BAD_REQUEST: Reason =
    reason("BAD_REQUEST", 400, "The request is malformed.", "a parameter is missing or wrong");
pub(super) static NO_SESSION: Reason = reason(
    "NO_SESSION",
    401,
    "Log in first.",
    "the header X-Example-Session is not that of the user's session",
);
pub(super) static UNKNOWN_USER: Reason =
    reason("UNKNOWN_USER", 404, "Nobody is called so.", "there is no such user");
pub(super) static NOT_FOUND: Reason = reason("NOT_FOUND", 404, "Nothing is here.", "there is no such path");
pub(super) static WRONG_METHOD: Reason =
    reason("WRONG_METHOD", 405, "Not with this method.", "the path takes another method");
pub(super) static BUSY: Reason = reason("BUSY", 409, "The line is busy.", "the user called is not ready");
pub(super) static NO_CALL: Reason =
    reason("NO_CALL", 409, "There is no such call.", "the user has no such call");
pub(super) static WRONG_STATE: Reason =
    reason("WRONG_STATE", 409, "Not now.", "the user's state does not allow it");
pub(super) static UNAVAILABLE: Reason =
    reason("UNAVAILABLE", 503, "Try again later.", "the call centre cannot be reached, or has no room");

/// Every reason.
pub(super) static REASONS: &[&Reason] = &[
    &BAD_REQUEST,
    &NO_SESSION,
    &UNKNOWN_USER,
    &NOT_FOUND,
    &WRONG_METHOD,
    &BUSY,
    &NO_CALL,
    &WRONG_STATE,
    &UNAVAILABLE,
];

/// The reason of this code.
pub(super) fn of_code(code: &str) -> Option<&'static Reason> {
    REASONS.iter().copied().find(|reason| reason.code == code)
}

impl Reason {
    /// The refusal of an operation for this reason.
    pub(super) fn refusal(&self) -> Refusal {
        Refusal {
            code: self.code,
            http_status: Some(self.status),
            about: self.about,
            basis: Basis::Chosen,
            for_state: [WRONG_STATE.code, NO_CALL.code].contains(&self.code),
        }
    }
}

/// The fields of a refusal.
pub(super) static REFUSAL_FIELDS: &[FieldRow] = &[
    FieldRow::new("error", Type::Object, Source::Group, "why the request is refused").basis(Basis::Chosen),
    FieldRow::new("error.reason", Type::String, Source::Code, "the reason, a word").basis(Basis::Chosen),
    FieldRow::new("error.text", Type::String, Source::Message, "the reason, for people").basis(Basis::Chosen),
];
