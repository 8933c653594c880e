//! The commands as a user runs them: output, stream and exit code.
#![cfg(test)]

mod common;

use std::path::Path;

use serde_json::Value;

use common::{ROOT, json, offhook, offhook_in, settings, stderr, stdout};

#[test]
fn the_main_job_passes_and_reports_what_it_proved() {
    let output = offhook(&["run", "scenarios", "--strict"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    assert!(stdout(&output).starts_with("scenarios  "), "{}", stdout(&output));
    assert_eq!(stderr(&output), "");
}

#[test]
fn the_same_bytes_in_two_processes_and_on_any_number_of_threads() {
    let run = |jobs: &str, seed: &str| {
        offhook(&["run", "scenarios", "--format", "json", "--jobs", jobs, "--seed", seed]).stdout
    };
    let one = run("1", "7");
    assert_eq!(one, run("1", "7"));
    assert_eq!(one, run("4", "7"));
    assert_eq!(one, run("64", "7"));
}

#[test]
fn a_run_as_json_is_one_object_with_a_summary() {
    let report = json(&offhook(&["run", "scenarios", "--format", "json"]));
    let summary = &report["summary"];
    assert_eq!(summary["planned"], summary["executed"]);
    assert_eq!(summary["planned"], summary["passed"]);
    assert_eq!((summary["failed"].as_u64(), summary["skipped"].as_u64()), (Some(0), Some(0)));
    assert_eq!(summary["planned"].as_u64(), report["cases"].as_array().map(|cases| cases.len() as u64));
    assert_eq!(summary["proved"]["seeds"]["covered"], summary["proved"]["seeds"]["total"]);
}

#[test]
fn every_json_of_every_command_has_a_summary() {
    let path = "scenarios/ccc/mute-call";
    let report = common::folder("summaries.json").display().to_string();
    assert_eq!(offhook(&["run", path, "--report", &format!("json={report}")]).status.code(), Some(0));
    let commands: &[&[&str]] = &[
        &["run", path],
        &["run", "crates/scenario/tests/bad"],
        &["list", path],
        &["list", path, "--coverage"],
        &["manifest", path],
        &["explain", "user.ready.make-call", "--scenarios", path],
        &["graph"],
        &["report", "compare", &report, &report],
        &["mutants", path, "--class", "missing-transition", "--limit", "1", "--explore", "0"],
        &["variants", path, "--dialect", "ccc", "--filter", "*Message=*", "--combinations", "0"],
        &["generate"],
        &["check", "--agents", "1"],
        &["fuzz", "--steps", "1000", "--cross-checks", "1"],
        &["bench", "--scale", "--calls", "1"],
        // `conform` prints the report of `run`: its tests are in conform.rs.
        &["conform", "--statement", "crates/scenario/tests/bad/empty-file.yaml"],
    ];
    for args in commands {
        let output = offhook(&[args, &["--format", "json"][..]].concat());
        assert!(json(&output)["summary"].is_object(), "{args:?}: {}", stderr(&output));
    }
    // No command with such a format is forgotten here.
    let help = offhook(&["--help"]);
    let names = stdout(&help).lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = names.take_while(|line| !line.is_empty()).filter_map(|line| line.split_whitespace().next());
    for name in names.filter(|name| !["help", "report"].contains(name)) {
        let promised = stdout(&offhook(&[name, "--help"])).contains("One JSON object with a `summary`");
        let tried = commands.iter().any(|args| args[0] == name);
        assert_eq!(promised, tried, "{name}");
    }
}

#[test]
fn a_filter_selects_by_id_and_counts_the_rest_as_skipped() {
    let report = json(&offhook(&["run", "scenarios", "--filter", "ccc.make-call.*", "--format", "json"]));
    let cases = report["cases"].as_array().unwrap();
    assert!(
        !cases.is_empty()
            && cases.iter().all(|case| case["id"].as_str().unwrap().starts_with("ccc.make-call."))
    );
    assert!(report["summary"]["skipped"].as_u64() > Some(0));
}

#[test]
fn a_failure_is_shown_with_place_expectation_and_observation() {
    let output = offhook_in(Path::new(env!("CARGO_MANIFEST_DIR")), &["run", "tests/failing"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(3), ""));
    settings().bind(|| insta::assert_snapshot!("failing", stdout(&output)));
}

#[test]
fn every_deliberately_failing_scenario_fails() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let report = json(&offhook_in(folder, &["run", "tests/failing", "--strict", "--format", "json"]));
    for case in report["cases"].as_array().unwrap() {
        assert!(["fail", "error"].contains(&case["verdict"].as_str().unwrap()), "{case}");
        assert!(!case["failures"].as_array().unwrap().is_empty(), "{case}");
    }
}

#[test]
fn exit_codes_are_those_of_the_table() {
    let failing = "crates/cli/tests/failing";
    let code = |args: &[&str]| offhook(args).status.code();
    assert_eq!(code(&["list", "scenarios"]), Some(0));
    assert_eq!(code(&["--help"]), Some(0));
    assert_eq!(code(&["run", "scenarios", "--jobs", "0"]), Some(1));
    assert_eq!(code(&["run", "no/such/path"]), Some(1));
    assert_eq!(code(&["run", "crates/scenario/tests/bad"]), Some(2));
    assert_eq!(code(&["run", &format!("{failing}/invalid-extension.yaml")]), Some(3));
    assert_eq!(code(&["run", &format!("{failing}/wrong-state.yaml")]), Some(4));
    assert_eq!(code(&["run", &format!("{failing}/inferred-only.yaml")]), Some(0));
    assert_eq!(code(&["run", &format!("{failing}/inferred-only.yaml"), "--strict"]), Some(4));
    assert_eq!(code(&["run", &format!("{failing}/chosen-refusal.yaml")]), Some(0));
    assert_eq!(code(&["run", &format!("{failing}/chosen-refusal.yaml"), "--strict"]), Some(4));
    assert_eq!(code(&["run", "scenarios", "--filter", "nothing.*"]), Some(5));
    assert_eq!(code(&["run", "docs"]), Some(5));
}

#[test]
fn errors_go_to_the_standard_error_and_name_the_remedy() {
    let cases: &[(&str, &[&str])] = &[
        ("error-path", &["run", "no/such/path"]),
        ("error-filter", &["run", "crates/cli/tests/failing", "--filter", "nothing.*"]),
        ("error-glob", &["run", "scenarios", "--filter", "[a"]),
        ("error-command", &["runn", "scenarios"]),
        (
            "error-explain",
            &["explain", "ccc.hold-cal", "--scenarios", "crates/cli/tests/failing/wrong-state.yaml"],
        ),
        ("error-empty", &["run", "docs"]),
    ];
    for (name, args) in cases {
        let output = offhook(args);
        assert_eq!(stdout(&output), "", "{args:?}");
        settings().bind(|| insta::assert_snapshot!(*name, stderr(&output).replace("offhook.exe", "offhook")));
    }
}

#[test]
fn help_is_pinned() {
    for command in ["", "run", "list", "explain", "schema", "docs", "completions"] {
        let args: Vec<&str> = [command, "--help"].into_iter().filter(|arg| !arg.is_empty()).collect();
        let output = offhook(&args);
        let name = if command.is_empty() { "help".to_owned() } else { format!("help-{command}") };
        settings().bind(|| insta::assert_snapshot!(name, stdout(&output)));
    }
}

#[test]
fn explain_prints_a_rule_a_clause_a_scenario_and_an_invariant() {
    let no_scenarios = ["--scenarios", "crates/cli/tests/failing/wrong-state.yaml"];
    for (name, id) in [
        ("explain-rule", "user.ready.make-call"),
        ("explain-clause", "ccc.rules.only-ready-calls"),
        ("explain-scenario", "failing.wrong-state"),
        ("explain-invariant", "break-has-code"),
        ("explain-many", "ccc.make-call.errors"),
    ] {
        let output = offhook(&["explain", id, no_scenarios[0], no_scenarios[1]]);
        assert_eq!(output.status.code(), Some(0), "{id}");
        settings().bind(|| insta::assert_snapshot!(name, stdout(&output)));
    }
    let found = json(&offhook(&["explain", "user.ready.make-call", "--format", "json"]));
    assert_eq!(found["summary"]["found"], 1);
    assert!(!found["found"][0]["scenarios"].as_array().unwrap().is_empty());
}

#[test]
fn the_schema_printed_is_the_schema_committed() {
    let committed = std::fs::read_to_string(Path::new(ROOT).join("scenarios/schema.json")).unwrap();
    let committed: Value = serde_json::from_str(&committed).unwrap();
    assert_eq!(json(&offhook(&["schema"])), committed);
}

#[test]
fn the_generated_pages_of_docs_are_current() {
    for page in offhook_report::docs::pages(offhook_server::limits::LIMITS) {
        let path = Path::new(ROOT).join("docs").join(page.file);
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == page.text, "docs/{} is not current: run `cargo run -- docs`", page.file);
    }
}

