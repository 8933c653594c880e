//! The harness of offhook: plays scenarios on subjects and gives verdicts.
#![forbid(unsafe_code)]

mod applicable;
mod conform;
mod date;
pub mod document;
mod files;
mod given_calls;
mod in_process;
mod ladder;
mod manifest;
mod probe;
mod remote;
mod runner;
mod secrets;
mod shard;
mod spelled;
mod statement;
mod subject;
mod suite;
mod verdict;
mod waivers;
mod wrapped;

pub use applicable::FINEST_MS;
pub use conform::{CLAIMS_CASE, ConformError, Conformance, DraftError, Drafted, Testbed, conform, draft};
pub use date::Date;
pub use files::{GIVEN, MAX_DEPTH, read_scenarios};
pub use in_process::InProcess;
pub use ladder::{
    Asked, Check, Entry, Ladder, Ladders, MAX_CHECKS, MAX_ENTRIES, MAX_LADDER_BYTES, MAX_TEXT_BYTES, What,
};
pub use manifest::{Manifest, ManifestCase};
pub use probe::{Found, Introduction};
pub use remote::limits as remote_limits;
pub use runner::{
    Options, Phrasebook, ReadFile, Refreshed, Times, Words, cited_clauses, read_nothing, record, refresh,
    run_case,
};
pub use secrets::{HIDDEN, MAX_SECRETS, Secrets};
pub use shard::{MAX_SHARDS, Shard};
pub use statement::{
    Credentials, DEFAULT_TIMEOUT_MS, DEFAULT_TOLERANCE_MS, Deviation, Isolation, MAX_PARALLEL, MAX_RATE,
    MAX_SECRET_BYTES, MAX_TIMEOUT_MS, Observation, PoolUser, STATEMENT_VERSION, Secret, SecretError,
    Signature, Statement, Stimuli, Time,
};
pub use subject::{Inspection, Subject, SubjectError};
pub use suite::{Counts, Share, SuiteReport, run_suite};
pub use verdict::{CaseReport, Verdict, severity};
pub use waivers::{MAX_REASON_CHARS, MAX_WAIVERS, WAIVERS_VERSION, Waiver, Waivers, waivers_schema};
pub use wrapped::{Plain, Wrap, Wrapped};
