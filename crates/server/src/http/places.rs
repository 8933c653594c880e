//! The places of connections: so many in all, and so many for one address. Where none is free, the connection makes room whose client has
//! kept the server waiting for longest: with a request, or with taking an answer. Where no client does, one more is turned away: it has one
//! of a few other places, and only to be answered so.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::sync::Notify;

use crate::capacity::Capacity;
use crate::limits::{MAX_INPUT_BYTES, MAX_OUTPUT_BYTES, MAX_TURNED_AWAY, OUTPUT_PIECE_BYTES};

/// So many bits of an IPv6 address are those of a network, all of whose addresses one client can have.
const NETWORK_BITS: u32 = 64;

const TOO_MANY: &str = "too many connections: --max-connections allows more";
const TOO_MANY_OF_ONE: &str = "too many connections from one address: --max-connections allows more";

/// All places; clones are the same ones.
#[derive(Clone, Debug)]
pub(super) struct Places {
    taken: Arc<Mutex<Taken>>,
    capacity: Capacity,
}

#[derive(Debug, Default)]
struct Taken {
    by_number: BTreeMap<u64, Connection>,
    /// Counts what happens, in place of a clock.
    moments: u64,
    /// Bytes of bodies that are there in part.
    input: usize,
    /// Bytes of answers that are not written yet.
    output: usize,
}

#[derive(Debug)]
struct Connection {
    client: IpAddr,
    /// Why its client is turned away, if it is.
    turned_away: Option<&'static str>,
    /// Since when the server waits for the client; none while the client waits for the server.
    waits_since: Option<u64>,
    /// Bytes of the body that is there in part.
    input: usize,
    /// Bytes of its answer that are not written yet.
    output: usize,
    closes: Arc<Notify>,
}

/// The place of one connection; it is free again with the value.
#[derive(Debug)]
pub(super) struct Place {
    number: u64,
    turned_away: Option<&'static str>,
    places: Places,
    closes: Arc<Notify>,
}

/// Who has an address.
fn client_of(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(it) if !it.is_loopback() => {
            IpAddr::V6(Ipv6Addr::from_bits(it.to_bits() >> NETWORK_BITS << NETWORK_BITS))
        }
        other => other,
    }
}

impl Places {
    pub(super) fn new(capacity: Capacity) -> Self {
        Self { taken: Arc::default(), capacity }
    }

    /// A place for a connection from this address; none where even those are taken in which clients are turned away.
    pub(super) fn take(&self, peer: IpAddr) -> Option<Arc<Place>> {
        let mut taken = self.taken();
        let client = client_of(peer);
        let turned_away = taken.room_for(client, self.capacity).err();
        if turned_away.is_some() {
            taken.room_to_turn_away()?;
        }
        let (number, closes) = (taken.moment(), Arc::new(Notify::new()));
        let connection = Connection {
            client,
            turned_away,
            waits_since: Some(number),
            input: 0,
            output: 0,
            closes: Arc::clone(&closes),
        };
        taken.by_number.insert(number, connection);
        drop(taken);
        Some(Arc::new(Place { number, turned_away, places: self.clone(), closes }))
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        // Nothing in here panics halfway.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    const fn moment(&mut self) -> u64 {
        self.moments += 1;
        self.moments
    }

