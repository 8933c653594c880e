//! HTTP to another implementation: bounded in everything, without redirects, cookies or proxies.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use offhook_dialect::{HttpRequest, HttpResponse};
use ureq::http::{Method, Request, Response};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, AsSendBody, Body, Error, Timeout};

use super::limits::{
    CONNECT_PAUSE, MAX_ANSWER_BYTES, MAX_CONNECTS, MAX_HEADER_BYTES, MAX_IDLE, MAX_IDLE_CONNECTIONS,
};
use super::watch::Watch;
use crate::subject::SubjectError;

/// A client of one subject.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    agents: Arc<Agents>,
    timeout: Duration,
    /// How long the next answer may take.
    patience: Duration,
    watch: Arc<Watch>,
}

/// What connections are made by.
#[derive(Debug)]
struct Agents {
    /// Uses connections again.
    keeping: Agent,
    /// Uses no connection twice.
    fresh: Agent,
    /// Whether the subject was seen to close a connection that it had let stay open.
    closes: AtomicBool,
}

/// Why there is no answer.
enum Silence {
    /// There is no connection: nothing was received.
    Unreached(String),
    /// The request cannot be written down for HTTP.
    Unsendable(String),
    /// The connection was closed before an answer came: an idle one may have been closed before the request did.
    Closed(String),
    /// There was a connection, and then no answer that could be read.
    Broken(String),
}

impl Client {
    /// A client that waits so long for an answer, and that trusts the authorities of these PEM certificates beside those
    /// of the web.
    pub(crate) fn new(timeout: Duration, authority: Option<&str>, watch: Arc<Watch>) -> Result<Self, String> {
        let mut tls = TlsConfig::builder();
        if let Some(pem) = authority {
            let certificate = Certificate::from_pem(pem.as_bytes())
                .map_err(|error| format!("the certificate cannot be read: {error}"))?;
            tls = tls.root_certs(RootCerts::new_with_certs(&[certificate]));
        }
        let tls = tls.build();
        let config = |idle: usize| {
            Agent::config_builder()
                .max_idle_connections(idle)
                .max_idle_connections_per_host(idle)
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .proxy(None)
                .timeout_global(Some(timeout))
                .max_response_header_size(MAX_HEADER_BYTES)
                .max_idle_age(MAX_IDLE)
                .allow_non_standard_methods(true)
                .user_agent(concat!("offhook/", env!("CARGO_PKG_VERSION")))
                .tls_config(tls.clone())
                .build()
                .new_agent()
        };
        let agents = Agents {
            keeping: config(MAX_IDLE_CONNECTIONS),
            fresh: config(0),
            closes: AtomicBool::new(false),
        };
        Ok(Self { agents: Arc::new(agents), timeout, patience: timeout, watch })
    }

    /// Says how long the next answer may take, where that is less than an answer may take anyway.
    pub(crate) fn allow(&mut self, left: Duration) {
        self.patience = self.timeout.min(left);
    }

    /// Sends a request whose target is absolute. A connection that could not be made is tried again. A request that only reads
    /// (`is_safe`) is sent once more where its connection was closed before an answer; it is made anew then, with a nonce of its own.
    /// From then on no connection is used twice.
    pub(crate) fn send(
        &self,
        is_safe: bool,
        make: impl Fn() -> Result<HttpRequest, SubjectError>,
    ) -> Result<HttpResponse, SubjectError> {
        let mut sending = make()?;
        let mut pause = CONNECT_PAUSE;
        let mut attempt = 1;
        let mut may_repeat = is_safe;
        loop {
            self.watch.turn()?;
            match self.send_once(&sending) {
                Ok(reply) => {
                    self.watch.answered();
                    return Ok(reply);
                }
                Err(Silence::Unsendable(reason)) => {
                    return Err(SubjectError::NotApplicable(
                        format!("a request cannot be sent: {reason}").into(),
                    ));
                }
                Err(Silence::Unreached(_)) if attempt < MAX_CONNECTS => {
                    self.watch.sleep(pause)?;
                    pause *= 2;
                    attempt += 1;
                }
                Err(Silence::Closed(_)) if may_repeat => {
                    may_repeat = false;
                    self.agents.closes.store(true, Ordering::Relaxed);
                    sending = make()?;
                }
                Err(Silence::Unreached(reason)) => {
                    self.watch.silent();
                    return Err(SubjectError::Unreached(reason));
                }
                Err(Silence::Closed(reason) | Silence::Broken(reason)) => {
                    self.watch.silent();
                    return Err(SubjectError::Broken(reason));
                }
            }
        }
    }

