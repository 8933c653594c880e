//! The door: connections are let in up to the limit, and seen out when the server stops.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::connection::{Shared, serve};
use super::places::{Place, Places};
use super::worded::message;
use crate::actor::Command;
use crate::health::Health;
use crate::limits::Patience;
use crate::message::refusal;
use crate::metrics::Metrics;

/// How long to wait when the system has no more sockets to give.
const BREATHER: Duration = Duration::from_millis(50);

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
    let places = Places::default();
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
        match places.take(peer.ip()) {
            Some(place) => {
                connections.spawn(one(stream, peer.ip(), tls.clone(), shared.clone(), place));
            }
            None => turn_away(stream, &shared.metrics, tls.is_some()),
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

async fn one(stream: TcpStream, peer: IpAddr, tls: Option<TlsAcceptor>, shared: Shared, place: Arc<Place>) {
    let _ = stream.set_nodelay(true);
    let metrics = shared.metrics.clone();
    metrics.connections.inc();
    tokio::select! {
        () = place.closes() => {
            metrics.made_room.inc();
            tracing::debug!("a connection makes room whose client kept the server waiting");
        }
        () = shaken_hands(stream, peer, tls, shared, Arc::clone(&place)) => {}
    }
    metrics.connections.dec();
}

async fn shaken_hands(
    stream: TcpStream,
    peer: IpAddr,
    tls: Option<TlsAcceptor>,
    shared: Shared,
    place: Arc<Place>,
) {
    match tls {
        None => serve(stream, peer, shared, place).await,
        Some(tls) => match timeout(shared.patience.handshake, tls.accept(stream)).await {
            Ok(Ok(stream)) => serve(stream, peer, shared, place).await,
            Ok(Err(error)) => tracing::debug!(%error, "no TLS came about"),
            Err(_) => tracing::debug!("no TLS came about in time"),
        },
    }
}

/// Says so if that is possible at once, and hangs up.
fn turn_away(stream: TcpStream, metrics: &Metrics, tls: bool) {
    metrics.turned_away.inc();
    if !tls {
        let _ = stream.try_write(&message(refusal(503, "too many connections here")));
    }
    drop(stream);
}
