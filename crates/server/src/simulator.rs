//! Both call centres behind one door: a request in, an answer out. No socket and no task here, and the clock is handed in.

use std::time::Duration;

use offhook_dialect::cc_gateway;
use offhook_dialect::ccc::{self, RpcRequest, errors, signature::SignatureError};
use offhook_dialect::{Edition, Form, Format, HttpRequest, WireError};
use offhook_harness::{Ask, Reply, SubjectError};
use offhook_scenario::Dialect;

use crate::centre::Centre;
use crate::keys::Gate;
use crate::request::Received;
use crate::wall::Now;

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is answered.
    Answered(Reply),
    /// It is a poll that finds nothing to tell: it is to be put again when something has happened, or after this time.
    Waits(Duration),
}

/// The simulator.
pub(crate) struct Simulator {
    pub(crate) ccc: Centre,
    pub(crate) gateway: Centre,
    gate: Gate,
    /// Answers what never reaches the call centre, so that its own request ids stay what they are.
    doorkeeper: ccc::Front,
}

impl Simulator {
    pub(crate) fn new(ccc: Centre, gateway: Centre, gate: Gate, seed: u64) -> Self {
        let doorkeeper = ccc::Front::new(Form::Typed, Format::Json, Edition::default(), !seed);
        Self { ccc, gateway, gate, doorkeeper }
    }

    pub(crate) const fn centre(&mut self, dialect: Dialect) -> &mut Centre {
        match dialect {
            Dialect::Ccc => &mut self.ccc,
            Dialect::CcGateway => &mut self.gateway,
        }
    }

    /// Lets everything happen that is due by now.
    pub(crate) fn catch_up(&mut self, now: Now) {
        for centre in [&mut self.ccc, &mut self.gateway] {
            if let Err(error) = centre.catch_up(now) {
                tracing::error!(dialect = centre.dialect().as_str(), %error, "the clock cannot be moved");
                centre.freeze();
            }
        }
    }

    /// When, by the wall, something is due next.
    pub(crate) fn wakes(&self) -> Option<Duration> {
        [self.ccc.wakes(), self.gateway.wakes()].into_iter().flatten().min()
    }

    /// Answers a request to CCC.
    pub(crate) fn ccc(&mut self, received: &Received, now: Now) -> Reply {
        let request = received.as_http();
        let rpc = match RpcRequest::decode(&request) {
            Ok(rpc) => rpc,
            Err(error) => return self.turn_down(Format::Json, &malformed(&error)),
        };
        let account = match self.gate.admit(&request, now.unix_ms) {
            Ok(account) => account,
            Err(error) => {
                tracing::info!(code = error.row.code, action = ?rpc.action, "not let in");
                return self.turn_down(rpc.format, &error);
            }
        };
        let format = rpc.format;
        let ask = Ask::Rpc { action: rpc.action, params: rpc.params, account };
        self.ccc.request(&ask, format).unwrap_or_else(|error| broken(&error))
    }

    fn turn_down(&mut self, format: Format, error: &SignatureError) -> Reply {
        self.doorkeeper.format = format;
        let answer = self.doorkeeper.refuse(error.row, &[&error.arg]);
        let media = ("Content-Type".to_owned(), answer.content_type.to_owned());
        Reply { status: answer.status, headers: vec![media], body: answer.body }
    }

    /// Answers a request to CC-Gateway; a poll may be told to wait.
    pub(crate) fn gateway(&mut self, received: &Received) -> Outcome {
        match self.gateway.waits(&received.as_http()) {
            Some(at_most) => Outcome::Waits(at_most),
            None => Outcome::Answered(self.gateway_now(received)),
        }
    }

    /// Answers a request to CC-Gateway without waiting.
    pub(crate) fn gateway_now(&mut self, received: &Received) -> Reply {
        let body = match std::str::from_utf8(&received.body) {
            Ok(text) => text.to_owned(),
            // As little JSON as what came, and a text.
            Err(_) => char::REPLACEMENT_CHARACTER.to_string(),
        };
        let ask = Ask::Rest {
            method: received.method.clone(),
            target: received.target.clone(),
            headers: received.headers.clone(),
            body,
        };
        self.gateway.request(&ask, Format::Json).unwrap_or_else(|error| broken(&error))
    }
}

fn malformed(error: &WireError) -> SignatureError {
    SignatureError { row: &errors::ENUMERATION, arg: error.to_string() }
}

fn broken(error: &SubjectError) -> Reply {
    tracing::error!(%error, "a request cannot be answered");
    Reply::json(500, &serde_json::json!({ "error": error.to_string() }))
}

/// The dialect whose address this is.
pub(crate) fn dialect_of(path: &str) -> Option<Dialect> {
    match path {
        "/" => Some(Dialect::Ccc),
        path if path.starts_with(cc_gateway::PATH_PREFIX) => Some(Dialect::CcGateway),
        _ => None,
    }
}
