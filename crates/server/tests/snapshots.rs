//! A journal is compacted to a snapshot, and a server that begins with one is the server that was never stopped.
#![cfg(test)]

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;

use common::disk::FaultyDisk;
use common::entries::{file_of, starts, texts};
use common::{Answer, Running, start, try_start};
use offhook_server::{Behaviour, JournalError, JournalOptions, JournalSync, Options, Pace, ServeError};
use serde_json::{Value, json};

const CCC: &str = "ccc.";

fn behaving(options: &mut Options) {
    let agents = "offhook: 1\nagents:\n- { agent: '*', answer_after: 1s, answer_incoming_after: 2s }\n";
    options.behaviour = Some(Behaviour::parse("b", agents).unwrap());
    options.seed = 7;
}

fn on(disk: &FaultyDisk, compact_after: u64) -> impl Fn(&mut Options) + use<> {
    let disk = Arc::new(disk.clone());
    move |options| {
        behaving(options);
        let journal = JournalOptions::new("/journal", JournalSync::Interval);
        options.journal = Some(JournalOptions { disk: disk.clone(), compact_after, ..journal });
    }
}

/// Draws numbers, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below as u64).unwrap()
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.roll(all.len())]
    }
}

/// A request of either vendor, a stimulus, or a move of the clock.
#[derive(Clone, Debug)]
struct Input {
    method: &'static str,
    target: String,
    guid: String,
    body: String,
}

impl Input {
    fn control(op: &str, object: &Value) -> Self {
        Self {
            method: "POST",
            target: format!("/_offhook/{op}"),
            guid: String::new(),
            body: object.to_string(),
        }
    }

    fn put(&self, server: &Running) -> Answer {
        let headers = [("Content-Type", "application/json"), ("Guid", self.guid.as_str())];
        let headers = if self.target.starts_with("/agentgateway") { &headers[..] } else { &[] };
        server.send(self.method, &self.target, headers, &self.body)
    }
}

/// The calls of a world: of each the id, and the ids of its channels.
fn calls(world: &Value) -> Vec<(String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let jobs = world["jobs"].as_array().unwrap().iter().filter(|job| job["state"] != "ENDED");
    jobs.map(|job| {
        let channels = job["channels"].as_array().unwrap();
        (text(&job["id"]), channels.iter().map(|channel| text(&channel["id"])).collect())
    })
    .collect()
}

const NUMBERS: [&str; 5] = ["000201303", "13188888888", "000101409", "0002013009", "13900000001"];

fn ccc(dice: &mut Dice, world: &Value) -> Input {
    const ACTIONS: [&str; 24] = [
        "SignInGroup",
        "SignInGroup",
        "ReadyForService",
        "ReadyForService",
        "ReadyForService",
        "TakeBreak",
        "PollUserStatus",
        "MakeCall",
        "MakeCall",
        "MakeCall",
        "HoldCall",
        "HoldCall",
        "RetrieveCall",
        "MuteCall",
        "UnmuteCall",
        "ReleaseCall",
        "InitiateAttendedTransfer",
        "InitiateAttendedTransfer",
        "CompleteAttendedTransfer",
        "SwitchToConference",
        "SwitchToConference",
        "BlindTransfer",
        "MonitorCall",
        "CoachCall",
    ];
    let (job, channels) = match calls(world) {
        calls if calls.is_empty() => ("job-1".to_owned(), vec!["ch:1".to_owned()]),
        calls => calls[dice.roll(calls.len())].clone(),
    };
    let channel = channels[dice.roll(channels.len().max(1)).min(channels.len().saturating_sub(1))].clone();
    let whom = dice.of(&["amy", "bob", "carol"]);
    let anybody = dice.of(&["amy", "bob", "carol", "sue"]);
    // Mostly one who is in the call.
    let users = world["users"].as_array().unwrap().iter();
    let in_it =
        users.filter(|it| it["job"] == job.as_str()).find_map(|it| it["id"].as_str()?.split('@').next());
    let user = in_it.filter(|_| dice.roll(4) > 0).unwrap_or(anybody).to_owned();
    let number = dice.of(&NUMBERS);
    let more = match dice.roll(4) {
        0 => "&Transferee=skg-default%40ccc-test&TransfereeType=SKILL_GROUP&QueuingTimeoutSeconds=30"
            .to_owned(),
        1 => format!("&Transferee={whom}@ccc-test&TransfereeType=AGENT"),
        _ => format!("&Transferee={number}&TransfereeType=EXTERNAL"),
    };
    let channel = channel.replace('>', "%3E");
    let query = format!(
        "/?Action={}&InstanceId=ccc-test&UserId={user}@ccc-test&DeviceId=d&SignedSkillGroupIdList=%5B%22skg-default%40ccc-test%22%5D&Callee={number}&Code=b{}&JobId={job}&ChannelId={channel}&HoldingChannelId={channel}&MonitoredUserId={whom}@ccc-test&CoachedUserId={whom}@ccc-test{more}",
        dice.of(&ACTIONS),
        dice.roll(9),
    );
    Input { method: "GET", target: query, guid: String::new(), body: String::new() }
}

