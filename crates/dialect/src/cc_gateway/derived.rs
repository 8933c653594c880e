//! The clauses that follow from the tables of CC-Gateway.

use super::clauses;
use super::documents::REFERENCE;
use super::enumerations::ENUMERATIONS;
use super::events::{EVENTS, event_shape};
use super::operation::Operation;
use super::operations::{OPERATIONS, TRANSFER};
use super::retcodes::RETCODES;
use super::transfer_modes::TRANSFER_MODES;
use crate::clause::{Clause, Kind};
use crate::derived::{Sections, clause, of_operation};

const SECTIONS: Sections =
    Sections { params: "Request", fields: "Response", refusals: "Error codes", triggers: "Triggered events" };

/// Every clause.
pub(super) fn all() -> Vec<Clause> {
    let about = |event: &str| event_shape(event).map_or("", |shape| shape.about);
    let operations =
        OPERATIONS.iter().flat_map(|it| of_operation(*it, &SECTIONS, &about).into_iter().chain(address(it)));
    let tables = operations.chain(events()).chain(retcodes()).chain(transfer_modes());
    clauses::written().chain(ENUMERATIONS.iter().flat_map(|it| it.clauses())).chain(tables).collect()
}

/// The method, the path and the name in logs.
fn address(it: &'static Operation) -> Vec<Clause> {
    let about = |tail: &str, section, text: String| {
        let kind = Kind::Request { of: it.id };
        clause(format!("{}.{tail}", it.clause), (it.document, section), it.basis, text, kind)
    };
    let method = format!("it takes {} and no other method", it.method.as_str());
    let mut out = vec![
        about("method", "Interface method", method),
        about("uri", "URI", format!("its path is {}", it.path)),
        about("log-name", "Method name in logs", format!("logs call it {}", it.log_name)),
    ];
    if it.deprecated {
        let text = "it is kept for clients of earlier versions and advised against".to_owned();
        out.push(about("deprecated", "URI", text));
    }
    out
}

fn events() -> impl Iterator<Item = Clause> {
    EVENTS.iter().map(|shape| {
        let id = format!("cc-gateway.events.{}", shape.tail());
        clause(id, (&REFERENCE, "Events"), shape.basis, shape.about, Kind::Event { name: shape.name })
    })
}

fn retcodes() -> impl Iterator<Item = Clause> {
    RETCODES.iter().map(|row| {
        let id = format!("cc-gateway.errors.{}", row.code);
        clause(id, (&REFERENCE, "Error codes"), row.basis, row.about, Kind::Code { code: row.code })
    })
}

fn transfer_modes() -> impl Iterator<Item = Clause> {
    TRANSFER_MODES.iter().map(|row| {
        let id = format!("{}.modes.{}-{}", TRANSFER.clause, row.device, row.mode);
        let text = format!("devicetype {} with mode {}: {}", row.device, row.mode, row.about);
        clause(id, (TRANSFER.document, "Request"), TRANSFER.basis, text, Kind::Statement)
    })
}
