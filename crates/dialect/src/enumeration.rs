//! Enumerations: the values that a field can have, each a clause.

use std::borrow::Cow;

use offhook_machine::Basis;
use serde_json::{Map, Value};

use crate::clause::{Clause, Kind};
use crate::document::Document;
use crate::shape::kebab;

/// An enumeration.
pub(crate) struct Enumeration {
    /// The prefix of its clause ids.
    pub(crate) clause: &'static str,
    /// The field or parameter that it belongs to.
    pub(crate) of: &'static str,
    pub(crate) document: &'static Document,
    pub(crate) section: &'static str,
    pub(crate) basis: Basis,
    /// The values on the wire, each with its meaning.
    pub(crate) values: &'static [(&'static str, &'static str)],
}

impl Enumeration {
    /// A clause for each value.
    pub(crate) fn clauses(&'static self) -> impl Iterator<Item = Clause> {
        self.values.iter().map(|&(value, text)| Clause {
            id: Cow::Owned(format!("{}.{}", self.clause, kebab(value))),
            document: self.document.or_ours(self.basis),
            section: self.section,
            basis: self.basis,
            text: Cow::Borrowed(text),
            kind: Kind::Value { of: self.of, value },
        })
    }
}

/// The published values of the field or parameter of this name, each with its clause, in the order of the clauses. Some fields
/// hold a list of them as text and some admit others: so they are named, not demanded.
pub(crate) fn values(enumerations: &'static [Enumeration], name: &str) -> Map<String, Value> {
    let own = enumerations.iter().filter(|it| it.of == name);
    let mut found: Vec<_> = own
        .flat_map(|it| it.values.iter().map(|(value, _)| (format!("{}.{}", it.clause, kebab(value)), *value)))
        .collect();
    found.sort();
    found.into_iter().map(|(clause, value)| (value.to_owned(), clause.into())).collect()
}
