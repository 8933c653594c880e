//! A server that is started again goes on where the earlier one stopped.
#![cfg(test)]

mod common;

use std::path::{Path, PathBuf};

use common::entries::starts;
use common::{Running, start};
use offhook_server::{Access, Behaviour, JournalOptions, JournalSync, Options, Pace, ServeError, Server};
use serde_json::json;

/// A directory that is gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("offhook-journal-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }

    fn keeps(&self) -> impl Fn(&mut Options) + use<> {
        let path = self.0.clone();
        move |options| {
            options.seed = 7;
            options.behaviour = Some(
                Behaviour::parse("b", "offhook: 1\nagents:\n- { agent: '*', answer_after: 1s }\n").unwrap(),
            );
            options.journal = Some(JournalOptions::new(path.clone(), JournalSync::Always));
        }
    }

    /// The files of a dialect.
    fn files(&self, dialect: &str) -> Vec<PathBuf> {
        let files = std::fs::read_dir(&self.0).unwrap().map(|it| it.unwrap().path());
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        files.filter(|it| name(it).starts_with(&format!("{dialect}."))).collect()
    }

    fn refuses(&self, change: impl FnOnce(&mut Options)) -> String {
        let mut options = Options::new(Access::Any);
        self.keeps()(&mut options);
        change(&mut options);
        match Server::bind(options) {
            Err(error @ ServeError::Journal(_)) => error.to_string(),
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("it is taken"),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Does a good many things in both dialects; the Guid of the agent.
fn live(server: &Running) -> String {
    server.amy_is_ready();
    let job = server.amy_dials("000203310");
    server.control("ccc/clock", &json!({ "advance_ms": 5_000 }));
    server.ccc(&format!("Action=HoldCall&InstanceId=ccc-test&UserId=amy@ccc-test&JobId={job}&Format=XML"));
    server.remote_party("ccc", "answered", "job-1", "customer");
    server.control("ccc/clock", &json!({ "advance_ms": 5_000 }));
    let guid = server.sign_in(1001);
    server.gateway("PUT", "voicecall/1001/callout", &guid, r#"{"called":"13188888888"}"#);
    server.control("cc-gateway/clock", &json!({ "advance_ms": 2_000 }));
    guid
}

/// Sessions and calls go on, and the next ids come; all that was answered.
fn goes_on(server: &Running, guid: &str) -> Vec<String> {
    let mut events = Vec::new();
    for _ in 0..3 {
        let event = server.gateway("GET", "agentevent/1001", guid, "");
        assert_eq!(event.json()["retcode"], "0", "{}", event.body);
        events.push(format!("{event:?}"));
    }
    events.push(server.control("ccc/clock", &json!({ "advance_ms": 30_000 })).to_string());
    events.push(server.ccc("Action=ReadyForService&InstanceId=ccc-test&UserId=amy@ccc-test").body);
    events.push(server.amy_dials("000203310"));
    events.push(server.control("ccc/clock", &json!({ "advance_ms": 5_000 })).to_string());
    events
}

#[test]
fn it_goes_on_to_the_byte() {
    let folder = Folder::new("goes-on");
    let unbroken = start(|options| {
        folder.keeps()(options);
        options.journal = None;
    });
    let mut broken = start(folder.keeps());
    let guid = live(&unbroken);
    assert_eq!(guid, live(&broken));
    let events = |server: &Running| server.control("ccc/events", &json!({ "after": 0 }));
    for _ in 0..2 {
        broken.stop();
        broken = start(folder.keeps());
        assert_eq!(unbroken.world(), broken.world());
        assert_eq!(events(&unbroken), events(&broken));
        assert_eq!(goes_on(&unbroken, &guid), goes_on(&broken, &guid));
    }
    assert_eq!(unbroken.world(), broken.world());
}

#[test]
fn a_frozen_clock_stands_and_a_running_one_goes_on() {
    for frozen in [false, true] {
        let folder = Folder::new(&format!("frozen-{frozen}"));
        let real = |options: &mut Options| {
            folder.keeps()(options);
            options.pace = Pace::Scaled(100);
        };
        let mut server = start(real);
        server.amy_calls();
        std::thread::sleep(std::time::Duration::from_millis(50));
        if frozen {
            server.control("freeze", &json!({}));
        }
        let clock = |server: &Running| server.world()["ccc"]["clock_ms"].as_u64().unwrap();
        let (shown, digest) = (clock(&server), server.world()["ccc"]["digest"].clone());
        server.stop();
        let server = start(real);
        let again = clock(&server);
        assert_eq!(server.world()["ccc"]["runs"], !frozen);
        if frozen {
            assert_eq!((again, &server.world()["ccc"]["digest"]), (shown, &digest));
        } else {
            assert!(again >= shown && again < shown + 1_000_000, "{shown} {again}");
        }
    }
}

#[test]
fn each_reset_begins_a_new_file_and_forgets_the_old() {
    let folder = Folder::new("reset");
    let mut server = start(folder.keeps());
    live(&server);
    let first = folder.files("ccc");
    assert_eq!(server.control("ccc/restart", &json!({})), json!({ "ok": true }));
    let users = json!([{ "id": "zoe@ccc-test", "state": "READY", "extension": "1" }]);
    let given = json!({ "given": { "instance": "ccc-test", "users": users } });
    assert_eq!(server.control("ccc/reset", &given), json!({ "ok": true }));
    // A world that cannot be is refused, and the journal with it.
    assert_eq!(server.control("ccc/reset", &json!({ "scenario": { "given": 1 } }))["ok"], false);
    let third = folder.files("ccc");
    assert_eq!((first.len(), third.len(), folder.files("cc-gateway").len()), (1, 1, 1));
    assert!(first[0].ends_with("ccc.0000000001.journal") && third[0].ends_with("ccc.0000000003.journal"));
    server.ccc("Action=MakeCall&InstanceId=ccc-test&UserId=zoe@ccc-test&Callee=000101");
    let world = server.world();
    server.stop();
    assert_eq!(start(folder.keeps()).world(), world);
}

#[test]
fn an_end_that_was_torn_off_is_cut_and_a_flipped_byte_refused() {
    let folder = Folder::new("torn");
    let mut server = start(folder.keeps());
    live(&server);
    server.stop();
    let file = folder.files("ccc").remove(0);
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() - 5]).unwrap();
    let mut server = start(folder.keeps());
    assert_eq!(server.world()["ccc"]["users"][0]["state"], "TALKING");
    server.stop();
    // What was torn off is gone, and what came after it stands in its place.
    let mut mended = std::fs::read(&file).unwrap();
    assert_eq!(mended, whole);

    let middle = mended.len() / 2;
    mended[middle] ^= 0x20;
    std::fs::write(&file, &mended).unwrap();
    let error = folder.refuses(|_| ());
    let offset: u64 = error.split("truncate -s ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(error.contains(file.to_str().unwrap()) && error.contains("is damaged, at byte"), "{error}");
    assert!(offset > 0 && offset <= middle as u64, "{error}");
    // The remedy works.
    std::fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(offset).unwrap();
    start(folder.keeps());

    mended[2] ^= 1;
    std::fs::write(&file, &mended).unwrap();
    assert!(folder.refuses(|_| ()).contains("remove it to begin anew"));
    std::fs::write(&file, "").unwrap();
    assert!(folder.refuses(|_| ()).contains("remove it to begin anew"));
}

#[test]
fn a_journal_is_not_gone_on_with_under_other_rules_nor_by_two() {
    let folder = Folder::new("other");
    let mut server = start(folder.keeps());
    live(&server);
    assert!(folder.refuses(|_| ()).contains("another server that runs"));
    server.stop();
    for change in [
        (|options: &mut Options| options.seed = 8) as fn(&mut Options),
        |options| options.behaviour = None,
        |options| {
            let world =
                "offhook: 1\nid: a.b\ndialect: ccc\ngiven: { users: { zoe: {} } }\nsteps:\n- wait: 0s\n";
            options.given = vec![offhook_scenario::parse("w", world).unwrap()];
        },
    ] {
        assert!(folder.refuses(change).contains("start with the same"));
    }
    start(folder.keeps());
}

#[test]
fn an_entry_that_is_missing_swapped_or_doubled_is_refused_with_its_place() {
    let folder = Folder::new("missing");
    let mut server = start(folder.keeps());
    live(&server);
    server.stop();
    let file = folder.files("ccc").remove(0);
    let whole = std::fs::read(&file).unwrap();
    let starts = starts(&whole);
    let part = |nth: usize| whole[starts[nth]..starts[nth + 1]].to_vec();
    let around = |from: usize, to: usize, middle: &[Vec<u8>]| {
        [whole[..starts[from]].to_vec(), middle.concat(), whole[starts[to]..].to_vec()].concat()
    };
    for (bytes, place) in [
        (around(3, 4, &[]), starts[3]),
        (around(3, 5, &[part(4), part(3)]), starts[3]),
        (around(3, 4, &[part(3), part(3)]), starts[4]),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let error = folder.refuses(|_| ());
        assert!(
            error.contains("here stands entry") && error.contains(&format!("at byte {place}:")),
            "{error}"
        );
    }
    std::fs::write(&file, &whole).unwrap();
    start(folder.keeps());
}

#[test]
fn a_journal_under_another_name_or_of_another_format_is_refused_with_a_remedy() {
    let folder = Folder::new("misnamed");
    let mut server = start(folder.keeps());
    live(&server);
    server.stop();
    let (ccc, gateway) = (folder.files("ccc").remove(0), folder.files("cc-gateway").remove(0));
    let kept = std::fs::read(&ccc).unwrap();
    for (from, to, said) in [
        (&gateway, ccc.clone(), "is generation 1 of cc-gateway under another name"),
        (&ccc, ccc.with_file_name("ccc.0000000009.journal"), "is generation 1 of ccc under another name"),
    ] {
        std::fs::copy(from, &to).unwrap();
        let error = folder.refuses(|_| ());
        assert!(error.contains(said) && error.contains(to.to_str().unwrap()), "{error}");
        std::fs::write(&ccc, &kept).unwrap();
    }
    std::fs::remove_file(ccc.with_file_name("ccc.0000000009.journal")).unwrap();
    // What a server before this format began with, and what one after it may.
    let mut old = 5_u32.to_le_bytes().to_vec();
    old.extend(crc32fast::hash(b"{\"a\":").to_le_bytes());
    old.extend(crc32fast::hash(&old).to_le_bytes());
    for (begins, format) in
        [([old, b"{\"a\":".to_vec()].concat(), "2 or older"), (b"offhook journal 5\n{}".to_vec(), "5")]
    {
        std::fs::write(&ccc, begins).unwrap();
        let error = folder.refuses(|_| ());
        assert!(
            error.contains(&format!("is of format {format}, and this version reads format 4: ")),
            "{error}"
        );
    }
    std::fs::write(&ccc, &kept).unwrap();
    start(folder.keeps());
}

/// An entry as bytes behind a journal: its length, its number, the checksum of the entry before, its checksum, that of its head, and its text.
fn framed(kept: &[u8], text: &[u8]) -> Vec<u8> {
    let (number, before) = end(kept);
    let sum = crc32fast::hash(&[&number.to_le_bytes()[..], &before.to_le_bytes(), text].concat());
    let len = u32::try_from(text.len()).unwrap_or_default();
    let mut bytes = len.to_le_bytes().to_vec();
    bytes.extend(number.to_le_bytes());
    bytes.extend(before.to_le_bytes());
    bytes.extend(sum.to_le_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes.extend(text);
    bytes
}

/// How many entries a journal has, and the checksum of the last.
fn end(kept: &[u8]) -> (u64, u32) {
    let mut rest =
        kept.iter().position(|byte| *byte == b'\n').and_then(|line| kept.get(line + 1..)).unwrap_or_default();
    let (mut number, mut before) = (0, 0);
    while let Some((head, text)) = rest.split_first_chunk::<24>() {
        let [a, b, c, d, _, _, _, _, _, _, _, _, _, _, _, _, e, f, g, h, ..] = *head;
        let len = u32::from_le_bytes([a, b, c, d]);
        rest = text.get(usize::try_from(len).unwrap_or_default()..).unwrap_or_default();
        (number, before) = (number + 1, u32::from_le_bytes([e, f, g, h]));
    }
    (number, before)
}

#[test]
fn what_leads_elsewhere_is_refused() {
    let folder = Folder::new("elsewhere");
    let mut server = start(folder.keeps());
    live(&server);
    let at_ms = server.world()["ccc"]["clock_ms"].as_u64().unwrap();
    server.stop();
    let file = folder.files("ccc").remove(0);
    let whole = std::fs::read(&file).unwrap();
    for (entry, said) in [
        (json!({ "digest": { "at_ms": at_ms, "digest": "0123456789abcdef" } }), "should have the digest"),
        (json!({ "clock": { "at_ms": 1, "by_ms": 1 } }), "its clock goes back"),
        (json!({ "clock": { "at_ms": at_ms, "by_ms": u64::MAX } }), "at byte"),
        (
            json!({ "request": { "at_ms": at_ms, "request": { "method": "GET", "target": "/agentgateway/resource/agentevent/1001" } } }),
            "other dialect",
        ),
        (json!({ "dance": {} }), "none that this version knows"),
    ] {
        let entry = framed(&whole, entry.to_string().as_bytes());
        std::fs::write(&file, [whole.clone(), entry].concat()).unwrap();
        let error = folder.refuses(|_| ());
        assert!(error.contains(said) && error.contains(&format!("at byte {}", whole.len())), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_it_and_it_holds_no_signature() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("private");
    let mut server = start(folder.keeps());
    live(&server);
    server.ccc(
        "Action=PollUserStatus&InstanceId=ccc-test&UserId=amy@ccc-test&Signature=sig-sig&AccessKeyId=key-key",
    );
    server.stop();
    for file in folder.files("ccc").iter().chain(&folder.files("cc-gateway")) {
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!String::from_utf8_lossy(&std::fs::read(file).unwrap()).contains("sig-sig"));
    }
}
