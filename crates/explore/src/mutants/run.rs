//! Runs a suite against mutants: for each, the scenarios that are likely to tell it go first, and the first that does ends it.

use std::collections::BTreeSet;

use offhook_harness::{Options, ReadFile, Verdict, Wrap as _, Wrapped, in_parallel, run_case};
use offhook_scenario::{Dialect, Scenario, plan};

use super::marks::{Recorder, into_marks};
use super::matrix::{Fate, Matrix, RandomSuite};
use super::mutant::{Fault, Judge, Judgement, Mutant};
use super::mutated::{mutated, with_fault};
use super::silent;

/// A suite, and how it is run.
pub struct Hunt<'a> {
    /// The scenarios.
    pub scenarios: &'a [Scenario],
    /// How the last of them were drawn, if any were.
    pub random: Option<RandomSuite>,
    /// How many threads.
    pub jobs: usize,
    /// Reads the files that scenarios name.
    pub read_file: &'a ReadFile<'a>,
    /// Says what is known of a mutant of the rules.
    pub judge: &'a Judge<'a>,
}

/// What is known of one scenario from its run on the original.
pub(super) struct Known {
    marks: BTreeSet<String>,
    steps: usize,
    passed: bool,
}

/// Runs the suite against mutants. `done` is called for each that is settled, from any thread. The result is the same on any number of
/// threads.
pub fn hunt(hunt: &Hunt<'_>, mutants: Vec<Mutant>, done: impl Fn() + Sync) -> Matrix {
    let known = for_each(hunt.scenarios, hunt.jobs, |scenario| listen(scenario, hunt.read_file));
    let canaries = hunt.canaries(&known);
    let fates = for_each(&mutants, hunt.jobs, |mutant| {
        let fate = hunt.settle(mutant, &known);
        done();
        fate
    });
    let random = hunt.random;
    let scenarios = hunt.scenarios.len() - random.map_or(0, |random| random.runs);
    Matrix { verdicts: mutants.into_iter().zip(fates).collect(), scenarios, random, canaries }
}

impl Hunt<'_> {
    /// All that is not as expected counts: a suite of one's own may expect what no document states.
    fn options(&self) -> Options<'_> {
        Options::strict(self.read_file)
    }

    /// No scenario may kill the original, and in each dialect one must kill a subject whose answers are empty.
    fn canaries(&self, known: &[Known]) -> Vec<String> {
        let of_original = self.scenarios.iter().zip(known).filter(|(_, known)| !known.passed);
        let mut wrong: Vec<String> =
            of_original.map(|(it, _)| format!("the original is killed by {}", it.id.value)).collect();
        for dialect in Dialect::all() {
            let own: Vec<&Scenario> =
                self.scenarios.iter().filter(|it| it.dialect.value == dialect).collect();
            let mut mute = with_fault(&Fault::Mute, dialect);
            let mut kills = |it: &Scenario| run_case(it, &mut mute, &self.options()).verdict != Verdict::Pass;
            if !own.is_empty() && !own.into_iter().any(&mut kills) {
                wrong.push(format!("a subject of {} whose answers are empty survives", dialect.as_str()));
            }
        }
        wrong
    }

    fn settle(&self, mutant: &Mutant, known: &[Known]) -> Fate {
        let mut subject = mutated(mutant);
        for index in order(mutant, self.scenarios, known) {
            let scenario = &self.scenarios[index];
            let report = run_case(scenario, &mut subject, &self.options());
            if report.verdict != Verdict::Pass {
                let how = report.failures.first().map_or("error", |failure| failure.code.as_str());
                return Fate::Killed { by: scenario.id.value.clone(), how };
            }
        }
        self.judged(mutant, subject.wrap.differed())
    }

    fn judged(&self, mutant: &Mutant, differed: Option<bool>) -> Fate {
        if let Some(why) = silent::proof(mutant).filter(|_| differed == Some(false)) {
            return Fate::Equivalent { why };
        }
        match mutant.table().map(|table| (self.judge)(table)) {
            Some(Judgement::Equivalent { why }) => Fate::Equivalent { why },
            Some(Judgement::Differs { trace }) => {
                Fate::Survived { differed, trace: Some(trace), undecided: None }
            }
            Some(Judgement::Undecided { why }) => {
                Fate::Survived { differed, trace: None, undecided: Some(why) }
            }
            None => Fate::Survived { differed, trace: None, undecided: None },
        }
    }
}

/// What a scenario has in it, from a run on the original.
pub(super) fn listen(scenario: &Scenario, read_file: &ReadFile<'_>) -> Known {
    let mut recorder = Wrapped::new(Recorder::default());
    let report = run_case(scenario, &mut recorder, &Options::strict(read_file));
    let steps = plan(scenario).map_or(usize::MAX, |plan| plan.steps.len());
    Known { marks: into_marks(recorder), steps, passed: report.verdict == Verdict::Pass }
}

/// The scenarios that can tell a mutant: those with what is near to it first, short ones before long ones.
///
/// A scenario without what the mutant needs is left out: the mutant does nothing there that the original would not.
pub(super) fn order(mutant: &Mutant, scenarios: &[Scenario], known: &[Known]) -> Vec<usize> {
    let can_tell = |index: &usize| {
        scenarios[*index].dialect.value == mutant.dialect
            && known[*index].passed
            && mutant.needs.as_ref().is_none_or(|mark| known[*index].marks.contains(mark))
    };
    let mut order: Vec<usize> = (0..scenarios.len()).filter(can_tell).collect();
    let distance =
        |index: usize| mutant.near.iter().filter(|mark| !known[index].marks.contains(*mark)).count();
    order.sort_by_key(|index| (distance(*index), known[*index].steps, *index));
    order
}

/// Does something with each item on several threads; the results stand in the order of the items.
pub(super) fn for_each<T: Sync, R: Send>(items: &[T], jobs: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let at = |(): &mut (), number| Some(work(items.get(usize::try_from(number).ok()?)?));
    in_parallel(0..jobs.max(1), |_| (), items.len() as u64, at).into_values().collect()
}
