//! Whatever a disk does: what was answered is there after a restart, and what was refused is not.
#![cfg(test)]

mod common;

use std::sync::Arc;
use std::time::{Duration, Instant};

use common::disk::{FAULTS, FaultyDisk, Plan};
use common::{Running, start, try_start};
use offhook_server::{JournalOptions, JournalSync, Options, Pace, ServeError};
use serde_json::{Value, json};

const MODES: [JournalSync; 2] = [JournalSync::Always, JournalSync::Interval];
/// What a refusal says after which it is not known what a restart does.
const DOUBT: &str = "it is not known whether";

fn on(disk: &FaultyDisk, sync: JournalSync) -> impl FnOnce(&mut Options) + use<> {
    compacting(disk, sync, u64::MAX)
}

/// A server whose journal is compacted after so many bytes; 0 is after each entry.
fn compacting(disk: &FaultyDisk, sync: JournalSync, compact_after: u64) -> impl FnOnce(&mut Options) + use<> {
    let disk = Arc::new(disk.clone());
    let journal = JournalOptions { disk, compact_after, ..JournalOptions::new("/journal", sync) };
    move |options| options.journal = Some(journal)
}

/// Things that change the world, a reset among them.
fn inputs() -> Vec<(&'static str, String, String)> {
    let ccc = |action: &str| {
        let query = format!("/?Action={action}&InstanceId=ccc-test&UserId=amy@ccc-test&DeviceId=d");
        (
            "GET",
            format!("{query}&SignedSkillGroupIdList=%5B%22skg-default%40ccc-test%22%5D&Callee=13188888888"),
            String::new(),
        )
    };
    let clock =
        |by_ms: u64| ("POST", "/_offhook/ccc/clock".to_owned(), json!({ "advance_ms": by_ms }).to_string());
    let restart = || ("POST", "/_offhook/ccc/restart".to_owned(), "{}".to_owned());
    vec![
        clock(1_000),
        ccc("SignInGroup"),
        ccc("ReadyForService"),
        restart(),
        clock(2_000),
        ccc("SignInGroup"),
        restart(),
        ccc("SignInGroup"),
        ccc("ReadyForService"),
        ccc("MakeCall"),
        clock(4_000),
    ]
}

/// What became of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Became {
    Accepted,
    Refused,
    Doubtful,
}

