//! What the tests share.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use offhook_harness::{CaseReport, Conformance, Options, Statement, Verdict, conform, read_scenarios};
use offhook_scenario::files::read_named;
use offhook_scenario::{Dialect, Scenario};

pub(crate) fn ccc() -> Dialect {
    Dialect::named("ccc").unwrap()
}

pub(crate) fn gateway() -> Dialect {
    Dialect::named("cc-gateway").unwrap()
}

/// The scenarios of a folder, those that were generated for it too.
pub(crate) fn shipped(folder: &str) -> Vec<Scenario> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let folders = [root.join(folder), root.join("generated").join(folder)];
    let folders: Vec<PathBuf> = folders.into_iter().filter(|folder| folder.is_dir()).collect();
    read_scenarios(&folders).unwrap_or_else(|error| panic!("{error}"))
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