    /// Makes room for one more connection of this client, if that takes any.
    fn room_for(&mut self, client: IpAddr, capacity: Capacity) -> Result<(), &'static str> {
        let let_in = || self.by_number.values().filter(|it| it.turned_away.is_none());
        if let_in().filter(|it| it.client == client).count() >= capacity.per_client {
            let own = |_, it: &Connection| it.turned_away.is_none() && it.client == client;
            self.close_one(own).ok_or(TOO_MANY_OF_ONE)
        } else if let_in().count() >= capacity.in_all {
            self.close_one(|_, it| it.turned_away.is_none()).ok_or(TOO_MANY)
        } else {
            Ok(())
        }
    }

    /// Makes room for one more connection whose client is turned away.
    fn room_to_turn_away(&mut self) -> Option<()> {
        let turned_away = self.by_number.values().filter(|it| it.turned_away.is_some()).count();
        if turned_away < MAX_TURNED_AWAY {
            return Some(());
        }
        self.close_one(|_, it| it.turned_away.is_some())
    }

    /// Closes that one of these that has kept the server waiting for longest; none if none does.
    fn close_one(&mut self, which: impl Fn(u64, &Connection) -> bool) -> Option<()> {
        let these = self.by_number.iter().filter(|(number, it)| which(**number, it));
        let (_, number) = these.filter_map(|(number, it)| Some((it.waits_since?, *number))).min()?;
        self.remove(number)?.closes.notify_one();
        Some(())
    }

    fn remove(&mut self, number: u64) -> Option<Connection> {
        let connection = self.by_number.remove(&number)?;
        self.input -= connection.input;
        self.output -= connection.output;
        Some(connection)
    }

    /// So much of a body is there.
    fn read(&mut self, number: u64, input: usize) {
        let Some(connection) = self.by_number.get_mut(&number) else { return };
        self.input = self.input - connection.input + input;
        connection.input = input;
    }

    /// The server waits for the client, or the client for the server; and so much is to be written.
    fn set(&mut self, number: u64, waits: bool, output: usize) {
        let moment = self.moment();
        let Some(connection) = self.by_number.get_mut(&number) else { return };
        connection.waits_since = waits.then_some(moment);
        self.output = self.output - connection.output + output;
        connection.output = output;
    }
}

impl Place {
    /// Why the client is turned away, if it is.
    pub(super) const fn turned_away(&self) -> Option<&'static str> {
        self.turned_away
    }

    /// Ends when somebody else needs the place.
    pub(super) async fn closes(&self) {
        self.closes.notified().await;
    }

    /// So many bytes of a body are there, and more are to come. If bodies take too much room together, those make room whose clients have
    /// kept the server waiting for longest.
    pub(super) fn reads(&self, bytes: usize) {
        let mut taken = self.places.taken();
        taken.read(self.number, bytes);
        while taken.input > MAX_INPUT_BYTES {
            if taken.close_one(|number, it| it.input > 0 && number != self.number).is_none() {
                return;
            }
        }
    }

    /// The client waits for an answer.
    pub(super) fn asks(&self) {
        let mut taken = self.places.taken();
        taken.read(self.number, 0);
        taken.set(self.number, false, 0);
    }

    /// The server waits for the client to take so many bytes. If answers take too much room together, those make room whose clients have kept
    /// the server waiting with theirs for longest.
    fn answers(&self, bytes: usize) {
        let mut taken = self.places.taken();
        taken.set(self.number, true, bytes);
        while taken.output > MAX_OUTPUT_BYTES {
            if taken.close_one(|number, it| it.output > 0 && number != self.number).is_none() {
                return;
            }
        }
    }

    /// The server waits for a request.
    fn is_answered(&self) {
        self.places.taken().set(self.number, true, 0);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.taken().remove(self.number);
    }
}

/// The body of an answer, in pieces that are handed out as the client takes them.
#[derive(Debug)]
pub(super) struct Pieces {
    rest: Bytes,
    place: Arc<Place>,
}

impl Pieces {
    pub(super) fn new(body: String, place: Arc<Place>) -> Self {
        place.answers(body.len());
        Self { rest: Bytes::from(body), place }
    }
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let len = self.rest.len().min(OUTPUT_PIECE_BYTES);
        let piece = self.rest.split_to(len);
        Poll::Ready((!piece.is_empty()).then(|| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.place.is_answered();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(nth: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, nth])
    }

    fn places() -> Places {
        Places::new(Capacity { in_all: 24, per_client: 12 })
    }

    /// Whether somebody else has got the place.
    fn is_closed(place: &Place) -> bool {
        !place.places.taken().by_number.contains_key(&place.number)
    }

