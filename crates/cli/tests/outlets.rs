//! Where reports and other results go: opened before the run, whole or not at all, and never in place of a verdict.
#![cfg(test)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{ROOT, json, offhook_in, stderr, stdout};

const PASSES: &str = "scenarios/ccc/mute-call";
const FAILS: &str = "crates/cli/tests/failing/wrong-state.yaml";

/// An empty directory of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = common::folder("outlets").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs a command in a directory, on scenarios of the repository: exit code, standard output, standard error.
fn run(folder: &Path, path: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let path = format!("{ROOT}/{path}");
    let output = offhook_in(folder, &[&["run", path.as_str()], more].concat());
    (output.status.code(), stdout(&output).to_owned(), stderr(&output).to_owned())
}

#[test]
fn the_json_that_is_printed_is_the_json_of_the_report() {
    let folder = folder("one-format");
    for path in [PASSES, FAILS] {
        let (_, printed, _) = run(&folder, path, &["--format", "json", "--report", "json=report.json"]);
        assert!(printed == fs::read_to_string(folder.join("report.json")).unwrap(), "{path}");
        // Without a report, too.
        assert!(run(&folder, path, &["--format", "json"]).1 == printed, "{path}");
    }
    let rendered = offhook_in(&folder, &["report", "render", "report.json", "--report", "json=-"]);
    assert!(stdout(&rendered) == fs::read_to_string(folder.join("report.json")).unwrap());
    let report = json(&rendered);
    assert_eq!(report["offhook_report"], 1);
    let summary = &report["summary"];
    assert_eq!((&summary["problems"], &summary["passed_over"]), (&0.into(), &0.into()));
    let seeds = &summary["proved"]["seeds"];
    let uncovered = summary["seed_clauses_uncovered"].as_array().unwrap().len() as u64;
    assert_eq!(seeds["total"].as_u64().unwrap() - seeds["covered"].as_u64().unwrap(), uncovered);
    assert!(report["coverage"].is_object());
}

#[test]
fn missing_directories_are_made_and_what_was_there_is_replaced() {
    let folder = folder("made");
    fs::write(
        folder.join("r.tap"),
        "something longer than a report of one scenario that is no TAP at all\n".repeat(999),
    )
    .unwrap();
    let (code, _, err) = run(&folder, FAILS, &["--report", "junit=a/b/r.xml", "--report", "tap=r.tap"]);
    assert_eq!((code, err.as_str()), (Some(4), ""));
    assert!(fs::read_to_string(folder.join("a/b/r.xml")).unwrap().ends_with("</testsuites>\n"));
    assert!(fs::read_to_string(folder.join("r.tap")).unwrap().starts_with("TAP version 14\n"));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "something is left behind");
}

