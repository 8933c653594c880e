//! Whoever knows whether a change of the rules can be told at all: the product of the two machines, explored.

use std::sync::Arc;

use offhook_harness::{InProcess, Options, ReadFile, Verdict, read_nothing, run_case};
use offhook_machine::Rules;
use offhook_scenario::{Dialect, Scenario};

use super::mutant::{Fault, Judgement, TableMutant, undecided};
use super::mutated::with_fault;
use crate::graph::Conditions;
use crate::product::{Judge, Judgement as Known, Proof};
use crate::scene::{Scene, SceneError};
use crate::script::{Watch, fill, script};

/// One judge for each dialect.
pub struct Judges(Vec<(Dialect, Judge)>);

impl Judges {
    /// Works out what each dialect's machine asks about: by exploring it, and by playing the scenarios.
    ///
    /// # Errors
    /// A scene cannot be set.
    pub fn new(
        dialects: &[Dialect],
        scenarios: &[Scenario],
        read_file: &ReadFile<'_>,
        states: u64,
        jobs: usize,
    ) -> Result<Self, SceneError> {
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
        dialects.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// What is known of a change of the rules. A difference counts if a scenario shows it on the wire.
    pub fn judge(&self, mutant: &TableMutant) -> Judgement {
        let Some((_, judge)) = self.0.iter().find(|(dialect, _)| *dialect == mutant.dialect) else {
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
                let why = format!(
                    "side by side, original and mutant look the same in every state of {} scenes, up to {states} in one",
                    Judge::SCENES
                );
                Judgement::Equivalent { why }
            }
            Ok(Known::Differs { scene, way }) => {
                let place = Scene::new(mutant.dialect, scene.agents, scene.customers, scene.from);
                let id = format!("{}.mutants.told", mutant.dialect.as_str());
                let trace = place.ok().and_then(|place| fill(&script(&place, &id, &way, Watch::Each)).ok());
                match trace.filter(|trace| tells(trace, mutant)) {
                    Some(trace) => Judgement::Differs { trace: Box::new(trace) },
                    None => Judgement::Undecided {
                        why: format!("told by the machine ({scene}), and not on the wire, by {way:?}"),
                    },
                }
            }
            Ok(Known::Undecided { scene, states }) => Judgement::Undecided {
                why: format!("no difference in {states} states side by side, and there are more ({scene})"),
            },
            Err(error) => Judgement::Undecided { why: error.to_string() },
        }
    }
}

/// Whether the scenario passes on the original and not on the mutant.
fn tells(trace: &Scenario, mutant: &TableMutant) -> bool {
    let options = Options::strict(&read_nothing);
    let mut mutated = with_fault(&Fault::Rules(mutant.clone()), mutant.dialect);
    run_case(trace, &mut InProcess::new(), &options).verdict == Verdict::Pass
        && run_case(trace, &mut mutated, &options).verdict != Verdict::Pass
}
