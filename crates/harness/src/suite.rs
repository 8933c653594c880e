//! Many cases: run on any number of threads, reported in the order in which they were given.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use offhook_dialect::{Clause, registry};
use offhook_machine::{Basis, Fired};
use offhook_scenario::Scenario;

use crate::runner::{Options, run_case};
use crate::subject::Subject;
use crate::verdict::{CaseReport, Verdict};

/// What a run came to.
#[derive(Clone, Debug)]
pub struct SuiteReport {
    /// The cases, in the order given.
    pub cases: Vec<CaseReport>,
    /// Cases that were not selected.
    pub skipped: usize,
}

/// How many cases came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cases selected.
    pub planned: usize,
    /// Cases run.
    pub executed: usize,
    /// Cases with the verdict pass.
    pub passed: usize,
    /// Cases with the verdict fail or error.
    pub failed: usize,
    /// Cases not as expected in what no document states.
    pub inconclusive: usize,
    /// Cases not selected, or not applicable.
    pub skipped: usize,
}

/// How much of something there is, and how much of it passing cases cover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Covered.
    pub covered: usize,
    /// In all.
    pub total: usize,
}

impl SuiteReport {
    /// The counts.
    pub fn counts(&self) -> Counts {
        let of = |verdict| self.cases.iter().filter(|case| case.verdict == verdict).count();
        Counts {
            planned: self.cases.len(),
            executed: self.cases.len() - of(Verdict::NotApplicable),
            passed: of(Verdict::Pass),
            failed: of(Verdict::Fail) + of(Verdict::Error),
            inconclusive: of(Verdict::Inconclusive),
            skipped: self.skipped + of(Verdict::NotApplicable),
        }
    }

    /// The clauses that this selects and that no passing case covers.
    pub fn uncovered(&self, select: impl Fn(&Clause) -> bool) -> Vec<&'static Clause> {
        let covered = self.covered();
        registry().iter().filter(|clause| select(clause) && !covered.contains(clause.id.as_ref())).collect()
    }

    /// How many of the clauses that this selects a passing case covers.
    pub fn share(&self, select: impl Fn(&Clause) -> bool) -> Share {
        let total = registry().iter().filter(|clause| select(clause)).count();
        Share { covered: total - self.uncovered(select).len(), total }
    }

    /// How many clauses of each basis passing cases cover.
    pub fn shares(&self) -> impl Iterator<Item = (Basis, Share)> {
        Basis::ALL.into_iter().map(|basis| (basis, self.share(|clause| clause.basis == basis)))
    }

    fn covered(&self) -> std::collections::BTreeSet<&str> {
        let passing = self.cases.iter().filter(|case| case.verdict == Verdict::Pass);
        passing.flat_map(|case| &case.covered).map(String::as_str).collect()
    }

    /// The rules that fired in any case.
    pub fn fired(&self) -> Fired {
        self.cases.iter().fold(Fired::default(), |all, case| all.union(case.fired))
    }
}

/// Runs every scenario on a subject of its own. `done` is called for each case as it ends, from any thread.
pub fn run_suite<S: Subject>(
    scenarios: &[Scenario],
    jobs: usize,
    options: &Options<'_>,
    subject: impl Fn() -> S + Sync,
    done: impl Fn(&CaseReport) + Sync,
) -> SuiteReport {
    let next = AtomicUsize::new(0);
    let reports: Vec<Mutex<Option<CaseReport>>> = scenarios.iter().map(|_| Mutex::new(None)).collect();
    let work = || {
        let mut subject = subject();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let (Some(scenario), Some(place)) = (scenarios.get(index), reports.get(index)) else { break };
            let report = run_case(scenario, &mut subject, options);
            done(&report);
            if let Ok(mut place) = place.lock() {
                *place = Some(report);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..jobs.clamp(1, scenarios.len().max(1)) {
            scope.spawn(work);
        }
        work();
    });
    let reports = reports.into_iter().map(|place| place.into_inner().ok().flatten());
    // A case without a report was planned and not executed: that is an error, never silence.
    let lost = |(scenario, report): (&Scenario, Option<CaseReport>)| {
        report.unwrap_or_else(|| CaseReport::lost(scenario))
    };
    SuiteReport { cases: scenarios.iter().zip(reports).map(lost).collect(), skipped: 0 }
}
