//! Subjects that repeat secrets, flood the harness or aim at the terminal, as a user meets them.
#![cfg(test)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use offhook_scenario::terminal::steers;
use serde_json::{Value, json};

mod common;

use common::{ROOT, stderr, stdout};

/// Every place at which the subject speaks in a case.
const PLACES: [&str; 21] = [
    "value",
    "padded",
    "field",
    "code",
    "type",
    "unreadable",
    "cut",
    "escaped",
    "reset",
    "stimulus",
    "unsupported",
    "clock",
    "now",
    "events",
    "event",
    "request",
    "header",
    "stderr",
    "line",
    "job",
    "none",
];
const FORMATS: [&str; 5] = ["console", "html", "json", "junit", "tap"];

/// What stands for one secret each: no report may have any of its words.
const SECRETS: [(&str, &str); 5] = [
    ("access_key_secret", "quagga-\"okapis\"-<zebras>&'ünïcörn"),
    ("security_token", "wombat/quokka\\possum"),
    ("access_key_id", "LTAIgiraffe"),
    ("control header", "Bearer armadillo.pangolin"),
    ("word of a control header", "armadillo.pangolin"),
];
const WORDS: [&str; 9] =
    ["quagga", "okapis", "zebras", "wombat", "quokka", "possum", "giraffe", "armadillo", "pangolin"];

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = common::folder(&format!("hostile-subject-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A statement of the subject, and a case for each of these places.
fn written(folder: &Path, says: &str, first: &str, places: &[&str]) {
    let text = |it: &str| Value::from(it).to_string();
    let program = format!("{ROOT}/crates/cli/tests/hostile_subject.py");
    let [secret, token, id, header, _] = SECRETS.map(|(_, secret)| text(secret));
    let statement = format!(
        "offhook: 1\nname: hostile\ndialect: ccc\ncommand: [python3, {}, {}, {first}]\n\
         credentials: {{ access_key_id: {id}, access_key_secret: {secret}, security_token: {token} }}\n\
         control_headers: {{ Authorization: {header} }}\n",
        text(&program),
        text(says),
    );
    std::fs::write(folder.join("statement.yaml"), statement).unwrap();
    std::fs::create_dir_all(folder.join("cases")).unwrap();
    for place in places {
        let steps = match *place {
            "clock" | "now" => "- wait: 1s\n",
            "stimulus" | "unsupported" | "job" => {
                "- network: { inbound: { from: \"13900000001\", to: amy } }\n"
            }
            _ => "- poll: { user: amy, expect: { Data.UserContext.UserState: READY } }\n- events: []\n",
        };
        let case = format!(
            "offhook: 1\nid: hostile.{place}\ndialect: ccc\n\
             given: {{ instance: {place}, users: {{ amy: {{ id: amy@{place}, state: READY }} }} }}\nsteps:\n{steps}"
        );
        std::fs::write(folder.join(format!("cases/{place}.yaml")), case).unwrap();
    }
}

fn conform(folder: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offhook"));
    command.current_dir(folder).env("NO_COLOR", "1").args([
        "conform",
        "--statement",
        "statement.yaml",
        "cases",
    ]);
    command.args(more).output().unwrap()
}

/// Everything that a run with every report has written: the name of each text, and the text.
fn everything(folder: &Path, format: &str) -> Vec<(String, String)> {
    let targets = FORMATS.map(|format| format!("{format}=report.{format}"));
    let mut more =
        vec!["--ladders", "all", "--profile", "profile.json", "--minimal", "minimal", "--format", format];
    more.extend(targets.iter().flat_map(|target| ["--report", target.as_str()]));
    let output = conform(folder, &more);
    let mut texts = vec![
        ("the standard output".to_owned(), stdout(&output).to_owned()),
        ("the standard error".to_owned(), stderr(&output).to_owned()),
    ];
    let names = FORMATS.map(|format| format!("report.{format}"));
    for name in names.iter().map(String::as_str).chain(["profile.json"]) {
        texts.push((name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap_or_default()));
    }
    for entry in std::fs::read_dir(folder.join("minimal")).into_iter().flatten() {
        let path = entry.unwrap().path();
        texts.push((path.display().to_string(), std::fs::read_to_string(path).unwrap()));
    }
    texts
}

fn text<'a>(texts: &'a [(String, String)], name: &str) -> &'a str {
    &texts.iter().find(|(it, _)| it == name).unwrap().1
}

