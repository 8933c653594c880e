//! What the tests share.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use offhook_harness::{
    CaseReport, Conformance, Options, Statement, Verdict, conform, read_named, read_scenarios,
};
use offhook_scenario::Scenario;

pub(crate) fn shipped(folder: &str) -> Vec<Scenario> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    read_scenarios(&[root.join(folder)]).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn scenario(text: &str) -> Scenario {
    offhook_scenario::parse("test.yaml", text).unwrap_or_else(|faults| panic!("{faults:?}"))
}

pub(crate) fn statement(text: &str) -> Statement {
    Statement::parse("statement.yaml", text).unwrap_or_else(|faults| {
        let shown: Vec<String> = faults.iter().map(|fault| fault.render(false)).collect();
        panic!("{}", shown.concat())
    })
}

pub(crate) fn options() -> Options<'static> {
    let read_file = &|path: &str| read_named(&Path::new(path).to_string_lossy());
    Options::new(read_file)
}

pub(crate) fn play(statement: &Statement, scenarios: &[Scenario]) -> Conformance {
    conform(statement, scenarios, &options(), Arc::new(AtomicBool::new(false)), |_| ())
        .unwrap_or_else(|error| panic!("{error}"))
}

/// The cases of this verdict, with what they say.
pub(crate) fn of(verdict: Verdict, conformance: &Conformance) -> Vec<String> {
    conformance.report.cases.iter().filter(|case| case.verdict == verdict).map(said).collect()
}

pub(crate) fn said(case: &CaseReport) -> String {
    let rendered: Vec<String> = case.failures.iter().map(|failure| failure.render(false)).collect();
    format!("{} {}\n{}", case.verdict, case.id, rendered.concat())
}