fn put(server: &Running, (method, target, body): &(&'static str, String, String)) -> Became {
    let answer = server.send(method, target, &[], body);
    match (answer.status, answer.json()["ok"].as_bool()) {
        _ if answer.body.contains(DOUBT) => Became::Doubtful,
        (200, Some(true)) => Became::Accepted,
        (507, _) | (200, Some(false)) => Became::Refused,
        // Of CCC, and perhaps not possible in this state: it was heard in any case.
        _ => Became::Accepted,
    }
}

/// Plays so many inputs; what each became, and the world at the end.
fn play(server: &Running, name: &str, most: usize) -> (Vec<Became>, Value) {
    let mut world = server.world();
    let mut became = Vec::new();
    for input in inputs().into_iter().take(most) {
        let what = put(server, &input);
        became.push(what);
        let after = server.world();
        if what != Became::Accepted {
            assert_eq!(after, world, "{name}: what is refused changes nothing: {input:?}");
        }
        world = after;
        if what == Became::Doubtful {
            break;
        }
    }
    (became, world)
}

/// The world that a server begins with that finds this.
fn found(disk: &FaultyDisk, name: &str) -> Value {
    let server = try_start(on(disk, JournalSync::Always));
    server.unwrap_or_else(|error| panic!("{name}: {error}")).world()
}

#[test]
fn a_failure_at_any_step_leaves_what_was_answered_and_nothing_of_what_was_refused() {
    let (refused, steps) = fails_at_each_step(u64::MAX, inputs().len());
    assert!(steps > 200 && refused > 60, "{refused} of {steps}");
}

#[test]
fn a_failure_at_any_step_of_a_compaction_loses_nothing_and_refuses_nobody() {
    // A move of the clock, a sign-in, a reset, and a compaction after each.
    let (refused, steps) = fails_at_each_step(0, 4);
    assert!(steps > 300, "{steps}");
    // Four inputs, of which each writes once and perhaps syncs; the reset has five steps.
    assert!(refused < 100, "{refused} of {steps}");
}

#[test]
fn a_kill_between_any_two_steps_of_a_compaction_loses_nothing() {
    for sync in MODES {
        let whole = FaultyDisk::default();
        let server = start(compacting(&whole, sync, 0));
        play(&server, "no fault", 4);
        server.end().unwrap();
        assert!(whole.steps() > 40, "{}", whole.steps());
        let mut written_but_not_answered = 0;
        for step in 0..whole.steps() {
            let name = format!("{sync:?}, killed at step {step} of {}", whole.steps());
            let disk = FaultyDisk::default();
            disk.plan(Plan::From(step));
            let Ok(server) = try_start(compacting(&disk, sync, 0)) else {
                found(&disk.killed(), &name);
                continue;
            };
            let (became, world) = play(&server, &name, 4);
            // What is killed between its write and its sync (a reset: between its name and that of the directory) was not answered,
            // and may be done.
            if found(&disk.killed(), &name) != world {
                assert!(became.contains(&Became::Doubtful), "{name}: {became:?}");
                written_but_not_answered += 1;
            }
            if sync == JournalSync::Always {
                assert_eq!(found(&disk.without_power(), &name), world, "{name}: without power");
            }
            let _: Result<(), ServeError> = server.end();
        }
        // At one step of each input at most: none at any step of a compaction.
        assert!(written_but_not_answered <= 4, "{sync:?}: {written_but_not_answered}");
    }
}

/// How many inputs were refused, and how many failures there were.
fn fails_at_each_step(compact_after: u64, inputs: usize) -> (usize, usize) {
    let (mut refused, mut steps) = (0, 0);
    for sync in MODES {
        let whole = FaultyDisk::default();
        let server = start(compacting(&whole, sync, compact_after));
        let (became, _) = play(&server, "no fault", inputs);
        assert!(became.iter().all(|it| *it == Became::Accepted), "{became:?}");
        server.end().unwrap();
        for step in 0..whole.steps() {
            for fault in FAULTS {
                steps += 1;
                let name = format!("{sync:?}, {fault:?} at step {step} of {}", whole.steps());
                let disk = FaultyDisk::default();
                disk.plan(Plan::At(step, fault));
                let Ok(server) = try_start(compacting(&disk, sync, compact_after)) else {
                    found(&disk.killed(), &name);
                    continue;
                };
                let (became, world) = play(&server, &name, inputs);
                assert!(!became.contains(&Became::Doubtful), "{name}: {became:?}");
                let nays = became.iter().filter(|it| **it == Became::Refused).count();
                assert!(nays <= 1, "{name}: it goes on after one failure: {became:?}");
                refused += nays;
                assert_eq!(found(&disk.killed(), &name), world, "{name}: killed");
                let left = disk.without_power();
                if sync == JournalSync::Always {
                    assert_eq!(found(&left, &name), world, "{name}: without power");
                } else {
                    found(&left, &name);
                }
                // A failure at the end shows in how it ends.
                let _: Result<(), ServeError> = server.end();
                assert_eq!(found(&disk.killed(), &name), world, "{name}: ended");
            }
        }
    }
    (refused, steps)
}

#[test]
fn failures_in_any_number_are_survived_or_the_answer_says_that_it_is_not_known() {
    let (mut doubtful, mut refused, mut runs) = (0, 0, 0);
    for seed in 1..=60_u64 {
        for (sync, compact_after) in MODES.into_iter().flat_map(|sync| [(sync, u64::MAX), (sync, 0)]) {
            let name = format!("seed {seed}, {sync:?}, compacted after {compact_after}");
            let disk = FaultyDisk::default();
            let server = try_start(compacting(&disk, sync, compact_after));
            let Ok(server) = server else { panic!("{name}") };
            disk.plan(Plan::Often(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15), 150));
            let (became, world) = play(&server, &name, inputs().len());
            runs += 1;
            refused += became.iter().filter(|it| **it == Became::Refused).count();
            if became.contains(&Became::Doubtful) {
                doubtful += 1;
                found(&disk.killed(), &name);
            } else {
                assert_eq!(found(&disk.killed(), &name), world, "{name}: {became:?}");
            }
            disk.plan(Plan::None);
            server.end().unwrap();
        }
    }
    assert!(refused > runs && doubtful < runs / 2, "{refused} refused, {doubtful} of {runs} doubtful");
}

