//! The clauses that follow from a table, whichever vendor's it is.

use std::borrow::Cow;

use offhook_machine::Basis;

use crate::clause::{Clause, Kind};
use crate::document::Document;
use crate::operation::Operation;
use crate::shape::{Bounds, Edition, FieldRow, ParamRow};

/// The sections of a vendor's pages that state the parts of an operation.
pub(crate) struct Sections {
    pub(crate) params: &'static str,
    pub(crate) fields: &'static str,
    pub(crate) refusals: &'static str,
    pub(crate) triggers: &'static str,
}

/// A clause that follows from a row.
pub(crate) fn clause(
    id: impl Into<Cow<'static, str>>,
    (document, section): (&'static Document, &'static str),
    basis: Basis,
    text: impl Into<Cow<'static, str>>,
    kind: Kind,
) -> Clause {
    Clause { id: id.into(), document: document.or_ours(basis), section, basis, text: text.into(), kind }
}

/// The clauses of an operation: the whole, its parameters, fields, refusals and triggered events; `event` says what an event
/// is about.
pub(crate) fn of_operation(
    it: &'static dyn Operation,
    sections: &Sections,
    event: &dyn Fn(&str) -> &'static str,
) -> Vec<Clause> {
    let (of, basis) = (it.name(), it.basis());
    let at = |section| (it.document(), section);
    let mut out = vec![clause(it.clause(), at("Description"), basis, it.about(), Kind::Request { of })];
    out.extend(it.params().iter().map(|row| {
        let (id, kind) = (it.param_clause(row.name), Kind::Param { of, name: row.name });
        clause(id, at(sections.params), row.basis.max(basis), param_text(row), kind)
    }));
    out.extend(it.fields().iter().map(|row| {
        let (id, kind) = (it.field_clause(row.path), Kind::Field { of, path: row.path });
        clause(id, at(sections.fields), row.basis.max(basis), field_text(row), kind)
    }));
    out.extend(it.triggers().iter().map(|row| {
        let (id, kind) = (it.trigger_clause(row.name), Kind::Trigger { of, event: row.name });
        let text = format!("triggers {}: {}", row.name, event(row.name));
        clause(id, at(sections.triggers), row.basis, text, kind)
    }));
    out.extend(it.refusals().iter().map(|row| {
        let (id, kind) = (it.refusal_clause(row.code), Kind::Refusal { of, code: row.code });
        let text = refusal_text(row.http_status, row.code, row.about);
        clause(id, at(sections.refusals), row.basis, text, kind)
    }));
    out
}

/// What a refusal says; the status only where it depends on the refusal.
pub(crate) fn refusal_text(http_status: Option<u16>, code: &str, about: &str) -> String {
    match http_status {
        Some(status) => format!("refuses with {status} {code}: {about}"),
        None => format!("refuses with {code}: {about}"),
    }
}

fn param_text(row: &ParamRow) -> String {
    let demand = match (row.required.in_edition(Edition::First), row.required.in_edition(Edition::Later)) {
        (true, true) => "required",
        (true, false) => "required in the first edition",
        (false, true) => "required in later editions",
        (false, false) => "optional",
    };
    let bounds = match row.bounds {
        Bounds::Integer { min, max } => format!(", {min} to {max}"),
        Bounds::IntegerOr { other, min, max } => format!(", {min} to {max}, or {other}"),
        Bounds::Length { min, max } => format!(", {min} to {max} characters"),
        Bounds::Symbols { alphabet, min, max } => format!(", {min} to {max} characters of {alphabet}"),
        Bounds::Bytes { max } => format!(", at most {max} bytes"),
        Bounds::OneOf(values) => format!(", one of {}", values.join(", ")),
        Bounds::None => String::new(),
    };
    format!("{} ({}, {demand}{bounds}): {}", row.name, row.ty.as_str(), row.about)
}

fn field_text(row: &FieldRow) -> String {
    format!("{} ({}): {}", row.name(), row.ty.as_str(), row.about)
}
