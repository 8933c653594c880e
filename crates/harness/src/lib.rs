//! The harness of offhook: plays scenarios on subjects and gives verdicts.
#![forbid(unsafe_code)]

pub mod adapter;
pub mod document;
mod files;
mod in_process;
mod ladder;
mod runner;
mod secrets;
mod subject;
mod suite;
mod verdict;
mod vocabulary;

pub use files::{FilesError, GIVEN, MAX_DEPTH, MAX_FILE_BYTES, read_named, read_scenarios};
pub use in_process::{Cast, DEFAULT_BREAK_CODE, DEFAULT_CLOCK_MS, DEFAULT_NODE, InProcess};
pub use ladder::{
    Asked, Check, Entry, Ladder, MAX_CHECKS, MAX_ENTRIES, MAX_LADDER_BYTES, MAX_TEXT_BYTES, What,
};
pub use runner::{Options, ReadFile, Times, network, record, run_case};
pub use secrets::{HIDDEN, MAX_SECRETS, Secrets, is_secret};
pub use subject::{Ask, FarParty, Inspection, Reply, Speech, Stimulated, Subject, SubjectError, editions};
pub use suite::{Counts, Share, SuiteReport, run_suite};
pub use verdict::{CaseReport, Verdict, severity};
pub use vocabulary::vocabulary;