#[test]
fn a_full_disk_is_said_and_the_server_goes_on_by_itself_when_there_is_room() {
    for sync in MODES {
        let disk = FaultyDisk::default();
        let server = start(on(&disk, sync));
        let poll = "Action=PollUserStatus&InstanceId=ccc-test&UserId=amy@ccc-test";
        server.amy_is_ready();
        let before = server.world();
        disk.plan(Plan::Full);
        for _ in 0..3 {
            let refused = server.ccc(poll);
            assert_eq!((refused.status, refused.code().as_str()), (507, "ServiceUnavailable"), "{refused:?}");
            assert!(
                refused.json()["Params"][0].as_str().unwrap().contains("cannot be written"),
                "{refused:?}"
            );
            let gateway = server.gateway("POST", "onlineagent/1001/sayfree", "", "");
            assert_eq!(
                (gateway.status, gateway.json()["retcode"].clone()),
                (507, json!("100-007")),
                "{gateway:?}"
            );
            let advanced = server.control("ccc/clock", &json!({ "advance_ms": 5 }));
            assert_eq!(advanced["ok"], false, "{advanced}");
            assert!(advanced["reason"].as_str().unwrap().contains("cannot be written"), "{advanced}");
        }
        let health = server.send("GET", "/healthz", &[], "");
        assert_eq!((health.status, health.json()["status"].clone()), (503, json!("degraded")), "{health:?}");
        // As long as it is full, it stays so.
        std::thread::sleep(Duration::from_millis(2_500));
        assert_eq!(server.send("GET", "/healthz", &[], "").status, 503);
        assert_eq!(server.world(), before);
        disk.plan(Plan::None);
        let began = Instant::now();
        while server.send("GET", "/healthz", &[], "").status != 200 {
            assert!(began.elapsed() < Duration::from_secs(10), "it does not go on by itself");
            std::thread::sleep(Duration::from_millis(100));
        }
        assert_eq!(server.ccc(poll).status, 200);
        server.amy_dials("13188888888");
        let world = server.world();
        assert_eq!(found(&disk.killed(), "after a full disk"), world);
        server.end().unwrap();
    }
}

#[test]
fn a_disk_that_is_full_at_the_end_loses_nothing_that_was_answered() {
    let disk = FaultyDisk::default();
    let server = start(on(&disk, JournalSync::Interval));
    server.amy_calls();
    let world = server.world();
    disk.plan(Plan::Full);
    assert_eq!(server.ccc("Action=PollUserStatus&InstanceId=ccc-test&UserId=amy@ccc-test").status, 507);
    server.end().unwrap();
    assert_eq!(found(&disk.killed(), "full at the end"), world);

    let disk = FaultyDisk::default();
    let server = start(on(&disk, JournalSync::Interval));
    server.amy_calls();
    disk.plan(Plan::Each("sync"));
    assert!(matches!(server.end(), Err(ServeError::Journal(_))), "what may be lost is an error at the end");
}

#[test]
fn a_reset_whose_old_file_cannot_be_removed_counts_and_one_that_is_refused_does_not() {
    let disk = FaultyDisk::default();
    let server = start(on(&disk, JournalSync::Always));
    server.amy_is_ready();
    disk.plan(Plan::Each("remove"));
    assert_eq!(server.control("ccc/restart", &json!({}))["ok"], true);
    server.amy_is_ready();
    server.amy_dials("13188888888");
    assert_eq!(disk.ending_in(".journal").len(), 3, "the old one is still there");
    assert_eq!(found(&disk.killed(), "not removed"), server.world());

    for broken in ["sync folder", "rename"] {
        disk.plan(Plan::Each(broken));
        let world = server.world();
        assert_eq!(server.control("ccc/restart", &json!({}))["ok"], false);
        assert_eq!(server.world(), world);
        // What is answered now is answered in the old world.
        let advanced = server.control("ccc/clock", &json!({ "advance_ms": 7 }));
        assert_eq!(advanced["ok"], true, "{advanced}");
        assert_eq!(found(&disk.killed(), broken), server.world());
        assert_eq!(found(&disk.without_power(), broken), server.world());
        server.control("ccc/clock", &json!({ "advance_ms": 1 }));
        disk.plan(Plan::None);
        assert_eq!(server.control("ccc/restart", &json!({}))["ok"], true);
        server.amy_is_ready();
        server.amy_dials("13188888888");
        server.control("ccc/clock", &json!({ "advance_ms": 7 }));
    }
    assert_eq!(found(&disk.killed(), "at the end"), server.world());
    assert_eq!(disk.ending_in(".journal").len(), 2, "one for each dialect: {:?}", disk.ending_in(""));
}

#[test]
fn a_clock_that_runs_is_journalled_through_failures_too() {
    let disk = FaultyDisk::default();
    let real = |disk: &FaultyDisk| {
        let journal = on(disk, JournalSync::Interval);
        move |options: &mut Options| {
            journal(options);
            options.pace = Pace::Scaled(1_000);
        }
    };
    let server = start(real(&disk));
    server.amy_is_ready();
    disk.plan(Plan::Each("sync"));
    // The next second brings it to the disk, which fails, and nothing more is taken.
    let began = Instant::now();
    while server.send("GET", "/healthz", &[], "").status == 200 {
        assert!(began.elapsed() < Duration::from_secs(10), "a sync that fails is not said");
        std::thread::sleep(Duration::from_millis(100));
    }
    let refused = server.ccc("Action=PollUserStatus&InstanceId=ccc-test&UserId=amy@ccc-test");
    assert_eq!(refused.status, 507, "{refused:?}");
    disk.plan(Plan::None);
    server.amy_dials("13188888888");
    server.control("freeze", &json!({}));
    let world = server.world();
    server.end().unwrap();
    assert_eq!(start(real(&disk.without_power())).world()["ccc"]["users"], world["ccc"]["users"]);
}
