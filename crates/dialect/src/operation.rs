//! What every vendor's row for one request says, whatever the vendor's own row looks like.

use std::borrow::Cow;
use std::fmt;

use offhook_machine::{Basis, OpKind};

use crate::document::Document;
use crate::shape::{FieldRow, ParamRow, kebab};

/// One request of a vendor's API: an action, an operation.
pub trait Operation: fmt::Debug + Sync {
    /// The name that scenarios, reports and clauses use.
    fn name(&self) -> &'static str;
    /// The clause id that the ids of its rows begin with.
    fn clause(&self) -> &'static str;
    /// The document that describes it.
    fn document(&self) -> &'static Document;
    /// What it does.
    fn about(&self) -> &'static str;
    /// How we know that it exists.
    fn basis(&self) -> Basis;
    /// The parameters.
    fn params(&self) -> &'static [ParamRow];
    /// The fields of the answer on success, in wire order.
    fn fields(&self) -> &'static [FieldRow];
    /// The refusals, in the order of the row.
    fn refusals(&self) -> Vec<Refusal>;
    /// The events that the page says it triggers.
    fn triggers(&self) -> &'static [Trigger] {
        &[]
    }
    /// The documented example.
    fn samples(&self) -> Option<Samples> {
        None
    }
    /// The requests of the machine that it can become; a debug build refuses to put another one.
    fn asks(&self) -> &'static [OpKind];
    /// Whether it begins a call, and on whose channel.
    fn begins(&self) -> Option<Begins> {
        None
    }
    /// The message of an accepted answer; the outer `None` where nothing is known of it.
    fn success_message(&self) -> Option<(Option<&'static str>, Basis)>;

    /// The clause that says when it refuses with this code and not with another.
    fn when_refused(&self, _code: &str) -> Cow<'static, str> {
        format!("{}.which-refusal", self.clause()).into()
    }
    /// Whether the argument at this place of a refusal's message is one that the documents only exemplify.
    fn is_free_argument(&self, _code: &str, _place: usize) -> bool {
        false
    }

    /// The row of a parameter.
    fn param(&self, name: &str) -> Option<&'static ParamRow> {
        self.params().iter().find(|row| row.name == name)
    }

    /// The row of a field, by its path with `[]` for any item.
    fn field(&self, path: &str) -> Option<&'static FieldRow> {
        self.fields().iter().find(|row| row.path == path)
    }

    /// The refusal with this code.
    fn refusal(&self, code: &str) -> Option<Refusal> {
        self.refusals().into_iter().find(|refusal| refusal.code == code)
    }

    /// The clause id of a parameter: `ccc.make-call.request.Callee`.
    fn param_clause(&self, name: &str) -> String {
        format!("{}.request.{name}", self.clause())
    }

    /// The clause id of a field: `ccc.make-call.response.Data.UserContext.UserState`.
    fn field_clause(&self, path: &str) -> String {
        format!("{}.response.{path}", self.clause())
    }

    /// The clause id of a refusal: `ccc.make-call.errors.user-busy`.
    fn refusal_clause(&self, code: &str) -> String {
        format!("{}.errors.{}", self.clause(), kebab(code))
    }

    /// The clause id of a triggered event: `cc-gateway.release.events.call-release`.
    fn trigger_clause(&self, event: &str) -> String {
        format!("{}.events.{}", self.clause(), kebab(event))
    }
}

impl PartialEq for dyn Operation {
    fn eq(&self, other: &Self) -> bool {
        self.clause() == other.clause()
    }
}

impl Eq for dyn Operation {}

/// A refusal of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code on the wire.
    pub code: &'static str,
    /// The HTTP status that goes with it, where the status depends on the refusal.
    pub http_status: Option<u16>,
    /// When the operation refuses so.
    pub about: &'static str,
    /// How we know that it refuses so.
    pub basis: Basis,
    /// True if it refuses so for the state of a user or a channel.
    pub for_state: bool,
}

/// An event that an operation triggers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// The name on the wire.
    pub name: &'static str,
    /// How we know that the operation triggers it.
    pub basis: Basis,
}

/// On whose channel a call begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begins {
    /// On the channel of the user who asks.
    OwnCall,
    /// Between others: the call centre calls.
    OthersCall,
}

/// The documented example of an operation, letter for letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Samples {
    /// The request: a URL with a query, broken over lines.
    pub request: &'static str,
    /// The answer as JSON.
    pub json: &'static str,
    /// The answer as XML.
    pub xml: &'static str,
}
