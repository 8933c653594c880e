//! One JSON object for scripts.

use offhook_harness::document::Document;
use offhook_harness::{CaseReport, Share, SuiteReport};
use offhook_machine::Table;
use offhook_scenario::{Diagnostic, Remark};
use serde_json::{Map, Value, json};

/// The version of the shape of these objects.
pub const VERSION: u32 = 1;

/// A run: `verdict`, `findings`, `summary`, then every case, then the coverage of the rules.
pub fn run(report: &SuiteReport, document: &Document) -> Value {
    let counts = &document.summary;
    let bases: Map<String, Value> =
        report.shares().map(|(basis, part)| (basis.as_str().to_owned(), share(part))).collect();
    let rows = Table::ALL.into_iter().flat_map(Table::rows).count();
    let uncovered = report.uncovered(|clause| clause.is_seed());
    json!({
        "offhook": VERSION,
        "verdict": document.verdict(),
        "findings": document.findings(),
        "summary": {
            "planned": counts.planned,
            "executed": counts.executed,
            "passed": counts.passed,
            "failed": counts.failed,
            "inconclusive": counts.inconclusive,
            "waived": counts.waived,
            "skipped": counts.skipped,
            "problems": document.problems.len(),
            "clauses": { "all": share(report.share(|_| true)), "by_basis": bases, "seeds": share(report.share(|clause| clause.is_seed())) },
            "seed_clauses_uncovered": uncovered.iter().map(|clause| clause.id.as_ref()).collect::<Vec<_>>(),
            "rules": share(Share { covered: report.fired().count() as usize, total: rows }),
        },
        "manifest": document.manifest,
        "problems": document.problems,
        "cases": report.cases.iter().map(case).collect::<Vec<_>>(),
        "coverage": document.coverage,
    })
}

/// Files that do not parse, so that nothing ran.
pub fn faults(faults: &[Diagnostic]) -> Value {
    json!({
        "offhook": VERSION,
        "summary": { "planned": 0, "executed": 0, "passed": 0, "failed": 0, "skipped": 0, "faults": faults.len() },
        "diagnostics": faults.iter().map(diagnostic).collect::<Vec<_>>(),
    })
}

fn share(share: Share) -> Value {
    json!({ "covered": share.covered, "total": share.total })
}

fn case(case: &CaseReport) -> Value {
    json!({
        "id": case.id,
        "file": case.file,
        "title": case.title,
        "verdict": case.verdict.as_str(),
        "basis": case.basis.as_str(),
        "planned": case.planned,
        "executed": case.executed,
        "requests": case.requests,
        "cites": case.cites,
        "rests_on": case.rests_on,
        "clauses": case.covered,
        "rules": case.fired.rules().map(|rule| rule.id).collect::<Vec<_>>(),
        "digest": case.digest,
        "failures": case.failures.iter().map(diagnostic).collect::<Vec<_>>(),
    })
}

/// A diagnostic: place, title and remedies.
pub fn diagnostic(it: &Diagnostic) -> Value {
    let text = |wanted: fn(&Remark) -> Option<&String>| {
        it.remarks.iter().filter_map(wanted).cloned().collect::<Vec<_>>()
    };
    let mut object = json!({
        "code": it.code.as_str(),
        "file": it.source.name.as_ref(),
        "line": it.place.line,
        "column": it.place.column,
        "title": it.title,
        "label": it.label,
        "notes": text(|remark| match remark { Remark::Note(text) => Some(text), Remark::Help(_) => None }),
        "help": text(|remark| match remark { Remark::Help(text) => Some(text), Remark::Note(_) => None }),
    });
    if let Some(clause) = &it.clause {
        object["clause"] = clause.as_str().into();
    }
    object
}