fn gateway(dice: &mut Dice, guids: &[String; 4]) -> Input {
    let nth = dice.roll(4);
    let agent = 1001 + nth;
    let other = 1001 + (nth + 1) % 4;
    let number = dice.of(&NUMBERS);
    let phone = 80_010_001 + nth;
    let sign_in = json!({ "password": "", "phonenum": phone.to_string(), "autoanswer": false }).to_string();
    let called = json!({ "called": number }).to_string();
    let transfer = json!({ "devicetype": "2", "address": other.to_string(), "mode": "2" }).to_string();
    let help = json!({ "dstaddress": other.to_string(), "devicetype": "2", "mode": "1" }).to_string();
    let (method, path, body) = match dice.roll(16) {
        0 => ("PUT", format!("onlineagent/{agent}"), sign_in),
        1 | 2 => ("PUT", format!("voicecall/{agent}/callout"), called),
        3 => (
            "PUT",
            format!("voicecall/{agent}/callinner"),
            json!({ "called": other.to_string() }).to_string(),
        ),
        4 => ("POST", format!("voicecall/{agent}/hold"), String::new()),
        5 => ("POST", format!("voicecall/{agent}/gethold"), String::new()),
        6 => ("POST", format!("voicecall/{agent}/transfer"), transfer),
        7 => ("POST", format!("voicecall/{agent}/innerhelp"), help),
        8 => ("POST", format!("onlineagent/{agent}/saybusy"), String::new()),
        9 => ("POST", format!("onlineagent/{agent}/sayfree"), String::new()),
        10 => ("POST", format!("onlineagent/{agent}/rest/60/1"), String::new()),
        11 => ("GET", format!("calldata/{agent}/statistics"), String::new()),
        12 => ("PUT", format!("onlineagent/{agent}/updateGuid"), String::new()),
        _ => ("GET", format!("agentevent/{agent}"), String::new()),
    };
    Input { method, target: format!("/agentgateway/resource/{path}"), guid: guids[nth].clone(), body }
}

fn input(dice: &mut Dice, world: &Value, guids: &[String; 4]) -> Input {
    match dice.roll(10) {
        0..=3 => ccc(dice, &world["ccc"]),
        4..=6 => gateway(dice, guids),
        7 => {
            let to = dice.of(&["amy@ccc-test", "skg-default@ccc-test", "skg-default@ccc-test"]);
            Input::control("ccc/stimulus", &json!({ "stimulus": "inbound", "from": "13900000000", "to": to }))
        }
        8 => {
            let dialect = dice.of(&["ccc", "cc-gateway"]);
            let job =
                calls(&world[dialect]).into_iter().next().map_or_else(|| "job-1".to_owned(), |(job, _)| job);
            let signal = dice.of(&["ringing", "answered", "answered", "answered", "hung_up"]);
            let party = dice.of(&["customer", "1001", "1002", "1003", "amy@ccc-test", "bob@ccc-test"]);
            Input::control(
                &format!("{dialect}/stimulus"),
                &json!({ "stimulus": signal, "job": job, "party": party }),
            )
        }
        _ => {
            let dialect = if dice.roll(2) == 0 { "ccc" } else { "cc-gateway" };
            Input::control(&format!("{dialect}/clock"), &json!({ "advance_ms": dice.roll(3_000) }))
        }
    }
}

/// A consultation that becomes a conference, with a supervisor who listens; then somebody waits for an agent.
const BEGINS: [(&str, &str, &str); 15] = [
    ("amy", "SignInGroup", ""),
    ("bob", "SignInGroup", ""),
    ("sue", "SignInGroup", ""),
    ("amy", "ReadyForService", ""),
    ("bob", "ReadyForService", ""),
    ("sue", "ReadyForService", ""),
    ("amy", "MakeCall", "&Callee=000201"),
    ("", "clock", "2000"),
    ("amy", "MuteCall", ""),
    ("amy", "HoldCall", ""),
    ("amy", "InitiateAttendedTransfer", "&Transferee=bob@ccc-test&TransfereeType=AGENT"),
    ("", "clock", "3000"),
    ("sue", "MonitorCall", "&MonitoredUserId=amy@ccc-test"),
    ("", "clock", "3000"),
    ("amy", "SwitchToConference", ""),
];

