//! What came of a suite that was played on somebody's implementation, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use offhook_harness::{CaseReport, Conformance, Statement, Verdict};
use offhook_scenario::Code;

use crate::console;

/// How many ids of cases are listed with a reason that they share.
const MOST_IDS: usize = 3;

/// Who was tested, every case that is not as expected, what did not apply and why, and the summary.
pub fn conform(statement: &Statement, conformance: &Conformance, color: bool) -> String {
    let mut text = String::new();
    let mut alike: BTreeMap<(Verdict, &str), Vec<&CaseReport>> = BTreeMap::new();
    for case in &conformance.report.cases {
        match (case.verdict, shared(case)) {
            (Verdict::Pass, _) => {}
            (verdict, Some(reason)) => alike.entry((verdict, reason)).or_default().push(case),
            _ => text.push_str(&console::failed(case, color)),
        }
    }
    for ((verdict, reason), cases) in &alike {
        let ids: Vec<&str> = cases.iter().take(MOST_IDS).map(|case| case.id.as_str()).collect();
        let more = cases
            .len()
            .checked_sub(MOST_IDS + 1)
            .map_or_else(String::new, |_| format!(" and {} more", cases.len() - MOST_IDS));
        let _ = writeln!(text, "{verdict}  {reason}\n  {}: {}{more}", cases.len(), ids.join(", "));
    }
    if !alike.is_empty() {
        text.push('\n');
    }
    text.push_str(&tested(statement, conformance));
    text.push_str(&console::coverage(&conformance.report));
    if conformance.interrupted {
        text.push_str("the run was interrupted: this is not the whole of it\n");
    }
    text
}

/// The reason of a case that was not played, which many share.
fn shared(case: &CaseReport) -> Option<&str> {
    let failure = case.failures.first()?;
    let is_shared = matches!(failure.code, Code::Other("not-applicable" | "subject-down" | "interrupted"));
    is_shared.then_some(failure.title.as_str())
}

fn tested(statement: &Statement, conformance: &Conformance) -> String {
    let said = &conformance.introduction;
    let version = statement.version.as_ref().map(|version| version.value.as_str());
    let version = version.or(said.version.as_deref()).unwrap_or("of no version");
    format!("subject    {} {version}, {}\n", statement.name.value, statement.dialect.value.as_str())
}