#[test]
fn no_secret_of_a_statement_is_repeated_wherever_the_subject_says_it() {
    for (nth, (what, secret)) in SECRETS.into_iter().enumerate() {
        let folder = folder(&format!("secret-{nth}"));
        written(&folder, secret, "name", &PLACES);
        // The first has all that can be spelled otherwise; the standard output in JSON is the JSON report again.
        for format in ["console", "json"].into_iter().take(if nth == 0 { 2 } else { 1 }) {
            let texts = everything(&folder, format);
            for (name, text) in &texts {
                for word in WORDS {
                    assert!(!text.contains(word), "{what} in {name}: {:?}", around(text, word));
                }
            }
            for name in FORMATS {
                assert!(text(&texts, &format!("report.{name}")).contains("(hidden)"), "{what} in {name}");
            }
            let document: Value = serde_json::from_str(text(&texts, "report.json")).unwrap();
            let cases = document["cases"].as_array().unwrap();
            // A line that is no JSON, headers and the id of a call are not repeated anyway.
            let unsaid = ["none", "header", "job", "escaped", "line"];
            for place in PLACES.iter().filter(|place| !unsaid.contains(place)) {
                let case = cases.iter().find(|case| case["id"] == format!("hostile.{place}")).unwrap();
                assert!(case.to_string().contains("(hidden)"), "{what} is not said at {place}: {case}");
            }
        }
    }
}

#[test]
fn no_secret_of_a_statement_is_repeated_where_nothing_runs() {
    let folder = folder("refused");
    for (_, secret) in SECRETS {
        written(&folder, secret, "hello", &["none"]);
        let output = conform(&folder, &[]);
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        assert!(
            stderr(&output).contains("it refuses `hello`, so nothing can be run: because (hidden)"),
            "{output:?}"
        );
        assert_eq!(stdout(&output), "");
    }
}

/// A text that clears a screen, colours it and turns what follows.
const CONTROL: &str = "\u{1b}[2Jcls\u{9b}31m\u{202e}turned\u{2066}\u{200f}\u{7}";

/// What stands around a word.
fn around(text: &str, word: &str) -> String {
    let at = text.find(word).unwrap_or_default();
    text.chars().skip(text[..at].chars().count().saturating_sub(200)).take(400).collect()
}

#[test]
fn what_a_flood_of_events_leaves_is_bounded_counted_and_marked() {
    let folder = folder("flood");
    written(&folder, "", "none", &["flood"]);
    let texts = everything(&folder, "json");
    for (name, text) in &texts {
        assert!(text.len() < 3 << 20, "{name}: {} bytes", text.len());
    }
    let document: Value = serde_json::from_str(text(&texts, "report.json")).unwrap();
    let cases = document["cases"].as_array().unwrap();
    let case = cases.iter().find(|case| case["id"] == "hostile.flood").unwrap();
    assert_eq!(case["verdict"], "fail", "{case}");
    let failures = case["failures"].as_array().unwrap();
    assert!(failures.len() <= 101, "{}", failures.len());
    let marks: Vec<&Value> = failures.iter().filter(|it| it["code"] == "left-out").collect();
    assert_eq!(marks.len(), 1, "{marks:?}");
    assert!(marks[0]["label"].as_str().unwrap().contains(" more; 100 are kept at most"), "{marks:?}");
    assert!(case["ladder"]["left_off"].as_u64().unwrap() > 9_000, "{}", case["ladder"]["left_off"]);
    for format in FORMATS {
        let report = text(&texts, &format!("report.{format}"));
        assert!(report.contains("more failures than are kept of one case"), "{format}");
    }
}

