//! The machine behind a socket: a vendor's interface at `/`, and the adapter protocol at `/control/`.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use offhook_centre::adapter::{Answer, Call, Reset};
use offhook_centre::{RemoteParty, Stimulated};
use offhook_dialect::ccc::RpcRequest;
use offhook_dialect::ccc::signature::{Claim, Key};
use offhook_dialect::{HttpRequest, HttpResponse, JSON, encode_query};
use offhook_harness::{InProcess, Subject as _};
use offhook_scenario::{Dialect, Scenario};
use serde_json::{Value, json};

/// Which stimuli it does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lacking {
    /// Calls from outside cannot happen now: what it says without queues.
    Queues,
    /// Calls from outside can never happen here.
    Everything,
}

/// An implementation: the machine, and its events so far.
pub(crate) struct Simulator {
    dialect: Dialect,
    pub(crate) machine: InProcess,
    events: Vec<Value>,
    /// The operations that it says it has.
    pub(crate) ops: Vec<&'static str>,
    /// Actions that it does not have.
    pub(crate) lacks: Vec<&'static str>,
    /// The secret that requests are signed with; none are looked at without.
    pub(crate) secret: Option<String>,
    /// Whether the agent's own channel is answered at once.
    pub(crate) auto_answer: bool,
    pub(crate) requests: usize,
    /// What it says to calls from outside, if it does not take them.
    pub(crate) lacking: Option<Lacking>,
    now_ms: u64,
    /// How far its clock goes on between two questions, in milliseconds.
    pub(crate) ticks_ms: u64,
}

impl Simulator {
    pub(crate) fn new(dialect: Dialect) -> Self {
        let ops = vec!["reset", "stimulus", "clock", "events", "scenario", "dials", "proposes", "handset"];
        Self {
            dialect,
            machine: InProcess::new(),
            events: Vec::new(),
            ops,
            lacks: Vec::new(),
            secret: None,
            auto_answer: false,
            requests: 0,
            lacking: None,
            now_ms: 0,
            ticks_ms: 0,
        }
    }

    /// As every implementation is: without what is beyond the protocol.
    pub(crate) fn plain(dialect: Dialect) -> Self {
        Self { ops: vec!["reset", "stimulus", "clock", "events"], ..Self::new(dialect) }
    }

    /// Sets the configuration once and for all.
    pub(crate) fn set_up(&mut self, scenario: &Scenario) {
        self.machine.reset(scenario, 0).unwrap();
        self.machine.begin().unwrap();
    }

    pub(crate) fn call(&mut self, op: &str, object: Value) -> Answer {
        match Call::read(op, object) {
            Ok(Call::Hello(_)) => Answer {
                protocol: Some(1),
                name: Some("simulator".to_owned()),
                version: Some("1".to_owned()),
                ops: Some(self.ops.iter().map(|op| (*op).to_owned()).collect()),
                ..Answer::done()
            },
            Ok(call) if call.op() != "request" && !self.ops.contains(&call.op()) => {
                Answer::refused("unknown op")
            }
            Ok(Call::Reset(reset)) => self.reset(&reset),
            Ok(Call::Stimulus(RemoteParty::Inbound { .. })) if self.lacking.is_some() => {
                let unsupported = self.lacking == Some(Lacking::Everything);
                Answer { unsupported, ..Answer::refused("not here") }
            }
            Ok(Call::Stimulus(stimulus)) => match self.machine.stimulus(&stimulus) {
                Ok(Stimulated::Done { job }) => Answer { job: Some(job), ..Answer::done() },
                Ok(Stimulated::Impossible { reason }) => Answer::refused(reason),
                Err(error) => Answer::refused(error.to_string()),
            },
            Ok(Call::Clock(clock)) => match self.machine.advance(clock.advance_ms) {
                Ok(()) => {
                    self.now_ms += clock.advance_ms + self.ticks_ms;
                    Answer { now_ms: Some(self.now_ms), ..Answer::done() }
                }
                Err(error) => Answer::refused(error.to_string()),
            },
            Ok(Call::Events(events)) => {
                self.events.extend(self.machine.events().unwrap_or_default());
                let after = usize::try_from(events.after).unwrap_or(usize::MAX);
                let fresh = self.events.iter().skip(after).cloned().collect();
                Answer { events: Some(fresh), cursor: Some(self.events.len() as u64), ..Answer::done() }
            }
            Ok(Call::Request(_)) | Err(_) => Answer::refused("unknown op"),
        }
    }

