//! The two ways to speak with another implementation: HTTP, and a program's standard input and output.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use offhook_centre::adapter::{Answer, Call, MAX_MESSAGE_BYTES, Request};
use offhook_dialect::{AccessKey, HttpRequest, HttpResponse, Sender};
use offhook_machine::OpKind;
use offhook_scenario::Dialect;
use offhook_scenario::files::read_file;
use serde_json::Value;

use super::http::Client;
use super::signing::{nonce, now_ms};
use super::stdio::Program;
use super::watch::Watch;
use crate::statement::{Secret, Signature, Statement};
use crate::subject::SubjectError;

/// How a subject is reached.
#[derive(Debug)]
pub(crate) enum Link {
    /// The vendor's interface and the control endpoint, each at its address.
    Http(Address),
    /// A program.
    Stdio(Program),
}

/// Where an implementation is, and what opens its doors.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    client: Client,
    target: String,
    control: Option<String>,
    control_headers: Vec<(String, String)>,
    key: Option<AccessKey>,
    /// Whether each user's requests are signed by a key of the user's id.
    accounts: bool,
}

/// What every link of a run is made from: secrets are read once.
#[derive(Clone, Debug)]
pub(crate) enum Reach {
    Http(Address),
    Stdio { command: Vec<String>, timeout: Duration, watch: Arc<Watch> },
}

impl Reach {
    /// How the statement's implementation is reached.
    pub(crate) fn of(statement: &Statement, watch: &Arc<Watch>) -> Result<Self, String> {
        let timeout = Duration::from_millis(statement.timeout_ms());
        let text = |it: &Option<offhook_scenario::At<String>>| it.as_ref().map(|it| it.value.clone());
        let Some(target) = text(&statement.target) else {
            let command = statement.command.iter().map(|part| part.value.clone()).collect();
            return Ok(Self::Stdio { command, timeout, watch: Arc::clone(watch) });
        };
        let beside = Path::new(statement.source.name.as_ref());
        let reveal = |secret: &Secret| secret.reveal(beside).map_err(|error| error.to_string());
        let key = statement.credentials.as_ref().map(|credentials| {
            let token = credentials.security_token.as_ref();
            Ok::<_, String>(AccessKey {
                id: reveal(&credentials.access_key_id)?,
                secret: reveal(&credentials.access_key_secret)?,
                token: token.map(|token| reveal(token)).transpose()?,
                older_signature: credentials.signature == Signature::Rpc,
            })
        });
        let authority = statement.authority.as_ref().map(|file| {
            let file = beside.parent().unwrap_or(Path::new("")).join(&file.value);
            read_file(&file)
        });
        let control_headers = std::iter::once(("Content-Type".to_owned(), Ok("application/json".to_owned())))
            .chain(
                statement
                    .control_headers
                    .iter()
                    .map(|(name, value)| (name.value.clone(), reveal(&value.value))),
            );
        let control_headers = control_headers.map(|(name, value)| Ok::<_, String>((name, value?)));
        Ok(Self::Http(Address {
            client: Client::new(timeout, authority.transpose()?.as_deref(), Arc::clone(watch))?,
            target,
            control: text(&statement.control),
            control_headers: control_headers.collect::<Result<_, _>>()?,
            key: key.transpose()?,
            accounts: statement.accounts,
        }))
    }

    /// A link of its own.
    pub(crate) fn link(&self) -> Link {
        match self.clone() {
            Self::Http(address) => Link::Http(address),
            Self::Stdio { command, timeout, watch } => Link::Stdio(Program::new(command, timeout, watch)),
        }
    }
}

impl Link {
    /// Says how long the next answer may take, where that is less than an answer may take anyway.
    pub(crate) fn allow(&mut self, left: Duration) {
        match self {
            Self::Stdio(program) => program.allow(left),
            Self::Http(address) => address.client.allow(left),
        }
    }

