//! `offhook bench`: what it measures differs, and what it prints has the same form.
#![cfg(test)]

mod common;

use common::{offhook, stderr, stdout};
use serde_json::Value;

#[test]
fn each_number_of_live_calls_has_a_row() {
    let it = offhook(&["bench", "--scale", "--calls", "1,20", "--format", "json"]);
    assert_eq!(it.status.code(), Some(0), "{}", stderr(&it));
    let report: Value = serde_json::from_str(stdout(&it)).unwrap();
    let rows = report["scale"].as_array().unwrap();
    assert_eq!(rows.iter().map(|row| row["live_calls"].clone()).collect::<Vec<_>>(), [1, 20]);
    for row in rows {
        let figures: Vec<&Value> = row.as_object().unwrap().values().collect();
        assert_eq!(figures.len(), 5, "{row}");
        assert!(figures.iter().all(|it| it.as_f64().is_some_and(|it| it > 0.0)), "{row}");
    }
}

#[test]
fn numbers_beyond_the_bounds_are_refused() {
    for calls in ["0", "500001", "1,,2", "many"] {
        let it = offhook(&["bench", "--scale", "--calls", calls]);
        assert_eq!(it.status.code(), Some(1), "{calls}");
        assert!(stderr(&it).contains("--calls"), "{}", stderr(&it));
    }
}
