//! What an operation is, and the rows that several share.

use offhook_machine::Basis;

use super::events::event_tail;
pub use super::results::REFUSAL_FIELDS;
use super::retcodes::Retcode;
use crate::clause::Document;
use crate::shape::{Bounds, FieldRow, ParamRow, Place, Required, Type};

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// DELETE.
    Delete,
}

impl Method {
    /// Every method that some operation uses.
    pub const ALL: [Self; 4] = [Self::Get, Self::Post, Self::Put, Self::Delete];

    /// The method's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// The method of this name; the case of letters counts.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == text)
    }
}

/// One operation of the API.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// Our name for it.
    pub id: &'static str,
    /// The clause id that the ids of its rows begin with.
    pub clause: &'static str,
    /// What the gateway calls it in its logs.
    pub log_name: &'static str,
    /// The only method it takes.
    pub method: Method,
    /// The path, with `{agentid}` for the agent's number.
    pub path: &'static str,
    /// Whether the page advises against it.
    pub deprecated: bool,
    /// What it does.
    pub about: &'static str,
    /// The parameters of path, query, headers and body.
    pub params: &'static [ParamRow],
    /// The fields of the answer on success, in wire order.
    pub fields: &'static [FieldRow],
    /// The message of the answer on success.
    pub success_message: &'static str,
    /// The events that the page says it triggers.
    pub events: &'static [EventRow],
    /// The refusals.
    pub retcodes: &'static [RetcodeRow],
    /// The document that describes it.
    pub document: &'static Document,
    /// How we know that it is there.
    pub basis: Basis,
}

impl Operation {
    /// The row of a parameter.
    pub fn param(&self, name: &str) -> Option<&'static ParamRow> {
        self.params.iter().find(|row| row.name == name)
    }

    /// The row of a field, by its path.
    pub fn field(&self, path: &str) -> Option<&'static FieldRow> {
        self.fields.iter().find(|row| row.path == path)
    }

    /// The row of a refusal, by its code.
    pub fn retcode(&self, code: &str) -> Option<&'static RetcodeRow> {
        self.retcodes.iter().find(|row| row.retcode.code == code)
    }

    /// The clause id of a parameter: `cc-gateway.release.request.agentid`.
    pub fn param_clause(&self, name: &str) -> String {
        format!("{}.request.{name}", self.clause)
    }

    /// The clause id of a field: `cc-gateway.release.response.retcode`.
    pub fn field_clause(&self, path: &str) -> String {
        format!("{}.response.{path}", self.clause)
    }

    /// The clause id of a refusal: `cc-gateway.release.errors.200-017`.
    pub fn retcode_clause(&self, code: &str) -> String {
        format!("{}.errors.{code}", self.clause)
    }

    /// The clause id of a triggered event: `cc-gateway.release.events.call-release`.
    pub fn event_clause(&self, name: &str) -> String {
        format!("{}.events.{}", self.clause, event_tail(name))
    }
}

/// An event that an operation triggers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// The name on the wire.
    pub name: &'static str,
    /// How we know that the operation triggers it.
    pub basis: Basis,
}

/// A refusal of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetcodeRow {
    /// The code.
    pub retcode: Retcode,
    /// How we know that the operation refuses so.
    pub basis: Basis,
}

/// The page lists the event.
pub(super) const fn listed_event(name: &'static str) -> EventRow {
    EventRow { name, basis: Basis::Documented }
}

/// Clients wait for the event; the page's own list is not at hand.
pub(super) const fn likely_event(name: &'static str) -> EventRow {
    EventRow { name, basis: Basis::Inferred }
}

/// The page lists the code.
pub(super) const fn listed(retcode: Retcode) -> RetcodeRow {
    RetcodeRow { retcode, basis: Basis::Documented }
}

/// The code's meaning names the operation; the page's own list is not at hand.
pub(super) const fn likely(retcode: Retcode) -> RetcodeRow {
    RetcodeRow { retcode, basis: Basis::Inferred }
}

/// No list has the code here.
pub(super) const fn chosen(retcode: Retcode) -> RetcodeRow {
    RetcodeRow { retcode, basis: Basis::Chosen }
}

/// What every operation's path holds.
pub(super) const AGENT_ID: ParamRow =
    ParamRow::new("agentid", Type::String, Required::Always, "the agent's number")
        .place(Place::Path)
        .bounds(AGENTS)
        .later_bounds(LATER_AGENTS);

/// The numbers of agents.
pub(super) const AGENTS: Bounds = Bounds::Integer { min: 101, max: 59_999 };
/// The numbers of agents in later editions.
pub(super) const LATER_AGENTS: Bounds = Bounds::Integer { min: 101, max: 999_999 };

/// The media type of the body, there or not.
pub(super) const CONTENT_TYPE: ParamRow = ParamRow::new(
    "Content-Type",
    Type::String,
    Required::Always,
    "how the body is written; application/json; charset=UTF-8 by default",
)
.place(Place::Header)
.default("application/json; charset=UTF-8");

/// The token of the session.
pub(super) const GUID: ParamRow = ParamRow::new(
    "Guid",
    Type::String,
    Required::Always,
    "the session's token: from the sign-in where tokens last, from the latest poll where they are renewed",
)
.place(Place::Header);

/// The texts that can be a call's id.
pub(super) const CALL_IDS: Bounds = Bounds::Symbols { alphabet: "0123456789-", min: 1, max: 24 };

/// A call that may be named.
pub(super) const CALL_ID: ParamRow =
    ParamRow::new("callid", Type::String, Required::Never, "which call, where the agent has several")
        .bounds(CALL_IDS);

/// A call that must be named, in the path.
pub(super) const NAMED_CALL: ParamRow =
    ParamRow::new("callid", Type::String, Required::Always, "which call").place(Place::Path).bounds(CALL_IDS);

/// A parameter of the body.
pub(super) const fn body(name: &'static str, ty: Type, required: Required, about: &'static str) -> ParamRow {
    ParamRow::new(name, ty, required, about).place(Place::Body)
}
