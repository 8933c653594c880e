//! What a start with a long journal costs, and what compaction costs. Figures of a release build: docs/serve.md, "What a start costs".
#![cfg(test)]

mod common;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::entries::{file_of, texts};
use common::{Running, start};
use offhook_server::{Behaviour, JournalOptions, JournalSync, Options};
use serde_json::json;

const HISTORY_BYTES: usize = 100_000_000;
const MOST: Duration = Duration::from_secs(2);
const USERS: usize = 10_000;
const FIRST_MS: u64 = 1_609_225_718_000;

/// A directory that is gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("offhook-start-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn on(folder: &Path, compact_after: u64) -> impl Fn(&mut Options) + use<> {
    let folder = folder.to_owned();
    move |options| {
        let agents = "offhook: 1\nagents:\n- { agent: '*', answer_after: 1s }\n";
        options.behaviour = Some(Behaviour::parse("b", agents).unwrap());
        let journal = JournalOptions::new(folder.clone(), JournalSync::Interval);
        options.journal = Some(JournalOptions { compact_after, ..journal });
    }
}

/// Entries of so many bytes: four agents call, poll, and are called back to work.
fn history(began: &[u8], bytes: usize) -> Vec<u8> {
    const AGENTS: [&str; 4] = ["amy", "bob", "carol", "dave"];
    let (mut all, mut written, mut at_ms) = (vec![began.to_vec()], 0, FIRST_MS);
    let mut add = |entry: serde_json::Value| {
        all.push(entry.to_string().into_bytes());
        written += 24 + all.last().map_or(0, Vec::len);
        written
    };
    let request = |at_ms: u64, user: &str, action: &str, more: &str| {
        let query = format!(
            "/?Action={action}&InstanceId=ccc-test&UserId={user}@ccc-test&DeviceId=device-{user}{more}"
        );
        let request =
            json!({ "method": "GET", "target": query, "headers": [["accept", "application/json"]] });
        json!({ "request": { "at_ms": at_ms, "request": request } })
    };
    let groups = "&SignedSkillGroupIdList=%5B%22skg-default%40ccc-test%22%5D";
    for user in AGENTS {
        add(request(at_ms, user, "SignInGroup", groups));
        add(request(at_ms, user, "ReadyForService", ""));
    }
    loop {
        for user in AGENTS {
            add(request(at_ms, user, "MakeCall", "&Callee=000202305"));
        }
        add(json!({ "clock": { "at_ms": at_ms, "by_ms": 3_000 } }));
        at_ms += 3_000;
        for user in AGENTS.repeat(4) {
            add(request(at_ms, user, "PollUserStatus", ""));
        }
        add(json!({ "clock": { "at_ms": at_ms, "by_ms": 6_000 } }));
        at_ms += 6_000;
        for user in AGENTS {
            add(request(at_ms, user, "ReadyForService", ""));
        }
        if add(json!({ "clock": { "at_ms": at_ms, "by_ms": 10 } })) > bytes {
            return file_of(&all);
        }
        at_ms += 10;
    }
}

fn timed(change: impl FnOnce(&mut Options)) -> (Running, Duration) {
    let began = Instant::now();
    let server = start(change);
    (server, began.elapsed())
}

#[test]
#[ignore = "100 MB, and a figure of a release build"]
fn a_start_with_100_mb_of_history_takes_less_than_two_seconds() {
    let folder = Folder::new("history");
    start(on(&folder.0, u64::MAX)).end().unwrap();
    let first = folder.0.join("ccc.0000000001.journal");
    let began = texts(&std::fs::read(&first).unwrap()).swap_remove(0);
    std::fs::write(&first, history(&began, HISTORY_BYTES)).unwrap();

    let (server, whole) = timed(on(&folder.0, u64::MAX));
    let world = server.world();
    server.end().unwrap();
    // This start still does all of it once more, and then it is compacted.
    let after = offhook_server::limits::JOURNAL_COMPACT_AFTER;
    let server = start(on(&folder.0, after));
    assert_eq!(server.world(), world);
    server.end().unwrap();
    let (server, snapshot) = timed(on(&folder.0, after));
    assert_eq!(server.world(), world);
    server.end().unwrap();

    // The most that can stand behind a snapshot.
    let tail = usize::try_from(after).unwrap();
    let folder = Folder::new("tail");
    start(on(&folder.0, u64::MAX)).end().unwrap();
    let first = folder.0.join("ccc.0000000001.journal");
    std::fs::write(&first, history(&began, tail)).unwrap();
    let (server, longest) = timed(on(&folder.0, u64::MAX));
    server.end().unwrap();
    println!("all of it {whole:?}, behind the snapshot {snapshot:?}, the longest tail {longest:?}");
    assert!(snapshot + longest < MOST, "{snapshot:?} {longest:?}");
}

#[test]
#[ignore = "10,000 users, and a figure of a release build"]
fn a_compaction_of_10_000_users_is_short() {
    let folder = Folder::new("users");
    let users: String = (0..USERS).map(|nth| format!("u{nth}: {{}}, ")).collect();
    let world = format!(
        "offhook: 1\nid: a.b\ndialect: ccc\ngiven: {{ instance: {{ id: i, skill_groups: [g] }}, users: {{ {users} }} }}\nsteps:\n- wait: 0s\n"
    );
    let world = offhook_scenario::parse("w", &world).unwrap();
    let with = |compact_after| {
        let (keeps, given) = (on(&folder.0, compact_after), vec![world.clone()]);
        move |options: &mut Options| {
            keeps(options);
            options.given = given;
        }
    };
    let server = start(with(u64::MAX));
    for nth in 0..USERS {
        let signed = server.ccc(&format!(
            "Action=SignInGroup&InstanceId=i&UserId=u{nth}@i&DeviceId=d&SignedSkillGroupIdList=%5B%22g%22%5D"
        ));
        assert_eq!(signed.status, 200, "{signed:?}");
    }
    let polls = |server: &Running| {
        let slowest = (0..20).map(|_| {
            let began = Instant::now();
            server.ccc("Action=PollUserStatus&InstanceId=i&UserId=u7@i");
            began.elapsed()
        });
        slowest.max().unwrap_or_default()
    };
    let without = polls(&server);
    server.end().unwrap();
    let (server, whole) = timed(with(0));
    let compacting = polls(&server);
    server.end().unwrap();
    let (server, snapshot) = timed(with(0));
    server.end().unwrap();
    println!(
        "slowest poll {without:?}, with a compaction before it {compacting:?}; start {whole:?}, behind the snapshot {snapshot:?}"
    );
    assert!(compacting < MOST && snapshot < MOST, "{compacting:?} {snapshot:?}");
}