    fn reset(&mut self, reset: &Reset) -> Answer {
        let (text, seed) = reset.to_scenario_text(self.dialect);
        self.now_ms = reset.given.clock_ms.unwrap_or_default();
        self.events.clear();
        let scenario = match offhook_scenario::parse("reset", &text) {
            Ok(scenario) => scenario,
            Err(faults) => return Answer::refused(format!("{faults:?}")),
        };
        // Where users sign in, nothing says when all have.
        let as_given = self.dialect.sign_in.operation().is_none();
        let begun = self
            .machine
            .reset(&scenario, seed)
            .and_then(|()| if as_given { self.machine.begin() } else { Ok(()) });
        begun.map_or_else(|error| Answer::refused(error.to_string()), |()| Answer::done())
    }

    fn answer(&mut self, request: &HttpRequest) -> HttpResponse {
        self.requests += 1;
        if let Some(op) = request.path().strip_prefix("/control/") {
            let object = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
            let answer = serde_json::to_string(&self.call(op, object)).unwrap();
            return HttpResponse::new(200, JSON, answer);
        }
        if !self.dialect.wire.signed {
            return self.request(request);
        }
        let claim = Claim::read(request).unwrap();
        if let Some(secret) = &self.secret {
            let claim = claim.as_ref().expect("the request is signed");
            let key = Key { id: claim.key_id.clone(), secret: secret.clone(), token: None };
            claim.verify(&key).unwrap();
        }
        let asked = RpcRequest::decode(request).unwrap();
        if self.lacks.contains(&asked.action.as_str()) {
            let body = json!({ "Code": "InvalidAction.NotFound", "Message": "no such action" });
            return HttpResponse::new(404, JSON, body.to_string());
        }
        // What the credentials say, and no credentials.
        let account = claim.map(|claim| ("AccessKeyId".to_owned(), claim.key_id));
        let format = ("Format".to_owned(), asked.format.as_str().to_owned());
        let params: Vec<_> = account.into_iter().chain(asked.params).chain([format]).collect();
        let query = encode_query(Some(&asked.action), &params);
        self.request(&HttpRequest::new("POST", format!("/?{query}")))
    }

    pub(crate) fn request(&mut self, request: &HttpRequest) -> HttpResponse {
        let answer = self.machine.request(request).unwrap_or_else(|_| {
            // Before the first reset there is a call centre without anybody.
            self.reset(&Reset::default());
            self.machine.request(request).unwrap()
        });
        self.machine.settle().unwrap();
        if self.auto_answer {
            self.answer_own_channel(request, &answer);
        }
        answer
    }

    fn answer_own_channel(&mut self, request: &HttpRequest, answer: &HttpResponse) {
        let read = self.dialect.client.read(request);
        let answer: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let job = answer.pointer("/Data/CallContext/JobId").and_then(Value::as_str);
        if let ("MakeCall", Some(job), Some(user)) = (read.name.as_str(), job, read.user) {
            let object = json!({ "stimulus": "answered", "job": job, "party": user });
            assert!(self.call("stimulus", object).ok);
        }
    }
}

/// A server on a free port, stopped when it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) simulator: Arc<Mutex<Simulator>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    pub(crate) fn start(simulator: Simulator) -> Self {
        let simulator = Arc::new(Mutex::new(simulator));
        let shared = Arc::clone(&simulator);
        let (address, stop) = listen(move |stream| serve(stream, &shared));
        Self { address, simulator, stop }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

/// Serves every connection on a thread of its own, until the flag is set.
pub(crate) fn listen(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> (SocketAddr, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if stopped.load(Ordering::Relaxed) {
                return;
            }
            let serve = Arc::clone(&serve);
            thread::spawn(move || serve(stream));
        }
    });
    (address, stop)
}

/// Method, target, headers and body.
type Received = (String, String, Vec<(String, String)>, Vec<u8>);

/// Reads one request: the request line, the headers, the body.
pub(crate) fn read_request(reader: &mut BufReader<TcpStream>) -> Option<Received> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let mut body = vec![0; length.map_or(0, |(_, length)| length.parse().unwrap())];
    reader.read_exact(&mut body).ok()?;
    Some((method, target, headers, body))
}

fn serve(stream: TcpStream, simulator: &Mutex<Simulator>) {
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut writer = stream.try_clone().unwrap();
    let mut reader = BufReader::new(stream);
    while let Some((method, target, headers, body)) = read_request(&mut reader) {
        let request = HttpRequest { method, target, headers, body };
        let Ok(reply) = simulator.lock().map(|mut simulator| simulator.answer(&request)) else { return };
        let mut head = format!("HTTP/1.1 {} X\r\nContent-Length: {}\r\n", reply.status, reply.body.len());
        for (name, value) in &reply.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let whole = format!("{head}\r\n{}", reply.body);
        if writer.write_all(whole.as_bytes()).is_err() {
            return;
        }
    }
}
