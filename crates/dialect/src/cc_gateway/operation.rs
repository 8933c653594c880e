//! What an operation is, and the rows that several share.

use offhook_machine::{Accepted, Basis, Millis, Op, OpKind, Refused, Request, UserId, World};

use super::events::event_tail;
use super::retcodes::Retcode;
use super::session_layer::state::Sessions;
use crate::document::Document;
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::{self, Begins, Refusal, Trigger};
use crate::params::DecodedParams;
use crate::rest::Addressed;
pub use crate::rest::Method;
use crate::shape::{Bounds, FieldRow, ParamRow, Place, Required, Type};

/// One operation of the API.
#[derive(Clone, Copy, Debug)]
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
    pub events: &'static [Trigger],
    /// The refusals.
    pub retcodes: &'static [RetcodeRow],
    /// The document that describes it.
    pub document: &'static Document,
    /// How we know that it exists.
    pub basis: Basis,
    /// The requests of the machine that it can become.
    pub asks: &'static [OpKind],
    /// Whether it begins a call, and on whose channel.
    pub begins: Option<Begins>,
    /// What it does.
    pub does: Does,
}

impl PartialEq for Operation {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Operation {}

/// What an operation does, and for whom.
#[derive(Clone, Copy, Debug)]
pub enum Does {
    /// For an agent who is signed in.
    Session(fn(&mut Sessions, &mut World, Invocation<'_>) -> Outcome),
    /// Likewise; and once for an agent who has signed out, who is notified of that.
    Poll(fn(&mut Sessions, &mut World, Invocation<'_>) -> Outcome),
    /// Opens the session.
    SignIn(fn(&mut Sessions, &mut World, Arrival<'_>) -> Outcome),
    /// For a client that holds the token of any agent.
    AnyToken(fn(&mut Sessions, Arrival<'_>) -> Outcome),
}

/// An answer, or the code of the refusal.
pub type Outcome = Result<HttpResponse, Retcode>;

/// A request whose session and parameters are in order.
#[derive(Clone, Copy, Debug)]
pub struct Invocation<'a> {
    pub(super) operation: &'static Operation,
    pub(super) by: UserId,
    pub(super) now: Millis,
    pub(super) params: &'a DecodedParams,
    pub(super) request: &'a HttpRequest,
}

/// A request whose parameters are in order, and for which no session is needed.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    pub(super) operation: &'static Operation,
    /// The agent's number, as it stands in the path.
    pub(super) agent: &'a str,
    pub(super) now: Millis,
    pub(super) params: &'a DecodedParams,
    pub(super) request: &'a HttpRequest,
}

impl Invocation<'_> {
    /// Puts a request to the machine: one of the kinds that the operation's row has.
    pub(super) fn request(self, world: &mut World, op: Op<'_>) -> Result<Accepted, Refused> {
        debug_assert!(self.operation.asks.contains(&op.kind()), "{}: {:?}", self.operation.id, op.kind());
        world.request(self.now, &Request { by: self.by, op })
    }
}

impl Operation {
    /// The row of a refusal, by its code.
    pub fn retcode(&self, code: &str) -> Option<&'static RetcodeRow> {
        self.retcodes.iter().find(|row| row.retcode.code == code)
    }

    /// True for an operation that opens a session.
    pub const fn signs_in(&self) -> bool {
        matches!(self.does, Does::SignIn(_))
    }
}

impl operation::Operation for Operation {
    fn name(&self) -> &'static str {
        self.id
    }

    fn clause(&self) -> &'static str {
        self.clause
    }

    fn document(&self) -> &'static Document {
        self.document
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn basis(&self) -> Basis {
        self.basis
    }

    fn params(&self) -> &'static [ParamRow] {
        self.params
    }

    fn fields(&self) -> &'static [FieldRow] {
        self.fields
    }

    fn refusals(&self) -> Vec<Refusal> {
        let refusal = |row: &RetcodeRow| Refusal {
            code: row.retcode.code,
            http_status: None,
            about: row.retcode.about,
            basis: row.basis,
            for_state: row.retcode.about.contains("state"),
        };
        self.retcodes.iter().map(refusal).collect()
    }

    fn triggers(&self) -> &'static [Trigger] {
        self.events
    }

    fn asks(&self) -> &'static [OpKind] {
        self.asks
    }

    fn begins(&self) -> Option<Begins> {
        self.begins
    }

    fn success_message(&self) -> Option<(Option<&'static str>, Basis)> {
        Some((Some(self.success_message), Basis::Chosen))
    }

    fn refusal_clause(&self, code: &str) -> String {
        format!("{}.errors.{code}", self.clause)
    }

    fn trigger_clause(&self, event: &str) -> String {
        format!("{}.events.{}", self.clause, event_tail(event))
    }
}

impl Addressed for Operation {
    fn method(&self) -> Method {
        self.method
    }

    fn path(&self) -> &'static str {
        self.path
    }
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
pub(super) const fn listed_event(name: &'static str) -> Trigger {
    Trigger { name, basis: Basis::Documented }
}

/// Clients wait for the event; the page's own list is not at hand.
pub(super) const fn likely_event(name: &'static str) -> Trigger {
    Trigger { name, basis: Basis::Inferred }
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

/// The media type of the body, there or not. The pages mark it as mandatory and name a default; browsers and the vendor's own client leave
/// it out where there is no body, so the default counts.
pub(super) const CONTENT_TYPE: ParamRow = ParamRow::new(
    "Content-Type",
    Type::String,
    Required::Never,
    "how the body is written; application/json; charset=UTF-8 where it is left out, as browsers and the vendor's own client do, though the pages mark it as mandatory",
)
.place(Place::Header)
.default("application/json; charset=UTF-8");

/// The header of an answer that brings a new token.
pub(super) const SET_GUID: &str = "Set-GUID";

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
