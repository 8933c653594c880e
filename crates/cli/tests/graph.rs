//! `offhook graph` as a user runs it.
#![cfg(test)]

mod common;

use std::path::{Path, PathBuf};

use serde_json::Value;

use common::{ROOT, folder, json, offhook, settings, stderr, stdout};

/// A file of this test's own.
fn file(name: &str) -> PathBuf {
    let folder = folder("graph");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

/// The report of the scenarios that a filter selects.
fn report(name: &str, filter: &str) -> String {
    let path = file(name);
    let output = offhook(&["run", "scenarios", "--filter", filter, "--format", "json"]);
    std::fs::write(&path, output.stdout).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn the_rules_have_no_fault_under_any_dialect() {
    for dialect in [&["--dialect", "ccc"][..], &["--dialect", "cc-gateway"], &[]] {
        let output = offhook(&[&["graph"], dialect].concat());
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{dialect:?}");
        assert_eq!(stdout(&output).matches(" none\n").count(), 4, "{}", stdout(&output));
    }
}

#[test]
fn the_example_of_the_readme_is_current() {
    let readme = std::fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let output = offhook(&["graph"]);
    assert!(readme.contains(stdout(&output)), "it prints:\n{}", stdout(&output));
}

#[test]
fn the_page_of_graphs_is_current() {
    let committed = std::fs::read_to_string(Path::new(ROOT).join("docs/graphs.md")).unwrap_or_default();
    assert!(
        committed == offhook_explore::graph::page(),
        "docs/graphs.md is not current: run `cargo run -- docs`"
    );
}

#[test]
fn a_report_has_coverage_and_a_graph_shows_it() {
    let holds = report("holds.json", "ccc.hold-call.*");
    let shown = json(&offhook(&["graph", "--table", "hold", "--format", "json", "--hits", &holds]));
    let hits = |shown: &Value| shown["graphs"][0]["transitions"][0]["hits"].as_u64().unwrap();
    assert!(hits(&shown) > 0, "{shown:#}");
    let twice =
        json(&offhook(&["graph", "--table", "hold", "--format", "json", "--hits", &holds, "--hits", &holds]));
    assert_eq!(hits(&twice), 2 * hits(&shown));
    assert_eq!(twice["summary"]["hit"]["cells"], shown["summary"]["hit"]["cells"]);
}

#[test]
fn the_scenarios_take_every_transition_of_every_table() {
    let all = report("all.json", "*");
    let shown = json(&offhook(&["graph", "--format", "json", "--hits", &all]));
    for (table, shares) in shown["summary"]["hit"]["tables"].as_object().unwrap() {
        for what in ["states", "transitions"] {
            assert_eq!(shares[what]["covered"], shares[what]["total"], "{what} of {table}");
        }
    }
}

#[test]
fn the_same_bytes_in_two_processes() {
    for format in ["svg", "dot", "mermaid", "json"] {
        let draw = || offhook(&["graph", "--format", format]).stdout;
        assert!(draw() == draw(), "{format}");
    }
}

#[test]
fn a_graph_is_written_to_a_file() {
    let path = file("job.svg");
    let output = offhook(&["graph", "--table", "job", "--format", "svg", "--out", &path.to_string_lossy()]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(0), ""));
    assert!(std::fs::read_to_string(path).unwrap().starts_with("<svg "));
}

#[test]
fn a_graph_that_cannot_be_drawn_is_rejected_with_the_remedy() {
    let old = file("old.json");
    std::fs::write(&old, "{\"offhook\":1}").unwrap();
    let (old, nowhere) = (old.to_string_lossy().into_owned(), file("no/such").to_string_lossy().into_owned());
    let cases: &[(i32, &[&str], &str)] = &[
        (1, &["--agents", "2", "--format", "svg"], "take `--format dot` and Graphviz"),
        (1, &["--agents", "4"], "take fewer agents"),
        (1, &["--agents", "0"], "0 is not in 1..=16"),
        (1, &["--agents", "2", "--table", "user"], "cannot be used with"),
        (1, &["--hits", &nowhere], "no/such"),
        (2, &["--hits", &old], "`offhook run --format json` writes one that has"),
        (2, &["--hits", "README.md"], "README.md: expected value"),
    ];
    for (code, args, remedy) in cases {
        let output = offhook(&[&["graph"], *args].concat());
        assert_eq!(output.status.code(), Some(*code), "{args:?}");
        assert!(stderr(&output).replace('\\', "/").contains(remedy), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn help_is_pinned() {
    settings().bind(|| insta::assert_snapshot!("help-graph", stdout(&offhook(&["graph", "--help"]))));
}
