//! Scenarios.

use std::sync::OnceLock;

use offhook_harness::{InProcess, Options, run_case};
use offhook_scenario::limits::MAX_STEPS;
use offhook_scenario::{Vocabulary, check, parse, plan, to_yaml};

use crate::files::said;

/// A scenario of more steps is not played.
const MAX_PLAYED: usize = 40;

/// Reads a scenario, writes it and reads it again as the same; plays it where it is short.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let scenario = match parse("scenario.yaml", &text) {
        Ok(scenario) => scenario,
        Err(faults) => return said(&faults),
    };
    let written = to_yaml(&scenario);
    assert_eq!(
        parse("scenario.yaml", &written).as_ref(),
        Ok(&scenario),
        "written and read again:\n{written}"
    );
    let faults = check(&scenario, vocabulary());
    if !faults.is_empty() {
        return said(&faults);
    }
    let planned = plan(&scenario).map_or(0, |plan| plan.steps.len());
    assert!(planned as u64 <= MAX_STEPS);
    if planned <= MAX_PLAYED {
        let read_file = |_: &str| Err("there are no files here".to_owned());
        let options = Options::new(&read_file);
        let report = run_case(&scenario, &mut InProcess::new(), &options);
        assert!(report.executed <= report.planned);
    }
}

/// The names that there are.
pub(crate) fn vocabulary() -> &'static Vocabulary<'static> {
    static WORDS: OnceLock<Vocabulary<'static>> = OnceLock::new();
    WORDS.get_or_init(offhook_centre::vocabulary)
}
