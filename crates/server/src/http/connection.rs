//! One connection: its requests, one after the other.

use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::header::{CONNECTION, CONTENT_ENCODING, HOST, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, Version};
use hyper_util::rt::{TokioIo, TokioTimer};
use offhook_dialect::{HttpRequest, HttpResponse, Unserved};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use super::patient::Patient;
use super::places::{Pieces, Place};
use super::worded::Worded;
use crate::actor::{Asked, Command};
use crate::guard::harmless;
use crate::health::Health;
use crate::limits::{MAX_BODY_BYTES, MAX_HEAD_BYTES, MAX_HEADERS, MAX_TARGET_BYTES, Patience};
use crate::message::{self, AtDoor, IDENTITY, Received, UNSUPPORTED_MEDIA_TYPE};
use crate::metrics::Metrics;
use crate::simulator::dialect_of;

/// What every connection needs.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) commands: mpsc::Sender<Command>,
    pub(super) metrics: Metrics,
    pub(super) health: Health,
    pub(super) stop: watch::Receiver<bool>,
    /// Whether answers bear a date: not where time is virtual, for they are to be the same every time.
    pub(super) dated: bool,
    pub(super) patience: Patience,
}

/// Serves a connection until it ends, or the server stops and its last request is answered.
pub(super) async fn serve<T>(stream: T, is_local: bool, shared: Shared, place: Arc<Place>)
where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut stop = shared.stop.clone();
    let (dated, patience, commands) = (shared.dated, shared.patience, shared.commands.clone());
    let goes_on = place.turned_away().is_none();
    let service = service_fn(move |request| {
        let (shared, place) = (shared.clone(), Arc::clone(&place));
        async move { Ok::<_, Infallible>(answer(request, is_local, &shared, place).await) }
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .keep_alive(goes_on)
        .max_headers(MAX_HEADERS)
        .max_header_size(MAX_HEAD_BYTES)
        .max_buf_size(MAX_HEAD_BYTES)
        .title_case_headers(true)
        .auto_date_header(dated);
    let stream = Worded::new(Patient::new(stream, patience.write), commands);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let stopping = async { stop.wait_for(|stops| *stops).await.is_ok() };
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopping => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

async fn answer(
    request: Request<Incoming>,
    is_local: bool,
    shared: &Shared,
    place: Arc<Place>,
) -> Response<Pieces> {
    let stays = place.turned_away().is_none() && !*shared.stop.borrow() && stays(&request);
    let mut reply = match request.uri().path() {
        "/healthz" => shared.health.answer(),
        "/metrics" => HttpResponse::new(200, Metrics::MEDIA, shared.metrics.text()),
        path => {
            let path = path.to_owned();
            let asked = match (receive(request, is_local, shared.patience, &place).await, place.turned_away())
            {
                (Asked::Request(received), Some(reason)) => {
                    Asked::Refused(received.request, AtDoor::TurnedAway(reason))
                }
                (asked, _) => asked,
            };
            place.asks();
            let (answer, answered) = oneshot::channel();
            let answered = match shared.commands.send(Command { asked, answer }).await {
                Ok(()) => answered.await.ok(),
                Err(_) => None,
            };
            answered.unwrap_or_else(|| stopped(path))
        }
    };
    // A client that knows how long the server waits sends no request into a connection that is just being closed.
    let idle = shared.patience.head.saturating_sub(KEEP_ALIVE_MARGIN).as_secs();
    if stays && idle > 0 {
        reply.headers.push(("Keep-Alive".to_owned(), format!("timeout={idle}")));
    }
    write(reply, place)
}

/// How much sooner than it is closed an idle connection is said to end.
const KEEP_ALIVE_MARGIN: Duration = Duration::from_secs(1);

/// Whether the connection goes on after this request (RFC 9112, 9.3).
fn stays(request: &Request<Incoming>) -> bool {
    let says = |token: &str| {
        let values = request.headers().get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|it| it.trim().eq_ignore_ascii_case(token))
    };
    if request.version() >= Version::HTTP_11 { !says("close") } else { says("keep-alive") }
}

/// The answer where nobody is left to ask, in the words of the dialect all the same.
fn stopped(path: String) -> HttpResponse {
    const REASON: &str = "the server stops";
    tracing::error!("a request is not answered: {REASON}");
    match dialect_of(&path) {
        Some(dialect) => {
            (dialect.gate)(0).refuse(&HttpRequest::new("GET", path), &Unserved::Unavailable(REASON))
        }
        None => message::refusal(503, REASON),
    }
}

/// Reads a request to its end.
async fn receive(request: Request<Incoming>, is_local: bool, patience: Patience, place: &Place) -> Asked {
    let (head, body) = request.into_parts();
    let target = head.uri.path_and_query().map_or_else(|| head.uri.to_string(), ToString::to_string);
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value)));
    let mut request = HttpRequest {
        method: head.method.as_str().to_owned(),
        target,
        headers: headers.collect(),
        body: Vec::new(),
    };
    // A request to a proxy names the server in its target, which then counts before Host (RFC 9112, 3.2.2).
    if let Some(authority) = head.uri.authority() {
        request.set_header("host", authority.as_str());
    }
    match read(&head, &request.target, body, patience, place).await {
        Ok(body) => {
            request.body = body;
            Asked::Request(Received { request, local: is_local })
        }
        Err(why) => Asked::Refused(request, why),
    }
}

