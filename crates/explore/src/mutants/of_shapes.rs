//! The mutants of the shape tables: fields, statuses and codes.

use std::collections::BTreeSet;

use offhook_dialect::{Operation, Refusal};
use offhook_scenario::Dialect;
use serde_json::Value;

use super::class::Class;
use super::marks;
use super::mutant::{Fault, Mutant, Spot};
use super::twist::Twist;

/// The HTTP status that goes with a refusal.
fn status_of(dialect: Dialect, operation: &'static dyn Operation, refusal: &Refusal) -> u16 {
    let envelope = || (dialect.tables.envelope)(operation, Some(refusal.code), &Value::Null);
    refusal.http_status.or_else(|| envelope().map(|it| it.status)).unwrap_or(200)
}

/// The names of a dialect's events, each once.
pub(super) fn event_names(dialect: Dialect) -> Vec<&'static str> {
    let mut seen = BTreeSet::new();
    (dialect.tables.events)().iter().map(|event| event.name).filter(|name| seen.insert(*name)).collect()
}

/// Every mutant of the shape tables.
pub(super) fn all(dialect: Dialect, out: &mut Vec<Mutant>) {
    for operation in dialect.tables.operations.iter().copied() {
        let (of, clause) = (operation.name(), operation.clause());
        fields(dialect, Spot::Answer(of), clause, out);
        if !operation.refusals().is_empty() {
            fields(dialect, Spot::Refusal(of), clause, out);
        }
        statuses(dialect, operation, out);
        codes(dialect, operation, out);
    }
    for name in event_names(dialect) {
        fields(dialect, Spot::Event(name), &format!("{}.events", dialect.as_str()), out);
    }
}

fn fields(dialect: Dialect, spot: Spot, clause: &str, out: &mut Vec<Mutant>) {
    for (path, is_container) in marks::fields(dialect, spot) {
        for twist in Twist::ALL {
            // A container says nothing of its own, and of request ids any is as good as any other.
            let says_nothing = is_container || dialect.tables.request_id == Some(path);
            if twist == Twist::Other && says_nothing {
                continue;
            }
            let needs = twist.needs(spot, path);
            let touches = match spot {
                Spot::Answer(_) => vec![format!("{clause}.response.{path}")],
                Spot::Refusal(_) | Spot::Event(_) => vec![clause.to_owned()],
            };
            out.push(Mutant {
                id: format!("{}/{}/{}.{path}", dialect.as_str(), twist.class().as_str(), spot.text()),
                class: twist.class(),
                dialect,
                change: format!("{path} of {} {}", spot.text(), twist.about()),
                touches,
                needs: Some(needs),
                near: Vec::new(),
                fault: Fault::Field { spot, path, twist },
            });
        }
    }
}

fn statuses(dialect: Dialect, operation: &'static dyn Operation, out: &mut Vec<Mutant>) {
    let of = operation.name();
    let mut push = |code: Option<&'static str>, status: u16, needs: String, clause: String| {
        let tail = code.unwrap_or("success");
        out.push(Mutant {
            id: format!("{}/{}/{of}.{tail}", dialect.as_str(), Class::WrongStatus.as_str()),
            class: Class::WrongStatus,
            dialect,
            change: format!("the HTTP status of {of} with {tail} is {status}"),
            touches: vec![clause],
            needs: Some(needs),
            near: Vec::new(),
            fault: Fault::Status { of, code, status },
        });
    };
    push(None, 500, marks::accepted(of), operation.clause().to_owned());
    for refusal in operation.refusals() {
        let code = refusal.code;
        let wrong = if status_of(dialect, operation, &refusal) == 200 { 500 } else { 200 };
        push(Some(code), wrong, marks::refused_with(of, code), operation.refusal_clause(code));
    }
}

/// A wrong code is the next of the same table where there is one: only who expects this very code can tell.
fn codes(dialect: Dialect, operation: &'static dyn Operation, out: &mut Vec<Mutant>) {
    let of = operation.name();
    let success = dialect.tables.code.1;
    let mut push = |code: &'static str, instead: &'static str, needs: String, clause: String| {
        out.push(Mutant {
            id: format!("{}/{}/{of}.{code}", dialect.as_str(), Class::WrongCode.as_str()),
            class: Class::WrongCode,
            dialect,
            change: format!("{of} says {instead} in place of {code}"),
            touches: vec![clause],
            needs: Some(needs),
            near: Vec::new(),
            fault: Fault::Code { of, code, instead },
        });
    };
    if !success.is_empty() {
        push(success, OTHER_SUCCESS, marks::accepted(of), operation.clause().to_owned());
    }
    let refusals = operation.refusals();
    for (place, refusal) in refusals.iter().enumerate() {
        let (code, next) = (refusal.code, refusals[(place + 1) % refusals.len()].code);
        let instead = if next == code { FOREIGN } else { next };
        push(code, instead, marks::refused_with(of, code), operation.refusal_clause(code));
    }
}

/// A code of success that no vendor has.
const OTHER_SUCCESS: &str = "Success";
/// A code of refusal that no vendor has.
const FOREIGN: &str = "999-999";
