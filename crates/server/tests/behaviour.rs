//! Phones that are answered by themselves.
#![cfg(test)]

mod common;

use std::time::{Duration, Instant};

use common::{Running, start};
use offhook_harness::{InProcess, Options as Run, Verdict, run_case};
use offhook_server::{Behaviour, Options, Pace};
use serde_json::{Value, json};

const AGENTS: &str = "offhook: 1\nagents:\n- { agent: '*', answer_after: 1s }\n";

fn behaviour(text: &str) -> impl FnOnce(&mut Options) + use<> {
    let read = Behaviour::parse("b.yaml", text).unwrap();
    move |options| options.behaviour = Some(read)
}

fn calls(server: &Running, dialect: &str, number: &str) -> String {
    if dialect == "ccc" {
        server.amy_is_ready();
        return server.amy_dials(number);
    }
    let guid = server.sign_in(1001);
    let called =
        server.gateway("PUT", "voicecall/1001/callout", &guid, &json!({ "called": number }).to_string());
    assert_eq!(called.json()["retcode"], "0", "{}", called.body);
    called.json()["result"].as_str().unwrap_or_default().to_owned()
}

/// The latest call: its state, and its channels with their states.
fn call(server: &Running, dialect: &str) -> (String, Vec<(String, String)>) {
    let world = server.world();
    let job = world[dialect]["jobs"].as_array().unwrap().last().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let channels = job["channels"].as_array().cloned().unwrap_or_default();
    (
        text(&job["state"]),
        channels.iter().map(|channel| (text(&channel["party"]), text(&channel["state"]))).collect(),
    )
}

fn customer(server: &Running, dialect: &str) -> String {
    let (_, channels) = call(server, dialect);
    channels.get(1).map(|(_, state)| state.clone()).unwrap_or_default()
}

fn advance(server: &Running, dialect: &str, ms: u64) {
    assert_eq!(server.control(&format!("{dialect}/clock"), &json!({ "advance_ms": ms }))["ok"], true);
}

#[test]
fn a_number_that_says_so_is_answered_and_hangs_up_to_the_millisecond() {
    for dialect in ["ccc", "cc-gateway"] {
        let server = start(behaviour(AGENTS));
        calls(&server, dialect, "000101203310");
        advance(&server, dialect, 1_000);
        assert_eq!(customer(&server, dialect), "NONE", "{dialect}: {}", server.world());
        advance(&server, dialect, 999);
        assert_eq!(customer(&server, dialect), "NONE");
        advance(&server, dialect, 1);
        assert_eq!(customer(&server, dialect), "RINGING");
        advance(&server, dialect, 1_999);
        assert_eq!(customer(&server, dialect), "RINGING");
        advance(&server, dialect, 1);
        assert_eq!(customer(&server, dialect), "ANSWERED", "{dialect}: {}", server.world());
        advance(&server, dialect, 9_999);
        assert_eq!(customer(&server, dialect), "ANSWERED");
        advance(&server, dialect, 1);
        let (state, _) = call(&server, dialect);
        assert_eq!(state, "ENDED", "{dialect}: {}", server.world());
    }
}

#[test]
fn one_step_of_the_clock_does_as_many() {
    let ends = |steps: &[u64]| {
        let server = start(behaviour(AGENTS));
        calls(&server, "ccc", "000203310");
        steps.iter().for_each(|step| advance(&server, "ccc", *step));
        server.world()["ccc"].clone()
    };
    assert_eq!(ends(&[60_000]), ends(&[1, 999, 3_000, 9_999, 46_001]));
}

#[test]
fn a_file_decides_before_the_number_says() {
    let text = "offhook: 1\nnumbers:\n- { number: '000*', busy_after: 2s, cause: 486 - Engaged }\n- { number: '139[0-4]*', never: true }\nagents:\n- { agent: '*', answer_after: 0s }\n";
    let server = start(behaviour(text));
    calls(&server, "ccc", "000201");
    advance(&server, "ccc", 2_000);
    let events = server.control("ccc/events", &json!({ "after": 0 })).to_string();
    assert!(events.contains("486 - Engaged"), "{events}");
    // The machine's own deadline ends what nobody answers.
    server.amy_dials("13912345678");
    advance(&server, "ccc", 10_000);
    assert_eq!(customer(&server, "ccc"), "NONE");
}

