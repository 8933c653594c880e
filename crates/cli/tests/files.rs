//! Which files the commands read, and where they write, as a user sees it.
#![cfg(test)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{ROOT, json, offhook_in, offhook_reading, stderr, stdout};

/// An empty directory of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = common::folder("files").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A scenario that passes.
fn scenario(id: &str) -> String {
    let steps = "- request: { by: amy, action: PollUserStatus, expect: { Code: OK } }\n";
    format!(
        "offhook: 1\nid: {id}\ndialect: ccc\ngiven: {{ users: {{ amy: {{ state: READY }} }} }}\nsteps:\n{steps}"
    )
}

#[test]
fn what_is_passed_over_is_said_once_and_counted() {
    let folder = folder("passed-over");
    fs::write(folder.join("a.yaml"), scenario("a.a")).unwrap();
    for junk in ["._a.yaml", "a.yaml~"] {
        fs::write(folder.join(junk), [0, 5, 22, 7]).unwrap();
    }
    let note = "note: passed over: 1 name that begins with a dot (./._a.yaml); 1 name that does not end in .yaml or .yml (./a.yaml~)\n";
    for args in [
        &["run", ".", "--format", "json"][..],
        &["list", ".", "--format", "json"],
        &["list", ".", "--coverage", "--format", "json"],
        &["manifest", ".", "--format", "json"],
        &["explain", "a.a", "--scenarios", ".", "--format", "json"],
        &[
            "mutants",
            ".",
            "--class",
            "missing-transition",
            "--limit",
            "1",
            "--explore",
            "0",
            "--format",
            "json",
        ],
        &[
            "variants",
            ".",
            "--dialect",
            "ccc",
            "--filter",
            "*Message=*",
            "--combinations",
            "0",
            "--format",
            "json",
        ],
    ] {
        let output = offhook_in(&folder, args);
        assert_eq!(stderr(&output), note, "{args:?}");
        assert_eq!(json(&output)["summary"]["passed_over"], 2, "{args:?}");
    }
}

#[test]
fn a_directory_of_what_is_passed_over_runs_nothing_and_says_why() {
    let folder = folder("nothing");
    fs::write(folder.join(".a.yaml"), scenario("a.a")).unwrap();
    let output = offhook_in(&folder, &["run", "."]);
    assert_eq!(output.status.code(), Some(5));
    assert!(stderr(&output).contains("passed over: 1 name that begins with a dot"), "{}", stderr(&output));
    assert!(stderr(&output).contains("no scenario found"), "{}", stderr(&output));
}

#[test]
fn the_standard_input_is_a_scenario_beside_files_and_finds_what_it_includes() {
    let folder = folder("stdin");
    fs::write(folder.join("a.yaml"), scenario("a.a")).unwrap();
    fs::write(folder.join("amy.given.yaml"), "users: { amy: { state: READY } }\n").unwrap();
    let text = scenario("a.b").replace("{ users: { amy: { state: READY } } }", "{ include: amy.given.yaml }");
    let output = offhook_reading(&folder, &["run", "a.yaml", "-", "--format", "json"], text.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = json(&output);
    let files: Vec<&str> =
        report["cases"].as_array().unwrap().iter().filter_map(|it| it["file"].as_str()).collect();
    assert_eq!(files, ["<stdin>", "a.yaml"]);
    for (text, code) in [(&b"offhook: 1\n"[..], 2), (b"", 2), (b"\xff", 2)] {
        let output = offhook_reading(&folder, &["run", "-"], text);
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        assert!(stderr(&output).contains("<stdin>"), "{}", stderr(&output));
    }
    let recorded = offhook_reading(&folder, &["record", "-"], scenario("a.b").as_bytes());
    assert_eq!(recorded.status.code(), Some(1), "{}", stderr(&recorded));
}

#[test]
fn a_report_is_read_from_the_standard_input() {
    let folder = folder("piped");
    fs::write(folder.join("a.yaml"), scenario("a.a")).unwrap();
    let report = offhook_in(&folder, &["run", "a.yaml", "--format", "json"]).stdout;
    for (args, holds) in [
        (&["report", "render", "-", "--report", "tap=-"][..], "ok 1 - a.a"),
        (&["graph", "--hits", "-"], "user"),
    ] {
        let output = offhook_reading(&folder, args, &report);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
        assert!(stdout(&output).contains(holds), "{}", stdout(&output));
    }
}

#[test]
fn the_pages_are_written_only_where_it_is_said_or_into_a_checkout_of_ours() {
    let folder = std::env::temp_dir().join(format!("offhook-docs-{}", std::process::id()));
    fs::create_dir_all(folder.join("docs")).unwrap();
    fs::write(folder.join("docs/rules.md"), "a stranger's").unwrap();
    let output = offhook_in(&folder, &["docs"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""));
    assert!(stderr(&output).contains("`--out DIR`"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(folder.join("docs/rules.md")).unwrap(), "a stranger's");
    assert_eq!(offhook_in(&folder, &["docs", "--out", "made/here"]).status.code(), Some(0));
    let page = |folder: &Path| fs::read_to_string(folder.join("rules.md")).unwrap();
    let ours = page(&Path::new(ROOT).join("docs"));
    assert_eq!(page(&folder.join("made/here")), ours);
    // Anywhere in a checkout: that of its root.
    let checkout = folder.join("checkout");
    fs::create_dir_all(checkout.join("crates/cli/src")).unwrap();
    fs::copy(Path::new(ROOT).join("crates/cli/Cargo.toml"), checkout.join("crates/cli/Cargo.toml")).unwrap();
    assert_eq!(offhook_in(&checkout.join("crates/cli/src"), &["docs"]).status.code(), Some(0));
    assert_eq!(page(&checkout.join("docs")), ours);
    fs::remove_dir_all(folder).unwrap();
}

#[cfg(unix)]
#[test]
fn a_file_whose_name_is_no_utf8_runs_behind_a_lock_and_a_circle() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = folder("unix");
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.yaml");
    fs::write(folder.join(name), scenario("a.a")).unwrap();
    std::os::unix::fs::symlink("me@host.4711", folder.join(".#a.yaml")).unwrap();
    std::os::unix::fs::symlink("..", folder.join("above")).unwrap();
    let output = offhook_in(&folder, &["run", ".", "--strict"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("1 run, 1 passed"), "{}", stdout(&output));
    assert!(stderr(&output).contains("1 link to a directory that it is in (./above)"), "{}", stderr(&output));
}
