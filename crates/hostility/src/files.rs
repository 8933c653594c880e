//! Files that a person writes: statements, waivers, behaviours, keys.

use offhook_harness::{Statement, Waivers};
use offhook_scenario::Diagnostic;
use offhook_scenario::limits::MAX_DIAGNOSTICS;
use offhook_server::{Behaviour, Keys};

/// Reads a statement; what is wrong is said with its place.
pub(crate) fn statement(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Statement::parse("statement.yaml", &text) {
        Ok(statement) => {
            let _ = (statement.reached(), statement.stimuli(), statement.is_virtual());
            assert!(statement.timeout_ms() <= offhook_harness::MAX_TIMEOUT_MS);
            let shown = format!("{statement:?}");
            assert!(!shown.is_empty());
        }
        Err(faults) => said(&faults),
    }
}

/// Reads waivers.
pub(crate) fn waivers(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Waivers::parse("waivers.yaml", &text) {
        Ok(waivers) => assert!(waivers.waivers.len() <= offhook_harness::MAX_WAIVERS),
        Err(faults) => said(&faults),
    }
}

/// Reads behaviours.
pub(crate) fn behaviour(bytes: &[u8]) {
    if let Err(faults) = Behaviour::parse("behaviour.yaml", &String::from_utf8_lossy(bytes)) {
        said(&faults);
    }
}

/// Reads keys; what is wrong never shows a secret.
pub(crate) fn keys(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Keys::parse(&text) {
        Ok(keys) => assert!(!format!("{keys:?}").contains(SECRET)),
        Err(error) => assert!(!error.to_string().contains(SECRET), "{error}"),
    }
}

/// The secret of the keys that the fuzzer begins with.
pub(crate) const SECRET: &str = "hush-hush";

/// Every fault is shown, in bounds.
pub(crate) fn said(faults: &[Diagnostic]) {
    assert!((1..=MAX_DIAGNOSTICS).contains(&faults.len()), "{} faults", faults.len());
    for fault in faults {
        let shown = fault.render(false);
        assert!(fault.place.is_known(), "nowhere: {shown}");
        assert!(shown.len() < MAX_SHOWN_BYTES, "{shown}");
    }
}

/// A diagnostic is shorter than this, whatever it shows.
const MAX_SHOWN_BYTES: usize = 40_000;
