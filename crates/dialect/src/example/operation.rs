//! What an operation is.

use offhook_machine::{Basis, OpKind};

use super::reasons::Reason;
use crate::document::{DECISIONS, Document};
use crate::operation::{Begins, Operation, Refusal, Trigger};
use crate::rest::{Addressed, Method};
use crate::shape::{FieldRow, ParamRow};

/// One operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) clause: &'static str,
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) about: &'static str,
    pub(super) params: &'static [ParamRow],
    pub(super) fields: &'static [FieldRow],
    pub(super) reasons: &'static [&'static Reason],
    pub(super) triggers: &'static [Trigger],
    pub(super) asks: &'static [OpKind],
    pub(super) begins: Option<Begins>,
    pub(super) does: Does,
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    LogIn,
    LogOut,
    Call,
    HangUp,
    Status,
}

impl Operation for Row {
    fn name(&self) -> &'static str {
        self.name
    }

    fn clause(&self) -> &'static str {
        self.clause
    }

    fn document(&self) -> &'static Document {
        &DECISIONS
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn basis(&self) -> Basis {
        Basis::Chosen
    }

    fn params(&self) -> &'static [ParamRow] {
        self.params
    }

    fn fields(&self) -> &'static [FieldRow] {
        self.fields
    }

    fn refusals(&self) -> Vec<Refusal> {
        self.reasons.iter().map(|reason| reason.refusal()).collect()
    }

    fn triggers(&self) -> &'static [Trigger] {
        self.triggers
    }

    fn asks(&self) -> &'static [OpKind] {
        self.asks
    }

    fn begins(&self) -> Option<Begins> {
        self.begins
    }

    fn success_message(&self) -> Option<(Option<&'static str>, Basis)> {
        Some((None, Basis::Chosen))
    }
}

impl Addressed for Row {
    fn method(&self) -> Method {
        self.method
    }

    fn path(&self) -> &'static str {
        self.path
    }
}