#[test]
fn the_examples_of_the_readme_are_current() {
    let read = |path: &str| std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap();
    let readme = read("README.md");
    assert!(
        readme.contains(&read("scenarios/ccc/hold-call/hold-and-retrieve.yaml")),
        "the scenario has changed"
    );
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = offhook_in(folder, &["run", "tests/failing/readme.yaml"]);
    let failure = stdout(&output).split("\nscenarios ").next().unwrap();
    assert!(readme.contains(failure), "the failure is shown otherwise:\n{failure}");
    for line in exit_codes() {
        assert!(readme.contains(&line), "the table of exit codes lacks {line}");
    }
}

#[test]
fn the_figures_of_the_readme_are_those_of_the_coverage() {
    let readme = std::fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let output = offhook(&["list", "--coverage", "scenarios"]);
    let figures = stdout(&output).rsplit_once("| basis |").unwrap().1;
    assert!(readme.contains(figures), "the README does not have these figures:\n{figures}");
}

#[test]
fn coverage_as_json_holds_the_reason_of_a_clause_out_of_reach() {
    let report = json(&offhook(&["list", "--coverage", "--format", "json", "scenarios"]));
    let rows = report["rows"].as_array().unwrap();
    let of = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap();
    assert!(of("ccc.wire.one-path")["out_of_reach"].as_str().unwrap().contains("HTTP"));
    assert!(of("ccc.make-call")["out_of_reach"].is_null());
    assert_eq!(report["summary"]["by_basis"]["documented"]["uncovered"], 0);
}

