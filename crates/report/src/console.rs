//! Plain text for people.

use std::fmt::Write as _;

use offhook_harness::{CaseReport, Counts, Share, SuiteReport, Verdict};
use offhook_machine::Table;

/// Every case that did not pass, with its diagnostics, and then the summary.
pub fn run(report: &SuiteReport, color: bool) -> String {
    let mut text = String::new();
    for case in report.cases.iter().filter(|case| case.verdict != Verdict::Pass) {
        text.push_str(&failed(case, color));
    }
    text.push_str(&summary(report));
    text
}

pub(crate) fn failed(case: &CaseReport, color: bool) -> String {
    let mut text = String::new();
    for failure in &case.failures {
        text.push_str(&failure.render(color));
    }
    let CaseReport { verdict, id, executed, planned, .. } = case;
    let _ = writeln!(text, "{verdict}  {id} (after {executed} of {planned} steps)");
    let _ = writeln!(text, "  it cites {} [{}]\n", list(&case.cites), case.basis.as_str());
    text
}

/// The first few of a list.
fn list(ids: &[String]) -> String {
    const MOST: usize = 3;
    match ids {
        [] => "no clause".to_owned(),
        ids if ids.len() > MOST => format!("{} and {} more", ids[..MOST].join(", "), ids.len() - MOST),
        ids => ids.join(", "),
    }
}

/// The last lines of a run: cases, clauses, rules.
fn summary(report: &SuiteReport) -> String {
    let mut text = coverage(report);
    let rows = Table::ALL.into_iter().flat_map(Table::rows).count();
    let _ = writeln!(
        text,
        "rules      {} fired",
        share(Share { covered: report.fired().count() as usize, total: rows })
    );
    text.push_str(&work(report));
    text
}

/// The lines on cases and clauses.
pub(crate) fn coverage(report: &SuiteReport) -> String {
    let counts = report.counts();
    let mut text = String::new();
    let _ = writeln!(text, "scenarios  {}", cases(counts));
    let all = report.share(|_| true);
    let _ = writeln!(text, "clauses    {} covered by a passing scenario", share(all));
    for (basis, part) in report.shares() {
        let _ = writeln!(text, "  {:<11}{}", basis.as_str(), share(part));
    }
    let seeds = report.share(|clause| clause.is_seed());
    let _ = writeln!(text, "           {} of what the five seed documents state or show", share(seeds));
    text
}

fn work(report: &SuiteReport) -> String {
    let requests: usize = report.cases.iter().map(|case| case.requests).sum();
    let steps: usize = report.cases.iter().map(|case| case.executed).sum();
    format!("           {steps} steps, {requests} requests\n")
}

fn cases(counts: Counts) -> String {
    let mut parts = vec![format!("{} passed", counts.passed)];
    let optional =
        [(counts.failed, "failed"), (counts.inconclusive, "inconclusive"), (counts.skipped, "skipped")];
    parts.extend(
        optional.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")),
    );
    format!("{} run, {}", counts.executed, parts.join(", "))
}

fn share(share: Share) -> String {
    format!("{} of {}", share.covered, share.total)
}