#[test]
fn a_place_that_cannot_be_written_is_said_before_anything_runs() {
    let folder = folder("before");
    fs::create_dir_all(folder.join("directory")).unwrap();
    fs::write(folder.join("file"), "old").unwrap();
    for wrong in ["junit=directory", "junit=directory/", "junit=file/r.xml", "json=."] {
        let (code, out, err) = run(&folder, FAILS, &["--report", "tap=file", "--report", wrong]);
        assert_eq!((code, out.as_str()), (Some(3), ""), "{wrong}");
        assert!(err.contains(" cannot be written: "), "{err}");
        assert_eq!(fs::read_to_string(folder.join("file")).unwrap(), "old");
    }
    for args in [
        &["openapi", "ccc", "--out", "directory"][..],
        &["graph", "--out", "file/g.svg"],
        &["docs", "--out", "file"],
        &["check", "--agents", "1", "--out", "directory"],
        &["fuzz", "--steps", "100", "--out", "file"],
        &["generate", "--out", "file/below"],
        &["mutants", &format!("{ROOT}/{PASSES}"), "--limit", "1", "--explore", "0", "--out", "file"],
        &["report", "render", "none.json", "--report", "tap=directory"],
        &["serve", "--insecure-accept-any", "--listen", "0", "--record", "file/calls.yaml"],
        &["merge", "none.json", "--report", "tap=directory"],
    ] {
        let output = offhook_in(&folder, args);
        assert_eq!((output.status.code(), stdout(&output)), (Some(3), ""), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(" cannot be written: "), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn two_results_do_not_go_to_one_place() {
    let folder = folder("one-place");
    fs::write(folder.join("r"), "old").unwrap();
    for wrong in [
        &["--report", "tap=r", "--report", "json=./r"][..],
        &["--report", "tap=new/r", "--report", "tap=new/../new/r"],
        &["--report", "tap=-", "--report", "json=-"],
        &["--format", "json", "--report", "tap=-"],
    ] {
        let (code, out, err) = run(&folder, PASSES, wrong);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{wrong:?}");
        assert!(err.starts_with("error: two results would go to "), "{err}");
    }
    assert_eq!(fs::read_to_string(folder.join("r")).unwrap(), "old");
}

#[test]
fn a_report_on_the_standard_output_has_it_alone() {
    let folder = folder("stdout");
    let (code, tap, text) = run(&folder, FAILS, &["--report", "tap=-"]);
    assert_eq!(code, Some(4));
    assert!(tap.starts_with("TAP version 14\n") && tap.contains("not ok 1 - failing.wrong-state"), "{tap}");
    assert!(text.contains("verdict    fails: "), "{text}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "a file named `-` was made");
    let output = offhook_in(&folder, &["graph", "--format", "dot", "--out", "-"]);
    assert!(stdout(&output).starts_with("digraph"), "{}", stdout(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_that_hides_no_verdict_and_no_other_report() {
    let folder = folder("full");
    for (path, code, verdict) in [(PASSES, 3, "verdict    passes: "), (FAILS, 4, "verdict    fails: ")] {
        let targets = ["--report", "junit=/dev/full", "--report", "html=/dev/full", "--report", "tap=r.tap"];
        let (ended, out, err) = run(&folder, path, &targets);
        assert_eq!(ended, Some(code), "{err}");
        assert!(out.contains(verdict), "{out}");
        assert_eq!(err.matches("error: /dev/full cannot be written: ").count(), 2, "{err}");
        assert!(fs::read_to_string(folder.join("r.tap")).unwrap().starts_with("TAP version 14\n"));
        fs::remove_file(folder.join("r.tap")).unwrap();
    }
    let (ended, ..) = run(&folder, PASSES, &["--report", "junit=/dev/null", "--report", "tap=/dev/null"]);
    assert_eq!(ended, Some(0));
    // The result itself may be lost, too.
    let to_full = |path: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_offhook"));
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        command
            .args(["run", path])
            .current_dir(ROOT)
            .stdout(full)
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap()
            .code()
    };
    assert_eq!((to_full(PASSES), to_full(FAILS)), (Some(3), Some(4)));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_changes_no_verdict() {
    use std::process::{Command, Stdio};
    for (path, report, code) in [(PASSES, "json=-", 0), (FAILS, "json=-", 4), (FAILS, "html=/dev/stderr", 4)]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_offhook"));
        command.args(["run", path, "--ladders", "all", "--report", report]).current_dir(ROOT);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        assert_eq!(child.wait().unwrap().code(), Some(code), "{report}");
    }
}

#[cfg(unix)]
#[test]
fn the_name_of_a_report_need_not_be_utf8() {
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
    let folder = folder("bytes");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_offhook"));
    command.arg("run").arg(format!("{ROOT}/{PASSES}")).current_dir(&folder);
    command.arg("--report").arg(OsString::from_vec(b"tap=caf\xe9=1.tap".to_vec()));
    assert_eq!(command.output().unwrap().status.code(), Some(0));
    let report = fs::read_to_string(folder.join(OsStr::from_bytes(b"caf\xe9=1.tap"))).unwrap();
    assert!(report.starts_with("TAP version 14\n"));
}
