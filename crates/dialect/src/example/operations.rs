//! The operations.

use offhook_machine::{Basis, OpKind};

use super::operation::{Does, Row};
use super::reasons::{BAD_REQUEST, BUSY, NO_CALL, NO_SESSION, UNAVAILABLE, UNKNOWN_USER, WRONG_STATE};
use crate::operation::{Begins, Operation, Trigger};
use crate::rest::Method;
use crate::shape::{Bounds, FieldRow, NoneAs, ParamRow, Place, Required, Type};
use crate::source::{CallField, SessionField, Source, UserField};

/// The header that carries the session's token.
pub(super) const SESSION_HEADER: &str = "X-Example-Session";

const fn body(name: &'static str, required: Required, about: &'static str) -> ParamRow {
    ParamRow::new(name, Type::String, required, about).place(Place::Body).basis(Basis::Chosen)
}

const USER: ParamRow =
    body("user", Required::Always, "the id of the user who asks").bounds(Bounds::Length { min: 1, max: 64 });
const SESSION: ParamRow =
    body(SESSION_HEADER, Required::Always, "the token that the log-in answered").place(Place::Header);

const fn field(path: &'static str, ty: Type, source: Source, about: &'static str) -> FieldRow {
    FieldRow::new(path, ty, source, about).basis(Basis::Chosen)
}

const OK: FieldRow = field("ok", Type::Boolean, Source::Code, "true");
const DONE: &[FieldRow] = &[OK];

const fn trigger(name: &'static str) -> Trigger {
    Trigger { name, basis: Basis::Chosen }
}

/// Begins a session.
pub(super) static LOG_IN: Row = Row {
    name: "login",
    clause: "example.login",
    method: Method::Post,
    path: "/example/v1/login",
    about: "begins a session: the user is ready for calls",
    params: &[USER],
    fields: &[
        OK,
        field("session", Type::String, Source::Session(SessionField::Token), "the token of the session"),
    ],
    reasons: &[&BAD_REQUEST, &UNKNOWN_USER, &WRONG_STATE, &UNAVAILABLE],
    triggers: &[],
    asks: &[OpKind::SignIn],
    begins: None,
    does: Does::LogIn,
};

/// Ends a session.
pub(super) static LOG_OUT: Row = Row {
    name: "logout",
    clause: "example.logout",
    method: Method::Post,
    path: "/example/v1/logout",
    about: "ends the session",
    params: &[USER, SESSION],
    fields: DONE,
    reasons: &[&BAD_REQUEST, &NO_SESSION, &UNKNOWN_USER, &WRONG_STATE, &UNAVAILABLE],
    triggers: &[],
    asks: &[OpKind::SignOut],
    begins: None,
    does: Does::LogOut,
};

/// Places a call.
pub(super) static CALL: Row = Row {
    name: "call",
    clause: "example.call",
    method: Method::Post,
    path: "/example/v1/call",
    about: "calls an outside number or another user's extension",
    params: &[
        USER,
        body("to", Required::Always, "the number to call").bounds(Bounds::Symbols {
            alphabet: "0123456789",
            min: 1,
            max: 24,
        }),
        SESSION,
    ],
    fields: &[OK, field("call", Type::String, Source::Call(CallField::Job), "the id of the call")],
    reasons: &[&BAD_REQUEST, &NO_SESSION, &UNKNOWN_USER, &BUSY, &WRONG_STATE, &UNAVAILABLE],
    triggers: &[trigger("Dialing")],
    asks: &[OpKind::MakeCall],
    begins: Some(Begins::OwnCall),
    does: Does::Call,
};

/// Hangs up.
pub(super) static HANG_UP: Row = Row {
    name: "hangup",
    clause: "example.hangup",
    method: Method::Post,
    path: "/example/v1/hangup",
    about: "leaves the call",
    params: &[
        USER,
        body("call", Required::Never, "the id of the call; the user's own where left out")
            .bounds(Bounds::Length { min: 1, max: 32 }),
        SESSION,
    ],
    fields: DONE,
    reasons: &[&BAD_REQUEST, &NO_SESSION, &UNKNOWN_USER, &NO_CALL, &WRONG_STATE, &UNAVAILABLE],
    triggers: &[trigger("Left")],
    asks: &[OpKind::Release],
    begins: None,
    does: Does::HangUp,
};

/// Reads the state.
pub(super) static STATUS: Row = Row {
    name: "status",
    clause: "example.status",
    method: Method::Get,
    path: "/example/v1/status",
    about: "reads the user's own state",
    params: &[USER.place(Place::Query), SESSION],
    fields: &[
        OK,
        field("user", Type::Object, Source::Group, "the user"),
        field("user.id", Type::String, Source::User(UserField::Id), "the id"),
        field("user.state", Type::String, Source::User(UserField::State), "the state"),
        field("user.call", Type::String, Source::User(UserField::Job), "the id of the call the user is in")
            .none(NoneAs::Omitted),
    ],
    reasons: &[&BAD_REQUEST, &NO_SESSION, &UNKNOWN_USER, &UNAVAILABLE],
    triggers: &[],
    asks: &[OpKind::Poll],
    begins: None,
    does: Does::Status,
};

/// Every operation.
pub(super) static ROWS: &[&Row] = &[&LOG_IN, &CALL, &HANG_UP, &STATUS, &LOG_OUT];

/// The same list for code that knows no vendor.
pub(super) static OPERATIONS: &[&dyn Operation] = &[&LOG_IN, &CALL, &HANG_UP, &STATUS, &LOG_OUT];

/// The operation of this name.
pub(super) fn operation(name: &str) -> Option<&'static Row> {
    ROWS.iter().copied().find(|row| row.name == name)
}
