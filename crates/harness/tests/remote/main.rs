//! Other people's implementations as subjects: played over HTTP and over stdio, and hostile ones survived.
#![cfg(test)]

mod conform;
mod hostile_http;
mod hostile_stdio;
mod pool;
mod probe;
mod server;
mod statements;
mod stdio;
mod support;
