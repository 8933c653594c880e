//! Text in, scenario out.

use serde::de::DeserializeOwned;
use serde_saphyr::options::{MergeKeyPolicy, NonFiniteFloatPolicy};

use crate::at::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::explain::explain;
use crate::limits::{
    MAX_ALIASED_NODES, MAX_ALIASES, MAX_DIAGNOSTICS, MAX_FILE_BYTES, MAX_NESTING, MAX_NODES,
};
use crate::reading::reading;
use crate::scenario::Scenario;
use crate::shape;
use crate::source::{Source, Sources};

/// Reads a scenario; an `include` in it stays as it is (see [`load`](crate::load)).
///
/// Faults are reported in order of position: the first error of YAML or of a field, and every invalid value before
/// that place. Names are not looked up: that is [`check`](crate::check).
///
/// # Errors
/// The text is not a scenario.
pub fn parse(file_name: &str, text: &str) -> Result<Scenario, Vec<Diagnostic>> {
    let source = Source::new(file_name, text);
    let mut scenario: Scenario = read(0, &source)?;
    scenario.sources = Sources::from(source);
    let faults = shape::faults(&scenario);
    if faults.is_empty() { Ok(scenario) } else { Err(faults) }
}

/// Reads another kind of file in the same YAML, such as a statement: the same limits, the same diagnostics with their places.
///
/// # Errors
/// The text is not a `T`.
pub fn read_yaml<T: DeserializeOwned>(source: &Source) -> Result<T, Vec<Diagnostic>> {
    read(0, source)
}

/// Reads one file as a `T`, with the file's index for its places.
pub(crate) fn read<T: DeserializeOwned>(index: u16, source: &Source) -> Result<T, Vec<Diagnostic>> {
    if let Some(fault) = refuse(index, &source.text) {
        return Err(vec![fault.from(source)]);
    }
    let (result, mut faults) = once(index, &source.text);
    match result {
        Ok(value) if faults.is_empty() => return Ok(value),
        Ok(_) => {}
        Err(stopped) => faults.push(stopped.fault),
    }
    faults.sort_by_key(|fault| fault.place);
    faults.truncate(MAX_DIAGNOSTICS);
    Err(faults.into_iter().map(|fault| fault.from(source)).collect())
}

/// The end of a reading that stopped.
pub(crate) struct Stopped {
    pub(crate) error: serde_saphyr::Error,
    /// What is to be said of it.
    pub(crate) fault: Diagnostic,
}

/// One reading: the value, or where it stopped; and every invalid value before.
pub(crate) fn once<T: DeserializeOwned>(
    index: u16,
    text: &str,
) -> (Result<T, Box<Stopped>>, Vec<Diagnostic>) {
    reading(index, text, || {
        let read = serde_saphyr::from_str_with_options(text, options());
        read.map_err(|error| {
            let fault = explain(&error, index);
            Box::new(Stopped { error, fault })
        })
    })
}

/// Faults that show before any YAML is read.
pub(crate) fn refuse(index: u16, text: &str) -> Option<Diagnostic> {
    let start = Place { source: index, line: 1, column: 1, len: 1 };
    if text.len() > MAX_FILE_BYTES {
        let title = format!("the file is larger than {MAX_FILE_BYTES} bytes");
        return Some(Diagnostic::error(Code::Limit, title).at(start).help("split it into several files"));
    }
    let blank = |line: &str| matches!(line.trim_start().chars().next(), None | Some('#'));
    if text.trim_start_matches('\u{feff}').lines().all(blank) {
        let fault = Diagnostic::error(Code::Empty, "the file holds nothing");
        return Some(fault.at(start).help("the file begins with `offhook: 1`"));
    }
    None
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        with_snippet: false,
        // `include` is the only way to share. Merge keys are YAML 1.1, and other readers do not know them.
        merge_keys: MergeKeyPolicy::Error,
        non_finite_float_policy: NonFiniteFloatPolicy::Reject,
        strict_booleans: true,
        reject_unsupported_tags: true,
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: MAX_ALIASED_NODES,
            max_replay_stack_depth: MAX_NESTING,
        },
        budget: serde_saphyr::budget! {
            max_depth: MAX_NESTING,
            flow_nesting_limit: MAX_NESTING,
            max_nodes: MAX_NODES,
            max_events: 3 * MAX_NODES,
            max_aliases: MAX_ALIASES,
            max_anchors: MAX_ALIASES,
            max_documents: 2,
            max_total_scalar_bytes: 8 * MAX_FILE_BYTES,
            max_recorded_anchor_bytes: 8 * MAX_FILE_BYTES,
            max_recorded_anchor_events: MAX_NODES,
            simple_key_max_lookahead: 1024,
        },
    }
}
