//! The manifest: the cases that must run.

use std::fmt::Write as _;

use offhook_harness::{Manifest, Shard, Summarised};
use serde_json::json;

/// One line for each case, then count and hash.
pub fn text(manifest: &Manifest, shard: Option<Shard>) -> String {
    let mut text = String::new();
    for case in manifest.cases.iter().filter(|case| shard.is_none_or(|shard| shard.holds(&case.id))) {
        let _ = writeln!(text, "{}  {}", case.hash, case.id);
    }
    let _ = writeln!(text, "{} of {} cases", manifest.hash(), manifest.cases.len());
    text
}

/// The manifest as one JSON object.
pub fn json(manifest: &Manifest, shard: Option<Shard>) -> Summarised {
    let held = manifest.cases.iter().filter(|case| shard.is_none_or(|shard| shard.holds(&case.id)));
    let cases: Vec<_> = held.collect();
    let summary = [
        ("count", json!(manifest.cases.len())),
        ("hash", json!(manifest.hash())),
        ("shard", json!(shard)),
        ("listed", json!(cases.len())),
    ];
    Summarised::new(summary, [("cases", json!(cases))])
}
