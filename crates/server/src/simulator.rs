//! Both call centres behind one door: a request in, an answer out. No socket and no task here, and the clock is handed in.

use std::time::Duration;

use offhook_dialect::cc_gateway::retcodes::BAD_PARAMETER;
use offhook_dialect::cc_gateway::{self, Route};
use offhook_dialect::ccc::{self, RpcRequest, errors};
use offhook_dialect::{Edition, ErrorRow, Form, Format};
use offhook_harness::{Ask, Reply};
use offhook_scenario::Dialect;

use crate::centre::{Centre, CentreError};
use crate::keys::Gate;
use crate::message::{self as reply, Received};
use crate::wall::Now;

/// What is said in place of an action that no table has.
pub(crate) const UNKNOWN: &str = "unknown";
/// The headers that CC-Gateway looks at.
const HEADERS_THAT_COUNT: [&str; 3] = ["Content-Type", "Guid", "service_token"];

/// An answer, and what it is to, in words of the tables.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) reply: Reply,
    pub(crate) side: &'static str,
    pub(crate) action: &'static str,
}

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is answered.
    Answered(Answered),
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
                centre.stop_clock();
            }
            centre.flush(now);
        }
    }

    /// Ends what is kept on disk.
    pub(crate) fn close(&mut self) {
        self.ccc.close();
        self.gateway.close();
    }

    /// When, by the wall, something is due next.
    pub(crate) fn wakes(&self) -> Option<Duration> {
        [self.ccc.wakes(), self.gateway.wakes()].into_iter().flatten().min()
    }

    /// Answers a request to CCC.
    pub(crate) fn ccc(&mut self, received: &Received, now: Now) -> Answered {
        let (reply, action) = self.rpc(received, now);
        Answered { reply, side: Dialect::Ccc.as_str(), action }
    }

    fn rpc(&mut self, received: &Received, now: Now) -> (Reply, &'static str) {
        let request = received.as_http();
        if !matches!(request.method, "GET" | "POST") {
            let row = ErrorRow { http_status: 405, ..errors::ENUMERATION };
            let mut reply = self.turn_down(Format::Json, &row, &["method", "GET,POST"]);
            reply.headers.push(("Allow".to_owned(), "GET, POST".to_owned()));
            return (reply, UNKNOWN);
        }
        let rpc = match RpcRequest::decode(&request) {
            Ok(rpc) => rpc,
            Err(error) => {
                let reason = error.to_string();
                return (self.turn_down(Format::Json, &errors::ENUMERATION, &["request", &reason]), UNKNOWN);
            }
        };
        let action = ccc::action(&rpc.action).map_or(UNKNOWN, |action| action.name);
        let account = match self.gate.admit(&request, now.unix_ms) {
            Ok(account) => account,
            Err(error) => {
                return (self.turn_down(rpc.format, error.row, &[&error.arg]), action);
            }
        };
        let format = rpc.format;
        let ask = Ask::Rpc { action: rpc.action, params: rpc.params, account };
        (self.ccc.request(&ask, format).unwrap_or_else(|error| broken(&error)), action)
    }

    /// Answers what could not be read to its end, in the words of the dialect whose address it bore.
    pub(crate) fn unreadable(
        &mut self,
        dialect: Option<Dialect>,
        status: u16,
        what: &str,
        allowed: &str,
    ) -> Answered {
        let reply = match dialect {
            Some(Dialect::Ccc) => {
                let row = ErrorRow { http_status: status, ..errors::ENUMERATION };
                self.turn_down(Format::Json, &row, &[what, allowed])
            }
            Some(Dialect::CcGateway) => reply::with_media(
                status,
                cc_gateway::Answer::CONTENT_TYPE,
                cc_gateway::encode_answer(
                    &serde_json::json!({ "message": BAD_PARAMETER.message, "retcode": BAD_PARAMETER.code }),
                    cc_gateway::REFUSAL_FIELDS,
                ),
            ),
            None => reply::refusal(status, format!("the {what} must be {allowed}")),
        };
        Answered { reply, side: dialect.map_or("none", Dialect::as_str), action: UNKNOWN }
    }

    fn turn_down(&mut self, format: Format, row: &ErrorRow, args: &[&str]) -> Reply {
        self.doorkeeper.format = format;
        let answer = self.doorkeeper.refuse(row, args);
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
    pub(crate) fn gateway_now(&mut self, received: &Received) -> Answered {
        let action = match cc_gateway::route(&received.method, &received.target) {
            Ok(Route::To(target)) => target.operation.id,
            _ => UNKNOWN,
        };
        let body = match std::str::from_utf8(&received.body) {
            Ok(text) => text.to_owned(),
            // As little JSON as what came, and a text.
            Err(_) => char::REPLACEMENT_CHARACTER.to_string(),
        };
        let ask = Ask::Rest {
            method: received.method.clone(),
            target: received.target.clone(),
            headers: headers_that_count(&received.headers),
            body,
        };
        let reply = self.gateway.request(&ask, Format::Json).unwrap_or_else(|error| broken(&error));
        Answered { reply, side: Dialect::CcGateway.as_str(), action }
    }
}

/// The headers that CC-Gateway looks at. No other is kept or written down.
fn headers_that_count(headers: &[(String, String)]) -> Vec<(String, String)> {
    let counts = |name: &str| HEADERS_THAT_COUNT.iter().any(|it| name.eq_ignore_ascii_case(it));
    headers.iter().filter(|(name, _)| counts(name)).cloned().collect()
}

fn broken(error: &CentreError) -> Reply {
    tracing::error!(%error, "a request cannot be answered");
    reply::json(500, &serde_json::json!({ "error": error.to_string() }))
}

/// The dialect whose address this is.
pub(crate) fn dialect_of(path: &str) -> Option<Dialect> {
    match path {
        "/" => Some(Dialect::Ccc),
        path if path.starts_with(cc_gateway::PATH_PREFIX) => Some(Dialect::CcGateway),
        _ => None,
    }
}
