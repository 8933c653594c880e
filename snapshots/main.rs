//! What is pinned by snapshots for the whole workspace: answers and events on the wire, and what the commands print, and the outline of the
//! OpenAPI documents. The files
//! stand beside this one, by crate.
#![cfg(test)]

mod openapi;
mod wire;
