//! Many cases: run on any number of threads, reported in the order in which they were given.

use std::sync::atomic::{AtomicU64, Ordering};

use offhook_dialect::{Clause, registry};
use offhook_machine::{Basis, Fired};
use offhook_scenario::{Code, Diagnostic, Scenario, Severity, Source};

use crate::parallel::in_parallel;
use crate::profile::Profile;
use crate::runner::{FREEDOM, Options, run_case_within, share};
use crate::subject::Subject;
use crate::verdict::{CaseReport, Verdict, severity};

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
    /// Cases that the run ended before.
    pub not_run: usize,
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
    /// Which option of each freedom the subject takes, over all cases in their order. A case that takes another one than the
    /// cases before fails: one implementation takes one option.
    pub fn settle_profile(&mut self, claimed: Option<&Profile>) -> Profile {
        let mut profile = claimed.cloned().unwrap_or_else(Profile::open);
        for case in &mut self.cases {
            let Some(seen) = &case.freedoms else { continue };
            for (id, words) in &seen.words {
                for word in words {
                    profile.hear(id, word);
                }
            }
            for (id, taken) in &seen.freedoms {
                if let Err(wrong) = profile.narrow(id, &taken.options, &case.id) {
                    let mut diagnostic = Diagnostic::error(Code::Other(FREEDOM), wrong.title());
                    diagnostic.source = Source::new(&case.file, "");
                    diagnostic.severity = severity(wrong.basis(), false);
                    if case.failures.iter().all(|known| known.title != diagnostic.title) {
                        case.verdict = match (case.verdict, diagnostic.severity) {
                            (Verdict::Error, _) => Verdict::Error,
                            (_, Severity::Error) | (Verdict::Fail, _) => Verdict::Fail,
                            _ => Verdict::Inconclusive,
                        };
                        case.failures.push(diagnostic.label(wrong.label()));
                    }
                }
            }
        }
        profile
    }

    /// The counts.
    pub fn counts(&self) -> Counts {
        let of = |verdict| self.cases.iter().filter(|case| case.verdict == verdict).count();
        Counts {
            planned: self.cases.len(),
            executed: self.cases.len() - of(Verdict::NotApplicable) - of(Verdict::NotRun),
            passed: of(Verdict::Pass),
            failed: of(Verdict::Fail) + of(Verdict::Error),
            inconclusive: of(Verdict::Inconclusive),
            skipped: self.skipped + of(Verdict::NotApplicable),
            not_run: of(Verdict::NotRun),
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

/// Why a case is not run that stands behind one that failed.
const AFTER_FAILURE: &str = "a case before it failed (--fail-fast)";

/// Runs every scenario on a subject of its own. `done` is called for each case as it ends, from any thread. Where the options ask
/// for it, the run ends with the first case in order that fails, and no later one counts as run.
pub fn run_suite<S: Subject>(
    scenarios: &[Scenario],
    jobs: usize,
    options: &Options<'_>,
    subject: impl Fn() -> S + Sync,
    done: impl Fn(&CaseReport) + Sync,
) -> SuiteReport {
    let kept_bytes = share(scenarios.len());
    let last = AtomicU64::new(u64::MAX);
    let run = |subject: &mut S, number: u64| {
        let scenario = scenarios.get(usize::try_from(number).ok()?)?;
        if number > last.load(Ordering::Relaxed) {
            return Some(CaseReport::not_run(scenario, AFTER_FAILURE));
        }
        if options.interrupt.is_some_and(|it| it.load(Ordering::Relaxed)) {
            return Some(CaseReport::not_run(scenario, "the run was interrupted"));
        }
        let report = run_case_within(scenario, subject, options, kept_bytes);
        if options.fail_fast && matches!(report.verdict, Verdict::Fail | Verdict::Error) {
            last.fetch_min(number, Ordering::Relaxed);
        }
        done(&report);
        Some(report)
    };
    let mut reports = in_parallel(0..jobs.max(1), |_| subject(), scenarios.len() as u64, run);
    // A case without a report was planned and not executed: that is an error, never silence.
    // Which cases run beside the one that fails goes by the threads: what is reported does not.
    let last = last.into_inner();
    let report = |(number, scenario): (u64, &Scenario)| match reports.remove(&number) {
        Some(_) if number > last => CaseReport::not_run(scenario, AFTER_FAILURE),
        Some(report) => report,
        None => CaseReport::lost(scenario),
    };
    SuiteReport { cases: (0..).zip(scenarios).map(report).collect(), skipped: 0 }
}
