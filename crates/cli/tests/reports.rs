//! Report files, shards, waivers and comparisons, as a user sees them.
#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn offhook(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offhook"));
    command.args(args).current_dir(ROOT).env("NO_COLOR", "1").env("COLUMNS", "120").output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(PathBuf::from(ROOT).join("snapshots/cli"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// `json=…/name`, and the path alone.
fn target(format: &str, folder: &Path, name: &str) -> (String, String) {
    let path = folder.join(name).to_str().unwrap().to_owned();
    (format!("{format}={path}"), path)
}

#[test]
fn the_same_reports_on_any_number_of_threads() {
    let folder = folder("threads");
    let reports = |jobs: &str| -> Vec<String> {
        let formats = ["junit", "json", "tap", "html", "console"];
        let targets = formats.map(|format| target(format, &folder, &format!("{jobs}.{format}")));
        let mut args =
            vec!["run", "scenarios/ccc", "crates/cli/tests/failing", "--jobs", jobs, "--ladders", "all"];
        targets.iter().for_each(|(target, _)| args.extend(["--report", target.as_str()]));
        assert_eq!(offhook(&args).status.code(), Some(3));
        targets.iter().map(|(_, path)| std::fs::read_to_string(path).unwrap()).collect()
    };
    assert_eq!(reports("1"), reports("16"));
}

#[test]
fn shards_on_several_machines_are_one_run() {
    let folder = folder("shards");
    let paths = ["scenarios/ccc/hold-call", "scenarios/ccc/make-call"];
    let (whole, whole_path) = target("json", &folder, "whole.json");
    let run = |report: &str, shard: &[&str]| {
        offhook(&[&["run", paths[0], paths[1], "--report", report], shard].concat())
    };
    assert_eq!(run(&whole, &[]).status.code(), Some(0));
    let parts = ["1/3", "2/3", "3/3"].map(|shard| {
        let (part, path) = target("json", &folder, &format!("{}.json", &shard[..1]));
        let output = run(&part, &["--shard", shard]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stdout(&output).contains(&format!("shard {shard}\n")), "{}", stdout(&output));
        path
    });
    let (merged, merged_path) = target("json", &folder, "merged.json");
    let output = offhook(&["merge", &parts[2], &parts[0], &parts[1], "--report", &merged]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    assert!(read(&merged_path) == read(&whole_path), "the merged report is not that of the whole");
    let refused = |args: &[&str]| {
        let output = offhook(args);
        assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
        stderr(&output).to_owned()
    };
    assert_eq!(refused(&["merge", &parts[0], &parts[2]]), "error: shards are missing: 2/3\n");
    assert_eq!(refused(&["merge", &parts[0], &parts[0]]), "error: the shard 1/3 is there twice\n");
    let whole = refused(&["merge", &whole_path]);
    assert!(whole.ends_with(
        "whole.json: the report is not of a shard: only what was run with `--shard` can be merged\n"
    ));
}

#[test]
fn a_rendered_report_equals_the_report_of_the_run() {
    let folder = folder("render");
    let formats = ["junit", "tap", "html", "json"];
    let first = formats.map(|format| target(format, &folder, &format!("first.{format}")));
    let again = formats.map(|format| target(format, &folder, &format!("again.{format}")));
    let mut args = vec!["run", "crates/cli/tests/failing"];
    first.iter().for_each(|(target, _)| args.extend(["--report", target.as_str()]));
    let ran = offhook(&args);
    let mut args = vec!["report", "render", first[3].1.as_str()];
    again.iter().for_each(|(target, _)| args.extend(["--report", target.as_str()]));
    let rendered = offhook(&args);
    assert_eq!((rendered.status.code(), stdout(&rendered)), (ran.status.code(), stdout(&ran)));
    for ((_, first), (_, again)) in first.iter().zip(&again) {
        assert!(std::fs::read(first).unwrap() == std::fs::read(again).unwrap(), "{again}");
    }
}

#[test]
fn a_comparison_lists_newly_failing_cases() {
    let folder = folder("compare");
    let (lenient, before) = target("json", &folder, "before.json");
    let (strict, after) = target("json", &folder, "after.json");
    let path = "crates/cli/tests/failing";
    offhook(&["run", path, "--report", &lenient]);
    offhook(&["run", path, "--strict", "--report", &strict]);
    let output = offhook(&["report", "compare", &before, &after]);
    assert_eq!(output.status.code(), Some(4));
    settings().bind(|| insta::assert_snapshot!("compare", stdout(&output)));
    let same = offhook(&["report", "compare", &before, &before, "--format", "json"]);
    let same_json: Value = serde_json::from_slice(&same.stdout).unwrap();
    assert_eq!((same.status.code(), &same_json["summary"]["newly_failing"]), (Some(0), &Value::from(0)));
}

#[test]
fn waivers_expire_by_date() {
    let folder = folder("waivers");
    let file = folder.join("waivers.yaml");
    let text = "offhook: 1\nwaivers:\n  - { case: failing.readme, reason: known, issue: \"#1\", expires: 2026-06-30 }\n";
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let run = |today: &str| {
        offhook(&["run", "crates/cli/tests/failing/readme.yaml", "--waivers", file, "--today", today])
    };
    let output = run("2026-06-30");
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("0 passed, 1 waived"), "{}", stdout(&output));
    assert!(stdout(&output).contains("as of 2026-06-30"), "{}", stdout(&output));
    let output = run("2026-07-01");
    assert_eq!(output.status.code(), Some(4));
    assert!(
        stdout(&output)
            .contains("waivers.yaml:3: the waiver of the case failing.readme expired on 2026-06-30")
    );
    assert_eq!(run("yesterday").status.code(), Some(1));
    std::fs::write(file, text.replace("expires", "until")).unwrap();
    let output = run("2026-06-30");
    assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""));
    assert!(stderr(&output).contains("waivers.yaml:3"), "{}", stderr(&output));
}

