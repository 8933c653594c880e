//! A mutant as a subject. Nobody sees inside: it is to be told from the original by what it says.

use offhook_harness::{Ask, FarParty, InProcess, Reply, Stimulated, Subject, SubjectError};
use offhook_scenario::{Dialect, Scenario};
use serde_json::Value;

use super::mutant::{Fault, Mutant, TimerFault};
use super::wrap::{self, Wrap};

/// A mutant to play scenarios on.
pub(super) struct Mutated {
    inner: InProcess,
    wrap: Box<dyn Wrap>,
}

impl Mutated {
    pub(super) fn new(mutant: &Mutant) -> Self {
        Self::of(&mutant.fault, mutant.dialect)
    }

    pub(super) fn of(fault: &Fault, dialect: Dialect) -> Self {
        let inner = match fault {
            Fault::Rules(table) if table.after.is_none() => InProcess::with_rules(table.rules.clone()),
            Fault::Timer { kind, how: TimerFault::Late { by_ms } } => wrap::late(*kind, *by_ms),
            _ => InProcess::new(),
        };
        Self { inner, wrap: wrapping(fault, dialect) }
    }

    /// Whether it has done anything that the original would not; unknown where the fault lies within the machine.
    pub(super) fn differed(&self) -> Option<bool> {
        self.wrap.differed()
    }
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
        Fault::Event { name, how } if dialect == Dialect::Ccc => Box::new(wrap::Pushed::new(name, how)),
        Fault::Event { name, how } => Box::new(wrap::Polled::new(name, how)),
        Fault::OtherLegAsked { of } => Box::new(wrap::OtherLegAsked::new(of)),
        Fault::OtherLegTold { of, field } => Box::new(wrap::OtherLegTold::new(of, field)),
        Fault::OtherLegInEvent { name } => Box::new(wrap::OtherLegInEvent::new(name)),
        Fault::Timer { kind, how: TimerFault::NotCancelled } => {
            Box::new(wrap::NotCancelled::new(kind, dialect))
        }
        Fault::Timer { .. } => Box::new(wrap::Plain),
        Fault::LongParam { of, param, by } => Box::new(wrap::LongParam::new(of, param, by)),
        Fault::Survives { of, flag } => Box::new(wrap::Survives::new(of, flag)),
        Fault::Reused(kind) => Box::new(wrap::Reused::new(kind)),
    }
}

impl Subject for Mutated {
    fn reset(&mut self, scenario: &Scenario, seed: u64) -> Result<(), SubjectError> {
        self.wrap.reset();
        self.inner.reset(scenario, seed)
    }

    fn begin(&mut self) -> Result<(), SubjectError> {
        self.inner.begin()
    }

    fn request(&mut self, ask: &Ask) -> Result<Reply, SubjectError> {
        let reply = self.wrap.request(&mut self.inner, ask);
        self.wrap.look(&mut self.inner);
        reply
    }

    fn settle(&mut self) -> Result<(), SubjectError> {
        let done = self.inner.settle();
        self.wrap.look(&mut self.inner);
        done
    }

    fn stimulus(&mut self, stimulus: &FarParty) -> Result<Stimulated, SubjectError> {
        let done = self.wrap.stimulus(&mut self.inner, stimulus);
        self.wrap.look(&mut self.inner);
        done
    }

    fn advance(&mut self, by_ms: u64) -> Result<(), SubjectError> {
        let done = self.wrap.advance(&mut self.inner, by_ms);
        self.wrap.look(&mut self.inner);
        done
    }

    fn events(&mut self) -> Result<Vec<Value>, SubjectError> {
        let events = self.inner.events()?;
        Ok(self.wrap.events(&self.inner, events))
    }
}
