//! The harness of offhook: runs scenarios on subjects and gives verdicts.
//!
//! ```
//! use offhook_harness::{InProcess, Options, Verdict, read_nothing, run_case};
//!
//! let text = "
//! offhook: 1
//! id: example.a-user-is-ready
//! dialect: ccc
//! given: { users: { amy: { state: READY } } }
//! steps:
//! - request: { by: amy, action: PollUserStatus, expect: { Code: OK, Data.UserContext.UserState: READY } }
//! ";
//! let scenario = offhook_scenario::parse("a.yaml", text).map_err(|faults| faults[0].title.clone())?;
//! let report = run_case(&scenario, &mut InProcess::new(), &Options::new(&read_nothing));
//! assert_eq!(report.verdict, Verdict::Pass);
//! # Ok::<(), String>(())
//! ```
#![forbid(unsafe_code)]

mod address;
mod applicable;
mod choices;
mod conform;
mod date;
pub mod document;
mod files;
mod given_calls;
mod given_ids;
mod in_process;
mod ladder;
mod manifest;
mod parallel;
mod probe;
mod profile;
mod remote;
mod runner;
mod secrets;
mod shard;
mod spelled;
mod statement;
mod subject;
mod suite;
mod summarised;
mod verdict;
mod waivers;
mod whole_file;
mod wrapped;

// Subjects: our machine, and what stands between it and the runner.
pub use choices::Choices;
pub use in_process::InProcess;
pub use subject::{Inspection, Subject, SubjectError};
pub use wrapped::{Plain, Wrap, Wrapped};

/// The limits of the harness, file by file.
pub const LIMITS: &[&[offhook_machine::limits::LimitRow]] = &[
    files::LIMITS,
    ladder::LIMITS,
    profile::LIMITS,
    runner::LIMITS,
    runner::KEPT_LIMITS,
    conform::LIMITS,
    secrets::LIMITS,
    statement::LIMITS,
    statement::SECRET_LIMITS,
    remote::limits::LIMITS,
    waivers::LIMITS,
    shard::LIMITS,
    document::LIMITS,
];

// Runs: one case, a suite, a part of it; what may be waived.
pub use files::{MAX_DEPTH, PassedOver, STDIN, ScenarioFiles, Why, is_scenario, read_scenarios};
pub use manifest::{Manifest, ManifestCase};
pub use parallel::in_parallel;
pub use profile::{Contradiction, MAX_PROFILE_BYTES, PROFILE_VERSION, Profile, Taken};
pub use runner::{
    Options, Phrasebook, ReadFile, Refreshed, Times, Words, cited_clauses, read_nothing, record, refresh,
    run_case,
};
pub use shard::{MAX_SHARDS, Shard};
pub use suite::{Counts, Share, SuiteReport, run_suite};
pub use summarised::Summarised;
pub use verdict::{CaseReport, Verdict, severity};
pub use waivers::{MAX_REASON_CHARS, MAX_WAIVERS, WAIVERS_VERSION, Waiver, Waivers, waivers_schema};
pub use whole_file::{WholeFile, try_directory, write_whole};

// Other people's implementations: their statements, and the grading of them.
pub use applicable::{Claim, Reason};
pub use conform::{
    Applicability, CLAIMS_CASE, ConformError, Conformance, Contact, DEFAULT_CASE_WAIT_MS,
    DEFAULT_RUN_WAIT_MS, DraftError, Drafted, Gain, Testbed, WaitBudget, Waits, conform, draft,
};
pub use date::Date;
pub use probe::{Found, Introduction};
pub use remote::end_programs;
pub use remote::limits as remote_limits;
pub use statement::{
    Credentials, DEFAULT_TIMEOUT_MS, DEFAULT_TOLERANCE_MS, Deviation, FINEST_MS, Isolation, MAX_PARALLEL,
    MAX_RATE, MAX_SECRET_BYTES, MAX_TIMEOUT_MS, Observation, PoolUser, STATEMENT_VERSION, Secret,
    SecretError, Signature, Statement, Stimuli, Time,
};

// The messages of a failed case, without secrets.
pub use ladder::{
    Asked, Check, Entry, Ladder, Ladders, MAX_CHECKS, MAX_ENTRIES, MAX_LADDER_BYTES, MAX_TEXT_BYTES, What,
};
pub use secrets::{HIDDEN, MAX_SECRETS, Secrets};
