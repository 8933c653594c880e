//! What no run can ever show: fields behind which stands no value in the simulator, refusals that it never makes, and
//! requests that leave nothing to carry out where they are refused, whatever the input.

use offhook_dialect::{FieldRow, NoneAs, Refusal, Source, out_of_reach};
use offhook_scenario::Dialect;
use serde_json::Value;

use super::mutant::{Fault, Mutant, Spot};
use super::twist::Twist;

/// Why a mutant cannot be told from the original, where the tables show it.
pub(super) fn proof(mutant: &Mutant) -> Option<String> {
    let dialect = mutant.dialect;
    let event = event_of(&mutant.fault).and_then(|name| dialect.vendor().event(name));
    if let Some(event) = event.filter(|event| !event.emitted) {
        return Some(format!("the simulator never emits {}", event.name));
    }
    let unobservable = &dialect.vendor().unobservable;
    match &mutant.fault {
        // When it is answered, the call has one channel.
        Fault::OtherChannelTold { of, .. } => {
            dialect.operation(of)?.begins()?;
            Some(format!("when {of} is answered, the call has one channel"))
        }
        Fault::Applied { of } => pair(unobservable.effects, of),
        Fault::LongParam { of, param, .. } => {
            let row = unobservable.params.iter().find(|(own, name, _)| own == of && name == param);
            row.map(|(.., why)| (*why).to_owned())
        }
        Fault::Status { of, code: Some(code), .. } | Fault::Code { of, code, .. } => {
            never_refused(dialect, of, code)
        }
        Fault::Field { spot: Spot::Refusal(of), path, .. }
            if dialect
                .vendor()
                .tables
                .refusal_field(Source::RefusedResult)
                .is_some_and(|row| row.path == *path) =>
        {
            without_result(dialect, of)
        }
        Fault::Field { spot, path, twist } => {
            let row = row(dialect, *spot, path)?;
            let reason = (unobservable.absent_field)(row).or_else(|| match twist {
                // The documented form has a place for what has no value, which can be dropped or renamed.
                Twist::Other | Twist::Null => never_said(dialect, *spot, row),
                _ if row.none == NoneAs::Omitted => never_said(dialect, *spot, row),
                Twist::Dropped | Twist::Renamed | Twist::Retyped => None,
            })?;
            Some(format!("{path} says nothing there: {reason}"))
        }
        _ => None,
    }
}

fn pair(table: &[(&str, &str)], key: &str) -> Option<String> {
    table.iter().find(|(own, _)| *own == key).map(|(_, why)| (*why).to_owned())
}

/// Why an operation never refuses so, where what is out of reach says it.
fn never_refused(dialect: Dialect, of: &str, code: &str) -> Option<String> {
    let own = out_of_reach(&dialect.operation(of)?.refusal_clause(code));
    let any = || out_of_reach(&format!("{dialect}.errors.{code}"));
    let never_said = || pair(dialect.vendor().unobservable.refusals, code);
    own.or_else(any).map(|row| row.reason.to_owned()).or_else(never_said)
}

/// Why the refusals of an operation have no result, where none of its codes was seen with one.
fn without_result(dialect: Dialect, of: &str) -> Option<String> {
    let operation = dialect.operation(of)?;
    let has_result = |refusal: &Refusal| {
        let envelope = (dialect.tables.envelope)(operation, Some(refusal.code), &Value::Null);
        envelope.is_some_and(|envelope| matches!(envelope.result, Some(Some(_))))
    };
    let never = !operation.refusals().iter().any(has_result);
    never.then(|| format!("no code with which {of} refuses was seen with a result"))
}

/// Fields that have no value where they stand.
fn never_said(dialect: Dialect, spot: Spot, row: &FieldRow) -> Option<&'static str> {
    match spot {
        Spot::Event(name) => (dialect.vendor().unobservable.event_field)(name, row),
        Spot::Answer(of) => (dialect.vendor().unobservable.answer_field)(dialect.operation(of)?, row),
        Spot::Refusal(_) => None,
    }
}

fn event_of(fault: &Fault) -> Option<&'static str> {
    match fault {
        Fault::Event { name, .. } | Fault::OtherChannelInEvent { name } => Some(name),
        Fault::Field { spot: Spot::Event(name), .. } | Fault::Exchanged { spot: Spot::Event(name), .. } => {
            Some(name)
        }
        _ => None,
    }
}

fn row(dialect: Dialect, spot: Spot, path: &str) -> Option<&'static FieldRow> {
    match spot {
        Spot::Answer(of) => dialect.operation(of)?.field(path),
        Spot::Event(name) => dialect.vendor().event(name)?.fields.iter().find(|it| it.path == path)?.row,
        Spot::Refusal(_) => dialect.vendor().tables.refusal_fields.iter().find(|it| it.path == path),
    }
}