#[test]
fn what_a_channel_is_about_to_do_is_shown_and_who_plays_by_hand_comes_first() {
    let server = start(|_| ());
    let job = calls(&server, "ccc", "000203310");
    server.remote_party("ccc", "answered", &job, "amy@ccc-test");
    let channel = server.world()["ccc"]["jobs"][0]["channels"][1].clone();
    let now = server.world()["ccc"]["clock_ms"].as_u64().unwrap();
    assert_eq!(channel["plans"], json!([{ "at_ms": now + 3_000, "stimulus": "answered" }]));
    assert_eq!(server.remote_party("ccc", "answered", &job, "customer")["ok"], true);
    let channel = server.world()["ccc"]["jobs"][0]["channels"][1].clone();
    assert_eq!(channel["plans"], json!([{ "at_ms": now + 10_000, "stimulus": "hung_up" }]));
    advance(&server, "ccc", 10_000);
    let lines = server.send("GET", "/_offhook/ccc/timeline?after=0", &[], "").body;
    assert!(lines.contains("by itself"), "{lines}");
}

#[test]
fn an_agent_picks_up_what_rings() {
    let text = "offhook: 1\nagents:\n- { agent: 'amy@*', answer_incoming_after: 2s }\n";
    let server = start(behaviour(text));
    server.amy_is_ready();
    let inbound = json!({ "stimulus": "inbound", "from": "000203", "to": "amy@ccc-test" });
    assert_eq!(server.control("ccc/stimulus", &inbound)["ok"], true);
    advance(&server, "ccc", 1_999);
    assert_eq!(server.world()["ccc"]["users"][0]["state"], "RINGING");
    advance(&server, "ccc", 1);
    assert_eq!(server.world()["ccc"]["users"][0]["state"], "TALKING");
}

#[test]
fn in_a_given_world_numbers_mean_something_only_if_asked_to() {
    let given = "offhook: 1\nid: given.world\ndialect: ccc\ngiven: { instance: { id: ccc-test, skill_groups: [skg-default@ccc-test] }, users: { amy: { id: amy@ccc-test } } }\nsteps:\n- wait: 0s\n";
    for numbers in [false, true] {
        let server = start(|options| {
            behaviour(AGENTS)(options);
            options.given = vec![offhook_scenario::parse("given.yaml", given).unwrap()];
            options.numbers = numbers;
        });
        calls(&server, "ccc", "000200");
        advance(&server, "ccc", 1_000);
        assert_eq!(customer(&server, "ccc"), if numbers { "ANSWERED" } else { "NONE" });
    }
}

