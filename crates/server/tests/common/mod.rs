//! A server in this process, and a client that sends exactly the given bytes.
#![allow(dead_code, reason = "each test uses a part")]

pub(crate) mod disk;
pub(crate) mod entries;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use offhook_server::{Access, Options, ServeError, Server, Stopper};
use serde_json::{Value, json};

pub(crate) const AMY: &str = "InstanceId=ccc-test&UserId=amy@ccc-test&DeviceId=d";

/// A server that is stopped with the test.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) url: String,
    stopper: Stopper,
    thread: Option<JoinHandle<Result<(), ServeError>>>,
}

/// Starts a server that answers everybody, changed as the test wants.
pub(crate) fn start(change: impl FnOnce(&mut Options)) -> Running {
    try_start(change).unwrap()
}

/// Starts a server that may refuse to.
pub(crate) fn try_start(change: impl FnOnce(&mut Options)) -> Result<Running, ServeError> {
    let mut options = Options::new(Access::Any);
    change(&mut options);
    let server = Server::bind(options)?;
    let (address, url, stopper) = (server.address(), server.url(), server.stopper());
    Ok(Running { address, url, stopper, thread: Some(std::thread::spawn(|| server.run())) })
}

impl Running {
    pub(crate) fn stop(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap().unwrap();
        }
    }

    /// Stops it; how that ends.
    pub(crate) fn end(mut self) -> Result<(), ServeError> {
        self.stopper.stop();
        self.thread.take().map_or(Ok(()), |thread| thread.join().unwrap())
    }

    /// Only says so.
    pub(crate) fn ask_to_stop(&self) {
        self.stopper.stop();
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Sends these bytes and reads one answer.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        read_answer(&mut stream)
    }

    pub(crate) fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.raw(message(method, target, headers, body).as_bytes())
    }

    /// A request to CCC by GET.
    pub(crate) fn ccc(&self, query: &str) -> Answer {
        self.send("GET", &format!("/?{query}"), &[], "")
    }

    /// A request to CC-Gateway.
    pub(crate) fn gateway(&self, method: &str, path: &str, guid: &str, body: &str) -> Answer {
        let headers = [("Content-Type", "application/json"), ("Guid", guid)];
        self.send(method, &format!("/agentgateway/resource/{path}"), &headers, body)
    }

    /// Signs an agent of CC-Gateway in; the Guid.
    pub(crate) fn sign_in(&self, agent: u32) -> String {
        let phone = 80_010_000 + agent % 1_000;
        let body = json!({ "password": "", "phonenum": phone.to_string(), "autoanswer": false }).to_string();
        let answer = self.gateway("PUT", &format!("onlineagent/{agent}"), "", &body);
        assert_eq!(answer.json()["retcode"], "0", "{}", answer.body);
        answer.header("set-guid").unwrap().replace("JSESSIONID=", "")
    }

    /// Polls so many times for events of an agent who has none, without reading the answers; in real time they wait.
    pub(crate) fn wait_for_events(&self, polls: usize) -> Vec<TcpStream> {
        let guid = self.sign_in(1009);
        let head = format!("Host: localhost\r\nContent-Type: application/json\r\nGuid: {guid}\r\n\r\n");
        let poll = format!("GET /agentgateway/resource/agentevent/1009 HTTP/1.1\r\n{head}");
        let ask = || {
            let mut stream = self.connect();
            stream.write_all(poll.as_bytes()).unwrap();
            stream
        };
        // The first ones take what there is.
        let waits = |stream: &TcpStream| {
            stream.set_read_timeout(Some(Duration::from_millis(700))).unwrap();
            stream.peek(&mut [0]).is_err()
        };
        let drained = (0..20).map(|_| ask()).find(waits).expect("there is no end of events");
        let streams: Vec<TcpStream> = [drained].into_iter().chain((1..polls).map(|_| ask())).collect();
        std::thread::sleep(Duration::from_millis(700));
        streams.iter().for_each(|it| it.set_read_timeout(Some(Duration::from_secs(20))).unwrap());
        streams
    }

    /// An operation of the control API.
    pub(crate) fn control(&self, op: &str, object: &Value) -> Value {
        self.send("POST", &format!("/_offhook/{op}"), &[], &object.to_string()).json()
    }

    pub(crate) fn world(&self) -> Value {
        self.send("GET", "/_offhook/world", &[], "").json()
    }

    /// Signs amy in, makes her ready and has her call; the job's id.
    pub(crate) fn amy_calls(&self) -> String {
        self.amy_is_ready();
        self.amy_dials("13188888888")
    }

    /// Signs amy in and makes her ready.
    pub(crate) fn amy_is_ready(&self) {
        let groups = "SignedSkillGroupIdList=[\"skg-default@ccc-test\"]".replace('"', "%22");
        assert_eq!(self.ccc(&format!("Action=SignInGroup&{AMY}&{groups}")).code(), "OK");
        assert_eq!(self.ccc(&format!("Action=ReadyForService&{AMY}")).code(), "OK");
    }

    /// Has amy call a number; the job's id.
    pub(crate) fn amy_dials(&self, number: &str) -> String {
        let call = self.ccc(&format!("Action=MakeCall&{AMY}&Callee={number}"));
        let job = &call.json()["Data"]["CallContext"]["JobId"];
        job.as_str().unwrap_or_else(|| panic!("{}", call.body)).to_owned()
    }

    pub(crate) fn remote_party(&self, dialect: &str, signal: &str, job: &str, party: &str) -> Value {
        let object = json!({ "stimulus": signal, "job": job, "party": party });
        self.control(&format!("{dialect}/stimulus"), &object)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            if !std::thread::panicking() {
                ended.unwrap().unwrap();
            }
        }
    }
}

/// A request as text; the connection is closed after it.
pub(crate) fn message(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut text = format!("{method} {target} HTTP/1.1\r\n");
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        text.push_str("Host: localhost\r\n");
    }
    for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    format!("{text}Connection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// An answer, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn code(&self) -> String {
        self.json()["Code"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    }
}

/// Reads an answer to the end of the connection or of its length.
pub(crate) fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        if let Some(answer) = whole(&bytes) {
            return answer;
        }
        match stream.read(&mut chunk) {
            Ok(0) => panic!("closed after {:?}", String::from_utf8_lossy(&bytes)),
            Ok(read) => bytes.extend_from_slice(&chunk[..read]),
            Err(error) => panic!("{error} after {:?}", String::from_utf8_lossy(&bytes)),
        }
    }
}

fn whole(bytes: &[u8]) -> Option<Answer> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let answer = Answer {
        status: head.split(' ').nth(1)?.parse().ok()?,
        head: head.to_owned(),
        body: body.to_owned(),
    };
    let length: usize = answer.header("content-length").map_or(0, |text| text.parse().unwrap());
    (body.len() >= length).then_some(answer)
}
