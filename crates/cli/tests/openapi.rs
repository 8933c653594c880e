//! `offhook openapi` as a user runs it.
#![cfg(test)]

use std::process::{Command, Output};

use serde_json::Value;

fn openapi(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_offhook")).arg("openapi").args(args).output().unwrap()
}

#[test]
fn the_document_of_each_dialect_is_printed_or_written() {
    for (dialect, title) in [("ccc", "Alibaba Cloud CCC"), ("cc-gateway", "Huawei CC-Gateway")] {
        let printed = openapi(&[dialect]);
        assert_eq!(printed.status.code(), Some(0));
        let document: Value = serde_json::from_slice(&printed.stdout).unwrap();
        assert_eq!(
            (document["openapi"].as_str(), document["info"]["title"].as_str()),
            (Some("3.1.0"), Some(title))
        );

        let file = std::env::temp_dir().join(format!("offhook-{}-{dialect}.json", std::process::id()));
        let written = openapi(&[dialect, "--out", file.to_str().unwrap()]);
        assert_eq!((written.status.code(), written.stdout.len()), (Some(0), 0));
        assert_eq!(std::fs::read(&file).unwrap(), printed.stdout);
        std::fs::remove_file(&file).unwrap();
    }
}

#[test]
fn editions_differ_and_go_by_name_or_year() {
    let of = |edition| openapi(&["ccc", "--edition", edition]).stdout;
    assert_eq!(of("first"), of("2021"));
    assert_eq!(of("later"), of("2023"));
    assert_ne!(of("first"), of("later"));
}

#[test]
fn a_wrong_argument_is_named_with_the_valid_values() {
    let wrong = |args: &[&str], message: &str| {
        let output = openapi(args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(message), "{error}");
    };
    wrong(&["sip"], "possible values: ccc, cc-gateway");
    wrong(&["ccc", "--edition", "1999"], "unknown edition `1999`: expected one of first, 2021, later, 2023");
}
