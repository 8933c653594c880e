//! The clauses that follow from the tables.

use offhook_machine::Basis;

use super::events;
use super::operations::OPERATIONS;
use super::reasons::REASONS;
use crate::clause::{Clause, Kind, statement};
use crate::derived::{Sections, clause, of_operation};
use crate::document::DECISIONS;
use crate::shape::kebab;

const SECTIONS: Sections = Sections {
    params: "The example vendor: requests",
    fields: "The example vendor: answers",
    refusals: "The example vendor: refusals",
    triggers: "The example vendor: events",
};

/// The clause that states what a refusal is made of.
pub(super) const REFUSED: &str = "example.refusal";

/// Every clause.
pub(super) fn all() -> Vec<Clause> {
    let mut out: Vec<Clause> =
        OPERATIONS.iter().flat_map(|it| of_operation(*it, &SECTIONS, &events::about)).collect();
    out.extend(events::EVENTS.iter().map(|row| {
        let at = (&DECISIONS, SECTIONS.triggers);
        clause(event_clause(row.name), at, Basis::Chosen, row.about, Kind::Event { name: row.name })
    }));
    out.extend(REASONS.iter().map(|reason| {
        let id = format!("example.errors.{}", kebab(reason.code));
        let at = (&DECISIONS, SECTIONS.refusals);
        clause(id, at, Basis::Chosen, reason.about, Kind::Code { code: reason.code })
    }));
    out.push(statement(
        REFUSED,
        &DECISIONS,
        SECTIONS.refusals,
        Basis::Chosen,
        "a refusal is an object `error` with a reason and a text, and an accepted answer has none",
    ));
    out
}

/// The clause of an event.
pub(super) fn event_clause(name: &str) -> String {
    format!("example.events.{}", kebab(name))
}
