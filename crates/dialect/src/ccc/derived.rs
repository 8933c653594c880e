//! The clauses that follow from the tables of CCC.

use std::collections::BTreeSet;

use offhook_machine::Basis;

use super::actions::ACTIONS;
use super::documents::{GUIDE, REFERENCE};
use super::events::EVENTS;
use super::{clauses, enumerations::ENUMERATIONS, errors};
use crate::clause::{Clause, Kind, SamplePart};
use crate::derived::{Sections, clause, of_operation, refusal_text};
use crate::shape::kebab;

const SECTIONS: Sections =
    Sections { params: "Request parameters", fields: "Response", refusals: "Error codes", triggers: "" };

/// Every clause.
pub(super) fn all() -> Vec<Clause> {
    let actions = ACTIONS.iter().flat_map(|action| {
        let parts: &[SamplePart] = match action.samples {
            Some(_) => &[SamplePart::Request, SamplePart::Json, SamplePart::Xml],
            None => &[],
        };
        let samples = parts.iter().map(|&part| {
            let id = format!("{}.sample.{}", action.clause, part.as_str());
            let text = match part {
                SamplePart::Request => "the documented request is accepted",
                SamplePart::Json | SamplePart::Xml => "the documented answer is given, token for token",
            };
            let kind = Kind::Sample { of: action.name, part };
            clause(id, (action.document, "Examples"), Basis::Sampled, text, kind)
        });
        of_operation(*action, &SECTIONS, &|_| "").into_iter().chain(samples)
    });
    let tables = actions.chain(common()).chain(events());
    clauses::written().chain(ENUMERATIONS.iter().flat_map(|it| it.clauses())).chain(tables).collect()
}

fn common() -> impl Iterator<Item = Clause> {
    errors::COMMON.iter().map(|row| {
        let id = format!("ccc.errors.{}", kebab(row.code));
        let text = refusal_text(Some(row.http_status), row.code, row.about);
        clause(id, (&REFERENCE, "Error codes"), row.basis, text, Kind::Code { code: row.code })
    })
}

fn events() -> impl Iterator<Item = Clause> {
    // One event may report several things of the machine: it is stated once.
    let names: BTreeSet<&str> = EVENTS.iter().map(|row| row.name).collect();
    names.into_iter().filter_map(|name| EVENTS.iter().find(|row| row.name == name)).map(|row| {
        let id = format!("ccc.event.{}", kebab(row.name));
        let own: Vec<_> = row.fields.iter().map(|(name, _)| *name).collect();
        let beyond = if own.is_empty() { String::new() } else { format!(" with {}", own.join(", ")) };
        let text = format!("the call centre pushes {}{beyond}", row.name);
        clause(id, (&GUIDE, "Event messages"), Basis::Documented, text, Kind::Event { name: row.name })
    })
}
