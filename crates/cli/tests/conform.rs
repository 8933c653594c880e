//! `offhook conform` and `offhook probe` as a user runs them, on `offhook serve`.
#![cfg(test)]

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

/// A server that ends with the test.
struct Serving(Child, String);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn offhook() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offhook"));
    command.env_remove("OFFHOOK_CONTROL_TOKEN").env("NO_COLOR", "1");
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    command
}

fn serve(args: &[&str]) -> Serving {
    let mut command = offhook();
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "off"]).args(args);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{line:?}")).to_owned();
    Serving(child, url)
}

/// A file of the test's own.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("conform");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn statement(name: &str, server: &Serving, dialect: &str, more: &str) -> PathBuf {
    let url = &server.1;
    let text = format!(
        "offhook: 1\nname: offhook serve\ndialect: {dialect}\ntarget: {url}\ncontrol: {url}/_offhook/{dialect}\n{more}"
    );
    file(name, &text)
}

fn conform(statement: &PathBuf, args: &[&str]) -> (Option<i32>, String, String) {
    let output = offhook().arg("conform").arg("--statement").arg(statement).args(args).output().unwrap();
    parts(output)
}

fn parts(Output { status, stdout, stderr }: Output) -> (Option<i32>, String, String) {
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn the_server_passes_the_applicable_cases_with_either_signature() {
    let keys = file("keys.yaml", "- { id: the-key, secret: the-secret }\n");
    let server = serve(&["--keys", keys.to_str().unwrap()]);
    for signature in ["acs3", "rpc"] {
        let more = format!(
            "credentials: {{ access_key_id: the-key, access_key_secret: {{ env: THE_SECRET }}, signature: {signature} }}\n"
        );
        let path = statement(&format!("signed-{signature}.yaml"), &server, "ccc", &more);
        let mut command = offhook();
        command.arg("conform").arg("--statement").arg(&path).args(["scenarios/ccc/hold-call"]);
        let (code, out, err) = parts(command.env("THE_SECRET", "the-secret").output().unwrap());
        assert_eq!(code, Some(0), "{out}{err}");
        assert!(out.contains("passed") && !out.contains("the-secret"), "{out}");
        let (code, _, err) = parts(command.env_remove("THE_SECRET").output().unwrap());
        assert_eq!(code, Some(3));
        assert!(err.contains("the variable `THE_SECRET` of the environment is not set"), "{err}");
    }
}

#[test]
fn the_server_passes_the_applicable_cases_of_the_other_dialect() {
    let server = serve(&["--insecure-accept-any"]);
    let path = statement("gateway.yaml", &server, "cc-gateway", "");
    let (code, out, err) =
        conform(&path, &["scenarios/cc-gateway/release", "scenarios/cc-gateway/get-agent-event"]);
    assert_eq!(code, Some(0), "{out}{err}");
}

#[test]
fn the_exit_codes_are_those_of_the_table() {
    let server = serve(&["--insecure-accept-any"]);
    let hold = ["scenarios/ccc/hold-call"];
    let gone = file(
        "gone.yaml",
        "offhook: 1\nname: x\ndialect: ccc\ntarget: http://127.0.0.1:1\ncontrol: http://127.0.0.1:1/c\n",
    );
    let (code, _, err) = conform(&gone, &hold);
    assert_eq!(code, Some(3), "{err}");
    assert!(err.contains("the implementation cannot be reached"), "{err}");
    let (code, _, err) = conform(&file("wrong.yaml", "offhook: 1\nnaem: x\n"), &hold);
    assert_eq!(code, Some(2));
    assert!(err.contains("did you mean `name`?") && err.contains("wrong.yaml:2:1"), "{err}");
    let failing = file(
        "failing.scenario.yaml",
        "offhook: 1\nid: failing\ndialect: ccc\ngiven: { users: { amy: { state: READY } } }\nsteps:\n\
         - poll: { user: amy, expect: { Data.UserContext.UserState: BREAK } }\n",
    );
    let good = statement("good.yaml", &server, "ccc", "");
    let (code, out, err) = conform(&good, &[failing.to_str().unwrap()]);
    assert_eq!(code, Some(4), "{out}{err}");
    let idle = statement("idle.yaml", &server, "ccc", "actions: [SignInGroup]\n");
    let (code, out, err) = conform(&idle, &hold);
    assert_eq!(code, Some(5), "{out}{err}");
    let (code, ..) = parts(offhook().args(["conform", "scenarios"]).output().unwrap());
    assert_eq!(code, Some(1));
}

#[test]
fn a_draft_is_a_valid_statement() {
    let server = serve(&["--insecure-accept-any"]);
    for dialect in ["ccc", "cc-gateway"] {
        let control = format!("{}/_offhook/{dialect}", server.1);
        let args = ["probe", &server.1, "--control", &control, "--dialect", dialect];
        let (code, out, err) = parts(offhook().args(args).output().unwrap());
        assert_eq!(code, Some(0), "{out}{err}");
        let draft = file(&format!("draft-{dialect}.yaml"), &out);
        let folder = if dialect == "ccc" { "scenarios/ccc/mute-call" } else { "scenarios/cc-gateway/hold" };
        let (code, out, err) = conform(&draft, &[folder]);
        assert_eq!(code, Some(0), "{out}{err}");
    }
    for bad in ["nonsense", "http://127.0.0.1:18080x"] {
        let (code, _, err) = parts(offhook().args(["probe", bad]).output().unwrap());
        assert_eq!(code, Some(2), "{err}");
        assert!(err.contains(&format!("bad-address: `{bad}`")), "{err}");
    }
    let (code, _, err) = parts(offhook().args(["probe", "http://127.0.0.1:1"]).output().unwrap());
    assert_eq!(code, Some(3), "{err}");
}

#[test]
fn a_run_says_before_and_after_it_what_further_claims_would_add() {
    let server = serve(&["--insecure-accept-any"]);
    let more = "actions: [SignInGroup, MakeCall, PollUserStatus, ReleaseCall, HoldCall]\n";
    let path = statement("few-claims.yaml", &server, "ccc", more);
    let (code, out, err) = conform(&path, &["scenarios/ccc/hold-call"]);
    assert_eq!(code, Some(0), "{out}{err}");
    let gain = "the action RetrieveCall: ";
    assert!(
        err.contains("cases apply; more would apply if the statement claimed\n  ") && err.contains(gain),
        "{err}"
    );
    assert!(
        out.contains("claims     more cases would apply if the statement claimed\n") && out.contains(gain),
        "{out}"
    );
    assert!(out.contains("to claim the action RetrieveCall: `RetrieveCall` among `actions:`"), "{out}");
    assert!(out.contains("documented or sampled clauses of ccc, edition first\n"), "{out}");
    assert!(out.contains("of them that these claims make reachable\n"), "{out}");
    let (_, out, _) = conform(&path, &["scenarios/ccc/hold-call", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    let proved = &document["summary"]["proved"];
    assert!(proved["reachable"]["total"].as_u64() < proved["stated"]["total"].as_u64(), "{proved}");
    assert!(document["scope"]["additions"][0]["alone"].as_u64() > Some(0), "{}", document["scope"]);
}

#[test]
fn a_drawn_suite_is_made_of_what_is_claimed() {
    let server = serve(&["--insecure-accept-any"]);
    let more = "actions: [SignInGroup, ReadyForService, PollUserStatus, MakeCall, ReleaseCall]\n\
                stimulus_kinds: [answered, ringing, hung_up]\nparameters: { ReleaseCall: [InstanceId, UserId, DeviceId, JobId] }\n";
    let path = statement("drawn.yaml", &server, "ccc", more);
    for suite in ["random", "complete-0"] {
        let (code, out, err) = conform(&path, &["--suite", suite]);
        assert_eq!(code, Some(0), "{out}{err}");
        assert!(!out.contains("not-applicable"), "{out}");
    }
}

#[test]
fn a_profile_with_an_option_that_there_is_not_ends_with_exit_code_2() {
    let server = serve(&["--insecure-accept-any"]);
    let path = statement("profiled.yaml", &server, "ccc", "profile: profile.json\nparallel: 0\n");
    let taken =
        r#"{ "offhook_profile": 1, "freedoms": { "ccc.no-value.json.Message": { "options": ["nul"] } } }"#;
    file("profile.json", taken);
    let (code, _, err) = conform(&path, &["scenarios/ccc/hold-call"]);
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("`nul` is no option of `ccc.no-value.json.Message`"), "{err}");
    assert!(err.contains("profile.json:1:") && err.contains("`parallel` is from 1 to 64"), "{err}");
    let own = file("own-profile.json", "");
    let good = statement("own-profile.yaml", &server, "ccc", "");
    let (code, _, err) = conform(&good, &["scenarios/ccc/hold-call", "--profile", own.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{err}");
    let claiming = statement("claiming.yaml", &server, "ccc", "profile: own-profile.json\n");
    let (code, _, err) = conform(&claiming, &["scenarios/ccc/hold-call"]);
    assert_eq!(code, Some(0), "what a run has written can be claimed: {err}");
}

#[test]
fn where_time_is_real_no_case_waits_for_longer_than_the_budget() {
    let server = serve(&["--insecure-accept-any", "--time", "real"]);
    let path = statement("patient.yaml", &server, "ccc", "time: real\n");
    let case = |id: &str, wait: &str| {
        let head = "offhook: 1\ndialect: ccc\ngiven: { users: { amy: { state: READY } } }";
        file(&format!("{id}.scenario.yaml"), &format!("{head}\nid: {id}\nsteps:\n- wait: {wait}\n"))
    };
    let cases = [case("patient.short", "1s"), case("patient.again", "1s"), case("patient.long", "24h")];
    let mut command = offhook();
    command.arg("conform").arg("--statement").arg(&path).args(&cases).args(["--wait-total", "1"]);
    let (code, out, err) = parts(command.output().unwrap());
    assert_eq!(code, Some(0), "{out}{err}");
    let said = "note: time is real: 1 case waits for 1s in all; left out, because they wait for longer than the budget: 2";
    assert!(err.contains(said), "{err}");
    assert!(out.contains("it waits for 1day, and one case may wait for 2m (--wait-budget)"), "{out}");
    assert!(out.contains("the cases before it wait for 1s in all (--wait-total)"), "{out}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_ends_with_a_report_marked_as_interrupted() {
    let server = serve(&["--insecure-accept-any", "--time", "real"]);
    let path = statement("slow.yaml", &server, "ccc", "time: real\n");
    let slow = file(
        "slow.scenario.yaml",
        "offhook: 1\nid: slow\ndialect: ccc\ngiven: { users: { amy: { state: READY } } }\nsteps:\n- wait: 1h\n",
    );
    let mut command = offhook();
    command.arg("conform").arg("--statement").arg(&path).arg(&slow).args(["--format", "json"]);
    command.args(["--wait-budget", "7200", "--wait-total", "7200"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let (code, out, err) = parts(child.wait_with_output().unwrap());
    assert_eq!(code, Some(3), "{out}{err}");
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["interrupted"], true);
    assert!(out.contains("the run was interrupted"), "{out}");
}
