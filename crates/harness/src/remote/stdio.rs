//! A program that is spoken to over its standard input and output, one JSON object a line.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::group;
use super::hello::{HELLO, accepted};
use super::limits::{END_GRACE, MAX_ANSWER_BYTES, MAX_STDERR_BYTES, MAX_WAITING_LINES};
use super::watch::Watch;
use crate::ladder::CUT;
use crate::subject::SubjectError;
use offhook_centre::adapter::{Answer, Call};

/// A program, running or to be started.
#[derive(Debug)]
pub(crate) struct Program {
    command: Vec<String>,
    timeout: Duration,
    /// How long the next answer may take.
    patience: Duration,
    watch: Arc<Watch>,
    running: Option<Running>,
}

/// A program that runs. Its pipes are served by threads of their own, so that neither a full nor a silent one can stop us.
#[derive(Debug)]
struct Running {
    child: Child,
    input: SyncSender<String>,
    lines: Receiver<Result<String, String>>,
    said: Arc<Mutex<Vec<u8>>>,
    next_id: u64,
}

impl Program {
    pub(crate) fn new(command: Vec<String>, timeout: Duration, watch: Arc<Watch>) -> Self {
        Self { command, timeout, patience: timeout, watch, running: None }
    }

    /// Says how long the next answer may take, where that is less than an answer may take anyway.
    pub(crate) fn allow(&mut self, left: Duration) {
        self.patience = self.timeout.min(left);
    }

    /// Asks for an operation, and waits for its answer. A program that broke is ended; the next call starts it anew.
    pub(crate) fn call(&mut self, call: &Call) -> Result<(Answer, usize), SubjectError> {
        self.watch.turn()?;
        let answer = self.exchange(call);
        match answer {
            Ok(_) => self.watch.answered(),
            Err(_) => self.watch.silent(),
        }
        answer.map_err(|reason| {
            let said = self.running.take().map(Running::end).unwrap_or_default();
            let said = if said.is_empty() { said } else { format!("; on its standard error: {said}") };
            SubjectError::Broken(format!("{reason}{said}"))
        })
    }

    fn exchange(&mut self, call: &Call) -> Result<(Answer, usize), String> {
        let timeout = self.patience;
        if let Some(running) = &mut self.running {
            return running.ask(call, timeout);
        }
        let running = self.running.insert(Running::start(&self.command)?);
        if !matches!(call, Call::Hello(_)) {
            // A program that is started anew may think better of it.
            let (answer, _) = running.ask(&Call::Hello(HELLO), timeout)?;
            accepted(&answer)?;
        }
        running.ask(call, timeout)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.end();
        }
    }
}

/// A message as it goes over the line: `id` and `op` first.
fn message(id: u64, call: &Call) -> String {
    let mut object = serde_json::Map::new();
    object.insert("id".to_owned(), id.into());
    object.insert("op".to_owned(), call.op().into());
    if let Value::Object(fields) = call.object() {
        object.extend(fields);
    }
    Value::Object(object).to_string()
}

impl Running {
    fn start(command: &[String]) -> Result<Self, String> {
        let (program, arguments) = command.split_first().ok_or("no program is named")?;
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = group::start(&mut command)
            .map_err(|error| format!("the program `{program}` cannot be started: {error}"))?;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err("its standard input and output cannot be used".to_owned());
        };
        let (input, to_write) = sync_channel(1);
        let (to_read, lines) = sync_channel(MAX_WAITING_LINES);
        let said = Arc::new(Mutex::new(Vec::new()));
        let tail = Arc::clone(&said);
        thread::spawn(move || write_lines(stdin, &to_write));
        thread::spawn(move || read_lines(stdout, &to_read));
        thread::spawn(move || drain(stderr, &tail));
        Ok(Self { child, input, lines, said, next_id: 1 })
    }

    /// Asks for an operation, and waits for its answer; says how long that was.
    fn ask(&mut self, call: &Call, timeout: Duration) -> Result<(Answer, usize), String> {
        let id = self.next_id;
        self.next_id += 1;
        let line = self.exchange(&message(id, call), timeout)?;
        let value: Value =
            serde_json::from_str(&line).map_err(|error| format!("a line that is no JSON: {error}"))?;
        if value.get("id").and_then(Value::as_u64) != Some(id) {
            return Err(format!("an answer to another message than {id}"));
        }
        let size = line.len();
        let answer = serde_json::from_value(value)
            .map_err(|error| format!("an answer that is none of the protocol: {error}"))?;
        Ok((answer, size))
    }

    fn exchange(&self, message: &str, timeout: Duration) -> Result<String, String> {
        match self.input.try_send(format!("{message}\n")) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err("it does not read what is sent to it".to_owned()),
            Err(TrySendError::Disconnected(_)) => return Err("it has closed its standard input".to_owned()),
        }
        match self.lines.recv_timeout(timeout) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => {
                Err(format!("no answer within {}", humantime::format_duration(timeout)))
            }
            Err(RecvTimeoutError::Disconnected) => {
                Err("it has ended, or closed its standard output".to_owned())
            }
        }
    }

    /// Ends the program and what it has started: its input is closed, and who does not go is killed. Hands back what it said last
    /// on its standard error.
    fn end(mut self) -> String {
        drop(self.input);
        group::end(&mut self.child, END_GRACE);
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.len() < MAX_STDERR_BYTES {
            return String::from_utf8_lossy(&said).trim().to_owned();
        }
        // A letter that was cut in two is left out.
        let start = said.iter().position(|byte| byte & 0xC0 != 0x80).unwrap_or(0);
        format!("{CUT}{}", String::from_utf8_lossy(&said[start..]).trim())
    }
}

fn write_lines(mut stdin: ChildStdin, lines: &Receiver<String>) {
    while let Ok(line) = lines.recv() {
        if stdin.write_all(line.as_bytes()).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

/// Reads line by line, none longer than is allowed, until nobody listens any more.
fn read_lines(stdout: impl Read, lines: &SyncSender<Result<String, String>>) {
    let mut reader = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let most = MAX_ANSWER_BYTES as u64 + 1;
        let line = match reader.by_ref().take(most).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) if line.len() > MAX_ANSWER_BYTES => {
                Err(format!("a line is longer than {MAX_ANSWER_BYTES} bytes"))
            }
            Ok(_) => String::from_utf8(line).map_err(|_| "a line is not UTF-8".to_owned()),
        };
        let broken = line.is_err();
        if lines.send(line).is_err() || broken {
            return;
        }
    }
}

/// Keeps the end of what is said.
fn drain(mut stderr: impl Read, tail: &Mutex<Vec<u8>>) {
    let mut chunk = [0; 4096];
    while let Ok(length @ 1..) = stderr.read(&mut chunk) {
        let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.extend_from_slice(&chunk[..length]);
        let surplus = tail.len().saturating_sub(MAX_STDERR_BYTES);
        tail.drain(..surplus);
    }
}
