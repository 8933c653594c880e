//! An invented vendor, the smallest that shows everything a vendor consists of. Compiled with the feature `example-vendor` only.
//!
//! A user logs in, places a call, hangs up, asks for the own state and logs out. The API is JSON: an answer says `"ok": true`, a
//! refusal is an object `error` with a reason. Four events are pushed.

mod client;
mod derived;
mod events;
mod ids;
mod openapi;
mod operation;
mod operations;
mod reasons;
mod route;
mod session_layer;
#[cfg(test)]
mod tests;
mod vendor;

pub use vendor::VENDOR;
