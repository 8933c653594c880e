//! One agent's calls through a server in which many others wait.

use std::thread::JoinHandle;
use std::time::Instant;

use offhook_scenario::parse;
use offhook_server::{Access, Options, ServeError, Server, Stopper};
use serde_json::{Value, json};
use ureq::Agent;

use crate::exit::{Cause, CliError};

/// The requests of each kind in one window.
const REQUESTS: u32 = 300;

const WORLD: &str = r#"offhook: 1
id: bench.scale
title: many calls wait
dialect: ccc
cites: [ccc.make-call]
given:
  instance: { id: ccc-test, skill_groups: [sales@ccc-test] }
  users:
    amy: { state: READY, extension: "80010001", skill_groups: [] }
    bob: { state: BREAK, extension: "80010002", skill_groups: [sales@ccc-test] }
steps:
- poll: { user: amy }
"#;

pub(super) struct Served {
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
    /// A call that is placed and hung up: three requests.
    pub(super) call_out: f64,
}

impl Served {
    /// A server on this machine with so many calls that wait. It has the built-in numbers, as it has by default: what a channel does by
    /// itself is looked after, too.
    pub(super) fn beside(calls: u32) -> Result<Self, CliError> {
        let given = parse("bench", WORLD).map_err(|_| CliError::broke("the world does not parse"))?;
        let options = Options { given: vec![given], numbers: true, ..Options::new(Access::Any) };
        let server = Server::bind(options).map_err(CliError::Serve)?;
        let (url, stopper) = (server.url(), server.stopper());
        let thread = std::thread::spawn(move || server.run());
        let it = Self { client: Agent::new_with_defaults(), url, stopper, thread };
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
        let poll = shortest(windows, || self.ask("PollUserStatus", &[]).map(drop));
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
        let body =
            json!({ "stimulus": "inbound", "from": format!("138{serial:08}"), "to": "sales@ccc-test" });
        let url = format!("{}/_offhook/ccc/stimulus", self.url);
        let answer = self.client.post(url).send(body.to_string())?.into_body().read_to_vec()?;
        let answer: Value = serde_json::from_slice(&answer)?;
        if answer["ok"] == true { Ok(()) } else { Err(format!("a call does not come in: {answer}").into()) }
    }

    fn calls_out(&self) -> Result<(), Cause> {
        let call = self.ask("MakeCall", &[("Callee", "13188888888")])?;
        let job = call["Data"]["CallContext"]["JobId"].as_str().unwrap_or_default();
        self.ask("ReleaseCall", &[("JobId", job)])?;
        self.ask("ReadyForService", &[])?;
        Ok(())
    }

    fn ask(&self, action: &str, more: &[(&str, &str)]) -> Result<Value, Cause> {
        let request = self.client.get(&self.url).query_pairs([
            ("Action", action),
            ("Version", "2020-07-01"),
            ("InstanceId", "ccc-test"),
            ("DeviceId", "device"),
            ("UserId", "amy@ccc-test"),
        ]);
        let answer = request.query_pairs(more.iter().copied()).call()?.into_body().read_to_vec()?;
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