    #[test]
    fn one_client_has_its_own_places_and_makes_room_for_itself() {
        let places = places();
        let other = places.take(peer(1)).unwrap();
        let own: Vec<_> = (0..12).map(|_| places.take(peer(2)).unwrap()).collect();
        // The one that has been silent for longest, which is the second: the first has asked.
        own[0].asks();
        let next = places.take(peer(2)).unwrap();
        assert!(is_closed(&own[1]) && !is_closed(&own[0]) && !is_closed(&next) && !is_closed(&other));
        // Who waits for an answer is not closed.
        own[2..].iter().chain([&next]).for_each(|place| place.asks());
        let turned_away = |nth| places.take(peer(nth)).and_then(|place| place.turned_away());
        assert_eq!(turned_away(2), Some(TOO_MANY_OF_ONE));
        assert_eq!(turned_away(3), None);
        drop(own);
        assert_eq!(turned_away(2), None);
    }

    #[test]
    fn where_all_places_are_taken_the_longest_silent_one_makes_room() {
        let places = places();
        let all: Vec<_> =
            (0..24).map(|nth| places.take(peer(u8::try_from(nth % 200).unwrap())).unwrap()).collect();
        let _next = places.take(peer(250)).unwrap();
        assert_eq!(all.iter().map(|place| is_closed(place)).filter(|closed| *closed).count(), 1);
        assert!(is_closed(&all[0]));
        all.iter().for_each(|place| place.asks());
        // The one that was let in last is silent.
        let last = places.take(peer(251)).unwrap();
        assert_eq!(last.turned_away(), None);
        last.asks();
        assert_eq!(places.take(peer(252)).unwrap().turned_away(), Some(TOO_MANY));
    }

    #[test]
    fn those_who_are_turned_away_have_bounds_and_disturb_nobody_who_was_let_in() {
        let places = places();
        let all: Vec<_> = (0..24).map(|nth| places.take(peer(nth)).unwrap()).collect();
        all.iter().for_each(|place| place.asks());
        let turned_away: Vec<_> = (0..MAX_TURNED_AWAY).map(|_| places.take(peer(99)).unwrap()).collect();
        assert!(turned_away.iter().all(|place| place.turned_away() == Some(TOO_MANY)));
        let next = places.take(peer(98)).unwrap();
        assert!(is_closed(&turned_away[0]) && !is_closed(&turned_away[1]) && !is_closed(&next));
        assert!(all.iter().all(|place| !is_closed(place)));
        drop(all);
        assert_eq!(places.take(peer(99)).unwrap().turned_away(), None);
    }

    #[test]
    fn readers_of_nothing_hold_no_more_than_the_bound() {
        let places = places();
        let body = "x".repeat(MAX_OUTPUT_BYTES / 8);
        let all: Vec<_> = (0..10)
            .map(|nth| {
                let place = places.take(peer(nth)).unwrap();
                place.asks();
                (Pieces::new(body.clone(), Arc::clone(&place)), place)
            })
            .collect();
        let open: Vec<bool> = all.iter().map(|(_, place)| !is_closed(place)).collect();
        assert_eq!(open, [vec![false; 2], vec![true; 8]].concat());
        assert_eq!(places.taken().output, 8 * body.len());
        drop(all);
        assert_eq!(places.taken().output, 0);
        // One answer may be larger than all together; it is alone then.
        let place = places.take(peer(1)).unwrap();
        let _large = Pieces::new("x".repeat(MAX_OUTPUT_BYTES + 1), Arc::clone(&place));
        assert!(!is_closed(&place));
    }

    #[test]
    fn bodies_that_are_there_in_part_hold_no_more_than_the_bound() {
        let places = places();
        let all: Vec<_> = (0..10).map(|nth| places.take(peer(nth)).unwrap()).collect();
        all.iter().for_each(|place| place.reads(MAX_INPUT_BYTES / 8));
        let open: Vec<bool> = all.iter().map(|place| !is_closed(place)).collect();
        assert_eq!(open, [vec![false; 2], vec![true; 8]].concat());
        assert_eq!(places.taken().input, MAX_INPUT_BYTES);
        // A body that is whole counts no more.
        all[9].asks();
        assert_eq!(places.taken().input, MAX_INPUT_BYTES / 8 * 7);
        drop(all);
        assert_eq!(places.taken().input, 0);
    }

    #[test]
    fn a_network_of_ipv6_is_one_client() {
        let of = |text: &str| client_of(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
        assert_ne!(of("::1"), of("::2"));
    }
}