#[test]
fn in_real_time_it_happens_when_its_time_has_come() {
    for dialect in ["ccc", "cc-gateway"] {
        let server = start(|options| {
            behaviour(AGENTS)(options);
            options.pace = Pace::Scaled(10);
        });
        let began = Instant::now();
        calls(&server, dialect, "000203310");
        while customer(&server, dialect) != "ANSWERED" {
            assert!(began.elapsed() < Duration::from_secs(10), "{}", server.world());
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(began.elapsed() >= Duration::from_millis(400));
        while call(&server, dialect).0 != "ENDED" {
            assert!(began.elapsed() < Duration::from_secs(10), "{}", server.world());
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(began.elapsed() >= Duration::from_millis(1_400));
    }
}

/// Whether the party called is answered before long, with nobody to play it.
fn is_answered(server: &Running, dialect: &str) -> bool {
    let began = Instant::now();
    while customer(server, dialect) != "ANSWERED" {
        if began.elapsed() > Duration::from_secs(2) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}

#[test]
fn where_time_runs_a_call_goes_through_by_itself_unless_it_is_switched_off() {
    for dialect in ["ccc", "cc-gateway"] {
        for (auto_answer, expected) in [(None, true), (Some(true), true), (Some(false), false)] {
            let server = start(|options| {
                options.pace = Pace::Scaled(10);
                options.auto_answer = auto_answer;
            });
            calls(&server, dialect, "000203399");
            assert_eq!(is_answered(&server, dialect), expected, "{dialect} {auto_answer:?}");
        }
    }
}

#[test]
fn in_the_world_of_a_program_that_plays_every_party_no_phone_answers_by_itself() {
    for (auto_answer, expected) in [(None, false), (Some(true), true)] {
        let server = start(|options| {
            options.pace = Pace::Scaled(10);
            options.auto_answer = auto_answer;
        });
        let users = json!({ "amy": { "id": "amy@ccc-test" } });
        let given = json!({ "instance": { "id": "ccc-test", "skill_groups": ["skg-default@ccc-test"] }, "users": users });
        let scenario =
            json!({ "offhook": 1, "id": "a", "dialect": "ccc", "given": given, "steps": [{ "wait": "0s" }] });
        assert_eq!(server.control("ccc/reset", &json!({ "scenario": scenario }))["ok"], true);
        calls(&server, "ccc", "000200");
        assert_eq!(is_answered(&server, "ccc"), expected, "{auto_answer:?}");
        // The world of the server's start is for people again.
        assert_eq!(server.control("ccc/restart", &json!({}))["ok"], true);
        calls(&server, "ccc", "000203399");
        assert!(is_answered(&server, "ccc"), "{auto_answer:?}");
    }
}

#[test]
fn where_time_is_virtual_a_call_goes_through_by_itself_if_it_is_switched_on() {
    for (auto_answer, expected) in [(None, false), (Some(false), false), (Some(true), true)] {
        let server = start(|options| options.auto_answer = auto_answer);
        calls(&server, "ccc", "000203399");
        advance(&server, "ccc", 10_000);
        assert_eq!(customer(&server, "ccc") == "ANSWERED", expected, "{auto_answer:?}");
    }
    // Without the switch numbers mean something as soon as somebody picks up, and with it off they do not.
    for (auto_answer, expected) in [(None, "ANSWERED"), (Some(false), "NONE")] {
        let server = start(|options| {
            behaviour(AGENTS)(options);
            options.auto_answer = auto_answer;
        });
        calls(&server, "ccc", "000200");
        advance(&server, "ccc", 1_000);
        assert_eq!(customer(&server, "ccc"), expected, "{auto_answer:?}");
    }
}

#[test]
fn what_the_file_says_of_an_agent_comes_before_the_phone_that_answers_by_itself() {
    let server = start(|options| {
        behaviour("offhook: 1\nagents:\n- { agent: \"*\", answer_incoming_after: 1s }\n")(options);
        options.pace = Pace::Scaled(10);
    });
    calls(&server, "ccc", "000200");
    assert!(!is_answered(&server, "ccc"));
}

#[test]
fn a_poll_that_waits_is_told_what_happens_by_itself() {
    let server = start(|options| {
        behaviour(AGENTS)(options);
        options.pace = Pace::Scaled(10);
    });
    let guid = server.sign_in(1001);
    server.gateway("PUT", "voicecall/1001/callout", &guid, r#"{"called":"000203310"}"#);
    let mut events = Vec::new();
    for _ in 0..40 {
        let event = server.gateway("GET", "agentevent/1001", &guid, "").json();
        events.push(event["event"]["eventType"].as_str().unwrap_or("-").to_owned());
        if events.last().is_some_and(|it| it == "AgentEvent_Customer_Release") {
            return;
        }
    }
    panic!("{events:?}");
}

#[test]
fn what_happened_by_itself_is_recorded_as_if_it_were_played() {
    for (dialect, pace) in [("ccc", Pace::Virtual), ("cc-gateway", Pace::Virtual), ("ccc", Pace::Scaled(50))]
    {
        let folder =
            std::env::temp_dir().join(format!("offhook-behaviour-{}-{dialect}-{pace}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut server = start(|options| {
            behaviour(AGENTS)(options);
            options.pace = pace;
            options.record = Some(folder.join("life.yaml"));
        });
        calls(&server, dialect, "000101203304");
        if pace == Pace::Virtual {
            advance(&server, dialect, 60_000);
        } else {
            std::thread::sleep(Duration::from_millis(300));
        }
        server.control("freeze", &json!({}));
        let digest = server.world()[dialect]["digest"].clone();
        server.stop();
        let text = std::fs::read_to_string(folder.join(format!("life.{dialect}.yaml"))).unwrap();
        assert!(text.contains("hangs_up"), "{text}");
        let scenario = offhook_scenario::parse("life.yaml", &text).unwrap();
        let run = Run::strict(&offhook_scenario::files::read_named);
        let report = run_case(&scenario, &mut InProcess::new(), &run);
        assert_eq!((report.verdict, json!(report.digest)), (Verdict::Pass, digest), "{text}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
