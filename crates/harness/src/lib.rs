//! The harness of offhook: plays scenarios on subjects and gives verdicts.
#![forbid(unsafe_code)]

pub mod adapter;
mod date;
pub mod document;
mod files;
mod in_process;
mod ladder;
mod manifest;
mod runner;
mod secrets;
mod shard;
mod subject;
mod suite;
mod verdict;
mod vocabulary;
mod waivers;

pub use date::Date;
pub use files::{FilesError, GIVEN, MAX_DEPTH, MAX_FILE_BYTES, read_named, read_scenarios};
pub use in_process::{Cast, DEFAULT_CLOCK_MS, DEFAULT_NODE, InProcess};
pub use ladder::{
    Asked, Check, Entry, Ladder, Ladders, MAX_CHECKS, MAX_ENTRIES, MAX_LADDER_BYTES, MAX_TEXT_BYTES, What,
};
pub use manifest::{Manifest, ManifestCase};
pub use runner::{Options, ReadFile, Times, cited_clauses, record, run_case};
pub use secrets::{HIDDEN, MAX_SECRETS, Secrets, is_secret};
pub use shard::{MAX_SHARDS, Shard};
pub use subject::{Ask, FarParty, Inspection, Reply, Speech, Stimulated, Subject, SubjectError};
pub use suite::{Counts, Share, SuiteReport, run_suite};
pub use verdict::{CaseReport, Verdict, severity};
pub use vocabulary::vocabulary;
pub use waivers::{MAX_REASON_CHARS, MAX_WAIVERS, WAIVERS_VERSION, Waiver, Waivers, waivers_schema};
