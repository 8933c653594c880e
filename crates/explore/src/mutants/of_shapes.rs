//! The mutants of the shape tables: fields, statuses and codes.

use std::collections::BTreeSet;

use offhook_dialect::{cc_gateway, ccc};
use offhook_scenario::Dialect;

use super::class::Class;
use super::marks;
use super::mutant::{Fault, Mutant, Spot};
use super::twist::Twist;

/// What can be asked for: its name, the clause that its rows begin with, and how it refuses.
pub(super) struct Asked {
    pub(super) of: &'static str,
    pub(super) clause: &'static str,
    /// The codes, the clause of each, and the HTTP status that goes with it.
    pub(super) refusals: Vec<(&'static str, String, u16)>,
}

impl Asked {
    /// Whether it has a refusal for the state of a user or a leg. To read one's own state is never refused for it.
    pub(super) fn is_refused_for_state(&self) -> bool {
        self.refusals.iter().any(|(code, ..)| match ccc::action(self.of) {
            Some(action) => {
                let for_state =
                    [ccc::errors::USER_STATE.code, ccc::errors::CHANNEL_STATE.code].contains(code);
                for_state && action.name != ccc::POLL_USER_STATUS.name
            }
            None => cc_gateway::retcode(code).is_some_and(|row| row.about.contains("state")),
        })
    }
}

/// Every action or operation of a dialect.
pub(super) fn asked(dialect: Dialect) -> Vec<Asked> {
    match dialect {
        Dialect::Ccc => ccc::ACTIONS
            .iter()
            .map(|action| Asked {
                of: action.name,
                clause: action.clause,
                refusals: action
                    .errors
                    .iter()
                    .map(|row| (row.code, action.error_clause(row.code), row.http_status))
                    .collect(),
            })
            .collect(),
        Dialect::CcGateway => cc_gateway::OPERATIONS
            .iter()
            .map(|operation| Asked {
                of: operation.id,
                clause: operation.clause,
                refusals: operation
                    .retcodes
                    .iter()
                    .map(|row| {
                        let code = row.retcode.code;
                        (code, operation.retcode_clause(code), cc_gateway::retcodes::HTTP_STATUS)
                    })
                    .collect(),
            })
            .collect(),
    }
}

/// The names of a dialect's events, each once.
pub(super) fn event_names(dialect: Dialect) -> Vec<&'static str> {
    let names: Vec<&'static str> = match dialect {
        Dialect::Ccc => ccc::EVENTS.iter().map(|row| row.name).collect(),
        Dialect::CcGateway => cc_gateway::EVENTS.iter().map(|shape| shape.name).collect(),
    };
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| seen.insert(*name)).collect()
}

/// Every mutant of the shape tables.
pub(super) fn all(dialect: Dialect, out: &mut Vec<Mutant>) {
    for asked in asked(dialect) {
        fields(dialect, Spot::Answer(asked.of), asked.clause, out);
        if !asked.refusals.is_empty() {
            fields(dialect, Spot::Refusal(asked.of), asked.clause, out);
        }
        statuses(dialect, &asked, out);
        codes(dialect, &asked, out);
    }
    for name in event_names(dialect) {
        fields(dialect, Spot::Event(name), &format!("{}.events", dialect.as_str()), out);
    }
}

fn fields(dialect: Dialect, spot: Spot, clause: &str, out: &mut Vec<Mutant>) {
    for (path, is_container) in marks::fields(spot) {
        for twist in Twist::ALL {
            // A container says nothing of its own, and of request ids any is as good as any other.
            let says_nothing = is_container || path == "RequestId";
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

fn statuses(dialect: Dialect, asked: &Asked, out: &mut Vec<Mutant>) {
    let of = asked.of;
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
    push(None, 500, marks::accepted(of), asked.clause.to_owned());
    for (code, clause, status) in &asked.refusals {
        let wrong = if *status == 200 { 500 } else { 200 };
        push(Some(code), wrong, marks::refused_with(of, code), clause.clone());
    }
}

/// A wrong code is the next of the same table where there is one: only who expects this very code can tell.
fn codes(dialect: Dialect, asked: &Asked, out: &mut Vec<Mutant>) {
    let of = asked.of;
    let (success, other, foreign) = match dialect {
        Dialect::Ccc => ("OK", "Success", "InternalService.Common"),
        Dialect::CcGateway => (cc_gateway::retcodes::SUCCESS, "1", "999-999"),
    };
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
    push(success, other, marks::accepted(of), asked.clause.to_owned());
    for (place, (code, clause, _)) in asked.refusals.iter().enumerate() {
        let next = asked.refusals[(place + 1) % asked.refusals.len()].0;
        let instead = if next == *code { foreign } else { next };
        push(code, instead, marks::refused_with(of, code), clause.clone());
    }
}