/// A request about the first call, or a move of the clock.
fn request(user: &str, action: &str, more: &str, world: &Value) -> Input {
    if action == "clock" {
        let by_ms: u64 = more.parse().unwrap();
        return Input::control("ccc/clock", &json!({ "advance_ms": by_ms }));
    }
    let (job, channels) = calls(world).into_iter().next().unwrap_or_default();
    let side = if action == "MuteCall" { "ch:user" } else { "ch:customer" };
    let channel = channels.iter().find(|id| id.starts_with(side)).map_or("", String::as_str);
    let channel = channel.replace('>', "%3E");
    let groups = "SignedSkillGroupIdList=%5B%22skg-default%40ccc-test%22%5D";
    let call = if job.is_empty() { String::new() } else { format!("&JobId={job}&ChannelId={channel}") };
    let target = format!(
        "/?Action={action}&InstanceId=ccc-test&UserId={user}@ccc-test&DeviceId=d&{groups}{call}{more}"
    );
    Input { method: "GET", target, guid: String::new(), body: String::new() }
}

/// What a client can see of a server without changing it.
fn seen(server: &Running) -> Vec<Value> {
    let timeline =
        |dialect| server.send("GET", &format!("/_offhook/{dialect}/timeline?after=0"), &[], "").json();
    let events = server.control("ccc/events", &json!({ "after": 0 }));
    vec![server.world(), events, timeline("ccc"), timeline("cc-gateway")]
}

/// What goes on in a world, in words.
fn goes_on(world: &Value) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for dialect in ["ccc", "cc-gateway"] {
        for job in world[dialect]["jobs"].as_array().unwrap() {
            words.extend(
                [&job["state"], &job["call_type"]].map(|it| format!("{dialect} {}", it.as_str().unwrap())),
            );
            let channels = job["channels"].as_array().unwrap();
            if channels.iter().filter(|channel| channel["state"] == "ANSWERED").count() > 2 {
                words.insert("a call of three".to_owned());
            }
            for channel in channels {
                words.extend(
                    channel["flags"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()),
                );
                words.extend(channel["plans"].as_array().unwrap().iter().map(|_| "a plan".to_owned()));
            }
        }
    }
    words
}

#[test]
fn a_server_that_begins_with_a_snapshot_is_the_one_that_was_never_stopped() {
    let (mut went_on, mut snapshots) = (BTreeSet::new(), 0);
    for seed in 1..=5_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let compact_after = [0, 5_000][dice.roll(2)];
        let disk = FaultyDisk::default();
        let unbroken = start(behaving);
        let mut broken = start(on(&disk, compact_after));
        let mut guids = [const { String::new() }; 4];
        guids[0] = unbroken.sign_in(1001);
        assert_eq!(guids[0], broken.sign_in(1001));
        for server in [&unbroken, &broken] {
            server.gateway("PUT", "voicecall/1001/callout", &guids[0], r#"{"called":"000201"}"#);
            server.control("cc-gateway/clock", &json!({ "advance_ms": 3_000 }));
        }
        for step in 0..180 {
            let world = unbroken.world();
            let input = match BEGINS.get(step) {
                Some((user, action, more)) => request(user, action, more, &world["ccc"]),
                None => input(&mut dice, &world, &guids),
            };
            let answer = input.put(&unbroken);
            assert_eq!(input.put(&broken), answer, "seed {seed}, step {step}: {input:?}");
            let guid = answer.header("set-guid").map(|guid| guid.replace("JSESSIONID=", ""));
            let agent =
                input.target.split('/').find_map(|part| part.strip_prefix("100")?.parse::<usize>().ok());
            if let (Some(guid), Some(agent)) = (guid, agent) {
                guids[agent - 1] = guid;
            }
            if step < BEGINS.len() || step % 20 == 19 {
                went_on.extend(goes_on(&unbroken.world()));
                broken.end().unwrap();
                snapshots += usize::from(is_compacted(&disk));
                broken = start(on(&disk, compact_after));
                assert_eq!(seen(&broken), seen(&unbroken), "seed {seed}, step {step}");
            }
        }
    }
    assert!(snapshots > 60, "{snapshots} of 115 starts began with a snapshot");
    for word in [
        "ccc QUEUED",
        "ccc CONNECTED",
        "ccc ALERTING",
        "ccc INBOUND",
        "a call of three",
        "cc-gateway CONNECTED",
        "HOLD",
        "MUTED",
        "MONITORED",
        "a plan",
    ] {
        assert!(went_on.contains(word), "{word} is not among {went_on:?}");
    }
}

