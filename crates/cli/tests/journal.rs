//! `offhook serve --journal` when the server is killed.
#![cfg(test)]
#![cfg(unix)]

mod common;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use common::serving::{get, start};

/// Draws numbers, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// Sends a request over a new connection; none if the server is killed before the answer is complete.
fn post(address: &str, target: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    let length = body.len();
    write!(stream, "POST {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let said = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    (said == Some(body.len())).then(|| body.to_owned())
}

/// A random run: each input depends on the generator alone.
fn input(dice: &mut Dice, at: u64) -> (String, String) {
    if at < 5 {
        let user = ["amy", "bob", "carol", "dave", "sue"][usize::try_from(at).unwrap()];
        let groups = "SignedSkillGroupIdList=%5B%22skg-default%40ccc-test%22%5D";
        let form =
            format!("Action=SignInGroup&InstanceId=ccc-test&UserId={user}@ccc-test&DeviceId=d&{groups}");
        return ("/".to_owned(), form);
    }
    let user = ["amy", "bob", "carol", "dave", "sue"][usize::try_from(dice.roll(5)).unwrap()];
    let form =
        |action: &str| format!("Action={action}&InstanceId=ccc-test&UserId={user}@ccc-test&DeviceId=d");
    match dice.roll(6) {
        0 => ("/_offhook/ccc/clock".to_owned(), format!(r#"{{"advance_ms":{}}}"#, dice.roll(4_000))),
        1 => ("/".to_owned(), form("ReadyForService")),
        2 => {
            let stimulus = format!(r#"{{"stimulus":"inbound","from":"13900000000","to":"{user}@ccc-test"}}"#);
            ("/_offhook/ccc/stimulus".to_owned(), stimulus)
        }
        3 => ("/".to_owned(), form("PollUserStatus")),
        _ => {
            ("/".to_owned(), format!("{}&Callee=00020{}30{}", form("MakeCall"), dice.roll(10), dice.roll(10)))
        }
    }
}

/// Polls the server until it is killed.
fn keep_polling(address: &str) -> std::thread::JoinHandle<()> {
    let address = address.to_owned();
    std::thread::spawn(move || while post(&address, "/_offhook/nothing", "").is_some() {})
}

/// What a directory holds must fit what the server is started with.
#[test]
fn a_journal_that_does_not_fit_is_exit_code_2_and_another_that_runs_is_1() {
    let folder = std::env::temp_dir().join(format!("offhook-fit-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let kept = folder.join("journal");
    let with = |more: &[&'static str]| {
        let journal = ["--insecure-accept-any", "--log", "off", "--journal"].map(str::to_owned);
        let more = more.iter().map(|it| (*it).to_owned());
        journal.into_iter().chain([kept.display().to_string()]).chain(more).collect::<Vec<String>>()
    };
    let ends = |more: &[String]| {
        let args: Vec<&str> = more.iter().map(String::as_str).collect();
        let output = common::serving::command(&args).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let args = with(&[]);
    let (server, _) = start(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(ends(&args).0, Some(1), "another server runs there");
    drop(server);
    let (code, said) = ends(&with(&["--seed", "5"]));
    assert!(code == Some(2) && said.contains("with another --seed: start with the same"), "{code:?} {said}");
    let given = folder.join("first.yaml");
    let world = "given: { users: { zoe: {} }, policy: { edition: first } }";
    std::fs::write(&given, format!("offhook: 1\nid: a.b\ndialect: ccc\n{world}\nsteps:\n- wait: 0s\n"))
        .unwrap();
    let other = [args.clone(), vec!["--given".to_owned(), given.display().to_string()]].concat();
    let (code, said) = ends(&other);
    assert!(code == Some(2) && said.contains("with another --given"), "{code:?} {said}");
    std::fs::copy(kept.join("cc-gateway.0000000001.journal"), kept.join("ccc.0000000001.journal")).unwrap();
    let (code, said) = ends(&args);
    assert!(code == Some(2) && said.contains("generation 1 of cc-gateway"), "{code:?} {said}");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// The server is killed repeatedly while it answers; every answered input must be there afterwards, and besides them at most
/// the input that was in progress.
#[cfg(unix)]
#[test]
fn answered_inputs_survive_a_killed_server() {
    let folder = std::env::temp_dir().join(format!("offhook-kill-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let agents = folder.join("agents.yaml");
    std::fs::write(
        &agents,
        "offhook: 1\nagents:\n- { agent: '*', answer_after: 1s, answer_incoming_after: 2s }\n",
    )
    .unwrap();
    let common =
        ["--insecure-accept-any", "--log", "off", "--seed", "9", "--behaviour", agents.to_str().unwrap()];
    let kept = folder.join("journal");
    let with_journal =
        |sync| [&common[..], &["--journal", kept.to_str().unwrap(), "--journal-sync", sync]].concat();
    // The same random run without a journal and without kills.
    let (_unbroken, model) = start(&common);
    let (mut dice, mut when) = (Dice(0x0FF_400C), Dice(42));
    let mut answered = 0;
    for round in 0..12 {
        let (mut server, address) = start(&with_journal(if round % 2 == 0 { "interval" } else { "always" }));
        let (pid, last, delay) = (server.0.id(), answered + 20 + when.roll(20), when.roll(5_000));
        let others: Vec<_> = (0..3).map(|_| keep_polling(&address)).collect();
        let mut killer = None;
        let under_way = loop {
            if answered == last {
                killer = Some(std::thread::spawn(move || {
                    std::thread::sleep(Duration::from_micros(delay));
                    Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
                }));
            }
            let (target, body) = input(&mut dice, answered);
            match post(&address, &target, &body) {
                Some(answer) => assert_eq!(Some(answer), post(&model, &target, &body), "{target} {body}"),
                None => break (target, body),
            }
            answered += 1;
        };
        killer.expect("only this test kills it").join().unwrap();
        others.into_iter().for_each(|it| it.join().unwrap());
        server.0.wait().unwrap();

        let (_again, address) = start(&with_journal("interval"));
        let lines = |address: &str| get(address, "/_offhook/ccc/timeline?after=0");
        assert!(lines(&model).starts_with("HTTP/1.1 200"), "{}", lines(&model));
        if lines(&address) != lines(&model) {
            post(&model, &under_way.0, &under_way.1).unwrap();
        }
        assert_eq!(lines(&address), lines(&model), "{round}");
        assert_eq!(get(&address, "/_offhook/world"), get(&model, "/_offhook/world"), "{round}");
    }
    assert!(answered > 300, "{answered}");
    std::fs::remove_dir_all(&folder).unwrap();
}
