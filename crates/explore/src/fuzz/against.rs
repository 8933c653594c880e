//! A cross-check: the same run on our machine and on a subject, which must answer alike.

use offhook_harness::{CaseReport, Options, Subject, SubjectError, Verdict, read_nothing, run_case};
use offhook_scenario::Scenario;

use super::shrink::{Shrunk, shrink};
use crate::configuration::Configuration;
use crate::draw::Draw;
use crate::moves::{Families, Move, moves};
use crate::script::{Watch, can_say, fill, script};

/// Tries of the minimiser for one finding.
const TRIES: usize = 2_000;
/// Draws for a move that is likely to be taken.
const DRAWS: u32 = 6;

/// A subject that does something else than our machine.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// The number of the run.
    pub run: u64,
    /// The shortest way to it, and how many ways were tried.
    pub shrunk: Shrunk,
    /// The way as a scenario that expects what our machine does: on the subject it fails.
    pub scenario: Scenario,
    /// How it fails.
    pub report: CaseReport,
}

/// What came of cross-checks.
#[derive(Clone, Debug, Default)]
pub struct CrossChecked {
    /// The runs that were made: all, unless they were stopped.
    pub runs: u64,
    /// One for each thing that they are about.
    pub disagreements: Vec<Disagreement>,
}

impl Disagreement {
    /// What it is about, whatever the way: the first failure without its numbers.
    pub fn about(&self) -> String {
        let title = self.report.failures.first().map(|failure| failure.title.clone()).unwrap_or_default();
        title.chars().filter(|letter| !letter.is_ascii_digit()).collect()
    }
}

/// Makes so many random runs on the subject, each against what our machine does, and makes every disagreement as small as it
/// can be. Of those that are about the same, the first is kept. `stop` may end it early, between runs.
///
/// # Errors
/// The subject broke: that is no disagreement.
pub fn against(
    configuration: &Configuration,
    families: Families,
    seed: u64,
    runs: u64,
    length: usize,
    subject: &mut dyn Subject,
    stop: &dyn Fn() -> bool,
) -> Result<CrossChecked, SubjectError> {
    let all: Vec<Move> = moves(configuration, families)
        .into_iter()
        .filter(|it| can_say(configuration.dialect(), it))
        .collect();
    let mut checked = CrossChecked::default();
    for number in 0..runs {
        if stop() {
            break;
        }
        checked.runs += 1;
        let way = draw(configuration, &all, run_seed(seed, number), length);
        if !differs(configuration, &way, subject)? {
            continue;
        }
        let mut broke = None;
        let shrunk = shrink(&way, TRIES, |way| match differs(configuration, way, subject) {
            Ok(differs) => differs,
            Err(error) => {
                broke.get_or_insert(error);
                false
            }
        });
        if let Some(error) = broke {
            return Err(error);
        }
        let scenario = written(configuration, &shrunk.way)?;
        let report = run(&scenario, subject);
        let finding = Disagreement { run: number, shrunk, scenario, report };
        if checked.disagreements.iter().all(|known| known.about() != finding.about()) {
            checked.disagreements.push(finding);
        }
    }
    Ok(checked)
}

/// The seed of one run of many.
pub(super) const fn run_seed(seed: u64, run: u64) -> u64 {
    seed ^ run.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// A run in which most moves are taken.
pub(super) fn draw(configuration: &Configuration, all: &[Move], seed: u64, length: usize) -> Vec<Move> {
    let mut draw = Draw::new(seed);
    let mut world = configuration.start().clone();
    let mut way = Vec::new();
    while way.len() < length {
        for left in (0..DRAWS).rev() {
            let Some(it) = draw.pick(all) else { return way };
            let mut next = world.clone();
            if configuration.play(&mut next, it).is_effective() || left == 0 {
                while next.poll_event().is_some() {}
                world = next;
                way.push(it);
                break;
            }
        }
    }
    way
}

fn written(configuration: &Configuration, way: &[Move]) -> Result<Scenario, SubjectError> {
    let id = format!("{}.fuzz.finding", configuration.dialect().as_str());
    fill(&script(configuration, &id, way, Watch::Each))
}

fn run(scenario: &Scenario, subject: &mut dyn Subject) -> CaseReport {
    let options = Options::strict(&read_nothing);
    run_case(scenario, subject, &options)
}

fn differs(
    configuration: &Configuration,
    way: &[Move],
    subject: &mut dyn Subject,
) -> Result<bool, SubjectError> {
    let report = run(&written(configuration, way)?, subject);
    match report.verdict {
        Verdict::Error => {
            let why = report.failures.first().map(|failure| failure.title.clone()).unwrap_or_default();
            Err(SubjectError::Broken(why))
        }
        verdict => Ok(verdict != Verdict::Pass),
    }
}
