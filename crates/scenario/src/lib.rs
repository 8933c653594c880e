//! The scenario language: one kind of YAML file for hand-written cases, generated suites, minimised failures and
//! replays.
//!
//! A scenario passes through four functions: [`load`] reads it with the worlds it includes ([`parse`] without), [`check`] looks up its
//! names in the [`Vocabulary`] of the caller, [`plan`] unrolls it into a flat list of steps. [`to_yaml`] writes
//! a scenario, [`json_schema`] describes the language for editors. Every fault is a [`Diagnostic`] with its place;
//! a harness uses the same type for expectations that fail.
//!
//! Nothing here touches a file, a clock or the network: included files come through a [`Loader`].
//!
//! ```
//! use offhook_scenario::{Action, DialectWords, Vocabulary, check, parse, plan};
//!
//! let text = "\
//! offhook: 1
//! id: ccc.hold-call.twice
//! dialect: ccc
//! given:
//!   users:
//!     amy: { state: READY }
//! steps:
//!   - request: { by: amy, action: HoldCal }
//!   - wait: 5s
//! ";
//! let scenario = parse("twice.yaml", text).expect("it is well formed");
//! assert_eq!(plan(&scenario).expect("it is short").steps.len(), 2);
//!
//! let words = Vocabulary {
//!     dialects: vec![(
//!         "ccc",
//!         DialectWords {
//!             actions: vec![Action { name: "HoldCall", ..Action::default() }],
//!             ..DialectWords::default()
//!         },
//!     )],
//!     user_states: vec!["READY"],
//!     ..Vocabulary::default()
//! };
//! let problems = check(&scenario, &words);
//! assert_eq!(
//!     problems[0].render(false),
//!     "\
//! error[unknown-action]: unknown action of `ccc`: `HoldCal`
//!  --> twice.yaml:8:33
//!   |
//! 8 |   - request: { by: amy, action: HoldCal }
//!   |                                 ^^^^^^^
//!   |
//!   = help: did you mean `HoldCall`?
//! ",
//! );
//! ```

#![forbid(unsafe_code)]

mod at;
mod check;
mod default;
mod diagnostic;
mod dialect;
mod events;
mod explain;
pub mod files;
mod given;
mod include;
mod instance;
mod job;
pub mod limits;
mod map;
mod matcher;
mod nearest;
mod network;
mod parse;
mod path;
mod pattern;
mod place;
mod plan;
mod reading;
mod render;
mod salvage;
mod scenario;
mod schema;
mod shape;
mod source;
mod step;
mod template;
pub mod terminal;
mod time;
mod user;
mod vocabulary;
mod write;
mod written;

// Text to scenario and back.
pub use include::{Loader, load};
pub use parse::{parse, read_yaml};
pub use salvage::{Salvaged, salvage_yaml};
pub use schema::json_schema;
pub use write::to_yaml;

// The scenario.
pub use dialect::Dialect;
pub use events::{EventItem, EventMatch};
pub use given::{AfterCall, Given, Ids, Policy, Tokens, Waive};
pub use instance::Instance;
pub use job::{Channel, Job, Side};
pub use matcher::{Kind, Matcher};
pub use network::{Dials, Handset, HandsetAct, Inbound, Network, Proposes, Stimulus, Verb};
pub use scenario::{Format, Scenario, Wire};
pub use step::{Binds, Expectations, Poll, Repeat, Request, Step};
pub use user::User;

// The parts of a scenario.
pub use crate::time::{Clock, Millis, rfc3339_ns};
pub use at::{At, OptionalList, Place};
pub use map::Map;
pub use path::{BadPath, Path, Segment, without_indices};
pub use pattern::{BadPattern, Pattern};
pub use source::{Source, Sources};
pub use template::{BadTemplate, FillError, Piece, Template, Unbound, fill};

// The functions over a scenario.
pub use check::check;
pub use diagnostic::{Code, Diagnostic, Remark, Severity};
pub use nearest::{nearest, suggest};
pub use plan::{Plan, PlannedStep, TooManySteps, plan};
pub use vocabulary::{Action, DialectWords, Vocabulary};
