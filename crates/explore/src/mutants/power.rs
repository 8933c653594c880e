//! Fault power: how many faults a suite catches, on ours and behind variants, as it runs against implementations of others.
//!
//! A fault that is caught on ours is laid over every combination of options. Freedom is no place to hide in: what is caught there
//! should be as much. The oracle runs, only what a document states fails, and the subject claims the profile that the suite has
//! learned of it without the fault.

use std::sync::Arc;

use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_harness::{
    InProcess, Options, Profile, ReadFile, SubjectError, Times, Verdict, Wrap, Wrapped, in_parallel, run_case,
};
use offhook_scenario::{Dialect, Scenario};
use serde_json::Value;

use super::mutant::{Fault, Mutant, TimerFault};
use super::mutated::with_fault;
use super::run::{Known, listen, order};
use crate::draw::Draw;
use crate::variants::{Layer, Variant};

/// The most scenarios that are tried for one fault: those that are likely to tell it come first.
const MOST_TRIED: usize = 40;

/// A variant, and what a suite has learned of it.
pub struct Learned<'a> {
    /// The variant.
    pub variant: &'a Variant,
    /// The options that it takes.
    pub profile: &'a Profile,
}

/// How many faults are caught.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Power {
    /// Faults that were drawn.
    pub faults: usize,
    /// Those that are caught on ours.
    pub caught: usize,
    /// Those laid over variants: pairs of a fault that is caught on ours and a variant.
    pub laid_over: usize,
    /// The pairs that are caught.
    pub caught_behind: usize,
}

/// One fault that is caught on ours and not behind a variant.
pub struct Missed {
    /// The fault.
    pub mutant: String,
    /// The variant.
    pub variant: String,
    /// The scenario that catches it on ours.
    pub case: String,
}

/// Faults of a dialect, drawn by a seed, without those that change what a variant may change.
pub fn drawn(dialect: Dialect, seed: u64, count: usize) -> Vec<Mutant> {
    let mut all: Vec<Mutant> = super::mutants(dialect)
        .into_iter()
        .filter(|mutant| !matches!(&mutant.fault, Fault::Rules(table) if table.after.is_some()))
        .collect();
    let mut draw = Draw::new(seed);
    let mut chosen = Vec::new();
    while chosen.len() < count && !all.is_empty() {
        let index = draw.below(u32::try_from(all.len()).unwrap_or(u32::MAX)) as usize;
        chosen.push(all.swap_remove(index));
    }
    chosen
}

/// A suite that faults are tried with, and the profile of our own machine over it.
pub struct Trial<'a> {
    scenarios: &'a [Scenario],
    known: Vec<Known>,
    ours: Profile,
    jobs: usize,
    read_file: &'a ReadFile<'a>,
}

impl<'a> Trial<'a> {
    /// Listens to every scenario once.
    pub fn new(scenarios: &'a [Scenario], ours: Profile, jobs: usize, read_file: &'a ReadFile<'a>) -> Self {
        let known = super::run::for_each(scenarios, jobs, |scenario| listen(scenario, read_file));
        Self { scenarios, known, ours, jobs, read_file }
    }