/// The file of CCC, and what it holds.
fn file(disk: &FaultyDisk) -> (String, Vec<u8>) {
    let names = disk.ending_in(".journal");
    let name = names.into_iter().rfind(|name| name.starts_with(CCC)).unwrap();
    let bytes = disk.read(&name);
    (name, bytes)
}

fn is_compacted(disk: &FaultyDisk) -> bool {
    let (_, bytes) = file(disk);
    texts(&bytes)[1].starts_with(br#"{"snapshot":"#)
}

/// A journal that begins with a snapshot of a call under way.
fn compacted() -> FaultyDisk {
    let disk = FaultyDisk::default();
    let server = start(on(&disk, 0));
    server.amy_is_ready();
    server.amy_dials("000203310");
    server.control("ccc/clock", &json!({ "advance_ms": 5_000 }));
    assert_eq!(server.world()["ccc"]["users"][0]["state"], "TALKING");
    server.end().unwrap();
    assert!(is_compacted(&disk));
    disk
}

fn refused(disk: &FaultyDisk) -> JournalError {
    match try_start(on(disk, 0)) {
        Err(ServeError::Journal(error)) => error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it is taken"),
    }
}

#[test]
fn a_journal_stays_as_short_as_its_world_and_what_has_happened_since() {
    let disk = FaultyDisk::default();
    let server = start(on(&disk, 3_000));
    server.amy_is_ready();
    let mut longest = 0;
    for _ in 0..200 {
        server.ccc("Action=PollUserStatus&InstanceId=ccc-test&UserId=amy@ccc-test");
        longest = longest.max(file(&disk).1.len());
    }
    let base = starts(&file(&disk).1)[2];
    // The lines of the time line are the most of it.
    assert!(longest < 2 * base + 10_000 && base < 60_000, "{longest} {base}");
    assert_eq!(disk.ending_in(".journal").len(), 2, "one for each dialect: {:?}", disk.ending_in(""));
    assert!(file(&disk).0.as_str() > "ccc.0000000003.journal", "{}", file(&disk).0);
}

#[test]
fn a_byte_that_is_flipped_in_a_snapshot_is_refused_with_its_place_and_the_file_stays() {
    let disk = compacted();
    let (name, whole) = file(&disk);
    let starts = starts(&whole);
    let mut tried = 0;
    for place in (starts[1]..starts[2]).step_by(97) {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        disk.write(&name, &bytes);
        let error = refused(&disk);
        assert!(
            matches!(&error, JournalError::BadSnapshot { offset, .. } if *offset == starts[1] as u64),
            "{place}: {error}"
        );
        let said = error.to_string();
        assert!(said.contains(&name) && said.contains("put back a copy of the file, or remove it"), "{said}");
        assert_eq!(file(&disk).1, bytes);
        tried += 1;
    }
    // So is one that ends too early, however that comes.
    for end in [starts[1], starts[1] + 10, starts[2] - 1] {
        disk.write(&name, &whole[..end]);
        assert!(matches!(refused(&disk), JournalError::BadSnapshot { .. }), "{end}");
    }
    assert!(tried > 50, "{tried}");
    disk.write(&name, &whole);
    assert_eq!(start(on(&disk, 0)).world()["ccc"]["users"][0]["state"], "TALKING");
}

#[test]
fn a_snapshot_that_is_not_what_it_says_is_refused_although_every_checksum_is_right() {
    let disk = compacted();
    let (name, whole) = file(&disk);
    let texts = texts(&whole);
    let began: Value = serde_json::from_slice(&texts[0]).unwrap();
    let piece: Value = serde_json::from_slice(&texts[1]).unwrap();
    let text = piece["snapshot"]["piece"].as_str().unwrap();
    // The snapshot changed so, and the first entry that fits it.
    let with = |from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        let mut first = began.clone();
        first["began"]["base"]["bytes"] = changed.len().into();
        first["began"]["base"]["sum"] = crc32fast::hash(changed.as_bytes()).into();
        let second = json!({ "snapshot": { "piece": changed } });
        let mut all = texts.clone();
        (all[0], all[1]) = (first.to_string().into_bytes(), second.to_string().into_bytes());
        disk.write(&name, &file_of(&all));
        let error = refused(&disk);
        assert!(matches!(error, JournalError::BadSnapshot { .. }), "{error}");
        error.to_string()
    };
    assert!(with("\"Talking\"", "\"Ready\"").contains("leads to the digest"));
    assert!(with("\"Talking\"", "\"Sleeping\"").contains("the snapshot is none: unknown variant `Sleeping`"));
    assert!(with("\"users\"", "\"people\"").contains("unknown field `people`"));
    assert!(with("\"free\":[", "\"free\":[7").contains("the free places are others"));
    assert!(
        with(
            "\"heap\":[]",
            "\"heap\":[{\"deadline\":1,\"order\":1,\"due\":{\"Call\":{\"idx\":9,\"version\":1}},\"id\":99}]"
        )
        .contains("the timers are wrong")
    );
    assert!(with("\"skill_groups\":[0]", "\"skill_groups\":[5]").contains("a handle leads nowhere"));

    for (field, value) in
        [("form", json!(99)), ("digest", json!("0")), ("at_ms", json!(1)), ("sum", json!(1))]
    {
        let mut first = began.clone();
        first["began"]["base"][field] = value;
        let mut all = texts.clone();
        all[0] = first.to_string().into_bytes();
        disk.write(&name, &file_of(&all));
        let error = refused(&disk);
        assert_eq!(matches!(error, JournalError::OtherSnapshot { form: 99, .. }), field == "form", "{error}");
        assert!(
            matches!(error, JournalError::OtherSnapshot { .. } | JournalError::BadSnapshot { .. }),
            "{error}"
        );
    }
    let mut first = began.clone();
    first["began"]["version"] = "0.0.9".into();
    let mut all = texts.clone();
    all[0] = first.to_string().into_bytes();
    disk.write(&name, &file_of(&all));
    let said = refused(&disk).to_string();
    assert!(
        said.contains("of version 0.0.9, and this is version")
            && said.contains("start the version that kept it"),
        "{said}"
    );
    // Nowhere else may one stand.
    all[0].clone_from(&texts[0]);
    all.push(texts[1].clone());
    disk.write(&name, &file_of(&all));
    assert!(refused(&disk).to_string().contains("stands behind other entries"));
    disk.write(&name, &file_of(&texts));
    start(on(&disk, 0));
}

