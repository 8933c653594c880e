//! `offhook serve` as a user runs it.
#![cfg(test)]

mod common;

use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use common::serving::{command, get, start};

fn refused(args: &[&str]) -> (Option<i32>, String) {
    let Output { status, stderr, stdout } = command(args).output().unwrap();
    assert!(stdout.is_empty());
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[cfg(unix)]
#[test]
fn it_prints_its_address_answers_and_stops_on_a_signal() {
    for signal in ["-TERM", "-INT"] {
        let (mut server, address) = start(&["--insecure-accept-any", "--log", "json"]);
        let answer = get(
            &address,
            "/?Action=PollUserStatus&InstanceId=ccc-test&UserId=amy@ccc-test&Signature=do-not-log",
        );
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("OFFLINE"), "{answer}");
        Command::new("kill").args([signal, &server.0.id().to_string()]).status().unwrap();
        assert_eq!(server.0.wait().unwrap().code(), Some(0));
        let mut log = String::new();
        server.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert!(!log.contains("do-not-log") && !log.contains("amy"), "{log}");
        let lines: Vec<serde_json::Value> =
            log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(lines[0]["max_connections"].as_u64().is_some_and(|it| (1..=1_024).contains(&it)), "{log}");
        assert_eq!((&lines[1]["action"], &lines[1]["status"]), (&"PollUserStatus".into(), &200.into()));
    }
}

/// Runs the documented suite on our own server.
fn conforms(dialect: &str) {
    let (_server, address) = start(&["--insecure-accept-any", "--log", "off"]);
    let file = std::env::temp_dir().join(format!("offhook-statement-{dialect}-{}.yaml", std::process::id()));
    let statement = format!(
        "offhook: 1\nname: offhook\ndialect: {dialect}\ntarget: 'http://{address}'\ncontrol: 'http://{address}/_offhook/{dialect}'\nstimuli: control\naccounts: true\n{}",
        if dialect == "ccc" {
            "credentials: { access_key_id: testid, access_key_secret: testsecret }\n"
        } else {
            ""
        },
    );
    std::fs::write(&file, statement).unwrap();
    let mut conform = Command::new(env!("CARGO_BIN_EXE_offhook"));
    conform.args(["conform", "--strict", "--statement", file.to_str().unwrap()]);
    let output = conform.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(!said.contains("failed"), "{said}");
    std::fs::remove_file(file).unwrap();
}

#[test]
fn the_server_passes_the_documented_suite_of_ccc() {
    conforms("ccc");
}

#[test]
fn the_server_passes_the_documented_suite_of_cc_gateway() {
    conforms("cc-gateway");
}

#[test]
fn a_scenario_sets_up_the_world() {
    let given = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/ccc/hold-call/hold-and-retrieve.yaml");
    let (_server, address) = start(&["--insecure-accept-any", "--log", "off", "--given", given]);
    let world = get(&address, "/_offhook/world");
    assert!(world.contains(r#""state":"TALKING""#), "{world}");
}

#[test]
fn without_keys_the_error_names_both_options() {
    let (code, error) = refused(&[]);
    assert_eq!(code, Some(1));
    assert!(error.contains("--keys FILE") && error.contains("--insecure-accept-any"), "{error}");
}

#[test]
fn a_wrong_argument_is_reported_without_any_secret() {
    let keys = std::env::temp_dir().join(format!("offhook-keys-{}.yaml", std::process::id()));
    std::fs::write(&keys, "- { id: testid, sekret: hush-hush }\n").unwrap();
    let path = |path: &PathBuf| path.to_str().unwrap().to_owned();
    let (code, error) = refused(&["--keys", &path(&keys)]);
    assert_eq!(code, Some(1));
    assert!(error.contains("line 1") && !error.contains("hush"), "{error}");
    std::fs::remove_file(&keys).unwrap();

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (args, code, said) in [
        (&["--insecure-accept-any", "--time", "fast"][..], 1, "scaled=N"),
        (&["--insecure-accept-any", "--max-connections", "0"], 1, "1..=65536"),
        (&["--insecure-accept-any", "--allow-host", "offhook.test:80"], 1, "without scheme, port"),
        (&["--insecure-accept-any", "--control-token", "short"], 1, "at least 16 characters"),
        (&["--insecure-accept-any", "--given", "/no/such/file.yaml"], 1, "/no/such/file.yaml"),
        (&["--keys", "/no/such/file.yaml"], 1, "/no/such/file.yaml"),
    ] {
        let (observed, error) = refused(args);
        assert!(observed == Some(code) && error.contains(said), "{args:?}: {observed:?} {error}");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_offhook"));
    let output = command.args(["serve", "--insecure-accept-any", "--listen", &address]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("port 0 for any that is free"));
}