    /// What is caught of these faults on ours, and behind each of the variants. `done` is called for each fault, from any thread.
    pub fn power(
        &self,
        mutants: &[Mutant],
        variants: &[Learned<'_>],
        done: impl Fn() + Sync,
    ) -> (Power, Vec<Missed>) {
        let one = |(): &mut (), number: u64| {
            let mutant = mutants.get(usize::try_from(number).ok()?)?;
            let tried = self.one(mutant, variants);
            done();
            Some(tried)
        };
        let tried = in_parallel(0..self.jobs.max(1), |_| (), mutants.len() as u64, one);
        let mut power = Power { faults: mutants.len(), ..Power::default() };
        let mut missed = Vec::new();
        for (caught, laid_over, missing) in tried.into_values() {
            power.caught += usize::from(caught);
            power.laid_over += laid_over;
            power.caught_behind += laid_over - missing.len();
            missed.extend(missing);
        }
        (power, missed)
    }

    fn one(&self, mutant: &Mutant, variants: &[Learned<'_>]) -> (bool, usize, Vec<Missed>) {
        let order: Vec<&Scenario> = order(mutant, self.scenarios, &self.known)
            .into_iter()
            .take(MOST_TRIED)
            .filter_map(|index| self.scenarios.get(index))
            .collect();
        let catches =
            |it: &&&Scenario| self.catches(it, &self.ours, &mut with_fault(&mutant.fault, mutant.dialect));
        let Some(first) = order.iter().find(catches).copied() else { return (false, 0, Vec::new()) };
        let mut laid_over = 0;
        let mut missed = Vec::new();
        for Learned { variant, profile } in variants.iter().filter(|it| it.variant.dialect == mutant.dialect)
        {
            let Some(inner) = machine(mutant, variant) else { continue };
            laid_over += 1;
            let on_variant = |scenario: &Scenario| {
                let layer = Layer::new(variant, scenario);
                let fault = with_fault(&mutant.fault, mutant.dialect).wrap;
                let mut subject = Wrapped { inner: inner.clone(), wrap: Behind { fault, layer } };
                self.catches(scenario, profile, &mut subject)
            };
            let rest = order.iter().copied().filter(|it| it.id.value != first.id.value);
            if !std::iter::once(first).chain(rest).any(on_variant) {
                missed.push(Missed {
                    mutant: mutant.id.clone(),
                    variant: variant.id.clone(),
                    case: first.id.value.clone(),
                });
            }
        }
        (true, laid_over, missed)
    }

    fn catches<W: Wrap>(&self, scenario: &Scenario, profile: &Profile, subject: &mut Wrapped<W>) -> bool {
        let oracle = Some(Times::Virtual);
        let options = Options { oracle, profile: Some(profile), ..Options::new(self.read_file) };
        matches!(run_case(scenario, subject, &options).verdict, Verdict::Fail | Verdict::Error)
    }
}

/// The machine of a variant with a fault; none where the fault is in a cell that the variant has otherwise.
fn machine(mutant: &Mutant, variant: &Variant) -> Option<InProcess> {
    let vendor = variant.dialect.vendor();
    let views = variant.choices.views(vendor);
    match &mutant.fault {
        Fault::Rules(table) => {
            let cells = variant.choices.cells(vendor);
            let own = table.edit.cell();
            if cells.iter().any(|cell| (cell.table, cell.from, cell.trigger) == own) {
                return None;
            }
            let rules = (*table.rules).clone().deviating(&cells).ok()?;
            Some(InProcess::under(Arc::new(rules), views))
        }
        // Its machine has another policy, and would lose the variant's.
        Fault::Timer { how: TimerFault::Late { .. }, .. } => None,
        _ => Some(InProcess::choosing(&variant.choices, vendor)),
    }
}

/// A fault, and before it the layer of a variant.
struct Behind<'a> {
    fault: Box<dyn Wrap>,
    layer: Layer<'a>,
}

impl Wrap for Behind<'_> {
    fn reset(&mut self) {
        self.fault.reset();
        self.layer.reset();
    }

    fn seed(&self, asked: u64) -> u64 {
        self.fault.seed(asked)
    }

    fn begin(&mut self) {
        self.fault.begin();
    }

    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let request = self.layer.hear(inner, request);
        let mut reply = self.fault.request(inner, &request)?;
        self.layer.say(&request, &mut reply);
        Ok(reply)
    }

    fn stimulus(
        &mut self,
        inner: &mut InProcess,
        stimulus: &offhook_centre::RemoteParty,
    ) -> Result<offhook_centre::Stimulated, SubjectError> {
        let stimulus = self.layer.hear_stimulus(inner, stimulus);
        let outcome = self.fault.stimulus(inner, &stimulus)?;
        Ok(self.layer.say_outcome(outcome))
    }

    fn advance(&mut self, inner: &mut InProcess, by_ms: u64) -> Result<(), SubjectError> {
        self.fault.advance(inner, by_ms)
    }

    fn events(&mut self, inner: &InProcess, events: Vec<Value>) -> Vec<Value> {
        self.layer.emit(self.fault.events(inner, events))
    }

    fn look(&mut self, inner: &mut InProcess) {
        self.fault.look(inner);
    }
}
