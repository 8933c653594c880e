//! The rules under attack: graphs of them, coverage, the exhaustive check, generated suites, fuzzing and mutants.
//!
//! Everything here works on the machine's own tables and by its public contract, and is the same for a seed on any number of threads.
#![forbid(unsafe_code)]

pub mod mutants;
