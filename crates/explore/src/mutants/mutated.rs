//! A mutant as a subject. Nobody sees inside: it is to be told from the original by what it says.

use offhook_harness::{InProcess, Wrapped};
use offhook_scenario::Dialect;

use super::mutant::{Fault, Mutant, TimerFault};
use super::wrap::{self, Wrap};

/// A mutant to play scenarios on.
pub(super) type Mutated = Wrapped<Box<dyn Wrap>>;

pub(super) fn mutated(mutant: &Mutant) -> Mutated {
    with_fault(&mutant.fault, mutant.dialect)
}

pub(super) fn with_fault(fault: &Fault, dialect: Dialect) -> Mutated {
    let inner = match fault {
        Fault::Rules(table) if table.after.is_none() => InProcess::with_rules(table.rules.clone()),
        Fault::Timer { kind, how: TimerFault::Late { by_ms } } => wrap::late(*kind, *by_ms),
        _ => InProcess::new(),
    };
    Wrapped { inner, wrap: wrapping(fault, dialect) }
}

fn wrapping(fault: &Fault, dialect: Dialect) -> Box<dyn Wrap> {
    match fault.clone() {
        Fault::Rules(table) => Box::new(wrap::Hidden::new(table)),
        Fault::Field { spot, path, twist } => Box::new(wrap::Field::new(spot, path, twist)),
        Fault::Exchanged { spot, fields } => Box::new(wrap::Exchanged::new(spot, fields)),
        Fault::Status { of, code, status } => Box::new(wrap::Status::new(of, code, status)),
        Fault::Code { of, code, instead } => Box::new(wrap::Code::new(of, code, instead)),
        Fault::Mute => Box::new(wrap::Mute),
        Fault::Ignored { of } => Box::new(wrap::Ignored::new(of)),
        Fault::Applied { of } => Box::new(wrap::Applied::new(of)),
        Fault::Refused { of, code } => Box::new(wrap::Refused::new(of, code)),
        Fault::Stale { of } => Box::new(wrap::Stale::new(of, false)),
        Fault::DoubleRelease { of } => Box::new(wrap::Stale::new(of, true)),
        Fault::Event { name, how } if dialect.delivery.poll().is_none() => {
            Box::new(wrap::Pushed::new(name, how))
        }
        Fault::Event { name, how } => Box::new(wrap::Polled::new(name, how)),
        Fault::OtherChannelAsked { of } => Box::new(wrap::OtherChannelAsked::new(of)),
        Fault::OtherChannelTold { of, field } => Box::new(wrap::OtherChannelTold::new(of, field)),
        Fault::OtherChannelInEvent { name } => Box::new(wrap::OtherChannelInEvent::new(name)),
        Fault::Timer { kind, how: TimerFault::NotCancelled } => {
            Box::new(wrap::NotCancelled::new(kind, dialect))
        }
        Fault::Timer { .. } => Box::new(wrap::Plain),
        Fault::LongParam { of, param, by } => Box::new(wrap::LongParam::new(of, param, by)),
        Fault::Survives { of, flag } => Box::new(wrap::Survives::new(of, flag)),
        Fault::Reused(kind) => Box::new(wrap::Reused::new(kind)),
    }
}