/// The exit codes of the help, as rows of a Markdown table.
fn exit_codes() -> Vec<String> {
    let help = offhook(&["--help"]);
    let codes = stdout(&help).split_once("Exit codes:\n").unwrap().1;
    codes.lines().map(|line| format!("| {} | {} |", &line[2..3], &line[5..])).collect()
}

#[test]
fn completions_exist_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = offhook(&["completions", shell]);
        assert!(output.status.success() && stdout(&output).contains("offhook"), "{shell}");
    }
}

#[test]
fn mutants_that_are_all_killed_are_as_expected() {
    let filter = "ccc/field-dropped/HoldCall.Data.UserContext.UserState";
    let output = offhook(&["mutants", "scenarios/ccc/hold-call", "--filter", filter]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    assert!(stdout(&output).contains("field-dropped"), "{}", stdout(&output));
    assert!(stdout(&output).contains("canaries: both as they must be"), "{}", stdout(&output));
}

#[test]
fn a_fuzz_budget_is_a_suite_that_depends_on_the_seed_alone() {
    let hunt = |seed: &str, jobs: &str| {
        let of = ["--class", "missing-transition", "--dialect", "ccc", "--limit", "40", "--explore", "0"];
        let output = offhook(
            &[
                &["mutants", "--fuzz-steps", "410", "--seed", seed, "--jobs", jobs],
                &of[..],
                &["--format", "json"],
            ]
            .concat(),
        );
        assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
        json(&output)
    };
    let matrix = hunt("7", "1");
    assert_eq!(matrix["summary"]["scenarios"], 0);
    assert_eq!(matrix["summary"]["random"], serde_json::json!({ "runs": 11, "steps": 410, "seed": 7 }));
    assert_eq!(matrix["summary"]["canaries"], serde_json::json!([]));
    assert!(matrix["summary"]["total"]["killed"].as_u64() > Some(10), "{}", matrix["summary"]);
    let killers = matrix["mutants"].as_array().unwrap().iter().filter_map(|mutant| mutant["by"].as_str());
    assert!(killers.into_iter().all(|by| by.starts_with("ccc.random.run-")));
    assert_eq!(matrix, hunt("7", "3"));
    assert_ne!(matrix, hunt("8", "1"));
}

#[test]
fn mutants_without_a_suite_is_a_usage_error() {
    let output = offhook(&["mutants", "--class", "event-lost"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("--fuzz-steps"), "{}", stderr(&output));
    let output = offhook(&["mutants", "--fuzz-steps", "100001"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("100001 is not in 1..=100000"), "{}", stderr(&output));
}

#[test]
fn a_surviving_mutant_is_a_failed_verdict() {
    let filter = "ccc/missing-transition/supervision.up.lower";
    let args =
        ["mutants", "scenarios/ccc/hold-call", "--filter", filter, "--explore", "0", "--format", "json"];
    let output = offhook(&args);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    let matrix = json(&output);
    assert_eq!(matrix["summary"]["total"]["survived"], 1);
    assert_eq!(matrix["mutants"][0]["id"], filter);
}

#[test]
fn a_suite_that_fails_on_the_original_cannot_be_trusted() {
    let path = "crates/cli/tests/failing/readme.yaml";
    let output = offhook(&["mutants", path, "--class", "id-reused"]);
    assert_eq!(output.status.code(), Some(3), "{}{}", stdout(&output), stderr(&output));
    assert!(stdout(&output).contains("the original is killed by failing.readme"), "{}", stdout(&output));
}

#[test]
fn without_a_mutant_nothing_ran() {
    let output = offhook(&["mutants", "scenarios/ccc/hold-call", "--filter", "no/such/mutant"]);
    assert_eq!(output.status.code(), Some(5));
    assert!(stderr(&output).contains("no mutant is selected"), "{}", stderr(&output));
}