#[test]
fn a_manifest_has_count_hash_and_list() {
    let output = offhook(&["manifest", "scenarios/ccc/mute-call", "--format", "json"]);
    let manifest: Value = serde_json::from_slice(&output.stdout).unwrap();
    let cases = manifest["cases"].as_array().unwrap();
    assert_eq!(manifest["summary"]["count"], cases.len());
    let hash = manifest["summary"]["hash"].as_str().unwrap();
    let run = offhook(&["run", "scenarios/ccc/mute-call"]);
    assert!(
        stdout(&run).contains(&format!("manifest   {hash} of {} cases", cases.len())),
        "{}",
        stdout(&run)
    );
    let text = offhook(&["manifest", "scenarios/ccc/mute-call"]);
    assert_eq!(stdout(&text).lines().count(), cases.len() + 1);
}

#[test]
fn a_file_that_is_no_report_is_rejected_with_its_name() {
    let folder = folder("refused");
    let (_, path) = target("json", &folder, "r.json");
    let missing = offhook(&["report", "render", &path]);
    assert_eq!(missing.status.code(), Some(1));
    for (text, message) in [
        ("offhook: 1", "not a report of offhook"),
        ("{\"offhook\":1}", "not a report of offhook"),
        ("{\"offhook_report\":2}", "a report of version 2; this offhook reads version 1"),
        ("{\"offhook_report\":1}", "missing field"),
    ] {
        std::fs::write(&path, text).unwrap();
        let output = offhook(&["report", "render", &path]);
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""));
        assert!(
            stderr(&output).contains("r.json: ") && stderr(&output).contains(message),
            "{}",
            stderr(&output)
        );
    }
    for wrong in ["xml=a", "junit", "junit="] {
        let output = offhook(&["run", "scenarios/ccc/mute-call", "--report", wrong]);
        assert_eq!(output.status.code(), Some(1), "{wrong}");
        assert!(stderr(&output).contains("junit, json, tap, html, console"), "{}", stderr(&output));
    }
}

#[test]
fn the_schemas_printed_are_those_committed() {
    for (of, file) in [("report", "report-1.json"), ("waivers", "waivers-1.json")] {
        let committed = std::fs::read_to_string(Path::new(ROOT).join("docs/schemas").join(file)).unwrap();
        assert_eq!(stdout(&offhook(&["schema", "--of", of])), committed);
    }
}

#[test]
fn help_is_pinned() {
    for command in [&["manifest"][..], &["merge"], &["report"], &["report", "compare"], &["report", "render"]]
    {
        let output = offhook(&[command, &["--help"]].concat());
        settings().bind(|| insta::assert_snapshot!(format!("help-{}", command.join("-")), stdout(&output)));
    }
}
