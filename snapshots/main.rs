//! What is pinned by snapshots for the whole workspace: answers and events on the wire, and what the commands print. The files
//! stand beside this one, by crate.
#![cfg(test)]

mod wire;
