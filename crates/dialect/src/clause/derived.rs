//! The clauses that follow from the tables.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::documents::{CCC_GUIDE, CCC_REFERENCE, Document, GATEWAY_REFERENCE};
use super::{Basis, Clause, Kind, SamplePart};
use crate::cc_gateway::{
    EVENTS, EventRow, OPERATIONS, Operation, RETCODES, RetcodeRow, TRANSFER, TRANSFER_MODES, event_shape,
};
use crate::ccc::{self, ACTIONS, Action};
use crate::shape::{Bounds, Edition, ErrorRow, FieldRow, ParamRow, kebab};

/// Every clause of every table.
pub(super) fn clauses() -> impl Iterator<Item = Clause> {
    let actions = ACTIONS.iter().flat_map(|action| of_action(action));
    let operations = OPERATIONS.iter().flat_map(|operation| of_operation(operation));
    actions
        .chain(operations)
        .chain(ccc_errors())
        .chain(ccc_events())
        .chain(gateway_events())
        .chain(retcodes())
        .chain(transfer_modes())
}

fn clause(
    id: impl Into<Cow<'static, str>>,
    (document, section): (&'static Document, &'static str),
    basis: Basis,
    text: impl Into<Cow<'static, str>>,
    kind: Kind,
) -> Clause {
    Clause { id: id.into(), document: document.or_ours(basis), section, basis, text: text.into(), kind }
}

fn of_action(action: &'static Action) -> Vec<Clause> {
    let of = action.name;
    let whole = (action.document, "Description");
    let mut out = vec![clause(action.clause, whole, Basis::Documented, action.about, Kind::Request { of })];
    out.extend(action.params.iter().map(|row| {
        let (id, kind) = (action.param_clause(row.name), Kind::Param { of, name: row.name });
        clause(id, (action.document, "Request parameters"), row.basis, param_text(row), kind)
    }));
    out.extend(action.fields.iter().map(|row| {
        let (id, kind) = (action.field_clause(row.path), Kind::Field { of, path: row.path });
        clause(id, (action.document, "Response"), row.basis, field_text(row), kind)
    }));
    out.extend(action.errors.iter().map(|row| {
        let (id, kind) = (action.error_clause(row.code), Kind::Refusal { of, code: row.code });
        clause(id, (action.document, "Error codes"), row.basis, error_text(row), kind)
    }));
    let parts: &[SamplePart] = match action.samples {
        Some(_) => &[SamplePart::Request, SamplePart::Json, SamplePart::Xml],
        None => &[],
    };
    out.extend(parts.iter().map(|&part| {
        let id = format!("{}.sample.{}", action.clause, part.as_str());
        let text = match part {
            SamplePart::Request => "the documented request is accepted",
            SamplePart::Json | SamplePart::Xml => "the documented answer is given, token for token",
        };
        clause(id, (action.document, "Examples"), Basis::Sampled, text, Kind::Sample { of, part })
    }));
    out
}

fn of_operation(operation: &'static Operation) -> Vec<Clause> {
    let (of, basis) = (operation.id, operation.basis);
    let at = |section| (operation.document, section);
    let about = |tail: &str, section, text: String| {
        clause(format!("{}.{tail}", operation.clause), at(section), basis, text, Kind::Request { of })
    };
    let mut out = vec![
        clause(operation.clause, at("Description"), basis, operation.about, Kind::Request { of }),
        about(
            "method",
            "Interface method",
            format!("it takes {} and no other method", operation.method.as_str()),
        ),
        about("uri", "URI", format!("its path is {}", operation.path)),
        about("log-name", "Method name in logs", format!("logs call it {}", operation.log_name)),
    ];
    if operation.deprecated {
        let text = "it is kept for clients of earlier versions and advised against".to_owned();
        out.push(about("deprecated", "URI", text));
    }
    out.extend(operation.params.iter().map(|row| {
        let (id, kind) = (operation.param_clause(row.name), Kind::Param { of, name: row.name });
        clause(id, at("Request"), row.basis.max(basis), param_text(row), kind)
    }));
    out.extend(operation.fields.iter().map(|row| {
        let (id, kind) = (operation.field_clause(row.path), Kind::Field { of, path: row.path });
        clause(id, at("Response"), row.basis.max(basis), field_text(row), kind)
    }));
    out.extend(operation.events.iter().map(|row| trigger(operation, row)));
    out.extend(operation.retcodes.iter().map(|row| refusal(operation, row)));
    out
}

fn trigger(operation: &'static Operation, row: &'static EventRow) -> Clause {
    let about = event_shape(row.name).map_or("", |shape| shape.about);
    let (id, kind) = (operation.event_clause(row.name), Kind::Trigger { of: operation.id, event: row.name });
    let text = format!("triggers {}: {about}", row.name);
    clause(id, (operation.document, "Triggered events"), row.basis, text, kind)
}

fn refusal(operation: &'static Operation, row: &'static RetcodeRow) -> Clause {
    let code = row.retcode.code;
    let (id, kind) = (operation.retcode_clause(code), Kind::Refusal { of: operation.id, code });
    let text = format!("refuses with {code}: {}", row.retcode.about);
    clause(id, (operation.document, "Error codes"), row.basis, text, kind)
}

fn ccc_errors() -> impl Iterator<Item = Clause> {
    ccc::errors::COMMON.iter().map(|row| {
        let id = format!("ccc.errors.{}", kebab(row.code));
        let at = (&CCC_REFERENCE, "Error codes");
        clause(id, at, row.basis, error_text(row), Kind::Code { code: row.code })
    })
}

fn ccc_events() -> impl Iterator<Item = Clause> {
    // One event may tell of several things of the machine: it is stated once.
    let names: BTreeSet<&str> = ccc::EVENTS.iter().map(|row| row.name).collect();
    names.into_iter().filter_map(|name| ccc::EVENTS.iter().find(|row| row.name == name)).map(|row| {
        let id = format!("ccc.event.{}", kebab(row.name));
        let own: Vec<_> = row.fields.iter().map(|(name, _)| *name).collect();
        let beyond = if own.is_empty() { String::new() } else { format!(" with {}", own.join(", ")) };
        let text = format!("the call centre pushes {}{beyond}", row.name);
        let at = (&CCC_GUIDE, "Event messages");
        clause(id, at, Basis::Documented, text, Kind::Event { name: row.name })
    })
}

fn gateway_events() -> impl Iterator<Item = Clause> {
    EVENTS.iter().map(|shape| {
        let id = format!("cc-gateway.events.{}", shape.tail());
        let at = (&GATEWAY_REFERENCE, "Events");
        clause(id, at, shape.basis, shape.about, Kind::Event { name: shape.name })
    })
}

fn retcodes() -> impl Iterator<Item = Clause> {
    RETCODES.iter().map(|row| {
        let id = format!("cc-gateway.errors.{}", row.code);
        clause(id, (&GATEWAY_REFERENCE, "Error codes"), row.basis, row.about, Kind::Code { code: row.code })
    })
}

fn transfer_modes() -> impl Iterator<Item = Clause> {
    TRANSFER_MODES.iter().map(|row| {
        let id = format!("{}.modes.{}-{}", TRANSFER.clause, row.device, row.mode);
        let text = format!("devicetype {} with mode {}: {}", row.device, row.mode, row.about);
        let at = (TRANSFER.document, "Request");
        clause(id, at, TRANSFER.basis, text, Kind::Statement)
    })
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

fn error_text(row: &ErrorRow) -> String {
    format!("refuses with {} {}: {}", row.http_status, row.code, row.about)
}
