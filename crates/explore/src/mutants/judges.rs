//! Whoever knows whether a change of the rules can be observed at all: the product of the two machines, explored.

use std::sync::{Arc, OnceLock};

use offhook_harness::{InProcess, Options, ReadFile, Verdict, Words, read_nothing, run_case};
use offhook_machine::Rules;
use offhook_scenario::{Dialect, Scenario};

use super::mutant::{Fault, Judgement, TableMutant, undecided};
use super::mutated::with_fault;
use crate::configuration::{Configuration, ConfigurationError};
use crate::graph::Conditions;
use crate::product::{Judge, Judgement as Known, Place, Proof};
use crate::script::{Watch, fill_with, script};
use crate::wire::{Verdict as Seen, WireJudge};

/// One judge for each dialect, and one of the wire where agents poll for events: there the session layer rejects much before the
/// machine is asked.
pub struct Judges {
    machines: Vec<(Dialect, Judge)>,
    wires: Vec<(Dialect, OnceLock<Result<WireJudge, ConfigurationError>>)>,
    jobs: usize,
}

impl Judges {
    /// Works out what each dialect's machine asks about: by exploring it, and by playing the scenarios.
    ///
    /// # Errors
    /// A configuration cannot be set.
    pub fn new(
        dialects: &[Dialect],
        scenarios: &[Scenario],
        read_file: &ReadFile<'_>,
        states: u64,
        jobs: usize,
    ) -> Result<Self, ConfigurationError> {
        let options = Options::new(read_file);
        let one = |dialect: &Dialect| {
            let mut judge = Judge::new(*dialect, states, jobs)?;
            let watched = Arc::new(Rules::documented().watched());
            let mut subject = InProcess::with_rules(Arc::clone(&watched));
            for scenario in scenarios.iter().filter(|it| it.dialect.value == *dialect) {
                run_case(scenario, &mut subject, &options);
            }
            judge.hear(&watched);
            Ok((*dialect, judge))
        };
        let machines = dialects.iter().map(one).collect::<Result<_, ConfigurationError>>()?;
        let polled = dialects.iter().filter(|dialect| dialect.delivery.poll().is_some());
        let wires = polled.map(|dialect| (*dialect, OnceLock::new())).collect();
        Ok(Self { machines, wires, jobs })
    }

    /// What is known of a change of the rules. A difference counts if a scenario shows it on the wire.
    pub fn judge(&self, mutant: &TableMutant) -> Judgement {
        let Some((_, judge)) = self.machines.iter().find(|(dialect, _)| *dialect == mutant.dialect) else {
            return undecided(mutant);
        };
        if mutant.edit.row().is_some_and(|row| !Conditions::of(mutant.dialect).may_hold(row.when)) {
            let why = "the row's condition never holds under the vendor's policy".to_owned();
            return Judgement::Equivalent { why };
        }
        match judge.judge(&mutant.rules, mutant.edit.cell(), mutant.after) {
            Ok(Known::Equivalent(Proof::NeverAsked)) => {
                Judgement::Equivalent { why: "the cell is never asked about".to_owned() }
            }
            Ok(Known::Equivalent(Proof::Product { states })) => {
                Judgement::Equivalent { why: alike("side by side", states) }
            }
            Ok(Known::Differs { configuration, way }) => {
                let place = Configuration::new(
                    mutant.dialect,
                    configuration.agents,
                    configuration.customers,
                    configuration.from,
                );
                let id = format!("{}.mutants.told", mutant.dialect.as_str());
                let trace = place
                    .ok()
                    .and_then(|place| fill_with(&script(&place, &id, &way, Watch::Each), Words::Kept).ok());
                let unseen = || Judgement::Undecided {
                    why: format!("the machine shows it ({configuration}), and not the wire, by {way:?}"),
                };
                match trace.filter(|trace| kills(trace, mutant)) {
                    Some(trace) => Judgement::Differs { trace: Box::new(trace) },
                    None => self.on_the_wire(mutant, &id).unwrap_or_else(unseen),
                }
            }
            Ok(Known::Undecided { configuration, states }) => open(configuration, states),
            Err(error) => Judgement::Undecided { why: error.to_string() },
        }
    }

    /// The machine shows the change, and its answers do not reach the wire by the same way. None where no wire is judged.
    fn on_the_wire(&self, mutant: &TableMutant, id: &str) -> Option<Judgement> {
        let (dialect, judge) = self.wires.iter().find(|(dialect, _)| *dialect == mutant.dialect)?;
        let judge = match judge.get_or_init(|| WireJudge::new(*dialect, self.jobs)) {
            Ok(judge) => judge,
            Err(error) => return Some(Judgement::Undecided { why: error.to_string() }),
        };
        Some(match judge.judge(&mutant.rules, mutant.edit.cell(), mutant.after, id) {
            Ok(Seen::Equivalent { states }) => Judgement::Equivalent { why: alike("on the wire", states) },
            Ok(Seen::Differs { events }) => {
                let trace = fill_with(&events, Words::Kept).ok().filter(|trace| kills(trace, mutant));
                trace.map_or_else(
                    || Judgement::Undecided { why: "seen on the wire, and by no scenario".to_owned() },
                    |trace| Judgement::Differs { trace: Box::new(trace) },
                )
            }
            Ok(Seen::Undecided { configuration, states }) => open(configuration, states),
            Err(error) => Judgement::Undecided { why: error.to_string() },
        })
    }
}

fn alike(how: &str, states: u64) -> String {
    let configurations = Judge::CONFIGURATIONS;
    format!(
        "{how}, original and mutant look the same in every state of {configurations} configurations, up to {states} in one"
    )
}

fn open(configuration: Place, states: u64) -> Judgement {
    Judgement::Undecided {
        why: format!("no difference in {states} states, and there are more ({configuration})"),
    }
}

/// Whether the scenario passes on the original and not on the mutant.
pub(crate) fn kills(trace: &Scenario, mutant: &TableMutant) -> bool {
    let options = Options::strict(&read_nothing);
    let mut mutated = with_fault(&Fault::Rules(mutant.clone()), mutant.dialect);
    run_case(trace, &mut InProcess::new(), &options).verdict == Verdict::Pass
        && run_case(trace, &mut mutated, &options).verdict != Verdict::Pass
}
