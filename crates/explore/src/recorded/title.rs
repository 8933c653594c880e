//! Titles of recorded scenarios: what holds, in a sentence.

use offhook_machine::{RuleText, Table};

use crate::mutants::{Change, TableMutant};

/// Names that a title spells out.
const SHOWN: usize = 3;

/// What a scenario shows that kills a mutant: the rule that the mutant breaks.
pub(super) fn of_mutant(mutant: &TableMutant) -> String {
    let table = mutant.edit.table;
    let to = mutant.edit.leads_to();
    let row = mutant.edit.row();
    let after = mutant.after.and_then(|row| Table::ALL.into_iter().flat_map(Table::rows).nth(row));
    match (mutant.edit.change, row, after) {
        (Change::Drop { .. }, Some(row), None) => rule(table, &row),
        (Change::Drop { .. }, Some(row), Some(after)) if row.id == after.id => {
            format!("{}, the second time too", rule(table, &row))
        }
        (Change::Drop { .. }, Some(row), Some(after)) => {
            format!("{}, also once {}", rule(table, &row), fired(&after))
        }
        (Change::Retarget { .. }, Some(row), None) => format!("{}{}", rule(table, &row), not_to(&row, to)),
        (Change::Retarget { .. }, Some(row), Some(_)) => {
            format!("{}, the second time too{}", rule(table, &row), not_to(&row, to))
        }
        _ => {
            let (_, from, trigger) = mutant.edit.cell();
            let elsewhere = to.filter(|to| *to != from);
            let elsewhere = elsewhere.map(|to| format!(", and does not go to {to}")).unwrap_or_default();
            format!("{} ignores `{trigger}`{elsewhere}", subject(table, from))
        }
    }
}

/// `A channel that is RINGING`.
fn subject(table: Table, state: &str) -> String {
    let who = match table {
        Table::User => "A user who",
        Table::Job => "A call that",
        Table::Channel => "A channel that",
        Table::Hold => "A hold flag that",
        Table::Mute => "A mute flag that",
        Table::Supervision => "A supervision flag that",
    };
    format!("{who} is {state}")
}

/// `A channel that is RINGING goes to ANSWERED on `answer``.
fn rule(table: Table, row: &RuleText) -> String {
    let subject = subject(table, row.from);
    let does = if row.from == row.to { "stays" } else { "goes to" };
    format!("{subject} {does} {} on `{}`", row.to, row.trigger)
}

/// What has happened before: `` `ring` has taken one from NONE to RINGING ``.
fn fired(row: &RuleText) -> String {
    let RuleText { from, trigger, to, .. } = row;
    if from == to {
        format!("`{trigger}` has left one in {from}")
    } else {
        format!("`{trigger}` has taken one from {from} to {to}")
    }
}

fn not_to(row: &RuleText, to: Option<&str>) -> String {
    match to {
        Some(to) if row.from == row.to => format!(", and does not go to {to}"),
        Some(to) if row.from == to => format!(", and does not stay {to}"),
        Some(to) => format!(", not to {to}"),
        None => String::new(),
    }
}

/// What a scenario shows that expects these answers and events with every field; none where there are none.
pub(super) fn of_fields(answers: &[String], events: &[String]) -> Option<String> {
    let several = answers.len() + events.len() > 1;
    let what = match (answers, events) {
        ([], []) => return None,
        ([answer], []) => format!("The answer to {answer}"),
        (answers, []) => format!("The answers to {}", list(answers)),
        ([], [event]) => format!("The event {event}"),
        ([], events) => format!("The events {}", list(events)),
        (answers, events) => {
            let answer = if answers.len() == 1 { "answer" } else { "answers" };
            let event = if events.len() == 1 { "event" } else { "events" };
            format!("The {answer} to {}, and the {event} {},", list(answers), list(events))
        }
    };
    Some(format!("{what} {} every documented field", if several { "carry" } else { "carries" }))
}

/// `A`, `A and B`, `A, B and C`, `A, B and 5 more`.
fn list(names: &[String]) -> String {
    let more;
    let (first, last) = match names {
        [] => return String::new(),
        [one] => return one.clone(),
        [first @ .., last] if names.len() <= SHOWN => (first, last.as_str()),
        _ => {
            more = format!("{} more", names.len() + 1 - SHOWN);
            (&names[..SHOWN - 1], more.as_str())
        }
    };
    format!("{} and {last}", first.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_title_names_at_most_three_answers_and_events() {
        let title = |answers: &[&str], events: &[&str]| of_fields(&names(answers), &names(events));
        assert_eq!(title(&[], &[]), None);
        let one = title(&["MonitorCall"], &[]);
        assert_eq!(one.as_deref(), Some("The answer to MonitorCall carries every documented field"));
        let both = title(&["A"], &["B", "C", "D", "E"]);
        assert_eq!(
            both.as_deref(),
            Some("The answer to A, and the events B, C and 2 more, carry every documented field")
        );
    }
}
