//! The door: connections are let in up to the limit, those beyond it only to be answered so, and all are seen out when the server stops.

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
use crate::actor::Command;
use crate::capacity::Capacity;
use crate::health::Health;
use crate::limits::Patience;
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
    pub(crate) capacity: Capacity,
    pub(crate) patience: Patience,
}

/// Lets connections in until the server stops; then they have a while to end.
pub(crate) async fn listen(listener: Listener) {
    let Listener { socket, tls, commands, metrics, health, stop, dated, capacity, patience } = listener;
    let mut stops = stop.clone();
    let shared = Shared { commands, metrics, health, stop, dated, patience };
    let places = Places::new(capacity);
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
        let Some(place) = places.take(peer.ip()) else {
            shared.metrics.turned_away.inc();
            tracing::warn!("a connection is closed without an answer: there are too many");
            continue;
        };
        let mut shared = shared.clone();
        if place.turned_away().is_some() {
            shared.metrics.turned_away.inc();
            shared.patience = patience.shortened();
        }
        connections.spawn(one(stream, peer.ip(), tls.clone(), shared, place));
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
    let is_local = is_local(peer, stream.local_addr().ok().map(|own| own.ip()));
    let metrics = shared.metrics.clone();
    metrics.connections.inc();
    tokio::select! {
        () = place.closes() => {
            metrics.made_room.inc();
            tracing::debug!("a connection makes room whose client kept the server waiting");
        }
        () = shaken_hands(stream, is_local, tls, shared, Arc::clone(&place)) => {}
    }
    metrics.connections.dec();
}

async fn shaken_hands(
    stream: TcpStream,
    is_local: bool,
    tls: Option<TlsAcceptor>,
    shared: Shared,
    place: Arc<Place>,
) {
    match tls {
        None => serve(stream, is_local, shared, place).await,
        Some(tls) => match timeout(shared.patience.handshake, tls.accept(stream)).await {
            Ok(Ok(stream)) => serve(stream, is_local, shared, place).await,
            Ok(Err(error)) => tracing::debug!(%error, "no TLS came about"),
            Err(_) => tracing::debug!("no TLS came about in time"),
        },
    }
}

/// Whether who has this address is on this machine: it is one that only this machine has, or the very address that was connected to.
fn is_local(peer: IpAddr, own: Option<IpAddr>) -> bool {
    peer.to_canonical().is_loopback() || own.is_some_and(|own| own.to_canonical() == peer.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_this_machine_is_local() {
        let local = |peer: &str, own: &str| is_local(peer.parse().unwrap(), own.parse().ok());
        for (peer, own) in [
            ("127.0.0.1", "127.0.0.1"),
            ("127.0.0.1", "127.0.0.2"),
            ("::1", "::1"),
            ("::ffff:127.0.0.1", "::ffff:127.0.0.1"),
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("127.0.0.1", "unknown"),
        ] {
            assert!(local(peer, own), "{peer} to {own}");
        }
        for (peer, own) in
            [("192.0.2.8", "192.0.2.7"), ("2001:db8::8", "2001:db8::7"), ("192.0.2.8", "unknown")]
        {
            assert!(!local(peer, own), "{peer} to {own}");
        }
    }
}
