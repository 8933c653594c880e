//! The door: connections are let in up to the limit, and seen out when the server stops.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::connection::{Shared, serve};
use crate::actor::Command;
use crate::health::Health;
use crate::limits::{MAX_CONNECTIONS, Patience};
use crate::metrics::Metrics;

/// How long to wait when the system has no more sockets to give.
const BREATHER: Duration = Duration::from_millis(50);
/// The answer to a connection beyond the limit.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\ncontent-length: 49\r\nconnection: close\r\n\r\n{\"ok\":false,\"reason\":\"too many connections here\"}\n";

/// What it takes to let connections in.
pub(crate) struct Listener {
    pub(crate) socket: TcpListener,
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) commands: mpsc::Sender<Command>,
    pub(crate) metrics: Metrics,
    pub(crate) health: Health,
    pub(crate) stop: watch::Receiver<bool>,
    pub(crate) dated: bool,
    pub(crate) patience: Patience,
}

/// Lets connections in until the server stops; then they have a while to end.
pub(crate) async fn listen(listener: Listener) {
    let Listener { socket, tls, commands, metrics, health, stop, dated, patience } = listener;
    let mut stops = stop.clone();
    let shared = Shared { commands, metrics, health, stop, dated, patience };
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let accepted = tokio::select! {
            _ = stops.wait_for(|stops| *stops) => break,
            accepted = socket.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be let in");
                tokio::time::sleep(BREATHER).await;
                continue;
            }
        };
        match Arc::clone(&places).try_acquire_owned() {
            Ok(place) => {
                connections.spawn(one(stream, peer.ip(), tls.clone(), shared.clone(), place));
            }
            Err(_) => turn_away(stream, &shared.metrics, tls.is_some()),
        }
    }
    drop(socket);
    drop(shared);
    let all = async { while connections.join_next().await.is_some() {} };
    if timeout(patience.grace, all).await.is_err() {
        tracing::warn!("connections are cut off that did not end in time");
    }
    connections.shutdown().await;
}

async fn one(
    stream: TcpStream,
    peer: IpAddr,
    tls: Option<TlsAcceptor>,
    shared: Shared,
    _place: OwnedSemaphorePermit,
) {
    let _ = stream.set_nodelay(true);
    let metrics = shared.metrics.clone();
    metrics.connections.inc();
    match tls {
        None => serve(stream, peer, shared).await,
        Some(tls) => match timeout(shared.patience.handshake, tls.accept(stream)).await {
            Ok(Ok(stream)) => serve(stream, peer, shared).await,
            Ok(Err(error)) => tracing::debug!(%error, "no TLS came about"),
            Err(_) => tracing::debug!("no TLS came about in time"),
        },
    }
    metrics.connections.dec();
}

/// Says so if that is possible at once, and hangs up.
fn turn_away(stream: TcpStream, metrics: &Metrics, tls: bool) {
    metrics.turned_away.inc();
    if !tls {
        let _ = stream.try_write(FULL);
    }
    drop(stream);
}