/// Reads the body of a request with this head, if it is one that can be answered.
async fn read(
    head: &Parts,
    target: &str,
    body: Incoming,
    patience: Patience,
    place: &Place,
) -> Result<Vec<u8>, AtDoor> {
    let unreadable = |status, what, allowed| AtDoor::Unreadable { status, what, allowed };
    if target.len() > MAX_TARGET_BYTES {
        return Err(unreadable(414, "address", format!("at most {MAX_TARGET_BYTES} bytes")));
    }
    // RFC 9112, 3.2: one Host, and from HTTP/1.1 on there must be one.
    let hosts = head.headers.get_all(HOST).iter().count();
    if hosts > 1 || (hosts == 0 && head.version >= Version::HTTP_11) {
        return Err(unreadable(400, "header Host", "there once".to_owned()));
    }
    let too_large = || unreadable(413, "body", format!("at most {MAX_BODY_BYTES} bytes"));
    if body.size_hint().lower() > MAX_BODY_BYTES as u64 {
        return Err(too_large());
    }
    let body = match timeout(patience.body, collect(body, place)).await {
        Ok(Ok(body)) => body,
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(too_large()),
        Ok(Err(_)) => return Err(unreadable(400, "body", "as long as it is said to be".to_owned())),
        Err(_) => {
            return Err(unreadable(408, "body", format!("sent within {} s", patience.body.as_secs())));
        }
    };
    // What is coded would be read as something else.
    let is_plain =
        |value: &HeaderValue| value.is_empty() || value.as_bytes().eq_ignore_ascii_case(IDENTITY.as_bytes());
    if !head.headers.get_all(CONTENT_ENCODING).iter().all(is_plain) {
        return Err(unreadable(UNSUPPORTED_MEDIA_TYPE, "content coding", IDENTITY.to_owned()));
    }
    Ok(body)
}

/// Collects a body, up to its limit.
async fn collect(body: Incoming, place: &Place) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
    let mut body = Limited::new(body, MAX_BODY_BYTES);
    let mut collected = Vec::new();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            collected.extend_from_slice(&data);
            place.reads(collected.len());
        }
    }
    Ok(collected)
}

fn write(reply: HttpResponse, place: Arc<Place>) -> Response<Pieces> {
    let reply = harmless(reply);
    let mut response = Response::new(Pieces::new(reply.body, place));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
