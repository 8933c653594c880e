//! What an action is: its request, its answer and its refusals as tables.

use crate::clause::Document;
use crate::params::{DecodedParams, ParamError, decode};
use crate::query::ACTION;
use crate::shape::{Edition, ErrorRow, FieldRow, ParamRow, kebab};

/// One action of the API.
#[derive(Debug, PartialEq, Eq)]
pub struct Action {
    /// The name on the wire.
    pub name: &'static str,
    /// The clause id that the ids of its rows begin with.
    pub clause: &'static str,
    /// The document that describes it.
    pub document: &'static Document,
    /// What it does.
    pub about: &'static str,
    /// The parameters.
    pub params: &'static [ParamRow],
    /// The fields of the answer, in wire order.
    pub fields: &'static [FieldRow],
    /// The refusals, the documented ones first and in documented order.
    pub errors: &'static [ErrorRow],
    /// The documented example, where we have one.
    pub samples: Option<Samples>,
}

/// The documented example of an action, letter for letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Samples {
    /// The request: a URL with a query, broken over lines.
    pub request: &'static str,
    /// The answer as JSON.
    pub json: &'static str,
    /// The answer as XML.
    pub xml: &'static str,
}

impl Action {
    /// The row of a parameter.
    pub fn param(&self, name: &str) -> Option<&'static ParamRow> {
        self.params.iter().find(|row| row.name == name)
    }

    /// The row of a field, by its path with `[]` for any item.
    pub fn field(&self, path: &str) -> Option<&'static FieldRow> {
        self.fields.iter().find(|row| row.path == path)
    }

    /// The row of a refusal, by its code.
    pub fn error(&self, code: &str) -> Option<&'static ErrorRow> {
        self.errors.iter().find(|row| row.code == code)
    }

    /// Whether the answer tells of the user only and not of a call.
    pub fn is_flat(&self) -> bool {
        self.field("Data.UserContext").is_none()
    }

    /// The clause id of a parameter: `ccc.make-call.request.Callee`.
    pub fn param_clause(&self, name: &str) -> String {
        format!("{}.request.{name}", self.clause)
    }

    /// The clause id of a field: `ccc.make-call.response.Data.UserContext.UserState`.
    pub fn field_clause(&self, path: &str) -> String {
        format!("{}.response.{path}", self.clause)
    }

    /// The clause id of a refusal: `ccc.make-call.errors.user-busy`.
    pub fn error_clause(&self, code: &str) -> String {
        format!("{}.errors.{}", self.clause, kebab(code))
    }
}

/// Decodes the parameters of an action. What the action does not know (the common parameters, the signature) is ignored; of
/// two with the same name the first counts; `Action` may be absent, since it also comes in a header.
///
/// # Errors
/// The first parameter, in table order, that is missing or wrong.
pub fn decode_params(
    action: &Action,
    pairs: &[(String, String)],
    edition: Edition,
) -> Result<DecodedParams, ParamError> {
    decode(action.params, edition, &|row| {
        let given = pairs.iter().find(|(name, _)| name == row.name).map(|(_, value)| value.clone());
        given.or_else(|| (row.name == ACTION).then(|| action.name.to_owned()))
    })
}