    fn send_once(&self, sending: &HttpRequest) -> Result<HttpResponse, Silence> {
        let mut request = Request::builder().method(sending.method.as_str()).uri(sending.target.as_str());
        for (name, value) in &sending.headers {
            request = request.header(name, value);
        }
        let unsendable = |error: ureq::http::Error| Silence::Unsendable(error.to_string());
        let without_body = sending.body.is_empty()
            && ![Method::POST, Method::PUT].iter().any(|method| method.as_str() == sending.method);
        let answer = if without_body {
            self.run(request.body(()).map_err(unsendable)?)
        } else {
            self.run(request.body(sending.body.as_slice()).map_err(unsendable)?)
        };
        let answer = answer.map_err(|error| self.explain(&error))?;
        let (head, body) = answer.into_parts();
        let headers = head.headers.iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        let headers = headers.collect();
        let bytes = body.into_with_config().limit(MAX_ANSWER_BYTES as u64).read_to_vec();
        let bytes = bytes.map_err(|error| match self.explain(&error) {
            // What has begun to come is an answer.
            Silence::Closed(reason) => Silence::Broken(reason),
            other => other,
        })?;
        let body = String::from_utf8(bytes)
            .map_err(|_| Silence::Broken("the body of an answer is not UTF-8".to_owned()))?;
        Ok(HttpResponse { status: head.status.as_u16(), headers, body })
    }

    fn run(&self, request: Request<impl AsSendBody>) -> Result<Response<Body>, Error> {
        let Agents { keeping, fresh, closes } = &*self.agents;
        let agent = if closes.load(Ordering::Relaxed) { fresh } else { keeping };
        agent.run(agent.configure_request(request).timeout_global(Some(self.patience)).build())
    }

    fn explain(&self, error: &Error) -> Silence {
        use io::ErrorKind::{
            AddrNotAvailable, BrokenPipe, ConnectionAborted, ConnectionRefused, ConnectionReset,
            HostUnreachable, NetworkUnreachable, UnexpectedEof,
        };
        let within = humantime::format_duration(self.patience);
        match error {
            Error::HostNotFound => Silence::Unreached("its host is not known".to_owned()),
            Error::ConnectionFailed => Silence::Unreached("no connection".to_owned()),
            Error::Timeout(Timeout::Resolve | Timeout::Connect) => {
                Silence::Unreached(format!("no connection within {within}"))
            }
            Error::Io(error)
                if [AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkUnreachable]
                    .contains(&error.kind()) =>
            {
                Silence::Unreached(error.to_string())
            }
            Error::Io(error)
                if [BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof]
                    .contains(&error.kind()) =>
            {
                Silence::Closed(format!("no answer that can be read: {error}"))
            }
            Error::BadUri(_) | Error::Http(_) => Silence::Unsendable(error.to_string()),
            Error::Timeout(_) => Silence::Broken(format!("no whole answer within {within}")),
            Error::BodyExceedsLimit(_) => {
                Silence::Broken(format!("the body of an answer is larger than {MAX_ANSWER_BYTES} bytes"))
            }
            other => Silence::Broken(format!("no answer that can be read: {other}")),
        }
    }
}