#[test]
fn a_case_that_takes_longer_than_its_time_is_an_error_of_the_subject() {
    let folder = folder("timeout");
    written(&folder, "", "none", &["none"]);
    let slow = "import json, sys, time\nfor line in sys.stdin:\n message = json.loads(line)\n time.sleep(0.4)\n \
                print(json.dumps({'id': message['id'], 'ok': True, 'http_status': 200, 'body': '', 'events': []}), flush=True)\n";
    let slow = format!(
        "offhook: 1\nname: slow\ndialect: ccc\nactions: [PollUserStatus]\ncommand: [python3, -c, {}]\n",
        Value::from(slow)
    );
    std::fs::write(folder.join("statement.yaml"), slow).unwrap();
    std::fs::write(
        folder.join("cases/none.yaml"),
        "offhook: 1\nid: slow.wait\ndialect: ccc\nsteps:\n- wait: 1s\n- wait: 1s\n- wait: 1s\n",
    )
    .unwrap();
    let output = conform(&folder, &["--case-timeout", "1"]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(
        stdout(&output).contains("the answers of one case took more than 1s (--case-timeout)"),
        "{output:?}"
    );
    for wrong in ["0", "86401", "soon"] {
        assert_eq!(conform(&folder, &["--case-timeout", wrong]).status.code(), Some(1), "{wrong}");
    }
}

/// The characters of a text that a terminal would obey.
fn steering(text: &str) -> Vec<char> {
    text.chars().filter(|it| steers(*it) && !matches!(it, '\n' | '\t')).collect()
}

#[test]
fn nothing_that_a_subject_says_moves_the_cursor_or_turns_the_text() {
    let folder = folder("terminal");
    written(&folder, CONTROL, "name", &PLACES);
    for format in ["console", "json"] {
        let texts = everything(&folder, format);
        for name in ["the standard output", "the standard error", "report.console", "report.tap"] {
            let wrong = steering(text(&texts, name));
            assert!(wrong.is_empty(), "{name} with {format}: {wrong:?}");
        }
    }
}

#[test]
#[cfg(unix)]
fn no_name_of_a_file_and_no_line_of_it_moves_the_cursor_or_turns_the_text() {
    let folder = folder("names");
    let name = format!("{CONTROL}.yaml");
    let text = format!("offhook: 1\nid: a.b\ndialect: ccc\nsteps: [\"{CONTROL}\"] # {CONTROL}\n");
    // YAML may not have ESC and its like as they are; what it may have is quoted.
    std::fs::write(folder.join(&name), &text).unwrap();
    std::fs::write(folder.join(format!("2{name}")), text.replace(['\u{1b}', '\u{7}'], "")).unwrap();
    for args in [
        vec!["run", name.as_str()],
        vec!["run", "."],
        vec!["run", ".", "--format", "json"],
        vec!["run", &format!("no such {name}")],
        vec!["run", &format!("--{name}")],
        vec!["report", "render", name.as_str()],
        vec!["conform", "--statement", name.as_str()],
    ] {
        let output = common::offhook_in(&folder, &args);
        assert!(!output.status.success() && !output.stderr.is_empty(), "{output:?}");
        let wrong = [steering(stdout(&output)), steering(stderr(&output))].concat();
        assert!(wrong.is_empty(), "{args:?}: {wrong:?}");
    }
}

/// An implementation over HTTP that says one text wherever it can, until the flag is set.
fn echoing(says: &str) -> (SocketAddr, Arc<AtomicBool>, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    let user = json!({ says: says, "UserState": says, "UserId": says, "WorkMode": says });
    let answer = json!({
        "ok": true, "protocol": 1, "name": says, "version": says, "ops": ["reset", says], "reason": says, says: says,
        "Code": says, "Message": says, "RequestId": says, "HttpStatusCode": 400, "Data": { "UserContext": user },
        "retcode": says, "message": says,
    })
    .to_string();
    let server = std::thread::spawn(move || {
        for stream in listener.incoming().take_while(|_| !stopped.load(Ordering::Relaxed)) {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                let header = line.to_ascii_lowercase();
                if let Some(value) = header.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            let _ = reader.read_exact(&mut vec![0; length]);
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{answer}",
                answer.len()
            );
        }
    });
    (address, stop, server)
}

#[test]
fn nothing_that_an_implementation_says_is_a_line_of_its_draft() {
    let (address, stop, server) = echoing("x\ncommand: [touch, it]\r\n- y");
    for dialect in ["ccc", "cc-gateway"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_offhook"));
        command.args([
            "probe",
            &format!("http://{address}"),
            "--control",
            &format!("http://{address}/control"),
        ]);
        let output = command.args(["--dialect", dialect]).output().unwrap();
        let draft = stdout(&output);
        assert!(draft.contains("command: [touch, it]"), "{output:?}");
        assert!(!draft.lines().any(|line| line.starts_with("command") || line.starts_with('-')), "{draft}");
    }
    stop.store(true, Ordering::Relaxed);
    let _ = TcpStream::connect(address);
    server.join().unwrap();
}

#[test]
fn no_secret_is_repeated_in_a_draft_or_beside_it() {
    let (what, secret) = SECRETS[0];
    let (address, stop, server) = echoing(secret);
    let mut command = Command::new(env!("CARGO_BIN_EXE_offhook"));
    command.env("NO_COLOR", "1").env("PROBED_SECRET", secret);
    command.args(["probe", &format!("http://{address}"), "--control", &format!("http://{address}/control")]);
    command.args(["--dialect", "ccc", "--key-id", "id", "--key-secret-env", "PROBED_SECRET"]);
    let output = command.output().unwrap();
    for (name, text) in [("standard output", stdout(&output)), ("standard error", stderr(&output))] {
        for word in WORDS {
            assert!(!text.contains(word), "{what} in the {name}: {}", around(text, word));
        }
    }
    assert!(stdout(&output).contains("(hidden)"), "{output:?}");
    stop.store(true, Ordering::Relaxed);
    let _ = TcpStream::connect(address);
    server.join().unwrap();
}