#[test]
fn a_clock_that_stands_still_stands_behind_a_snapshot() {
    let disk = FaultyDisk::default();
    let real = |disk: &FaultyDisk| {
        let journal = on(disk, 0);
        move |options: &mut Options| {
            journal(options);
            options.pace = Pace::Scaled(100);
        }
    };
    let server = start(real(&disk));
    server.amy_calls();
    server.control("freeze", &json!({}));
    let world = server.world();
    server.end().unwrap();
    assert!(is_compacted(&disk));
    let server = start(real(&disk));
    assert_eq!(server.world(), world);
    assert_eq!(world["ccc"]["runs"], false);
}

/// The paths of a text, each once: what is in a list or keyed by a number counts as one.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (name, value) in fields {
                let name = if name.chars().all(|it| it.is_ascii_digit()) { "#" } else { name };
                paths(value, &format!("{path}.{name}"), found);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                paths(item, &format!("{path}[]"), found);
            }
        }
        _ => {
            found.insert(path.to_owned());
        }
    }
}

/// Who changes a type that a snapshot is made of finds it here: `FORM` in `journal/snapshot.rs` has to grow with this list.
#[test]
fn the_form_of_a_snapshot_is_pinned() {
    let mut found = BTreeSet::new();
    let disk = FaultyDisk::default();
    let server = start(on(&disk, 0));
    for (user, action, more) in BEGINS {
        request(user, action, more, &server.world()["ccc"]).put(&server);
    }
    let guid = server.sign_in(1001);
    server.gateway("PUT", "voicecall/1001/callout", &guid, r#"{"called":"13188888888"}"#);
    server.end().unwrap();
    for name in disk.ending_in(".journal") {
        let texts = texts(&disk.read(&name));
        let began: Value = serde_json::from_slice(&texts[0]).unwrap();
        assert_eq!(began["began"]["base"]["form"], 1, "{name}");
        let piece: Value = serde_json::from_slice(&texts[1]).unwrap();
        let snapshot: Value = serde_json::from_str(piece["snapshot"]["piece"].as_str().unwrap()).unwrap();
        let dialect = name.split('.').next().unwrap();
        paths(&snapshot["centre"]["session"], &format!("{dialect} session"), &mut found);
        paths(&snapshot["centre"]["world"], "world", &mut found);
        paths(&snapshot["player"], "player", &mut found);
    }
    // Events as clients get them, and texts, have no form of their own.
    found.retain(|path| !path.contains(".events[][].") && !path.contains("[].events[]"));
    let list = found.into_iter().collect::<Vec<_>>().join("\n");
    assert_eq!(format!("form 1\n{list}\n"), include_str!("fixtures/snapshot-form.txt"));
}
