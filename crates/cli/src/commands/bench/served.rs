//! One agent's calls through a server in which many others wait.

use std::thread::JoinHandle;
use std::time::Instant;

use offhook_dialect::{Caller, Draft};
use offhook_scenario::{Dialect, parse};
use offhook_server::{Access, Options, ServeError, Server, Stopper};
use serde_json::{Value, json};
use ureq::Agent;

use crate::exit::{Cause, CliError};

/// The requests of each kind in one window.
const REQUESTS: u32 = 300;

const INSTANCE: &str = "ccc-test";
const AGENT: &str = "amy@ccc-test";
const GROUP: &str = "sales@ccc-test";

/// Its words are those of scenarios.
const WORLD: &str = r#"
given:
  instance: { id: ccc-test, skill_groups: [sales@ccc-test] }
  users:
    amy: { state: READY, extension: "80010001", skill_groups: [] }
    bob: { state: BREAK, extension: "80010002", skill_groups: [sales@ccc-test] }
steps:
- poll: { user: amy }
"#;

pub(super) struct Served {
    dialect: Dialect,
    /// The operation that places a call, and its parameter for the number.
    place: (&'static str, &'static str),
    client: Agent,
    url: String,
    stopper: Stopper,
    thread: JoinHandle<Result<(), ServeError>>,
}

/// Microseconds, the client's time included.
#[derive(Clone, Copy)]
pub(super) struct Costs {
    pub(super) call_in: f64,
    pub(super) poll: f64,
    /// A call that is placed and rejected: two requests.
    pub(super) call_out: f64,
}

impl Served {
    /// A server on this machine with so many calls that wait. It has the built-in numbers, as it has by default: what a channel does by
    /// itself is looked after, too.
    pub(super) fn beside(calls: u32) -> Result<Self, CliError> {
        let placing = |it: Dialect| it.given_call.map(|operations| (it, operations.place));
        let (dialect, place) = Dialect::all()
            .find_map(placing)
            .ok_or_else(|| CliError::broke("no vendor's calls can be placed"))?;
        let cited = dialect.tables.poll.clause();
        let head =
            format!("offhook: 1\nid: bench.scale\ntitle: calls wait\ndialect: {dialect}\ncites: [{cited}]\n");
        let given = parse("bench", &format!("{head}{WORLD}"))
            .map_err(|_| CliError::broke("the world does not parse"))?;
        let options = Options { given: vec![given], numbers: true, ..Options::new(Access::Any) };
        let server = Server::bind(options).map_err(CliError::Serve)?;
        let (url, stopper) = (server.url(), server.stopper());
        let thread = std::thread::spawn(move || server.run());
        let it = Self { dialect, place, client: Agent::new_with_defaults(), url, stopper, thread };
        match (0..calls).try_for_each(|call| it.calls_in(call)) {
            Ok(()) => Ok(it),
            Err(error) => {
                it.stop()?;
                Err(CliError::broke(error))
            }
        }
    }

    pub(super) fn costs(&self, windows: usize) -> Result<Costs, CliError> {
        let mut serial = 0;
        let call_in = shortest(windows, || {
            serial += 1;
            self.calls_in(serial)
        });
        let poll = shortest(windows, || self.polls());
        let call_out = shortest(windows, || self.calls_out());
        Ok(Costs {
            call_in: call_in.map_err(CliError::broke)?,
            poll: poll.map_err(CliError::broke)?,
            call_out: call_out.map_err(CliError::broke)?,
        })
    }

    /// Lets the server end.
    pub(super) fn stop(self) -> Result<(), CliError> {
        self.stopper.stop();
        let ended = self.thread.join().map_err(|_| CliError::broke("the server's thread has died"))?;
        ended.map_err(CliError::Serve)
    }

    fn calls_in(&self, serial: u32) -> Result<(), Cause> {
        self.happens(&json!({ "stimulus": "inbound", "from": format!("138{serial:08}"), "to": GROUP }))
    }

    /// A call that is placed, and that the agent's own phone rejects.
    fn calls_out(&self) -> Result<(), Cause> {
        let (place, callee) = self.place;
        let call = self.ask(place, &[(callee, "13188888888")])?;
        let job = call.pointer(self.dialect.tables.begun_call).ok_or("the call has no id")?;
        self.happens(&json!({ "stimulus": "rejected", "job": job, "party": AGENT }))
    }

    fn polls(&self) -> Result<(), Cause> {
        self.ask(self.dialect.tables.poll.name(), &[]).map(drop)
    }

    fn happens(&self, stimulus: &Value) -> Result<(), Cause> {
        let url = format!("{}/_offhook/{}/stimulus", self.url, self.dialect.as_str());
        let answer = self.client.post(url).send(stimulus.to_string())?.into_body().read_to_vec()?;
        let answer: Value = serde_json::from_slice(&answer)?;
        if answer["ok"] == true { Ok(()) } else { Err(format!("{stimulus}: {answer}").into()) }
    }

    fn ask(&self, operation: &str, with: &[(&str, &str)]) -> Result<Value, Cause> {
        let with = with.iter().map(|(name, value)| ((*name).to_owned(), Some((*value).into())));
        let caller = Caller { id: AGENT, device: "device", ..Caller::default() };
        let draft = Draft {
            operation,
            with: with.collect(),
            caller: Some(caller),
            instance: INSTANCE,
            ..Draft::default()
        };
        let target = self.dialect.client.write(&draft)?.request.target;
        let answer = self.client.get(format!("{}{target}", self.url)).call()?.into_body().read_to_vec()?;
        Ok(serde_json::from_slice(&answer)?)
    }
}

/// Microseconds of one, in the shortest of so many windows.
fn shortest(windows: usize, mut one: impl FnMut() -> Result<(), Cause>) -> Result<f64, Cause> {
    let mut least = f64::INFINITY;
    for _ in 0..windows {
        let begun = Instant::now();
        for _ in 0..REQUESTS {
            one()?;
        }
        least = least.min(begun.elapsed().as_secs_f64() * 1e6 / f64::from(REQUESTS));
    }
    Ok(least)
}
