//! HTTP: connections in, requests to the actor, answers out.

mod connection;
mod listener;
mod patient;
mod places;
mod worded;

pub(crate) use self::listener::{Listener, listen};