    /// Asks for an operation of the adapter protocol; says how long the answer was.
    pub(crate) fn call(&mut self, call: &Call) -> Result<(Answer, usize), SubjectError> {
        match self {
            Self::Stdio(program) => program.call(call),
            Self::Http(address) => address.call(call),
        }
    }

    /// Sends a request of the vendor's interface.
    pub(crate) fn request(
        &mut self,
        dialect: Dialect,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        match self {
            Self::Http(address) => address.request(dialect, request),
            Self::Stdio(program) => {
                let request = dialect.client.to_adapter(request);
                let request = Request { dialect: dialect.as_str().to_owned(), request };
                let (answer, _) = program.call(&Call::Request(request))?;
                reply(answer)
            }
        }
    }
}

impl Address {
    fn call(&self, call: &Call) -> Result<(Answer, usize), SubjectError> {
        let Some(control) = &self.control else {
            return Err(SubjectError::NotApplicable("there is no control endpoint".into()));
        };
        let body = call.object().to_string();
        if body.len() > MAX_MESSAGE_BYTES {
            let reason = format!("a message of more than {MAX_MESSAGE_BYTES} bytes would be needed");
            return Err(SubjectError::NotApplicable(reason.into()));
        }
        let op = call.op();
        let message = HttpRequest {
            method: "POST".to_owned(),
            target: format!("{}/{op}", control.trim_end_matches('/')),
            headers: self.control_headers.clone(),
            body: body.into_bytes(),
        };
        let is_safe = matches!(call, Call::Hello(_) | Call::Events(_));
        let reply = self.client.send(is_safe, || Ok(message.clone()))?;
        let answer = serde_json::from_str(&reply.body).map_err(|error| {
            let status = reply.status;
            SubjectError::Broken(format!(
                "the control endpoint answers {op} with HTTP status {status} and not in the protocol: {error}"
            ))
        })?;
        Ok((answer, reply.body.len()))
    }

    fn request(&self, dialect: Dialect, request: &HttpRequest) -> Result<HttpResponse, SubjectError> {
        self.client.send(only_reads(dialect, request), || {
            let now_ms = now_ms();
            let (host, nonce) = (crate::address::host(&self.target), nonce(now_ms));
            let sender = Sender {
                host: &host,
                key: self.key.as_ref(),
                accounts: self.accounts,
                now_ms,
                nonce: &nonce,
            };
            let signed = dialect
                .client
                .send(request, &sender)
                .map_err(|why| SubjectError::NotApplicable(why.into()))?;
            let target = format!("{}{}", self.target.trim_end_matches('/'), signed.target);
            Ok(HttpRequest { target, ..signed })
        })
    }
}

fn reply(answer: Answer) -> Result<HttpResponse, SubjectError> {
    if !answer.ok {
        let reason = answer.reason.unwrap_or_else(|| "it does not say why".to_owned());
        return Err(SubjectError::NotApplicable(format!("a request is not taken: {reason}").into()));
    }
    let (Some(status), Some(body)) = (answer.http_status, answer.body) else {
        return Err(SubjectError::Broken(
            "an answer to a request without `http_status` and `body`".to_owned(),
        ));
    };
    let body = match body {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    };
    Ok(HttpResponse { status, headers: answer.headers.unwrap_or_default().into_iter().collect(), body })
}

/// Whether a request changes nothing, so that it can be sent again. A poll that takes an event off its queue changes something.
fn only_reads(dialect: Dialect, request: &HttpRequest) -> bool {
    let Some(operation) = dialect.client.read(request).operation else {
        // Of all that the vendor does not have, only this is known to be nowhere.
        return *request == dialect.client.unknown();
    };
    let takes_events = dialect.delivery.poll().is_some_and(|poll| poll == operation);
    let asks = operation.asks();
    let reads =
        if asks.is_empty() { request.method == "GET" } else { asks.iter().all(|it| *it == OpKind::Poll) };
    reads && !takes_events
}
