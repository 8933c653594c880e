//! One connection: its requests, one after the other.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::header::{HOST, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode, Version};
use hyper_util::rt::{TokioIo, TokioTimer};
use offhook_dialect::{HttpRequest, HttpResponse};
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
use crate::message::{self, Received};
use crate::metrics::Metrics;

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
pub(super) async fn serve<T>(stream: T, peer: IpAddr, shared: Shared, place: Arc<Place>)
where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut stop = shared.stop.clone();
    let (dated, patience, commands) = (shared.dated, shared.patience, shared.commands.clone());
    let service = service_fn(move |request| {
        let (shared, place) = (shared.clone(), Arc::clone(&place));
        async move { Ok::<_, Infallible>(answer(request, peer, &shared, place).await) }
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
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
    peer: IpAddr,
    shared: &Shared,
    place: Arc<Place>,
) -> Response<Pieces> {
    let reply = match request.uri().path() {
        "/healthz" => shared.health.answer(),
        "/metrics" => HttpResponse::new(200, Metrics::MEDIA, shared.metrics.text()),
        _ => {
            let asked = receive(request, peer, shared.patience).await;
            place.asks();
            let (answer, answered) = oneshot::channel();
            match shared.commands.send(Command { asked, answer }).await {
                Ok(()) => answered.await.unwrap_or_else(|_| stopped()),
                Err(_) => stopped(),
            }
        }
    };
    write(reply, place)
}

fn stopped() -> HttpResponse {
    message::refusal(503, "the server stops")
}

/// Reads a request to its end.
async fn receive(request: Request<Incoming>, peer: IpAddr, patience: Patience) -> Asked {
    let (head, body) = request.into_parts();
    // A request to a proxy names the server in its target, which then counts before Host (RFC 9112, 3.2.2).
    let authority = head.uri.authority().map(ToString::to_string);
    let path = head.uri.path().to_owned();
    let target = head.uri.path_and_query().map_or_else(|| head.uri.to_string(), ToString::to_string);
    let unreadable = |status, what, allowed| Asked::Unreadable { path: path.clone(), status, what, allowed };
    if target.len() > MAX_TARGET_BYTES {
        return unreadable(414, "address", format!("at most {MAX_TARGET_BYTES} bytes"));
    }
    // RFC 9112, 3.2: one Host, and from HTTP/1.1 on there must be one.
    let hosts = head.headers.get_all(HOST).iter().count();
    if hosts > 1 || (hosts == 0 && head.version >= Version::HTTP_11) {
        return unreadable(400, "header Host", "there once".to_owned());
    }
    let too_large = || unreadable(413, "body", format!("at most {MAX_BODY_BYTES} bytes"));
    if body.size_hint().lower() > MAX_BODY_BYTES as u64 {
        return too_large();
    }
    let body = match timeout(patience.body, Limited::new(body, MAX_BODY_BYTES).collect()).await {
        Ok(Ok(body)) => body.to_bytes().to_vec(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return too_large(),
        Ok(Err(_)) => return unreadable(400, "body", "as long as it is said to be".to_owned()),
        Err(_) => return unreadable(408, "body", format!("sent within {} s", patience.body.as_secs())),
    };
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value)));
    let mut request =
        HttpRequest { method: head.method.as_str().to_owned(), target, headers: headers.collect(), body };
    if let Some(authority) = authority {
        request.set_header("host", authority);
    }
    Asked::Request(Received { request, local: peer.to_canonical().is_loopback() })
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
