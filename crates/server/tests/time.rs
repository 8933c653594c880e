//! Time that passes, stands and is moved; and a journal that is replayed.
#![cfg(test)]

mod common;

use std::time::Duration;

use common::{Running, message, start};
use offhook_harness::{InProcess, Options as Run, Verdict, run_case};
use offhook_scenario::load;
use offhook_server::Pace;
use serde_json::json;

/// Waits until amy is in this state, at most five seconds.
fn becomes(server: &Running, state: &str) -> bool {
    (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        server.world()["ccc"]["users"][0]["state"] == state
    })
}

#[test]
fn what_is_due_happens_by_itself_when_time_runs() {
    let server = start(|options| options.pace = Pace::Scaled(100));
    server.amy_calls();
    assert_eq!(server.world()["ccc"]["users"][0]["state"], "DIALING");
    // Nobody answers, and the attempt ends.
    assert!(becomes(&server, "READY") || becomes(&server, "BREAK"), "{}", server.world());
}

#[test]
fn a_running_clock_begins_with_the_wall_clocks_time_and_can_be_stopped() {
    let server = start(|options| options.pace = Pace::Scaled(1));
    let clock = |dialect: &str| server.world()[dialect]["clock_ms"].as_u64().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    assert!(clock("ccc").abs_diff(u64::try_from(now.as_millis()).unwrap()) < 10_000);
    assert_eq!(server.control("freeze", &json!({})), json!({ "ok": true }));
    let stands = clock("ccc");
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!((clock("ccc"), server.world()["ccc"]["runs"].clone()), (stands, json!(false)));
    let moved = server.control("ccc/clock", &json!({ "advance_ms": 1_000 }));
    assert_eq!(moved["now_ms"], stands + 1_000);
    assert_eq!(clock("ccc"), stands + 1_000);
    assert_eq!(server.control("resume", &json!({})), json!({ "ok": true }));
    std::thread::sleep(Duration::from_millis(50));
    assert!((stands + 1_050..stands + 10_000).contains(&clock("ccc")));
}

/// Does a good many things in both dialects; everything that came back.
fn live(server: &Running) -> Vec<String> {
    let mut events = Vec::new();
    let job = server.amy_calls();
    let amy = "InstanceId=ccc-test&UserId=amy@ccc-test&DeviceId=d%20%241";
    for (signal, party) in [("answered", "amy@ccc-test"), ("answered", "customer"), ("answered", "customer")]
    {
        events.push(server.remote_party("ccc", signal, &job, party).to_string());
    }
    for query in [
        format!("Action=PollUserStatus&{amy}"),
        format!("Action=MuteCall&{amy}&JobId={job}"),
        format!("Action=MuteCall&{amy}&JobId={job}&JobId=job-2&Strange=%24x"),
        format!("Action=HoldCall&{amy}&JobId={job}&ChannelId=nonsense"),
        "Action=Dance&Format=XML".to_owned(),
        "Action=".to_owned(),
        format!("Action=ReleaseCall&{amy}&JobId={job}"),
    ] {
        events.push(format!("{:?}", server.ccc(&query)));
        events.push(server.control("ccc/clock", &json!({ "advance_ms": 1_500 })).to_string());
    }
    let form = message(
        "POST",
        "/",
        &[("Content-Type", "application/x-www-form-urlencoded")],
        &format!("Action=ReadyForService&{amy}"),
    );
    events.push(format!("{:?}", server.raw(form.as_bytes())));
    events.push(
        server
            .control("ccc/stimulus", &json!({ "stimulus": "inbound", "from": "139", "to": "amy@ccc-test" }))
            .to_string(),
    );
    events.push(server.control("ccc/events", &json!({ "after": 0 })).to_string());

    let guid = server.sign_in(1001);
    for (method, path, body) in [
        ("PUT", "onlineagent/1001", r#"{"password":"","phonenum":"80010001"}"#),
        ("PUT", "voicecall/1001/callout", r#"{"called":"13188888888$"}"#),
        ("PUT", "voicecall/1001/callout", r#"{"called":"13188888888"}"#),
        ("POST", "voicecall/1001/hold", ""),
        ("GET", "agentevent/1001", ""),
        ("GET", "voicecall/1001/hold", ""),
        ("GET", "nowhere", ""),
        ("DELETE", "voicecall/1001/release", ""),
        ("GET", "agentevent/1001", ""),
    ] {
        events.push(format!("{:?}", server.gateway(method, path, &guid, body)));
        events.push(server.control("cc-gateway/clock", &json!({ "advance_ms": 700 })).to_string());
    }
    events.push(format!("{:?}", server.gateway("GET", "agentevent/1001", "wrong", "")));
    events.push(format!("{:?}", server.send("GET", "/agentgateway/resource/agentevent/1001", &[], "")));
    events.push(server.world().to_string());
    events
}

#[test]
fn two_servers_of_one_seed_answer_alike_byte_for_byte() {
    let of = |seed| {
        let server = start(|options| options.seed = seed);
        live(&server)
    };
    let (one, other) = (of(7), of(7));
    assert_eq!(one, other);
    assert_ne!(one, of(8));
}

#[test]
fn what_was_recorded_leads_to_the_same_digest() {
    for pace in [Pace::Virtual, Pace::Scaled(1)] {
        let folder = std::env::temp_dir().join(format!("offhook-record-{}-{pace}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut server = start(|options| {
            options.pace = pace;
            options.seed = 7;
            options.record = Some(folder.join("life.yaml"));
        });
        // Tokens and numbers stand in a recording: what others could read before, they cannot read now.
        std::fs::write(folder.join("life.ccc.yaml"), "").unwrap();
        live(&server);
        server.control("freeze", &json!({}));
        let world = server.world();
        server.stop();
        for dialect in ["ccc", "cc-gateway"] {
            let name = folder.join(format!("life.{dialect}.yaml"));
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                assert_eq!(std::fs::metadata(&name).unwrap().permissions().mode() & 0o777, 0o600);
            }
            let text = std::fs::read_to_string(&name).unwrap();
            let none = |_: &str| Err(std::io::ErrorKind::NotFound.into());
            let scenario = load("life.yaml", &text, &none).unwrap_or_else(|faults| panic!("{faults:?}"));
            assert_eq!(offhook_scenario::check(&scenario, &offhook_centre::vocabulary()), [], "{text}");
            let run = Run::strict(&offhook_scenario::files::read_named);
            let report = run_case(&scenario, &mut InProcess::new(), &run);
            assert_eq!(report.verdict, Verdict::Pass, "{:?}\n{text}", report.failures);
            assert_eq!(json!(report.digest), world[dialect]["digest"], "{dialect} {pace}\n{text}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
