//! The server does not grow under thousands of hostile requests.
#![cfg(test)]
#![cfg(all(test, target_os = "linux"))]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The most memory that a second round of the same requests may add, in KiB: the bounded stores are full after the first.
const MAX_GROWTH_KIB: u64 = 8 << 10;
/// The most memory that the server may hold at all, in KiB.
const MAX_KIB: u64 = 256 << 10;
/// Number of requests of each kind in a round.
const ROUNDS: usize = 40;

/// A server that ends with the test.
struct Serving {
    child: Child,
    address: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Serving {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_offhook"))
            .args(["serve", "--listen", "127.0.0.1:0", "--insecure-accept-any", "--log", "off"])
            .env_remove("OFFHOOK_CONTROL_TOKEN")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
        Self { child, address }
    }

    /// Sends these bytes and reads the answer to its end.
    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The memory of the server, as the system reports it.
    fn kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

fn post(target: &str, body: &str) -> Vec<u8> {
    let head = "Host: localhost\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    format!("POST {target} HTTP/1.1\r\n{head}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// One round of everything that a server might keep: large bodies, new names, calls, events, journal lines, idle connections.
fn round(server: &Serving, nth: usize) {
    let user = "InstanceId=ccc-test&UserId=amy@ccc-test&DeviceId=d";
    let long = "x".repeat(50_000);
    let deep = "[".repeat(500_000);
    for turn in 0..ROUNDS {
        let code = format!("{nth}-{turn}");
        for body in [
            format!("Action=PollUserStatus&{user}&{long}={long}"),
            format!("Action=No{code}&{long}"),
            format!("Action=SignInGroup&{user}&SignedSkillGroupIdList=%5B%22skg-default@ccc-test%22%5D"),
            format!("Action=TakeBreak&{user}&Code={code}"),
            format!("Action=ReadyForService&{user}"),
            format!("Action=MakeCall&{user}&Callee=139&Tags={long}"),
            format!("Action=MakeCall&{user}&Callee=13188888888"),
        ] {
            server.send(&post("/", &body));
        }
        for (op, body) in [
            ("ccc/clock", r#"{"advance_ms":600000}"#.to_owned()),
            ("ccc/stimulus", format!(r#"{{"stimulus":"answered","job":"{long}","party":"{long}"}}"#)),
            ("ccc/reset", deep.clone()),
            ("given", deep.clone()),
            ("cc-gateway/reset", format!(r#"{{"given":{{"users":[{{"id":"{long}","state":"READY"}}]}}}}"#)),
        ] {
            server.send(&post(&format!("/_offhook/{op}"), &body));
        }
        server.send(&post(&format!("/agentgateway/resource/onlineagent/1001?{long}"), &long));
        server.send(&b"\x16\x03\x01".repeat(2_000));
        let _ = TcpStream::connect(&server.address)
            .unwrap()
            .write_all(b"POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n");
    }
}

#[test]
fn a_server_does_not_grow_under_thousands_of_hostile_requests() {
    let server = Serving::start();
    for nth in 0..3 {
        round(&server, nth);
    }
    let first = server.kib();
    for nth in 3..6 {
        round(&server, nth);
    }
    let second = server.kib();
    assert!(second < MAX_KIB, "{second} KiB");
    assert!(second.saturating_sub(first) < MAX_GROWTH_KIB, "from {first} to {second} KiB");
    let metrics = || server.send(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let only_ours = |metrics: &String| metrics.contains("offhook_connections 1\n");
    let settled =
        (0..100).map(|_| std::thread::sleep(Duration::from_millis(50))).map(|()| metrics()).find(only_ours);
    let metrics = settled.unwrap_or_else(metrics);
    assert!(only_ours(&metrics), "{metrics}");
    assert!(metrics.lines().count() < 200, "labels come from the tables alone: {metrics}");
    println!("{first} KiB, then {second} KiB");
}
